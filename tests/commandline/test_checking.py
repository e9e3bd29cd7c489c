"""``smsdesk check``: the table of what a file is found to be, and its one sentence when it is nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

REASONS = {
    "invalid_number", "wrong_region", "duplicate", "missing_variable", "link_in_variable",
    "variable_too_long", "not_a_code", "ambiguous_number", "blocked", "unsubscribed", "over_limit",
}  # fmt: skip

Run = Callable[..., Any]

PEOPLE = "Name,Mobile,Shop\nAnn,13800138000,North\nBen,13800138001,South\n"
TEXT = "Dear {1}, welcome to {2}."


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        pytest.param(
            PEOPLE,
            ["--text", "Dear {1}, hello."],
            {"rows": 2, "ready": 2, "columns.number": "Mobile", "columns.1": "Name", "delimiter": ","},
            id="recognised",
        ),
        pytest.param(
            PEOPLE,
            ["--text", TEXT, "--map", "number=Mobile", "--map", "1=A", "--map", "2=3"],
            {"ready": 2, "columns.number": "Mobile", "columns.1": "Name", "columns.2": "Shop"},
            id="mapped by title, letter and number",
        ),
        pytest.param(
            PEOPLE,
            ["--text", TEXT, "--map", "1=mobile", "--map", "2=C"],
            {"ready": 2, "columns.1": "Mobile"},
            id="a title in any case",
        ),
        pytest.param(
            "Mobile\n13800138000\n13800138000\n",
            ["--text", "Hello"],
            {"rows": 2, "ready": 1, "rejected.duplicate": 1},
            id="a duplicate",
        ),
        pytest.param(
            "Mobile,Name\n13800138000,Ann\n13800138000,Ben\n",
            ["--text", "Dear {1}"],
            {"ready": 2, "rejected.duplicate": 0},
            id="two messages to one number",
        ),
        pytest.param(
            "Mobile,Name\n13800138000,Ann\n13800138000,Ben\n",
            ["--text", "Dear {1}", "--one-per-number"],
            {"ready": 1, "rejected.duplicate": 1},
            id="one per number",
        ),
        pytest.param(
            "Mobile,Name\n13800138000,\n13800138001,www.example.com\n+12025550123,Cy\n010-62770000,Di\n",
            ["--text", "Dear {1}"],
            {
                "rows": 4,
                "ready": 0,
                "rejected.missing_variable": 1,
                "rejected.link_in_variable": 1,
                "rejected.wrong_region": 1,
                "rejected.invalid_number": 1,
            },
            id="a row for each reason",
        ),
        pytest.param(
            "Mobile\n+447400123456\n+12025550123\n",
            ["--text", "Hello", "--region", "global"],
            {"ready": 2, "region": "global", "fragments": 2},
            id="global",
        ),
        pytest.param(
            "Mobile\n07400123456\n07400 123457\n",
            ["--text", "Hello", "--country", "gb"],
            {"ready": 2, "region": "global"},
            id="another home country",
        ),
        pytest.param(
            "Mobile\n13800138000\n",
            ["--text", "x" * 200, "--signature", "【Shop】"],
            {"ready": 1, "fragments": 4},
            id="the signature counts",
        ),
    ],
)
def test_a_file_is_checked(
    run: Run, tmp_path: Path, content: str, options: list[str], expected: dict[str, object]
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(content)
    done = run("--data-dir", tmp_path / "none", "check", file, *options, "--json")
    assert done.code == 0, done.err
    found = done.json
    assert {key: _at(found, key) for key in expected} == expected
    assert set(found["rejected"]) == REASONS
    assert sum(found["rejected"].values()) + found["ready"] == found["rows"]


def _at(found: Any, key: str) -> object:
    for part in key.split("."):
        found = found[part]
    return found


def test_numbers_are_listed_in_the_order_of_the_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Mobile\n138 0013 8001\n0086-13800138000\n")
    wanted = ["+8613800138001", "+8613800138000"]
    assert run("check", file, "--text", "Hello", "--json", "--numbers").json["numbers"] == wanted
    assert run("check", file, "--text", "Hello", "--numbers").out.splitlines()[-2:] == wanted
    assert "numbers" not in run("check", file, "--text", "Hello", "--json").json


def test_a_number_with_two_readings_is_asked_about(run: Run, tmp_path: Path) -> None:
    """A US number without its 1 is a UK one with its code."""
    file = tmp_path / "people.csv"
    file.write_text("Mobile\n" + "".join(f"52155{place:05}\n" for place in range(10001, 10013)))
    options = ["check", file, "--text", "Hi", "--region", "global", "--country", "US", "--json", "--numbers"]
    readings = {
        answer: run(*options, *(["--plain-numbers", answer] if answer else [])).json
        for answer in ("", "national", "international")
    }
    assert readings["national"]["rejected"]["ambiguous_number"] == 0
    assert readings["international"]["rejected"]["ambiguous_number"] == 0
    assert set(readings["national"]["numbers"]).isdisjoint(readings["international"]["numbers"])


@pytest.mark.parametrize(
    ("encoding", "shown"), [("gb18030", "gb18030"), ("utf-16", "utf-16"), ("big5", "big5hkscs")]
)
def test_encodings_are_recognised_or_chosen(run: Run, tmp_path: Path, encoding: str, shown: str) -> None:
    file = tmp_path / "people.csv"
    rows = "".join(f"1380013{place:04},王小明住在台北市大安區\n" for place in range(60))
    file.write_bytes(("手機號碼,姓名\n" + rows).encode(encoding))
    found = run("check", file, "--text", "{1}您好", "--encoding", shown, "--json").json
    assert found["ready"] == 60
    assert found["columns"] == {"number": "手機號碼", "1": "姓名"}


def test_a_sheet_is_chosen_by_number_or_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    workbook = Workbook()
    first = workbook.active
    assert first is not None
    first.append(["Mobile"])
    first.append(["13800138000"])
    second = workbook.create_sheet("Second")
    second.append(["Mobile"])
    second.append(["13800138001"])
    workbook.save(file)
    for option, number in (([], 0), (["--sheet", "2"], 1), (["--sheet", "Second"], 1)):
        found = run("check", file, "--text", "Hello", *option, "--json", "--numbers").json
        assert found["numbers"] == [f"+861380013800{number}"]
        assert found["encoding"] is None
    assert run("check", file, "--text", "Hello", "--sheet", "Third").code == 2


def test_a_questioned_file_is_told_and_counted(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Mobile\n" + "".join(f"0740012{place:04}\n" for place in range(20)))
    done = run("check", file, "--text", "Hello", "--region", "global", "--country", "FR", "--json")
    assert done.code == 0
    assert done.json["question"]
    assert done.json["question"] in done.sentence


def _nothing(path: Path) -> None:
    pass


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _folder(path: Path) -> None:
    path.mkdir()


def _torn(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 this was a workbook once")


def _prose(path: Path) -> None:
    path.write_text("There once was a shop\nthat had no customers\n")


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (_nothing, "missing.xlsx"),
        (_empty, "empty.csv"),
        (_folder, "folder.xlsx"),
        (_torn, "torn.xlsx"),
        (_prose, "prose.csv"),
        (_prose, "prose.xlsx"),
        (_prose, "prose.pdf"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    run: Run, tmp_path: Path, make: Callable[[Path], None], name: str
) -> None:
    file = tmp_path / name
    make(file)
    done = run("check", file, "--text", "Hello", "--json")
    assert done.code == 2
    assert done.out == ""
    assert name in done.sentence
    assert done.sentence.endswith(".")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--map", "number"], "cannot be understood"),
        (["--map", "colour=A"], "cannot be understood"),
        (["--map", "0=A"], "cannot be understood"),
        (["--map", "1=A", "--map", "{1}=B"], "twice"),
        (["--map", "number=Telephone"], "no column “Telephone”"),
        (["--map", "number=99"], "no column “99”"),
        (["--map", "3=A"], "“--map 3=A” names a column for {3}, but the text has only {1}."),
        (["--encoding", "klingon"], "klingon"),
    ],
)
def test_a_wrong_option_is_one_sentence(run: Run, tmp_path: Path, options: list[str], words: str) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    done = run("check", file, "--text", "Dear {1}", *options)
    assert done.code == 2
    assert words in done.sentence


def test_a_column_for_a_text_without_variables_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    done = run("check", file, "--text", "Open tomorrow.", "--map", "1=Name")
    assert done.code == 2
    assert "the text has no variables" in done.sentence


def test_a_column_for_a_variable_that_the_template_lacks_is_refused(run: Run, desk: Path) -> None:
    file = desk / "people.csv"
    file.write_text(PEOPLE)
    options = ("--app", "1", "--template", "1", "--map", "9=Name")
    for done in (
        run("--data-dir", desk, "check", file, *options),
        run("--data-dir", desk, "send", file, *options, "--yes"),
    ):
        assert done.code == 2
        assert "but the text has only {1}, {2}" in done.sentence


def test_a_look_makes_no_desk(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    folder = tmp_path / "desk"
    assert run("--data-dir", folder, "check", file, "--text", "Dear {1}").code == 0
    done = run("--data-dir", folder, "check", file, "--template", "1")
    assert done.code == 2
    assert "no desk" in done.sentence
    assert not folder.exists()


def test_a_template_is_named_by_id_or_name(run: Run, desk: Path, sheet: Path) -> None:
    for name in ("1", "Order ready", "order READY"):
        done = run("--data-dir", desk, "check", sheet, "--template", name, "--json")
        assert (done.json["rows"], done.json["ready"]) == (67, 61)
    done = run("--data-dir", desk, "check", sheet, "--template", "Orders")
    assert done.code == 2
    assert "Order ready (1)" in done.sentence


def test_the_profile_says_where_home_is(run: Run, desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    assert run("--data-dir", desk, "check", file, "--text", "Dear {1}", "--json").json["region"] == "mainland"


def test_people_are_told_the_same(run: Run, desk: Path, sheet: Path) -> None:
    done = run("--data-dir", desk, "check", sheet, "--template", "1")
    assert "67 rows, 61 ready, 6 left out, 122 fragments" in done.out
    assert "row 10: This is a landline" in done.out
    assert done.err == ""


def test_a_check_imports_no_qt_and_no_network(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    code = (
        "import sys; from smsdesk.commandline.main import main; "
        f"assert main(['check', {str(file)!r}, '--text', 'Hello']) == 0; "
        "heavy = {'PySide6', 'qasync', 'alembic', 'aiohttp', 'httpx', 'keyring', 'cryptography'};"
        "heavy &= set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
