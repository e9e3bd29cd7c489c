"""The state of a review, its checks and its decisions in words (R2, R3)."""

from __future__ import annotations

from smsdesk.domain.review import (
    AUTOMATIC,
    GATEWAY_DECIDES,
    CheckCounts,
    CheckState,
    Decision,
    ReviewStatus,
)
from smsdesk.domain.text import tr, trn
from smsdesk.operations.review import Waiting
from smsdesk.ui.formats import Formats
from smsdesk.ui.widgets.badge import Badge
from smsdesk.ui.widgets.timeline import Moment

#: The one user of a desk that nobody else was given access to.
OWNER = "owner"

_ROLES = {
    ReviewStatus.PENDING: "warning",
    ReviewStatus.APPROVED: "success",
    ReviewStatus.REJECTED: "danger",
}

#: Icon and role of each state of a check.
MARKS = {
    CheckState.PASSED: ("circle-check", "success"),
    CheckState.FAILED: ("circle-x", "danger"),
    CheckState.WARNED: ("triangle-alert", "warning"),
    CheckState.PERSON: ("eye", "text_secondary"),
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


def check_words(state: CheckState) -> str:
    """How one check stands."""
    return {
        CheckState.PASSED: tr("Passed"),
        CheckState.FAILED: tr("Failed"),
        CheckState.WARNED: tr("Warning"),
        CheckState.PERSON: tr("For you to look at"),
    }[state]


def counts_words(counts: CheckCounts) -> str:
    """How the checks stand together: "11 passed · 1 warning"."""
    words = []
    if counts.failed:
        words.append(trn("{count} failed", "{count} failed", counts.failed))
    if counts.warned:
        words.append(trn("{count} warning", "{count} warnings", counts.warned))
    words.append(trn("{count} passed", "{count} passed", counts.passed))
    return " · ".join(words)


def counts_badge(counts: CheckCounts) -> Badge:
    """The worst of them as the colour."""
    role = "danger" if counts.failed else "warning" if counts.warned else "success"
    return Badge(counts_words(counts), role)


def reviewer_words(entry: Waiting, formats: Formats) -> str:
    """Who decides about it, and by when a carrier can be expected to have."""
    if entry.here:
        return tr("You")
    deciding = [one for one in entry.carriers if one.decides]
    first = next((one for one in deciding if one.expected_by is not None), deciding[0])
    if first.expected_by is None:
        return str(first.name)
    return tr("{carrier}, by {time}", carrier=first.name, time=formats.time(first.expected_by))


def user_words(user: str) -> str:
    """Who did something: a user's name, or that it was oneself."""
    return tr("You") if user == OWNER else user


def decision_words(decision: Decision) -> str:
    """What was decided, and by whom."""
    approved = decision.status is ReviewStatus.APPROVED
    if decision.by == AUTOMATIC:
        return tr("Approved automatically") if approved else tr("Rejected automatically")
    if decision.by == OWNER:
        return tr("Approved by you") if approved else tr("Rejected by you")
    who = decision.gateway or decision.by.removeprefix(GATEWAY_DECIDES)
    return tr("Approved by {who}", who=who) if approved else tr("Rejected by {who}", who=who)


def moments(decisions: list[Decision], formats: Formats) -> list[Moment]:
    """The history, newest first, for a ``Timeline``."""
    return [
        Moment(
            decision_words(decision),
            formats.time(decision.at),
            decision.reason or (tr("All checks passed.") if decision.by == AUTOMATIC else ""),
            _ROLES[decision.status],
        )
        for decision in decisions
    ]
