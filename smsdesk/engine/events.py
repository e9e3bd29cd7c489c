"""What the engine tells of itself: frozen facts, sent from its own thread."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.tasks import TaskStatus, Totals
from smsdesk.domain.text import Text


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """Where a task stands; at most ten a second for each task."""

    task_id: int
    name: str
    status: TaskStatus
    totals: Totals
    per_second: float
    """Messages settled per second of late."""
    seconds_left: float | None
    reason: Text | None = None
    """Why it is paused, or why it goes through the second gateway."""


@dataclass(frozen=True, slots=True)
class GatewayState:
    """A gateway went down or came back (E4)."""

    gateway: str
    up: bool
    reason: Text | None = None
    next_probe_at: int | None = None


@dataclass(frozen=True, slots=True)
class GatewayReached:
    """A gateway has answered (A10); at most one in half a minute while it sends."""

    gateway: str
    at: int | None
    """Ms since 1970 UTC; None: its settings changed, so with these it has not answered yet."""


@dataclass(frozen=True, slots=True)
class RepliesArrived:
    """Replies were stored."""

    count: int
    unsubscribed: int = 0
    """How many of them ended a subscription (C5)."""


@dataclass(frozen=True, slots=True)
class ReceiptsApplied:
    """Status reports changed messages."""

    count: int


@dataclass(frozen=True, slots=True)
class TaskOverdue:
    """A schedule is late by more than an hour and waits for the user (E9)."""

    task_id: int
    name: str


@dataclass(frozen=True, slots=True)
class AlarmsChanged:
    """Alarms were told, or what became of telling them changed (A9)."""


@dataclass(frozen=True, slots=True)
class ReviewChanged:
    """A carrier took something for review, answered, or could not be asked (R1)."""

    subjects: frozenset[str]
    """``signature``, ``template``."""
    decided: bool
    """Whether something was approved or rejected."""


@dataclass(frozen=True, slots=True)
class EngineFault:
    """Something outside keeps the engine from working (a full disk …); it tries again by itself."""

    message: Text


@dataclass(frozen=True, slots=True)
class EngineWell:
    """What an ``EngineFault`` told of is over."""


@dataclass(frozen=True, slots=True)
class CallbacksMoved:
    """Callbacks were delivered, put off or given up (N3); at most one a second while they go."""


Event = (
    TaskProgress
    | GatewayState
    | GatewayReached
    | RepliesArrived
    | ReceiptsApplied
    | TaskOverdue
    | AlarmsChanged
    | ReviewChanged
    | CallbacksMoved
    | EngineFault
    | EngineWell
)
