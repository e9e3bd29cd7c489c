"""Odd replies (late, double, in any order, early, from strangers): applied once and kept (C5, C6, E7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import text as sql

from smsdesk.carrier.magic import RANGES, number_with, stranger
from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.events import RepliesArrived
from smsdesk.store.reckoning import mend
from tests.engine.world import SOON, World, numbers

MakeWorld = Callable[..., World]
HOUR = 3_600_000


def replies(world: World) -> list[tuple[str, str, bool]]:
    """Number, words and whether it answers a message, in the order in which they were written."""
    with world.database.read() as session:
        rows = session.execute(sql("SELECT number, content, message_id FROM reply ORDER BY at, id"))
        return [(number, content, message_id is not None) for number, content, message_id in rows]


def unsubscribed(world: World) -> Sequence[str]:
    with world.database.read() as session:
        return session.execute(sql("SELECT number FROM unsubscribed")).scalars().all()


def told(world: World) -> int:
    """How many new replies the engine told of."""
    return sum(event.count for event in world.heard_of(RepliesArrived))


def nothing_waits(world: World) -> bool:
    book = world.carrier.carrier.book
    return not (book.replies.due or book.replies.waiting)


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("53", [("", "Yes, please. 好的", True)]),
        ("54", [("", "Are you open on Sunday?", True), ("", "And on Monday?", True)]),
        ("55", [("", "Only seen now", True)]),
        ("56", [("stranger", "Who is this?", False)]),
        ("57", [("", "That was quick", True)]),
    ],
)
@pytest.mark.parametrize("start", RANGES[:2])
def test_an_odd_reply_is_kept_once(
    make_world: MakeWorld, ending: str, expected: list[tuple[str, str, bool]], start: str
) -> None:
    world = make_world(script=replace(SOON, late_reply=SOON.reply_delay))
    number = number_with(ending, start=start)
    task = world.task([number], country="CN" if start.startswith("+86") else "US")
    world.start()
    world.until_counts(task, delivered=1)
    world.until(lambda: len(replies(world)) == len(expected) and nothing_waits(world))
    whose = {"": number, "stranger": stranger(number)}
    assert replies(world) == [(whose[who], words, answers) for who, words, answers in expected]
    # Told only after the carrier knows that they are stored.
    world.until(lambda: told(world) == len(expected))
    assert not unsubscribed(world)


@pytest.mark.parametrize("manner", ["duplicate_receipts", "out_of_order_receipts"])
def test_everybodys_reply_is_applied_once_however_it_is_given(make_world: MakeWorld, manner: str) -> None:
    world = make_world(script=replace(SOON, replies=1.0))
    world.carrier.switch(**{manner: True})
    people = numbers(300)
    task = world.task(people)
    world.start()
    world.until_counts(task, delivered=300)
    world.until(lambda: len(replies(world)) == 300 and nothing_waits(world))
    assert sorted(replies(world)) == sorted((number, "OK, thanks. 收到", True) for number in people)
    world.until(lambda: told(world) == 300)


def test_a_t_after_more_than_three_days_is_kept_and_ends_nothing(world: World) -> None:
    world.carrier.switch(late_replies=3600.0)
    leaving = number_with("50")
    task = world.task([leaving])
    world.start()
    world.until_counts(task, delivered=1)
    world.set("UPDATE message SET requested_at = requested_at - :ago", ago=73 * HOUR)
    with world.database.write() as session:
        mend(session)
    world.carrier.switch(late_replies=0.0)
    world.until(lambda: replies(world))
    assert replies(world) == [(leaving, "T", False)]
    assert not unsubscribed(world)


def test_a_t_that_is_held_back_but_was_written_in_time_ends_the_subscription(world: World) -> None:
    world.carrier.switch(late_replies=3600.0)
    leaving = number_with("50")
    task = world.task([leaving])
    world.start()
    world.until_status(task, TaskStatus.SENT)
    assert not replies(world)
    world.carrier.switch(late_replies=0.0)
    world.until(lambda: unsubscribed(world))
    assert replies(world) == [(leaving, "T", True)]


def test_a_t_before_the_answer_to_its_message_ends_the_subscription(world: World) -> None:
    world.carrier.switch(early_replies=1)
    leaving = number_with("50")
    task = world.task([leaving])
    world.start()
    world.until(lambda: unsubscribed(world))
    world.until_counts(task, delivered=1)
    assert replies(world) == [(leaving, "T", True)]


def test_a_t_of_a_stranger_ends_nobodys_subscription(world: World) -> None:
    world.carrier.switch(stranger_replies=True)
    leaving = number_with("50")
    task = world.task([leaving])
    world.start()
    world.until_status(task, TaskStatus.SENT)
    world.until(lambda: replies(world))
    assert replies(world) == [(stranger(leaving), "T", False)]
    assert not unsubscribed(world)
