"""Which column of a list of contacts is what (C2): address books' and shops' exports, names in parts.

A file that Google Contacts, Outlook or Shopify wrote is recognised by its titles, in which they do not
vary. In any other file the number is found as for a task (``domain.columns``) and the rest by its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from smsdesk.domain.columns import column_letters
from smsdesk.domain.contact_words import (
    CONSENT,
    FIRST,
    GOOGLE_NUMBER,
    KEPT,
    LAST,
    MOBILE_LABEL,
    NOTE,
    OUTLOOK_NUMBERS,
    PART_OF_NAME,
    SHOP_KEPT,
    YES,
)
from smsdesk.domain.header_words import Meaning, heading
from smsdesk.domain.limits import CUSTOMER_FIELD_NAME_LENGTH, CUSTOMER_FIELDS
from smsdesk.domain.text import Text, text


class Export(StrEnum):
    """The program that wrote a file."""

    NONE = ""
    GOOGLE = "google"
    OUTLOOK = "outlook"
    SHOPIFY = "shopify"
    VCARD = "vcard"


#: What a file is called to its owner.
EXPORT_NAMES: Mapping[Export, Text] = {
    Export.GOOGLE: text("Contacts from Google"),
    Export.OUTLOOK: text("Contacts from Outlook"),
    Export.SHOPIFY: text("Customers from Shopify"),
    Export.VCARD: text("Address cards (vCard)"),
}

#: Columns of address cards, by the title under which the reader gives them.
CARD_TITLES: Mapping[str, Text] = {
    "Mobile": text("Mobile"),
    "Name": text("Name"),
    "First name": text("First name"),
    "Last name": text("Last name"),
    "Company": text("Company"),
    "Email": text("Email"),
    "Birthday": text("Birthday"),
    "Note": text("Note"),
}

#: Between several numbers in one cell of Google's.
NUMBER_SEPARATOR = " ::: "


@dataclass(frozen=True)
class ImportColumns:
    """What the columns of a file are, from 0; None for what is not there."""

    number: int
    name: int | None = None
    note: int | None = None
    header_row: int | None = None
    """Row number in the file of the header; rows up to it are not customers."""
    first_name: int | None = None
    last_name: int | None = None
    """Joined where the name's own column is empty or missing."""
    other_numbers: tuple[int, ...] = ()
    """Asked in this order where no number before is a mobile one."""
    labels: Mapping[int, int] = field(default_factory=dict)
    """By the column of a number, the column that says what kind of number it is ("Mobile")."""
    consent: int | None = None
    """Whether somebody wants marketing messages; who does not say yes is kept for regular ones."""
    own: Mapping[int, str] = field(default_factory=dict)
    """By column, the title of the column of the pool that takes it."""


#: As Google names its columns of one kind.
_COUNTED_VALUE = re.compile(
    r"(?P<what>E-mail|Organization) (?P<which>[1-9]\d?) - (?:Value|Name)", re.ASCII | re.IGNORECASE
).fullmatch
#: About a row and not about a person.
_NOT_KEPT = (Meaning.SERIAL, Meaning.LANDLINE, Meaning.SOMEONE_ELSES, Meaning.MOBILE, Meaning.TELEPHONE)


def export_of(titles: Sequence[str]) -> Export:
    """The program whose export has these titles; ``NONE`` for a list of somebody's own."""
    folded = set(_folded(titles))
    if "phone 1 - value" in folded and ({"phone 1 - type", "phone 1 - label"} & folded):
        return Export.GOOGLE
    outlook = [{*names} & folded for names in OUTLOOK_NUMBERS]
    if outlook[0] and sum(map(bool, outlook)) >= 3:
        return Export.OUTLOOK
    shop = {"first name", "last name", "phone"} <= folded
    if shop and ({"accepts sms marketing", "sms marketing consent"} & folded or "total spent" in folded):
        return Export.SHOPIFY
    return Export.NONE


def contact_columns(
    titles: Sequence[str],
    filled: Sequence[bool],
    *,
    export: Export = Export.NONE,
    number: int | None = None,
    header_row: int | None = None,
    known: Sequence[str] = (),
) -> ImportColumns | None:
    """A sensible first guess; None when no column holds numbers.

    ``filled`` tells which columns have something in the first rows, ``number`` is the column that was
    recognised by its content (for an export its titles say more), and ``known`` are the columns the pool has.
    """
    folded = _folded(titles)
    numbers, labels = _numbers(folded, export)
    number = numbers[0] if numbers else number
    if number is None:
        return None
    taken = {number, *numbers, *labels.values()}

    def find(pattern: re.Pattern[str], *, whole: bool = False) -> int | None:
        match = pattern.fullmatch if whole else pattern.search
        for at, title in enumerate(folded):
            if at not in taken and title and len(title) <= 40 and match(title):
                taken.add(at)
                return at
        return None

    consent = find(CONSENT, whole=True)
    first, last = find(FIRST, whole=True), find(LAST, whole=True)
    name = None
    if not (first is not None and export in (Export.OUTLOOK, Export.SHOPIFY)):
        name = next(
            (
                at
                for at, title in enumerate(titles)
                if at not in taken
                and heading(title).meaning is Meaning.NAME
                and not PART_OF_NAME.search(folded[at])
            ),
            None,
        )
        if name is not None:
            taken.add(name)
    if name is None and last is None:
        name, first = first, None
    note = find(NOTE)
    own = dict(_own(titles, folded, filled, taken, export, known))
    return ImportColumns(
        number=number,
        name=name,
        note=note,
        header_row=header_row,
        first_name=first,
        last_name=last,
        other_numbers=tuple(numbers[1:]),
        labels=labels,
        consent=consent,
        own=own,
    )


def says_yes(cell: str) -> bool:
    """Whether a cell of a consent's column agrees; an empty one does not."""
    return cell.strip().casefold() in YES


def is_mobile_label(label: str) -> bool:
    """Whether an address book calls a number so that it is a mobile one."""
    return MOBILE_LABEL.search(label) is not None


def own_titles(titles: Sequence[str]) -> list[str]:
    """Under which name each column would join the pool: its title, told apart where two are the same."""
    seen: set[str] = set()
    named = []
    most = CUSTOMER_FIELD_NAME_LENGTH.value
    for at, title in enumerate(titles):
        name = _plainly("".join(filter(str.isprintable, title)).strip())[:most].strip() or column_letters(at)
        if name.casefold() in seen:
            end = f" ({column_letters(at)})"
            name = name[: most - len(end)] + end
        seen.add(name.casefold())
        named.append(name)
    return named


def _plainly(title: str) -> str:
    """Google's "E-mail 1 - Value" is an "E-mail", its "E-mail 2 - Value" an "E-mail 2"."""
    found = _COUNTED_VALUE(title)
    if found is None:
        return title
    return found["what"] if found["which"] == "1" else f"{found['what']} {found['which']}"


def _folded(titles: Sequence[str]) -> list[str]:
    return [" ".join(title.replace("_", " ").split()).casefold() for title in titles]


def _numbers(folded: Sequence[str], export: Export) -> tuple[list[int], dict[int, int]]:
    """An export's columns of numbers in the order they are asked, and the columns of their kinds."""
    if export is Export.GOOGLE:
        places = {int(found[1]): at for at, title in enumerate(folded) if (found := GOOGLE_NUMBER(title))}
        labels = {}
        for which, at in places.items():
            for kind in ("label", "type"):
                if f"phone {which} - {kind}" in folded:
                    labels[at] = folded.index(f"phone {which} - {kind}")
                    break
        return [at for _, at in sorted(places.items())], labels
    if export is Export.OUTLOOK:
        numbers: list[int] = []
        for names in OUTLOOK_NUMBERS:
            numbers += [folded.index(name) for name in names if name in folded][:1]
        return numbers, {}
    if export is Export.SHOPIFY:
        return [folded.index(name) for name in ("phone", "default address phone") if name in folded], {}
    return [], {}


def _own(
    titles: Sequence[str],
    folded: Sequence[str],
    filled: Sequence[bool],
    taken: set[int],
    export: Export,
    known: Sequence[str],
) -> Iterator[tuple[int, str]]:
    """Columns worth keeping: what the pool has already, then what has a title and something under it."""
    by_name = {name.casefold(): name for name in known}
    room = CUSTOMER_FIELDS.value - len(by_name)
    used: set[str] = set()
    for at, name in enumerate(own_titles(titles)):
        if at in taken or not (at < len(filled) and filled[at]):
            continue
        # By its whole title, too: so the pool may call it since an earlier import.
        there = by_name.get(name.casefold()) or by_name.get(titles[at].strip().casefold())
        if there is not None and there not in used:
            used.add(there)
            yield at, there
        elif room > 0 and _worth(titles[at], folded[at], at, export):
            room -= 1
            yield at, name


def _worth(title: str, folded: str, at: int, export: Export) -> bool:
    if export in (Export.GOOGLE, Export.OUTLOOK):
        return folded in KEPT
    if export is Export.SHOPIFY:
        return folded in SHOP_KEPT
    if export is Export.VCARD:
        return title in ("Company", "Email", "Birthday")
    named = bool(folded) and title != column_letters(at)
    return named and heading(title).meaning not in _NOT_KEPT and not PART_OF_NAME.search(folded)
