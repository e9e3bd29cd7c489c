"""Which gateways the foot of the window names, and in what order (A10)."""

from __future__ import annotations

import pytest

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.operations.applications import create_application, set_gateway
from smsdesk.ui.gateway_names import gateways_in_use


@pytest.mark.parametrize(
    ("pairs", "words", "real"),
    [
        ((), "Sandbox – no SMS leaves this computer", False),
        ((("sandbox", ""),), "Sandbox – no SMS leaves this computer", False),
        ((("smpp", ""),), "SMPP", True),
        ((("smpp", "http"),), "SMPP; if down: Any HTTP gateway", True),
        ((("sandbox", ""), ("smpp", "http")), "SMPP, Sandbox; if down: Any HTTP gateway", True),
        ((("smpp", "http"), ("http", "smpp")), "Any HTTP gateway, SMPP", True),
    ],
)
def test_what_takes_over_is_named_after_what_is_sent_through(
    opened: App, pairs: tuple[tuple[str, str], ...], words: str, real: bool
) -> None:
    desk = opened.desk
    for place, (first, second) in enumerate(pairs):
        shop = create_application(desk, name=f"Shop {place}", type=ApplicationType.WEBSITE)
        set_gateway(desk, application_id=shop.id, gateway=first, second_gateway=second)
    found = gateways_in_use(desk)
    assert (found.words, found.real) == (words, real)
