"""What the carrier knows: messages taken, reports due, reports waiting to be fetched. No network, no clock.

Made to hold 100,000 messages in a process that also shows a window: flat tuples and strings that the
garbage collector stops tracking, and a bounded number of everything.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice

from smsdesk.carrier.journal import Confirmed, Journal, Taken, content_hash, read_journal
from smsdesk.carrier.magic import Behaviour, Replying, magic_behaviour
from smsdesk.carrier.reviews import Reviews
from smsdesk.carrier.script import Script

#: So many latest messages are answered for from memory; older ones are looked for in the journal.
REMEMBERED = 100_000
#: Real carriers give up on a report after three days.
REPORT_LIFETIME = 72 * 3600 * 1000

#: (due ms, order, key, message id, number, code or reply text, when it was written in ms)
_Due = tuple[int, int, str, int, str, str, int]
#: A new record numbers its messages from the moment it was begun, more finely than any carrier takes them.
_IDS_PER_MS = 1000
#: Between two replies of one person, in ms.
_THINKING = 500
_SECOND = "And on Monday?"


@dataclass(slots=True)
class Counts:
    """What happened so far in this run."""

    requests: int = 0
    accepted: int = 0
    doubles: int = 0
    """Accepted with a reference that had been accepted before."""
    refused: int = 0
    throttled: int = 0
    receipts_confirmed: int = 0
    replies_confirmed: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A receipt (``text`` is its code) or a reply (its words)."""

    key: str
    message: int
    number: str
    text: str
    at: int


@dataclass(slots=True)
class Outbox:
    """Reports of one kind: first due, then given to whoever asks until they are confirmed."""

    due: list[_Due] = field(default_factory=list)
    waiting: OrderedDict[str, tuple[Report, int]] = field(default_factory=OrderedDict)
    """With the number of copies."""

    def mature(self, now: int, *, held: float = 0.0) -> None:
        """Move what is due to what is given out; everything is ``held`` back for so many seconds more."""
        while self.due and self.due[0][0] + 1000 * held <= now:
            _, _, key, message, number, words, at = heapq.heappop(self.due)
            copies = self.waiting[key][1] if key in self.waiting else 0
            self.waiting[key] = Report(key, message, number, words, at), copies + 1

    def given(self, limit: int, *, newest_first: bool, twice: bool) -> list[Report]:
        """What waits, oldest first unless told otherwise, copies included."""
        entries = reversed(self.waiting.values()) if newest_first else iter(self.waiting.values())
        return [
            report
            for report, copies in islice(entries, limit)
            for _ in range(max(copies, 2) if twice else copies)
        ]

    def confirm(self, keys: Iterable[str]) -> list[str]:
        """Forget these; the ones that were there."""
        return [key for key in keys if self.waiting.pop(key, None)]


class Book:
    """The carrier's memory. Times are ms since 1970 UTC and given by the caller."""

    def __init__(self, script: Script, journal: Journal | None, now: int) -> None:
        """Start empty, or with what the journal says was taken and not yet reported."""
        self.script = script
        self.counts = Counts()
        self.receipts = Outbox()
        self.replies = Outbox()
        self.reviews = Reviews(script, journal)
        self._journal = journal
        self._ledger: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._throttled: OrderedDict[str, int] = OrderedDict()
        # Never from 1: a desk that had a carrier with another record knows reports of its messages 1, 2, …
        # and would take ours for repeats of those.
        self._last_id = now * _IDS_PER_MS
        self._order = 0
        if journal:
            self._restore(journal, now)

    def _restore(self, journal: Journal, now: int) -> None:
        recent: list[Taken] = []
        stored: set[str] = set()
        last_id = 0
        for fact in read_journal(journal.path):
            if isinstance(fact, Confirmed):
                stored.update(fact.keys)
                continue
            if not isinstance(fact, Taken):
                self.reviews.restore(fact)
                continue
            self._remember(fact.reference, fact.id, fact.fee)
            last_id = max(last_id, fact.id)
            if fact.at > now - REPORT_LIFETIME:
                recent.append(fact)
        self._last_id = last_id or self._last_id
        for fact in recent:
            self._schedule(fact, stored=stored)

    # --- taking ---------------------------------------------------------------------------------

    def must_wait(self, number: str) -> bool:
        """Whether this attempt is one that a magic number is throttled on; counts it."""
        magic = magic_behaviour(number)
        if not magic or not magic.throttle:
            return False
        attempts = self._throttled.pop(number, 0) + 1
        if attempts > magic.throttle:
            return False
        self._throttled[number] = attempts
        return True

    def take(
        self,
        content: str,
        messages: Sequence[tuple[str, str, int]],
        now: int,
        *,
        report_now: bool = False,
        reply_now: bool = False,
    ) -> list[Taken]:
        """Take (number, reference, fee) messages, on the record first; one id each, in order.

        ``report_now``: their receipts are due at once; ``reply_now``: their replies. ``OSError`` when the
        record cannot be written: then none is taken.
        """
        hashed = content_hash(content)
        taken = [
            Taken(self._last_id + place, now, reference, number, hashed, fee)
            for place, (number, reference, fee) in enumerate(messages, 1)
        ]
        if self._journal:
            self._journal.taken(taken)
        self._last_id += len(taken)
        self.counts.accepted += len(taken)
        for one in taken:
            if one.reference in self._ledger:
                self.counts.doubles += 1
            self._remember(one.reference, one.id, one.fee)
            self._schedule(one, report_now=report_now, reply_now=reply_now)
        return taken

    def _remember(self, reference: str, id_: int, fee: int) -> None:
        self._ledger[reference] = (id_, fee)
        if len(self._ledger) > REMEMBERED:
            self._ledger.popitem(last=False)

    def _schedule(
        self,
        taken: Taken,
        *,
        report_now: bool = False,
        reply_now: bool = False,
        stored: Set[str] = frozenset(),
    ) -> None:
        """Plan its receipt and reply, but for what the desk has ``stored`` already."""
        plan = self.script.plan(taken.number, magic_behaviour(taken.number))
        behaviour = plan.behaviour
        receipt_after = 0 if report_now else plan.receipt_after
        if behaviour.receipt and f"d{taken.id}" not in stored:
            for copy in range(behaviour.copies):
                after = receipt_after + 1000 * copy
                self._add(self.receipts, taken, f"d{taken.id}", after, behaviour.receipt)
        if behaviour.reply:
            for key, after, words, held in _replies(taken, behaviour, 0 if reply_now else plan.reply_after):
                if key not in stored:
                    self._add(self.replies, taken, key, after, words, held=held)

    def _add(self, outbox: Outbox, taken: Taken, key: str, after: int, words: str, *, held: int = 0) -> None:
        """``after``: written so many ms after the message was taken; ``held``: given out so many ms later."""
        self._order += 1
        at = taken.at + after
        heapq.heappush(outbox.due, (at + held, self._order, key, taken.id, taken.number, words, at))

    # --- reporting ------------------------------------------------------------------------------

    def confirm(self, keys: Sequence[str]) -> int:
        """The desk has stored these receipts and replies; how many of them were waiting."""
        receipts = self.receipts.confirm(keys)
        replies = self.replies.confirm(keys)
        self.counts.receipts_confirmed += len(receipts)
        self.counts.replies_confirmed += len(replies)
        if self._journal:
            self._journal.confirmed([*receipts, *replies])
        return len(receipts) + len(replies)

    def known(self, reference: str) -> tuple[int, int] | None:
        """Id and fee of the last message taken with this reference, from memory."""
        return self._ledger.get(reference)


def _replies(taken: Taken, behaviour: Behaviour, after: int) -> Iterator[tuple[str, int, str, int]]:
    """Key, when it was written, words, and how long it is held back, of each reply to a message."""
    key = f"r{taken.id}"
    match behaviour.replying:
        case Replying.TWICE:
            yield key, after, behaviour.reply, 0
            yield key, after, behaviour.reply, _THINKING
        case Replying.BACKWARDS:
            yield key, after, behaviour.reply, 2 * _THINKING
            yield f"{key}b", after + _THINKING, _SECOND, 0
        case _:
            yield key, after, behaviour.reply, 0
