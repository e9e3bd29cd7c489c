"""Statistics tab: overview, message records, replies, failures, receipts, countries (D1–D5, D7, D8)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.exports import show_exports
from smsdesk.ui.statistics.choice import StatisticsChoice
from smsdesk.ui.statistics.countries_page import CountriesPage
from smsdesk.ui.statistics.failures_page import FailuresPage
from smsdesk.ui.statistics.overview_page import OverviewPage
from smsdesk.ui.statistics.receipts_page import ReceiptsPage
from smsdesk.ui.statistics.records_page import RecordsPage
from smsdesk.ui.statistics.replies_page import RepliesPage
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.subpages import SubPage, SubPages


def create(context: Context) -> QWidget:
    """The tab's widget. What is chosen on one page of figures is meant on all of them."""
    choice = StatisticsChoice(context)
    pages = SubPages(
        context,
        tab="statistics",
        title=tr("Statistics"),
        region=True,
        pages=[
            SubPage("overview", tr("Overview"), lambda: OverviewPage(context, choice)),
            SubPage("records", tr("Message records"), lambda: RecordsPage(context)),
            SubPage("replies", tr("Replies"), lambda: RepliesPage(context, choice)),
            SubPage("failures", tr("Failure analysis"), lambda: FailuresPage(context, choice)),
            SubPage("receipts", tr("Receipt analysis"), lambda: ReceiptsPage(context, choice)),
            SubPage("countries", tr("Countries"), lambda: CountriesPage(context, choice)),
        ],
    )
    written = button(
        tr("Exports"),
        lambda: context.runner.spawn(show_exports(context), owner=pages),
        kind="quiet",
        picture="folder",
    )
    written.setToolTip(tr("Files that were written by Export"))
    pages.head.addWidget(written)
    return pages
