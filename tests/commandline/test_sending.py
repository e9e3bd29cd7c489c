"""``smsdesk send``: from a file to a report, alone and beside a window."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smsdesk.app import open_desk
from smsdesk.commandline.watching import watch_sending
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.applications import reveal_app_key
from smsdesk.operations.tasks import list_tasks
from smsdesk.sheets.reading import read
from smsdesk.store.engine_lock import EngineLock
from smsdesk.store.folder import Folder

Run = Callable[..., Any]
ORDER = ("--app", "1", "--template", "1")


def tasks(desk: Path) -> list[Any]:
    with open_desk(desk, engine=False) as app:
        return list_tasks(app.desk)


def test_a_file_is_sent_reported_and_leaves_no_trace_in_the_log(run: Run, desk: Path, sheet: Path) -> None:
    report = desk / "report.xlsx"
    done = run("--data-dir", desk, "send", sheet, *ORDER, "--yes", "--wait", "--report", report, "--json")
    assert done.code == 0, done.err
    assert done.json["status"] == "sent"
    totals = done.json["totals"]
    assert totals["total"] == done.json["ready"] == 61
    assert totals["delivered"] + totals["undelivered"] + totals["failed"] == 61
    assert totals["delivered"] > 40
    with read(report) as reading:
        rows = list(reading.rows())
    assert len(rows) == 62

    with open_desk(desk, engine=False) as app:
        key = reveal_app_key(app.desk, application_id=1)
    log = "".join(path.read_text() for path in (desk / "log").iterdir())
    assert "smsdesk" in log
    for private in (key, "138000000", "Zhao", "order 10", "Riverside", "sample-customers"):
        assert private not in log, private
    database = (desk / "smsdesk.db").read_bytes()
    assert key.encode() not in database


def test_it_can_be_said_in_words(run: Run, desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "two.csv"
    file.write_text("Mobile,Name,Order,Before\n13800000000,Ann,1,12:00\n13800000050,Ben,2,12:00\n1,x,x,x\n")
    done = run("--data-dir", desk, "send", file, *ORDER, "--yes", "--name", "Two")
    assert done.code == 0
    assert "“Two” is sent." in done.out
    assert "1 row of the file was left out" in done.out
    assert done.err == ""


def test_who_gets_the_same_text_twice_within_a_day_is_told(
    run: Run, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "two.csv"
    # The second one is not delivered, so the first alone would get it twice.
    file.write_text("Mobile,Name,Order,Before\n13900000000,Ann,1,12:00\n13800000001,Ben,2,12:00\n")
    options = ("--data-dir", desk, "send", file, *ORDER)
    first = run(*options, "--yes", "--wait")
    assert first.err == ""
    assert "2 sent, of these 1 delivered and 1 not delivered; 0 failed, 0 unknown" in first.out
    told = "1 of these people gets this text twice within 24 hours"
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    screen = Terminal()
    with monkeypatch.context() as at_a_screen:
        at_a_screen.setattr(sys, "stderr", screen)
        assert run(*options).code == 1
    assert told in screen.getvalue()
    assert "take them out of your list first" in screen.getvalue()
    # Agreed to beforehand, it is told all the same.
    assert told in run(*options, "--yes").err


def test_without_yes_and_without_anybody_to_ask_nothing_is_sent(run: Run, desk: Path, sheet: Path) -> None:
    done = run("--data-dir", desk, "send", sheet, *ORDER)
    assert done.code == 2
    assert "--yes" in done.sentence
    assert tasks(desk) == []


class Terminal(io.StringIO):
    """Somebody at a keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answer", "code", "made"), [("n\n", 1, 0), ("\n", 1, 0), ("", 1, 0), ("y\n", 0, 1), ("Yes\n", 0, 1)]
)
def test_it_asks_once(
    run: Run, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, made: int
) -> None:
    file = tmp_path / "one.csv"
    file.write_text("Mobile,Name,Order,Before\n13800000000,Ann,1,12:00\n")
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    assert run("--data-dir", desk, "send", file, *ORDER).code == code
    assert "Send 1 message and agree to its fee?" in screen.getvalue()
    assert "Dear Ann, your order 1 is ready." in screen.getvalue()
    assert len(tasks(desk)) == made


def test_beside_a_window_its_engine_sends(run: Run, desk: Path, sheet: Path) -> None:
    with open_desk(desk, engine=True, kind="window"):
        done = run("--data-dir", desk, "send", sheet, *ORDER, "--yes", "--wait", "--json")
        assert done.code == 0, done.err
        assert done.json["status"] == "sent"


def test_beside_a_holder_that_does_not_send_it_is_queued(run: Run, desk: Path, sheet: Path) -> None:
    with EngineLock(Folder(desk)).take("window"):
        done = run("--data-dir", desk, "send", sheet, *ORDER, "--yes", "--json")
        assert done.code == 0, done.err
        assert done.json["status"] == "sending"
        assert done.json["totals"]["queued"] == 61
    # Whoever runs an engine next sends it.
    with open_desk(desk, engine=True) as app:
        watch_sending(app, list_tasks(app.desk)[0])
    assert tasks(desk)[0].status is TaskStatus.SENT


def test_it_takes_over_when_the_window_is_closed(run: Run, desk: Path, sheet: Path) -> None:
    lock = EngineLock(Folder(desk)).take("window")

    def close_when_there_is_a_task() -> None:
        until = time.monotonic() + 60
        with open_desk(desk, engine=False) as app:
            while not list_tasks(app.desk) and time.monotonic() < until:
                threading.Event().wait(0.02)
        lock.release()

    window = threading.Thread(target=close_when_there_is_a_task)
    window.start()
    done = run("--data-dir", desk, "send", sheet, *ORDER, "--yes", "--wait", "--json")
    window.join()
    assert done.code == 0, done.err
    assert done.json["status"] == "sent"


def test_two_at_once_send_one_after_the_other(desk: Path, tmp_path: Path) -> None:
    programs = []
    for name, number in (("One", "13800000000"), ("Two", "13800000050")):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"Mobile,Name,Order,Before\n{number},Ann,1,12:00\n")
        programs.append(_started(desk, "send", str(file), *ORDER, "--yes", "--name", name))
    for program in programs:
        said, error = program.communicate(timeout=500)
        assert program.returncode == 0, error
        assert "is sent." in said
    assert [task.status for task in tasks(desk)] == [TaskStatus.SENT, TaskStatus.SENT]


def test_a_time_makes_a_schedule(run: Run, desk: Path, sheet: Path) -> None:
    at = (datetime.now() + timedelta(days=2)).strftime("%Y-%m-%d 09:30")  # noqa: DTZ005 - as a user types it
    done = run("--data-dir", desk, "send", sheet, *ORDER, "--yes", "--at", at)
    assert done.code == 0, done.err
    assert f"scheduled for {at}" in done.out
    assert tasks(desk)[0].status is TaskStatus.SCHEDULED


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--at", "tomorrow"], "is not a time"),
        (["--at", "2001-01-01 09:30"], "has passed"),
        (["--report", "report.pdf"], "must end in"),
        (["--app", "2"], "There is no application"),
        (["--template", "Missing"], "There is no template"),
        (["--signature", "Hillside"], "There is no signature"),
        (["--map", "number=Name"], "Look at this first"),
    ],
)
def test_what_cannot_be_sent_is_one_sentence_and_no_task(
    run: Run, desk: Path, sheet: Path, options: list[str], words: str
) -> None:
    done = run("--data-dir", desk, "send", sheet, *ORDER, "--yes", *options)
    assert done.code == 2
    assert words in done.sentence
    assert tasks(desk) == []


def _started(desk: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "smsdesk", "--data-dir", str(desk), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A group of its own: Ctrl+C on a terminal reaches the whole group.
        start_new_session=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 0)])
def test_serve_ends_cleanly(desk: Path, name: str, code: int) -> None:
    with _started(desk, "serve", "--json") as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "{\n"
        os.killpg(program.pid, getattr(signal, name))
        _, said = program.communicate(timeout=300)
    assert program.returncode == code
    assert "Traceback" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_stops_a_send_and_loses_nothing(desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    rows = "".join(f"1381234{place:04},Ann,{place},12:00\n" for place in range(3000))
    file.write_text("Mobile,Name,Order,Before\n" + rows)
    with _started(desk, "send", str(file), *ORDER, "--yes") as program:
        until = time.monotonic() + 60
        with open_desk(desk, engine=False) as app:
            while not any(one.totals.sent for one in list_tasks(app.desk)) and time.monotonic() < until:
                threading.Event().wait(0.02)  # another program's doing: there is nothing to be told by
        os.killpg(program.pid, signal.SIGINT)
        said, error = program.communicate(timeout=300)
    assert (program.returncode, error) == (130, "Stopped.\n"), said
    (task,) = tasks(desk)
    totals = task.totals
    assert totals.in_flight == 0
    assert totals.queued + totals.sent + totals.failed == 3000


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_goes_away_is_no_fault(desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Mobile\n" + "".join(f"1381234{place:04}\n" for place in range(9000)))
    with _started(desk, "check", str(file), "--text", "Hello", "--numbers") as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == ""
    assert program.returncode == 141
