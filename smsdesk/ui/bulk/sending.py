"""What happens behind the buttons of step 4: asked once, sent once; one message to oneself (B1, B5, B10)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from smsdesk.domain.applications import SANDBOX
from smsdesk.domain.tasks import Task
from smsdesk.domain.text import tr
from smsdesk.operations.bulk import repeat_warning, send, send_test
from smsdesk.operations.preparation import Preparation
from smsdesk.ui.bulk.composition import Composition
from smsdesk.ui.bulk.draft_keeper import DraftKeeper
from smsdesk.ui.bulk.last_choice import remember
from smsdesk.ui.bulk.send_question import SendQuestion, TestQuestion
from smsdesk.ui.bulk.send_step import SendStep
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.bars import Bars


class Sending:
    """``shown`` gives the place of the message that the phone shows: the one that is tried."""

    def __init__(
        self,
        page: QWidget,
        context: Context,
        composition: Composition,
        drafts: DraftKeeper,
        step: SendStep,
        bars: Bars,
        spawn: Callable[[Coroutine[Any, Any, Any]], None],
        shown: Callable[[Preparation], int],
    ) -> None:
        self._page = page
        self._context = context
        self._composition = composition
        self._drafts = drafts
        self._step = step
        self._bars = bars
        self._spawn = spawn
        self._shown = shown
        step.send.connect(lambda: self._press(self._send))
        step.test.connect(lambda: self._press(self._test))

    def _press(self, act: Callable[[Preparation], Coroutine[Any, Any, None]]) -> None:
        found = self._composition.current
        # Busy at once, not when the coroutine runs: the second click of a double click comes before that.
        if found is not None and found.ready and not self._step.busy:
            self._step.set_busy(True, sending=False)
            self._spawn(self._acted(act(found)))

    async def _acted(self, action: Coroutine[Any, Any, None]) -> None:
        try:
            await action
        finally:
            if isValid(self._page):  # else it went while it waited
                self._step.set_busy(False)

    async def _test(self, found: Preparation) -> None:
        """B10."""
        index = self._shown(found)
        question = TestQuestion(self._page, self._context, found, sandbox=self._in_sandbox())
        if not await question.answer():
            return
        number = question.remember()
        task = await self._context.runner.run(send_test, preparation=found, number=number, index=index)
        self._bars.success(
            tr("The test message is on its way to {number}.", number=number),
            (tr("Follow it"), lambda: self._follow(task)),
        )

    async def _send(self, found: Preparation) -> None:
        composition = self._composition
        # It may have been checked for another time than the one that is asked about.
        found.recipe = replace(found.recipe, send_at=composition.send_at)
        repeated = await self._context.runner.run(
            repeat_warning, preparation=found, send_at=composition.send_at
        )
        name = composition.name or found.wording.template_name
        question = SendQuestion(
            self._page,
            self._context,
            found,
            name=name,
            send_at=composition.send_at,
            repeated=repeated,
            sandbox=self._in_sandbox(),
        )
        if await question.answer():
            self._step.set_busy(True)
            await self._send_now(found, name, composition.send_at)
        elif question.test_first:
            await self._test(found)

    def _in_sandbox(self) -> bool:
        application = self._composition.message.application
        return application is not None and application.gateway == SANDBOX

    async def _send_now(self, found: Preparation, name: str, send_at: int | None) -> None:
        async with self._drafts.held():
            task = await self._context.runner.run(
                send,
                preparation=found,
                consent=True,
                name=name,
                send_at=send_at,
                draft_id=self._drafts.draft_id,
            )
            self._drafts.finish()
        remember(self._context, self._composition.message, found.wording.region)
        self._follow(task)

    def _follow(self, task: Task) -> None:
        self._context.open("bulk", "task", task_id=task.id)
