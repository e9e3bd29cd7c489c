"""Safe mode's window, the choice before it, faults told once, the window's place, and the licences."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from smsdesk.app import App, open_desk
from smsdesk.domain.errors import Unusable
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import text
from smsdesk.operations.backup import make_backup
from smsdesk.operations.profile import create_profile, profile, update_profile
from smsdesk.store.crash_reports import report_fault, reports
from smsdesk.store.engine_lock import is_held
from smsdesk.store.folder import Folder
from smsdesk.store.restoring import would_help
from smsdesk.ui.about import show_about
from smsdesk.ui.context import WindowSettings
from smsdesk.ui.crash_dialog import CrashDialog, CrashReporter, DeathDialog
from smsdesk.ui.formats import Formats
from smsdesk.ui.licences import LicencesDialog, licences
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.opening import take_place
from smsdesk.ui.start_choice import EarlyRestore, StartDialog, Way

Settled = Callable[[], None]
Run = Callable[[Any], Any]


def fault(value: str, depth: int = 0) -> Exception:
    try:
        if depth:
            int(value)
        float(value)
    except ValueError as found:
        return found
    raise AssertionError


def close(dialog: CrashDialog) -> None:
    dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def dialogs() -> list[CrashDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, CrashDialog)]


def test_the_same_fault_gets_one_dialog_one_file_and_then_a_bar(qapp: QApplication, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    reporter, again = CrashReporter(folder), list[str]()
    reporter.again = again.append
    for value in ("Ann Winterbourne", "Bo Winterbourne", "Zoe Winterbourne"):
        reporter.report(fault(value))
    [dialog] = dialogs()
    close(dialog)
    for _ in range(5):
        reporter.report(fault("Ann Winterbourne"))
    assert dialogs() == []
    assert len(again) == 5
    [file] = reports(folder)
    assert "Happened 4 times" in file.read_text()
    assert "Winterbourne" not in file.read_text() + "".join(again)
    reporter.report(fault("another", depth=1))
    [dialog] = dialogs()
    assert len(reports(folder)) == 2
    close(dialog)


def test_a_death_is_told_with_a_copy(qapp: QApplication, tmp_path: Path) -> None:
    report = report_fault(Folder(tmp_path), fault("x"))
    reporter = CrashReporter(Folder(tmp_path))
    reporter.died(report)
    [dialog] = dialogs()
    assert isinstance(dialog, DeathDialog)
    next(each for each in dialog.findChildren(QPushButton) if each.text() == "Copy").click()
    assert QGuiApplication.clipboard().text() == report.text
    assert any(str(report.path) in each.text() for each in dialog.findChildren(QLabel))
    close(dialog)


def test_in_safe_mode_the_folder_is_held_and_nothing_sends(tmp_path: Path) -> None:
    with open_desk(tmp_path, engine=True, safe=True) as app:
        assert app.engine is None
        assert is_held(Folder(tmp_path))
    with open_desk(tmp_path, engine=True) as app:
        assert app.engine is not None


@pytest.fixture
def safe(context: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The context of safe mode, for the fixture ``window``."""
    object.__setattr__(context, "safe", True)
    return context


def test_safe_mode_says_so_for_as_long_as_it_lasts(
    safe: Any, window: MainWindow, settled: Settled, qtbot: QtBot
) -> None:
    def start_normally() -> list[QPushButton]:
        found = window.findChildren(QPushButton)
        return [each for each in found if each.text() == "Start normally" and each.isVisible()]

    for number in range(5):  # other bars push each other out, not this one
        window.bars.info(str(number))
    assert len(start_normally()) == 1
    window.rebuild()
    settled()
    assert window.status.words.text() == "Safe mode. Nothing is sent."
    assert window.tab() == "applications"
    with qtbot.waitSignal(window.closed, timeout=60_000):
        start_normally()[0].click()
    assert window.reopening


def test_what_the_window_remembers_is_set_aside_in_safe_mode(tmp_path: Path) -> None:
    kept = WindowSettings(tmp_path)
    kept.set_text("window/tab", "bulk")
    kept.flush()
    aside = WindowSettings(tmp_path, aside=True)
    assert aside.text("window/tab") == ""
    assert aside.blob("window/geometry") == QByteArray()
    aside.set_text("window/tab", "statistics")
    aside.flush()
    assert aside.text("window/tab") == "statistics"
    assert WindowSettings(tmp_path).text("window/tab") == "bulk"


@pytest.mark.parametrize("way", list(Way))
def test_each_way_to_start_is_chosen_by_its_card(qtbot: QtBot, way: Way) -> None:
    dialog = StartDialog(failed=True)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.cards[way].pressed.emit()
    assert dialog.way is way
    assert not dialog.isVisible()


def test_a_backup_is_restored_before_the_desk_can_be_opened(tmp_path: Path, run: Run) -> None:
    folder = Folder(tmp_path)
    with open_desk(tmp_path, engine=False) as app:
        create_profile(
            app.desk, business_name="Before", identity=Identity.INDIVIDUAL, country="CN", time_zone="UTC"
        )
        make_backup(app.desk)
        update_profile(app.desk, business_name="After")
    folder.database.write_bytes(b"damaged" * 5000)
    with pytest.raises(Unusable) as told, open_desk(tmp_path, engine=True):
        pass
    assert would_help(folder, told.value)

    async def restore() -> bool:
        choice = EarlyRestore(None, folder, Formats(lambda: "UTC", lambda: 0))
        answer = asyncio.ensure_future(choice.answer())
        await asyncio.sleep(0)
        choice.accept_button.click()
        return await answer

    assert run(restore())
    with open_desk(tmp_path, engine=True, safe=True) as app:
        assert app.restored is not None
        found = profile(app.desk)
        assert found is not None
        assert found.business_name == "Before"


def test_a_damaged_backup_is_told_and_not_restored(tmp_path: Path, run: Run) -> None:
    folder = Folder(tmp_path)
    folder.backups.mkdir()
    (folder.backups / "daily-1.smsdesk-backup").write_bytes(b"damaged" * 5000)

    async def restore() -> list[str]:
        choice = EarlyRestore(None, folder, Formats(lambda: "UTC", lambda: 0))
        answer = asyncio.ensure_future(choice.answer())
        await asyncio.sleep(0)
        choice.accept_button.click()
        while choice._running:
            await asyncio.wait(choice._running)
        told = [bar.words.text() for bar in choice.bars.bars()]
        choice.reject()
        assert not await answer
        return told

    assert not would_help(folder, Unusable(text("It is on a network drive.")))
    [words] = run(restore())
    assert "is damaged. Nothing was changed" in words


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(QRect(5000, 3000, 1000, 650), id="right"),
        pytest.param(QRect(-4000, 10, 1000, 650), id="left"),
        pytest.param(QRect(10, -900, 1000, 650), id="above"),
        pytest.param(QRect(0, 0, 9000, 5000), id="huge"),
    ],
)
def test_a_window_whose_screen_has_gone_comes_into_view(qtbot: QtBot, place: QRect) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setGeometry(place)
    kept = window.saveGeometry()
    again = QMainWindow()
    qtbot.addWidget(again)
    take_place(again, kept)
    room = QGuiApplication.primaryScreen().availableGeometry()
    seen = room & again.geometry()
    assert seen.width() >= min(160, again.width())
    assert again.geometry().top() >= room.top()
    assert again.width() <= max(room.width(), again.minimumWidth())


def test_a_window_comes_back_where_it_was(qtbot: QtBot) -> None:
    window, again = QMainWindow(), QMainWindow()
    for each in (window, again):
        qtbot.addWidget(each)
    window.setGeometry(60, 70, 500, 400)
    take_place(again, window.saveGeometry())
    assert again.geometry() == QRect(60, 70, 500, 400)
    window.showMaximized()
    take_place(again, window.saveGeometry())
    assert again.isMaximized()


def test_the_about_box_leads_to_the_licences_of_all(
    opened: App, window: MainWindow, settled: Settled
) -> None:
    words = licences()
    for name in ("Python 3", "Lucide icons: ISC", "PySide6", "aiohttp", "SQLAlchemy"):
        assert name in words
    window.context.runner.spawn(show_about(window.context))
    settled()
    [terms] = [
        each
        for each in QApplication.allWidgets()
        if isinstance(each, QPushButton) and each.text() == "Licences…"
    ]
    terms.click()
    settled()
    [shown] = [each for each in QApplication.topLevelWidgets() if isinstance(each, LicencesDialog)]
    assert shown.text.toPlainText() == words
    about = shown.parentWidget()
    shown.accept()
    assert isinstance(about, QDialog)
    about.accept()
    settled()
