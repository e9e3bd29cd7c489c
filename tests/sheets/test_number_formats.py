"""B2: a variable says what the spreadsheet shows, not what its file holds."""

from __future__ import annotations

import datetime as dt

import pytest

from smsdesk.sheets.cells import write_cell
from smsdesk.sheets.number_formats import BUILT_IN, shape_of

DAY = dt.date(2026, 3, 1)
MOMENT = dt.datetime.combine(DAY, dt.time(9, 5))
AFTERNOON = dt.time(14, 30)
MONEY = '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ '
AMERICAN = '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'


def shown(value: object, code: str) -> str:
    shape = shape_of(code)
    return (shape.write(value) if shape else None) or write_cell(value)


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "General", "0.333333333"),
        (-1 / 3, "General", "-0.333333333"),
        (1234.56789012, "G/通用格式", "1234.56789"),
        (12.5, "0.00", "12.50"),
        (2.345, "0.00", "2.35"),
        (1.005, "0.00", "1.01"),
        (2.6, "0", "3"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234567.0, "#,##0", "1,234,567"),
        (0.5, "#,##0.00", "0.50"),
        (0.5, "#.##", ".5"),
        (2.0, "0.##", "2"),
        (12.5, '"¥"#,##0.00', "¥12.50"),
        (12.5, "¥#,##0.00;[Red]¥-#,##0.00", "¥12.50"),
        (-12.5, "¥#,##0.00;[Red]¥-#,##0.00", "¥-12.50"),
        (12.5, "[$¥-804]#,##0.00", "¥12.50"),
        (1299.0, "[$$-409]#,##0.00", "$1,299.00"),
        (9.9, '#,##0.00\\ "€"', "9.90 €"),
        (9.9, "#,##0.00\\ [$€-407]", "9.90 €"),
        (12.5, MONEY, "¥12.50"),
        (-12.5, MONEY, "¥-12.50"),
        (0.0, MONEY, "¥-"),
        (1200.0, AMERICAN, "$1,200.00"),
        (-1200.0, AMERICAN, "$(1,200.00)"),
        (-5.5, "0.00_);[Red]\\(0.00\\)", "(5.50)"),
        (-5.5, "0.00", "-5.50"),
        (-0.001, "0.00", "0.00"),
        (0.155, "0.0%", "15.5%"),
        (0.2, "0%", "20%"),
        (0.285, "0%", "29%"),
        (8.5, '0.0"折"', "8.5折"),
        (12.0, "0元", "12元"),
        (3.0, '"第"0"次"', "第3次"),
        (5.0, '"10"0', "105"),
        (7.0, "000", "007"),
        (1234.0, '"VIP"00000', "VIP01234"),
        (13800138000.0, "000-0000-0000", "138-0013-8000"),
        (4155552671.0, "[<=9999999]###-####;(###) ###-####", "(415) 555-2671"),
        (5552671.0, "[<=9999999]###-####;(###) ###-####", "555-2671"),
        (12345678.0, "#,##0,", "12,346"),
        (1500000.0, '0.0,,"M"', "1.5M"),
        (0.0, '0.00;-0.00;"免费"', "免费"),
        (0.0, "#,###", "0"),
        (5.0, ";;;", "5"),
        # A telephone number in a format for amounts stays one.
        (13800138000.0, "#,##0.00", "13800138000"),
        (13800138000.0, '"¥"0', "13800138000"),
        (13800138000.0, "0.00E+00", "13800138000"),
        (447700900123.0, '"+"0', "+447700900123"),
        (7700900123.0, "00000000000", "07700900123"),
        (13800138000.0, "yyyy/m/d", "13800138000"),
        # What is not written here is left to the bare number.
        (12345.0, "0.00E+00", "12345"),
        (0.5, "# ?/?", "0.5"),
        (12.5, "@", "12.5"),
        (12.5, "", "12.5"),
        (12.5, '"', "12.5"),
        (12.5, "[", "12.5"),
        (True, "0.00", "TRUE"),
        ("007", "0.00", "007"),
    ],
)
def test_a_number_is_written_as_it_is_shown(value: object, code: str, expected: str) -> None:
    assert shown(value, code) == expected


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (DAY, "yyyy-mm-dd", "2026-03-01"),
        (DAY, "yyyy/m/d", "2026/3/1"),
        (DAY, "[$-804]yyyy/m/d;@", "2026/3/1"),
        (DAY, 'yyyy"年"m"月"d"日";@', "2026年3月1日"),
        (DAY, "yyyy年m月d日", "2026年3月1日"),
        (DAY, "yyyy\\年m\\月", "2026年3月"),
        (DAY, "dd.mm.yyyy", "01.03.2026"),
        (DAY, "DD/MM/YYYY", "01/03/2026"),
        (DAY, "d-mmm-yy", "1-Mar-26"),
        (DAY, "[$-409]mmmm d, yyyy", "March 1, 2026"),
        (DAY, "ddd d mmm", "Sun 1 Mar"),
        (DAY, "dddd", "Sunday"),
        (DAY, "[$-804]aaaa", "星期日"),
        (DAY, "[$-804]dddd", "星期日"),
        (DAY, "[$-804]ddd", "周日"),
        (DAY, "aaa", "日"),
        (DAY, "[$-411]aaaa", "日曜日"),
        (DAY, "[$-407]d. mmmm yyyy", "2026-03-01"),
        (DAY, "[$-F800]dddd, mmmm dd, yyyy", "2026/3/1"),
        (DAY, "e年m月", "2026年3月"),
        (DAY, "ggge年", "2026-03-01"),
        (MOMENT, "yyyy/m/d h:mm", "2026/3/1 9:05"),
        (MOMENT, "yyyy-mm-dd hh:mm:ss", "2026-03-01 09:05:00"),
        (MOMENT, "m/d/yy h:mm AM/PM", "3/1/26 9:05 AM"),
        (AFTERNOON, "h:mm", "14:30"),
        (AFTERNOON, "h:mm AM/PM", "2:30 PM"),
        (AFTERNOON, "h:mm A/P", "2:30 P"),
        (dt.time(0, 5), "h:mm AM/PM", "12:05 AM"),
        (AFTERNOON, '上午/下午h"时"mm"分"', "下午2时30分"),
        (AFTERNOON, "[$-F400]h:mm:ss AM/PM", "14:30:00"),
        (dt.time(0, 3, 7), "mm:ss", "03:07"),
        (dt.time(0, 3, 7), "mm:ss.0", "03:07"),
        (dt.timedelta(hours=30), "[h]:mm", "30:00"),
        (dt.timedelta(minutes=90), "[mm]:ss", "90:00"),
        (dt.datetime.combine(DAY, dt.time(5, 5, 59, 999_900)), "h:mm", "5:06"),
        (46082.0, "yyyy/m/d", "2026/3/1"),
        (-1.0, "yyyy/m/d", "-1"),
        (1e12, "yyyy/m/d", "1000000000000"),
    ],
)
def test_a_moment_is_written_as_it_is_shown(value: object, code: str, expected: str) -> None:
    assert shown(value, code) == expected


def test_day_zero_may_be_in_1904() -> None:
    shape = shape_of("yyyy/m/d", from_1904=True)
    assert shape is not None
    assert shape.write(44620.0) == "2026/3/1"


@pytest.mark.parametrize(
    ("number", "value", "expected"),
    [
        (2, 12.5, "12.50"), (3, 1234.0, "1,234"), (4, 1234.5, "1,234.50"), (9, 0.2, "20%"),
        (10, 0.155, "15.50%"), (14, 46082.0, "2026/3/1"), (22, 46082.5, "2026/3/1 12:00"),
        (31, 46082.0, "2026年3月1日"), (39, -1234.5, "(1,234.50)"), (46, 1.25, "30:00:00"),
        (57, 46082.0, "2026年3月"), (58, 46082.0, "3月1日"),
    ],
)  # fmt: skip
def test_formats_known_by_number(number: int, value: float, expected: str) -> None:
    assert shown(value, BUILT_IN[number]) == expected


def test_every_format_known_by_number_is_understood() -> None:
    assert [code for code in BUILT_IN.values() if shape_of(code) is None] == []
