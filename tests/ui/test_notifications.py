"""Notifications of what happens while nobody looks: on a desktop with its own, with a tray, with neither."""

from __future__ import annotations

import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from smsdesk.domain.tasks import TaskStatus, Totals
from smsdesk.domain.text import set_language, text
from smsdesk.engine.events import GatewayState, TaskOverdue, TaskProgress
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.notification_service import desktop_notifications
from smsdesk.ui.notifications import Notifications
from smsdesk.ui.tray import Tray
from smsdesk.ui.widgets.bars import Bars
from tests.ui.applications.acting import press
from tests.ui.bulk.conftest import until

__all__ = ["until"]

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support", "systemTrayWindowChanged", extend=True
)  # off screen

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Until = Callable[[Callable[[], object]], None]
NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"


@dataclass
class Desktop:
    """A desktop's notifications on a bus of its own, served from a thread."""

    shown: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    orders: queue.Queue[int] = field(default_factory=queue.Queue)
    ready: threading.Event = field(default_factory=threading.Event)

    def serve(self, address: str) -> None:
        jeepney = pytest.importorskip("jeepney")
        from jeepney.io.blocking import open_dbus_connection

        last = 0
        with open_dbus_connection(address) as bus:
            bus.send_and_get_reply(jeepney.message_bus.RequestName(NAME))
            self.ready.set()
            while True:
                try:
                    message = bus.receive(timeout=0.02)
                except TimeoutError:
                    while not self.orders.empty():
                        if (number := self.orders.get()) == 0:
                            return
                        place = jeepney.DBusAddress(PATH, NAME, NAME)
                        bus.send(jeepney.new_signal(place, "ActionInvoked", "us", (number, "default")))
                    continue
                member = message.header.fields.get(jeepney.HeaderFields.member)
                if member == "GetCapabilities":
                    bus.send(jeepney.new_method_return(message, "as", (["body", "body-markup", "actions"],)))
                elif member == "Notify":
                    last = message.body[1] or last + 1
                    self.shown[last] = message.body
                    bus.send(jeepney.new_method_return(message, "u", (last,)))
                elif member == "CloseNotification":
                    self.gone.append(message.body[0])
                    bus.send(jeepney.new_method_return(message))


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("there is no dbus-daemon")
    with subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    ) as bus:
        assert bus.stdout is not None
        address = bus.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        made = Desktop()
        thread = threading.Thread(target=made.serve, args=(address,))
        thread.start()
        assert made.ready.wait(60)
        yield made
        made.orders.put(0)
        thread.join(10)
        bus.terminate()


def bars(shown: Bars) -> list[str]:
    return [bar.words.text() for bar in shown.bars()]


@pytest.fixture
def unseen(window: MainWindow) -> MainWindow:
    """A window that nobody looks at."""
    window.hide()
    assert QApplication.activeWindow() is None
    return window


@pytest.fixture
def made(unseen: MainWindow, settled: Callable[[], None]) -> Notifications:
    """On the screen of the tests, which has neither a tray nor notifications."""
    found = Notifications(unseen.context, unseen)
    settled()
    return found


def progress(task_id: int, status: TaskStatus, name: str = "Spring offer") -> TaskProgress:
    totals = Totals(total=50, accepted=48, failed=2)
    return TaskProgress(task_id, name, status, totals, 0, None, reason=None)


def finish(window: MainWindow, task_id: int, name: str) -> None:
    for status in (TaskStatus.SENDING, TaskStatus.SENT):
        window.context.hub.task_progress.emit(progress(task_id, status, name))


def opened_places(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    seen: list[tuple[str, dict[str, Any]]] = []
    object.__setattr__(window.context, "open", lambda tab, page="", /, **where: seen.append((tab, where)))
    return seen


def test_each_of_several_leads_to_its_own_place(
    desktop: Desktop, made: Notifications, unseen: MainWindow, until: Until, run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    places = opened_places(unseen, monkeypatch)

    async def play() -> None:
        made.begin()

    run(play())
    finish(unseen, 1, "One & <b>")
    finish(unseen, 2, "Two")
    until(lambda: len(desktop.shown) == 2)
    assert [shown[3] for shown in desktop.shown.values()] == ["“One & <b>” is done", "“Two” is done"]
    assert desktop.shown[1][4].startswith("48 sent, of these 0 not delivered; 2 failed")
    assert bars(unseen.bars) == []
    desktop.orders.put(1)
    until(lambda: places)
    assert places == [("bulk", {"task_id": 1})]
    assert unseen.isVisible()
    run(made.end())
    assert desktop.gone == [2], "nobody would answer a press on it"


def test_the_same_thing_again_takes_the_place_of_the_first_and_what_is_over_is_taken_back(
    desktop: Desktop, made: Notifications, unseen: MainWindow, until: Until, run: Run
) -> None:
    async def play() -> None:
        made.begin()

    run(play())
    hub = unseen.context.hub
    hub.task_overdue.emit(TaskOverdue(7, "Late one"))
    hub.task_overdue.emit(TaskOverdue(7, "Late one"))
    hub.gateway_state.emit(GatewayState("smpp", False, text("No <answer>.")))
    hub.gateway_state.emit(GatewayState("smpp", False, text("No <answer>.")))
    until(lambda: len(desktop.shown) == 2)
    assert desktop.shown[1][3] == "“Late one” is late"
    assert desktop.shown[2][4] == "No &lt;answer&gt;."
    hub.gateway_state.emit(GatewayState("smpp", True, None))
    until(lambda: desktop.gone)
    assert desktop.gone == [2]
    run(made.end())


def test_without_a_desktop_that_tells_the_window_does(
    made: Notifications, unseen: MainWindow, run: Run, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    asked: list[object] = []
    monkeypatch.setattr(QApplication, "alert", lambda *about: asked.append(about[0]))
    places = opened_places(unseen, monkeypatch)

    async def play() -> None:
        made.begin()

    run(play())
    finish(unseen, 1, "One")
    unseen.context.hub.gateway_state.emit(GatewayState("smpp", False, text("No answer.")))
    until(lambda: len(asked) == 2)
    # Of the gateway the status line speaks.
    assert bars(unseen.bars) == ["“One” is done: 48 sent, of these 0 not delivered; 2 failed"]
    unseen.show()
    press(unseen.bars, "Show")
    assert places == [("bulk", {"task_id": 1})]
    assert bars(unseen.bars) == []
    run(made.end())


def test_whoever_looks_is_told_of_a_task_only_at_another_tab(
    window: MainWindow, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Notifications(window.context, window)
    monkeypatch.setattr(QApplication, "activeWindow", lambda: window)
    window.open_place("bulk")
    finish(window, 1, "One")
    assert bars(window.bars) == []
    window.open_place("templates")
    settled()
    finish(window, 2, "Two")
    assert len(bars(window.bars)) == 1
    assert told.tray is None


@pytest.fixture
def tray(unseen: MainWindow) -> Tray:
    shown: list[str] = []
    made = Tray(unseen.context, unseen, lambda: shown.append("front"))
    made.fronted = shown  # type: ignore[attr-defined]
    return made


def test_the_tray_s_menu_speaks_the_window_s_language_and_says_what_is_sent(
    tray: Tray, unseen: MainWindow
) -> None:
    unseen.context.hub.task_progress.emit(progress(1, TaskStatus.SENDING))
    words = [action.text() for action in tray.menu.actions() if not action.isSeparator()]
    assert words[0] == "Open SMS Desk"
    assert words[1].startswith("Sending “Spring offer”: 50 of 50")
    assert words[2] == "Quit"
    set_language("zh_CN")
    tray.refresh()
    assert tray.quit.text() == "退出"


def test_the_tray_s_icon_goes_with_the_window(tray: Tray, unseen: MainWindow) -> None:
    assert tray.icon.isVisible()
    unseen.leave()
    assert not tray.icon.isVisible()


def test_the_menu_s_button_does_not_raise_the_window(tray: Tray) -> None:
    reasons = type(tray.icon).ActivationReason
    tray.icon.activated.emit(reasons.Context)
    assert tray.fronted == []  # type: ignore[attr-defined]
    tray.icon.activated.emit(reasons.Trigger)
    assert tray.fronted == ["front"]  # type: ignore[attr-defined]


def test_a_pressed_message_of_the_tray_leads_to_all_it_stands_for(
    made: Notifications, tray: Tray, unseen: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages: list[tuple[str, str]] = []
    monkeypatch.setattr(Tray, "tells", True)
    monkeypatch.setattr(tray, "show_message", lambda title, words: messages.append((title, words)))
    made.tray = tray
    places = opened_places(unseen, monkeypatch)
    finish(unseen, 1, "One")
    made._tray_pressed()
    assert places == [("bulk", {"task_id": 1})]
    unseen.hide()
    finish(unseen, 2, "Two")
    finish(unseen, 3, "Three")
    assert messages[-1][1].endswith("And 1 more notice.")
    made._tray_pressed()
    assert len(places) == 1
    assert [words.partition(":")[0] for words in bars(unseen.bars)] == ["“Two” is done", "“Three” is done"]


def test_coming_to_the_front_a_maximised_window_stays_maximised(
    made: Notifications, unseen: MainWindow
) -> None:
    unseen.showMaximized()
    unseen.setWindowState(unseen.windowState() | Qt.WindowState.WindowMinimized)
    made.bring_to_front()
    assert unseen.isMaximized()
    assert not unseen.isMinimized()


def test_a_bus_that_is_not_there_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path
) -> None:
    async def play() -> object:
        async with desktop_notifications() as service:
            return service

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
    assert run(play()) is None
