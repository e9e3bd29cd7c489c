"""Forgetting a number (S4): it and what was written to and by it leave every table, the counts stay."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.messages import MessageStatus
from smsdesk.store.message_counts import THESE, counted, packed
from smsdesk.store.quotas import give_back

_IN_FLIGHT = sql("SELECT COUNT(*) FROM message WHERE number = :number AND status = 'in_flight'")
_QUEUED = sql("SELECT id FROM message WHERE number = :number AND status = 'queued'")
_THERE = sql("SELECT count(*), count(*) FILTER (WHERE status = 'queued') FROM message WHERE number = :number")
_REPLIES = sql("SELECT count(*) FROM reply WHERE number = :number")
_CANCEL = sql(f"""
UPDATE message SET status = '{MessageStatus.CANCELLED}'
WHERE id IN (SELECT value FROM json_each(:ids)) AND status = 'queued'
""")
_FORGET_MESSAGES = sql("""
UPDATE message SET number = '', content = '', content_key = x'' WHERE number = :number RETURNING id
""")
_FORGET = tuple(
    map(
        sql,
        (
            "UPDATE receipt SET number = '' WHERE number = :number",
            "DELETE FROM reply WHERE number = :number",
            "DELETE FROM send_guard WHERE number = :number",
            "DELETE FROM quota WHERE key = :number",
            "DELETE FROM allowlist WHERE number = :number",
            "DELETE FROM removal WHERE number = :number",
            "DELETE FROM callback WHERE instr(payload, :national) > 0",
            "UPDATE alarm_delivery SET address = '', contact = '' WHERE address = :number",
            "DELETE FROM alarm_contact WHERE number = :number",
            "UPDATE task SET draft = replace(replace(draft, :number, ''), :national, '') "
            "WHERE instr(draft, :national) > 0",
            "DELETE FROM customer WHERE number = :number",
        ),
    )
)
_FORGET_REFUSALS = tuple(
    map(
        sql,
        ("DELETE FROM blocked WHERE number = :number", "DELETE FROM unsubscribed WHERE number = :number"),
    )
)


class Forgotten(NamedTuple):
    """What was there of a number."""

    messages: int
    cancelled: int
    """Of these, messages that were still to be sent."""
    replies: int


def being_sent(session: Session, number: str) -> bool:
    """Whether a message to the number is under way just now."""
    return bool(session.execute(_IN_FLIGHT, {"number": number}).scalar())


def there(session: Session, number: str) -> Forgotten:
    """What there is of a number: what ``forget`` would take away."""
    values = {"number": number}
    messages, queued = session.execute(_THERE, values).one()
    replies = session.execute(_REPLIES, values).scalar() or 0
    return Forgotten(messages, queued, replies)


def forget(session: Session, number: str, *, national: str, refusals: bool, zone: str) -> Forgotten:
    """Take an E.164 number out of every table; what was queued for it is cancelled.

    ``national`` is how the number is written without its country code. With ``refusals`` it is also
    forgotten that it was blocked or unsubscribed. For a write transaction.
    """
    values = {"number": number, "national": national}
    # Freed pages are overwritten, so that nothing can be read out of the file afterwards.
    session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    replies = session.execute(_REPLIES, values).scalar() or 0
    queued = list(session.execute(_QUEUED, values).scalars())
    if queued:
        with counted(session, THESE, ids=packed(queued)):
            give_back(session, queued, zone)
            session.execute(_CANCEL, {"ids": packed(queued)})
    messages = session.execute(_FORGET_MESSAGES, values).scalars().all()
    # A reply that ended a subscription is named by it.
    session.execute(
        sql(
            "UPDATE unsubscribed SET reply_id = NULL, keyword = '' "
            "WHERE reply_id IN (SELECT id FROM reply WHERE number = :number)"
        ),
        values,
    )
    for statement in (*_FORGET, *(_FORGET_REFUSALS if refusals else ())):
        session.execute(statement, values)
    return Forgotten(len(messages), len(queued), replies)


def forget_search(session: Session) -> None:
    """Write the index of the pool anew, without what was deleted; takes seconds for a million customers."""
    session.execute(sql("INSERT INTO customer_search (customer_search) VALUES ('optimize')"))
