"""The window as a whole: tabs, keys, languages, schemes, the status line, closing, one per folder."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from smsdesk.domain.errors import Unavailable
from smsdesk.domain.tasks import TaskStatus, Totals
from smsdesk.domain.text import text
from smsdesk.engine.events import EngineFault, EngineWell, GatewayState, TaskProgress
from smsdesk.operations.profile import update_profile
from smsdesk.ui import palette
from smsdesk.ui.context import Context, WindowSettings
from smsdesk.ui.crash_dialog import CrashDialog, CrashReporter
from smsdesk.ui.gallery import Flashes
from smsdesk.ui.gateway_names import GatewaysInUse, RealGateway
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.single_instance import SingleInstance, raise_running
from smsdesk.ui.status_line import StatusLine
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.window_tabs import TABS

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Settled = Callable[[], None]

KEYS = ["applications", "signatures", "templates", "bulk", "customers", "statistics"]


def test_the_six_tabs_are_always_these_six() -> None:
    assert [tab.key for tab in TABS] == KEYS
    assert [tab.title() for tab in TABS] == [
        "Applications",
        "Signatures",
        "Templates",
        "Bulk SMS",
        "Customer Groups",
        "Statistics",
    ]


def test_control_and_a_digit_go_to_a_tab(window: MainWindow, qtbot: QtBot, settled: Settled) -> None:
    for index, key in enumerate(KEYS):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_1.value + index), Qt.KeyboardModifier.ControlModifier)
        settled()
        assert window.tab() == key
        assert window.current_page() is not None


@pytest.mark.parametrize("key", KEYS)
def test_no_part_of_a_page_flashes_as_a_window(
    window: MainWindow, qapp: QApplication, settled: Settled, key: str
) -> None:
    flashes = Flashes(qapp)
    window.open_place(key)
    settled()
    flashes.end()
    assert flashes.seen == []


def test_control_f_searches(window: MainWindow, qtbot: QtBot, settled: Settled) -> None:
    window.open_place("applications")
    settled()
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_control_z_takes_back_the_last_change_until_the_page_is_left(
    window: MainWindow, qtbot: QtBot, settled: Settled
) -> None:
    undone: list[int] = []

    def press_after(change: int, *, leave: bool = False) -> None:
        page = window.current_page()
        assert page is not None
        page.bars.undo("Changed.", lambda: undone.append(change))
        if leave:
            window.strip_to(2)
            window.strip_to(0)
            settled()
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    window.strip_to(0)
    settled()
    press_after(1)
    press_after(2, leave=True)
    assert undone == [1]


def test_another_language_is_spoken_at_once_and_the_tab_stays(
    window: MainWindow, context: Context, run: Run, settled: Settled
) -> None:
    window.open_place("templates")
    run(context.runner.run(update_profile, language="zh_CN"))
    settled()
    settled()
    assert window.tab() == "templates"
    assert window.context.profile.language == "zh_CN"
    run(context.runner.run(update_profile, language="en"))
    settled()
    settled()
    assert window.strip.bar.tabText(2) == "Templates"


def test_the_scheme_is_the_profiles(window: MainWindow, context: Context, run: Run, settled: Settled) -> None:
    run(context.runner.run(update_profile, theme="dark"))
    settled()
    settled()
    assert palette.is_dark()


def test_every_menu_entry_works_and_none_is_without_words(window: MainWindow) -> None:
    entries = [entry for menu in window.menuBar().actions() for entry in menu.menu().actions()]  # type: ignore[union-attr]
    assert all(entry.text() for entry in entries if not entry.isSeparator())
    assert {"File", "Tools", "Help"} <= {menu.text() for menu in window.menuBar().actions()}


def test_f1_lists_the_keys(window: MainWindow, qtbot: QtBot, settled: Settled) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    settled()
    [shown] = [each for each in window.findChildren(Question) if each.isVisible()]
    assert shown.windowTitle() == "Keyboard"
    shown.accept()
    settled()


def sending(
    done: int, *, status: TaskStatus = TaskStatus.SENDING, name: str = "Spring offer", reason: str = ""
) -> TaskProgress:
    totals = Totals(total=50_000, queued=50_000 - done, accepted=done)
    return TaskProgress(1, name, status, totals, 1150.0, 33.0, reason=text(reason) if reason else None)


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], "Ready. Nothing is being sent."),
        ([sending(12_400)], "Sending “Spring offer”: 12,400 of 50,000 · 1,150/s · 33 s left"),
        ([sending(12_400), sending(50_000, status=TaskStatus.SENT)], "Ready. Nothing is being sent."),
        (
            [sending(10, status=TaskStatus.PAUSED, reason="the application is disabled.")],
            "“Spring offer” is paused: the application is disabled.",
        ),
        # Its first gateway is down, but it goes on through the second.
        (
            [GatewayState("sandbox", up=False, reason=text("Gone.")), sending(10, reason="By another.")],
            "Sending “Spring offer”: 10 of 50,000 · 1,150/s · 33 s left · By another.",
        ),
        (
            [GatewayState("sandbox", up=False, reason=text("The carrier does not answer."))],
            "The carrier does not answer.",
        ),
        (
            [GatewayState("sandbox", up=False, reason=text("Gone.")), GatewayState("sandbox", up=True)],
            "Ready. Nothing is being sent.",
        ),
        ([EngineFault(text("The disk is full."))], "The disk is full."),
        ([EngineFault(text("The disk is full.")), EngineWell()], "Ready. Nothing is being sent."),
        (
            [EngineFault(text("The disk is full.")), sending(1)],
            "Sending “Spring offer”: 1 of 50,000 · 1,150/s · 33 s left",
        ),
    ],
)
def test_the_status_line_tells_the_truth(
    context: Context, qtbot: QtBot, settled: Settled, events: list[Any], words: str
) -> None:
    line = StatusLine(context)
    qtbot.addWidget(line)
    settled()
    for event in events:
        context.hub.engine_event(event)
        settled()
    assert line.words.text() == words


def test_the_sandbox_is_named_on_every_page(window: MainWindow) -> None:
    assert window.status.gateway.text() == "Sandbox – no SMS leaves this computer"
    assert "no telephone rings" in window.status.gateway.toolTip()
    assert window.status.gateway.property("stands") == "sandbox"
    used = GatewaysInUse("Tencent Cloud", real=True, gateways=(RealGateway("tencent", "Tencent Cloud"),))
    window.status.set_gateways(used)
    assert window.status.gateway.property("stands") == "waiting"
    assert window.status.gateway.accessibleName() == "Messages go through: Tencent Cloud – not asked yet"


def test_closing_while_sending_asks(
    window: MainWindow, context: Context, qtbot: QtBot, settled: Settled
) -> None:
    context.hub.engine_event(sending(12_400))
    settled()
    window.close()
    settled()
    assert window.isVisible()
    [asked] = [each for each in window.findChildren(Question) if each.isVisible()]
    asked.refuse_button.click()
    settled()
    assert window.isVisible()
    window.close()
    settled()
    [asked] = [each for each in window.findChildren(Question) if each.isVisible()]
    with qtbot.waitSignal(window.closed, timeout=60_000):
        asked.accept_button.click()
        settled()
    assert not window.isVisible()


def test_closing_without_sending_does_not_ask_and_keeps_the_place(
    window: MainWindow, qtbot: QtBot, settled: Settled, tmp_path: Path
) -> None:
    window.open_place("bulk")
    settled()
    window.resize(1111, 666)
    with qtbot.waitSignal(window.closed, timeout=60_000):
        window.close()
    kept = WindowSettings(tmp_path)
    assert kept.text("window/tab") == "bulk"
    assert kept.blob("window/geometry")


def test_a_second_start_brings_the_window_to_the_front(qtbot: QtBot, tmp_path: Path) -> None:
    assert not raise_running(tmp_path)
    first = SingleInstance(tmp_path)
    with qtbot.waitSignal(first.wanted, timeout=60_000):
        assert raise_running(tmp_path)
    assert not raise_running(tmp_path / "another")
    first.close()
    assert not raise_running(tmp_path)


def test_a_bug_is_told_in_words_with_the_traceback_to_copy(qtbot: QtBot) -> None:
    reporter = CrashReporter()
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as fault:
        reporter.report(fault)
        reporter.report(fault)
    [dialog] = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, CrashDialog) and each.isVisible()
    ]
    qtbot.addWidget(dialog)
    words = " ".join(each.text() for each in dialog.findChildren(QLabel))
    assert "Traceback" not in words
    next(each for each in dialog.findChildren(QPushButton) if each.text() == "Copy").click()
    assert "ZeroDivisionError" in QGuiApplication.clipboard().text()


def test_a_fault_before_the_window_is_a_sentence(qtbot: QtBot) -> None:
    dialog = CrashDialog(None, Unavailable(text("The disk with the data folder is full.")))
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "This did not work"
