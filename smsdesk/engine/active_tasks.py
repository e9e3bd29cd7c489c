"""Which tasks may send now, which wait and why, and when to look again (B6, B13, E4, E9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.calendar_days import country_zone, marketing_opening
from smsdesk.domain.limits import OVERDUE_MINUTES
from smsdesk.domain.profile import SmsType
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import Text, text
from smsdesk.engine.queue import zone_of
from smsdesk.engine.reviewing import goes_through
from smsdesk.engine.routing import Route, Routes
from smsdesk.gateways.registry import DECLARED, Declared
from smsdesk.store.message_states import finish_tasks
from smsdesk.store.stored_text import text_to_json

OVERDUE_MS = int(OVERDUE_MINUTES) * 60_000


@dataclass(slots=True)
class Look:
    """What was found."""

    ready: dict[str, list[int]] = field(default_factory=dict)
    """Tasks with messages that are due, by the gateway they go through."""
    next_at: int | None = None
    """When something falls due that is not yet; ms since 1970 UTC."""
    changed: set[int] = field(default_factory=set)
    """Tasks that were started, paused, resumed, finished or sent another way."""
    overdue: list[tuple[int, str]] = field(default_factory=list)
    """Tasks (id, name) whose time passed long ago: the user is asked (E9)."""
    routes: dict[int, str] = field(default_factory=dict)
    """The gateway of each task that nothing stands in the way of; what was claimed otherwise is put back."""
    gateways: set[str] = field(default_factory=set)
    """Every gateway that an application sends through, or would if its first were down."""
    refusals: object = None
    """Another one when somebody was put on the blocklist or taken off it."""

    def soon(self, at: int) -> None:
        """Something falls due at this time."""
        self.next_at = at if self.next_at is None else min(self.next_at, at)


_SCHEDULED = sql("SELECT id, name, send_at FROM task WHERE status = 'scheduled' AND send_at IS NOT NULL")
_FIRE = sql("UPDATE task SET status = :status WHERE id = :task AND status = 'scheduled'")

_ACTIVE = sql("""
SELECT t.id, t.status, t.pause_reason, t.sms_type, t.started_at, t.queued, a.name, a.gateway,
    a.second_gateway, a.enabled AND a.deleted_at IS NULL
FROM task t JOIN application a ON a.id = t.application_id
WHERE t.status IN ('sending', 'paused') ORDER BY t.id
""")
_NEXT = sql("""
SELECT due_at, country FROM message WHERE task_id = :task AND status = 'queued' ORDER BY due_at, id LIMIT 1
""")
_NOT_ITS_PAUSE = sql("""
UPDATE message SET due_at = :now
WHERE task_id = :task AND status = 'queued' AND due_at > :now AND code <> '' AND gateway <> :gateway
""")
_STANDING = sql("""
UPDATE task SET status = :status, pause_reason = :reason, started_at = COALESCE(started_at, :now)
WHERE id = :task AND status IN ('sending', 'paused')
""")
_REFUSALS = sql("SELECT COUNT(*), MAX(id), MAX(created_at) FROM blocked")
_GATEWAYS = sql("""
SELECT gateway FROM application WHERE deleted_at IS NULL
UNION SELECT second_gateway FROM application WHERE deleted_at IS NULL AND second_gateway <> ''
""")


def look(
    session: Session,
    ways: Routes,
    *,
    now: int,
    declared: Mapping[str, Declared] = DECLARED,
    before: Mapping[int, str] = MappingProxyType({}),
) -> Look:
    """Look at every task that is not at rest, and write what changed of its standing (write transaction).

    ``before``: the gateway of each at the last look. A pause that another gateway asked for is not kept.
    """
    found = Look()
    _fire_schedules(session, found, now)
    found.changed.update(finish_tasks(session, now=now))
    zone = zone_of(session)
    for row in session.execute(_ACTIVE).all():
        task, status, stored_reason, sms_type, started_at, queued, application, first, second, enabled = row
        route = ways.choose(application, first, second) if enabled else _disabled(application)
        if route.gateway != first and route.gateway and not goes_through(session, task, second, declared):
            route = ways.not_approved(first, second)
        reason = route.reason
        standing = TaskStatus.PAUSED
        if route.gateway:
            standing = TaskStatus.SENDING
            found.routes[task] = route.gateway
            if queued and second and before.get(task) != route.gateway:
                session.execute(_NOT_ITS_PAUSE, {"task": task, "gateway": route.gateway, "now": now})
            if queued and (wait := _wait(session, found, task, route.gateway, sms_type, zone, now)):
                standing, reason = TaskStatus.PAUSED, wait
        reason_json = text_to_json(reason) if reason else None
        if (standing, reason_json) != (status, stored_reason) or started_at is None:
            values = {"task": task, "status": standing, "reason": reason_json, "now": now}
            session.execute(_STANDING, values)
            found.changed.add(task)
    found.gateways.update(session.execute(_GATEWAYS).scalars())
    found.refusals = tuple(session.execute(_REFUSALS).one())
    return found


def _fire_schedules(session: Session, found: Look, now: int) -> None:
    for task, name, send_at in session.execute(_SCHEDULED).all():
        if send_at > now:
            found.soon(send_at)
            continue
        late = now - send_at > OVERDUE_MS
        status = TaskStatus.OVERDUE if late else TaskStatus.SENDING
        session.execute(_FIRE, {"task": task, "status": status})
        found.changed.add(task)
        if late:
            found.overdue.append((task, name))


def _disabled(application: str) -> Route:
    return Route(
        reason=text(
            "The application {application} is disabled. Enable it and sending goes on.",
            application=application,
        )
    )


def _wait(
    session: Session, found: Look, task: int, gateway: str, sms_type: str, zone: str, now: int
) -> Text | None:
    """Note when the task's next message is due; the reason when that is because of marketing hours."""
    due_at, country = session.execute(_NEXT, {"task": task}).one()
    if due_at <= now:
        found.ready.setdefault(gateway, []).append(task)
        return None
    found.soon(due_at)
    if sms_type != SmsType.MARKETING or marketing_opening(now, country_zone(country, zone)) <= now:
        return None
    opening = datetime.fromtimestamp(due_at / 1000, ZoneInfo(zone))
    return text(
        "Marketing messages go out between 08:00 and 22:00 where the recipient is. "
        "The rest waits until {time}.",
        time=f"{opening:%Y-%m-%d %H:%M}",
    )
