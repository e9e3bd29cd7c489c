"""The carrier inside the program, in a thread of its own."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from smsdesk.carrier.inside import CarrierInside
from smsdesk.carrier.journal import taken_references
from smsdesk.carrier.magic import number_with
from smsdesk.gateways.base import Accepted
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.gateways.contract import messages_to


def after(first: Accepted, places: int) -> str:
    return str(int(first.gateway_id) + places)


def test_it_starts_when_asked_and_goes_on_from_its_record(tmp_path: Path) -> None:
    inside = CarrierInside(tmp_path / "taken.log")

    async def send(start: int) -> object:
        gateway = SandboxGateway(inside.address)
        try:
            (outcome,) = await gateway.send(messages_to(number_with("00"), start=start))
        finally:
            await gateway.close()
        return outcome

    first = asyncio.run(send(0))
    assert isinstance(first, Accepted)
    assert asyncio.run(send(1)) == Accepted(after(first, 1), 1)
    inside.close()
    inside.close()
    assert asyncio.run(send(2)) == Accepted(after(first, 2), 1)
    inside.close()
    assert taken_references(tmp_path / "taken.log").total() == 3


def test_everybody_who_asks_at_once_gets_the_same_one(tmp_path: Path) -> None:
    inside = CarrierInside(tmp_path / "taken.log")

    async def ask() -> list[str]:
        return await asyncio.gather(*(inside.address() for _ in range(10)))

    assert len(set(asyncio.run(ask()))) == 1
    inside.close()


def test_a_record_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    inside = CarrierInside(tmp_path)
    for _ in range(2):
        with pytest.raises(OSError, match="directory"):
            asyncio.run(inside.address())
    inside.close()
