"""How many messages have each code, by steps in the index of what did not arrive (D2, D4, D5)."""

from __future__ import annotations

from sqlalchemy import TextClause
from sqlalchemy import text as sql

from smsdesk.store.tables.messages import TROUBLE

_FROM = f"FROM message INDEXED BY ix_message_trouble WHERE region = :region AND {TROUBLE}"


def code_counts(counted: str, *, coded: bool = False) -> TextClause:
    """Code and number of the messages from ``:start`` to before ``:end`` for which ``counted`` holds, most
    first; ``coded``: without the empty code. Each code there is costs one step, whatever the period."""
    first = "AND code > ''" if coded else ""
    return sql(f"""
WITH RECURSIVE there (code) AS (
    SELECT (SELECT min(code) {_FROM} {first})
    UNION ALL
    SELECT (SELECT min(code) {_FROM} AND code > there.code) FROM there WHERE there.code IS NOT NULL
)
SELECT there.code, (
    SELECT count(*) {_FROM} AND code = there.code
        AND requested_at >= :start AND requested_at < :end AND {counted}
) AS messages
FROM there WHERE there.code IS NOT NULL AND messages > 0
ORDER BY messages DESC, there.code
""")
