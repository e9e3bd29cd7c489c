"""What a task's page tells beside its totals (B8)."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.statistics import Reason
from smsdesk.domain.tasks import Task


@dataclass(frozen=True)
class TimelinePoint:
    """What happened in one minute or hour of a task, by its first millisecond (ms since 1970 UTC)."""

    start: int
    sent: int
    """Taken by the gateway."""
    delivered: int
    failed: int
    """Refused, or reported as not delivered."""


@dataclass(frozen=True)
class Timeline:
    """Delivery over time; steps without anything are left out."""

    step: int
    """Length of a step in ms: a minute or an hour."""
    points: tuple[TimelinePoint, ...]


@dataclass(frozen=True)
class TaskReport:
    """A task as it is handed on: on paper, or to whoever asked for it (B8)."""

    business_name: str
    country: str
    """Of the business, ISO 3166 alpha-2: it decides on the size of the paper."""
    zone: str
    """IANA name of the zone in which times are told."""
    task: Task
    failures: tuple[Reason, ...]
    timeline: Timeline
    made_at: int
    """Ms since 1970 UTC."""
