"""Replies as conversations, and answers that keep every rule (C6, E2)."""

from __future__ import annotations

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.errors import Invalid, NotAllowed
from smsdesk.domain.profile import Region, SmsType
from smsdesk.operations import (
    answering,
    applications,
    blocklist,
    conversations,
    customer_search,
    customers,
    replies,
    unsubscribed,
)
from smsdesk.operations.customer_fields import put_field
from smsdesk.operations.desk import Desk
from smsdesk.operations.erasing import erase
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
    assert page.rows[1].answered == "【河畔面包】明天上午九点开门。"
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
    made = answering.answer(
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
        answering.answer(desk, **about, values=["Ann\tB", "1"])  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        answering.answer(desk, **about, values=["", "1"])  # type: ignore[arg-type]
    blocklist.block_numbers(desk, numbers=ANN, signature="河畔面包", sms_type=SmsType.REGULAR)
    with pytest.raises(NotAllowed, match="block"):
        answering.answer(desk, **about, values=["Ann", "1"])  # type: ignore[arg-type]


def test_turns_of_the_same_moment_are_neither_lost_nor_doubled_between_pages(shop: Shop) -> None:
    desk = shop.desk
    for _ in range(3):
        shop.sent(shop.pasted(ANN))
    deliver(desk)
    at = desk.now()
    with desk.database.write() as session:
        store_replies(session, "sandbox", [ReplyFacts(f"k{one}", ANN, f"r{one}", at, "") for one in range(4)])
    whole = conversations.conversation(desk, number=ANN).rows
    seen: list[object] = []
    before = None
    while True:
        page = conversations.conversation(desk, number=ANN, before=before, most=2)
        seen = [*page.rows, *seen]
        before = page.next_key
        if before is None:
            break
    assert seen == whole
    assert len(whole) == 7


def test_what_waits_to_be_sent_stands_at_the_end_unless_it_is_for_another_day(shop: Shop) -> None:
    desk = shop.desk
    arrive(desk, ANN, "hello")
    shop.sent(shop.pasted(ANN))
    shop.sent(shop.pasted(ANN), send_at=desk.now() + 86_400_000)
    page = conversations.conversation(desk, number=ANN)
    assert [(turn.incoming, turn.status) for turn in page.rows] == [(True, None), (False, "queued")]
    earlier = conversations.conversation(desk, number=ANN, before=page.rows[0].key)
    assert earlier.rows == []


def test_a_correspondent_is_known_by_name_own_columns_and_refusals(shop: Shop) -> None:
    desk = shop.desk
    field = put_field(desk, name="First name")
    with desk.writing("customer"):
        customers.put_customers(
            desk,
            customers=[customers.NewCustomer(ANN, "CN", name="Ann Lee", fields={field.id: "Ann"})],
            group_id=None,
            sms_type=SmsType.REGULAR,
        )
    shop.sent(shop.pasted(ANN))
    deliver(desk)
    arrive(desk, ANN, "t")
    blocklist.block_numbers(desk, numbers=ANN, signature="河畔面包", sms_type=SmsType.MARKETING)
    one = conversations.correspondent(desk, number=ANN)
    assert (one.name, dict(one.own), one.signature) == ("Ann Lee", {"First name": "Ann"}, "河畔面包")
    assert [each.keyword for each in one.unsubscribed] == ["t"]
    assert [each.sms_type for each in one.blocked] == [SmsType.MARKETING]
    stranger = conversations.correspondent(desk, number="+12025550123")
    assert (stranger.customer_id, stranger.region, stranger.signature) == (None, Region.GLOBAL, "")


def test_an_answer_is_shown_before_it_is_sent_and_says_why_it_cannot_be(shop: Shop) -> None:
    desk = shop.desk
    about = {"number": ANN, "application_id": shop.application.id, "template_id": shop.order.id}
    good = answering.preview_answer(desk, **about, values=["Ann", "1042"])  # type: ignore[arg-type]
    assert (good.content, good.fragments, good.problem) == (
        "【河畔面包】您好Ann，您的订单1042已发货。",
        1,
        None,
    )
    for value in ("a\tb", "a\nb", "a\x0bb", "a\u2028b", "a\x85"):
        wrong = answering.preview_answer(desk, **about, values=[value, "1"])  # type: ignore[arg-type]
        assert "one line" in str(wrong.problem)
    assert answering.preview_answer(desk, **about, values=["", "1"]).problem  # type: ignore[arg-type]
    applications.disable_application(desk, application_id=shop.application.id)
    assert "disabled" in str(answering.preview_answer(desk, **about, values=["A", "1"]).problem)  # type: ignore[arg-type]
    with desk.database.read() as session:
        assert session.execute(sql("SELECT COUNT(*) FROM message")).scalar() == 0


@pytest.mark.parametrize("value", ["Ann, Bo", "a;b", '"Ann"', "=1+1", "'x", "{2}", "，"])
def test_a_value_arrives_as_it_was_typed(shop: Shop, value: str) -> None:
    about = {"number": ANN, "application_id": shop.application.id, "template_id": shop.order.id}
    shown = answering.preview_answer(shop.desk, **about, values=[value, "1"])  # type: ignore[arg-type]
    assert shown.problem is None, shown.problem
    assert shown.content == f"【河畔面包】您好{value}，您的订单1已发货。"


def test_who_unsubscribed_is_not_answered_until_the_removal_is_approved(shop: Shop) -> None:
    desk = shop.desk
    about = {"number": ANN, "application_id": shop.application.id, "template_id": shop.notice.id}
    shop.sent(shop.pasted(ANN))
    deliver(desk)
    arrive(desk, ANN, "T")
    assert "unsubscribed" in str(answering.preview_answer(desk, **about).problem)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="unsubscribed"):
        answering.answer(desk, **about)  # type: ignore[arg-type]
    entry = unsubscribed.list_unsubscribed(desk).rows[0]
    asked = unsubscribed.ask_for_removal(desk, unsubscribed_ids=[entry.id], reason="Asked at the counter")
    with pytest.raises(NotAllowed):
        answering.answer(desk, **about)  # type: ignore[arg-type]
    unsubscribed.approve_removal(desk, removal_id=asked[0].id, answer="Signed form")
    assert answering.answer(desk, **about).totals.total == 1  # type: ignore[arg-type]


def test_odd_replies_are_kept_and_shown(shop: Shop, clock: Clock) -> None:
    desk = shop.desk
    shop.sent(shop.pasted(ANN))
    deliver(desk)
    at = desk.now()
    late = at + 73 * 3_600_000
    odd = [
        ReplyFacts("late", ANN, "T", late, ""),
        ReplyFacts("twice", ANN, "second", at + 2_000, ""),
        ReplyFacts("twice", ANN, "second", at + 2_000, ""),
        ReplyFacts("first", ANN, "first", at + 1_000, ""),
        ReplyFacts("before", ANN, "before", at - 1_000, ""),
        ReplyFacts("stranger", BOB, "Who are you?", at, ""),
    ]
    with desk.database.write() as session:
        assert store_replies(session, "sandbox", odd) == (5, 0)
    turns = [turn for turn in conversations.conversation(desk, number=ANN).rows if turn.incoming]
    assert [turn.content for turn in turns] == ["before", "first", "second", "T"]
    assert [turn.answers is not None for turn in turns] == [False, True, True, False]
    assert turns[-1].wants_no_more
    assert unsubscribed.list_unsubscribed(desk).rows == []
    assert [turn.content for turn in conversations.conversation(desk, number=BOB).rows] == ["Who are you?"]


def test_who_was_erased_has_no_conversation(shop: Shop) -> None:
    desk = shop.desk
    shop.sent(shop.pasted(ANN))
    deliver(desk)
    arrive(desk, ANN, "my name is Ann")
    arrive(desk, BOB, "hi")
    erase(desk, numbers=[ANN])
    assert [one.number for one in conversations.conversations(desk).rows] == [BOB]
    assert conversations.conversations(desk, search="my name").rows == []
    assert conversations.conversation(desk, number=ANN).rows == []
    assert conversations.correspondent(desk, number=ANN).name == ""
    assert replies.unread_replies(desk) == 1
