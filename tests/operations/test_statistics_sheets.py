"""Statistics as spreadsheets: what the pages show, in typed cells, with what was asked for (D8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from smsdesk.domain.errors import Invalid, Unavailable
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.operations import statistics_sheets as sheets
from smsdesk.operations.desk import Desk
from tests.operations.conftest import START
from tests.operations.shop import Fate, Shop, befall, furnish

DAY = 86_400_000
#: 2026-03-02 00:00 in Shanghai, the day of ``START``.
MIDNIGHT = START - 10 * 3_600_000

FATES = (
    Fate(MessageStatus.DELIVERED, "DELIVRD", 0, 2_000),
    Fate(MessageStatus.DELIVERED, "DELIVRD", 1_000, 2_000),
    Fate(MessageStatus.UNDELIVERED, "UNDELIV", 2_000, 3_000),
    Fate(MessageStatus.ACCEPTED, "", 3_000),
    Fate(MessageStatus.FAILED, "FailedOperation.PhoneNumberInBlacklist", 4_000),
)


@pytest.fixture
def shop(desk: Desk) -> Shop:
    """Five messages of one task, each with its fate."""
    made = furnish(desk)
    numbers = "\n".join(f"1380000000{place}" for place in range(len(FATES)))
    befall(desk, made.sent(made.pasted(numbers, name="=Spring")), FATES)
    return made


def asked(days: int = 1, **more: Any) -> StatisticsFilter:
    return StatisticsFilter(Region.MAINLAND, MIDNIGHT - (days - 1) * DAY, MIDNIGHT + DAY, **more)


def written(export: Callable[..., int], desk: Desk, path: Path, filter: StatisticsFilter) -> Any:
    export(desk, filter=filter, path=path)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    for sheet in book.worksheets[:-1]:
        assert sheet.freeze_panes == "A2"
        assert sheet.column_dimensions["A"].width > 10
    return book


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_overview_adds_up_and_is_compared(shop: Shop, tmp_path: Path) -> None:
    book = written(sheets.export_overview, shop.desk, tmp_path / "o.xlsx", asked(days=7))
    days, comparison, _ = book.worksheets
    header, *rows, total = values(days)
    assert header == [
        "Time",
        "Requests",
        "Sent",
        "Success rate",
        "Delivered",
        "Not delivered",
        "No receipt yet",
        "Failed",
        "Unknown",
        "Billable fragments",
    ]
    assert len(rows) == 7
    assert rows[-1] == [datetime(2026, 3, 2), 5, 4, 0.8, 2, 1, 1, 1, 0, 4]  # noqa: DTZ001 - cells know no zones
    assert days["A8"].number_format == "yyyy\\-mm\\-dd"
    assert days["D8"].number_format == "0.0%"
    assert total == ["Total", 5, 4, 0.8, 2, 1, 1, 1, 0, 4]
    assert [row[1] for row in values(comparison)] == ["Requests", 5, 0]


def test_a_day_goes_by_the_hour_in_the_zone_of_the_profile(shop: Shop, tmp_path: Path) -> None:
    book = written(sheets.export_overview, shop.desk, tmp_path / "o.xlsx", asked())
    rows = values(book.worksheets[0])[1:-1]
    assert len(rows) == 24
    assert [row[0].hour for row in rows if row[1]] == [10]


def test_the_last_sheet_says_what_was_asked(shop: Shop, tmp_path: Path) -> None:
    filter = asked(application_id=shop.application.id, template_id=shop.notice.id)
    about = dict(
        values(written(sheets.export_overview, shop.desk, tmp_path / "o.xlsx", filter).worksheets[-1])
    )
    assert about == {
        "Business": "Riverside Bakery",
        "Content": "Overview",
        "Region": "Mainland China",
        "Period": "2026-03-02 00:00 to 2026-03-03 00:00",
        "Time zone": "Asia/Shanghai",
        "Application": "Bakery",
        "Template": "Notice",
        "Written": "2026-03-02 10:00",
        "Program": about["Program"],
    }
    assert about["Program"].startswith("SMS Desk ")


def test_failures_come_with_reason_cause_and_advice(shop: Shop, tmp_path: Path) -> None:
    book = written(sheets.export_failures, shop.desk, tmp_path / "f.xlsx", asked())
    [_, row] = values(book.worksheets[0])
    assert row[1:4] == ["FailedOperation.PhoneNumberInBlacklist", 1, 1]
    assert all(isinstance(words, str) and words for words in (row[0], *row[4:]))


def test_receipts_by_time_and_why_the_rest_did_not_arrive(shop: Shop, tmp_path: Path) -> None:
    book = written(sheets.export_receipts, shop.desk, tmp_path / "r.xlsx", asked())
    receipts, reasons, _ = book.worksheets
    assert values(receipts)[-1] == ["Total", 4, 3, 0.75, 2, 1, 1, pytest.approx(2 / 3)]
    assert [row[1:4] for row in values(reasons)[1:]] == [["UNDELIV", 1, 1]]


def test_countries_by_name_and_code(shop: Shop, tmp_path: Path) -> None:
    book = written(sheets.export_countries, shop.desk, tmp_path / "c.xlsx", asked())
    [header, row] = values(book.worksheets[0])
    assert row[:4] == ["China", "CN", 5, 4]
    assert len(header) == len(set(header)) == len(row)


@pytest.mark.parametrize(
    ("export", "lines"),
    [
        (sheets.export_overview, 26),
        (sheets.export_failures, 2),
        (sheets.export_receipts, 26),
        (sheets.export_countries, 2),
    ],
)
def test_each_as_text(shop: Shop, tmp_path: Path, export: Callable[..., int], lines: int) -> None:
    path = tmp_path / "t.csv"
    export(shop.desk, filter=asked(), path=path)
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == lines


def test_a_fault_leaves_nothing(shop: Shop, tmp_path: Path) -> None:
    backwards = StatisticsFilter(Region.MAINLAND, MIDNIGHT, MIDNIGHT)
    with pytest.raises(Invalid):
        sheets.export_overview(shop.desk, filter=backwards, path=tmp_path / "o.xlsx")
    with pytest.raises(Unavailable, match="the folder is not there"):
        sheets.export_overview(shop.desk, filter=asked(), path=tmp_path / "no" / "o.xlsx")
    assert list(tmp_path.glob("*o.xlsx*")) == []
