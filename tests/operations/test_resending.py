"""The rest of a task: who was not reached, with the values each of them had (B12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import text as sql

from smsdesk.domain.errors import NotAllowed
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.recipients import PastedSource
from smsdesk.domain.templates import render, variables
from smsdesk.operations import resending
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


@pytest.fixture
def task_id(shop: Shop) -> int:
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
    with pytest.raises(NotAllowed, match="nobody"):
        resending.rest_recipe(shop.desk, task_id=task.id, who=tuple(Rest))


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
