"""Settings of a gateway (A10) on a real file."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from smsdesk.domain.errors import Invalid, NotFound
from smsdesk.gateways.base import CarrierAccount, Question
from smsdesk.gateways.http.presets import TWILIO, VONAGE
from smsdesk.gateways.registry import DECLARED
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.gateways.settings import Preset
from smsdesk.operations.carrier_accounts import carrier_account
from smsdesk.operations.desk import Desk
from smsdesk.operations.gateways import (
    gateway_form,
    gateway_settings,
    gateways_overview,
    save_gateway_settings,
    unreadable_keys,
)
from smsdesk.store.secrets import FileSecrets
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


@pytest.mark.parametrize("preset", [TWILIO, VONAGE], ids=["Twilio", "Vonage"])
def test_a_service_that_needs_an_account_is_not_set_up_without_it(
    desk: Desk, sender: IdleSender, preset: Preset
) -> None:
    sender.known = {"http": DECLARED["http"].name}

    def missing() -> list[str]:
        [use] = gateways_overview(desk)
        return [str(name) for name in use.missing]

    assert missing() == ["Address"]
    save_gateway_settings(desk, gateway="http", values=preset.values)
    assert missing() == ["User name", "Password", "Sender"]
    account = {"username": "AC123", "password": "s3cret", "sender": "+15005550006"}
    save_gateway_settings(desk, gateway="http", values={**preset.values, **account})
    assert missing() == []
    other = {**preset.values, "address": "https://sms.example.com/?to={number}", "body": ""}
    save_gateway_settings(desk, gateway="http", values=other)
    assert missing() == [], "another service may need no sender"


# --- a file of keys that cannot be opened -------------------------------------------------------------


def test_where_the_file_of_keys_cannot_be_opened_the_keys_are_entered_again(
    desk: Desk, sender: IdleSender
) -> None:
    sender.known = {key: one.name for key, one in DECLARED.items()}
    kept = {"address": "https://sms.example.com/?to={number}", "password": "s3cret", "token": "t0ken"}
    save_gateway_settings(desk, gateway="http", values=kept)
    assert unreadable_keys(desk) is None
    (desk.folder / "keys.key").write_bytes(b"k" * 48)
    desk = replace(desk, secrets=FileSecrets(desk.folder / "keys.vault", desk.folder / "keys.key"))
    fault = unreadable_keys(desk)
    assert fault is not None
    assert "enter the gateway's keys again" in str(fault)
    uses = {one.gateway: one for one in gateways_overview(desk)}
    assert set(uses) == set(DECLARED)
    assert uses["tencent"].missing
    form = {one.declared.key: one for one in gateway_form(desk, gateway="http").settings}
    assert form["address"].value == kept["address"]
    assert not form["password"].kept
    save_gateway_settings(desk, gateway="http", values={**kept, "token": ""})
    assert unreadable_keys(desk) is None
    now = {one.declared.key: one.kept for one in gateway_settings(desk, gateway="http")}
    assert (now["password"], now["token"]) == (True, False)


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
