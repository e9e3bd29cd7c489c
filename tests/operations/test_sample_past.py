"""The made-up past: true to itself, the same for the same seed, and never in a desk that is there (D1-D8)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from smsdesk.domain.calendar_days import DAY_MS, day_of
from smsdesk.domain.codes import explain, receipt_category
from smsdesk.domain.errors import Cancelled, Invalid, NotAllowed
from smsdesk.domain.number_plans import Kind, international
from smsdesk.operations.desk import Progress
from smsdesk.operations.sample_past import Past, make_past
from smsdesk.store.database import Database
from smsdesk.store.folder import Folder
from smsdesk.store.reckoning import reckon

NOW = 1_790_000_000_000
ZONE = "Asia/Shanghai"


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    return make_past(Folder(tmp_path_factory.mktemp("past")), messages=20_000, days=40, seed=3, now=NOW)


def rows(past: Past, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(past.database)) as connection:
        return connection.execute(query).fetchall()


def test_its_counts_are_those_of_its_messages(past: Past) -> None:
    database = Database(past.database)
    with database.read() as session:
        assert reckon(session) == []
    database.close()
    assert rows(past, "SELECT count(*) FROM message") == [(20_000,)]
    assert rows(past, "SELECT count(*) FROM reply") == [(past.replies,)]
    # What failed was answered by nobody; a few say something unasked.
    answers = rows(past, "SELECT count(*) FROM reply JOIN message ON message.id = message_id")[0][0]
    assert isinstance(answers, int)
    assert past.replies * 0.9 < answers <= past.replies
    assert rows(past, "SELECT count(*) FROM receipt") == rows(
        past, "SELECT count(*) FROM message WHERE status IN ('delivered', 'undelivered')"
    )


def test_nothing_waits_and_nothing_happened_later_than_now(past: Past) -> None:
    assert rows(past, "SELECT DISTINCT status FROM message ORDER BY 1") == [
        ("accepted",),
        ("delivered",),
        ("failed",),
        ("undelivered",),
        ("unknown",),
    ]
    first, last, reported = rows(
        past, "SELECT min(requested_at), max(requested_at), max(reported_at) FROM message"
    )[0]
    assert isinstance(first, int)
    assert isinstance(last, int)
    assert isinstance(reported, int)
    assert day_of(first, ZONE) >= day_of(NOW - 39 * DAY_MS, ZONE)
    assert max(last, reported) <= NOW
    assert day_of(last, ZONE) == day_of(NOW, ZONE)
    late = "SELECT count(*) FROM message WHERE reported_at - requested_at > 3600000"
    assert rows(past, late) != [(0,)]


def test_its_numbers_are_mobiles_and_its_codes_are_in_the_catalogue(past: Past) -> None:
    for number, country in rows(past, "SELECT number, min(country) FROM message GROUP BY number"):
        verdict = international(str(number).removeprefix("+"))
        assert (verdict.kind, verdict.country) == (Kind.MOBILE, country), number
    codes = rows(past, "SELECT DISTINCT status, code FROM message WHERE code <> ''")
    unknown = explain("no such code").title
    for status, code in codes:
        assert explain(str(code)).title != unknown, code
        assert status != "undelivered" or receipt_category(str(code))


def test_the_same_seed_makes_the_same_past(past: Past, tmp_path: Path) -> None:
    again = make_past(Folder(tmp_path / "desk"), messages=20_000, days=40, seed=3, now=NOW)
    for table in ("message", "task", "receipt", "reply", "rollup", "figures", "customer"):
        assert rows(past, f"SELECT * FROM {table}") == rows(again, f"SELECT * FROM {table}")


def test_it_goes_into_no_desk_and_a_stopped_one_leaves_nothing(past: Past, tmp_path: Path) -> None:
    before = past.database.read_bytes()
    with pytest.raises(NotAllowed):
        make_past(Folder(past.database.parent), messages=10, days=1, seed=1, now=NOW)
    assert past.database.read_bytes() == before
    told: list[tuple[int, int]] = []

    def show(done: int, total: int) -> None:
        told.append((done, total))
        if done > 900:
            progress.cancel()

    progress = Progress(show)
    with pytest.raises(Cancelled):
        make_past(Folder(tmp_path / "desk"), messages=2_000, days=9, seed=1, now=NOW, progress=progress)
    assert list((tmp_path / "desk").iterdir()) == []
    assert all(earlier[0] < later[0] <= later[1] for earlier, later in pairwise(told))


@pytest.mark.parametrize(("messages", "days"), [(0, 1), (-5, 1), (20_000_001, 1), (1, 0), (1, 3_651)])
def test_absurd_numbers_are_refused_before_anything_is_made(tmp_path: Path, messages: int, days: int) -> None:
    with pytest.raises(Invalid):
        make_past(Folder(tmp_path / "desk"), messages=messages, days=days, seed=1, now=NOW)
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize(("messages", "days"), [(1, 1), (1, 3_650), (7, 2)])
def test_the_smallest_and_the_longest_are_made_too(tmp_path: Path, messages: int, days: int) -> None:
    made = make_past(Folder(tmp_path / "desk"), messages=messages, days=days, seed=1, now=NOW)
    assert (
        rows(made, "SELECT count(*) FROM message")
        == rows(made, "SELECT sum(total) FROM task")
        == [(messages,)]
    )
