"""A desk with a past from the command line, and the check of its counts (D1)."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from smsdesk.commandline.main import main
from tests.commandline.conftest import Run


@pytest.fixture(scope="module")
def past_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("past") / "desk"
    assert (
        main(["--data-dir", str(folder), "sample", "--messages=400", "--days=9", "--seed=4", "--json"]) == 0
    )
    return folder


@pytest.fixture
def past(past_once: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "past"
    shutil.copytree(past_once, folder)
    return folder


def spoil(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "smsdesk.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--messages", "10"], "--data-dir"),
        (["--data-dir", "{new}", "--messages", "0"], "1 to 20,000,000"),
        (["--data-dir", "{new}", "--messages", "5", "--days", "4000"], "1 to 3,650"),
        (["--data-dir", "{new}", "--messages", "5", "--until", "soon"], "soon"),
        (["--data-dir", "{new}", "--days", "4"], "--messages"),
        (["--data-dir", "{past}", "--messages", "5"], "already"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_sentence_and_nothing_is_there(
    run: Run, past: Path, tmp_path: Path, options: list[str], says: str
) -> None:
    before = (past / "smsdesk.db").stat()
    told = run("sample", *(each.format(new=tmp_path / "new", past=past) for each in options))
    assert told.code == 2
    assert says in told.sentence
    assert not (tmp_path / "new").exists()
    assert (past / "smsdesk.db").stat() == before


def test_the_same_seed_and_last_day_make_the_same_past(run: Run, tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        made = run(
            "--data-dir", tmp_path / name, "sample", "--messages", 50, "--days", 3, "--until", "2026-05-01"
        )
        assert made.code == 0
        assert "50 messages" in made.out
        with closing(sqlite3.connect(tmp_path / name / "smsdesk.db")) as connection:
            found.append(connection.execute("SELECT * FROM message").fetchall())
    assert found[0] == found[1]


def test_counts_that_are_right_are_left_alone(run: Run, past: Path) -> None:
    assert run("--data-dir", past, "check-counts").out == "Every figure agrees with the messages.\n"
    assert run("--data-dir", past, "check-counts", "--json").json == {
        "wrong": 0,
        "mended": False,
        "differences": [],
    }


def test_wrong_counts_are_told_and_only_mended_when_asked(run: Run, past: Path) -> None:
    spoil(
        past,
        "UPDATE task SET delivered = delivered + 5 WHERE id = 1",
        "UPDATE rollup SET messages = messages + 1",
        "DELETE FROM figures WHERE application_id = 1",
    )
    found = run("--data-dir", past, "check-counts")
    assert found.code == 1
    assert "task 1: delivered is" in found.out
    assert "--mend" in found.out
    assert run("--data-dir", past, "check-counts", "--json").code == 1
    mended = run("--data-dir", past, "check-counts", "--mend", "--json")
    assert (mended.code, mended.json["mended"]) == (0, True)
    assert mended.json["wrong"] > len(mended.json["differences"]) == 100
    assert run("--data-dir", past, "check-counts").code == 0


def test_there_must_be_a_desk_to_check(run: Run, tmp_path: Path) -> None:
    told = run("--data-dir", tmp_path / "none", "check-counts")
    assert told.code == 2
    assert "no desk" in told.sentence
    assert not (tmp_path / "none").exists()
