"""Variables that have a name find the column of that name, wherever it stands (B2)."""

from __future__ import annotations

import pytest

from smsdesk.domain.columns import ColumnMap, recognise
from smsdesk.domain.profile import Region
from smsdesk.domain.variable_names import columns_by_name

OPTICIAN = ("Customer No", "Title", "First name", "Surname", "Mobile", "Appt date", "Branch")
PERSON = ("C10{at:02}", "Mrs", "Margaret", "Shaw", "+447400123{at:03}", "3 December", "Leeds")


def read(titles: tuple[str, ...], person: tuple[str, ...], names: dict[int, str]) -> ColumnMap:
    rows = [titles, *(tuple(cell.format(at=at) for cell in person) for at in range(20))]
    return recognise(rows, sorted(names), Region.GLOBAL, "GB", names)


def test_variables_take_the_columns_of_their_names_and_not_the_first_ones() -> None:
    found = read(OPTICIAN, PERSON, {1: "first name", 2: "date", 3: "branch"})
    assert dict(found.variables) == {1: 2, 2: 5, 3: 6}
    assert (found.guessed, found.question) == ((), None)


@pytest.mark.parametrize(
    ("name", "titles", "column"),
    [
        ("first name", ("Title", "First name", "Surname"), 1),
        ("FIRST_NAME", ("Title", "First name", "Surname"), 1),
        ("firstname", ("Title", "First name", "Surname"), 1),
        ("date", ("Title", "Appt date"), 1),
        ("date", ("Appt date", "Date"), 1),
        ("date of your appointment", ("Title", "Date"), 1),
        ("日期", ("姓名", "预约日期"), 1),
        # Not sure which one.
        ("name", ("First name", "Last name"), None),
        ("date", ("Appt date", "Date of birth"), None),
        ("name", ("Surname", "Title"), None),
        ("branch", ("Title", "Shop"), None),
        ("!", ("?", "Title"), None),
    ],
)
def test_names_and_titles(name: str, titles: tuple[str, ...], column: int | None) -> None:
    assert columns_by_name({1: name}, titles, range(len(titles))).get(1) == column


def test_a_column_is_for_one_variable_alone() -> None:
    assert columns_by_name({1: "date", 2: "date"}, ("Date", "Title"), (0, 1)) == {}
    assert columns_by_name({1: "date", 2: "appt date"}, ("Appt date", "Other date"), (0, 1)) == {2: 0, 1: 1}


def test_only_what_is_not_named_is_asked_about() -> None:
    found = read(OPTICIAN, PERSON, {1: "first name", 2: "day", 3: "branch"})
    assert (found.variables[1], found.variables[3], found.guessed) == (2, 6, (2,))
    assert str(found.question) == "Guessed from the order of the columns: {2} day. Is that right?"


def test_the_last_column_is_no_answer_for_a_variable_of_another_name() -> None:
    found = read(
        ("Customer No", "First name", "Mobile"), ("C1", "Ann", PERSON[4]), {1: "first name", 2: "branch"}
    )
    assert dict(found.variables) == {1: 1, 2: 0}
    assert found.guessed == (2,)


def test_without_titles_the_only_order_is_the_right_one() -> None:
    rows = [(f"+447400123{at:03}", "Ann", "Monday") for at in range(20)]
    found = recognise(rows, [1, 2], Region.GLOBAL, "GB", {1: "first name", 2: "date"})
    assert (dict(found.variables), found.question) == ({1: 1, 2: 2}, None)
