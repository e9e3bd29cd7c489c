"""Files dragged from the desktop over the window: a hint, the right place, or one sentence (issue 7)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from smsdesk.operations.backup import list_backups
from smsdesk.ui.backups.restore import RestoreDialog
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.customers.import_page import ImportPage
from smsdesk.ui.dropped_files import FileDrops
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.drop_zone import DropZone
from tests.ui.bulk.conftest import until

__all__ = ["until"]

Settled = Callable[[], None]
Until = Callable[[Callable[[], object]], None]
BUTTON, KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Drag:
    """A drag of the desktop: what the window system tells the window, at a place of a widget in it."""

    def __init__(self, window: QWidget, *files: Path) -> None:
        self.window = window
        self.mime = QMimeData()
        self.mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])

    def _send(self, event: QEvent) -> None:
        handle = self.window.windowHandle()
        assert handle is not None
        QCoreApplication.sendEvent(handle, event)

    def over(self, widget: QWidget | None = None) -> Drag:
        found = widget or self.window
        at = found.mapTo(self.window, found.rect().center()) if found is not self.window else QPoint(4, 4)
        copy = Qt.DropAction.CopyAction
        self._at = at
        self._send(QDragEnterEvent(at, copy, self.mime, BUTTON, KEYS))
        self._send(QDragMoveEvent(at, copy, self.mime, BUTTON, KEYS))
        return self

    def leave(self) -> None:
        self._send(QDragLeaveEvent())

    def drop(self) -> None:
        self._send(QDropEvent(QPointF(self._at), Qt.DropAction.CopyAction, self.mime, BUTTON, KEYS))


def hint(window: MainWindow) -> str:
    veil = window.findChildren(FileDrops)[0].veil
    return veil.place.words if veil.isVisible() and veil.place is not None else ""


def told(window: MainWindow) -> list[str]:
    return [bar.words.text() for bar in window.bars.bars()]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("number\n+8613800138000\n")
    return path


@pytest.mark.parametrize("tab", ["applications", "signatures", "templates", "bulk", "statistics"])
def test_a_spreadsheet_begins_a_task_after_a_hint(
    window: MainWindow, sheet: Path, settled: Settled, until: Until, tab: str
) -> None:
    window.open_place(tab)
    settled()
    drag = Drag(window, sheet).over()
    assert hint(window) == "Drop to begin a new bulk task with people.csv"
    drag.leave()
    assert hint(window) == ""
    assert window.tab() == tab
    Drag(window, sheet).over().drop()
    settled()
    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    until(lambda: getattr(page.composition.source, "path", "") == str(sheet))
    assert hint(window) == ""


def test_a_second_one_goes_into_the_task_that_is_being_written(
    window: MainWindow, sheet: Path, settled: Settled, until: Until
) -> None:
    window.open_place("bulk", "new")
    settled()
    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    window.open_tab("templates")
    settled()
    Drag(window, sheet).over().drop()
    settled()
    assert window.current_page() is page, "what was written in it is not lost"
    until(lambda: getattr(page.composition.source, "path", "") == str(sheet))


def test_customers_are_imported(window: MainWindow, sheet: Path, settled: Settled) -> None:
    window.open_place("customers", "pool")
    settled()
    Drag(window, sheet).over().drop()
    settled()
    page = window.current_page()
    assert isinstance(page, ImportPage)
    assert page.file.path == sheet
    # Anywhere on the page of an import, and its only field takes it.
    other = sheet.with_name("more.csv")
    other.write_text("number\n+8613800138001\n")
    drag = Drag(window, other).over()
    assert hint(window) == "Drop to use this file here"
    drag.drop()
    settled()
    assert window.current_page() is page
    assert page.file.path == other


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["photo.png"], "photo.png is no .xlsx, .csv, .tsv, .vcf file."),
        (["a.csv", "b.csv"], "Drop one file, please."),
        (["old.smsdesk-backup"], "old.smsdesk-backup is a backup: it is restored under File, Restore."),
    ],
)
def test_a_wrong_kind_is_refused_in_one_sentence_and_nothing_is_left(
    window: MainWindow, tmp_path: Path, settled: Settled, names: list[str], words: str
) -> None:
    window.open_place("templates")
    settled()
    page = window.current_page()
    drag = Drag(window, *(tmp_path / name for name in names)).over()
    assert hint(window) == words
    drag.drop()
    assert told(window) == [words]
    assert window.current_page() is page


def test_a_field_for_text_never_gets_the_file_s_address(
    window: MainWindow, sheet: Path, settled: Settled
) -> None:
    window.open_place("templates")
    settled()
    field = QPlainTextEdit(window)
    field.setGeometry(200, 200, 300, 200)
    field.show()
    drag = Drag(window, sheet).over(field)
    assert hint(window)
    drag.drop()
    settled()
    assert field.toPlainText() == ""


def test_what_is_dragged_inside_the_program_is_none_of_its_business(window: MainWindow) -> None:
    drag = Drag(window)
    drag.mime.setText("some words")
    drag.over()
    assert hint(window) == ""


def test_each_field_of_several_takes_its_own(window: MainWindow, sheet: Path, settled: Settled) -> None:
    page = window.current_page()
    assert page is not None
    zones = [DropZone("One", "csv"), DropZone("Two", "csv")]
    for each in zones:
        page.body.addWidget(each)
    settled()
    seen: list[Path] = []
    zones[1].chosen.connect(seen.append)
    Drag(window, sheet).over().drop()
    assert told(window) == ["Drop it on one of the marked fields."]
    Drag(window, sheet).over(zones[1]).drop()
    assert seen == [sheet]


def test_a_backup_is_dropped_on_the_choice_of_backups(
    window: MainWindow, tmp_path: Path, settled: Settled
) -> None:
    dialog = RestoreDialog(window.context, list_backups(window.context.runner.desk))
    dialog.show()
    backup = tmp_path / "old.smsdesk-backup"
    Drag(dialog, tmp_path / "photo.png").over().drop()
    assert [bar.words.text() for bar in dialog.bars.bars()] == ["photo.png is no .smsdesk-backup, .db file."]
    drag = Drag(dialog, backup).over()
    assert dialog.veil.place is not None
    assert dialog.veil.place.words == "Drop to choose this backup"
    drag.drop()
    assert dialog.chosen() == backup
    dialog.close()
