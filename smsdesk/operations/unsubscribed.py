"""Who asked to be left alone (C5), and applications to take a number off that list."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from smsdesk.domain import limits
from smsdesk.domain.customers import Removal, UnsubscribedNumber
from smsdesk.domain.errors import Invalid, NotAllowed, NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.records import Page
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.text import text
from smsdesk.operations.customer_names import names_of
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.inputs import some_lines
from smsdesk.operations.searching import number_holds
from smsdesk.store.tables import RemovalRow, UnsubscribedRow


@query
def list_unsubscribed(
    desk: Desk, *, search: str = "", signature: str = "", after: int | None = None, most: int = 200
) -> Page[UnsubscribedNumber, int]:
    """A page of those who replied to be left alone, newest first (C5)."""
    chosen = select(UnsubscribedRow).order_by(UnsubscribedRow.id.desc()).limit(most + 1)
    if search.strip():
        chosen = chosen.where(number_holds(UnsubscribedRow.number, search.strip()))
    if signature:
        chosen = chosen.where(UnsubscribedRow.signature == signature)
    if after is not None:
        chosen = chosen.where(UnsubscribedRow.id < after)
    rows = list(desk.session.scalars(chosen))
    names = names_of(desk.session, [row.number for row in rows])
    page = [
        UnsubscribedNumber(
            row.id,
            row.number,
            row.signature,
            SmsType(row.sms_type),
            row.keyword,
            row.at,
            name=names.get(row.number, ""),
        )
        for row in rows[:most]
    ]
    return Page(page, page[-1].id if len(rows) > most else None)


@query
def unsubscribed_signatures(desk: Desk) -> list[str]:
    """The signatures somebody has unsubscribed from, in order; also those that were deleted since."""
    chosen = select(UnsubscribedRow.signature).distinct().order_by(UnsubscribedRow.signature)
    return list(desk.session.scalars(chosen))


@operation(action="AddRemoval", on="removal")
def ask_for_removal(desk: Desk, *, unsubscribed_ids: Sequence[int], reason: str) -> list[Removal]:
    """C5: apply to take numbers off the list, with the reason; nothing changes before the review.

    Those for whom an application waits already are left out. Raises ``Invalid`` without a reason,
    ``NotFound`` when none of them is on the list any more.
    """
    reason = some_lines(reason, field="reason", most=limits.REMOVAL_REASON_LENGTH, least=1)
    made = []
    rows = [row for one in unsubscribed_ids if (row := desk.session.get(UnsubscribedRow, one)) is not None]
    if not rows:
        raise NotFound(text("These numbers are not on the list any more."))
    for row in rows:
        waits = select(RemovalRow.id).where(
            RemovalRow.number == row.number,
            RemovalRow.signature == row.signature,
            RemovalRow.sms_type == row.sms_type,
            RemovalRow.status == ReviewStatus.PENDING,
        )
        if desk.session.scalar(waits) is not None:
            continue
        asked = RemovalRow(
            number=row.number,
            signature=row.signature,
            sms_type=row.sms_type,
            reason=reason,
            status=ReviewStatus.PENDING,
            asked_at=desk.now(),
            asked_by=desk.user,
            decided_at=None,
            decided_by="",
            answer="",
        )
        desk.session.add(asked)
        made.append(asked)
    desk.session.flush()
    return [_shown(row) for row in made]


@query
def list_removals(
    desk: Desk,
    *,
    search: str = "",
    status: ReviewStatus | None = None,
    after: int | None = None,
    most: int = 200,
) -> Page[Removal, int]:
    """A page of the applications, newest first."""
    chosen = select(RemovalRow).order_by(RemovalRow.id.desc()).limit(most + 1)
    if search.strip():
        chosen = chosen.where(number_holds(RemovalRow.number, search.strip()))
    if status is not None:
        chosen = chosen.where(RemovalRow.status == status)
    if after is not None:
        chosen = chosen.where(RemovalRow.id < after)
    rows = list(desk.session.scalars(chosen))
    names = names_of(desk.session, [row.number for row in rows])
    found = [_shown(row, names.get(row.number, "")) for row in rows[:most]]
    return Page(found, rows[most - 1].id if len(rows) > most else None)


@query
def waiting_removals(desk: Desk) -> int:
    """How many applications wait for a decision."""
    counted = select(func.count(RemovalRow.id)).where(RemovalRow.status == ReviewStatus.PENDING)
    return desk.session.scalar(counted) or 0


@operation(action="ApproveRemoval", on="removal")
def approve_removal(desk: Desk, *, removal_id: int, answer: str = "") -> Removal:
    """The number is taken off the list and may be written to again, at once."""
    row = _decided(desk, removal_id, ReviewStatus.APPROVED, answer)
    desk.session.execute(
        delete(UnsubscribedRow).where(
            UnsubscribedRow.number == row.number,
            UnsubscribedRow.signature == row.signature,
            UnsubscribedRow.sms_type == row.sms_type,
        )
    )
    desk.changed("reply", "blocklist")
    return _shown(row)


@operation(action="RejectRemoval", on="removal")
def reject_removal(desk: Desk, *, removal_id: int, answer: str) -> Removal:
    """The number stays on the list; ``answer`` says why. Raises ``Invalid`` without it."""
    if not answer.strip():
        raise Invalid(text("Say why it is rejected."), field="answer")
    return _shown(_decided(desk, removal_id, ReviewStatus.REJECTED, answer))


def _decided(desk: Desk, removal_id: int, status: ReviewStatus, answer: str) -> RemovalRow:
    row = desk.session.get(RemovalRow, removal_id)
    if row is None:
        raise NotFound(text("This application is not there any more."))
    if row.status != ReviewStatus.PENDING:
        raise NotAllowed(text("This application has already been decided."))
    desk.before(_shown(row))
    row.status, row.decided_at, row.decided_by = status, desk.now(), desk.user
    row.answer = some_lines(answer, field="answer", most=limits.REMOVAL_REASON_LENGTH)
    return row


def _shown(row: RemovalRow, name: str = "") -> Removal:
    return Removal(
        row.id,
        row.number,
        row.signature,
        SmsType(row.sms_type),
        row.reason,
        ReviewStatus(row.status),
        row.asked_at,
        row.asked_by,
        row.decided_at,
        row.decided_by,
        row.answer,
        name,
    )
