"""The rest of a task: who was not reached, with the values each of them had (B12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import text as sql

from smsdesk.domain.errors import NotAllowed
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.templates import render, variables
from smsdesk.operations import bulk, drafts, resending
from smsdesk.operations.desk import Desk
from smsdesk.operations.resending import Rest
from smsdesk.store.message_counts import counted
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from tests.operations.shop import Shop, furnish

NUMBERS = [f"+861380013800{place}" for place in range(6)]


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


def fate(desk: Desk, number: str, status: MessageStatus, code: str = "") -> None:
    with desk.database.write() as session, counted(session, "m.number = :number", number=number):
        session.execute(
            sql(
                "UPDATE message SET status = :status, code = :code, requested_at = :at, gateway = 'sandbox' "
                "WHERE number = :number"
            ),
            {"status": status, "code": code, "at": desk.now() - 1, "number": number},
        )


def now_is(desk: Desk, status: TaskStatus) -> None:
    with desk.database.write() as session:
        session.execute(sql("UPDATE task SET status = :status"), {"status": status})


@pytest.fixture
def task_id(shop: Shop) -> int:
    """Of a task that is done."""
    lines = "\n".join(f"{number}\tAnn {place}\t10{place}" for place, number in enumerate(NUMBERS))
    task = shop.sent(shop.pasted(lines, shop.order))
    desk = shop.desk
    fate(desk, NUMBERS[0], MessageStatus.DELIVERED)
    fate(desk, NUMBERS[1], MessageStatus.UNDELIVERED, "MK:0004")
    fate(desk, NUMBERS[2], MessageStatus.FAILED, "LimitExceeded.PhoneNumberDailyLimit")
    fate(desk, NUMBERS[3], MessageStatus.FAILED, "InvalidParameterValue.IncorrectPhoneNumber")
    fate(desk, NUMBERS[4], MessageStatus.DELIVERED)
    fate(desk, NUMBERS[5], MessageStatus.UNKNOWN, "Unknown")
    with desk.database.write() as session:
        store_replies(session, "sandbox", [ReplyFacts("1", NUMBERS[4], "thanks", desk.now(), "")])
    now_is(desk, TaskStatus.SENT)
    return task.id


def test_each_kind_of_rest_is_counted_and_the_hopeless_left_out(shop: Shop, task_id: int) -> None:
    found = resending.rest_count(shop.desk, task_id=task_id)
    assert found == resending.RestCount(failed=1, missed=1, silent=1, hopeless=1)


def test_the_rest_gets_the_same_values(shop: Shop, task_id: int) -> None:
    recipe = resending.rest_recipe(shop.desk, task_id=task_id, who=(Rest.FAILED, Rest.MISSED))
    assert isinstance(recipe.source, PastedSource)
    assert recipe.source.text == f"{NUMBERS[1]}\tAnn 1\t101\n{NUMBERS[2]}\tAnn 2\t102"
    ready = shop.prepared(recipe)
    with shop.desk.database.read() as session:
        before = dict(session.execute(sql("SELECT number, content FROM message")).all())  # type: ignore[arg-type]
    for message in ready.messages():
        assert message.content == before[message.number]


def test_with_nobody_left_it_says_so(shop: Shop) -> None:
    task = shop.sent(shop.pasted(NUMBERS[0]))
    fate(shop.desk, NUMBERS[0], MessageStatus.FAILED, "InvalidParameterValue.IncorrectPhoneNumber")
    now_is(shop.desk, TaskStatus.FAILED)
    assert resending.rest_count(shop.desk, task_id=task.id) == resending.RestCount(0, 0, 0, 1)
    with pytest.raises(NotAllowed, match="nobody"):
        resending.rest_recipe(shop.desk, task_id=task.id, who=tuple(Rest))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (TaskStatus.SENDING, "still being sent"),
        (TaskStatus.PAUSED, "still being sent"),
        (TaskStatus.SCHEDULED, "not been sent yet"),
        (TaskStatus.STOPPED, ""),
        (TaskStatus.SENT, ""),
        (TaskStatus.CANCELLED, ""),
    ],
)
def test_a_task_that_is_being_sent_has_no_rest_yet(
    shop: Shop, task_id: int, status: TaskStatus, words: str
) -> None:
    now_is(shop.desk, status)
    if words:
        with pytest.raises(NotAllowed, match=words):
            resending.rest_recipe(shop.desk, task_id=task_id, who=(Rest.MISSED,))
    else:
        resending.rest_recipe(shop.desk, task_id=task_id, who=(Rest.MISSED,))


def test_the_new_task_says_whose_rest_it_is_and_is_one_when_it_is_kept(shop: Shop, task_id: int) -> None:
    recipe = resending.rest_recipe(shop.desk, task_id=task_id, who=tuple(Rest))
    assert Recipe.from_json(recipe.to_json()) == recipe
    ready = shop.prepared(recipe)
    assert (recipe.name, ready.source) == ("Rest of Order", "Rest of “Order”")
    assert drafts.save_draft(shop.desk, recipe=recipe).source == "Rest of “Order”"
    again = bulk.send(shop.desk, preparation=ready, consent=True)
    for number in NUMBERS:
        fate(shop.desk, number, MessageStatus.UNDELIVERED, "MK:0004")
    now_is(shop.desk, TaskStatus.SENT)
    assert resending.rest_recipe(shop.desk, task_id=again.id, who=(Rest.MISSED,)).name == "Rest of Order"


def test_the_rest_that_was_not_reached_is_no_repetition(shop: Shop, task_id: int) -> None:
    def warned(*who: Rest) -> str:
        recipe = resending.rest_recipe(shop.desk, task_id=task_id, who=who)
        return str(bulk.repeat_warning(shop.desk, preparation=shop.prepared(recipe)) or "")

    assert warned(Rest.FAILED, Rest.MISSED) == ""
    assert warned(*Rest).startswith("1 of these people gets this text twice within 24 hours")


def test_a_line_break_of_any_kind_in_a_value_breaks_no_line(shop: Shop) -> None:
    task = shop.sent(shop.pasted(f"{NUMBERS[0]}\tAnn\t1", shop.order))
    fate(shop.desk, NUMBERS[0], MessageStatus.UNDELIVERED, "MK:0004")
    now_is(shop.desk, TaskStatus.SENT)
    with shop.desk.database.write() as session:
        session.execute(
            sql("UPDATE message SET content = replace(content, 'Ann', :odd)"),
            {"odd": "A\u2028n\x85n\x0b;,\tb"},
        )
    ready = shop.prepared(resending.rest_recipe(shop.desk, task_id=task.id, who=(Rest.MISSED,)))
    assert ready.rows == 1
    assert "A n n ;, b" in ready.message(0).content


@given(some.data())
def test_whatever_was_put_in_comes_out_so_that_the_text_is_the_same(data: some.DataObject) -> None:
    parts = data.draw(some.lists(some.text("ab{}.* \\", max_size=5), min_size=2, max_size=5))
    body = "".join(f"{part}{{{place}}}" for place, part in enumerate(parts[:-1], 1)) + parts[-1]
    names = variables(body)
    values = data.draw(some.lists(some.text("ab. (", max_size=6), min_size=max(names), max_size=max(names)))
    content = render(body, values)
    found = resending._values(body, names, content)
    again = dict(zip(names, found, strict=True))
    assert render(body, [again.get(place, "") for place in range(1, max(names) + 1)]) == content
