"""A large export in a process of its own: the same file and faults, nothing left when it ends early (D8)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from smsdesk.domain.errors import Cancelled, NotFound, Unavailable
from smsdesk.domain.text import set_language, tr
from smsdesk.operations import export_process
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.export_process import ExportFailed, write_apart
from smsdesk.operations.reports import export_report
from smsdesk.sheets.reading import read
from smsdesk.sheets.writing import Column, write_table
from tests.operations.shop import furnish


def endless(desk: Desk, *, path: Path, progress: Progress) -> int:
    """Writes until it is stopped."""

    def rows() -> Iterator[tuple[str]]:
        number = 0
        while True:
            number += 1
            yield (str(number),)

    return write_table(path, [Column("n")], rows(), progress=progress.report)


def touchy(desk: Desk, *, path: Path, progress: Progress, number: int) -> int:
    """Does what an export never does."""
    desk.sender.wake()
    return number


class Stop(Progress):
    """Calls back at the first report with rows."""

    def __init__(self, act: object) -> None:
        super().__init__(self._seen)
        self._act = act
        self.reports = 0

    def _seen(self, done: int, total: int) -> None:
        self.reports += 1
        if done:
            assert callable(self._act)
            self._act()


def children() -> list[psutil.Process]:
    return [one for one in psutil.Process().children() if "export_child" in " ".join(one.cmdline())]


@pytest.fixture
def chinese() -> Iterator[None]:
    set_language("zh_CN")
    yield
    set_language("en")


@pytest.mark.usefixtures("chinese")
def test_the_report_of_a_task_is_written_as_in_the_program(desk: Desk, tmp_path: Path) -> None:
    shop = furnish(desk)
    task = shop.sent(shop.pasted("13800000001\n13800000002", name="Spring"))
    here, there = tmp_path / "here.xlsx", tmp_path / "there.xlsx"
    assert export_report(desk, task_id=task.id, path=here) == 2
    assert write_apart(desk, export_report, path=there, progress=Progress(), task_id=task.id) == 2
    found = []
    for path in (here, there):
        with read(path) as reading:
            found.append(list(reading.rows()))
    assert found[0] == found[1]
    assert len(found[0]) == 3
    assert found[0][0][1][1] == tr("Number") != "Number"
    with pytest.raises(NotFound):
        write_apart(desk, export_report, path=there, progress=Progress(), task_id=99)


def test_a_cancelled_one_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    stop: Stop = Stop(lambda: stop.cancel())
    with pytest.raises(Cancelled):
        write_apart(desk, endless, path=path, progress=stop)
    assert list(tmp_path.glob("*x.csv*")) == []
    assert children() == []


@pytest.mark.expects_log("an export's process ended")
def test_one_that_the_system_ends_leaves_nothing_and_says_so(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    stop = Stop(lambda: children()[0].kill())
    with pytest.raises(Unavailable, match="the system ended the export"):
        write_apart(desk, endless, path=path, progress=stop)
    assert list(tmp_path.glob("*x.csv*")) == []


def test_a_bug_is_told_with_its_traceback(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="no business with wake"):
        write_apart(desk, touchy, path=tmp_path / "x", progress=Progress(), number=1)


def test_it_ends_with_the_program(desk: Desk, tmp_path: Path) -> None:
    """The program is killed in the middle: its export stops and takes away what it has written."""
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from types import SimpleNamespace as Some\n"
        "from smsdesk.operations.desk import Progress\n"
        "from smsdesk.operations.export_process import write_apart\n"
        "from tests.operations.test_export_process import endless\n"
        "folder = Path(sys.argv[1])\n"
        "desk = Some(folder=folder, database=Some(path=folder / 'smsdesk.db'), user='x', now=lambda: 1)\n"
        "said = Progress(lambda done, total: done and print(done, flush=True))\n"
        "write_apart(desk, endless, path=folder / 'x.csv', progress=said)\n"
    )
    root = Path(export_process.__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, cwd=root
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline()
        [child] = psutil.Process(program.pid).children()
        program.kill()
    child.wait(60)
    assert list(tmp_path.glob("*x.csv*")) == []
