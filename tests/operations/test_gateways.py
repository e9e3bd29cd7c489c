"""Settings of a gateway (A10) on a real file."""

from __future__ import annotations

import pytest

from smsdesk.domain.errors import Invalid, NotFound
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
        ("address", "x" * 3_000),
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
