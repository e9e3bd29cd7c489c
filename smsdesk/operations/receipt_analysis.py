"""What carriers reported of a period's messages (D5)."""

from __future__ import annotations

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import ReceiptAnalysis, StatisticsFilter
from smsdesk.operations import figures
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.failure_analysis import reasons


@query
def receipt_analysis(desk: Desk, *, filter: StatisticsFilter) -> ReceiptAnalysis:
    """Receipts by hour or day of the request, and why messages were not delivered, most frequent first.

    Raises ``Invalid`` when the period ends before it begins.
    """
    trend = figures.trend(desk, filter)
    undelivered = reasons(desk, filter, MessageStatus.UNDELIVERED)
    return ReceiptAnalysis(trend.total, trend.points, trend.hourly, undelivered)
