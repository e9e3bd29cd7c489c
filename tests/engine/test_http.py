"""The engine through an HTTP provider that breaks all the time: none twice, none lost (E5)."""

from __future__ import annotations

from collections.abc import Callable

from smsdesk.engine.events import RepliesArrived
from smsdesk.gateways.http.gateway import HttpGateway
from smsdesk.gateways.http.presets import ANDROID, JSON, KANNEL
from tests.engine.world import World, numbers
from tests.gateways.contract import Fault
from tests.gateways.http_providers import AndroidToy, JsonToy, KannelToy
from tests.gateways.http_toy import at_toy, in_a_thread

#: Every other request or so goes wrong, each time in another way; the good ones between them keep it going.
FAULTS = (
    *(None, Fault.THROTTLED, None, Fault.LOST_REQUEST, None, Fault.SERVER_FAULT, None, None),
    *(Fault.OUT_OF_SERVICE, None, Fault.LOST_ANSWER, None, Fault.GARBLED, None, None, Fault.MALFORMED),
)
LOST = sum(fault is Fault.LOST_REQUEST for fault in FAULTS)
IN_DOUBT = sum(
    fault in (Fault.LOST_REQUEST, Fault.SERVER_FAULT, Fault.LOST_ANSWER, Fault.GARBLED, Fault.MALFORMED)
    for fault in FAULTS
)


def faulty(submit: int) -> Fault | None:
    return FAULTS[submit] if submit < len(FAULTS) else None


def test_what_is_in_doubt_stays_unknown_and_the_rest_is_reported(make_world: Callable[..., World]) -> None:
    world = make_world()
    with in_a_thread(KannelToy) as kannel:
        kannel.plan = faulty
        values = at_toy(KANNEL, kannel)
        world.make_gateway = lambda: HttpGateway.from_settings(values)  # type: ignore[method-assign]
        task = world.task(numbers(40), content=lambda number: f"【Shop】Hello {number[-4:]} & more")
        world.start()
        world.until_counts(task, delivered=40 - IN_DOUBT, unknown=IN_DOUBT)
        world.stop()
        assert max(kannel.taken().values()) == 1
        assert len(kannel.taken()) == 40 - LOST


def test_a_phone_that_can_be_asked_leaves_little_in_doubt(make_world: Callable[..., World]) -> None:
    world = make_world()
    with in_a_thread(AndroidToy) as phone:
        phone.plan = faulty
        values = at_toy(ANDROID, phone, messages_per_second="")
        world.make_gateway = lambda: HttpGateway.from_settings(values)  # type: ignore[method-assign]
        task = world.task(numbers(20))
        world.start()
        world.until_counts(task, delivered=20 - LOST, unknown=LOST)
        world.stop()
        assert max(phone.taken().values()) == 1


def test_replies_arrive(make_world: Callable[..., World]) -> None:
    world = make_world()
    with in_a_thread(JsonToy) as provider:
        values = at_toy(JSON, provider, reports="pushed")
        world.make_gateway = lambda: HttpGateway.from_settings(values)  # type: ignore[method-assign]
        task = world.task([provider.replying_number])
        world.start()
        world.until_counts(task, delivered=1)
        world.until(lambda: world.heard_of(RepliesArrived))
        world.stop()
