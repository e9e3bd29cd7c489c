"""A spreadsheet calls things what the page it was exported from calls them (D8)."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from smsdesk.app import App
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.records import RecordFilter
from smsdesk.domain.reply_records import ReplyStatus
from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.operations import message_sheets, reply_records, statistics_sheets
from smsdesk.operations.records import export_records
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.messages.words import status_badge
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.statistics.reply_details import reply_badge
from smsdesk.ui.widgets.data_table import DataTable

Settled = Callable[[], None]

DAY = StatisticsFilter(Region.MAINLAND, 0, 86_400_000)


def _titles(window: MainWindow, settled: Settled, page: str, name: str) -> list[str]:
    """Of the columns of a table in their order, hidden ones too."""
    window.open_place("statistics", page)
    settled()
    shown = window.current_page()
    assert shown is not None
    tables = shown.findChildren(DataTable)
    [table] = [each for each in tables if each.accessibleName() == name or len(tables) == 1]
    return [column.title for column in table.model.columns]


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def test_the_overview_has_every_column_of_the_screen_in_its_order(
    opened: App, window: MainWindow, settled: Settled, tmp_path: Path
) -> None:
    path = tmp_path / "overview.csv"
    statistics_sheets.export_overview(opened.desk, filter=DAY, path=path)
    shown = _titles(window, settled, "overview", "Figures")
    assert _header(path) == shown


def test_the_records(opened: App, window: MainWindow, settled: Settled, tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    export_records(
        opened.desk, filter=RecordFilter(region=Region.MAINLAND, start=0, end=86_400_000), path=path
    )
    apart = {"Characters", "Fragments"}  # "Characters / fragments" on the page
    assert set(_header(path)) - apart <= set(_titles(window, settled, "records", "Message records"))


@pytest.mark.parametrize(
    ("export", "page", "name", "own"),
    [
        (reply_records.export_replies, "replies", "Replies", {"Message requested"}),
        (statistics_sheets.export_failures, "failures", "Failures by reason", {"Likeliest cause"}),
    ],
)
def test_others(
    opened: App,
    window: MainWindow,
    settled: Settled,
    tmp_path: Path,
    export: Callable[..., int],
    page: str,
    name: str,
    own: set[str],
) -> None:
    """``own``: columns for which the page has no room."""
    path = tmp_path / "sheet.csv"
    export(opened.desk, filter=DAY, path=path)
    assert set(_header(path)) - set(_titles(window, settled, page, name)) == own


@pytest.mark.parametrize("status", MessageStatus)
def test_the_status_of_a_message(status: MessageStatus) -> None:
    assert str(message_sheets.STATUS_WORDS[status]) == status_badge(status).words


@pytest.mark.parametrize("status", ReplyStatus)
def test_the_status_of_a_reply(status: ReplyStatus) -> None:
    assert str(reply_records.STATUS_WORDS[status]) == reply_badge(status).words


@pytest.mark.parametrize("sms_type", SmsType)
def test_the_type(sms_type: SmsType) -> None:
    assert str(message_sheets.TYPE_WORDS[sms_type]) == type_words(sms_type)
