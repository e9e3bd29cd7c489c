"""Erase a person (S4): number and content leave the records, the counts stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers

from smsdesk.domain.errors import NotAllowed
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.profile import time_zone
from smsdesk.store.erasing import being_sent, forget, forget_search, there


@dataclass(frozen=True)
class Erased:
    """What was there of them."""

    people: int
    messages: int
    cancelled: int
    """Of these, messages that were still to be sent."""
    replies: int


@query
def to_erase(desk: Desk, *, numbers: Sequence[str]) -> Erased:
    """What ``erase`` would find of these E.164 numbers."""
    found = [there(desk.session, number) for number in dict.fromkeys(numbers)]
    return Erased(
        len(found),
        sum(one.messages for one in found),
        sum(one.cancelled for one in found),
        sum(one.replies for one in found),
    )


@operation(action="EraseCustomers", on="customer")
def erase(desk: Desk, *, numbers: Sequence[str], refusals: bool = False) -> Erased:
    """S4: forget these E.164 numbers everywhere in the store; it cannot be undone.

    What is queued for them is cancelled. That somebody unsubscribed or was blocked is remembered, as they
    would otherwise be written to again; ``refusals`` forgets that too. Backups and the gateway's own records
    keep what they have. Raises ``NotAllowed`` while one of them is being sent to: then nothing was changed.
    """
    busy = [number for number in numbers if being_sent(desk.session, number)]
    if busy:
        raise NotAllowed(
            text(
                "A message to {number} is being sent just now. Try again in a minute; nothing was changed.",
                number=busy[0],
            )
        )
    zone = time_zone(desk).key
    done = [
        forget(desk.session, number, national=_national(number), refusals=refusals, zone=zone)
        for number in dict.fromkeys(numbers)
    ]
    forget_search(desk.session)
    desk.changed("group", "message", "reply", "task", "allowlist", "blocklist", "alarm", "callback")
    return Erased(
        len(done),
        sum(one.messages for one in done),
        sum(one.cancelled for one in done),
        sum(one.replies for one in done),
    )


def _national(number: str) -> str:
    """As it is written without its country code; the number itself where it cannot be taken apart."""
    try:
        return str(phonenumbers.parse(number).national_number)
    except phonenumbers.NumberParseException:
        return number
