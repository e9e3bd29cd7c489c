"""What a start does without, and that it comes once the window is in view."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from smsdesk.app import open_desk
from smsdesk.domain.profile import Identity
from smsdesk.operations.profile import create_profile
from smsdesk.ui import opening
from smsdesk.ui.menu_entries import ENTRIES, Later
from smsdesk.ui.opening import Opening
from smsdesk.ui.window_tabs import LATER

DEADLINE = 60.0

#: What a window can be made with; prints which of the named modules came with it.
MADE_WITH = """
import sys
import smsdesk.app, smsdesk.ui.window
print(*[name for name in sys.argv[1:] if name in sys.modules])
"""
#: Heavy, and not needed for the first look: numbers, the network, spreadsheets.
NOT_OURS = ("phonenumbers", "aiohttp", "httpx", "python_calamine", "xlsxwriter")

#: The program as it is; it says what has come, and closes itself when all has.
PROGRAM = """
import importlib, sys
from smsdesk.commandline.main import main

def say(*words):
    print(*words, flush=True)

import smsdesk.app, smsdesk.ui.window as window

tabs = [name for name in window.LATER if name in sys.modules]
say("before", *tabs)
shown = window.MainWindow.showEvent
def see(self, event):
    say("shown", *[name for name in window.LATER[:6] if name in sys.modules])
    shown(self, event)
window.MainWindow.showEvent = see
begin = smsdesk.app.App.begin
def begun(self):
    begin(self)
    say("begun", self.engine._thread.is_alive())
smsdesk.app.App.begin = begun
go_on = window.Living._go_on
async def gone_on(self, opened, runner):
    await go_on(self, opened, runner)
    say("rest", *[name for name in window.LATER if name not in sys.modules])
    self._ends._act()
window.Living._go_on = gone_on
sys.exit(main(["--data-dir", sys.argv[1]]))
"""


def said_by(script: str, *words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, timeout=DEADLINE, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_window_is_made_without_what_is_wanted_later() -> None:
    assert said_by(MADE_WITH, *LATER, *NOT_OURS) == [""]


def test_the_engine_and_the_other_tabs_come_once_the_window_is_in_view(tmp_path: Path) -> None:
    with open_desk(tmp_path, engine=False) as made:
        create_profile(
            made.desk, business_name="B", identity=Identity.ORGANIZATION, country="CN", time_zone="UTC"
        )
    assert said_by(PROGRAM, str(tmp_path)) == [
        "before",
        "shown smsdesk.ui.applications",
        "begun True",
        "rest",
    ]


@pytest.mark.parametrize("name", LATER)
def test_what_is_wanted_later_is_there(name: str) -> None:
    assert importlib.import_module(name)


@pytest.mark.parametrize(
    "entry",
    [each.act for each in ENTRIES if isinstance(each.act, Later)],
    ids=lambda entry: f"{entry.module}.{entry.name}",
)
def test_an_entry_of_the_menu_finds_what_it_names(entry: Later) -> None:
    module = importlib.import_module(f"smsdesk.ui.{entry.module}")
    assert inspect.iscoroutinefunction(getattr(module, entry.name))
    assert module.__name__ in LATER or module.__name__ == "smsdesk.ui.exports"


class Counting(QEventLoop):
    rounds = 0

    def processEvents(self, *arguments: Any, **named: Any) -> Any:
        Counting.rounds += 1
        return super().processEvents(*arguments, **named)


def test_the_frame_sleeps_while_the_rest_is_imported(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking again and again it took half of the turns of the thread that imports."""
    enough = threading.Event()
    monkeypatch.setattr(opening, "QEventLoop", Counting)
    monkeypatch.setattr("smsdesk.ui.opening.importlib.import_module", lambda _name: enough.wait(DEADLINE))
    frame = Opening(tmp_path)
    QTimer.singleShot(100, enough.set)
    assert frame.load_rest()
    assert enough.is_set()
    assert Counting.rounds < 20
    frame.deleteLater()


def test_what_the_import_raises_is_raised_where_it_was_asked_for(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_HEAVY", ("smsdesk.ui.no_such_room",))
    frame = Opening(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="no_such_room"):
        frame.load_rest()
    frame.deleteLater()
