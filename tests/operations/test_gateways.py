"""Settings of a gateway (A10) on a real file."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from smsdesk.domain.errors import Invalid, NotFound
from smsdesk.gateways.base import CarrierAccount, Question
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.operations.carrier_accounts import carrier_account
from smsdesk.operations.desk import Desk
from smsdesk.operations.gateways import gateway_settings, save_gateway_settings
from tests.operations.conftest import IdleSender


def values(desk: Desk) -> dict[str, str]:
    return {one.declared.key: one.value for one in gateway_settings(desk, gateway="sandbox")}


def test_what_is_saved_is_shown_again_and_the_gateway_is_made_anew(desk: Desk, sender: IdleSender) -> None:
    before = values(desk)
    save_gateway_settings(
        desk, gateway="sandbox", values={**before, "address": " 127.0.0.1:8025 ", "requests_at_once": "4"}
    )
    assert values(desk) == {**before, "address": "127.0.0.1:8025", "requests_at_once": "4"}
    assert sender.renewed == ["sandbox"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("address", "http://203.0.113.9:80"),
        ("address", "x" * 30_000),
        ("requests_at_once", "0"),
        ("requests_at_once", "many"),
        ("messages_per_second", "-1"),
        ("answer_seconds", "1e9"),
    ],
)
def test_a_wrong_value_is_told_at_its_setting_and_nothing_is_saved(
    desk: Desk, sender: IdleSender, key: str, value: str
) -> None:
    before = values(desk)
    with pytest.raises(Invalid) as refusal:
        save_gateway_settings(desk, gateway="sandbox", values={**before, key: value})
    assert refusal.value.field == key
    assert values(desk) == before
    assert sender.renewed == []


def test_an_unknown_gateway_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound, match="pigeon"):
        gateway_settings(desk, gateway="pigeon")


# --- what the carrier has counted ---------------------------------------------------------------------


class Bookkeeper(SandboxGateway):
    """A carrier that tells what it has counted."""

    async def account(self, start: int, end: int) -> CarrierAccount:
        assert end - start > 6 * 86_400_000
        return CarrierAccount(requests=9, delivered=7)


def test_both_sides_figures_stand_beside_each_other(desk: Desk, sender: IdleSender) -> None:
    asked: list[str] = []

    def ask(gateway: str, question: Question[Any], values: object = None) -> Any:
        asked.append(gateway)
        return asyncio.run(question(Bookkeeper("127.0.0.1:1")))

    sender.ask_gateway = ask  # type: ignore[method-assign, assignment]
    found = carrier_account(desk, gateway="sandbox")
    assert found is not None
    assert (found.carrier.requests, found.ours.requests, found.ours.delivered) == (9, 0, 0)
    assert asked == ["sandbox"]
    sender.ask_gateway = lambda _key, question, _values=None: asyncio.run(  # type: ignore[method-assign]
        question(SandboxGateway("127.0.0.1:1"))
    )
    assert carrier_account(desk, gateway="sandbox") is None
