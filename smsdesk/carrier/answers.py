"""Deciding what becomes of a batch and how the answer goes wrong. No network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smsdesk.carrier.book import Book
from smsdesk.carrier.magic import Answer, magic_behaviour
from smsdesk.carrier.requests import Batch, is_number
from smsdesk.carrier.switches import Switches
from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Region

#: Switches that spoil an answer after the messages were taken, in the order they are looked at.
SPOILERS = (
    "lose_answer",
    "fail",
    "malformed",
    "garbled",
    "wrong_type",
    "huge",
    "partial",
    "early_receipts",
    "early_replies",
    "slow",
)
_BY_ANSWER: Mapping[Answer, str] = {
    Answer.LOST: "lose_answer",
    Answer.LOST_UNTAKEN: "lose_request",
    Answer.UNREADABLE: "malformed",
    Answer.AFTER_RECEIPT: "early_receipts",
    Answer.AFTER_REPLY: "early_replies",
    Answer.SLOW: "slow",
}


def fault_of(batch: Batch, switches: Switches) -> str:
    """The one fault this request suffers: a switch that strikes, else its first magic number's, else none."""
    if switches.hit("lose_request"):
        return "lose_request"
    for name in SPOILERS:
        if switches.hit(name):
            return name
    for number, _ in batch.messages:
        magic = magic_behaviour(number)
        if magic and magic.answer is not Answer.PLAIN:
            return _BY_ANSWER[magic.answer]
    return ""


def take_batch(
    book: Book, batch: Batch, switches: Switches, now: int, *, fault: str = ""
) -> list[dict[str, object]]:
    """One result per message, in order; what is accepted is on the record. ``OSError`` as ``Book.take``."""
    refuse_all = switches.refuse_code if switches.hit("refuse") else ""
    results: list[dict[str, object]] = []
    accepted: list[tuple[str, str, int]] = []
    fees: dict[Region, int] = {}
    for number, reference in batch.messages:
        result: dict[str, object] = {"reference": reference, "status": "accepted"}
        magic = magic_behaviour(number)
        if refuse_all or (magic and magic.refuse):
            _refuse(result, book, refuse_all or (magic.refuse if magic else ""))
        elif not is_number(number):
            _refuse(result, book, "InvalidParameterValue.IncorrectPhoneNumber")
        elif book.must_wait(number):
            book.counts.throttled += 1
            result |= {"status": "throttled", "retry_after": switches.retry_after}
        else:
            region = Region.MAINLAND if number.startswith("+86") else Region.GLOBAL
            if region not in fees:
                fees[region] = max(1, measure(batch.content, region).fragments)
            accepted.append((number, reference, fees[region]))
        results.append(result)
    if accepted:
        early = {"report_now": fault == "early_receipts", "reply_now": fault == "early_replies"}
        taken = iter(book.take(batch.content, accepted, now, **early))
        for result in results:
            if result["status"] == "accepted":
                one = next(taken)
                result["id"] = str(one.id)
                result["fee"] = one.fee
    return results


def _refuse(result: dict[str, object], book: Book, code: str) -> None:
    book.counts.refused += 1
    result |= {"status": "refused", "code": code}


@dataclass(slots=True)
class Pace:
    """How many messages per second the carrier takes, with a second's worth in store."""

    _left: float = 0.0
    _at: int = field(default=-(10**15))

    def wait(self, messages: int, rate: float, now: int) -> float:
        """0 when so many may come now, else the seconds to wait. ``rate`` 0: any number."""
        if rate <= 0:
            return 0.0
        self._left = min(rate, self._left + (now - self._at) / 1000 * rate)
        self._at = now
        wanted = min(messages, rate)
        if self._left < wanted:
            return (wanted - self._left) / rate
        self._left -= messages
        return 0.0
