"""What waits for a time that a wrong clock has put too far off (E5, E9).

Whatever was written to wait while the clock was ahead would go on waiting after it is right. Looking once too
early at something that waits is harmless: who may be sent to and at which hours is decided again when it is
taken up.
"""

from __future__ import annotations

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

#: Nothing waits longer by itself, in ms: a message that was never tried only for the morning (B13), one that
#: was tried for at most an hour, all else for less than a day.
_UNTRIED_MS, _TRIED_MS, _MORNING_MS, _LONGEST_MS = 60_000, 61 * 60_000, 12 * 3_600_000, 24 * 3_600_000

_MESSAGES = sql("""
UPDATE message SET due_at = :now
WHERE task_id IN (SELECT id FROM task WHERE queued > 0) AND status = 'queued' AND due_at > :now + CASE
    WHEN :jumped THEN 0 WHEN sms_type = 'marketing' THEN :morning WHEN code <> '' THEN :tried ELSE :untried
    END
""")
_OTHERS = tuple(
    sql(f"UPDATE {table} SET due_at = :now WHERE {waits} AND due_at > :now + :most")
    for table, waits in (
        ("callback", "status = 'waiting'"),
        ("alarm", "taken_at IS NULL"),
        ("alarm_delivery", "status = 'waiting'"),
        ("submission", "state IN ('waiting', 'submitted', 'withdrawn')"),
    )
)


def pull_back(session: Session, *, now: int, jumped: bool) -> None:
    """Let everything be due now that waits too long. ``jumped``: the clock was just put back, so that every
    time that has not come is wrong; else only what is further off than anything waits by itself."""
    session.execute(
        _MESSAGES,
        {
            **{"now": now, "jumped": jumped, "morning": _MORNING_MS},
            **{"tried": _TRIED_MS, "untried": _UNTRIED_MS},
        },
    )
    for statement in _OTHERS:
        session.execute(statement, {"now": now, "most": 0 if jumped else _LONGEST_MS})
