"""Who says no while a task runs gets nothing more from the moment it is stored (C4, C5, E2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.events import Event, RepliesArrived
from smsdesk.engine.guards import BARRED
from smsdesk.gateways.base import Gateway, IncomingReply, Outcome, OutgoingMessage
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.engine.world import World, numbers, real_clock

EACH = 50
LEAVING = frozenset(numbers(1_000)[::2])


class Answering(SandboxGateway):
    """The sandbox's gateway; who leaves answers T to the first message. Notes when each request leaves."""

    def listen(self, order: list[tuple[str, str]]) -> Gateway:
        self._order = order
        self._answers: list[IncomingReply] = []
        self._answered: set[str] = set()
        return self

    async def send(self, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
        self._order += [("leaves", message.number) for message in messages]
        outcomes = await super().send(messages)
        for message in messages:
            if message.number in LEAVING and message.number not in self._answered:
                self._answered.add(message.number)
                at = real_clock() + 1_000
                self._answers.append(IncomingReply(f"k{message.number}", message.number, "T", at))
        return outcomes

    async def poll_replies(self) -> Sequence[IncomingReply]:
        return self._answers[:37]

    async def confirm_replies(self, replies: Sequence[IncomingReply]) -> None:
        del self._answers[: len(replies)]


@pytest.mark.parametrize(("people", "personal"), [(1_000, False), (150, True)])
def test_nobody_gets_a_message_after_the_reply_was_stored(world: World, people: int, personal: bool) -> None:
    leaving = LEAVING.intersection(numbers(people))
    order: list[tuple[str, str]] = []
    known: set[str] = set()
    hear = world._hear

    def heard(event: Event) -> None:
        # On the engine's loop, right after the transaction: the order of this list is the order of time.
        if isinstance(event, RepliesArrived):
            with world.database.read() as session:
                stored = set(session.execute(sql("SELECT number FROM unsubscribed")).scalars())
            order.extend(("stored", number) for number in stored - known)
            known.update(stored)
        hear(event)

    world._hear = heard  # type: ignore[method-assign]
    world.wrap = lambda gateway: Answering(world.carrier.carrier.address, answer_seconds=2.0).listen(order)
    task = world.task(
        numbers(people) * EACH,
        content=lambda number: f"【Shop】Hello {number}" if personal else "【Shop】Hello",
    )
    world.start()
    world.until_status(task, TaskStatus.SENT)
    world.until(lambda: len(known) == len(leaving))
    gone: set[str] = set()
    late: Counter[str] = Counter()
    for what, number in order:
        if what == "stored":
            gone.add(number)
        elif number in gone:
            late[number] += 1
    assert gone == leaving
    assert not late
    refused = [one.number for one in world.messages(task) if one.code == BARRED]
    assert set(refused) <= leaving
    assert len(refused) > len(leaving)  # most had several to come
    assert world.task_row(task).total == people * EACH


@pytest.mark.parametrize(
    ("entry", "region", "signature", "barred"),
    [
        ("Shop", "mainland", "Shop", True),
        ("", "global", "Shop", True),
        ("", "global", "", True),
        ("", "mainland", "Shop", False),
        ("Shop", "global", "Shop", False),
    ],
)
def test_who_is_blocked_while_a_task_runs_gets_nothing_more_of_it(
    world: World, entry: str, region: str, signature: str, barred: bool
) -> None:
    world.gateway_options = {"answer_seconds": 2.0, "messages_per_second": 50.0}
    people = numbers(400) if region == "mainland" else [f"+447730{at:06}" for at in range(400)]
    blocked = people[-1]
    country = "CN" if region == "mainland" else "GB"
    task = world.task(people, region=region, signature=signature, country=country)
    world.start()
    world.until(lambda: world.task_row(task).queued < 400)
    world.set(
        "INSERT INTO blocked (number, signature, sms_type, created_at) "
        "VALUES (:number, :entry, 'regular', 1)",
        number=blocked,
        entry=entry,
    )
    world.wake()
    world.until_status(task, TaskStatus.SENT)
    (code,) = [one.code for one in world.messages(task) if one.number == blocked]
    assert (code == BARRED) == barred
