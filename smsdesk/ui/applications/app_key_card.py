"""The AppKey: hidden, revealed for a moment, copied, made anew (A3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from smsdesk.domain.text import tr, trn
from smsdesk.operations.applications import reveal_app_key, rotate_app_key
from smsdesk.ui.style import sizes
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, row
from smsdesk.ui.widgets.toast import toast

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage

#: Shown in place of the AppKey; as long as one, so that nothing moves when it is revealed.
HIDDEN = "•" * 32
#: Seconds after which a revealed key hides again.
REVEALED_SECONDS = 30


class AppKeyCard(Card):
    """``hide_key`` when something else comes into view."""

    def __init__(self, page: ApplicationPage, *, seconds: int = REVEALED_SECONDS) -> None:
        super().__init__(
            tr("AppKey"),
            note=tr("Programs that send through this desk sign with it. Never give it to anyone."),
        )
        self._page = page
        self.words = label(HIDDEN, selectable=True)
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        face.setPixelSize(sizes().small)
        face.setStyleHint(QFont.StyleHint.Monospace)
        self.words.setFont(face)
        self._passing = label("", "small")
        self._reveal = button(tr("Reveal"), page.act(self._reveal_or_hide), picture="eye")
        self._seconds = seconds
        self._left = 0
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.add(self.words, self._passing)
        self.body.addLayout(
            row(
                self._reveal,
                button(tr("Copy AppKey"), page.act(self._copy), picture="copy"),
                STRETCH,
                button(tr("Rotate…"), page.act(self._rotate), kind="danger-quiet"),
            )
        )
        self.hide_key()

    def hide_key(self) -> None:
        """Dots in its place."""
        self._clock.stop()
        self.words.setText(HIDDEN)
        self._passing.setText(tr("Hidden. Reveal shows it for a moment."))
        self._reveal.setText(tr("Reveal"))

    async def _app_key(self) -> str:
        return await self._page.context.runner.run(reveal_app_key, application_id=self._page.application_id)

    async def _reveal_or_hide(self) -> None:
        if self.words.text() != HIDDEN:
            self.hide_key()
            return
        key = await self._app_key()
        if not self.isVisible():  # the user went elsewhere meanwhile
            return
        self.words.setText(key)
        self._reveal.setText(tr("Hide"))
        self._left = self._seconds
        self._say_left()
        self._clock.start()

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.hide_key()
        else:
            self._say_left()

    def _say_left(self) -> None:
        self._passing.setText(trn("Hides in {count} second", "Hides in {count} seconds", self._left))

    async def _copy(self) -> None:
        QGuiApplication.clipboard().setText(await self._app_key())
        toast(self._page, tr("AppKey copied"))

    async def _rotate(self) -> None:
        if await confirm(
            self._page,
            tr("Make a new AppKey?"),
            tr(
                "The old key stops working at once. Programs that use it cannot send until they have the "
                "new one."
            ),
            tr("Rotate AppKey"),
            destructive=True,
        ):
            await self._page.context.runner.run(rotate_app_key, application_id=self._page.application_id)
            self.hide_key()
            self._page.bars.success(tr("The new AppKey is ready. Reveal or copy it here."))
