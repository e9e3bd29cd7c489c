"""Customer groups: create, rename, delete, members (C3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import delete, func, select

from smsdesk.domain import limits
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import Invalid, NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import text, tr
from smsdesk.operations.customers import add_members, pieces
from smsdesk.operations.desk import Desk, Progress, job, operation, query
from smsdesk.operations.inputs import one_line
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.tables import CustomerGroupRow, CustomerRow, MembershipRow


@query
def list_groups(desk: Desk, *, search: str = "") -> list[CustomerGroup]:
    """Every group with its number of members, by name."""
    members = (
        select(MembershipRow.group_id, func.count().label("members"))
        .group_by(MembershipRow.group_id)
        .subquery()
    )
    rows = desk.session.execute(
        select(CustomerGroupRow, func.coalesce(members.c.members, 0))
        .outerjoin(members, members.c.group_id == CustomerGroupRow.id)
        .order_by(CustomerGroupRow.name)
    )
    wanted = search.strip().casefold()
    return [_shown(row, count) for row, count in rows if not wanted or wanted in row.name.casefold()]


@query
def group(desk: Desk, *, group_id: int) -> CustomerGroup:
    """One group. Raises ``NotFound``."""
    return _counted(desk, _row(desk, group_id))


@operation(action="AddGroup", on="group")
def create_group(desk: Desk, *, name: str, sms_type: SmsType) -> CustomerGroup:
    """Raises ``Invalid`` for a name that is empty, too long or taken."""
    row = CustomerGroupRow(name=_free_name(desk, name), sms_type=sms_type, created_at=desk.now())
    desk.session.add(row)
    desk.session.flush()
    return _shown(row, 0)


@operation(action="ModifyGroup", on="group")
def rename_group(desk: Desk, *, group_id: int, name: str, sms_type: SmsType) -> CustomerGroup:
    """Another name or SMS type."""
    row = _row(desk, group_id)
    before = _counted(desk, row)
    desk.before(before)
    row.name = _free_name(desk, name, but=group_id)
    row.sms_type = sms_type
    return _shown(row, before.members)


@operation(action="DeleteGroup", on="group")
def delete_group(desk: Desk, *, group_id: int) -> CustomerGroup:
    """The customers stay in the pool."""
    row = _row(desk, group_id)
    shown = _counted(desk, row)
    desk.before(shown)
    desk.session.delete(row)
    desk.changed("customer")
    return shown


@operation(action="ModifyGroup", on="group")
def add_to_group(desk: Desk, *, group_id: int, customer_ids: Sequence[int]) -> CustomerGroup:
    """Put customers of the pool into a group."""
    row = _row(desk, group_id)
    for piece in pieces(customer_ids):
        add_members(desk, group_id, select(CustomerRow.id).where(CustomerRow.id.in_(piece)))
    desk.changed("customer")
    return _counted(desk, row)


@operation(action="ModifyGroup", on="group")
def remove_from_group(desk: Desk, *, group_id: int, customer_ids: Sequence[int]) -> CustomerGroup:
    """Take customers out of a group; they stay in the pool."""
    row = _row(desk, group_id)
    for piece in pieces(customer_ids):
        desk.session.execute(
            delete(MembershipRow).where(
                MembershipRow.group_id == group_id, MembershipRow.customer_id.in_(piece)
            )
        )
    desk.changed("customer")
    return _counted(desk, row)


@job(action="ExportGroup")
def export_group(desk: Desk, *, group_id: int, path: Path, progress: Progress) -> int:
    """Write the members to an .xlsx or .csv file; gives how many."""
    shown = group(desk, group_id=group_id)
    written = 0

    with desk.reading() as session:
        members = session.execute(
            select(CustomerRow.number, CustomerRow.name, CustomerRow.note, CustomerRow.country)
            .join(MembershipRow, MembershipRow.customer_id == CustomerRow.id)
            .where(MembershipRow.group_id == group_id)
            .order_by(CustomerRow.id)
            .execution_options(yield_per=500)
        )

        def rows() -> Iterator[tuple[str, ...]]:
            nonlocal written
            for member in members:
                written += 1
                if written % 500 == 0:
                    progress.report(written, shown.members)
                yield tuple(member)

        write_table(
            path,
            [
                Column(tr("Number"), "phone", 20),
                Column(tr("Name"), "text", 24),
                Column(tr("Note"), "text", 40),
                Column(tr("Country"), "text", 10),
            ],
            rows(),
        )
    return written


def _free_name(desk: Desk, name: str, but: int = 0) -> str:
    name = one_line(name, field="name", most=limits.GROUP_NAME_LENGTH)
    taken = select(CustomerGroupRow.id).where(CustomerGroupRow.name == name, CustomerGroupRow.id != but)
    if desk.session.scalar(taken) is not None:
        raise Invalid(
            text("There is already a group “{name}”. Choose another name.", name=name), field="name"
        )
    return name


def _row(desk: Desk, group_id: int) -> CustomerGroupRow:
    row = desk.session.get(CustomerGroupRow, group_id)
    if row is None:
        raise NotFound(text("This group is not there any more. It may have been deleted."))
    return row


def _counted(desk: Desk, row: CustomerGroupRow) -> CustomerGroup:
    members = select(func.count()).select_from(MembershipRow).where(MembershipRow.group_id == row.id)
    return _shown(row, desk.session.scalar(members) or 0)


def _shown(row: CustomerGroupRow, members: int) -> CustomerGroup:
    return CustomerGroup(row.id, row.name, SmsType(row.sms_type), members, row.created_at)
