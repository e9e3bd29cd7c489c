"""Which gateways the applications send through, in words for the status bar."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.text import tr
from smsdesk.operations.applications import list_applications
from smsdesk.operations.desk import Desk, query

SANDBOX = "sandbox"


@dataclass(frozen=True)
class GatewaysInUse:
    """``words`` for the status bar; ``real`` when messages can leave this computer."""

    words: str
    real: bool


@query
def gateways_in_use(desk: Desk) -> GatewaysInUse:
    """The gateways of the enabled applications, those that may take over too; a desk without any is in the
    sandbox."""
    enabled = [card.application for card in list_applications(desk) if card.application.enabled]
    used = {key for one in enabled for key in (one.gateway, one.second_gateway) if key}
    names = desk.sender.gateways()
    real = sorted(str(names.get(key, key)) for key in used - {SANDBOX})
    if not real:
        return GatewaysInUse(tr("Sandbox – no SMS leaves this computer"), real=False)
    if SANDBOX in used:
        real.append(tr("Sandbox"))
    return GatewaysInUse(", ".join(real), real=True)
