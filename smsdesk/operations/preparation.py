"""What a check of recipients found (B4, B5): compact enough for 100,000 rows, asked row by row."""

from __future__ import annotations

import bisect
import secrets
import threading
from array import array
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from smsdesk.domain.checking import ReadyRow, RejectedRow, RowChecker
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.recipients import NUMBER, Recipe
from smsdesk.domain.templates import variables
from smsdesk.domain.text import Text
from smsdesk.operations.refusals import Refusals
from smsdesk.sheets.contract import SheetInfo


@dataclass(frozen=True)
class Wording:
    """What is sent: a template's content or a text, under a signature."""

    body: str
    """With its variables."""
    signature: str
    """Content without brackets; empty for none."""
    region: Region
    sms_type: SmsType
    template_name: str = ""
    variable_names: Mapping[int, str] = field(default_factory=dict)
    """Of the variables that have a name."""


@dataclass(frozen=True)
class Columns:
    """How the columns of a file were taken; also for pasted text and groups, which have no doubts."""

    names: tuple[str, ...]
    """Title of each column, made up where there is no header."""
    assigned: dict[str, int | None]
    """Column from 0 by ``number``, "1", "2", …; None where none was found."""
    header_row: int | None = None
    """Row number of the header in the file, from 1; None without one."""
    first_data_row: int = 0
    """Place of the first recipient among the rows that are read, from 0."""


@dataclass(frozen=True)
class ReadyMessage:
    """One message as it will arrive."""

    row: int
    number: str
    country: str
    content: str
    characters: int
    fragments: int
    others: tuple[int, ...] = ()
    """Rows with the same number and another text: each of them is sent."""


@dataclass
class Preparation:
    """Every row checked. Reading it is safe from any thread; only ``recipients.fix_row`` changes it."""

    recipe: Recipe
    wording: Wording
    columns: Columns
    source: str
    """Where the recipients come from, in words."""
    checker: RowChecker
    refusals: Refusals | None = None
    """What the store knows; None when there is no desk."""
    grounds: Hashable = None
    """What of the desk the check rests on (``recipients.grounds_of``)."""
    sheet: SheetInfo | None = None
    preview: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """The first rows as they stand in the file: row number and cells."""
    question: Text | None = None
    """What the user must answer before these recipients are sent to."""
    price: Decimal | None = None
    """Of one fragment."""
    currency: str = ""
    rows: int = 0
    """Rows with a recipient, good and bad."""
    fragments: int = 0
    """Of all ready messages."""
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    """One task for one preparation, however often the button is pressed."""

    def __post_init__(self) -> None:
        self.sending = threading.Lock()
        self.task_id: int | None = None
        self.counts: Counter[str] = Counter()
        """Rejected rows by reason."""
        self._personal = bool(variables(self.wording.body))
        self._rejected: list[RejectedRow] = []
        self._row_numbers = array("l")
        self._numbers: list[str] = []
        self._countries: list[str] = []
        #: One text for each message, or a single one for all.
        self._contents: list[str] = []
        self._characters = array("l")
        self._fragments = array("l")
        #: Ready rows that share their number and say different things: each with the first of them, and all
        #: by that one.
        self._first_of: dict[int, int] = {}
        self._same: dict[int, list[int]] = {}
        self.first_of_last = 0
        """What the check said last: the first row with the number of the row that was added."""

    # -- reading ---------------------------------------------------------------------------------------

    @property
    def ready(self) -> int:
        """Messages that can be sent."""
        return len(self._numbers)

    @property
    def one_content(self) -> bool:
        """Whether everybody gets the same text."""
        return not self._personal

    @property
    def cost(self) -> Decimal | None:
        """Price of all fragments; None where no price is known."""
        return None if self.price is None else self.price * self.fragments

    def message(self, index: int) -> ReadyMessage:
        """The message at a place among the ready ones, 0 … ``ready - 1``."""
        return ReadyMessage(
            row=self._row_numbers[index],
            number=self._numbers[index],
            country=self._countries[index],
            content=self._contents[index if self._personal else 0],
            characters=self._characters[index],
            fragments=self._fragments[index],
            others=self._others(self._row_numbers[index]),
        )

    def messages(self, start: int = 0, count: int | None = None) -> list[ReadyMessage]:
        """Some of the ready messages, in the order of the file."""
        end = self.ready if count is None else min(start + count, self.ready)
        return [self.message(index) for index in range(start, end)]

    @property
    def repeated_count(self) -> int:
        """How many ready rows have a number that another one has with another text."""
        return len(self._first_of)

    def repeated(self, start: int = 0, count: int | None = None) -> list[tuple[int, ReadyMessage]]:
        """Those rows, each with its place among the ready ones; the rows of a number stand together."""
        rows = [row for first in sorted(self._same) for row in self._same[first]]
        wanted = rows[start : None if count is None else start + count]
        places = [bisect.bisect_left(self._row_numbers, row) for row in wanted]
        return [(place, self.message(place)) for place in places]

    def _others(self, row: int) -> tuple[int, ...]:
        first = self._first_of.get(row)
        return () if first is None else tuple(one for one in self._same[first] if one != row)

    def numbers(self) -> list[str]:
        """The numbers of the ready messages, E.164, in the order of the file."""
        return list(self._numbers)

    def rejected(self, reason: str = "", start: int = 0, count: int | None = None) -> list[RejectedRow]:
        """Rejected rows in the order of the file, of one reason or of all."""
        rows = [row for row in self._rejected if row.reason == reason] if reason else self._rejected
        return rows[start : None if count is None else start + count]

    def rejected_count(self, reason: str = "") -> int:
        """How many rows cannot be sent, for one reason or at all."""
        return self.counts[reason] if reason else len(self._rejected)

    # -- filling ---------------------------------------------------------------------------------------

    def add(self, row: int, number: str, values: Sequence[str]) -> None:
        """Check the next row of the source; rows come in ascending order."""
        self.rows += 1
        found = self.checker.check(row, number, values)
        if type(found) is ReadyRow:
            refused = self.refusals.check(found.number) if self.refusals else None
            if refused is None:
                self._row_numbers.append(row)
                self._numbers.append(found.number)
                self._countries.append(found.country)
                if self._personal or not self._contents:
                    self._contents.append(found.content)
                self._characters.append(found.characters)
                self._fragments.append(found.fragments)
                self.fragments += found.fragments
                self.first_of_last = found.first
                if found.first and self._is_ready(found.first):
                    self._note_repeated(row, found.first)
                return
            found = RejectedRow(row, number, tuple(values), *refused, NUMBER)
        assert isinstance(found, RejectedRow)
        self.counts[found.reason] += 1
        self._rejected.append(found)

    def fix(self, row: int, number: str, values: Sequence[str]) -> bool:
        """Check a rejected row again with other cells; whether it is ready now (B4).

        Raises ``KeyError`` when the row is not among the rejected ones.
        """
        place = self._place_of_rejected(row)
        # Checked at the end of a small preparation of its own, then moved to its place.
        single = replace(self, rows=0, fragments=0)
        single.add(row, number, values)
        self.counts[self._rejected.pop(place).reason] -= 1
        if single._rejected:
            self._rejected.insert(place, single._rejected[0])
            self.counts.update(single.counts)
            return False
        at = bisect.bisect_left(self._row_numbers, row)
        self._row_numbers.insert(at, row)
        self._numbers.insert(at, single._numbers[0])
        self._countries.insert(at, single._countries[0])
        if self._personal or not self._contents:
            self._contents.insert(at, single._contents[0])
        self._characters.insert(at, single._characters[0])
        self._fragments.insert(at, single._fragments[0])
        self.fragments += single.fragments
        if (first := single.first_of_last) and self._is_ready(first):
            self._note_repeated(row, first)
        return True

    def _is_ready(self, row: int) -> bool:
        place = bisect.bisect_left(self._row_numbers, row)
        return place < self.ready and self._row_numbers[place] == row

    def _note_repeated(self, row: int, first: int) -> None:
        if row not in self._first_of:
            self._first_of |= {row: first, first: first}
            rows = self._same.setdefault(first, [first])
            if row != first:
                bisect.insort(rows, row)

    def cells_of_rejected(self, row: int) -> tuple[str, ...]:
        """Number and values of a rejected row as they were checked. Raises ``KeyError`` as ``fix``."""
        rejected = self._rejected[self._place_of_rejected(row)]
        return (rejected.number_text, *rejected.values)

    def _place_of_rejected(self, row: int) -> int:
        place = bisect.bisect_left(self._rejected, row, key=lambda rejected: rejected.row)
        if place == len(self._rejected) or self._rejected[place].row != row:
            raise KeyError(row)
        return place
