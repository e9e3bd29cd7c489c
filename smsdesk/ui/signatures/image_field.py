"""Choosing the picture of a document: dropped or chosen, checked at once, shown, removed, replaced (G1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPixmap
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.operations.images import CheckedImage, image, read_image
from smsdesk.ui import formats
from smsdesk.ui.signatures.picture_dialog import show_picture
from smsdesk.ui.signatures.pictures import small
from smsdesk.ui.signatures.thumbnail_button import ThumbnailButton
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import choose_file
from smsdesk.ui.widgets.drop_zone import DropZone
from smsdesk.ui.widgets.labels import ElidedLabel, label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row
from smsdesk.ui.widgets.page import Page

_SIDE = 72


@dataclass(frozen=True)
class Choice:
    """What the field holds: a file that was looked at, or the name of the image that is stored already."""

    path: Path | None = None
    checked: CheckedImage | None = None
    stored: str = ""


class ImageField(QWidget):
    """A control for a form: ``value()`` is a ``Choice``, or None for no image."""

    changed = Signal()
    takes_files = True

    def __init__(self, page: Page, name: str) -> None:
        """``name`` says what is in the picture."""
        super().__init__()
        self._page = page
        self._name = name
        self._choice: Choice | None = None
        self._turn = 0
        self.zone = DropZone(
            tr("Drop the picture here, or choose it"),
            tr(".jpg or .png, under 5 MB"),
            endings=(),
            picture="image-plus",
        )
        self.zone.pressed.connect(page.act(self._ask))
        self.zone.chosen.connect(self.take)
        self.zone.refused.connect(self._tell)
        self._place = row(spacing=12)
        self.card = holding(self._place)
        self.card.hide()
        self.fault = label("", "danger", wrap=True)
        self.fault.hide()
        self.setLayout(column(self.zone, self.card, self.fault, spacing=5))
        self.setFocusProxy(self.zone)
        self.setAcceptDrops(True)

    def value(self) -> Choice | None:
        return self._choice

    def set_value(self, choice: Choice | None) -> None:
        """Show this one; a stored image is fetched."""
        self._turn += 1
        self._choice = choice
        self._tell("")
        if choice is None:
            self._show_card(None)
        else:
            self._page.spawn(self._show(choice, self._turn))

    def take(self, path: Path) -> None:
        """Look at the file and hold it when it is good; else what was held stays."""
        self._turn += 1
        self._page.spawn(self._look_at(path, self._turn))

    def remove(self) -> None:
        """Hold no image."""
        self.set_value(None)
        self.changed.emit()

    async def _ask(self) -> None:
        filters = ";;".join((tr("Images (*.jpg *.jpeg *.png)"), tr("All files (*)")))
        chosen = await choose_file(self._page, self._name, filters)
        if chosen is not None:
            self.take(chosen)

    async def _look_at(self, path: Path, turn: int) -> None:
        self._tell("")
        try:
            with self._page.busy.working():
                checked = await self._page.context.runner.call(partial(read_image, path, field=""))
        except DeskError as fault:
            if self._still(turn):
                self._tell(str(fault))
            return
        if not self._still(turn):
            return
        self._choice = Choice(path, checked)
        self.changed.emit()
        await self._show(self._choice, turn)

    async def _show(self, choice: Choice, turn: int) -> None:
        runner = self._page.context.runner
        if choice.checked is not None:
            content = choice.checked.content
        else:
            try:
                content = await runner.run(image, name=choice.stored)
            except DeskError as fault:
                if self._still(turn):
                    self._tell(str(fault))
                return
        picture = await runner.call(partial(small, content))
        if self._still(turn):
            self._show_card(choice, content, QPixmap.fromImage(picture))

    def _still(self, turn: int) -> bool:
        """Whether the form is still there and nothing else was chosen meanwhile."""
        return isValid(self) and turn == self._turn

    def _show_card(self, choice: Choice | None, content: bytes = b"", picture: QPixmap | None = None) -> None:
        clear(self._place)
        self.zone.setHidden(choice is not None)
        self.card.setHidden(choice is None)
        if choice is None:
            return
        if picture is not None and not picture.isNull():
            show_large = self._page.act(show_picture, self._page, self._name, content)
            self._place.addWidget(ThumbnailButton(picture, self._name, show_large, side=_SIDE))
        words = column(
            ElidedLabel(choice.path.name if choice.path else tr("Stored image"), "label"),
            label(_about(choice.checked, len(content)), "small", wrap=True),
            row(
                button(tr("Replace…"), self._page.act(self._ask), kind="link"),
                button(tr("Remove"), self.remove, kind="link"),
                STRETCH,
                spacing=16,
            ),
            spacing=2,
        )
        self._place.addLayout(words, 1)

    def _tell(self, fault: str) -> None:
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.zone.setAccessibleDescription(fault or tr(".jpg or .png, under 5 MB"))

    # On the card too a file can be dropped

    def offer(self, files: list[Path]) -> None:
        """As dropped on it."""
        self.zone.offer(files)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.zone.dropEvent(event)


def _about(checked: CheckedImage | None, size: int) -> str:
    if checked is None:
        return formats.bytes_size(size)
    about = tr(
        "{width} × {height} pixels, {size}",
        width=formats.number(checked.width),
        height=formats.number(checked.height),
        size=formats.bytes_size(size),
    )
    if checked.located:
        where = tr("It tells where it was taken, and stays as it is.")
        return tr("{about}. {note}", about=about, note=where)
    return about
