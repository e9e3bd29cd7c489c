"""The other commands, and what holds for all of them."""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smsdesk.app import open_desk
from smsdesk.commandline import main as main_module
from smsdesk.commandline.main import COMMANDS, system_language
from smsdesk.domain.profile import Identity
from smsdesk.operations.customer_fields import list_fields
from smsdesk.operations.customer_search import customer_count
from smsdesk.operations.groups import list_groups
from smsdesk.operations.profile import create_profile, profile, update_profile
from smsdesk.sheets.reading import read
from smsdesk.store.engine_lock import EngineLock
from smsdesk.store.folder import Folder
from smsdesk.store.migrating import HEAD, revision_of

Run = Callable[..., Any]


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS), ["export", "records"]])
def test_every_command_explains_itself(run: Run, command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.code == 0
    assert "usage: smsdesk" in done.out


def test_the_data_folder_may_be_named_before_or_after_the_command(run: Run, desk: Path) -> None:
    before = run("--data-dir", desk, "backup", "--list", "--json")
    after = run("backup", "--data-dir", desk, "--list", "--json")
    assert before.json == after.json == {"backups": []}


def test_a_wrong_command_is_refused(run: Run) -> None:
    assert run("sned").code == 2


def test_without_a_display_the_window_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    done = run()
    assert done.code == 2
    assert "no display" in done.sentence


@pytest.mark.parametrize("platform", ["xcb", "no-such-platform"])
@pytest.mark.skipif(sys.platform != "linux", reason="X is Linux's")
def test_a_display_that_cannot_be_used_is_one_sentence(tmp_path: Path, platform: str) -> None:
    """Qt itself would have the process abort, and the next start ask why the last one crashed."""
    done = subprocess.run(
        [sys.executable, "-m", "smsdesk", "--data-dir", str(tmp_path)],
        env=os.environ | {"DISPLAY": ":4242", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": platform},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("The window cannot open")
    assert not (tmp_path / "window.starting").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes them")
def test_closed_streams_do_no_harm(desk: Path) -> None:
    command = f"'{sys.executable}' -m smsdesk backup --data-dir '{desk}' <&- >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", command], timeout=60, check=False).returncode == 0
    [backup] = (desk / "backups").iterdir()
    assert revision_of(backup) == HEAD


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has one")
def test_a_terminal_that_takes_nothing_leaves_the_exit_status(tmp_path: Path) -> None:
    command = f"'{sys.executable}' -m smsdesk backup --data-dir '{tmp_path}' 2>/dev/full"
    assert subprocess.run(["/bin/sh", "-c", command], timeout=60, check=False).returncode == 2


@pytest.mark.parametrize("folder", ["", "~nobody-of-this-name/desk"])
def test_a_folder_that_is_not_one_is_told(run: Run, folder: str) -> None:
    done = run("backup", "--data-dir", folder)
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err


def test_too_little_memory_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(options: argparse.Namespace) -> int:
        raise MemoryError

    monkeypatch.setattr(_Broken, "run", run_out)
    monkeypatch.setitem(COMMANDS, "check", (lambda: _Broken, COMMANDS["check"][1]))
    done = run("check", "file")
    assert done.code == 2
    assert "too little memory" in done.sentence


PRIVATE = "the number +8613800138000 of “Dear Ann, your order is ready and waiting for you”"


class _Broken:
    """A command with a bug."""

    @staticmethod
    def add_options(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file")

    @staticmethod
    def run(options: argparse.Namespace) -> int:
        raise KeyError(PRIVATE)


@pytest.mark.parametrize("has_desk", [True, False])
def test_a_bug_is_one_sentence_and_a_report(
    run: Run,
    desk: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    has_desk: bool,
) -> None:
    monkeypatch.setitem(COMMANDS, "check", (lambda: _Broken, COMMANDS["check"][1]))
    monkeypatch.setattr(main_module.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = desk if has_desk else tmp_path / "none"
    done = run("--data-dir", folder, "check", "file")
    assert done.code == 70
    report = (desk / "log" if has_desk else tmp_path) / "smsdesk.log"
    assert str(report) in done.sentence
    written = report.read_text()
    assert "Traceback" in written
    assert "KeyError" in written
    assert "test_commands.py" in written
    for private in ("13800138000", "Ann"):
        assert private not in written
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW"}, "zh_CN"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_systems_language_is_spoken(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


def test_the_sample_is_made_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    first = run("--data-dir", folder, "sample")
    assert first.code == 0
    assert "Riverside Bakery (1)" in first.out
    assert str(folder / "sample-customers.xlsx") in first.out
    again = run("--data-dir", folder, "sample")
    assert again.code == 2
    assert "already" in again.sentence


def test_the_sample_keeps_a_profile_that_is_there(run: Run, tmp_path: Path) -> None:
    with open_desk(tmp_path / "desk", engine=False) as app:
        create_profile(
            app.desk,
            business_name="Mine",
            identity=Identity.INDIVIDUAL,
            country="CN",
            time_zone="Asia/Shanghai",
        )
    made = run("--data-dir", tmp_path / "desk", "sample", "--to", tmp_path, "--json").json
    assert made["customers"] == 200
    assert len(made["templates"]) == 1
    assert Path(made["sheet"]) == tmp_path / "sample-customers.xlsx"
    with open_desk(tmp_path / "desk", engine=False) as app:
        kept = profile(app.desk)
        assert kept is not None
        assert kept.business_name == "Mine"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(
        "Name,Tel,Remark\nAnn,13900139000,likes rye\nBen,13900139001,\nCy,123,\nAnn,13900139000,\n"
    )
    return path


def test_customers_are_imported_into_a_group(run: Run, desk: Path, people: Path, tmp_path: Path) -> None:
    refused = tmp_path / "refused.csv"
    done = run("--data-dir", desk, "import", people, "--group", "New", "--refused", refused, "--json")
    assert done.code == 0, done.err
    found = done.json
    assert (found["added"], found["merged"], found["duplicates"], found["refused"]) == (2, 0, 1, 1)
    assert "123" in refused.read_text("utf-8-sig")
    again = run("--data-dir", desk, "import", people, "--group", found["group"], "--json").json
    assert (again["added"], again["merged"]) == (0, 2)
    assert "Customers: 0 new, 2 known" in run("--data-dir", desk, "import", people, "--group", "new").out


def test_further_columns_are_kept_and_cards_are_read(run: Run, desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Mobile,Name,Born,Size\n13800138000,Ann,4-15,L\n13800138001,Bo,,M\n", encoding="utf-8")
    named = ("--map", "Birthday=C", "--json")
    assert run("--data-dir", desk, "import", file, "--group", "New", *named).json["added"] == 2
    kept = run("--data-dir", desk, "import", file, "--group", "New", "--keep-columns", "--json").json
    assert (kept["merged"], kept["filled"]) == (2, {"Born": 1, "Size": 2})
    with open_desk(desk, engine=False) as app:
        assert [one.name for one in list_fields(app.desk)] == ["Birthday", "Born", "Size"]
    cards = tmp_path / "cards.vcf"
    cards.write_text("BEGIN:VCARD\nFN:Cy\nTEL;CELL:13800138002\nEND:VCARD\n", encoding="utf-8")
    assert run("--data-dir", desk, "import", cards, "--group", "New", "--json").json["added"] == 1
    assert run("--data-dir", desk, "import", cards, "--group", "New", "--map", "x").code == 2


def test_columns_of_an_import_can_be_named(run: Run, desk: Path, people: Path, tmp_path: Path) -> None:
    mapping = ["--map", "number=Tel", "--map", "name=A", "--map", "note=3"]
    assert run("--data-dir", desk, "import", people, "--group", "New", *mapping).code == 0
    out = tmp_path / "out.csv"
    assert run("--data-dir", desk, "export", "group", "New", out).code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["Name"], row["Note"]) for row in rows] == [("Ann", "likes rye"), ("Ben", "")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import", "missing.csv", "--group", "VIP"], "missing.csv"),
        (["import", "people.csv", "--group", "99"], "no group “99”"),
        (["import", "people.csv", "--group", "VIP", "--map", "number=Z"], "no column “Z”"),
        (["export", "group", "Nobody", "out.xlsx"], "no group “Nobody”"),
        (["export", "group", "VIP", "out.pdf"], "must end in"),
        (["export", "group", "VIP", "no/such/folder/out.xlsx"], "out.xlsx"),
        (["export", "report", "99", "out.xlsx"], "task"),
        (["export", "records", "out.xlsx", "--from", "yesterday"], "is not a day"),
        (["export", "records", "out.xlsx", "--number", "12"], "last 4 digits"),
        (["backup", "people.csv"], "there already"),
        (["restore", "people.csv", "--yes"], "people.csv"),
        (["restore", "people.csv"], "--yes"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Run, desk: Path, people: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(people.parent)
    done = run("--data-dir", desk, *arguments)
    assert done.code == 2
    assert words in done.sentence
    assert not (people.parent / "out.xlsx").exists()


def test_records_and_reports_are_exported(run: Run, desk: Path, sheet: Path, tmp_path: Path) -> None:
    sent = run("--data-dir", desk, "send", sheet, "--app", 1, "--template", 1, "--yes", "--json").json
    today = ["--from", "2020-01-01", "--to", "2100-01-01"]
    for arguments, rows in (
        (["records"], 61),
        (["records", "--app", "Riverside Bakery", "--template", "1", *today], 61),
        (["records", "--number", "13800000000"], 1),
        (["records", "--status", "failed"], sent["totals"]["failed"]),
        (["records", "--region", "global"], 0),
        (["records", "--to", "2020-01-01"], 0),
        (["report", str(sent["task"])], 61),
    ):
        out = tmp_path / "out.xlsx"
        assert run("--data-dir", desk, "export", *arguments, out, "--json").json["rows"] == rows
        with read(out) as reading:
            assert sum(1 for _ in reading.rows()) == rows + 1


def test_a_backup_is_made_beside_a_window_and_restored_without_it(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    with EngineLock(Folder(desk)).take("window"):
        made = run("--data-dir", desk, "backup", "--json").json
        assert run("--data-dir", desk, "backup", tmp_path / "mine").code == 0
        held = run("--data-dir", desk, "restore", tmp_path / "mine", "--yes")
        assert held.code == 2
        assert "already open" in held.sentence
    with open_desk(desk, engine=False) as app:
        update_profile(app.desk, business_name="Changed")
    done = run("--data-dir", desk, "restore", made["file"], "--yes")
    assert done.code == 0, done.err
    assert "in place" in done.out
    with open_desk(desk, engine=False) as app:
        found = profile(app.desk)
        assert found is not None
        assert found.business_name == "Riverside Bakery"
    assert len(run("--data-dir", desk, "backup", "--list").out.splitlines()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_is_one_sentence_and_loses_nothing(desk: Path, tmp_path: Path) -> None:
    import resource

    with open_desk(desk, engine=False) as app:
        before = customer_count(app.desk)
    people = tmp_path / "people.csv"
    people.write_text("Mobile\n" + "".join(f"1390000{place:04}\n" for place in range(10_000)))
    size = (desk / "smsdesk.db").stat().st_size + 100_000
    done = subprocess.run(
        [sys.executable, "-m", "smsdesk", "--data-dir", desk, "import", people, "--group", "New"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "full or cannot be written" in done.stderr
    with open_desk(desk, engine=False) as app:
        assert customer_count(app.desk) == before
        assert [group.name for group in list_groups(app.desk)] == ["Guests from abroad", "Regulars", "VIP"]


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
def test_bars_are_drawn_on_a_terminal_only(desk: Path, tmp_path: Path) -> None:
    import fcntl
    import pty
    import struct
    import termios

    people = tmp_path / "people.csv"
    people.write_text("Mobile\n" + "".join(f"1390000{place:04}\n" for place in range(10_000)))
    mine, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 25, 80, 0, 0))
    command = [sys.executable, "-m", "smsdesk", "check", people, "--text", "Hello", "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=its, timeout=60, check=True)
    os.close(its)
    assert b"Checking" in os.read(mine, 100_000)
    os.close(mine)
    assert b"Checking" not in done.stdout


def test_a_backup_moves_to_another_computer(run: Run, desk: Path, tmp_path: Path) -> None:
    assert run("--data-dir", desk, "backup", tmp_path / "mine").code == 0
    shutil.rmtree(desk)
    done = run("--data-dir", tmp_path / "other", "restore", tmp_path / "mine", "--json")
    assert done.json == {"kept": None, "held": 0}


def test_there_is_no_backup_of_nothing(run: Run, tmp_path: Path) -> None:
    done = run("--data-dir", tmp_path / "none", "backup")
    assert done.code == 2
    assert "no desk" in done.sentence
    assert not (tmp_path / "none").exists()


def test_the_self_test_passes(tmp_path: Path) -> None:
    """In a program of its own, as it runs when installed."""
    done = subprocess.run(
        [sys.executable, "-m", "smsdesk", "self-test", "--pictures", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(tmp_path.glob("*.png"))) == 6
