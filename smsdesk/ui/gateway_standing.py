"""How the gateways in use stand, for the foot of the window: green only when one has answered (A10, E4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from smsdesk.domain.text import tr
from smsdesk.ui.formats import Formats
from smsdesk.ui.gateway_names import GatewaysInUse, RealGateway
from smsdesk.ui.gateways_down import GatewaysDown


class Stands(StrEnum):
    """The worst first."""

    MISSING = "missing"
    DOWN = "down"
    WAITING = "waiting"
    """Set up, and not asked since the start."""
    REACHED = "reached"
    SANDBOX = "sandbox"
    UNKNOWN = ""


@dataclass(frozen=True)
class Standing:
    """``words`` for the foot of the window, ``tip`` in sentences, ``place``: where one does something about
    it, as the applications' tab takes it; ``gateway`` is the one that it is about."""

    stands: Stands
    words: str = ""
    tip: str = ""
    place: Mapping[str, Any] = field(default_factory=dict)
    gateway: str = ""


def standing_of(used: GatewaysInUse, heard: GatewaysDown, times: Formats) -> Standing:
    """What is known of them now."""
    everywhere = {"gateways": True}
    if not used.gateways:
        stands = Stands.UNKNOWN if used.real or not used.words else Stands.SANDBOX
        tip = tr("The sandbox answers as a carrier does, and no telephone rings. Press to set up a gateway.")
        return Standing(stands, used.words, tip, everywhere)
    states = {one: _stands(one, heard) for one in used.gateways}
    # Of one that only takes over nothing is known as long as it is not needed.
    asked = [one for one in used.gateways if not one.standby or states[one] is not Stands.WAITING]
    worst = min(asked or used.gateways, key=lambda one: list(Stands).index(states[one]))
    tip = "\n".join(_sentence(one, states[one], heard, times) for one in used.gateways)
    place = {"gateway": worst.key} if states[worst] in (Stands.MISSING, Stands.DOWN) else everywhere
    words = _words(used, worst, states[worst], heard, times)
    return Standing(states[worst], words, tip, place, worst.name)


def _stands(one: RealGateway, heard: GatewaysDown) -> Stands:
    if one.missing:
        return Stands.MISSING
    if heard.state(one.key) is not None:
        return Stands.DOWN
    return Stands.WAITING if heard.reached_at(one.key) is None else Stands.REACHED


def _words(
    used: GatewaysInUse, worst: RealGateway, stands: Stands, heard: GatewaysDown, times: Formats
) -> str:
    match stands:
        case Stands.MISSING:
            return tr("{gateway} – not set up yet", gateway=worst.name)
        case Stands.DOWN:
            return tr("{gateway} – cannot be reached", gateway=worst.name)
        case Stands.WAITING:
            return tr("{gateways} – not asked yet", gateways=used.words)
        case _:
            time = times.time(heard.reached_at(worst.key) or 0)
            return tr("{gateways} – reached {time}", gateways=used.words, time=time)


def _sentence(one: RealGateway, stands: Stands, heard: GatewaysDown, times: Formats) -> str:
    match stands:
        case Stands.MISSING:
            return tr(
                "{gateway} still needs: {settings}. Until then nothing can be sent through it. Press to set "
                "it up.",
                gateway=one.name,
                settings=one.missing,
            )
        case Stands.DOWN:
            down = heard.state(one.key)
            reason = str(down.reason or "") if down else ""
            return tr("{gateway} cannot be reached. {reason}", gateway=one.name, reason=reason).rstrip()
        case Stands.WAITING:
            return tr(
                "Nothing went through {gateway} since SMS Desk was opened, so it is not known whether it "
                "answers. Press, then “Test” asks it.",
                gateway=one.name,
            )
        case _:
            time = times.time(heard.reached_at(one.key) or 0)
            return tr("{gateway} has answered: {time}.", gateway=one.name, time=time)
