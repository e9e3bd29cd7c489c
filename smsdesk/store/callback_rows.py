"""The outbox of event callbacks: written with what it tells, worked off by the engine (A8, N3).

An item is written in the transaction that applies its report or keeps its reply, and marked done only after
the other side has taken it: it is told at least once, also over a crash. Items of one application and kind
wait in the order of their ids; ``due_at`` holds back those that the other side itself refused.

One query says whether anybody wants to know at all; a desk without callbacks pays for nothing more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.callbacks import (
    CallbackKind,
    CallbackState,
    ReplyFallback,
    reply_item,
    status_item,
)
from smsdesk.domain.text import Text
from smsdesk.store.settings import read_profile, read_setting_of, write_setting
from smsdesk.store.stored_text import text_from_json, text_to_json

#: Setting: where replies go that have no address of their own, ``{"reply_url", "own_server"}``.
REPLY_FALLBACK = "reply_callback"
#: Setting: when somebody last asked to try again at once, ms since 1970 UTC.
TRY_AGAIN = "callbacks_again_at"
#: The application of replies that belong to none.
NO_APPLICATION = 0

_KEEP = sql("""
INSERT INTO callback (application_id, kind, payload, status, created_at, due_at)
SELECT i.value ->> 0, :kind, i.value ->> 1, 'waiting', :now, 0 FROM json_each(:items) i
""")

_WHO_WANTS_STATUS = sql("SELECT id FROM application WHERE status_url <> '' AND deleted_at IS NULL")
_OF_MESSAGES = sql("""
SELECT id, application_id, number, gateway_id FROM message
WHERE id IN (SELECT value FROM json_each(:ids)) AND application_id IN (SELECT value FROM json_each(:wanted))
""")

_WHO_WANTS_REPLIES = sql("SELECT id FROM application WHERE reply_url <> '' AND deleted_at IS NULL")
_OF_REPLIES = sql("""
SELECT COALESCE(m.application_id, 0), r.number, COALESCE(NULLIF(r.signature, ''), t.signature, ''),
    r.content, r.at
FROM reply r LEFT JOIN message m ON m.id = r.message_id LEFT JOIN task t ON t.id = m.task_id
WHERE r.id IN (SELECT value FROM json_each(:ids)) ORDER BY r.at, r.id
""")


class Route(NamedTuple):
    """What is delivered in order, independently of all others."""

    application_id: int
    kind: CallbackKind


class Target(NamedTuple):
    """Where a route leads just now."""

    url: str
    own_server: bool


class Item(NamedTuple):
    """One waiting item."""

    id: int
    payload: str
    attempts: int


def keep_status_items(session: Session, reports: Mapping[int, tuple[bool, str, int]], *, now: int) -> None:
    """Put status reports that were just applied into the outbox, where their application wants to know.

    ``reports``: delivered, code and time by message.
    """
    if not reports:
        return
    wanted = session.execute(_WHO_WANTS_STATUS).scalars().all()
    if not wanted:
        return
    rows = session.execute(_OF_MESSAGES, {"ids": json.dumps(list(reports)), "wanted": json.dumps(wanted)})
    zone = _zone(session)
    found = {row[0]: row for row in rows}
    items = []
    # In the order in which they were applied.
    for id_, (delivered, code, at) in reports.items():
        if row := found.get(id_):
            _, application, number, gateway_id = row
            item = status_item(
                number, delivered=bool(delivered), code=code, at=at, gateway_id=gateway_id or "", zone=zone
            )
            items.append((application, _as_json(item)))
    _keep(session, CallbackKind.STATUS, items, now)


def keep_reply_items(session: Session, reply_ids: Collection[int], *, now: int) -> None:
    """Put replies that were just kept into the outbox: to their application's address, else the account's."""
    wanted = set(session.execute(_WHO_WANTS_REPLIES).scalars())
    everything = bool(read_fallback(session).reply_url)
    if not (wanted or everything):
        return
    rows = session.execute(_OF_REPLIES, {"ids": json.dumps(list(reply_ids))})
    items = [
        (application, _as_json(reply_item(number, signature=signature, content=content, at=at)))
        for application, number, signature, content, at in rows
        if everything or application in wanted
    ]
    _keep(session, CallbackKind.REPLY, items, now)


def read_fallback(session: Session) -> ReplyFallback:
    """The account's own address for replies."""
    stored = read_setting_of(session, REPLY_FALLBACK, dict) or {}
    return ReplyFallback(str(stored.get("reply_url", "")), stored.get("own_server") is True)


def _keep(session: Session, kind: CallbackKind, items: list[tuple[int, str]], now: int) -> None:
    if items:
        session.execute(_KEEP, {"kind": kind, "items": json.dumps(items), "now": now})


def _zone(session: Session) -> str:
    profile = read_profile(session)
    return profile.time_zone if profile and profile.time_zone else "UTC"


def _as_json(item: Mapping[str, object]) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


# --- working it off -------------------------------------------------------------------------------

# Said by name: without it SQLite takes the other index, and a long backlog of reports is gone through to find
# that there is no reply.
_WAITS = sql("SELECT EXISTS (SELECT 1 FROM callback WHERE status = 'waiting')")
_ROUTES = sql("""
SELECT a.id, k.value
FROM (SELECT id FROM application UNION ALL SELECT 0) a
JOIN json_each('["status","reply"]') k
WHERE EXISTS (
    SELECT 1 FROM callback c INDEXED BY ix_callback_waiting
    WHERE c.application_id = a.id AND c.status = 'waiting'
        AND c.kind = k.value AND c.due_at <= :now
)
""")
_NEXT_DUE = sql("SELECT min(due_at) FROM callback WHERE status = 'waiting' AND due_at > 0 AND due_at > :now")
# The order of the ids is that of the index on what waits.
_ITEMS = sql("""
SELECT id, payload, attempts FROM callback INDEXED BY ix_callback_waiting
WHERE application_id = :application AND status = 'waiting' AND kind = :kind AND due_at <= :now
ORDER BY id LIMIT :limit
""")
_ADDRESSES = sql(
    "SELECT status_url, reply_url, own_server FROM application WHERE id = :id AND deleted_at IS NULL"
)

_DONE = sql("""
UPDATE callback SET status = 'done', done_at = :now, fault = NULL, attempts = attempts + 1
WHERE id IN (SELECT value FROM json_each(:ids)) AND status = 'waiting'
""")
_PUT_OFF = sql("""
UPDATE callback SET fault = :fault, attempts = attempts + :tries, due_at = :due
WHERE id IN (SELECT value FROM json_each(:ids)) AND status = 'waiting'
""")
_GIVE_UP = sql("""
UPDATE callback SET status = 'failed', done_at = :now, fault = :fault
WHERE application_id = :application AND status = 'waiting' AND kind = :kind AND created_at <= :before
""")
_GIVE_UP_THESE = sql("""
UPDATE callback SET status = 'failed', done_at = :now, fault = :fault
WHERE id IN (SELECT value FROM json_each(:ids)) AND status = 'waiting'
""")
_TRIM = sql("""
DELETE FROM callback WHERE id IN (
    SELECT id FROM callback WHERE application_id = :application AND status = 'done' ORDER BY id LIMIT :limit
) AND (done_at < :before OR id < :oldest)
""")
_OLDEST_KEPT = sql("""
SELECT id FROM callback WHERE application_id = :application AND status = 'done'
ORDER BY id DESC LIMIT 1 OFFSET :most
""")


def due_routes(session: Session, *, now: int) -> tuple[list[Route], int | None]:
    """Routes with something due, and when something else is."""
    if not session.execute(_WAITS).scalar():
        return [], None
    routes = [Route(id_, CallbackKind(kind)) for id_, kind in session.execute(_ROUTES, {"now": now})]
    return routes, session.execute(_NEXT_DUE, {"now": now}).scalar()


def asked_again(session: Session) -> int:
    """When somebody last wanted everything tried at once; 0 for never."""
    return read_setting_of(session, TRY_AGAIN, int) or 0


def target_of(session: Session, route: Route) -> Target | None:
    """Where the route leads now; None when nobody wants to know any more."""
    row = session.execute(_ADDRESSES, {"id": route.application_id}).first()
    if route.kind is CallbackKind.STATUS:
        return Target(row.status_url, bool(row.own_server)) if row and row.status_url else None
    if row and row.reply_url:
        return Target(row.reply_url, bool(row.own_server))
    fallback = read_fallback(session)
    return Target(fallback.reply_url, fallback.own_server) if fallback.reply_url else None


def due_items(session: Session, route: Route, *, now: int, limit: int) -> list[Item]:
    """The next items of a route, oldest first."""
    rows = session.execute(
        _ITEMS, {"application": route.application_id, "kind": route.kind, "now": now, "limit": limit}
    )
    return [Item._make(row) for row in rows]


def mark_done(session: Session, ids: Collection[int], *, now: int) -> None:
    """The other side has taken these."""
    session.execute(_DONE, {"ids": json.dumps(list(ids)), "now": now})


def put_off(session: Session, ids: Collection[int], fault: Text, *, tries: int, due_at: int) -> None:
    """These wait on, with what went wrong; ``tries`` is added to their count."""
    values = {"ids": json.dumps(list(ids)), "fault": text_to_json(fault), "tries": tries, "due": due_at}
    session.execute(_PUT_OFF, values)


def give_up(session: Session, route: Route, fault: Text, *, now: int, before: int) -> int:
    """Everything of the route that waits since ``before`` or longer is given up; how many."""
    values = {"application": route.application_id, "kind": route.kind, "fault": text_to_json(fault)}
    done = session.execute(_GIVE_UP, {**values, "now": now, "before": before})
    return int(done.rowcount)  # type: ignore[attr-defined]


def give_up_these(session: Session, ids: Iterable[int], fault: Text, *, now: int) -> None:
    """These are given up."""
    session.execute(_GIVE_UP_THESE, {"ids": json.dumps(list(ids)), "fault": text_to_json(fault), "now": now})


def trim_done(session: Session, application_id: int, *, before: int, most: int, limit: int = 1000) -> bool:
    """Forget done items from before a time, and the oldest past ``most``; whether there may be more."""
    oldest = session.execute(_OLDEST_KEPT, {"application": application_id, "most": most - 1}).scalar() or 0
    values = {"application": application_id, "before": before, "oldest": oldest, "limit": limit}
    return int(session.execute(_TRIM, values).rowcount) == limit  # type: ignore[attr-defined]


# --- what is shown of it --------------------------------------------------------------------------

_COUNTS = sql("""
SELECT
    (SELECT count(*) FROM callback WHERE application_id = :application AND status = 'waiting'),
    (SELECT count(*) FROM callback WHERE application_id = :application AND status = 'failed'),
    (SELECT created_at FROM callback WHERE application_id = :application AND status = 'waiting'
        ORDER BY id LIMIT 1),
    (SELECT done_at FROM callback WHERE application_id = :application AND status = 'done'
        ORDER BY id DESC LIMIT 1)
""")
# What waits first has the fault of the last try; of what was given up the last one.
_FAULT = sql("""
SELECT fault FROM (
    SELECT fault, 1 AS place FROM (
        SELECT fault FROM callback WHERE application_id = :application AND status = 'waiting'
        ORDER BY id LIMIT 200
    ) WHERE fault IS NOT NULL
    UNION ALL
    SELECT fault, 2 FROM (
        SELECT fault FROM callback WHERE application_id = :application AND status = 'failed'
        ORDER BY id DESC LIMIT 1
    )
) ORDER BY place LIMIT 1
""")
_PUT_BACK = sql("""
UPDATE callback SET status = 'waiting', attempts = 0, due_at = 0, fault = NULL, done_at = NULL,
    created_at = CASE WHEN status = 'failed' THEN :now ELSE created_at END
WHERE application_id = :application AND status IN ('waiting', 'failed')
""")
_FORGET = sql("DELETE FROM callback WHERE application_id = :application AND status = 'failed'")


def state_of(session: Session, application_id: int) -> CallbackState:
    """How the callbacks of an application stand; those that belong to none under 0."""
    waiting, failed, oldest, success = session.execute(_COUNTS, {"application": application_id}).one()
    fault = session.execute(_FAULT, {"application": application_id}).scalar()
    return CallbackState(waiting, failed, text_from_json(fault), oldest, success)


def put_back(session: Session, application_id: int, *, now: int) -> int:
    """Everything that was not delivered is tried anew and at once; how many items."""
    done = session.execute(_PUT_BACK, {"application": application_id, "now": now})
    try_at_once(session, now=now)
    return int(done.rowcount)  # type: ignore[attr-defined]


def forget_failed(session: Session, application_id: int) -> int:
    """Throw away what was given up; how many items."""
    return int(session.execute(_FORGET, {"application": application_id}).rowcount)  # type: ignore[attr-defined]


def try_at_once(session: Session, *, now: int) -> None:
    """No route pauses any longer: an address was changed, or somebody asked."""
    write_setting(session, TRY_AGAIN, max(now, asked_again(session) + 1))
