"""A spreadsheet opened from outside waits until the first start's questions are answered (issue 7)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from smsdesk.app import App
from smsdesk.domain.profile import Identity
from smsdesk.operations.profile import create_profile
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.given_files import FilesToTasks, GivenFiles
from smsdesk.ui.main_window import MainWindow


def test_it_waits_for_the_questions(
    window: MainWindow, opened: App, settled: Callable[[], None], tmp_path: Path, qapp: QApplication
) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text("number\n+447700900123\n")
    files = GivenFiles(qapp)
    FilesToTasks(files, window.context)
    files.take(sheet)
    assert window.current_page() is None
    create_profile(
        opened.desk,
        business_name="Riverside Bakery",
        identity=Identity.ORGANIZATION,
        country="GB",
        time_zone="Europe/London",
    )
    settled()
    page = window.current_page()
    assert isinstance(page, NewTaskPage)
    assert page.recipients.words == "“list.csv” is read when the message is chosen."
    assert files.pop() is None
