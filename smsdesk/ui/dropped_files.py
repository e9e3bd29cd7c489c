"""Files dropped on the window: into the field of the page in view that takes one, else into what the tab does
with a spreadsheet (a new bulk task, an import of customers). A wrong kind is refused in one sentence."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication, QWidget

from smsdesk.domain.text import tr
from smsdesk.store.backup import SUFFIX
from smsdesk.ui.widgets.drop_veil import DropPlace, DropVeil, dragged_files
from smsdesk.ui.widgets.drop_zone import SHEETS, wrong_kind
from smsdesk.ui.widgets.page import Page

if TYPE_CHECKING:
    from smsdesk.ui.main_window import MainWindow


class _Taker(Protocol):
    """A widget with ``takes_files``."""

    def offer(self, files: list[Path]) -> None: ...


class FileDrops(QObject):
    """Lives as long as the window, from when it is first shown."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.veil = DropVeil(window, self._place, self._refuse)
        # Here a drag is seen before the widget under it sees it, and little else passes.
        window.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and self._wanted(event):
            self.veil.begin()
        return False

    def _wanted(self, event: QDragEnterEvent) -> bool:
        free = self._window.context.state.exists and QApplication.activeModalWidget() is None
        return free and bool(dragged_files(event.mimeData()))

    def _refuse(self, words: str) -> None:
        self._window.bars.passing(words)

    def _place(self, files: list[Path], at: QPoint) -> DropPlace:
        page = self._window.current_page()
        if page is not None and (takers := _takers(page)):
            return self._in_fields(takers, files, at)
        if problem := wrong_file(files, SHEETS):
            return DropPlace(problem)
        file = files[0]
        if page is not None and (words := page.file_words()):
            return DropPlace(words, partial(page.take_file, file))
        if self._window.tab() == "customers":
            words = tr("Drop to import the customers of {name}", name=file.name)
            return DropPlace(words, lambda: self._window.open_place("customers", "import", file=file))
        words = tr("Drop to begin a new bulk task with {name}", name=file.name)
        return DropPlace(words, partial(self._into_a_task, file))

    def _in_fields(self, takers: list[QWidget], files: list[Path], at: QPoint) -> DropPlace:
        places = [QRect(each.mapTo(self._window, QPoint()), each.size()) for each in takers]
        pointed = [place.contains(at) for place in places]
        if any(pointed) or len(takers) == 1:
            chosen = pointed.index(True) if any(pointed) else 0
            taker = takers[chosen]
            shown = not taker.visibleRegion().isEmpty() or any(pointed)
            take = partial(cast(_Taker, taker).offer, files)
            return DropPlace(tr("Drop to use this file here"), take, (places[chosen],), at_them=shown)
        return DropPlace(tr("Drop it on one of the marked fields."), None, places, at_them=True)

    def _into_a_task(self, file: Path) -> None:
        """Into the one that is being written, if there is one; it is not lost."""
        tab = self._window.page_of("bulk")
        shown = tab.current_page()  # type: ignore[attr-defined]
        if shown.file_words():
            self._window.open_tab("bulk")
            shown.take_file(file)
        else:
            self._window.open_place("bulk", "new", file=file)


def wrong_file(files: list[Path], endings: tuple[str, ...]) -> str:
    """Why these cannot be taken, in one sentence; empty for one file with one of the endings."""
    if len(files) == 1 and files[0].name.endswith(SUFFIX):
        return tr("{name} is a backup: it is restored under File, Restore.", name=files[0].name)
    return wrong_kind(files, endings)


def _takers(page: Page) -> list[QWidget]:
    """Those in the page that take a file, without what is inside another one."""
    every = [
        each
        for each in page.findChildren(QWidget)
        if getattr(each, "takes_files", False) and each.isVisible() and each.isEnabled()
    ]
    return [
        each for each in every if not any(other.isAncestorOf(each) for other in every if other is not each)
    ]
