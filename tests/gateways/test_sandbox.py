"""The sandbox gateway over real HTTP: the contract, and what is its own."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from smsdesk.carrier import Delay, Script
from smsdesk.carrier.journal import taken_references
from smsdesk.carrier.magic import number_with
from smsdesk.carrier.server import Carrier
from smsdesk.gateways.base import (
    Accepted,
    Gateway,
    GatewayDown,
    Refused,
    Throttled,
    TryLater,
    Unknown,
)
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.gateways.contract import (
    IMPATIENT,
    PATIENT,
    FarSide,
    Fault,
    GatewayContract,
    messages_to,
    until,
)

SOON = Script(receipt_delay=Delay.exactly(0), reply_delay=Delay.exactly(0))
SWITCH_OF: Mapping[Fault, str] = {
    Fault.REFUSED: "refuse",
    Fault.THROTTLED: "throttle",
    Fault.OUT_OF_SERVICE: "unavailable",
    Fault.SLOW: "slow",
    Fault.LOST_ANSWER: "lose_answer",
    Fault.LOST_REQUEST: "lose_request",
    Fault.SERVER_FAULT: "fail",
    Fault.MALFORMED: "malformed",
    Fault.GARBLED: "garbled",
    Fault.WRONG_TYPE: "wrong_type",
    Fault.HUGE: "huge",
}


class SandboxFarSide:
    good_numbers: Sequence[str] = tuple(
        number_with("00", start=start) for start in ("+86138000000", "+120255501", "+467017406")
    )
    refused_number = number_with("10")
    refused_code = "FailedOperation.PhoneNumberInBlacklist"
    replying_number = number_with("50")

    def __init__(self, gateway: SandboxGateway, carrier: Carrier, log: Path) -> None:
        self.gateway: Gateway = gateway
        self.carrier = carrier
        self.log = log

    async def suffer(self, fault: Fault) -> None:
        self.carrier.switches.set({SWITCH_OF[fault]: 1, "slow_seconds": 60.0})

    async def go_down(self) -> None:
        await self.carrier.go_down()

    async def come_up(self) -> None:
        await self.carrier.come_up()

    def taken(self) -> Counter[str]:
        return taken_references(self.log)


@asynccontextmanager
async def sandbox(folder: Path, answer_seconds: float = PATIENT) -> AsyncIterator[SandboxFarSide]:
    log = folder / "taken.log"
    async with Carrier(SOON, log_path=log) as carrier:
        gateway = SandboxGateway(carrier.address, answer_seconds=answer_seconds)
        await gateway.open()
        try:
            yield SandboxFarSide(gateway, carrier, log)
        finally:
            await gateway.close()


class TestContract(GatewayContract):
    def far_side(self, folder: Path) -> AbstractAsyncContextManager[FarSide]:
        return sandbox(folder, self.answer_seconds)


def run(folder: Path, scenario: object, answer_seconds: float = PATIENT) -> None:
    async def whole() -> None:
        async with sandbox(folder, answer_seconds) as far:
            await scenario(far)  # type: ignore[operator]

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("ending", "kind", "taken"),
    [
        ("00", Accepted, 1),
        ("12", Refused, 0),
        ("20", Throttled, 0),
        ("30", Unknown, 1),
        ("31", Unknown, 0),
        ("32", Unknown, 1),
        ("33", Unknown, 1),
        ("34", Accepted, 1),
        ("40", Accepted, 1),
    ],
)
def test_magic_numbers_through_the_gateway(tmp_path: Path, ending: str, kind: type, taken: int) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        # An early report is held back for half of this, a slow answer for all of it.
        far.carrier.switches.set({"slow_seconds": 0.5 if ending == "34" else 60.0})
        (outcome,) = await far.gateway.send(messages_to(number_with(ending)))
        assert type(outcome) is kind
        assert far.taken().total() == taken

    run(tmp_path, scenario, answer_seconds=IMPATIENT if kind is Unknown else PATIENT)


def test_a_report_can_be_fetched_before_the_answer(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        sending = asyncio.create_task(far.gateway.send(messages_to(number_with("34"))))
        (receipt,) = await until(far.gateway.poll_receipts, 1)
        assert not sending.done()
        (outcome,) = await sending
        assert isinstance(outcome, Accepted)
        assert outcome.gateway_id == receipt.gateway_id

    run(tmp_path, scenario)


def test_half_an_answer_leaves_the_other_half_unknown(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        far.carrier.switches.set({"partial": 1})
        outcomes = await far.gateway.send(messages_to(*far.good_numbers))
        assert [type(one) for one in outcomes] == [Accepted, Unknown, Accepted]

    run(tmp_path, scenario)


def test_repeated_and_reversed_reports_name_themselves_alike(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        await far.gateway.send(messages_to(*far.good_numbers[:2]))
        once = list(await until(far.gateway.poll_receipts, 2))
        far.carrier.switches.set({"duplicate_receipts": True, "out_of_order_receipts": True})
        assert list(await far.gateway.poll_receipts()) == [once[1], once[1], once[0], once[0]]
        await far.gateway.confirm_receipts(once)
        assert list(await far.gateway.poll_receipts()) == []

    run(tmp_path, scenario)


def test_a_number_told_to_slow_down_is_taken_later(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        far.carrier.switches.set({"retry_after": 2.5})
        outcomes = [(await far.gateway.send(messages_to(number_with("21"))))[0] for _ in range(4)]
        assert outcomes[:3] == [Throttled(2.5)] * 3
        assert isinstance(outcomes[3], Accepted)

    run(tmp_path, scenario)


def test_a_carrier_out_of_service_is_down_until_it_is_switched_on(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        far.carrier.switches.set({"unavailable": -1})
        with pytest.raises(GatewayDown):
            await far.gateway.send(messages_to(far.good_numbers[0]))
        far.carrier.switches.all_off()
        await far.gateway.probe()
        far.carrier.switches.set({"unavailable": -1})
        (outcome,) = await far.gateway.send(messages_to(far.good_numbers[0]))
        assert isinstance(outcome, TryLater)
        assert far.taken() == {}

    run(tmp_path, scenario)


def test_many_at_once_and_whole_batches(tmp_path: Path) -> None:
    async def scenario(far: SandboxFarSide) -> None:
        size = far.gateway.limits.recipients_per_request
        batches = [
            messages_to(*(f"+86139{start + n:08d}" for n in range(size)), start=start)
            for start in range(0, 40 * size, size)
        ]
        answers = await asyncio.gather(*(far.gateway.send(batch) for batch in batches))
        ids = {one.gateway_id for answer in answers for one in answer if isinstance(one, Accepted)}
        assert len(ids) == 40 * size
        assert set(far.taken().values()) == {1}
        known = await far.gateway.look_up([one for batch in batches for one in batch])
        assert {one.gateway_id for one in known if one} == ids

    run(tmp_path, scenario)
