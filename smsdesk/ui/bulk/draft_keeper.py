"""Keeps the task that is being made as a draft, by itself and when asked to (B1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from smsdesk.domain.errors import DeskError
from smsdesk.domain.recipients import Recipe
from smsdesk.operations.drafts import save_draft
from smsdesk.ui.bulk.composition import Composition
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.bars import Bars

#: Milliseconds without a change before a draft is kept.
_PAUSE = 1_500


class DraftKeeper(QObject):
    """``kept(when)`` once it is on disk. Nothing is kept before there are recipients."""

    kept = Signal(object)

    def __init__(self, context: Context, composition: Composition, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._composition = composition
        self.draft_id: int | None = None
        self._last: Recipe | None = None
        self._one_by_one = asyncio.Lock()
        self._leaving: asyncio.Task[Any] | None = None
        self._done = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(lambda: context.runner.spawn(self._keep_quietly(), owner=self))
        for signal in (
            composition.message_changed,
            composition.source_changed,
            composition.check_changed,
            composition.rows_changed,
            composition.plan_changed,
        ):
            signal.connect(self._note)

    def begin(self, draft_id: int | None, recipe: Recipe) -> None:
        """It came from this draft, and is the same until something is changed."""
        self.draft_id = draft_id
        self._last = recipe if draft_id is not None else None

    def can_keep(self) -> bool:
        """Whether there is enough to be a draft."""
        message = self._composition.message
        return message.application is not None and message.template is not None

    def worth_keeping(self) -> bool:
        """Whether something would be lost."""
        return (
            not self._done
            and self.can_keep()
            and (self._composition.source is not None or self.draft_id is not None)
            and self._composition.recipe() != self._last
        )

    async def keep(self) -> None:
        """Keep it now. Raises ``DeskError``."""
        self._pause.stop()
        await self._save(self._composition.recipe(), again=False)
        if not self._done:
            self.kept.emit(self._context.formats.now())

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Nothing is kept meanwhile, and what was being kept is: ``draft_id`` is the draft there is."""
        async with self._one_by_one:
            yield

    def finish(self) -> None:
        """It was sent: nothing is kept any more."""
        self._done = True
        if isValid(self):
            self._pause.stop()

    def leave(self) -> None:
        """The page goes away: keep what it had."""
        worth = self.worth_keeping()
        recipe = self._composition.recipe()
        self.finish()
        if worth:
            # The page's own bars go with it: a fault is told by the window.
            bars: Bars | None = getattr(self._context.window, "bars", None)
            self._leaving = self._context.runner.spawn(self._save(recipe, again=True), bars)

    @property
    def done(self) -> bool:
        """Whether nothing is kept any more: it was sent, or the page has gone."""
        return self._done

    async def kept_as(self) -> int | None:
        """The draft there is once what was being kept is; None without one."""
        if self._leaving is not None:
            await asyncio.wait([self._leaving])
        async with self._one_by_one:
            return self.draft_id

    async def _save(self, recipe: Recipe, *, again: bool) -> None:
        # One by one: a second one before the first has an id would make a second draft.
        async with self._one_by_one:
            if self._done and not again:
                return
            task = await self._context.runner.run(save_draft, recipe=recipe, draft_id=self.draft_id)
            self.draft_id = task.id
            self._last = recipe

    def _note(self) -> None:
        if self.worth_keeping():
            self._pause.start()

    async def _keep_quietly(self) -> None:
        if not self.worth_keeping():
            return
        try:
            await self.keep()
        except DeskError:
            # Told when the user asks for it or sends; a bar in the middle of typing helps nobody.
            self._pause.stop()
