"""Statistics of messages that were really sent: overview, records, "Why?" and export (D1, D2, D8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smsdesk.app import App
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations import tasks
from smsdesk.sheets.reading import read
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.messages.why import MessageDetails
from smsdesk.ui.statistics.overview_page import OverviewPage
from smsdesk.ui.statistics.records_page import RecordsPage
from tests.operations.shop import Shop, furnish

Until = Callable[[Callable[[], object]], None]
#: Numbers of the sandbox with a fate of their own (docs/sandbox.md): delivered, not delivered, refused.
FATES = ("13800000000", "13800000002", "13800000010")


@pytest.fixture
def sent(opened: App, until: Until) -> Shop:
    """Three messages, each with its receipt."""
    shop = furnish(opened.desk)
    task = shop.sent(shop.pasted("\n".join(FATES), name="Spring offer"))

    def settled() -> bool:
        now = tasks.task(opened.desk, task_id=task.id)
        return now.status is TaskStatus.SENT and not now.totals.accepted

    until(settled)
    return shop


@pytest.fixture
def records(sent: Shop, window: MainWindow, until: Until) -> RecordsPage:
    window.open_place("statistics", "records")
    page = window.current_page()
    assert isinstance(page, RecordsPage)
    until(lambda: page.table.model.rowCount() == len(FATES))
    return page


def test_the_overview_counts_what_was_sent(sent: Shop, window: MainWindow, until: Until) -> None:
    window.open_place("statistics", "overview")
    page = window.current_page()
    assert isinstance(page, OverviewPage)
    until(lambda: page.figures.values().get("Requests") == str(len(FATES)))
    counted = tasks.list_tasks(sent.desk)[0].totals
    # What the carrier took, whether it arrived or not.
    assert page.figures.values()["Sent"] == str(counted.sent)
    assert page.table.totals.words()["delivered"] == str(counted.delivered)
    page.period.choose("yesterday")
    until(lambda: page.stack.currentIndex() == 1)


def test_records_are_found_by_the_end_of_a_number_and_by_status(records: RecordsPage, until: Until) -> None:
    records.arrive(number="0002")
    until(lambda: [one.number for one in records.table.model.rows] == ["+8613800000002"])
    records.arrive(number="", status=MessageStatus.DELIVERED)
    until(
        lambda: (
            records.table.model.rows
            and all(one.status is MessageStatus.DELIVERED for one in records.table.model.rows)
        )
    )


def test_a_chosen_record_says_why(records: RecordsPage, until: Until) -> None:
    records.table.view.selectRow(0)
    until(lambda: records.panel.is_open())
    assert len(records.panel.findChildren(MessageDetails)) == 1


def test_the_export_holds_every_record_of_the_query(
    records: RecordsPage, run: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "records.xlsx"
    run(records.export.export_to(path))
    with read(path) as reading:
        rows = list(reading.rows())
    assert len(rows) == len(FATES) + 1
    assert {row[1][1] for row in rows[1:]} == {f"+86{number}" for number in FATES}
