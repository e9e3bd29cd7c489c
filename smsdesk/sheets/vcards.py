"""Rows of a file of address cards, .vcf: one for each number of a person (C2). Runs in the reading child."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from smsdesk.domain.errors import Invalid, LimitReached, Unusable
from smsdesk.domain.header_words import Meaning, heading
from smsdesk.domain.person_names import joined_name
from smsdesk.domain.text import Text, text, textn
from smsdesk.sheets import encodings
from smsdesk.sheets.contract import SheetInfo
from smsdesk.sheets.opening import Batch, Request
from smsdesk.sheets.vcard_lines import Losses, Property, components, plain, properties

#: What stands over the columns; ``domain.contact_columns`` has them in the user's language.
TITLES = ("Mobile", "Name", "First name", "Last name", "Company", "Email", "Birthday", "Note")
#: Columns that are there even when nobody has anything in them.
_ALWAYS = 2

_MOBILE = frozenset({"CELL", "MOBILE", "IPHONE", "PCS", "TEXT"})
_NO_TELEPHONE = frozenset({"FAX", "HOMEFAX", "WORKFAX", "PAGER", "MODEM", "BBS", "TELEX"})
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?", re.ASCII).fullmatch
_DAY_WITHOUT_YEAR = re.compile(r"--(\d\d)-?(\d\d)(?:[T ].*)?", re.ASCII).fullmatch


@dataclass
class _Telephone:
    line: int
    group: str
    number: str
    mobile: bool
    other: bool
    """A fax or pager."""


@dataclass
class _Card:
    telephones: list[_Telephone] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    group: bool = False
    """A list of other cards, nobody's own."""


class Cards:
    """A file of address cards: ``info`` first, then ``batches``."""

    def __init__(self, request: Request, data: bytes) -> None:
        self._request = request
        self._limits = request.limits
        self._losses = Losses()
        self._left_out = self._without = 0
        codec, guessed, mark = _encoding(request, data)
        data = data[mark:]
        if codec.startswith(("utf-16", "utf-32")):
            data, codec = data.decode(codec, "replace").encode(), "utf-8"
        self._data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self._codec = codec
        notes = []
        if b"\x00" in self._data:
            notes.append(text("The file contains zero bytes; they were left out."))
        self._info = SheetInfo(
            format="vcf",
            encoding=codec,
            encoding_guessed=guessed,
            last_row=self._data.count(b"\n") + 1,
            notes=tuple(notes),
        )

    @property
    def info(self) -> SheetInfo:
        """Complete when the batches are through."""
        return self._info

    def batches(self) -> Iterator[Batch]:
        """The titles in the first line's place, then a row for each number, by the line it stands in."""
        most = self._limits.rows + self._limits.spare_rows
        found: list[tuple[int, list[str]]] = []
        for card, end in self._cards(most):
            found += self._rows(card, end)
            if len(found) > most:
                raise self._too_many()
        if not any(row[0] for _, row in found):
            raise Unusable(
                text(
                    "“{file}” holds address cards, but none of them has a telephone number.",
                    file=self._request.name,
                )
            )
        used = [at for at in range(len(TITLES)) if at < _ALWAYS or any(row[at] for _, row in found)]
        yield [1], [[TITLES[at] for at in used]]
        step = self._limits.batch_rows
        for start in range(0, len(found), step):
            piece = found[start : start + step]
            yield [line for line, _ in piece], [[row[at] for at in used] for _, row in piece]
        self._info = self._info.with_notes(*self._notes())

    def _cards(self, most: int) -> Iterator[tuple[_Card, int]]:
        """The cards with the line each ends in. What stands in a card within a card is left out."""
        card: _Card | None = None
        inner = 0
        agent = False
        line = 1
        for one in properties(self._data, self._codec, self._limits.cell_characters, self._losses):
            word = one.value.strip().upper()
            line = one.line
            if one.name == "BEGIN" and word == "VCARD":
                if card is not None and agent:
                    inner += 1
                else:
                    if card is not None:  # the one before was never closed
                        yield card, line
                    card, inner = _Card(), 0
            elif one.name == "END" and word == "VCARD":
                if inner:
                    inner -= 1
                elif card is not None:
                    yield card, line
                    card = None
            elif card is not None and not inner:
                _take(card, one)
                if len(card.telephones) > most:
                    raise self._too_many()
            agent = one.name == "AGENT" and not word
        if card is not None:
            yield card, line

    def _rows(self, card: _Card, end: int) -> list[tuple[int, list[str]]]:
        """A row for each number: the mobile ones, or all where none is called so."""
        if card.group:
            return []
        for each in card.telephones:
            label = card.labels.get(each.group, "") if each.group else ""
            each.mobile = each.mobile or heading(label).meaning is Meaning.MOBILE
        wanted = (
            [each for each in card.telephones if each.mobile]
            or [each for each in card.telephones if not each.other]
            or card.telephones
        )
        self._left_out += len(card.telephones) - len(wanted)
        if not wanted and not card.values:
            return []
        self._without += not wanted
        rest = [card.values.get(title, "") for title in TITLES[1:]]
        rest[0] = rest[0] or joined_name(rest[1], rest[2]) or card.values.get("NICKNAME", "") or rest[3]
        return [(each.line, [each.number, *rest]) for each in wanted] or [(end, ["", *rest])]

    def _notes(self) -> list[Text]:
        notes = []
        if self._left_out:
            notes.append(
                textn(
                    "{count} number was left out, because its card has a mobile number.",
                    "{count} numbers were left out, because their cards have a mobile number.",
                    self._left_out,
                )
            )
        if self._without:
            notes.append(
                textn(
                    "{count} card has no telephone number.",
                    "{count} cards have no telephone number.",
                    self._without,
                )
            )
        if self._losses.cut:
            notes.append(
                textn(
                    "{count} value was longer than a cell and was cut.",
                    "{count} values were longer than a cell and were cut.",
                    self._losses.cut,
                )
            )
        if self._losses.unreadable:
            notes.append(
                textn(
                    "{count} value has characters that could not be read.",
                    "{count} values have characters that could not be read.",
                    self._losses.unreadable,
                )
            )
        return notes

    def _too_many(self) -> LimitReached:
        return LimitReached(
            text(
                "“{file}” has more than {limit} numbers. Split it into several files.",
                file=self._request.name,
                limit=f"{self._limits.rows:,}",
            )
        )


def _take(card: _Card, one: Property) -> None:
    values = card.values
    match one.name:
        case "TEL":
            number = plain(one.value)
            if number.lower().startswith("tel:"):
                number = number[4:].split(";", 1)[0]
            if number:
                mobile, other = bool(one.types & _MOBILE), bool(one.types & _NO_TELEPHONE)
                card.telephones.append(_Telephone(one.line, one.group, number, mobile and not other, other))
        case "FN":
            values.setdefault("Name", plain(one.value))
        case "N":
            last, first = [*components(one.value), "", ""][:2]
            values.setdefault("First name", first)
            values.setdefault("Last name", last)
        case "NICKNAME":
            values.setdefault("NICKNAME", plain(one.value))
        case "ORG":
            values.setdefault("Company", next(filter(None, components(one.value)), ""))
        case "EMAIL":
            values.setdefault("Email", plain(one.value).removeprefix("mailto:"))
        case "BDAY":
            values.setdefault("Birthday", _day(one))
        case "NOTE":
            values.setdefault("Note", plain(one.value))
        case "KIND" | "X-ADDRESSBOOKSERVER-KIND":
            card.group = one.value.strip().lower() == "group"
        case "X-ABLABEL":
            label = plain(one.value)
            apple = _APPLE_LABEL.fullmatch(label)
            if len(card.labels) < 1_000:
                card.labels[one.group] = apple[1] if apple else label


def _day(one: Property) -> str:
    """``1990-04-15``, or ``04-15`` of a birthday without its year; anything else as it stands."""
    words = plain(one.value)
    if found := _DAY(words):
        year, month, day = found.groups()
        omitted = one.parameters.get("X-APPLE-OMIT-YEAR")
        return f"{month}-{day}" if year == omitted else f"{year}-{month}-{day}"
    if found := _DAY_WITHOUT_YEAR(words):
        return f"{found[1]}-{found[2]}"
    return words


def _encoding(request: Request, data: bytes) -> tuple[str, bool, int]:
    """The file's codec, whether it was inferred, and the length of its mark."""
    found = encodings.recognise(data)
    if request.encoding:
        try:
            chosen = codecs.lookup(request.encoding)
            if not chosen._is_text_encoding:
                raise LookupError(request.encoding)
        except (LookupError, ValueError) as fault:
            raise Invalid(
                text(
                    "There is no encoding “{encoding}”. Choose one from the list.", encoding=request.encoding
                ),
                field="encoding",
            ) from fault
        mark = found.mark if found is not None and found.codec.startswith(chosen.name) else 0
        return chosen.name, False, mark
    if found is None:
        return "utf-8", True, 0
    return found.codec, found.guessed, found.mark
