"""Quotas, each taken with one conditional statement, so that ten processes never exceed one (A5, B9, E2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import IntFlag

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.calendar_days import day_of
from smsdesk.domain.limits import GLOBAL_PER_DAY, GLOBAL_PER_DAY_SETTING
from smsdesk.domain.profile import Region
from smsdesk.store.message_counts import packed
from smsdesk.store.settings import read_setting_of


class Quota(IntFlag):
    """What a message holds, in ``message.reserved``."""

    NONE = 0
    SAME_CONTENT = 1
    NUMBER_DAY = 2
    ACCOUNT_DAY = 4


ACCOUNT_GLOBAL = "account:global"

#: A time further ahead than this was written by a clock that was wrong then, and holds nobody back.
_AHEAD_MS = 60_000


def excessive_scope(application_id: int, region: Region) -> str:
    """Whether the alarm of A7 was raised on a day."""
    return f"alarm:excessive:{application_id}:{region}"


_THESE = "SELECT value FROM json_each(:ids)"

_TAKE_SAME_CONTENT = sql(f"""
INSERT INTO send_guard (application_id, number, content_key, last_at)
SELECT application_id, number, content_key, :now FROM message WHERE id IN ({_THESE})
ON CONFLICT (application_id, number, content_key) DO UPDATE SET last_at = excluded.last_at
WHERE send_guard.last_at <= excluded.last_at - :window OR send_guard.last_at > excluded.last_at + :ahead
RETURNING number
""")

_TAKE_NUMBER_DAY = sql(f"""
INSERT INTO quota (day, scope, key, count)
SELECT :day, 'number:' || application_id, number, 1 FROM message WHERE id IN ({_THESE})
ON CONFLICT (day, scope, key) DO UPDATE SET count = quota.count + 1 WHERE quota.count < :limit
RETURNING key
""")

_TAKE_ACCOUNT_DAY = sql("""
INSERT INTO quota (day, scope, key, count) VALUES (:day, :scope, '', :wanted)
ON CONFLICT (day, scope, key) DO UPDATE SET count = quota.count + excluded.count
WHERE quota.count + excluded.count <= :limit
RETURNING count
""")

_TAKE_ONCE = sql("""
INSERT INTO quota (day, scope, key, count) VALUES (:day, :scope, '', 1)
ON CONFLICT (day, scope, key) DO NOTHING RETURNING count
""")

_ACCOUNT_COUNT = sql("SELECT count FROM quota WHERE day = :day AND scope = :scope AND key = ''")

_GIVE_SAME_CONTENT = sql(f"""
DELETE FROM send_guard WHERE (application_id, number, content_key, last_at) IN (
    SELECT application_id, number, content_key, requested_at FROM message
    WHERE id IN ({_THESE}) AND reserved & {int(Quota.SAME_CONTENT)}
)
""")

_GIVE_NUMBER_DAY = sql(f"""
UPDATE quota SET count = MAX(0, quota.count - held.messages)
FROM (
    SELECT 'number:' || application_id AS scope, number, COUNT(*) AS messages FROM message
    WHERE id IN ({_THESE}) AND reserved & {int(Quota.NUMBER_DAY)}
    GROUP BY application_id, number
) AS held
WHERE quota.day = :day AND quota.scope = held.scope AND quota.key = held.number
""")

_GIVE_ACCOUNT_DAY = sql(f"""
UPDATE quota SET count = MAX(0, count - (
    SELECT COUNT(*) FROM message WHERE id IN ({_THESE}) AND reserved & {int(Quota.ACCOUNT_DAY)}
))
WHERE day = :day AND scope = :scope AND key = ''
""")

_RESERVED = sql(f"SELECT id, requested_at FROM message WHERE id IN ({_THESE}) AND reserved <> 0")
_FREE = sql(f"UPDATE message SET reserved = 0 WHERE id IN ({_THESE})")


def take_same_content(session: Session, numbers: Mapping[int, str], *, now: int, seconds: int) -> set[int]:
    """Which of these messages (id → number, of one application) go to a number that did not get the same
    content in the last ``seconds``; the others are held back (A5). ``now`` must be their ``requested_at``."""
    granted: set[int] = set()
    for ids in _rounds(numbers):
        rows = session.execute(
            _TAKE_SAME_CONTENT,
            {"ids": packed(ids.values()), "now": now, "window": seconds * 1000, "ahead": _AHEAD_MS},
        )
        granted.update(ids[number] for (number,) in rows)
    return granted


def take_number_day(session: Session, numbers: Mapping[int, str], *, day: str, limit: int) -> set[int]:
    """Which of these messages stay within ``limit`` messages to one number on this calendar day (A5)."""
    if limit < 1:
        return set()
    granted: set[int] = set()
    for ids in _rounds(numbers):
        rows = session.execute(_TAKE_NUMBER_DAY, {"ids": packed(ids.values()), "day": day, "limit": limit})
        granted.update(ids[number] for (number,) in rows)
    return granted


def global_per_day(session: Session) -> int:
    """How many global messages the account sends on a calendar day at most: the default, or as raised."""
    return read_setting_of(session, GLOBAL_PER_DAY_SETTING, int) or int(GLOBAL_PER_DAY)


def global_on_day(session: Session, day: str) -> int:
    """How many of them are taken on this day, YYYY-MM-DD (B9)."""
    return session.execute(_ACCOUNT_COUNT, {"day": day, "scope": ACCOUNT_GLOBAL}).scalar() or 0


def take_account_day(session: Session, wanted: int, *, day: str, limit: int) -> int:
    """How many of the wanted global messages the account may still send on this day (B9)."""
    while wanted > 0:
        wanted = min(wanted, limit - global_on_day(session, day))
        if wanted > 0:
            values = {"day": day, "scope": ACCOUNT_GLOBAL, "wanted": wanted, "limit": limit}
            if session.execute(_TAKE_ACCOUNT_DAY, values).scalar() is not None:
                return wanted
    return 0


def take_once(session: Session, *, day: str, scope: str) -> bool:
    """Whether this is the first time on this day; of several at the same moment one is (A7)."""
    return session.execute(_TAKE_ONCE, {"day": day, "scope": scope}).scalar() is not None


def give_back(session: Session, ids: Collection[int], zone: str) -> None:
    """Free what these messages hold, because the gateway never took them. ``zone``: the profile's (P3)."""
    by_day: dict[str, list[int]] = {}
    for id_, requested_at in session.execute(_RESERVED, {"ids": packed(ids)}):
        by_day.setdefault(day_of(requested_at, zone), []).append(id_)
    for day, held in by_day.items():
        values = {"ids": packed(held), "day": day, "scope": ACCOUNT_GLOBAL}
        session.execute(_GIVE_SAME_CONTENT, values)
        session.execute(_GIVE_NUMBER_DAY, values)
        session.execute(_GIVE_ACCOUNT_DAY, values)
        session.execute(_FREE, values)


def _rounds(numbers: Mapping[int, str]) -> Iterable[dict[str, int]]:
    """The messages (number → id) so that no number comes twice in a round; almost always one round."""
    rest = dict(numbers)
    while rest:
        this: dict[str, int] = {}
        for id_, number in rest.items():
            this.setdefault(number, id_)
        yield this
        for id_ in this.values():
            del rest[id_]
