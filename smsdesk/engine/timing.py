"""How long the engine waits for things, in seconds; tests make it hurry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """The defaults are for the program."""

    tick: float = 1.0
    """The store is looked at at least so often, should a wake-up have been missed."""
    answer: float = 90.0
    """A gateway that has not answered after so long is in doubt; gateways give up earlier by themselves."""
    first_probe: float = 1.0
    longest_probe: float = 60.0
    """Between two probes of a gateway that is down (E4)."""
    shortest_poll: float = 0.05
    longest_poll: float = 3.0
    """Between two polls for receipts and replies: the shorter while some come."""
    missing: float = 5.0
    """Between two looks for messages whose receipt has not come."""
    doubt: float = 5.0
    """A gateway's "I have not got it" is believed only so long after the request may have left: it could
    still have been on its way (E5)."""
    fault: float = 0.5
    longest_fault: float = 15.0
    """Before the store is tried again after a fault."""
    progress: float = 0.1
    """Between two events of a task."""
    patience: float = 3.0
    """An application's second gateway takes over when the first has been down for so long (N1)."""
    homecoming: float = 60.0
    """The first is used again when it has stayed up for so long."""
