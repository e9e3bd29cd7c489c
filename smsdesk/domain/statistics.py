"""Figures of what happened (D1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Sums over a period. Rates are 0–1, None where there is nothing to divide by."""

    requests: int = 0
    """Messages the engine took up, refused ones included."""
    accepted: int = 0
    """Taken by the gateway."""
    fragments: int = 0
    """Billable fragments: those of accepted messages."""
    delivered: int = 0
    undelivered: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def success_rate(self) -> float | None:
        return self.accepted / self.requests if self.requests else None


@dataclass(frozen=True)
class Point:
    """One step of a trend: an hour or a day, by its first millisecond in the profile's zone."""

    start: int
    figures: Figures


@dataclass(frozen=True)
class Overview:
    """D1."""

    total: Figures
    trend: tuple[Point, ...]
    hourly: bool
