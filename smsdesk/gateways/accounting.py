"""What a carrier has counted by itself, to be compared with our own figures (D4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from smsdesk.domain.text import Text


@dataclass(frozen=True, slots=True)
class CarrierPackage:
    """A prepaid package. Times are ms since 1970 UTC; the rest is counted in fragments."""

    name: Text
    total: int
    used: int
    begins_at: int | None = None
    ends_at: int | None = None

    @property
    def left(self) -> int:
        """What can still be sent of it, at least 0."""
        return max(0, self.total - self.used)


@dataclass(frozen=True, slots=True)
class CarrierAccount:
    """What a carrier has counted in a period, to be compared with our own figures; None: it does not say."""

    packages: tuple[CarrierPackage, ...] = ()
    """Those that are valid now or still have something, whatever the period."""
    requests: int | None = None
    """Messages it was asked to send."""
    accepted: int | None = None
    fragments: int | None = None
    """What is billed."""
    reported: int | None = None
    """Messages with a receipt."""
    delivered: int | None = None
    undelivered: int | None = None


@runtime_checkable
class Accounting(Protocol):
    """What a gateway has besides ``Gateway`` when its carrier tells what it has counted."""

    async def account(self, start: int, end: int) -> CarrierAccount:
        """Packages, and the figures of ``start`` (included) to ``end`` (left out), ms since 1970 UTC.

        A carrier that counts by the hour or day takes the whole hours or days that hold them. Raises
        ``GatewayDown`` when it cannot be asked or its answer cannot be read.
        """
        ...
