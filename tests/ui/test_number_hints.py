"""The box for numbers says whose may be written without a country code (C2, C4, A6)."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from smsdesk.domain import number_plans
from smsdesk.domain.limits import NUMBERS_PER_ENTERING
from smsdesk.operations.entering import read_numbers
from smsdesk.ui.customers.numbers_field import NumbersField
from smsdesk.ui.number_hints import numbers_example, numbers_hint


@pytest.mark.parametrize(
    ("home", "words"),
    [
        ("CN", "Mainland numbers plain"),
        ("DE", "Numbers of Germany plain"),
        ("US", "Numbers of United States plain"),
    ],
)
def test_the_hint_is_for_the_home_country(home: str, words: str, qtbot: QtBot) -> None:
    field = NumbersField(most=NUMBERS_PER_ENTERING, home_country=home)
    qtbot.addWidget(field)
    assert words in numbers_hint(home)
    assert field.problem() == "Enter at least one number, one a line."
    assert field.box.placeholderText() == numbers_example(home)
    assert ("13800138000" in field.box.placeholderText()) == (home == "CN")


@pytest.mark.parametrize("home", ["CN", "DE", "IT", "RU", "GB", "US", "CA", "AT", "HK"])
def test_the_example_can_be_read(home: str) -> None:
    read = read_numbers(numbers_example(home), home_country=home, most=NUMBERS_PER_ENTERING)
    assert not read.bad
    first, second = read.numbers
    assert number_plans.shares_code(first[1], home)
    assert not number_plans.shares_code(second[1], home)
