"""A person who is erased is in no table and in no byte of the file; the counts stay (S4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.errors import NotAllowed
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import SmsType
from smsdesk.operations import customer_search, customers, erasing, unsubscribed
from smsdesk.operations.desk import Desk
from smsdesk.store.message_counts import counted
from smsdesk.store.reckoning import reckon
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from tests.operations.shop import Shop, furnish

GONE = "+8613800138000"
STAYS = "+8613900139000"


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


def put(desk: Desk, number: str, status: MessageStatus, requested_at: int | None = 5) -> None:
    with desk.database.write() as session, counted(session, "m.number = :number", number=number):
        session.execute(
            sql(
                "UPDATE message SET status = :status, requested_at = :at, gateway = 'sandbox' "
                "WHERE number = :number"
            ),
            {"status": status, "at": requested_at, "number": number},
        )


def reply(desk: Desk, number: str, words: str) -> None:
    with desk.database.write() as session:
        store_replies(session, "sandbox", [ReplyFacts(f"{number}-{words}", number, words, desk.now(), "")])


def whole_file(desk: Desk) -> bytes:
    path = desk.folder / "smsdesk.db"
    path = path if path.exists() else next(desk.folder.glob("*.db"))
    with desk.database.write() as session:
        session.connection()
    desk.database.close()
    return b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))


def test_nothing_is_left_of_the_number_and_the_counts_stay(shop: Shop) -> None:
    desk = shop.desk
    customers.enter_customers(desk, numbers=f"{GONE}\n{STAYS}", sms_type=SmsType.REGULAR)
    one = customer_search.list_customers(desk, search=GONE).customers[0]
    customers.update_customer(
        desk, customer_id=one.id, name="Annabel Secret", note="pays late", sms_type=SmsType.REGULAR
    )
    shop.sent(shop.pasted(f"{GONE}\n{STAYS}"))
    put(desk, GONE, MessageStatus.DELIVERED)
    reply(desk, GONE, "call me at home")
    done = erasing.erase(desk, numbers=[GONE])
    assert (done.people, done.messages, done.cancelled, done.replies) == (1, 1, 0, 1)
    with desk.database.read() as session:
        assert reckon(session) == []
        kept = session.execute(sql("SELECT total, delivered FROM task")).one()
    assert tuple(kept) == (2, 1)
    content = whole_file(desk)
    for words in (GONE, "13800138000", "Annabel Secret", "pays late", "call me at home"):
        assert words.encode() not in content, words
    assert STAYS.encode() in content


def test_what_was_queued_is_cancelled_and_never_sent(shop: Shop) -> None:
    desk = shop.desk
    shop.sent(shop.pasted(f"{GONE}\n{STAYS}"))
    assert erasing.erase(desk, numbers=[GONE, GONE]).cancelled == 1
    with desk.database.read() as session:
        rows = session.execute(sql("SELECT number, status FROM message ORDER BY id")).all()
        assert reckon(session) == []
    assert [tuple(row) for row in rows] == [("", "cancelled"), (STAYS, "queued")]


def test_nobody_is_erased_while_a_message_is_under_way(shop: Shop) -> None:
    desk = shop.desk
    shop.sent(shop.pasted(f"{GONE}\n{STAYS}"))
    put(desk, GONE, MessageStatus.IN_FLIGHT)
    with pytest.raises(NotAllowed, match="being sent"):
        erasing.erase(desk, numbers=[STAYS, GONE])
    with desk.database.read() as session:
        assert set(session.execute(sql("SELECT number FROM message")).scalars()) == {GONE, STAYS}


@pytest.mark.parametrize("refusals", [False, True])
def test_who_unsubscribed_stays_so_unless_that_is_to_be_forgotten_too(shop: Shop, refusals: bool) -> None:
    desk = shop.desk
    shop.sent(shop.pasted(GONE))
    put(desk, GONE, MessageStatus.DELIVERED, desk.now() - 1)
    reply(desk, GONE, "TD")
    assert len(unsubscribed.list_unsubscribed(desk).rows) == 1
    erasing.erase(desk, numbers=[GONE], refusals=refusals)
    assert len(unsubscribed.list_unsubscribed(desk).rows) == (0 if refusals else 1)


def test_a_draft_with_the_number_keeps_the_others(shop: Shop, tmp_path: Path) -> None:
    desk = shop.desk
    shop.sent(shop.pasted(f"13800138000\n{STAYS}"))
    erasing.erase(desk, numbers=[GONE])
    with desk.database.read() as session:
        draft = str(session.execute(sql("SELECT draft FROM task")).scalar())
    assert "13800138000" not in draft
    assert STAYS in draft
