"""Rows of a file of contacts as customers: numbers chosen, names joined, own columns taken (C2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from smsdesk.domain import limits
from smsdesk.domain.contact_columns import NUMBER_SEPARATOR, ImportColumns, is_mobile_label, says_yes
from smsdesk.domain.numbers import Reading
from smsdesk.domain.person_names import joined_name
from smsdesk.domain.places import country_name
from smsdesk.domain.text import Text, text, textn
from smsdesk.operations.customers import NewCustomer
from smsdesk.operations.entering import AnyRegionReader
from smsdesk.sheets.reading import Row

#: Characters of refused rows that are kept whole, to be exported; of further ones only what is told.
_KEPT_CHARACTERS = 40_000_000


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken over, and why."""

    row: int
    number_text: str
    name: str
    problem: Text
    note: str = ""
    cells: tuple[str, ...] = ()
    """As they stand in the file."""


@dataclass
class ContactRows:
    """Takes rows one by one; afterwards it has the customers, each once, and what was refused."""

    columns: ImportColumns
    fields: Mapping[int, int]
    """By column, the id of the pool's column that takes it; may be provisional."""
    home_country: str
    customers: dict[str, NewCustomer] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    duplicates: int = 0
    unwilling: set[str] = field(default_factory=set)
    """Numbers of those who did not agree to marketing messages."""
    chinese_too: set[str] = field(default_factory=set)
    """Numbers of the home country that could also be ones of mainland China."""
    cut: int = 0
    """Values that were longer than allowed."""
    _kept: int = 0

    def __post_init__(self) -> None:
        self._reader = AnyRegionReader(self.home_country)
        columns = self.columns
        self._simple = not columns.other_numbers and not columns.labels
        self._more = ((columns.number, *columns.other_numbers), columns.labels)

    def take(self, row: Row) -> None:
        """One row of the file."""
        number, cells = row
        columns = self.columns
        readings = self._numbers(cells)
        name = self._name(cells)
        if readings[0].reason:
            self._refuse(number, cells, name, readings[0])
            return
        note = self._within(_lines(_cell(cells, columns.note)), limits.CUSTOMER_NOTE_LENGTH.value)
        own = {}
        for at, key in self.fields.items():
            value = _line(_cell(cells, at))
            if value:
                own[key] = self._within(value, limits.CUSTOMER_FIELD_LENGTH.value)
        willing = columns.consent is None or says_yes(_cell(cells, columns.consent))
        for reading in readings:
            self._keep(NewCustomer(reading.number, reading.country, name, note, own), willing)

    def notes(self) -> tuple[Text, ...]:
        """What the user should know beside the counts."""
        said = []
        if self.chinese_too:
            said.append(
                textn(
                    "{count} number could also be a number of mainland China; it was taken as one of "
                    "{country}. If it is Chinese, undo the import, write +86 before it in the file and "
                    "import that again.",
                    "{count} numbers could also be numbers of mainland China; they were taken as numbers of "
                    "{country}. If they are Chinese, undo the import, write +86 before them in the file and "
                    "import that again.",
                    len(self.chinese_too),
                    country=country_name(self.home_country),
                )
            )
        if self.cut:
            said.append(
                textn(
                    "{count} value was longer than the pool keeps and was cut.",
                    "{count} values were longer than the pool keeps and were cut.",
                    self.cut,
                )
            )
        return tuple(said)

    def countries(self) -> tuple[tuple[str, int], ...]:
        """How many customers of each country (ISO alpha-2) there are, most first."""
        return tuple(Counter(one.country for one in self.customers.values()).most_common())

    def _keep(self, one: NewCustomer, willing: bool) -> None:
        known = self.customers.get(one.number)
        if known is not None:
            self.duplicates += 1
            one = replace(
                known,
                name=known.name or one.name,
                note=known.note or one.note,
                fields={**one.fields, **known.fields},
            )
        if not willing:
            self.unwilling.add(one.number)
        self.customers[one.number] = one

    def _refuse(self, row: int, cells: tuple[str, ...], name: str, reading: Reading) -> None:
        problem = reading.problem or text("This is not a mobile number.")
        columns = self.columns
        self._kept += sum(map(len, cells)) + 50 * len(cells)
        if self._kept > _KEPT_CHARACTERS:
            used = {columns.number, columns.name, columns.note, columns.first_name, columns.last_name}
            cells = tuple(cell if at in used else "" for at, cell in enumerate(cells))
        numbers = filter(None, (_cell(cells, at) for at in self._more[0]))
        note = _cell(cells, columns.note)
        self.refused.append(RefusedRow(row, next(numbers, ""), name, problem, note, cells))

    def _numbers(self, cells: Sequence[str]) -> Sequence[Reading]:
        """The good numbers of a row, or one reading that says why there is none.

        Those called mobile go before the others; a good one among them leaves the others out.
        """
        if self._simple and NUMBER_SEPARATOR not in (cell := _cell(cells, self.columns.number)):
            return (self._read(cell),)
        first: Reading | None = None
        for group in self._candidates(cells):
            good = []
            for raw in group:
                reading = self._read(raw)
                if not reading.reason:
                    good.append(reading)
                first = first or reading
            if good:
                return good
        return (first or self._reader.read(""),)

    def _read(self, raw: str) -> Reading:
        reading = self._reader.read(raw)
        if self._reader.could_be_mainland(raw, reading):
            self.chinese_too.add(reading.number)
        return reading

    def _candidates(self, cells: Sequence[str]) -> Iterator[list[str]]:
        mobile: list[str] = []
        others: list[str] = []
        places, labels = self._more
        for at in places:
            label = labels.get(at)
            called = at == self.columns.number if label is None else is_mobile_label(_cell(cells, label))
            for raw in _cell(cells, at).split(NUMBER_SEPARATOR.strip()):
                if raw.strip():
                    (mobile if called else others).append(raw.strip())
        yield mobile
        yield others

    def _name(self, cells: Sequence[str]) -> str:
        columns = self.columns
        name = _line(_cell(cells, columns.name))
        if not name and (columns.first_name is not None or columns.last_name is not None):
            name = joined_name(
                _line(_cell(cells, columns.first_name)), _line(_cell(cells, columns.last_name))
            )
        return self._within(name, limits.CUSTOMER_NAME_LENGTH.value)

    def _within(self, value: str, most: int) -> str:
        if len(value) <= most:
            return value
        self.cut += 1
        return value[:most].rstrip()


def _cell(cells: Sequence[str], column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""


def _line(value: str) -> str:
    """One line without characters that cannot be seen, as one could type it."""
    if value.isprintable():
        return value
    return " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in value).split())


def _lines(value: str) -> str:
    if value.isprintable():
        return value
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c.isprintable() or c in "\n\t").strip()
