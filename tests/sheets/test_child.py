"""The reading child: killed, slow, cancelled, started from anywhere; and what it may import (B2, S1)."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from smsdesk.domain import child_process
from smsdesk.domain.errors import Cancelled, LimitReached, Unusable
from smsdesk.domain.text import text, textn
from smsdesk.sheets import child
from smsdesk.sheets.contract import (
    Limits,
    SheetInfo,
    fault_from_wire,
    fault_to_wire,
    info_from_wire,
    info_to_wire,
)
from smsdesk.sheets.reading import read


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    path = tmp_path / "long.csv"
    path.write_text("".join(f"44770090{n:06},Name {n}\n" for n in range(90_000)))
    return path


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


@pytest.fixture(autouse=True)
def _nobody_left() -> Iterator[None]:
    before = {process.pid for process in children()}
    yield
    assert {process.pid for process in children()} <= before
    assert not [thread for thread in threading.enumerate() if thread.name == "sheet-reading"]


def test_a_killed_child_is_a_sentence(long_file: Path) -> None:
    before = {process.pid for process in children()}
    with read(long_file) as reading:
        batches = reading.batches()
        assert len(next(batches)) == 1_000
        for process in children():
            if process.pid not in before:
                process.kill()
        with pytest.raises(Unusable, match=r"“long.csv” could not be read") as raised:
            list(batches)
        assert "-9" in raised.value.details or sys.platform == "win32"


def test_a_child_killed_in_the_middle_of_a_line_is_the_same_sentence(long_file: Path) -> None:
    before = {process.pid for process in children()}
    with read(long_file) as reading:
        batches = reading.batches()
        next(batches)
        [process] = [process for process in children() if process.pid not in before]
        blocked, pause = 0, threading.Event()
        while blocked < 5:  # it wrote what the queue and the pipe hold and waits with half a line written
            waits = reading._lines.full() and process.status() == psutil.STATUS_SLEEPING
            blocked = blocked + 1 if waits else 0
            pause.wait(0.02)
        process.kill()
        with pytest.raises(Unusable, match=r"“long.csv” could not be read"):
            list(batches)


def test_reading_ahead_is_bounded_and_leaving_early_ends_the_child(long_file: Path) -> None:
    with read(long_file) as reading:
        for row in reading.rows():
            assert row == (1, ("44770090000000", "Name 0"))
            break
        assert reading._lines.qsize() <= 4


@pytest.mark.parametrize("after", [0, 5])
def test_cancelled(long_file: Path, after: int) -> None:
    taken = 0

    def run() -> None:
        nonlocal taken
        with read(long_file, cancelled=lambda: taken >= after) as reading:
            for _ in reading.batches():
                taken += 1

    with pytest.raises(Cancelled, match="cancelled"):
        run()
    assert taken == after


def test_a_child_that_says_nothing_is_given_up(
    long_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    silent = [
        sys.executable,
        "-c",
        "import sys; sys.stdin.read(); import threading; threading.Event().wait()",
    ]
    monkeypatch.setattr(child_process, "command", lambda _part: silent)
    with pytest.raises(Unusable, match="within 1 seconds"):
        read(long_file, limits=Limits(seconds=1))


def test_the_time_of_the_caller_does_not_count(long_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only waiting for the child is limited: a slow check between batches is none of its business."""
    ahead = [0.0]
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + ahead[0])
    monkeypatch.setattr("smsdesk.sheets.reading.time", clock)
    with read(long_file, limits=Limits(seconds=60)) as reading:
        taken = 0
        for batch in reading.batches():
            taken += len(batch)
            ahead[0] += 61
        assert taken == 90_000


def test_memory_that_does_not_do_ends_with_a_sentence(
    read_bytes: Callable[..., object], workbook: Callable[..., bytes]
) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="GR{n}"><v>1</v></c></row>' for n in range(1, 50_001)
    )
    outcome = read_bytes(workbook(rows), limits=Limits(memory_bytes=60 * 1024 * 1024))
    assert isinstance(outcome.fault, Unusable)  # type: ignore[attr-defined]
    assert "memory" in str(outcome.fault)  # type: ignore[attr-defined]


def test_a_file_in_the_folder_of_the_user_is_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    (tmp_path / "list.csv").write_text("a,b\n")
    monkeypatch.chdir(tmp_path)
    with read("list.csv") as reading:
        assert list(reading.rows()) == [(1, ("a", "b"))]


def test_the_child_imports_little() -> None:
    script = (
        "import sys, smsdesk.sheets.child, smsdesk.sheets.workbook, smsdesk.sheets.delimited\n"
        "heavy = {'sqlalchemy', 'phonenumbers', 'PySide6', 'httpx', 'aiohttp', 'asyncio', 'openpyxl',\n"
        "         'xlsxwriter', 'charset_normalizer', 'subprocess', 'cryptography', 'alembic'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    root = Path(child.__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert ran.stdout.split() == []


def test_names_that_are_no_utf8_and_hold_braces(tmp_path: Path) -> None:
    for name in ("{0}.csv", "{file}.csv", "ü 王.csv", *([] if sys.platform != "linux" else ["\udce9.csv"])):
        path = tmp_path / name
        path.write_text("")
        with pytest.raises(Unusable) as raised:
            read(path)
        assert (
            name.encode("utf-8", "replace").decode() in str(raised.value).encode("utf-8", "replace").decode()
        )


def test_descriptions_and_faults_cross_the_pipe_unchanged() -> None:
    info = SheetInfo(
        format="xlsx",
        sheet_names=("a", "b"),
        merged=("A1:B1",),
        notes=(text("One {cell}", cell="A1"), textn("{count} row", "{count} rows", 3)),
    )
    assert info_from_wire(info_to_wire(info)) == info
    fault = fault_from_wire(
        fault_to_wire(LimitReached(text("Too {what}", what="much"), field="f", details="d"))
    )
    assert type(fault) is LimitReached
    assert (str(fault), fault.field, fault.details) == ("Too much", "f", "d")
