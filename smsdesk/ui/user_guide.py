"""Help → User guide, read from the file that came with the program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QFrame, QListWidget, QListWidgetItem, QTextBrowser

from smsdesk.domain.code_page import code_page
from smsdesk.domain.text import language, tr
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.confirm import until_closed
from smsdesk.ui.widgets.layouts import column, row

FOLDER = Path(__file__).parents[2] / "docs"
#: The page that is made from the catalogue, in the language in use.
CODES = "codes.md"

_ROW = 30
_BLOCK = Qt.ItemDataRole.UserRole
_PICTURE_WIDTH = 640
_MARGIN = 28
_GAP = 10
_LIST_GAP = 4
_ABOVE_HEADING = 14


def guide_file() -> Path:
    """The guide in the language in use, else in English."""
    return in_language(FOLDER / "user-guide.md")


def in_language(page: Path) -> Path:
    """The page's translation into the language in use where there is one, else the page itself."""
    spoken = page.with_suffix(f".{language()}{page.suffix}")
    return spoken if spoken.is_file() else page


def has_user_guide() -> bool:
    return guide_file().is_file()


class GuideText(QTextBrowser):
    """Shows the pictures that lie beside the guide, as wide as the text, and nothing from elsewhere."""

    def loadResource(self, type: int, name: QUrl | str) -> object:
        if type != QTextDocument.ResourceType.ImageResource.value:
            return None
        path = (FOLDER / QUrl(name).path()).resolve()
        picture = QImage(str(path)) if path.is_relative_to(FOLDER.resolve()) else QImage()
        if picture.width() > _PICTURE_WIDTH:
            # As many points as the screen has in that width; the document would scale it roughly.
            wanted = min(picture.width(), round(_PICTURE_WIDTH * self.devicePixelRatioF()))
            picture = picture.scaledToWidth(wanted, Qt.TransformationMode.SmoothTransformation)
            picture.setDevicePixelRatio(wanted / _PICTURE_WIDTH)
        return picture


class GuideWindow(QDialog):
    """Not modal: it is read beside the work it tells about."""

    def __init__(self, context: Context, words: str) -> None:
        super().__init__(context.window)
        self._turning = False
        self.setWindowTitle(tr("User guide"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.text = GuideText()
        self.text.setObjectName("guide")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.setAccessibleName(tr("User guide"))
        self.contents = QListWidget()
        self.contents.setObjectName("settingsSections")
        self.contents.setAccessibleName(tr("Contents"))
        self.contents.setFixedWidth(232)
        self.contents.currentItemChanged.connect(self._turn)
        self.text.verticalScrollBar().valueChanged.connect(self._mark)
        self._show(words)
        down = QFrame()
        down.setProperty("line", "down")
        down.setFixedWidth(1)
        whole = row(self.contents, down, self.text, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(column(whole))
        self.resize(960, 640)

    def _show(self, words: str) -> None:
        self.contents.clear()
        self.text.setMarkdown(words)
        document = self.text.document()
        document.setDocumentMargin(_MARGIN)
        _give_room(document)
        self._list_headings(document)
        self._mark()

    def _follow(self, link: QUrl) -> None:
        """Another page of the guide opens here, anything else in the browser."""
        if not link.isRelative():
            QDesktopServices.openUrl(link)
            return
        page = (FOLDER / link.path()).resolve()
        if page == (FOLDER / CODES).resolve():
            self._show(code_page())
        elif page.suffix == ".md" and page.is_relative_to(FOLDER.resolve()) and page.is_file():
            self._show(in_language(page).read_text(encoding="utf-8"))

    def _list_headings(self, document: QTextDocument) -> None:
        block = document.begin()
        while block.isValid():
            if block.blockFormat().headingLevel() in (1, 2) and block.text():
                item = QListWidgetItem(block.text())
                item.setSizeHint(QSize(0, _ROW))
                item.setData(_BLOCK, block.position())
                self.contents.addItem(item)
            block = block.next()

    def _turn(self, item: QListWidgetItem | None) -> None:
        if item is None:  # another page is being shown
            return
        self._turning = True
        cursor = QTextCursor(self.text.document())
        # From the end back, so that the heading stands at the top and not at the foot.
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self.text.setTextCursor(cursor)
        cursor.setPosition(item.data(_BLOCK))
        self.text.setTextCursor(cursor)
        self._turning = False

    def _mark(self) -> None:
        """Mark in the contents what is being read; at the end that is what the last lines belong to."""
        if self._turning:
            return  # the chosen one stays, also where its heading cannot come to the top
        bar = self.text.verticalScrollBar()
        ended = bar.maximum() > 0 and bar.value() == bar.maximum()
        read_to = self.text.cursorForPosition(
            self.text.viewport().rect().bottomLeft() if ended else QPoint(0, _MARGIN)
        ).position()
        places = range(self.contents.count())
        read = [place for place in places if self.contents.item(place).data(_BLOCK) <= read_to]
        self.contents.blockSignals(True)
        self.contents.setCurrentRow(read[-1] if read else 0)
        self.contents.blockSignals(False)


def _give_room(document: QTextDocument) -> None:
    """Space between the paragraphs; Qt's own goes by a font's size in points, and ours is in pixels."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        look = block.blockFormat()
        if not cursor.currentTable():
            look.setTopMargin(_ABOVE_HEADING if look.headingLevel() else 0)
            look.setBottomMargin(_LIST_GAP if block.textList() else _GAP)
            cursor.setBlockFormat(look)
        block = block.next()


async def show_user_guide(context: Context) -> None:
    """Help → User guide."""
    await _show(context, await context.runner.call(lambda: guide_file().read_text(encoding="utf-8")))


async def show_codes(context: Context) -> None:
    """Help → What codes mean (D2)."""
    await _show(context, await context.runner.call(code_page))


async def _show(context: Context, words: str) -> None:
    window = GuideWindow(context, words)
    window.show()
    await until_closed(window)
