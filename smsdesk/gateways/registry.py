"""The gateways there are, each with its name, settings and check (N1). A new one adds an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import Setting
from smsdesk.gateways.sandbox import SETTINGS as SANDBOX_SETTINGS
from smsdesk.gateways.sandbox import SandboxGateway


@dataclass(frozen=True)
class Declared:
    """``check`` takes the values by key and raises ``Invalid`` at the one that is wrong."""

    name: Text
    settings: tuple[Setting, ...]
    check: Callable[[Mapping[str, str]], object]


async def _nowhere() -> str:
    raise LookupError("a checked gateway is not opened")


DECLARED: Mapping[str, Declared] = {
    SandboxGateway.key: Declared(
        text("Sandbox"),
        SANDBOX_SETTINGS,
        lambda values: SandboxGateway.from_settings(values, _nowhere),
    ),
}
