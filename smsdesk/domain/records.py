"""Which message records are asked for, and a page of them (D2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region

T = TypeVar("T")
K = TypeVar("K")

#: Fewest digits of a number's end that are looked up.
ENDING_DIGITS = 4


class RecordKey(NamedTuple):
    """The place of a message among the records: by time of request, then by id."""

    requested_at: int
    id: int


@dataclass(frozen=True)
class RecordFilter:
    """What must hold for a record; None and empty let everything through."""

    region: Region
    number: str = ""
    """A whole number (with +, 00, or plain as written in its country), or at least its last four digits;
    or, with a letter in it, what the customers are called whose numbers are meant."""
    numbers: tuple[str, ...] = ()
    """Any of these whole numbers, E.164 with +; empty lets all through."""
    application_id: int | None = None
    template_id: int | None = None
    signature_id: int | None = None
    status: MessageStatus | None = None
    statuses: tuple[MessageStatus, ...] = ()
    """Any of these; empty lets all through. A figure that counts several together leads to its records."""
    code: str = ""
    codes: tuple[str, ...] = ()
    """Any of these; empty lets all through. A figure that counts several reasons leads to its records."""
    country: str = ""
    """ISO 3166 alpha-2."""
    start: int | None = None
    """Requested at this moment or later, ms since 1970 UTC."""
    end: int | None = None
    """Requested before this moment."""


@dataclass(frozen=True)
class Page(Generic[T, K]):
    """Some rows, and where the pages beside them begin; None where there is none."""

    rows: Sequence[T]
    next_key: K | None = None
    """Give it as ``after`` for the older rows (records) or the later positions (a task's messages)."""
    previous_key: K | None = None
    """Give it as ``before`` for the page before this one."""
