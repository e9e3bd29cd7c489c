"""What becomes of a message after an outcome (E4, E5). Pure: clock and chance are given by the caller."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.messages import MessageStatus
from smsdesk.gateways.base import Accepted, Outcome, Refused, Throttled, TryLater, Unknown

#: A message is tried at most so many times, the first included.
ATTEMPTS = 6
#: "Slow down" is about the pace and not about the message, so it is borne longer; but not for ever.
THROTTLED_ATTEMPTS = 20
FIRST_DELAY_MS = 2_000
LONGEST_DELAY_MS = 10 * 60_000
LONGEST_THROTTLED_DELAY_MS = 30_000


@dataclass(frozen=True, slots=True)
class Returned:
    """The engine's own outcome: the request never left (outage, stop), and was no attempt."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the message goes. ``due_at`` ms since 1970 UTC for one that is queued again."""

    status: MessageStatus
    code: str = ""
    gateway_id: str | None = None
    fee: int = 0
    due_at: int | None = None
    attempts: int = 0
    """Added to the count of attempts."""
    parts: tuple[str, ...] = ()
    """As ``Accepted.parts``."""


def decide(outcome: Outcome | Returned, attempts: int, now: int, chance: float) -> Decision:
    """The next state. ``attempts`` includes this one; ``chance`` is drawn from 0 … 1 for the jitter."""
    match outcome:
        case Accepted(gateway_id, fee, parts):
            return Decision(MessageStatus.ACCEPTED, gateway_id=gateway_id, fee=fee, parts=parts)
        case Refused(code):
            return Decision(MessageStatus.FAILED, code)
        case Unknown(code):
            return Decision(MessageStatus.UNKNOWN, code)
        case Returned():
            return Decision(MessageStatus.QUEUED, due_at=now, attempts=-1)
        case Throttled(delay, code):
            if attempts >= THROTTLED_ATTEMPTS:
                return Decision(MessageStatus.FAILED, code)
            wait = backoff(attempts, chance, LONGEST_THROTTLED_DELAY_MS)
            return _again(code, now + max(wait, int(1000 * min(delay, 3600))))
        case TryLater(code):
            if attempts >= ATTEMPTS:
                return Decision(MessageStatus.FAILED, code)
            return _again(code, now + backoff(attempts, chance))


def backoff(attempts: int, chance: float, longest: int = LONGEST_DELAY_MS) -> int:
    """Milliseconds to wait after so many attempts: four times as long each time, and spread over half to the
    whole of it, so that messages which failed together do not come back together."""
    whole = min(FIRST_DELAY_MS * 4 ** min(max(0, attempts - 1), 20), longest)
    return int(whole * (0.5 + chance / 2))


def _again(code: str, due_at: int) -> Decision:
    # The code stays with the message while it waits: it is why.
    return Decision(MessageStatus.QUEUED, code, due_at=due_at)
