"""Exports in the background: they outlive their page, can be stopped, are in a list when finished (D8)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from smsdesk.domain.errors import DeskError, Invalid, Unavailable
from smsdesk.domain.exports import Export, FileState
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.exports import keep_export, list_exports
from smsdesk.sheets.writing import Column, write_table
from smsdesk.ui import statistics
from smsdesk.ui.context import Context
from smsdesk.ui.exports import Exports, export_button
from smsdesk.ui.exports.dialog import ExportsDialog, open_export
from smsdesk.ui.exports.export_button import file_name
from smsdesk.ui.exports.notices import ExportStatus
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.work_bar import WorkBar

Run = Callable[..., Any]
TITLE = text("Message records")


class Job:
    """Writes rows, and waits in the middle until it may go on."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, desk: Desk, *, path: Path, progress: Progress, fault: DeskError | None = None) -> int:
        def rows() -> Iterator[tuple[str]]:
            for number in range(2_500):
                if number == 1_500:
                    self.begun.set()
                    assert self.go_on.wait(60)
                    if fault is not None:
                        raise fault
                yield (str(number),)

        return write_table(path, [Column("n")], rows(), progress=lambda done: progress.report(done, 2_500))


@pytest.fixture
def job() -> Iterator[Job]:
    made = Job()
    yield made
    made.go_on.set()


def begin(context: Context, job: Job, path: Path, **arguments: Any) -> Any:
    one = Exports.of(context).begin(TITLE, path, job, arguments)
    assert job.begun.wait(60)
    return one


def test_an_export_is_in_the_list_when_it_is_finished(
    context: Context, run: Run, job: Job, tmp_path: Path
) -> None:
    finished: list[Export] = []
    Exports.of(context).finished.connect(finished.append)
    path = tmp_path / "records.csv"
    one = begin(context, job, path)
    assert not path.exists()
    job.go_on.set()
    run(_until(one.done))
    assert path.read_bytes().count(b"\r\n") == 2_501
    [kept] = list_exports(context.runner.desk)
    assert (kept.path, kept.rows, str(kept.title)) == (str(path), 2_500, "Message records")
    assert finished == [kept]
    assert Exports.of(context).running() == []


def test_a_cancelled_export_leaves_nothing(context: Context, run: Run, job: Job, tmp_path: Path) -> None:
    one = begin(context, job, tmp_path / "records.xlsx")
    waiting = Exports.of(context).begin(TITLE, tmp_path / "second.csv", job, {})
    one.cancel()
    waiting.cancel()
    job.go_on.set()
    run(_until(one.done))
    run(_until(waiting.done))
    assert [each.name for each in tmp_path.iterdir() if each.suffix not in (".ini", "")] == []
    assert list_exports(context.runner.desk) == []


def test_the_same_file_is_not_written_twice_at_once(
    context: Context, run: Run, job: Job, tmp_path: Path
) -> None:
    one = begin(context, job, tmp_path / "records.csv")
    with pytest.raises(Invalid, match="another export"):
        Exports.of(context).begin(TITLE, tmp_path / "x" / ".." / "records.csv", job, {})
    job.go_on.set()
    run(_until(one.done))


def test_what_went_wrong_is_told_in_the_window(
    window: MainWindow, run: Run, job: Job, tmp_path: Path
) -> None:
    one = begin(window.context, job, tmp_path / "a.csv", fault=Unavailable(text("The disk is full.")))
    assert window.status.exports.isVisible()
    job.go_on.set()
    run(_until(one.done))
    assert [bar.words.text() for bar in window.bars.findChildren(Bar)] == ["The disk is full."]
    assert not window.status.exports.isVisible()


def test_a_finished_one_is_told_whatever_is_in_view(
    window: MainWindow, run: Run, job: Job, tmp_path: Path, settled: Callable[[], None]
) -> None:
    page = window.current_page()
    assert page is not None
    save = export_button(
        page, title=lambda: TITLE, name=lambda: "records", job=job, arguments=lambda: {"fault": None}
    )
    one = save.begin(tmp_path / "a.csv")
    window.open_place("templates")
    window.rebuild()  # another language, or a page that is gone
    save.deleteLater()
    settled_button = window.status.exports
    assert isinstance(settled_button, ExportStatus)
    job.go_on.set()
    run(_until(one.done))
    [bar] = window.bars.findChildren(Bar)
    assert bar.words.text() == "“a.csv” is written: 2,500 rows."


def test_closing_while_exporting_asks_and_leaves_nothing(
    window: MainWindow, run: Run, job: Job, tmp_path: Path
) -> None:
    closed: list[bool] = []
    window.closed.connect(lambda: closed.append(True))
    one = begin(window.context, job, tmp_path / "a.csv")
    window.close()

    async def answered() -> None:
        question = await _found(window, Question)
        assert not closed
        question.accept()
        while not closed:
            await _breath()
        closing = asyncio.create_task(window.context.runner.close())
        while not one.work.progress.cancelled:
            await _breath()
        job.go_on.set()
        await closing

    run(answered())
    assert one.work.progress.cancelled
    assert not (tmp_path / "a.csv").exists()
    assert list(tmp_path.glob(".a.csv*")) == []


def test_the_list_shows_what_runs_and_what_became_of_files(
    context: Context, run: Run, job: Job, tmp_path: Path, settled: Callable[[], None]
) -> None:
    desk = context.runner.desk
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
        keep_export(desk, title=TITLE, path=tmp_path / name, rows=1)
    (tmp_path / "a.csv").unlink()
    one = begin(context, job, tmp_path / "c.csv")
    dialog = ExportsDialog(context)
    dialog.show()
    run(_shown(dialog, 2))
    assert len(dialog.findChildren(WorkBar)) == 1
    assert {Path(each.path).name: each.state for each in dialog.table.model.rows} == {
        "a.csv": FileState.GONE,
        "b.csv": FileState.THERE,
    }
    assert dialog.table.selected() == [dialog.table.model.row(0)], "the newest is what one comes for"
    gone = next(each for each in dialog.table.model.rows if each.state is FileState.GONE)
    dialog.table.select(gone.id)
    assert not dialog.open_button.isEnabled()
    with pytest.raises(DeskError, match="moved or deleted"):
        open_export(gone)
    job.go_on.set()
    run(_until(one.done))
    run(_shown(dialog, 3))
    dialog.table.select(gone.id)
    dialog.delete_button.click()  # no question: there is no file to lose
    run(_shown(dialog, 2))
    there = next(each for each in dialog.table.model.rows if each.path.endswith("b.csv"))
    dialog.table.select(there.id)
    dialog.delete_button.click()

    async def answered() -> None:
        (await _found(dialog, Question)).accept()

    run(answered())
    run(_shown(dialog, 1))
    assert not (tmp_path / "b.csv").exists()
    dialog.hide()
    dialog.deleteLater()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Report of 50% off: A/B", "Report of 50% off- A-B"),
        ("  ..  ", "Export"),
        ("报告", "报告"),
        ("x" * 300, "x" * 60),
        ("two\nlines", "two lines"),
    ],
)
def test_words_become_the_name_of_a_file(words: str, name: str) -> None:
    assert file_name(words) == name


async def _until(done: Any) -> None:
    await done


async def _breath() -> None:
    await asyncio.sleep(0.005)


async def _found(place: Any, kind: type[Any]) -> Any:
    while True:
        for each in place.findChildren(kind):
            if each.isVisible():
                return each
        await _breath()


async def _shown(dialog: ExportsDialog, count: int) -> None:
    while dialog.table.model.rowCount() != count:
        await _breath()


@pytest.mark.parametrize("module", ["exports.notices", "statistics"])
def test_the_list_of_exports_is_quiet_when_what_it_was_opened_from_is_gone(
    context: Context,
    settled: Callable[[], None],
    crashes: list[BaseException],
    monkeypatch: pytest.MonkeyPatch,
    module: str,
) -> None:
    """Another language builds the window anew while the list is being opened."""
    place: QWidget = ExportStatus(context) if module == "exports.notices" else statistics.create(context)
    pressed = (
        place
        if isinstance(place, ExportStatus)
        else next(each for each in place.findChildren(QPushButton) if each.text() == "Exports")
    )

    async def opened_too_late(_context: Context) -> None:
        place.deleteLater()
        QCoreApplication.sendPostedEvents(place, QEvent.Type.DeferredDelete.value)
        place.isVisible()

    monkeypatch.setattr(f"smsdesk.ui.{module}.show_exports", opened_too_late)
    pressed.click()
    settled()
    assert not isValid(place)
    assert not crashes
