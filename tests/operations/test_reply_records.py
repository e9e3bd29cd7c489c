"""Replies as records: what became of them, filters against a query of the tables, pages, export (D3, D8)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.errors import Cancelled
from smsdesk.domain.profile import Region
from smsdesk.domain.reply_records import ReplyKey, ReplyRecord, ReplyStatus
from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.operations import replies
from smsdesk.operations.applications import create_application
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.erasing import erase
from smsdesk.operations.reply_records import export_replies, reply_count, reply_records
from smsdesk.store.message_counts import counted
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from tests.operations.conftest import START
from tests.operations.shop import Shop, furnish

ANN, BOB, EVE, JOHN = "+8613800138000", "+8613900139000", "+8613700137000", "+447911123456"
DAY = 86_400_000
ALL = StatisticsFilter(Region.MAINLAND, START - DAY, START + DAY)
ABROAD = replace(ALL, region=Region.GLOBAL)


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


def arrive(desk: Desk, *said: tuple[str, str]) -> None:
    """Replies a second apart, the first when the clock says."""
    with desk.database.write() as session:
        known = session.execute(sql("SELECT COUNT(*) FROM reply")).scalar() or 0
        facts = [
            ReplyFacts(f"{known + place}", number, words, desk.now() + 1000 * place, "")
            for place, (number, words) in enumerate(said)
        ]
        store_replies(session, "sandbox", facts)


def deliver(desk: Desk) -> None:
    with desk.database.write() as session, counted(session, "m.id > 0"):
        session.execute(
            sql("UPDATE message SET status = 'delivered', requested_at = :at, gateway = 'sandbox'"),
            {"at": desk.now()},
        )


@pytest.fixture
def history(shop: Shop) -> Shop:
    """Two templates of two applications, and replies of every kind."""
    desk = shop.desk
    other = create_application(desk, name="Café", type=shop.application.type)
    shop.sent(shop.pasted(f"{ANN}\n{BOB}"))
    shop.sent(shop.pasted(JOHN, template=shop.abroad))
    shop.sent(replace(shop.pasted(f"number\t{{1}}\t{{2}}\n{EVE}\tEve\t7", template=shop.order),
                      application_id=other.id))  # fmt: skip
    deliver(desk)
    arrive(
        desk,
        (ANN, "When do you open?"),
        (BOB, "TD"),
        (EVE, "谢谢 100%"),
        (JOHN, "Thanks"),
        ("+8613600136000", "STOP"),
        ("+8613600136001", "Who is this?"),
    )
    return shop


def found(desk: Desk, **more: object) -> list[ReplyRecord]:
    return list(reply_records(desk, **{"filter": ALL, **more}).rows)  # type: ignore[arg-type]


def test_a_record_says_what_became_of_the_reply_and_what_it_answers(history: Shop) -> None:
    shown = found(history.desk)
    assert [(one.content, one.status, one.application_name, one.template_name) for one in shown] == [
        ("Who is this?", ReplyStatus.UNPROMPTED, "", ""),
        ("STOP", ReplyStatus.STOP, "", ""),
        ("谢谢 100%", ReplyStatus.ANSWER, "Café", "Order"),
        ("TD", ReplyStatus.UNSUBSCRIBED, "Bakery", "Notice"),
        ("When do you open?", ReplyStatus.ANSWER, "Bakery", "Notice"),
    ]
    answered = shown[-1]
    assert (answered.number, answered.at, answered.answered_at) == (ANN, START, START)
    assert "明天上午九点开门" in answered.answers
    assert answered.signature == "河畔面包"
    assert answered.task_id is not None
    assert answered.task_name


FILTERS: dict[str, tuple[Mapping[str, object], str]] = {
    "everything": ({}, ""),
    "an application": ({"application_id": 1}, "m.application_id = 1"),
    "a template": ({"template_id": 1}, "m.template_id = 1"),
    "both": ({"application_id": 2, "template_id": 1}, "m.application_id = 2 AND m.template_id = 1"),
    "both, of others": ({"application_id": 1, "template_id": 1}, "0"),
    "abroad": ({"region": Region.GLOBAL}, "r.number NOT LIKE '+86%'"),
    "from a moment": ({"start": START + 2000}, f"r.at >= {START + 2000}"),
    "up to a moment": ({"end": START + 2000}, f"r.at < {START + 2000}"),
    "a number": ({"search": "138 0013-8000"}, f"r.number = '{ANN}'"),
    "part of a number": ({"search": "3700"}, "r.number LIKE '%3700%'"),
    "words": ({"search": "WHO"}, "r.content LIKE '%who%'"),
    "a sign that means something in SQL": ({"search": "%"}, "instr(r.content, '%')"),
    "a status": ({"status": ReplyStatus.STOP}, "r.content = 'STOP'"),
    "unread": ({"unread": True}, "r.read_at IS NULL"),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_what_a_query_of_the_tables_finds(history: Shop, name: str) -> None:
    desk = history.desk
    replies.mark_replies(desk, reply_ids=[1, 3])
    wanted, condition = FILTERS[name]
    keys = ("application_id", "template_id", "region", "start", "end")
    chosen = replace(ALL, **{key: wanted[key] for key in keys if key in wanted})  # type: ignore[arg-type]
    rest: dict[str, object] = {key: value for key, value in wanted.items() if key not in keys}
    here = "1" if chosen.region is Region.GLOBAL else "r.number LIKE '+86%'"
    with desk.database.read() as session:
        expected = session.scalars(
            sql(
                "SELECT r.id FROM reply r LEFT JOIN message m ON m.id = r.message_id "
                f"WHERE {here} AND {condition or '1'} ORDER BY r.at DESC, r.id DESC"
            )
        ).all()
    assert [one.id for one in found(desk, filter=chosen, **rest)] == expected
    assert reply_count(desk, filter=chosen, **rest) == len(expected)  # type: ignore[arg-type]


def test_pages_follow_each_other_in_both_directions(shop: Shop) -> None:
    desk = shop.desk
    for _ in range(3):  # three replies at each moment: the id decides
        arrive(desk, *((ANN, f"word {place}") for place in range(5)))
    whole = found(desk, limit=1000)
    assert len(whole) == 15
    assert whole == sorted(whole, key=lambda one: (one.at, one.id), reverse=True)
    forth: list[ReplyRecord] = []
    after: ReplyKey | None = None
    while True:
        page = reply_records(desk, filter=ALL, after=after, limit=4)
        forth += page.rows
        if (after := page.next_key) is None:
            break
    assert forth == whole
    back: list[ReplyRecord] = []
    before: ReplyKey | None = ReplyKey(0, 0)
    while before is not None:
        earlier = reply_records(desk, filter=ALL, before=before, limit=4)
        back = [*earlier.rows, *back]
        before = earlier.previous_key
    assert back == whole


def test_what_a_person_said_is_gone_when_they_are_erased(history: Shop) -> None:
    erase(history.desk, numbers=[ANN])
    assert ANN not in {one.number for one in found(history.desk)}
    assert len(found(history.desk)) == 4


def test_an_export_has_every_record_and_its_status_in_words(history: Shop, tmp_path: Path) -> None:
    path = tmp_path / "replies.csv"
    assert export_replies(history.desk, filter=ALL, path=path, search="", progress=Progress()) == 5
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [row[3:5] for row in rows[1:]] == [
        ["Who is this?", "Answers no message"],
        ["STOP", "Asks for no more"],
        ["谢谢 100%", "Answers a message"],
        ["TD", "Unsubscribed"],
        ["When do you open?", "Answers a message"],
    ]
    assert rows[-1][0].startswith("2026-03-02 10:00")


def test_an_export_that_is_stopped_leaves_no_file(history: Shop, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        export_replies(history.desk, filter=ALL, path=tmp_path / "replies.xlsx", progress=progress)
    assert not list(tmp_path.glob("*.xlsx*"))
