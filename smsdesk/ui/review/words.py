"""The state of a review in words."""

from __future__ import annotations

from smsdesk.domain.review import Decision, ReviewStatus
from smsdesk.domain.text import tr
from smsdesk.operations.review import AUTOMATIC
from smsdesk.ui.formats import Formats
from smsdesk.ui.widgets.badge import Badge
from smsdesk.ui.widgets.timeline import Moment

_ROLES = {
    ReviewStatus.PENDING: "warning",
    ReviewStatus.APPROVED: "success",
    ReviewStatus.REJECTED: "danger",
}


def status_words(status: ReviewStatus) -> str:
    """Where it stands."""
    return {
        ReviewStatus.PENDING: tr("Pending review"),
        ReviewStatus.APPROVED: tr("Approved"),
        ReviewStatus.REJECTED: tr("Rejected"),
    }[status]


def status_badge(status: ReviewStatus) -> Badge:
    """Dot and word."""
    return Badge(status_words(status), _ROLES[status])


def moments(decisions: list[Decision], formats: Formats) -> list[Moment]:
    """The history, for a ``Timeline``."""
    return [
        Moment(
            status_words(decision.status),
            formats.time(decision.at),
            decision.reason or (tr("All checks passed.") if decision.by == AUTOMATIC else ""),
            _ROLES[decision.status],
        )
        for decision in decisions
    ]
