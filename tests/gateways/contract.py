"""What every gateway must do, whatever is on the other side (N1, E4, E5, E7).

A gateway's test file has a class that derives from ``GatewayContract`` and says in ``far_side`` how to
set up the gateway with a toy of its other side that can be made to misbehave. A fault the other side's
protocol does not have is left out of ``faults``. For one whose carrier reviews: ``review_contract``.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Protocol, TypeVar

import pytest

from smsdesk.domain.profile import Region, SmsType
from smsdesk.gateways.base import (
    Accepted,
    Gateway,
    GatewayDown,
    Known,
    Outcome,
    OutgoingMessage,
    Receipt,
    Refused,
    Throttled,
    TryLater,
    Unknown,
    Wording,
)

T = TypeVar("T")

#: Seconds that a gateway waits for an answer that comes: a busy machine is not taken for a silent carrier …
PATIENT = 60
#: … and for one that never comes.
IMPATIENT = 2


class Fault(StrEnum):
    """How the next request that submits goes wrong."""

    REFUSED = "refused"
    THROTTLED = "throttled"
    OUT_OF_SERVICE = "out_of_service"
    SLOW = "slow"
    LOST_ANSWER = "lost_answer"
    LOST_REQUEST = "lost_request"
    SERVER_FAULT = "server_fault"
    MALFORMED = "malformed"
    GARBLED = "garbled"
    WRONG_TYPE = "wrong_type"
    HUGE = "huge"


#: What ``send`` must make of it: the outcome of every message, and whether the other side took them.
OUTCOMES: Mapping[Fault, tuple[type, bool]] = {
    Fault.REFUSED: (Refused, False),
    Fault.THROTTLED: (Throttled, False),
    Fault.OUT_OF_SERVICE: (TryLater, False),
    Fault.SLOW: (Unknown, True),
    Fault.LOST_ANSWER: (Unknown, True),
    Fault.LOST_REQUEST: (Unknown, False),
    Fault.SERVER_FAULT: (Unknown, True),
    Fault.MALFORMED: (Unknown, True),
    Fault.GARBLED: (Unknown, True),
    Fault.WRONG_TYPE: (Unknown, True),
    Fault.HUGE: (Unknown, True),
}


class FarSide(Protocol):
    """A gateway, open, and the toy it talks to."""

    gateway: Gateway
    good_numbers: Sequence[str]
    """Some that are taken and soon reported as delivered, at least 3."""
    refused_number: str
    refused_code: str
    replying_number: str
    """Taken, and soon texts back."""

    async def suffer(self, fault: Fault) -> None:
        """The next request that submits goes wrong so; ``SLOW`` is slower than the gateway waits."""
        ...

    async def go_down(self) -> None:
        """Connections are cut and refused."""
        ...

    async def come_up(self) -> None: ...

    def taken(self) -> Counter[str]:
        """How many times the other side took each reference."""
        ...


def messages_to(*numbers: str, content: str = "【晨光书店】您好", start: int = 0) -> list[OutgoingMessage]:
    """Messages of one content, with references of their own, of a template that carriers know as 1110."""
    signature, _, body = content.removeprefix("【").partition("】")
    return [
        OutgoingMessage(
            place,
            number,
            content,
            Region.MAINLAND if number.startswith("+86") else Region.GLOBAL,
            SmsType.REGULAR,
            f"{place:032x}",
            Wording("1110", body, signature),
        )
        for place, number in enumerate(numbers, start)
    ]


async def until(ask: Callable[[], Awaitable[Sequence[T]]], count: int) -> Sequence[T]:
    """Ask, as the engine does, every so often until so many have come."""
    async with asyncio.timeout(60):
        found = await ask()
        while len(found) < count:
            await asyncio.sleep(0.01)
            found = await ask()
    return found


class GatewayContract:
    """Derive, name the class ``Test…`` and define ``far_side``."""

    faults: ClassVar[Sequence[Fault]] = tuple(Fault)
    proves_absence: ClassVar[bool] = True
    """Whether ``look_up`` can say that a message was not taken, for some carriers cannot."""
    polls: ClassVar[bool] = True
    """Whether reports are fetched; where they are pushed, an outage of the other side tells nothing."""
    answer_seconds = PATIENT
    """How long the gateway of ``far_side`` waits for an answer."""

    def far_side(self, folder: Path) -> AbstractAsyncContextManager[FarSide]:
        """The gateway and its other side, for the time of one test."""
        raise NotImplementedError

    def run(self, folder: Path, scenario: Callable[[FarSide], Awaitable[None]]) -> None:
        """One scenario on a loop of its own; every socket must be closed after it."""

        async def whole() -> None:
            async with self.far_side(folder) as far:
                await scenario(far)

        asyncio.run(whole())

    def test_limits_are_usable(self, tmp_path: Path) -> None:
        async def scenario(far: FarSide) -> None:
            limits = far.gateway.limits
            assert limits.recipients_per_request >= 1
            assert limits.requests_at_once >= 1
            assert limits.messages_per_second > 0

        self.run(tmp_path, scenario)

    def test_every_message_gets_its_outcome_in_order(self, tmp_path: Path) -> None:
        async def scenario(far: FarSide) -> None:
            messages = messages_to(far.good_numbers[0], far.refused_number, far.good_numbers[1])
            size = far.gateway.limits.recipients_per_request
            outcomes: list[Outcome] = []
            for start in range(0, 3, size):
                outcomes += await far.gateway.send(messages[start : start + size])
            first, second, third = outcomes
            assert isinstance(first, Accepted)
            assert isinstance(third, Accepted)
            assert first.gateway_id != third.gateway_id
            assert first.fee == third.fee == 1
            assert isinstance(second, Refused)
            assert second.code == far.refused_code
            assert far.taken() == {messages[0].reference: 1, messages[2].reference: 1}

        self.run(tmp_path, scenario)

    @pytest.mark.parametrize("fault", Fault)
    def test_a_fault_is_told_apart_and_nothing_is_sent_twice(self, tmp_path: Path, fault: Fault) -> None:
        if fault not in self.faults:
            pytest.skip("not in this protocol")
        kind, taken = OUTCOMES[fault]
        if fault is Fault.SLOW:
            self.answer_seconds = IMPATIENT

        async def scenario(far: FarSide) -> None:
            size = min(2, far.gateway.limits.recipients_per_request)
            messages = messages_to(*far.good_numbers[:size])
            await far.gateway.probe()
            await far.suffer(fault)
            outcomes = await far.gateway.send(messages)
            assert [type(outcome) for outcome in outcomes] == [kind] * size
            assert far.taken() == ({one.reference: 1 for one in messages} if taken else {})
            # The line is usable again, at once and for the same messages.
            for outcome in await far.gateway.send(messages):
                assert isinstance(outcome, Accepted)

        self.run(tmp_path, scenario)

    def test_in_an_outage_nothing_is_taken_and_it_comes_back_by_itself(self, tmp_path: Path) -> None:
        async def scenario(far: FarSide) -> None:
            gateway = far.gateway
            messages = messages_to(far.good_numbers[0])
            await far.go_down()
            asks: list[Callable[[], Awaitable[object]]] = [
                lambda: gateway.send(messages),
                gateway.probe,
                gateway.test_connection,
            ]
            if self.polls:
                asks += [gateway.poll_receipts, gateway.poll_replies]
            for ask in asks:
                with pytest.raises(GatewayDown) as down:
                    await ask()
                assert str(down.value.reason)
            assert far.taken() == {}
            await far.come_up()
            await gateway.probe()
            (outcome,) = await gateway.send(messages)
            assert isinstance(outcome, Accepted)
            assert str(await gateway.test_connection())

        self.run(tmp_path, scenario)

    def test_receipts_come_until_confirmed(self, tmp_path: Path) -> None:
        async def scenario(far: FarSide) -> None:
            gateway = far.gateway
            assert list(await gateway.poll_receipts()) == []
            await gateway.confirm_receipts([])
            accepted: dict[str, str] = {}
            for message in messages_to(*far.good_numbers[:3]):
                (outcome,) = await gateway.send([message])
                assert isinstance(outcome, Accepted)
                accepted[outcome.gateway_id] = message.number
            receipts = await until(gateway.poll_receipts, 3)
            assert {one.gateway_id: one.number for one in receipts} == accepted
            assert all(one.delivered and one.code == "DELIVRD" and one.at > 0 for one in receipts)
            again: Sequence[Receipt] = await gateway.poll_receipts()
            assert list(again) == list(receipts)
            await gateway.confirm_receipts(receipts)
            assert list(await gateway.poll_receipts()) == []

        self.run(tmp_path, scenario)

    def test_replies_come_until_confirmed(self, tmp_path: Path) -> None:
        async def scenario(far: FarSide) -> None:
            gateway = far.gateway
            await gateway.send(messages_to(far.replying_number))
            (reply,) = await until(gateway.poll_replies, 1)
            assert reply.number == far.replying_number
            assert reply.content
            assert reply.key
            assert list(await gateway.poll_replies()) == [reply]
            await gateway.confirm_replies([reply])
            assert list(await gateway.poll_replies()) == []

        self.run(tmp_path, scenario)

    def test_a_message_in_doubt_can_be_looked_up(self, tmp_path: Path) -> None:
        async def scenario(far: FarSide) -> None:
            gateway = far.gateway
            if not gateway.can_look_up:
                pytest.skip("cannot look up")
            lost, never = messages_to(*far.good_numbers[:2])
            await gateway.probe()
            await far.suffer(Fault.LOST_ANSWER)
            assert isinstance((await gateway.send([lost]))[0], Unknown)
            first, second = await gateway.look_up([lost, never])
            assert isinstance(first, Known)
            assert first.taken
            assert first.gateway_id
            assert first.fee == 1
            assert second == (Known(taken=False) if self.proves_absence else None)
            assert list(await gateway.look_up([])) == []

        self.run(tmp_path, scenario)

    def test_it_can_be_closed_twice_and_opened_again(self, tmp_path: Path) -> None:
        async def scenario(far: FarSide) -> None:
            await far.gateway.close()
            await far.gateway.close()
            await far.gateway.open()
            await far.gateway.probe()

        self.run(tmp_path, scenario)
