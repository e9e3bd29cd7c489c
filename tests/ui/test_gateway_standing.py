"""The foot of the window says how the gateways stand, and is green only when one has answered (A10, E4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.text import text
from smsdesk.engine.events import Event, GatewayReached, GatewayState
from smsdesk.operations.applications import create_application, set_gateway
from smsdesk.ui.applications.gateway_page import GatewayPage
from smsdesk.ui.applications.gateways_page import GatewaysPage
from smsdesk.ui.context import Context
from smsdesk.ui.formats import Formats
from smsdesk.ui.gateway_names import GatewaysInUse, RealGateway
from smsdesk.ui.gateway_standing import Stands, standing_of
from smsdesk.ui.gateways_down import GatewaysDown
from smsdesk.ui.main_window import MainWindow
from tests.ui.waiting import wait_until

Settled = Callable[[], None]

SMPP = RealGateway("smpp", "SMPP")
BARE = RealGateway("http", "HTTP", missing="Address")
BARE_STANDBY = RealGateway("http", "HTTP", missing="Address", standby=True)
STANDBY = RealGateway("http", "HTTP", standby=True)
DOWN = GatewayState("smpp", False, text("Nothing answers."))


#: A quarter past two in Shanghai, far from either midnight.
NOW = int(datetime(2026, 3, 2, 6, 15, tzinfo=UTC).timestamp() * 1000)


def reached(gateway: str) -> GatewayReached:
    return GatewayReached(gateway, NOW - 60_000)


@pytest.mark.parametrize(
    ("gateways", "events", "stands", "words", "tip", "place"),
    [
        ((), [], Stands.SANDBOX, "G", "no telephone rings", {"gateways": True}),
        ((SMPP,), [], Stands.WAITING, "G – not asked yet", "Nothing went through SMPP", {"gateways": True}),
        (
            (SMPP,),
            ["smpp"],
            Stands.REACHED,
            "G – reached today 14:14",
            "SMPP has answered",
            {"gateways": True},
        ),
        ((SMPP,), ["smpp", None], Stands.WAITING, "G – not asked yet", "since SMS Desk", {"gateways": True}),
        (
            (SMPP,),
            ["smpp", DOWN],
            Stands.DOWN,
            "SMPP – cannot be reached",
            "Nothing answers.",
            {"gateway": "smpp"},
        ),
        ((BARE,), ["http"], Stands.MISSING, "HTTP – not set up yet", "needs: Address.", {"gateway": "http"}),
        (
            (SMPP, BARE_STANDBY),
            ["smpp"],
            Stands.MISSING,
            "HTTP – not set up yet",
            "HTTP still needs: Address.",
            {"gateway": "http"},
        ),
        (
            (SMPP, STANDBY),
            ["smpp"],
            Stands.REACHED,
            "G – reached today 14:14",
            "Nothing went through HTTP",
            {"gateways": True},
        ),
        (
            (SMPP, STANDBY),
            ["http", DOWN],
            Stands.DOWN,
            "SMPP – cannot be reached",
            "HTTP has answered",
            {"gateway": "smpp"},
        ),
    ],
)
def test_what_stands_there_is_what_is_known(
    context: Context,
    settled: Settled,
    gateways: tuple[RealGateway, ...],
    events: list[str | Event | None],
    stands: Stands,
    words: str,
    tip: str,
    place: dict[str, Any],
) -> None:
    heard = GatewaysDown.of(context)
    for event in events:
        if event is None:
            event = GatewayReached("smpp", None)
        elif isinstance(event, str):
            event = reached(event)
        context.hub.engine_event(event)
        settled()
    times = Formats(lambda: "Asia/Shanghai", lambda: NOW)
    found = standing_of(GatewaysInUse("G", real=bool(gateways), gateways=gateways), heard, times)
    assert (found.stands, found.words, dict(found.place)) == (stands, words, place)
    assert tip in found.tip


def test_before_the_gateways_are_known_nothing_is_claimed(context: Context) -> None:
    found = standing_of(GatewaysInUse("", real=False), GatewaysDown.of(context), context.formats)
    assert (found.stands, found.words) == (Stands.UNKNOWN, "")


def test_a_gateway_that_is_not_set_up_is_said_and_a_press_leads_to_its_settings(
    opened: App, window: MainWindow, run: Callable[..., Any]
) -> None:
    until = partial(wait_until, run)
    status = window.status
    until(lambda: status.gateway.property("stands") == "sandbox")
    status.gateway.click()
    until(lambda: isinstance(window.current_page(), GatewaysPage))
    shop = create_application(opened.desk, name="Shop", type=ApplicationType.WEBSITE)
    set_gateway(opened.desk, application_id=shop.id, gateway="smpp")
    until(lambda: status.gateway.text() == "SMPP – not set up yet")
    assert status.gateway.property("stands") == "missing"
    assert status.words.text() == "Nothing is being sent. SMPP is not set up yet."
    status.gateway.click()
    until(lambda: isinstance(window.current_page(), GatewayPage))
