"""Programs of their own that die at their start or end in order, and what the next one makes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from smsdesk.store.crash_reports import reports
from smsdesk.store.folder import Folder
from smsdesk.store.start_record import StartRecord

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no program is sent these signals there")

DEADLINE = 60.0

#: The program as it is, which says what it shows; the words after the folder say what becomes of it.
PROGRAM = """
import os, sys
from smsdesk.commandline.main import main
import smsdesk.ui.opening as opening

folder, act, *more = sys.argv[1:]

def say(word):
    print(word, flush=True)

def before_the_rest(frame):
    say("frame")
    if act == "wait":
        import time
        while True:
            time.sleep(0.01)
    if act == "fault":
        {}[os.environ["SMSDESK_TEST_NAME"]]
    if act == "native":
        import faulthandler
        faulthandler._sigsegv()
    return rest(frame)

rest = opening.Opening.load_rest
opening.Opening.load_rest = before_the_rest

if act in ("live", "choose", "lived"):
    import smsdesk.ui.window as window
    import smsdesk.ui.start_choice as start_choice
    from smsdesk.ui.main_window import MainWindow
    from PySide6.QtCore import QTimer

    if act == "lived":
        window.LIVED_MS = 1

    def begin(self, *, failed, report):
        made(self, failed=failed, report=report)
        say(f"asked {failed} {'reported' if report else 'silent'}")
        if more:
            QTimer.singleShot(0, self, lambda: self._choose(start_choice.Way(more[0])) if more[0] != "quit"
                              else self.reject())

    made = start_choice.StartDialog.__init__
    start_choice.StartDialog.__init__ = begin

    def shown(self, event):
        show(self, event)
        say(f"shown {'safe' if self.context.safe else 'normal'}")

    show = MainWindow.showEvent
    MainWindow.showEvent = shown
    lived = window.StartRecord.lived

    def well(self):
        lived(self)
        say("lived")

    window.StartRecord.lived = well

sys.exit(main(["--data-dir", folder, *[word for word in more if word.startswith("-")]]))
"""


@contextmanager
def program(folder: Path, act: str, *more: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM, str(folder), act, *more]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    ) as made:
        guard = threading.Timer(DEADLINE, made.kill)
        guard.start()
        try:
            yield made
        finally:
            made.kill()
            guard.cancel()
            guard.join()


def line(made: subprocess.Popen[str]) -> str:
    assert made.stdout
    return made.stdout.readline().strip()


def until(made: subprocess.Popen[str], word: str) -> None:
    while (said := line(made)) != word:
        assert made.stderr
        assert said, made.stderr.read()


def ended(folder: Path, act: str, number: signal.Signals | None = None) -> None:
    """A program that came as far as its frame and then ended."""
    with program(folder, act) as made:
        until(made, "frame")
        if number is not None:
            os.kill(made.pid, number)
        made.wait(DEADLINE)


def left(folder: Path) -> StartRecord:
    """What the next start finds, without being one."""
    record = StartRecord(Folder(folder))
    record.begin()
    record.put_back()
    return record


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda one: one.name)
def test_who_asks_a_start_to_end_has_not_seen_it_crash(tmp_path: Path, number: signal.Signals) -> None:
    ended(tmp_path, "wait", number)
    assert not left(tmp_path).failed


def test_a_start_killed_by_force_is_asked_about_until_somebody_answers(tmp_path: Path) -> None:
    ended(tmp_path, "wait", signal.SIGKILL)
    assert left(tmp_path).failed
    with program(tmp_path, "choose", "safe") as made:
        until(made, "asked True silent")
        until(made, "shown safe")
        # Beside it, nothing is a start that failed.
        assert not left(tmp_path).failed
        os.kill(made.pid, signal.SIGTERM)
        assert made.wait(DEADLINE) == 0
    assert not left(tmp_path).failed
    assert not (tmp_path / "window.ini").exists()


def test_what_a_dying_program_wrote_is_in_its_report(tmp_path: Path) -> None:
    ended(tmp_path, "native")
    with program(tmp_path, "lived", "normal") as made:
        until(made, "asked True reported")
        until(made, "shown normal")
        until(made, "lived")
        os.kill(made.pid, signal.SIGKILL)  # a window that has lived has not failed to start
        made.wait(DEADLINE)
    [report] = reports(Folder(tmp_path))
    assert "Segmentation fault" in report.read_text()
    assert "in before_the_rest" in report.read_text()
    assert not left(tmp_path).died
    assert not left(tmp_path).failed


def test_a_fault_at_the_start_is_reported_without_what_it_choked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMSDESK_TEST_NAME", "Ann Secret 13800138000")
    ended(tmp_path, "fault")
    [report] = reports(Folder(tmp_path))
    assert "KeyError: '…'" in report.read_text()
    assert left(tmp_path).failed
    assert left(tmp_path).report == report.name
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"Ann" not in file.read_bytes()
            assert b"13800138000" not in file.read_bytes()


def test_who_asks_for_it_is_asked_though_nothing_failed(tmp_path: Path) -> None:
    with program(tmp_path, "choose", "quit", "--safe") as made:
        until(made, "asked False silent")
        assert made.wait(DEADLINE) == 0
    assert not left(tmp_path).failed


def test_a_computer_switched_off_in_a_start_has_not_seen_it_crash(tmp_path: Path) -> None:
    first = StartRecord(Folder(tmp_path))
    first.begin()
    first.fell()
    assert left(tmp_path).failed
    said = first.mark.read_text()
    first.mark.write_text(said.replace('"boot": "', '"boot": "another'))
    assert not left(tmp_path).failed
    first.mark.write_text(said[:5])
    assert left(tmp_path).failed


def test_a_start_beside_another_changes_nothing_of_its_record(tmp_path: Path) -> None:
    first = StartRecord(Folder(tmp_path))
    first.begin()
    said = first.mark.read_text()
    second = StartRecord(Folder(tmp_path))
    second.begin()
    second.watch_for_death()
    assert not second.failed
    second.ended()
    second.fell("crash-1.txt")
    assert first.mark.read_text() == said
    first.ended()
    assert not first.mark.exists()


def test_a_folder_that_cannot_be_written_is_not_remembered_in(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    record = StartRecord(Folder(tmp_path / "file" / "desk"))
    record.begin()
    record.watch_for_death()
    record.lived()
    record.fell()
    record.ended()
    assert not record.failed
