"""How a gateway stands, in words (A10, E4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from smsdesk.domain.text import Text, tr, trn
from smsdesk.engine.events import GatewayState
from smsdesk.operations.gateways import GatewayUse
from smsdesk.ui.widgets.badge import Badge

#: So many applications are named, the others counted.
_NAMED = 3


@dataclass(frozen=True)
class Standing:
    """``words`` is empty where the badge says it all."""

    badge: Badge
    words: str = ""


def state_of(use: GatewayUse, down: GatewayState | None) -> Standing:
    """Set up or not, up or down, in use or not."""
    if not use.set_up:
        missing = tr(", ").join(map(str, use.missing))
        wanted = use.first_of or use.second_of
        badge = Badge(tr("Not set up"), "danger" if wanted else "neutral")
        return Standing(badge, tr("Still needed: {settings}.", settings=missing))
    if down is not None and (use.first_of or use.second_of):
        return Standing(Badge(tr("Down"), "danger"), str(down.reason or ""))
    if use.first_of:
        return Standing(Badge(tr("In use"), "success"))
    if use.second_of:
        return Standing(Badge(tr("Stands by"), "info"))
    return Standing(Badge(tr("Set up, not in use"), "neutral"))


def standing_while_written(use: GatewayUse, missing: tuple[Text, ...], down: GatewayState | None) -> Standing:
    """How it stands beside a form with changes that are not saved, in which ``missing`` is still empty."""
    if missing:
        return replace(state_of(replace(use, missing=missing), down), badge=state_of(use, down).badge)
    if not use.set_up:
        return Standing(state_of(use, down).badge, tr("Nothing is missing. Save the settings."))
    return state_of(use, down)


def use_words(use: GatewayUse) -> str:
    """Which applications use it."""
    if use.first_of and use.second_of:
        return tr(
            "Sends for {applications}. Takes over for {others} while their first gateway is down.",
            applications=_names(use.first_of),
            others=_names(use.second_of),
        )
    if use.first_of:
        return tr("Sends for {applications}.", applications=_names(use.first_of))
    if use.second_of:
        return tr("Takes over for {others} while their first gateway is down.", others=_names(use.second_of))
    return tr("No application sends through it. Choose it under Gateway of an application.")


def _names(names: tuple[str, ...]) -> str:
    named = tr(", ").join(f"“{name}”" for name in names[:_NAMED])
    if len(names) <= _NAMED:
        return named
    return trn("{names} and {count} more", "{names} and {count} more", len(names) - _NAMED, names=named)
