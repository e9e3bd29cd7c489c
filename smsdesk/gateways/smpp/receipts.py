"""Delivery receipts as carriers write them, and the two ways they write one message's id (E7). Pure."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import NamedTuple

from smsdesk.gateways.smpp.pdu import (
    TLV_MESSAGE_STATE,
    TLV_RECEIPTED_MESSAGE_ID,
    Delivery,
    number_option,
    text_option,
)

_KINDS = 0x3C
_RECEIPT, _INTERMEDIATE = 0x04, 0x20

_STATES = {
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    7: "UNKNOWN",
    8: "REJECTD",
    9: "SKIPPED",
}
#: On its way still: not the end of the message.
_NOT_FINAL = frozenset({"ENROUTE", "ACCEPTD", "ACCEPTED", "SCHEDULED", "BUFFERED", "BUFFRED"})
_NOT_FINAL_STATES = frozenset({0, 1, 6})
_WRITTEN_OUT = {
    "DELIVERED": "DELIVRD",
    "DELIVERD": "DELIVRD",
    "UNDELIVERABLE": "UNDELIV",
    "UNDELIVERED": "UNDELIV",
    "UNDELIVRD": "UNDELIV",
    "REJECTED": "REJECTD",
    "FAILED": "UNDELIV",
}
#: A name, a colon, and a word; blanks around the colon. The text field is the end: it is a quotation.
_FIELD = re.compile(
    r"\b(id|sub|dlvrd|submit[ _]?date|done[ _]?date|stat|err)\s*:\s*([^\s;,]*)", re.IGNORECASE
)
_QUOTATION = re.compile(r"\btext\s*:", re.IGNORECASE)
_CODE = re.compile(r"[A-Z0-9][A-Z0-9:._-]{0,31}")
_NAME = re.compile(r"[!-~]{1,64}")


def is_name(words: str) -> bool:
    """Whether it can be what a carrier calls a message: 1 to 64 printable ASCII characters."""
    return _NAME.fullmatch(words) is not None


class Report(NamedTuple):
    """What a receipt says."""

    id: str
    """As the receipt writes it; empty when it names no message."""
    code: str
    """``DELIVRD`` …; empty while the message is on its way."""
    done: str
    """The digits of its done date; empty for none."""

    @property
    def delivered(self) -> bool:
        return self.code == "DELIVRD"


def report_in(delivery: Delivery) -> Report | None:
    """The receipt in a delivery; None for a text from somebody."""
    fields = _fields(delivery.message)
    kind = delivery.esm_class & _KINDS
    options = delivery.options
    state = number_option(options, TLV_MESSAGE_STATE)
    name = text_option(options, TLV_RECEIPTED_MESSAGE_ID).strip()
    # Some leave out the mark: then only what can be nothing else is taken for a receipt.
    unmistakable = fields.keys() >= {"id", "stat", "donedate"} or (name and state is not None)
    if kind not in (_RECEIPT, _INTERMEDIATE) and not unmistakable:
        return None
    said = fields.get("id", "")
    code = "" if kind == _INTERMEDIATE else _code(fields.get("stat", ""), state)
    done = "".join(filter(str.isdigit, fields.get("donedate", "")))[:14]
    # The option is made for programs; the text is cut short by some.
    return Report(next((one for one in (name, said) if is_name(one)), ""), code, done)


def _fields(message: bytes) -> dict[str, str]:
    words = message.replace(b"\0", b"").decode("latin-1")
    quotation = _QUOTATION.search(words)
    found: dict[str, str] = {}
    for match in _FIELD.finditer(words[: quotation.start()] if quotation else words):
        found.setdefault(re.sub("[ _]", "", match[1].lower()), match[2])
    return found


def _code(stat: str, state: int | None) -> str:
    word = stat.upper()
    word = _WRITTEN_OUT.get(word, word)
    if word in _NOT_FINAL:
        return ""
    if _CODE.fullmatch(word):
        return word
    if state is None or state in _NOT_FINAL_STATES:
        return ""
    return _STATES.get(state, "UNKNOWN")


def time_of(done: str, offset_minutes: int | None, now: int) -> int:
    """When it happened, ms since 1970 UTC: YYMMDDhhmm[ss] at the carrier's clock, ``now`` where its offset
    is not known, the date cannot be read, or lies in the future."""
    if offset_minutes is None:
        return now
    zone = timezone(timedelta(minutes=offset_minutes))
    for length, form in ((14, "%Y%m%d%H%M%S"), (12, "%y%m%d%H%M%S"), (10, "%y%m%d%H%M")):
        if len(done) == length:
            try:
                at = int(datetime.strptime(done, form).replace(tzinfo=zone).timestamp() * 1000)
            except (ValueError, OverflowError):
                break
            return at if 0 < at <= now else now
    return now


# --- ids ------------------------------------------------------------------------------------------


class IdForm(StrEnum):
    """How a receipt's id becomes the one of the submit's answer."""

    AUTO = "auto"
    SAME = "same"
    DECIMAL = "decimal"
    """The receipt has decimal where the answer had hexadecimal digits."""
    HEXADECIMAL = "hexadecimal"
    """The other way about."""


class Named(NamedTuple):
    """A receipt's message: its id at the submit, and its number where it is remembered."""

    id: str
    number: str


class Ids:
    """Remembers what was submitted lately, and learns how receipts write it.

    After a restart nothing is remembered: until one is recognised again, a receipt is given under every id it
    may mean; the store knows which one there is.
    """

    def __init__(self, form: IdForm, most: int = 100_000) -> None:
        self._form = form
        self._learned: IdForm | None = None if form is IdForm.AUTO else form
        self._most = most
        self._numbers: OrderedDict[str, str] = OrderedDict()

    def remember(self, id_: str, number: str) -> None:
        """A submit was answered with this id."""
        self._numbers[id_] = number
        if len(self._numbers) > self._most:
            self._numbers.popitem(last=False)

    def named(self, said: str, number: str) -> list[Named]:
        """The messages a receipt may mean, usually one. ``number``: of the recipient as the receipt has it,
        in any form, or empty."""
        candidates = [
            (form, one)
            for form, one in _candidates(said)
            if self._form is IdForm.AUTO or form in (self._form, IdForm.SAME)
        ]
        fitting = [
            (form, Named(one, known))
            for form, one in candidates
            if (known := self._numbers.get(one)) is not None and _alike(known, number)
        ]
        if fitting:
            # What was learned goes first: of two that fit, one may do so by coincidence.
            form, found = next((one for one in fitting if one[0] is self._learned), fitting[0])
            if self._form is IdForm.AUTO and (len(fitting) == 1 or form is IdForm.SAME) and len(said) >= 4:
                self._learned = form
            return [found]
        plain = number if number.startswith("+") else ""
        if self._learned:
            first = next((one for form, one in candidates if form is self._learned), said)
            return [Named(first, plain)]
        # Under another form only with the number beside it, so that nothing else can be meant.
        others = [one for _, one in candidates if one != said] if plain else []
        return [Named(one, plain) for one in dict.fromkeys((said, *others))]


def _candidates(said: str) -> Iterator[tuple[IdForm, str]]:
    """Every id of a submit that a receipt may write so, the likeliest first."""
    yield IdForm.SAME, said
    for other in (said.lower(), said.upper(), said.lstrip("0")):
        if other and other != said:
            yield IdForm.SAME, other
    if said.isascii() and said.isdigit() and len(said) <= 20:
        value = int(said)
        for form in ("{:x}", "{:X}", "{:08x}", "{:08X}", "{:016x}", "{:016X}"):
            yield IdForm.DECIMAL, form.format(value)
    if re.fullmatch("[0-9A-Fa-f]{1,16}", said):
        for form in ("{}", "{:010}"):
            yield IdForm.HEXADECIMAL, form.format(int(said, 16))


def _alike(known: str, said: str) -> bool:
    """Whether two ways of writing a number can mean the same: the last digits agree."""
    digits = "".join(filter(str.isdigit, said))
    return not digits or known.endswith(digits[-7:])
