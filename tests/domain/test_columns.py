"""B2, B4: which column is which, and when a file is questioned."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.columns import ColumnMap, column_letters, recognise
from smsdesk.domain.header_words import Meaning, heading, variable_number
from smsdesk.domain.number_columns import judge_column
from smsdesk.domain.profile import Region

MAINLAND, GLOBAL = Region.MAINLAND, Region.GLOBAL
chance = random.Random(20260501)


def mobile(_: int = 0) -> str:
    return "1" + chance.choice(["30", "38", "59", "77", "86", "99"]) + f"{chance.randrange(10**8):08}"


def landline(_: int = 0) -> str:
    return f"0755-8{chance.randrange(10**7):07}"


def order(row: int = 0) -> str:
    return f"202605{row:06}"


def number(row: int = 0) -> str:
    return str(row + 1)


Maker = Callable[[int], str]


def sheet(head: list[list[str]], *columns: str | Maker, rows: int = 30) -> list[list[str]]:
    body = [[made if isinstance(made, str) else made(row) for made in columns] for row in range(rows)]
    return [*head, *body]


def told(
    table: list[list[str]], variables: list[int], region: Region = MAINLAND, home: str = "CN"
) -> ColumnMap:
    return recognise(table, variables, region, home)


@pytest.mark.parametrize(
    ("head", "columns", "variables", "header_row", "number_column", "mapped"),
    [
        ([["手机号", "变量1", "变量2"]], (mobile, "a", "b"), [1, 2], 0, 0, {1: 1, 2: 2}),
        ([["{2}", "{1}", "Phone number"]], ("a", "b", mobile), [1, 2], 0, 2, {1: 1, 2: 0}),
        ([["mobile", "var2", "var1"]], (mobile, "a", "b"), [1, 2], 0, 0, {1: 2, 2: 1}),
        ([["电话", "1", "2"]], (mobile, "a", "b"), [1, 2], 0, 0, {1: 1, 2: 2}),
        ([["tel", "变量{1}（姓名）"]], (mobile, "张三"), [1], 0, 0, {1: 1}),
        ([["姓名", "金额", "手机号码"]], ("张三", "12.5", mobile), [1, 2], 0, 2, {1: 0, 2: 1}),
        (
            [["5月名单", "", ""], ["", "", ""], ["姓名", "电话", "金额"]],
            ("张三", mobile, "3"),
            [1, 2],
            2,
            1,
            {1: 0, 2: 2},
        ),
        ([], (mobile, "张三"), [1], None, 0, {1: 1}),
        ([], ("张三", mobile), [1], None, 1, {1: 0}),
        ([], (mobile,), [], None, 0, {}),
        ([["客户"]], (mobile,), [], 0, 0, {}),
        ([["序号", "手机", "姓名"]], (number, mobile, "张三"), [1], 0, 1, {1: 2}),
        ([["Order no.", "Mobile"]], (order, mobile), [1], 0, 1, {1: 0}),
        ([["Order no.", "Mobile"]], (mobile, mobile), [], 0, 1, {}),
        ([["Mobile", "Emergency contact phone"]], (mobile, mobile), [], 0, 0, {}),
        ([["业务员电话", "客户手机"]], (mobile, mobile), [], 0, 1, {}),
        ([["Tel. of the salesperson", "Tel."]], (mobile, mobile), [], 0, 1, {}),
        ([["联系电话", "座机"]], (mobile, landline), [], 0, 0, {}),
        ([["座机", "手机/固话"]], (landline, mobile), [], 0, 1, {}),
        ([["Handynummer", "Vorname"]], (mobile, "Hans"), [1], 0, 0, {1: 1}),
        ([["手机号", "变量1"]], (), [1], 0, 0, {1: 1}),
        # Empty columns fill nothing.
        ([["", "", "手机", "姓名"]], ("", "", mobile, "张三"), [1], 0, 2, {1: 3}),
        ([], ("", mobile, "", "张三"), [1], None, 1, {1: 3}),
        ([], (number, mobile, "张三"), [1], None, 1, {1: 2}),
        # A header of two lines: two languages, how to fill it in, groups over columns.
        ([["手机号", "姓名"], ["Mobile", "Name"]], (mobile, "张三"), [1], 1, 0, {1: 1}),
        ([["手机号"], ["Mobile"]], (mobile,), [], 1, 0, {}),
        (
            [["手机号(必填)", "变量1"], ["请填写11位手机号", "最多12个字"]],
            (mobile, "张三"),
            [1],
            1,
            0,
            {1: 1},
        ),
        ([["Mobile", "{1}"], ["required, 11 digits", "e.g. Ann"]], (mobile, "Ann"), [1], 1, 0, {1: 1}),
        (
            [["手机号", "收件信息", ""], ["", "姓名", "城市"]],
            (mobile, "张三", "北京"),
            [1, 2],
            1,
            0,
            {1: 1, 2: 2},
        ),
        # A row that only looks a little like a header is a recipient.
        ([["手机", "姓名"], ["无手机", "张三"]], (mobile, "张三"), [1], 0, 0, {1: 1}),
        ([["手机", "姓名"], ["", "张三"]], (mobile, "张三"), [1], 0, 0, {1: 1}),
        ([["手机", "姓名"], ["手机丢了", "张三"]], (mobile, "张三"), [1], 0, 0, {1: 1}),
        ([["手机"], ["无手机"]], (mobile,), [], 0, 0, {}),
        ([["手机", "姓名"], ["请打给他妻子", "张三"]], (mobile, "张三"), [1], 0, 0, {1: 1}),
        ([["手机", "姓名"], ["不愿填写", "张三"]], (mobile, "张三"), [1], 0, 0, {1: 1}),
        # The shop's own telephone stands above the list.
        (
            [["店铺", "晨光", "电话", "13900139000"], ["客户名单"], ["姓名", "手机", "金额"]],
            ("张三", mobile, "3"),
            [1, 2],
            2,
            1,
            {1: 0, 2: 2},
        ),
        ([["13900139000", "李"], ["手机", "姓名"]], (mobile, "张三"), [1], None, 0, {1: 1}),
    ],
)
def test_recognised_without_asking(
    head: list[list[str]],
    columns: tuple[str | Maker, ...],
    variables: list[int],
    header_row: int | None,
    number_column: int,
    mapped: dict[int, int],
) -> None:
    found = told(sheet(head, *columns, rows=30 if columns else 0), variables)
    assert (found.header_row, found.number, dict(found.variables)) == (header_row, number_column, mapped)
    assert found.certain
    assert found.question is None


@pytest.mark.parametrize(
    ("head", "columns", "variables", "words"),
    [
        ([["Phone 1", "Phone 2"]], (mobile, mobile), [], "Phone 1 or Phone 2"),
        ([["Name", "Emergency contact phone"]], ("Z", mobile), [], "Emergency contact phone"),
        ([["姓名", "备注"]], ("张三", "x"), [], "No column"),
        ([], (), [], "No column"),
        (
            [["手机", "姓名", "金额", "备注"]],
            (mobile, "张三", "3", "x"),
            [1, 2],
            "order of the columns: {1}, {2}",
        ),
        ([["手机", "姓名"]], (mobile, "张三"), [1, 2], "{2}"),
        ([["phone"]], (landline,), [], "landlines"),
    ],
)
def test_asked(
    head: list[list[str]], columns: tuple[str | Maker, ...], variables: list[int], words: str
) -> None:
    found = told(sheet(head, *columns, rows=30 if columns else 0), variables)
    assert not found.certain
    assert words in str(found.question)


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ([["\ufeff手机\u200b号", "姓\u00a0名 "]], ("手机号", "姓 名")),
        ([["手机\n号码", "Full\r\n name"]], ("手机 号码", "Full name")),
        ([["手机号", "收件信息", ""], ["", "姓名", "城市"]], ("手机号", "姓名", "城市")),
        ([["手机号", "姓名"], ["Mobile", "Name"]], ("手机号", "姓名")),
        ([["客户电话", "订单", ""], ["", "姓名", "编号"]], ("客户电话", "姓名", "编号")),
    ],
)
def test_titles(head: list[list[str]], names: tuple[str, ...]) -> None:
    found = told(sheet(head, mobile, *["x"] * (len(names) - 1)), [])
    assert found.names == names


def test_names_fall_back_to_letters() -> None:
    assert told(sheet([], mobile, "x"), [1]).names == ("A", "B")
    assert told(sheet([["手机", ""]], mobile, "x"), [1]).names == ("手机", "B")
    assert [column_letters(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def make(pattern: Callable[[int], str], rows: int = 60) -> list[str]:
    return [pattern(row) for row in range(rows)]


def american(row: int) -> str:
    return f"1{('415', '312', '646', '702')[row % 4]}55{row:05}"


def card(row: int) -> str:
    body = f"622202{row:012}"
    for check in "0123456789":
        digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(body + check))]
        if sum(digit - 9 if digit > 9 else digit for digit in digits) % 10 == 0:
            return body + check
    raise AssertionError


@pytest.mark.parametrize(
    ("values", "region", "home", "kind"),
    [
        (make(mobile), MAINLAND, "CN", "numbers"),
        (make(lambda row: mobile() if row % 3 else "x"), MAINLAND, "CN", "numbers"),
        (make(lambda row: f"138{row:08}"), MAINLAND, "CN", "numbers"),
        (make(lambda row: f"+852612345{row:02}"), MAINLAND, "CN", "other_country"),
        (make(lambda row: f"44740012{row:04}"), MAINLAND, "CN", "other_country"),
        (make(american), MAINLAND, "CN", "other_country"),
        (make(mobile), GLOBAL, "GB", "other_country"),
        (make(mobile), GLOBAL, "CN", "other_country"),
        (make(lambda row: f"0740012{row:04}"), GLOBAL, "GB", "numbers"),
        (make(lambda row: f"+44740012{row:04}"), GLOBAL, "CN", "numbers"),
        (make(lambda row: f"20260501{row:04}"), MAINLAND, "CN", "orders"),
        (make(lambda row: f"SO-{row:06}"), MAINLAND, "CN", "orders"),
        (make(card), MAINLAND, "CN", "cards"),
        (make(lambda row: f"44030119900101{row:03}X"), MAINLAND, "CN", "identities"),
        (make(landline), MAINLAND, "CN", "landlines"),
        (make(lambda row: "张三"), MAINLAND, "CN", "other"),
        (["", "  "], MAINLAND, "CN", "empty"),
        ([], MAINLAND, "CN", "empty"),
    ],
)
def test_a_column_as_a_whole(values: list[str], region: Region, home: str, kind: str) -> None:
    verdict = judge_column(values, region, home)
    assert verdict.kind == kind
    assert (verdict.question is None) == (kind == "numbers")


@given(
    st.lists(
        st.from_regex(r"1(3[0-9]|5[0-35-9]|7[0-8]|8[0-9]|9[0-35-9])[0-9]{8}", fullmatch=True), min_size=25
    )
)
def test_mainland_numbers_are_not_questioned(values: list[str]) -> None:
    distinct = list(dict.fromkeys(values))
    if len(distinct) >= 25:
        assert judge_column(distinct, MAINLAND, "CN").question is None


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("手机号码", Meaning.MOBILE),
        ("Cell", Meaning.MOBILE),
        ("MSISDN", Meaning.MOBILE),
        ("phone_number", Meaning.MOBILE),
        ("携帯電話", Meaning.MOBILE),
        ("Téléphone portable", Meaning.MOBILE),
        ("电话", Meaning.TELEPHONE),
        ("Phone", Meaning.TELEPHONE),
        ("Number", Meaning.TELEPHONE),
        ("联系方式", Meaning.TELEPHONE),
        ("Телефон", Meaning.TELEPHONE),
        ("紧急联系人电话", Meaning.SOMEONE_ELSES),
        ("Driver's mobile", Meaning.SOMEONE_ELSES),
        ("Office phone", Meaning.LANDLINE),
        ("传真", Meaning.LANDLINE),
        ("订单号", Meaning.REFERENCE),
        ("ID", Meaning.REFERENCE),
        ("Bank account number", Meaning.REFERENCE),
        ("序号", Meaning.SERIAL),
        ("No.", Meaning.SERIAL),
        ("姓名", Meaning.NAME),
        ("Full name", Meaning.NAME),
        ("手机型号", Meaning.UNKNOWN),
        ("备注", Meaning.UNKNOWN),
        ("", Meaning.UNKNOWN),
    ],
)
def test_headers(words: str, meaning: Meaning) -> None:
    assert heading(words).meaning is meaning


@pytest.mark.parametrize(
    ("words", "variable"),
    [
        ("{1}", 1),
        ("｛2｝", 2),
        ("变量1", 1),
        ("变量 3", 3),
        ("变量{2}", 2),
        ("var1", 1),
        ("Variable 12", 12),
        ("param_4", 4),
        ("7", 7),
        ("1. 姓名", 1),
        ("{1} name", 1),
        ("{1}姓名", 1),
        ("变量1：姓名", 1),
        ("[3]", 3),
        ("", None),
        ("姓名", None),
        ("{0}", None),
        ("2026", None),
        ("1月", None),
        ("3.5", None),
        ("{name}", None),
    ],
)
def test_variables_named_by_headers(words: str, variable: int | None) -> None:
    assert variable_number(words) == variable


@given(
    st.lists(st.lists(st.text(max_size=15), max_size=6), max_size=30), st.sampled_from([[], [1], [1, 2, 3]])
)
def test_any_table_gets_an_answer(rows: list[list[str]], variables: list[int]) -> None:
    found = told(rows, variables)
    assert found.certain == (found.question is None)
    width = max(map(len, rows), default=0)
    assert len(found.names) == width
    used = [*found.variables.values(), *([found.number] if found.number is not None else [])]
    assert len(set(used)) == len(used)
    assert all(0 <= column < width for column in used)
