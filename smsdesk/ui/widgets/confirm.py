"""Questions to the user as coroutines: ``if await confirm(…)``. Nothing here blocks the loop."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.tips import plain_tip


class Question(QDialog):
    """A window-modal question: title, words, room for more, buttons. ``await question.answer()``."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        words: str,
        action: str,
        *,
        destructive: bool = False,
        refusal: str = "",
    ) -> None:
        """``refusal``: what the other button says where "Cancel" could be taken for the action."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.setMinimumWidth(420)
        self.setMaximumWidth(560)
        self.accept_button: QPushButton = button(
            action, self.accept, kind="danger" if destructive else "primary"
        )
        self.refuse_button: QPushButton = button(refusal or tr("Cancel"), self.reject)
        self.body: QVBoxLayout = column(spacing=8)
        if title:
            self.body.addWidget(label(title, "heading", wrap=True))
        if words:
            self.body.addWidget(label(words, "secondary", wrap=True))
        top = QHBoxLayout()
        top.setSpacing(16)
        if destructive:
            top.addWidget(Picture("triangle-alert", "danger", 24), alignment=Qt.AlignmentFlag.AlignTop)
        top.addLayout(self.body, 1)
        self.foot = row(STRETCH, self.refuse_button, self.accept_button)
        self.setLayout(column(top, self.foot, spacing=24, margins=(24, 24, 24, 20)))
        # Enter must never destroy: in a destructive question the refusal has the focus.
        first = self.refuse_button if destructive else self.accept_button
        first.setDefault(True)
        first.setFocus()

    def fit(self) -> None:
        """As high as its words want at its width."""
        fit_to_words(self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    async def answer(self) -> bool:
        """Show it and wait; True when accepted. Cancelling the waiting task closes the question."""
        self.open()
        return await until_closed(self) == QDialog.DialogCode.Accepted


def fit_to_words(dialog: QDialog) -> None:
    """Make a dialog as high as its words want at its width: Qt guesses when words wrap."""
    layout = dialog.layout()
    if layout is not None:
        layout.activate()
        width = max(dialog.width(), layout.minimumSize().width())
        dialog.resize(width, max(layout.totalHeightForWidth(width), layout.minimumSize().height()))


async def until_closed(dialog: QDialog) -> int:
    """Wait for the end of a dialog that is shown, and take it away; its result. Cancelling closes it."""
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not future.done():
            future.set_result(result)

    dialog.finished.connect(settle)
    try:
        return await future
    finally:
        if isValid(dialog):  # else it went with the page it stood on
            dialog.hide()
            dialog.deleteLater()


async def confirm(
    parent: QWidget | None,
    title: str,
    words: str,
    action: str,
    *,
    destructive: bool = False,
    refusal: str = "",
) -> bool:
    """Ask once. ``action`` is the verb on the button ("Delete 3 templates"), never "OK"; ``refusal`` names
    the other button where it is not "Cancel"."""
    return await Question(parent, title, words, action, destructive=destructive, refusal=refusal).answer()


async def confirm_by_typing(parent: QWidget | None, title: str, words: str, typed: str, action: str) -> bool:
    """For what cannot be undone: the button works once ``typed`` has been typed (A4)."""
    question = Question(parent, title, words, action, destructive=True)
    asked = label(tr("Type “{typed}” to confirm", typed=typed), "label", wrap=True)
    field = QLineEdit()
    asked.setBuddy(field)
    field.setAccessibleName(asked.text())
    question.body.addSpacing(8)
    question.body.addWidget(asked)
    question.body.addWidget(field)
    question.accept_button.setEnabled(False)
    question.accept_button.setToolTip(plain_tip(asked.text()))
    field.textChanged.connect(lambda now: question.accept_button.setEnabled(now.strip() == typed))
    field.setFocus()
    return await question.answer()


async def ask_text(
    parent: QWidget | None, title: str, words: str, action: str, *, value: str = "", limit: int = 0
) -> str | None:
    """Ask for one line (a group's new name); None when cancelled. Never gives an empty line."""
    question = Question(parent, title, "", action)
    asked = label(words, "label")
    field = QLineEdit(value)
    asked.setBuddy(field)
    field.setAccessibleName(words)
    if limit:
        field.setMaxLength(limit)
    question.body.addSpacing(8)
    question.body.addWidget(asked)
    question.body.addWidget(field)
    field.textChanged.connect(lambda now: question.accept_button.setEnabled(bool(now.strip())))
    question.accept_button.setEnabled(bool(value.strip()))
    field.selectAll()
    field.setFocus()
    return field.text().strip() if await question.answer() else None


async def show_dialog(parent: QWidget | None, title: str, content: QWidget, *, width: int = 560) -> None:
    """Show a widget to read (a "Why?", a preview) with one Close button, and wait until it is closed."""
    question = Question(parent, title, "", tr("Close"))
    question.setMaximumWidth(16777215)
    question.setMinimumWidth(width)
    question.body.addSpacing(8)
    question.body.addWidget(content)
    question.refuse_button.hide()
    await question.answer()


async def choose_file(parent: QWidget | None, title: str, filters: str) -> Path | None:
    """A file to read; ``filters`` as Qt writes them: ``tr("Spreadsheets") + " (*.xlsx *.csv)"``."""
    dialog = QFileDialog(parent, title, _home(), filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return await _file(dialog)


async def choose_save(parent: QWidget | None, title: str, name: str, filters: str) -> Path | None:
    """A file to write, ``name`` proposed; the dialog asks before one is replaced."""
    dialog = QFileDialog(parent, title, _home(), filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(name)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.filterSelected.connect(partial(_follow_filter, dialog))
    return await _file(dialog)


def _follow_filter(dialog: QFileDialog, chosen: str) -> None:
    """Another format was chosen: the name ends as that format does."""
    ending = re.search(r"\*\.(\w+)", chosen)
    if ending is not None:
        dialog.setDefaultSuffix(ending[1])
        files = dialog.selectedFiles()
        if files and Path(files[0]).suffix:
            dialog.selectFile(Path(files[0]).with_suffix(f".{ending[1]}").name)


async def choose_folder(parent: QWidget | None, title: str) -> Path | None:
    """A folder."""
    dialog = QFileDialog(parent, title, _home())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return await _file(dialog)


def _home() -> str:
    places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
    return next((place for place in places if Path(place).is_dir()), str(Path.home()))


async def _file(dialog: QFileDialog) -> Path | None:
    future: asyncio.Future[Path | None] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        files = dialog.selectedFiles() if result else []
        if not future.done():
            future.set_result(Path(files[0]) if files else None)

    dialog.finished.connect(settle)
    dialog.open()
    try:
        return await future
    finally:
        if isValid(dialog):
            dialog.hide()
            dialog.deleteLater()


def close_on_escape(widget: QWidget, act: object) -> QShortcut:
    """Esc inside the widget calls ``act``."""
    shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), widget)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(act)
    return shortcut
