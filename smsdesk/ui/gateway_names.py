"""Which gateways the applications send through, in words for the status bar."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.applications import SANDBOX
from smsdesk.domain.text import tr
from smsdesk.operations.applications import list_applications
from smsdesk.operations.desk import Desk, query


@dataclass(frozen=True)
class GatewaysInUse:
    """``words`` for the status bar; ``real`` when messages can leave this computer."""

    words: str
    real: bool


@query
def gateways_in_use(desk: Desk) -> GatewaysInUse:
    """The gateways of the enabled applications in the order in which messages go out: first those they are
    sent through, then those that only take over. A desk without any is in the sandbox."""
    enabled = [card.application for card in list_applications(desk) if card.application.enabled]
    first = {one.gateway for one in enabled}
    standby = {one.second_gateway for one in enabled if one.second_gateway} - first
    if not (first | standby) - {SANDBOX}:
        return GatewaysInUse(tr("Sandbox – no SMS leaves this computer"), real=False)
    known = desk.sender.gateways()

    def names(keys: set[str]) -> str:
        real = sorted(str(known.get(key, key)) for key in keys - {SANDBOX})
        return ", ".join([*real, tr("Sandbox")] if SANDBOX in keys else real)

    if not standby:
        return GatewaysInUse(names(first), real=True)
    words = tr("{gateways}; if down: {others}", gateways=names(first), others=names(standby))
    return GatewaysInUse(words, real=True)
