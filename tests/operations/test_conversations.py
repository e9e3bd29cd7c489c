"""Replies as conversations, and answers that keep every rule (C6, E2)."""

from __future__ import annotations

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.errors import Invalid, NotAllowed
from smsdesk.domain.profile import SmsType
from smsdesk.operations import blocklist, conversations, customer_search, customers, replies
from smsdesk.operations.desk import Desk
from smsdesk.store.message_counts import counted
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from tests.operations.conftest import Clock
from tests.operations.shop import Shop, furnish

ANN, BOB = "+8613800138000", "+8613900139000"


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


def arrive(desk: Desk, number: str, *said: str) -> None:
    with desk.database.write() as session:
        known = session.execute(sql("SELECT COUNT(*) FROM reply")).scalar() or 0
        facts = [
            ReplyFacts(f"{known + place}", number, words, desk.now() + place, "")
            for place, words in enumerate(said)
        ]
        store_replies(session, "sandbox", facts)


def deliver(desk: Desk) -> None:
    with desk.database.write() as session, counted(session, "m.id > 0"):
        session.execute(
            sql("UPDATE message SET status = 'delivered', requested_at = :at, gateway = 'sandbox'"),
            {"at": desk.now()},
        )


def test_each_number_is_one_conversation_with_its_last_words(shop: Shop, clock: Clock) -> None:
    desk = shop.desk
    customers.enter_customers(desk, numbers=ANN, sms_type=SmsType.REGULAR)
    one = customer_search.list_customers(desk).customers[0]
    customers.update_customer(desk, customer_id=one.id, name="Ann", note="", sms_type=SmsType.REGULAR)
    arrive(desk, ANN, "hello", "are you open?")
    clock.move(seconds=60)
    arrive(desk, BOB, "thanks")
    found = conversations.conversations(desk).rows
    assert [(each.number, each.name, each.last_words, each.replies, each.unread) for each in found] == [
        (BOB, "", "thanks", 1, 1),
        (ANN, "Ann", "are you open?", 2, 2),
    ]
    for search in ("Ann", "138 0013 8000", "open?"):
        assert [each.number for each in conversations.conversations(desk, search=search).rows] == [ANN]


def test_pages_of_conversations_follow_each_other(shop: Shop) -> None:
    desk = shop.desk
    for place in range(7):
        arrive(desk, f"+86138001380{place:02}", "hi")
    seen: list[str] = []
    after = None
    while True:
        page = conversations.conversations(desk, after=after, most=3)
        seen += [each.number for each in page.rows]
        after = page.next_key
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 7


def test_a_conversation_holds_messages_and_replies_in_time(shop: Shop, clock: Clock) -> None:
    desk = shop.desk
    shop.sent(shop.pasted(ANN))
    deliver(desk)
    clock.move(seconds=60)
    arrive(desk, ANN, "first", "second")
    page = conversations.conversation(desk, number=ANN)
    assert [(turn.incoming, turn.content) for turn in page.rows] == [
        (False, "【河畔面包】明天上午九点开门。"),
        (True, "first"),
        (True, "second"),
    ]
    assert page.rows[1].answers == page.rows[0].message_id
    newest = conversations.conversation(desk, number=ANN, most=1)
    assert [turn.content for turn in newest.rows] == ["second"]
    earlier = conversations.conversation(desk, number=ANN, before=newest.next_key, most=5)
    assert [turn.content for turn in earlier.rows] == ["【河畔面包】明天上午九点开门。", "first"]


def test_what_was_read_no_longer_stands_out_until_more_comes(shop: Shop) -> None:
    desk = shop.desk
    arrive(desk, ANN, "one", "two")
    arrive(desk, BOB, "three")
    assert replies.unread_replies(desk) == 3
    assert conversations.read_conversation(desk, number=ANN) == 2
    assert conversations.read_conversation(desk, number=ANN) == 0
    assert [each.number for each in conversations.conversations(desk, unread=True).rows] == [BOB]
    arrive(desk, ANN, "four")
    assert replies.unread_replies(desk) == 2
    assert replies.mark_all_replies(desk) == 2
    assert replies.unread_replies(desk) == 0


def test_an_answer_is_a_task_of_one_message(shop: Shop) -> None:
    desk = shop.desk
    made = conversations.answer(
        desk,
        number=ANN,
        application_id=shop.application.id,
        template_id=shop.order.id,
        values=["Ann", "1042"],
    )
    assert made.totals.total == 1
    with desk.database.read() as session:
        content = session.execute(sql("SELECT content FROM message")).scalar()
    assert content == "【河畔面包】您好Ann，您的订单1042已发货。"


def test_an_answer_that_may_not_be_sent_says_why(shop: Shop) -> None:
    desk = shop.desk
    about = {"number": ANN, "application_id": shop.application.id, "template_id": shop.order.id}
    with pytest.raises(Invalid):
        conversations.answer(desk, **about, values=["Ann\tB", "1"])  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        conversations.answer(desk, **about, values=["", "1"])  # type: ignore[arg-type]
    blocklist.block_numbers(desk, numbers=ANN, signature="河畔面包", sms_type=SmsType.REGULAR)
    with pytest.raises(NotAllowed, match="block"):
        conversations.answer(desk, **about, values=["Ann", "1"])  # type: ignore[arg-type]
