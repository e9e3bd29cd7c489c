"""Customer groups: create, rename, delete, members (C3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import Select, delete, func, select

from smsdesk.domain import limits
from smsdesk.domain.customer_filters import CustomerFilter, check_filter
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import Invalid, NotAllowed, NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import text, tr
from smsdesk.operations.customer_filters import matching
from smsdesk.operations.customer_rows import pieces
from smsdesk.operations.customers import add_members
from smsdesk.operations.desk import Desk, Progress, job, operation, query
from smsdesk.operations.inputs import one_line
from smsdesk.sheets.writing import Column, write_table
from smsdesk.store.tables import CustomerGroupRow, CustomerRow, MembershipRow


@query
def list_groups(desk: Desk, *, search: str = "") -> list[CustomerGroup]:
    """Every group with its number of members, by name."""
    own = (
        select(MembershipRow.group_id, func.count().label("members"))
        .group_by(MembershipRow.group_id)
        .subquery()
    )
    rows = desk.session.execute(
        select(CustomerGroupRow, func.coalesce(own.c.members, 0))
        .outerjoin(own, own.c.group_id == CustomerGroupRow.id)
        .order_by(CustomerGroupRow.name)
    )
    wanted = search.strip().casefold()
    found = [(row, count) for row, count in rows if not wanted or wanted in row.name.casefold()]
    return [_counted(desk, row) if row.filter else _shown(row, count) for row, count in found]


@query
def group(desk: Desk, *, group_id: int) -> CustomerGroup:
    """One group. Raises ``NotFound``."""
    return _counted(desk, _row(desk, group_id))


def members(desk: Desk, *, group_id: int) -> Select[int]:
    """Ids of the customers in a group; a smart group's are found now. Raises ``NotFound``."""
    row = _row(desk, group_id)
    if row.filter:
        return matching(CustomerFilter.from_json(row.filter), now=desk.now())
    return select(MembershipRow.customer_id).where(MembershipRow.group_id == group_id)


@operation(action="AddGroup", on="group")
def create_group(
    desk: Desk, *, name: str, sms_type: SmsType, filter: CustomerFilter | None = None
) -> CustomerGroup:
    """C3; with a filter a smart group. Raises ``Invalid`` for a name that is empty, too long or taken, or
    for a filter that asks nothing."""
    if filter is not None:
        check_filter(filter)
    row = CustomerGroupRow(
        name=_free_name(desk, name),
        sms_type=sms_type,
        created_at=desk.now(),
        filter=filter.to_json() if filter else None,
    )
    desk.session.add(row)
    desk.session.flush()
    return _counted(desk, row)


@query
def filter_count(desk: Desk, *, filter: CustomerFilter) -> int:
    """How many customers a filter finds now."""
    found = matching(filter, now=desk.now()).subquery()
    return desk.session.scalar(select(func.count()).select_from(found)) or 0


@operation(action="ModifyGroup", on="group")
def set_filter(desk: Desk, *, group_id: int, filter: CustomerFilter) -> CustomerGroup:
    """Let a smart group ask something else. Raises ``NotAllowed`` for one with members of its own."""
    check_filter(filter)
    row = _row(desk, group_id)
    if not row.filter:
        raise NotAllowed(
            text("“{name}” has members of its own; make a new smart group instead.", name=row.name)
        )
    desk.before(_counted(desk, row))
    row.filter = filter.to_json()
    return _counted(desk, row)


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
    row = _own_members(desk, group_id)
    for piece in pieces(customer_ids):
        add_members(desk, group_id, select(CustomerRow.id).where(CustomerRow.id.in_(piece)))
    desk.changed("customer")
    return _counted(desk, row)


@operation(action="ModifyGroup", on="group")
def remove_from_group(desk: Desk, *, group_id: int, customer_ids: Sequence[int]) -> CustomerGroup:
    """Take customers out of a group; they stay in the pool."""
    row = _own_members(desk, group_id)
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
        inside = session.execute(
            select(CustomerRow.number, CustomerRow.name, CustomerRow.note, CustomerRow.country)
            .where(CustomerRow.id.in_(members(desk, group_id=group_id)))
            .order_by(CustomerRow.id)
            .execution_options(yield_per=500)
        )

        def rows() -> Iterator[tuple[str, ...]]:
            nonlocal written
            for member in inside:
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


def _own_members(desk: Desk, group_id: int) -> CustomerGroupRow:
    row = _row(desk, group_id)
    if row.filter:
        raise NotAllowed(
            text("“{name}” is a smart group; its filter says who is in it.", name=row.name), field="group"
        )
    return row


def _counted(desk: Desk, row: CustomerGroupRow) -> CustomerGroup:
    inside = members(desk, group_id=row.id).subquery()
    return _shown(row, desk.session.scalar(select(func.count()).select_from(inside)) or 0)


def _shown(row: CustomerGroupRow, members: int) -> CustomerGroup:
    asked = CustomerFilter.from_json(row.filter) if row.filter else None
    return CustomerGroup(row.id, row.name, SmsType(row.sms_type), members, row.created_at, asked)
