"""The gateways there are, each with its name, settings and check (N1). A new one adds an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smsdesk.domain.review_hours import AROUND_THE_CLOCK, ReviewHours
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import ReviewedBy, Setting
from smsdesk.gateways.sandbox import SETTINGS as SANDBOX_SETTINGS
from smsdesk.gateways.sandbox import SandboxGateway, sandbox_reviewed_by


def _on_the_desk(values: Mapping[str, str]) -> ReviewedBy:
    return ReviewedBy.DESK


@dataclass(frozen=True)
class Declared:
    """``check`` takes the values by key and raises ``Invalid`` at the one that is wrong."""

    name: Text
    settings: tuple[Setting, ...]
    check: Callable[[Mapping[str, str]], object]
    reviewed_by: Callable[[Mapping[str, str]], ReviewedBy] = _on_the_desk
    """Who reviews signatures and templates, by the values of the settings that are not secret (R1). Where
    it can be the carrier, the gateway has the methods of ``base.Reviewing``."""
    hours: ReviewHours = AROUND_THE_CLOCK
    """When its carrier reviews."""


async def _nowhere() -> str:
    raise LookupError("a checked gateway is not opened")


DECLARED: Mapping[str, Declared] = {
    SandboxGateway.key: Declared(
        text("Sandbox"),
        SANDBOX_SETTINGS,
        lambda values: SandboxGateway.from_settings(values, _nowhere),
        sandbox_reviewed_by,
    ),
}
