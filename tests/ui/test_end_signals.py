"""The window in a program of its own: it ends in order however it is told to, and never asks on the way."""

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

from smsdesk.app import open_desk
from smsdesk.commandline.main import main
from smsdesk.domain.profile import Identity
from smsdesk.operations.profile import create_profile
from smsdesk.operations.sample import make_sample
from smsdesk.operations.tasks import list_tasks
from smsdesk.store.engine_lock import is_held
from smsdesk.store.folder import Folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no program is sent these signals there")

DEADLINE = 60.0

#: The program as it is, which says when its window is in view and when a task is being sent.
WINDOW = """
import sys
from pathlib import Path
from smsdesk.commandline.main import main
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.status_line import StatusLine

shown, progressed = MainWindow.showEvent, StatusLine._progressed

def show(window, event):
    shown(window, event)
    print("shown", flush=True)

def progress(line, task):
    progressed(line, task)
    if line.sending():
        print("sending", flush=True)

MainWindow.showEvent, StatusLine._progressed = show, progress
sys.exit(main(["--data-dir", sys.argv[1]]))
"""


@contextmanager
def window(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The window on this folder, in view."""
    command = [sys.executable, "-c", WINDOW, str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    ) as program:
        # Whatever goes wrong, reading its words ends with it.
        guard = threading.Timer(DEADLINE, program.kill)
        guard.start()
        try:
            wait_for(program, "shown")
            yield program
        finally:
            program.kill()
            guard.cancel()
            guard.join()


def wait_for(program: subprocess.Popen[str], word: str) -> None:
    assert program.stdout
    for line in program.stdout:
        if line.strip() == word:
            return
    assert program.stderr
    pytest.fail(f"it ended before it said {word!r}: {program.stderr.read()}")


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [(signal.SIGTERM, 0, ""), (signal.SIGINT, 130, "Stopped.\n"), (signal.SIGHUP, 0, "")],
    ids=["SIGTERM", "SIGINT", "SIGHUP"],
)
def test_an_idle_window_ends_in_order(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
    status: int,
    words: str,
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(temporary))
    with window(tmp_path) as program:
        assert is_held(Folder(tmp_path))
        os.kill(program.pid, number)
        _, told = program.communicate(timeout=DEADLINE)
    assert (program.returncode, told) == (status, words)
    assert not is_held(Folder(tmp_path))
    assert list(temporary.iterdir()) == [], "nothing is left among the temporary files"
    # What closing the window leaves behind: it knows its place again.
    assert "geometry" in (tmp_path / "window.ini").read_text()


def test_it_ends_in_the_midst_of_sending_without_a_question(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    with open_desk(folder, engine=False) as app:
        create_profile(
            app.desk, business_name="Bakery", identity=Identity.ORGANIZATION, country="CN", time_zone="UTC"
        )
        make_sample(app.desk)
        file = tmp_path / "people.csv"
        rows = "".join(f"1381234{place:04},Ann,{place},12:00\n" for place in range(5000))
        file.write_text("Mobile,Name,Order,Before\n" + rows)
        with window(folder) as program:
            sent = main(
                [
                    "--data-dir",
                    str(folder),
                    "send",
                    str(file),
                    "--app",
                    "1",
                    "--template",
                    "1",
                    "--yes",
                    "--json",
                ]
            )
            assert sent == 0
            wait_for(program, "sending")
            os.kill(program.pid, signal.SIGTERM)
            _, told = program.communicate(timeout=DEADLINE)
        assert (program.returncode, told) == (0, "")
        (task,) = list_tasks(app.desk)
    totals = task.totals
    assert totals.in_flight == 0
    assert totals.unknown == 0
    assert totals.queued
    assert totals.queued + totals.sent + totals.failed == 5000
