"""Review by the carriers behind the gateways: who reviews, and how far they are (R1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smsdesk.domain.review import SubmissionState
from smsdesk.domain.text import Text, text
from smsdesk.engine.reviewing import reviewing_gateways, standby_gateways, stored_values
from smsdesk.gateways.base import ReviewedBy
from smsdesk.gateways.registry import DECLARED
from smsdesk.operations.desk import Desk, query
from smsdesk.store.stored_text import text_from_json
from smsdesk.store.submission_rows import submissions_of, submit_to
from smsdesk.store.tables import SubmissionRow


@dataclass(frozen=True)
class CarrierReview:
    """How far one gateway's carrier is with a signature or template. Times are ms since 1970 UTC."""

    gateway: str
    """Key."""
    name: Text
    state: SubmissionState
    since: int | None
    """When the carrier took it; empty while it waits to be submitted."""
    expected_by: int | None
    """When an answer can be expected; empty before it is submitted and once it has come."""
    overdue: bool
    """Whether that time has passed without one."""
    open_now: bool
    """Whether the carrier reviews at this moment."""
    hours: Text
    """Its review hours."""
    reason: str
    """The carrier's words, when it rejected."""
    fault: Text | None
    """Why the carrier could not be asked the last time; it is tried again by itself."""
    decides: bool = True
    """Whether its answer decides. That of a gateway which only takes over while another is down says what
    may go through it then."""


@query
def review_progress(desk: Desk, *, subject: str, subject_id: int) -> tuple[CarrierReview, ...]:
    """Where it stands with each carrier that reviews it; empty for what is reviewed on the desk alone."""
    return reviews_in_progress(desk, subject=subject, subject_ids=[subject_id]).get(subject_id, ())


@query
def reviews_in_progress(
    desk: Desk, *, subject: str, subject_ids: Sequence[int]
) -> Mapping[int, tuple[CarrierReview, ...]]:
    """As ``review_progress`` for many; what is reviewed on the desk alone is left out."""
    now = desk.now()
    found: defaultdict[int, tuple[CarrierReview, ...]] = defaultdict(tuple)
    standby = standby_gateways(desk.session)
    for id_, rows in submissions_of(desk.session, subject, subject_ids).items():
        for row in rows:
            if row.state != SubmissionState.WITHDRAWN and row.gateway in DECLARED:
                found[id_] += (_shown(row, now, decides=row.gateway not in standby),)
    return dict(found)


@query
def reviewed_where(desk: Desk, *, gateway: str, standby: bool = False) -> Text:
    """One sentence for whoever chooses a gateway: who reviews signatures and templates for it.

    ``standby``: it only takes over while another is down.
    """
    declared = DECLARED.get(gateway)
    values = stored_values(desk.session).get(gateway, {})
    if declared is None or declared.reviewed_by(values) is ReviewedBy.DESK:
        return text("Signatures and templates are reviewed on this desk.")
    if standby:
        return text(
            "The carrier behind {gateway} reviews signatures and templates itself ({hours}). They are "
            "submitted to it too; while the first is down, only what it has approved goes out.",
            gateway=declared.name,
            hours=declared.hours.words,
        )
    return text(
        "The carrier behind {gateway} reviews signatures and templates itself ({hours}). All that are "
        "approved or in review here are submitted to it as soon as an application sends through it; until "
        "it has approved one, it may refuse messages with it.",
        gateway=declared.name,
        hours=declared.hours.words,
    )


def submit_to_carriers(desk: Desk, *, subject: str, subject_id: int) -> bool:
    """Inside an operation: give a new or edited one to every carrier that reviews; whether one decides.

    Then nothing is decided on the desk: the carriers' answers do, and ``engine.reviews`` records them.
    """
    gateways = reviewing_gateways(desk.session)
    submit_to(desk.session, subject, subject_id, gateways, now=desk.now())
    return bool(frozenset(gateways) - standby_gateways(desk.session))


def _shown(row: SubmissionRow, now: int, *, decides: bool) -> CarrierReview:
    declared = DECLARED[row.gateway]
    awaited = row.state == SubmissionState.SUBMITTED and row.submitted_at is not None
    expected = declared.hours.expected_by(row.submitted_at or 0) if awaited else None
    return CarrierReview(
        gateway=row.gateway,
        name=declared.name,
        state=SubmissionState(row.state),
        since=row.submitted_at,
        expected_by=expected,
        overdue=expected is not None and expected < now,
        open_now=declared.hours.open_now(now),
        hours=declared.hours.words,
        reason=row.reason,
        fault=text_from_json(row.fault),
        decides=decides,
    )
