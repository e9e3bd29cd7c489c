"""Keeps the task that is being made as a draft, by itself and when asked to (B1)."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from smsdesk.domain.errors import DeskError
from smsdesk.domain.recipients import Recipe
from smsdesk.operations.drafts import save_draft
from smsdesk.ui.bulk.composition import Composition
from smsdesk.ui.context import Context

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
        self._saving = False
        self._done = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(lambda: context.runner.spawn(self._keep_quietly()))
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
        if self._done or self._saving:
            return
        recipe = self._composition.recipe()
        self._saving = True
        try:
            task = await self._context.runner.run(save_draft, recipe=recipe, draft_id=self.draft_id)
        finally:
            self._saving = False
        self.draft_id = task.id
        self._last = recipe
        if not self._done:
            self.kept.emit(self._context.formats.now())

    def finish(self) -> None:
        """It was sent: nothing is kept any more."""
        self._done = True
        self._pause.stop()

    def leave(self) -> None:
        """The page goes away: keep what it had."""
        worth = self.worth_keeping()
        recipe, draft_id = self._composition.recipe(), self.draft_id
        self.finish()
        if worth:
            run = self._context.runner.run
            self._context.runner.spawn(run(save_draft, recipe=recipe, draft_id=draft_id))

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
