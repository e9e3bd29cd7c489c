"""What was not sent in a period, by reason (D4)."""

from __future__ import annotations

from smsdesk.domain.codes import explain
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import FailureAnalysis, Reason, StatisticsFilter
from smsdesk.operations import figures
from smsdesk.operations.desk import Desk, query


@query
def failure_analysis(desk: Desk, *, filter: StatisticsFilter) -> FailureAnalysis:
    """The failed messages by code, most first. Raises ``Invalid`` when the period ends before it begins."""
    total = figures.total(desk, filter, figures.required_period(filter))
    return FailureAnalysis(total, reasons(desk, filter, MessageStatus.FAILED))


def reasons(desk: Desk, filter: StatisticsFilter, status: MessageStatus) -> tuple[Reason, ...]:
    """The messages of a status by code, most first, each with its share of them all."""
    counts = figures.by_code(desk, filter, status)
    whole = sum(count for _, count in counts)
    return tuple(
        Reason(status, code, explain(code).title, count, count / whole) for code, count in counts if count
    )
