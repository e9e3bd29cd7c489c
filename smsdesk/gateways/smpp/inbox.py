"""What came from the carrier and is not stored yet (E7, C5).

A receipt or reply is answered when the engine has confirmed it. Until then the carrier holds it too, and
gives it again over the next session; the same one waits here once. Only the parts of a long reply that is
not whole yet are answered at once, because a carrier may send one only after the other.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from smsdesk.gateways.base import IncomingReply, Receipt
from smsdesk.gateways.smpp import pdu as wire
from smsdesk.gateways.smpp.addresses import number_in
from smsdesk.gateways.smpp.options import Options
from smsdesk.gateways.smpp.pdu import Delivery, Malformed, Pdu
from smsdesk.gateways.smpp.receipts import Ids, Report, report_in, time_of
from smsdesk.gateways.smpp.session import Session
from smsdesk.gateways.smpp.statuses import PERMANENT, TEMPORARY
from smsdesk.gateways.smpp.texts import Joint, decoded, header_in

logger = logging.getLogger(__name__)

#: At one poll.
_PAGE = 1000
#: More than so many waiting are left with the carrier for now.
_MOST = 10_000
_LONGEST_REPLY = 2000
#: A long reply whose missing parts have not come after so many milliseconds is given as it is.
PARTS_MS = 5 * 60_000
_MOST_UNFINISHED = 1000
#: A reply answered so shortly before its session ended may come again within so long, in seconds.
_UNHEARD, _AGAIN = 60.0, 600.0
_MOST_ANSWERED = 10_000
#: So often the same may wait to be stored; what comes more often is left with the carrier for now.
_MOST_ALIKE = 50


class _Owed(NamedTuple):
    """An answer the carrier waits for."""

    session: Session
    command: int
    sequence: int

    def is_beside(self, other: _Owed) -> bool:
        """Whether both were given over one session, as two."""
        return self.session is other.session and self.sequence != other.sequence

    def pay(self) -> None:
        self.session.respond(self.command, self.sequence)

    def put_off(self) -> None:
        """Ask for it again later."""
        self.session.respond(self.command, self.sequence, TEMPORARY)


@dataclass(eq=False)
class _Entry:
    fingerprint: str
    report: Report | None = None
    number: str = ""
    at: int = 0
    receipts: tuple[Receipt, ...] = ()
    """Made at the first poll: the submit's answer, which may come in the same packet, is known then."""
    reply: IncomingReply | None = None
    owed: list[_Owed] = field(default_factory=list)


@dataclass
class _Unfinished:
    """The parts of a long reply that have come, by number."""

    started: int
    number: str
    total: int
    texts: dict[int, str] = field(default_factory=dict)

    def joined(self) -> str:
        return "".join(self.texts.get(place, "…") for place in range(1, self.total + 1))


class Inbox:
    """Belongs to the gateway's loop. ``clock``: ms since 1970 UTC; ``seconds``: the loop's."""

    def __init__(self, options: Options, clock: Callable[[], int], seconds: Callable[[], float]) -> None:
        self.ids = Ids(options.receipt_id)
        self._options = options
        self._clock = clock
        self._seconds = seconds
        self._receipts: dict[str, _Entry] = {}
        self._replies: dict[str, _Entry] = {}
        self._alike: dict[str, list[_Entry]] = {}
        """Replies by their fingerprints."""
        self._unfinished: OrderedDict[tuple[str, str, int, int], _Unfinished] = OrderedDict()
        self._answered: OrderedDict[str, tuple[Session, float]] = OrderedDict()
        self._counter = itertools.count()

    # --- what comes -----------------------------------------------------------------------------

    def receive(self, session: Session, pdu: Pdu) -> None:
        """Take a deliver_sm or data_sm; it is answered now or when it is confirmed."""
        owed = _Owed(session, pdu.command, pdu.sequence)
        try:
            delivery = wire.delivery_in(pdu)
        except Malformed as fault:
            logger.warning("What came cannot be read: %s", fault)
            session.respond(pdu.command, pdu.sequence, PERMANENT)
            return
        if len(self._receipts) + len(self._replies) >= _MOST:
            session.respond(pdu.command, pdu.sequence, TEMPORARY)
            return
        report = report_in(delivery)
        if report is None:
            self._take_reply(delivery, pdu, owed)
        elif report.code and report.id:
            self._take_receipt(report, delivery, owed)
        else:
            # On its way still, or of nobody knows what.
            owed.pay()

    def _take_receipt(self, report: Report, delivery: Delivery, owed: _Owed) -> None:
        # A receipt turns the addresses round; some do not, and then its source is our sender.
        number = number_in(delivery.source, self._options.home)
        fingerprint = _fingerprint(report.id, report.code, report.done, number)
        known = self._receipts.get(fingerprint)
        if known:
            known.owed.append(owed)
            if len(known.owed) > _MOST_ALIKE:
                known.owed.pop().put_off()
            return
        at = time_of(report.done, self._options.clock_minutes, self._clock())
        self._receipts[fingerprint] = _Entry(fingerprint, report, number, at, owed=[owed])

    def _receipts_of(self, entry: _Entry) -> tuple[Receipt, ...]:
        report = entry.report
        if report and not entry.receipts:
            entry.receipts = tuple(
                Receipt(
                    one.id,
                    one.number,
                    report.delivered,
                    report.code,
                    entry.at,
                    f"{entry.fingerprint}.{place}",
                )
                for place, one in enumerate(self.ids.named(report.id, entry.number))
            )
        return entry.receipts

    def _take_reply(self, delivery: Delivery, pdu: Pdu, owed: _Owed) -> None:
        fingerprint = _fingerprint(pdu.body)
        # Not one that came over this session already: that is another one with the same words.
        alike = self._alike.get(fingerprint, ())
        waiting = next((one for one in alike if not any(owed.is_beside(before) for before in one.owed)), None)
        if len(alike) >= _MOST_ALIKE or (waiting and len(waiting.owed) >= _MOST_ALIKE):
            owed.put_off()
            return
        if waiting:
            waiting.owed.append(owed)
            return
        if self._was_answered(fingerprint, owed.session):
            owed.pay()
            return
        number = number_in(delivery.source, self._options.home)
        joint, octets, header = header_in(delivery.message, delivery.esm_class)
        words = decoded(octets, delivery.data_coding, self._options.alphabet, header)
        joint = joint or _option_joint(delivery)
        if joint is None or joint.total < 2:
            self._add_reply(number, words, fingerprint, [owed])
        else:
            self._take_part(delivery, joint, number, words, fingerprint, owed)

    def _take_part(
        self, delivery: Delivery, joint: Joint, number: str, words: str, fingerprint: str, owed: _Owed
    ) -> None:
        key = (delivery.source.value, delivery.destination.value, joint.reference, joint.total)
        whole = self._unfinished.get(key)
        if whole is None:
            whole = self._unfinished[key] = _Unfinished(self._clock(), number, joint.total)
        whole.texts[joint.number] = words
        if len(whole.texts) == joint.total:
            del self._unfinished[key]
            self._add_reply(number, whole.joined(), fingerprint, [owed])
            return
        owed.pay()
        if len(self._unfinished) > _MOST_UNFINISHED:
            self._give_up(next(iter(self._unfinished)))

    def _give_up(self, key: tuple[str, str, int, int]) -> None:
        whole = self._unfinished.pop(key)
        self._add_reply(whole.number, whole.joined(), _fingerprint(*map(str, key)), [])

    def _add_reply(self, number: str, words: str, fingerprint: str, owed: list[_Owed]) -> None:
        now = self._clock()
        # Two alike are two replies: the fingerprint alone would not tell them apart.
        key = f"{now:x}-{next(self._counter):x}-{fingerprint[:16]}"
        content = words[:_LONGEST_REPLY].encode("utf-8", "replace").decode()
        entry = _Entry(fingerprint, reply=IncomingReply(key, number, content, now), owed=owed)
        self._replies[key] = entry
        self._alike.setdefault(fingerprint, []).append(entry)

    def _was_answered(self, fingerprint: str, session: Session) -> bool:
        """Whether it is one whose answer may not have arrived before its session ended."""
        before, at = self._answered.get(fingerprint, (session, 0.0))
        if before is session or before.reason is None:
            return False
        if before.ended_at - at > _UNHEARD or self._seconds() - before.ended_at > _AGAIN:
            return False
        del self._answered[fingerprint]
        return True

    # --- what the engine asks -------------------------------------------------------------------

    def receipts(self) -> Sequence[Receipt]:
        """The oldest of those that wait."""
        entries = itertools.islice(self._receipts.values(), _PAGE)
        return [receipt for entry in entries for receipt in self._receipts_of(entry)]

    def confirm_receipts(self, receipts: Iterable[Receipt]) -> None:
        """They are stored: the carrier may forget them."""
        for receipt in receipts:
            entry = self._receipts.pop(receipt.key.partition(".")[0], None)
            for owed in entry.owed if entry else ():
                owed.pay()

    def replies(self) -> Sequence[IncomingReply]:
        """As ``receipts``; long ones whose time is over are among them."""
        now = self._clock()
        end = now - PARTS_MS
        for whole in self._unfinished.values():
            # After the clock was put back it waits from now on.
            whole.started = min(whole.started, now)
        for key in [key for key, whole in self._unfinished.items() if whole.started <= end]:
            self._give_up(key)
        found = (entry.reply for entry in itertools.islice(self._replies.values(), _PAGE))
        return [reply for reply in found if reply]

    def confirm_replies(self, replies: Iterable[IncomingReply]) -> None:
        """As ``confirm_receipts``."""
        for reply in replies:
            entry = self._replies.pop(reply.key, None)
            if entry is None:
                continue
            alike = self._alike[entry.fingerprint]
            alike.remove(entry)
            if not alike:
                del self._alike[entry.fingerprint]
            for owed in entry.owed:
                owed.pay()
                self._answered[entry.fingerprint] = owed.session, self._seconds()
        while len(self._answered) > _MOST_ANSWERED:
            self._answered.popitem(last=False)


def _option_joint(delivery: Delivery) -> Joint | None:
    """The joint in the sar_* options."""
    reference, total, number = (
        wire.number_option(delivery.options, tag)
        for tag in (wire.TLV_SAR_REFERENCE, wire.TLV_SAR_TOTAL, wire.TLV_SAR_NUMBER)
    )
    if reference is None or total is None or number is None or not 1 <= number <= total <= 255:
        return None
    return Joint(reference, total, number)


def _fingerprint(*pieces: str | bytes) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for piece in pieces:
        octets = piece.encode() if isinstance(piece, str) else piece
        digest.update(len(octets).to_bytes(4, "big") + octets)
    return digest.hexdigest()
