"""Help → User guide, read from the file that came with the program."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QFrame, QListWidget, QListWidgetItem, QTextBrowser

from smsdesk.domain.text import language, tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.layouts import column, row

FOLDER = Path(__file__).parents[2] / "docs"

_ROW = 30
_BLOCK = Qt.ItemDataRole.UserRole


def guide_file() -> Path:
    """The guide in the language in use, else in English."""
    spoken = FOLDER / f"user-guide.{language()}.md"
    return spoken if spoken.is_file() else FOLDER / "user-guide.md"


def has_user_guide() -> bool:
    return guide_file().is_file()


class GuideWindow(QDialog):
    """Not modal: it is read beside the work it tells about."""

    def __init__(self, context: Context, words: str) -> None:
        super().__init__(context.window)
        self.setWindowTitle(tr("User guide"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.text = QTextBrowser()
        self.text.setObjectName("guide")
        self.text.setOpenExternalLinks(True)
        self.text.setAccessibleName(tr("User guide"))
        self.text.setMarkdown(words)
        self.text.document().setDocumentMargin(28)
        self.contents = QListWidget()
        self.contents.setObjectName("settingsSections")
        self.contents.setAccessibleName(tr("Contents"))
        self.contents.setFixedWidth(232)
        self._list_headings(self.text.document())
        self.contents.currentItemChanged.connect(self._turn)
        down = QFrame()
        down.setProperty("line", "down")
        down.setFixedWidth(1)
        whole = row(self.contents, down, self.text, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(column(whole))
        self.resize(960, 640)

    def _list_headings(self, document: QTextDocument) -> None:
        block = document.begin()
        while block.isValid():
            if block.blockFormat().headingLevel() in (1, 2) and block.text():
                item = QListWidgetItem(block.text())
                item.setSizeHint(QSize(0, _ROW))
                item.setData(_BLOCK, block.position())
                self.contents.addItem(item)
            block = block.next()

    def _turn(self, item: QListWidgetItem) -> None:
        cursor = QTextCursor(self.text.document())
        # From the end back, so that the heading stands at the top and not at the foot.
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.text.setTextCursor(cursor)
        cursor.setPosition(item.data(_BLOCK))
        self.text.setTextCursor(cursor)


async def show_user_guide(context: Context) -> None:
    """Help → User guide."""
    words = await context.runner.call(lambda: guide_file().read_text(encoding="utf-8"))
    window = GuideWindow(context, words)
    closed = asyncio.Event()
    window.finished.connect(closed.set)
    window.show()
    try:
        await closed.wait()
    finally:
        window.hide()
        window.deleteLater()
