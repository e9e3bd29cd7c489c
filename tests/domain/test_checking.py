"""B4: the check of one row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.checking import ReadyRow, Reason, RejectedRow, RowChecker
from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.templates import render

GOOD = "13800138000"


def checker(
    body: str, signature: str = "云店", region: Region = Region.MAINLAND, **changes: Any
) -> RowChecker:
    identity = changes.pop("identity", Identity.ORGANIZATION)
    home = changes.pop("home_country", "CN")
    return RowChecker(body, signature, region, SmsType.REGULAR, identity, home, **changes)


def test_a_ready_row() -> None:
    row = checker("{2}您好，{1}元，谢谢{2}。100%").check(7, " 138 0013 8000 ", [" 3.50 ", "张三"])
    assert row == ReadyRow(
        7, "+8613800138000", "CN", "【云店】张三您好，3.50元，谢谢张三。100%", 24, 1, ("3.50", "张三")
    )


def test_a_global_row_without_signature() -> None:
    row = checker("Hi {1}", "", Region.GLOBAL).check(1, "+85261234567", ["{1}"])
    assert row == ReadyRow(1, "+85261234567", "HK", "Hi {1}", 8, 1, ("{1}",))


@pytest.mark.parametrize(
    ("body", "number", "values", "reason", "column"),
    [
        ("您好{1}", "1380013800", ["a"], "invalid_number", "number"),
        ("您好{1}", "+85261234567", ["a"], "wrong_region", "number"),
        ("您好{1}", GOOD, [], "missing_variable", 1),
        ("您好{1}", GOOD, [""], "missing_variable", 1),
        ("您好{1}", GOOD, [" \u3000"], "missing_variable", 1),
        ("您好{1}", GOOD, ["\u200b"], "missing_variable", 1),
        ("您好{1}", GOOD, ["\ufeff\u00a0\u2060"], "missing_variable", 1),
        ("您好{1}", GOOD, ["\u3164"], "missing_variable", 1),
        ("您好{1}", GOOD, ["taobao点com"], "link_in_variable", 1),
        ("您好{1}和{2}", GOOD, ["a"], "missing_variable", 2),
        ("您好{1}", GOOD, ["#N/A"], "missing_variable", 1),
        ("您好{1}", GOOD, ["#ref!"], "missing_variable", 1),
        ("您好{1}", GOOD, ["见 bit.ly/x"], "link_in_variable", 1),
        ("您好{1}", GOOD, ["exam\u200bple.com"], "link_in_variable", 1),
        ("您好{1}", GOOD, [".com"], "link_in_variable", 1),
        ("您好{1}.{2}再见", GOOD, ["example", "com"], "link_in_variable", 0),
        ("见t.cn/a。您好{1}.{2}再见", GOOD, ["example", "com"], "link_in_variable", 0),
        ("您好{1}", GOOD, ["x" * 501], "variable_too_long", 1),
        ("您好{1}{2}", GOOD, ["x" * 250, "y" * 250], "variable_too_long", 0),
    ],
)
def test_rejected_rows(body: str, number: str, values: list[str], reason: str, column: str | int) -> None:
    row = checker(body).check(3, number, values)
    assert isinstance(row, RejectedRow)
    assert (row.row, row.number_text, row.values) == (3, number, tuple(values))
    assert (row.reason, row.column) == (reason, column)
    assert str(row.problem)


@pytest.mark.parametrize("value", ["v1.2", "3.50", "Dr.Smith", "a@b.com", "#1", "2026.05.01", "10:30"])
def test_values_that_are_right(value: str) -> None:
    assert isinstance(checker("您好{1}").check(1, GOOD, [value]), ReadyRow)
    assert isinstance(checker("您好{1}. 见t.cn/a", "").check(1, GOOD, [value]), ReadyRow)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("123456", None),
        ("0", None),
        ("1234567", "not_a_code"),
        ("12a4", "not_a_code"),
        ("12 34", "not_a_code"),
        ("１２３４", "not_a_code"),  # full-width digits
        ("٣٤٥", "not_a_code"),
        ("-1", "not_a_code"),
        ("", "missing_variable"),
        ("t.cn/a", "link_in_variable"),
    ],
)
def test_values_of_a_verification_code_are_digits(value: str, reason: str | None) -> None:
    """Code 1038."""
    row = checker("您的验证码是{1}，{2}分钟内有效。").check(1, GOOD, [value, "5"])
    assert (row.reason if isinstance(row, RejectedRow) else None) == reason
    second = checker("您的验证码是{1}，{2}分钟内有效。").check(1, GOOD, ["123456", value])
    assert isinstance(second, ReadyRow) == (reason is None)
    elsewhere = checker("验证码 {1}", region=Region.GLOBAL).check(1, "+85261234567", ["12a4"])
    assert isinstance(elsewhere, ReadyRow), "the rule is the mainland's"


def test_values_beside_a_point_are_right_as_long_as_they_form_no_link() -> None:
    assert isinstance(checker("价格{1}.{2}元").check(1, GOOD, ["3", "50"]), ReadyRow)


@pytest.mark.parametrize(
    ("identity", "limit", "length", "ready"),
    [
        (Identity.INDIVIDUAL, None, 12, True),
        (Identity.INDIVIDUAL, None, 13, False),
        (Identity.ORGANIZATION, None, 13, True),
        (Identity.ORGANIZATION, 6, 6, True),
        (Identity.ORGANIZATION, 6, 7, False),
        (Identity.INDIVIDUAL, 20, 20, True),
    ],
)
def test_variable_length(identity: Identity, limit: int | None, length: int, ready: bool) -> None:
    row = checker("您好{1}", identity=identity, variable_limit=limit).check(1, GOOD, ["x" * length])
    assert isinstance(row, ReadyRow) == ready


def test_five_hundred_characters_are_allowed_with_the_signature() -> None:
    assert isinstance(checker("{1}。").check(1, GOOD, ["x" * 495]), ReadyRow)
    row = checker("{1}。").check(1, GOOD, ["x" * 496])
    assert isinstance(row, RejectedRow)
    assert "501" in str(row.problem)


@pytest.mark.parametrize(
    ("one_per_number", "second", "reason"),
    [
        (False, (GOOD, ["a"]), Reason.DUPLICATE),
        (False, ("+86 138 0013 8000", ["a "]), Reason.DUPLICATE),
        (False, (GOOD, ["b"]), None),
        (True, (GOOD, ["b"]), Reason.DUPLICATE),
        (False, ("13900138000", ["a"]), None),
    ],
)
def test_duplicates(one_per_number: bool, second: tuple[str, list[str]], reason: Reason | None) -> None:
    rows = checker("您好{1}", one_per_number=one_per_number)
    assert isinstance(rows.check(5, GOOD, ["a"]), ReadyRow)
    row = rows.check(6, *second)
    assert (row.reason if isinstance(row, RejectedRow) else None) == reason
    if isinstance(row, RejectedRow):
        assert "Row 5" in str(row.problem)


def test_a_rejected_row_is_nobodys_duplicate() -> None:
    rows = checker("您好{1}", one_per_number=True)
    assert isinstance(rows.check(1, GOOD, [""]), RejectedRow)
    assert isinstance(rows.check(2, GOOD, ["a"]), ReadyRow)


def test_a_text_without_variables_ignores_other_columns() -> None:
    row = checker("您的订单已到。").check(1, GOOD, ["x", "http://a.b"])
    assert row == ReadyRow(1, "+8613800138000", "CN", "【云店】您的订单已到。", 11, 1, ())


def test_ambiguous_numbers() -> None:
    row = checker("Hi", "", Region.GLOBAL).check(1, "13802138000", [])
    assert isinstance(row, RejectedRow)
    assert row.reason is Reason.AMBIGUOUS_NUMBER
    assert isinstance(
        checker("Hi", "", Region.GLOBAL, ambiguity="international").check(1, "13802138000", []), ReadyRow
    )


def test_every_reason_has_a_label() -> None:
    assert len({str(reason.label) for reason in Reason}) == len(Reason)


pieces = st.lists(
    st.sampled_from(["{1}", "{2}", "{3}", "您好，", "%s", "%", "元", "a€", "，😀"]), max_size=12
)
value = st.text(st.sampled_from("ab张%{}1€😀 -"), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)


@given(pieces, st.tuples(value, value, value), st.sampled_from(Region))
def test_the_content_is_the_rendered_template_and_its_size(
    parts: list[str], values: tuple[str, str, str], region: Region
) -> None:
    body = "".join(parts)
    number = GOOD if region is Region.MAINLAND else "+85261234567"
    row = checker(body, "Shop", region).check(1, number, values)
    content = bracketed("Shop", region) + render(body, [text.strip() for text in values])
    size = measure(content, region)
    if isinstance(row, ReadyRow):
        assert (row.content, row.characters, row.fragments) == (content, size.characters, size.fragments)
    else:
        assert row.reason is Reason.VARIABLE_TOO_LONG
        assert size.characters > 500


@given(st.text(max_size=30), st.lists(st.text(max_size=20), max_size=4), st.sampled_from(Region))
def test_any_row_gets_an_answer(number: str, values: list[str], region: Region) -> None:
    row = checker("a{1}.{2}b{2}", region=region, home_country="US").check(1, number, values)
    assert isinstance(row, ReadyRow) or str(row.problem)
