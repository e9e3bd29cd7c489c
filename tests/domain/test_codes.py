"""D2: every code is explained."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain import codes, receipt_explanations
from smsdesk.domain.codes import Code, Phase, Retry, Who, canonical, explain, legacy


@pytest.mark.parametrize(
    ("code", "who", "phase", "retry"),
    [
        (Code.BLOCKED, Who.RECIPIENT, Phase.BEFORE, Retry.NEVER),
        (Code.PER_NUMBER_PER_DAY, Who.DESK, Phase.BEFORE, Retry.WAIT),
        (Code.TIMED_OUT, Who.YOU, Phase.AFTER, Retry.UNKNOWN),
        (Code.NETWORK, Who.YOU, Phase.AFTER, Retry.UNKNOWN),
        (Code.UNKNOWN, Who.YOU, Phase.AFTER, Retry.UNKNOWN),
        (Code.THROTTLED, Who.DESK, Phase.BEFORE, Retry.SAFE),
        (Code.NO_PACKAGE, Who.YOU, Phase.BEFORE, Retry.SAFE),
        ("1015", Who.RECIPIENT, Phase.BEFORE, Retry.NEVER),
        ("60008", Who.YOU, Phase.AFTER, Retry.UNKNOWN),
        ("LimitExceeded.SomethingNew", Who.YOU, Phase.BEFORE, Retry.WAIT),
        ("MX:0012", Who.RECIPIENT, Phase.AFTER, Retry.NEVER),
        ("MK:0004", Who.RECIPIENT, Phase.AFTER, Retry.WAIT),
        ("DELIVRD", Who.RECIPIENT, Phase.AFTER, Retry.NEVER),
        ("no such code", Who.GATEWAY, Phase.AFTER, Retry.UNKNOWN),
    ],
)
def test_explanations(code: str, who: Who, phase: Phase, retry: Retry) -> None:
    told = explain(code)
    assert (told.who, told.phase, told.retry) == (who, phase, retry)


def test_every_api_code_is_explained_in_words_of_its_own() -> None:
    for code in codes.api_codes():
        told = explain(code)
        assert told.code == code
        assert told.causes
        assert str(told.title)
        assert str(told.what_to_do).endswith(".")
        assert all(str(cause).endswith(".") for cause in told.causes)
    assert set(vars(Code).values()) & set(codes.api_codes()) >= {
        value for name, value in vars(Code).items() if name.isupper()
    }


def test_every_receipt_code_has_a_category_that_is_explained() -> None:
    with codes.RECEIPT_CODES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == 1975
    assert {row["category"] for row in rows} == set(receipt_explanations.categories())
    assert all(codes.receipt_category(row["code"]) for row in rows)


def test_numbers_of_v5_go_both_ways() -> None:
    for code in codes.api_codes():
        number = legacy(code)
        if number is not None:
            assert canonical(str(number)) == code
    assert legacy(Code.BLOCKED) == 1015
    assert legacy(Code.TIMED_OUT) == 60008
    assert canonical("1008") == Code.TIMED_OUT
    assert canonical("UnauthorizedOperation.SerivceSuspendDueToArrears") == Code.IN_ARREARS


@given(st.text(max_size=40))
def test_any_code_is_explained(code: str) -> None:
    assert str(explain(code).title)
