"""Which gateways the applications send through, in words for the status bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smsdesk.domain.applications import SANDBOX
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import Text, tr
from smsdesk.operations.applications import list_applications
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.gateways import gateways_overview


@dataclass(frozen=True)
class RealGateway:
    """One that messages leave this computer through."""

    key: str
    name: str
    missing: str = ""
    """Settings that it still needs; none: it is set up."""
    standby: bool = False
    """It only takes over while another is down."""


@dataclass(frozen=True)
class GatewaysInUse:
    """``words`` for the status bar; ``real`` when messages can leave this computer, through ``gateways``."""

    words: str
    real: bool
    gateways: tuple[RealGateway, ...] = ()


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
    missing = _missing(desk)

    def real(keys: set[str], *, standby: bool = False) -> tuple[RealGateway, ...]:
        found = (
            RealGateway(key, str(known.get(key, key)), tr(", ").join(map(str, missing.get(key, ()))), standby)
            for key in keys - {SANDBOX}
        )
        return tuple(sorted(found, key=lambda one: one.name))

    def names(keys: set[str]) -> str:
        shown = [one.name for one in real(keys)]
        return tr(", ").join([*shown, tr("Sandbox")] if SANDBOX in keys else shown)

    words = names(first)
    if standby:
        words = tr("{gateways}; if down: {others}", gateways=words, others=names(standby))
    return GatewaysInUse(words, real=True, gateways=(*real(first), *real(standby, standby=True)))


def _missing(desk: Desk) -> Mapping[str, tuple[Text, ...]]:
    try:
        return {one.gateway: one.missing for one in gateways_overview(desk)}
    except DeskError:
        return {}  # the keys cannot be opened: that is told where they are wanted
