"""How far the carriers are with a signature or template, for the details of one (R1)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from smsdesk.domain.review import SubmissionState
from smsdesk.domain.text import tr
from smsdesk.operations.carrier_reviews import CarrierReview, review_progress
from smsdesk.ui.formats import Formats
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import column, holding, row
from smsdesk.ui.widgets.page import Page

_MARKS = {
    SubmissionState.APPROVED: ("circle-check", "success"),
    SubmissionState.REJECTED: ("circle-x", "danger"),
}


async def carrier_progress(page: Page, subject: str, subject_id: int) -> list[QWidget]:
    """Fetch it; nothing for what is reviewed at this desk alone."""
    found = await page.context.runner.run(review_progress, subject=subject, subject_id=subject_id)
    return [carriers_view(found, page.context.formats)] if found else []


def carriers_view(reviews: Sequence[CarrierReview], formats: Formats) -> QWidget:
    """A line for each carrier, with its hours while it is awaited and what kept it from being asked."""
    lines = column(spacing=4)
    for one in reviews:
        mark, role = _MARKS.get(one.state, ("info", "accent_text"))
        words = label(progress_words(one, formats), "secondary", wrap=True, selectable=True)
        line = row(Picture(mark, role, 16), words, spacing=8)
        line.setStretch(1, 1)
        lines.addWidget(holding(line))
        if one.fault is not None:
            lines.addWidget(label(str(one.fault), "warning", wrap=True, selectable=True))
        if one.expected_by is not None:
            lines.addWidget(label(tr("It is reviewed {hours}.", hours=one.hours), "small", wrap=True))
    return holding(lines)


def progress_words(one: CarrierReview, formats: Formats) -> str:
    """Where one carrier is with it."""
    if one.state is SubmissionState.APPROVED:
        return tr("Approved by the carrier of {gateway}.", gateway=one.name)
    if one.state is SubmissionState.REJECTED:
        return tr("Rejected by the carrier of {gateway}: {reason}", gateway=one.name, reason=one.reason)
    if one.since is None or one.expected_by is None:
        return tr("Waits to be submitted to the carrier of {gateway}.", gateway=one.name)
    since, expected = formats.time(one.since), formats.time(one.expected_by)
    if one.overdue:
        return tr(
            "With the carrier of {gateway} since {since}. An answer was expected by {expected}; the carrier "
            "is asked again and again.",
            gateway=one.name,
            since=since,
            expected=expected,
        )
    return tr(
        "With the carrier of {gateway} since {since}, expected by {expected}.",
        gateway=one.name,
        since=since,
        expected=expected,
    )
