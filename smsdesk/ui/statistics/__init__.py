"""Statistics tab: overview and message records (D1, D2, D8)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.statistics.overview_page import OverviewPage
from smsdesk.ui.statistics.records_page import RecordsPage
from smsdesk.ui.widgets.subpages import SubPage, SubPages


def create(context: Context) -> QWidget:
    """The tab's widget."""
    return SubPages(
        context,
        tab="statistics",
        title=tr("Statistics"),
        region=True,
        pages=[
            SubPage("overview", tr("Overview"), lambda: OverviewPage(context)),
            SubPage("records", tr("Message records"), lambda: RecordsPage(context)),
        ],
    )
