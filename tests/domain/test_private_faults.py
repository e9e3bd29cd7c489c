"""A fault keeps where it happened and what the program says; every value in it is gone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from smsdesk.domain.errors import Unusable
from smsdesk.domain.private_faults import fingerprint, private_traceback
from smsdesk.domain.text import text

NAME, NUMBER, WORDS, KEY = "Zoe Winterbourne", "+8613800138000", "Dear 亲爱的 patron", "AKIDz8krbsJ5yKBZ"
PRIVATE = (*NAME.split(), NUMBER[1:], "13800", "patron", "亲爱的", KEY, "Dear")

EMPTY: dict[str, str] = {}


class Colour:
    """Something with no attribute that is asked for."""

    shade: int


def _sqlite(statement: str) -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE TABLE customer (number TEXT UNIQUE)")
        connection.execute("CREATE VIRTUAL TABLE found USING fts5(words)")
        connection.execute("INSERT INTO customer VALUES (?)", (NUMBER,))
        connection.execute(statement, (NUMBER,))
    finally:
        connection.close()


def _told() -> None:
    raise Unusable(text("The file {path} is damaged.", path=f"/home/{NAME}/list.xlsx"), details=WORDS)


def _ours() -> None:
    raise RuntimeError(f"{7} broken references for {NAME} ({KEY})")


def _chained() -> None:
    try:
        EMPTY[NUMBER]
    except KeyError as error:
        raise ValueError(f"no customer {NAME}") from error


def _grouped() -> None:
    raise ExceptionGroup("several", [KeyError(NAME), ValueError(WORDS)])


def _noted() -> None:
    error = ValueError(WORDS)
    error.add_note(NUMBER)
    raise error


def _deep(count: int = 0) -> None:
    _deep(count + 1)


@pytest.mark.parametrize(
    ("act", "kept"),
    [
        pytest.param(lambda: EMPTY[NAME], "KeyError: '…'", id="key"),
        pytest.param(lambda: int(NAME), "ValueError: invalid literal for int() with base 10: '…'", id="int"),
        pytest.param(lambda: Colour().shade, "'Colour' object has no attribute 'shade'", id="own"),
        pytest.param(lambda: getattr(Colour(), NUMBER), "'Colour' object has no attribute '+…'", id="value"),
        pytest.param(lambda: Path(f"/no/{NAME}").read_text(), "[Errno 2] No such file or", id="file"),
        pytest.param(lambda: json.loads(WORDS), "Expecting value: line 1 column 1 (char 0)", id="json"),
        pytest.param(lambda: WORDS.encode("ascii"), "'ascii' codec can't", id="codec"),
        pytest.param(lambda: _sqlite("INSERT INTO customer SELECT ?"), ": customer.number", id="unique"),
        pytest.param(lambda: _sqlite(f"SELECT {WORDS} WHERE ?"), "SQLITE_ERROR", id="statement"),
        pytest.param(lambda: _sqlite("SELECT * FROM found WHERE found MATCH 'Zoe:' || ?"), "SQL", id="fts"),
        pytest.param(_told, "The file {path} is damaged.", id="told"),
        pytest.param(_ours, "7 broken references for …", id="ours"),
        pytest.param(_chained, "no customer …", id="chain"),
        pytest.param(_grouped, "ExceptionGroup: several", id="group"),
        pytest.param(_noted, "ValueError: …", id="note"),
        pytest.param(_deep, "maximum recursion depth exceeded", id="recursion"),
    ],
)  # fmt: skip
def test_what_a_fault_says(act: Callable[[], object], kept: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of every kind
        act()
    written = private_traceback(caught.value)
    said = [line for line in written.splitlines() if not line.startswith("    ")]
    assert kept in "\n".join(said)
    assert "domain/test_private_faults.py" in written
    assert "/work" not in written
    assert not [private for private in PRIVATE if any(private in line for line in said)]
    assert len(written) < 10_000


def test_the_same_fault_is_known_again_whatever_it_choked_on() -> None:
    def fail(values: list[str]) -> list[str]:
        prints = []
        for value in values:
            try:
                int(value)
            except ValueError as fault:
                prints.append(fingerprint(fault))
        return prints

    first, again, _ = fail([NAME, NUMBER + "x", KEY])
    assert first == again
    with pytest.raises(ValueError, match="invalid literal") as elsewhere:
        int(NAME)
    assert fingerprint(elsewhere.value) != first
