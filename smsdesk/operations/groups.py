"""Customer groups: make, change, delete and bring back, put in and take out (C3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy import text as sql

from smsdesk.domain import limits
from smsdesk.domain.customer_filters import CustomerFilter, check_filter, filter_words, gone_words
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import Invalid, NotAllowed, NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import text
from smsdesk.operations.customer_filters import condition, here, matching
from smsdesk.operations.customer_rows import pieces
from smsdesk.operations.customers import add_members
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.inputs import one_line
from smsdesk.store.tables import CustomerFieldRow, CustomerGroupRow, CustomerRow, MembershipRow

#: Members that are put into a group with one statement.
_AT_ONCE = 20_000
_PUT = sql(
    "INSERT OR IGNORE INTO membership (group_id, customer_id) "
    "SELECT :group_id, customer.id FROM json_each(:ids) JOIN customer ON customer.id = json_each.value"
)


@query
def list_groups(desk: Desk, *, search: str = "") -> list[CustomerGroup]:
    """Every group by name, those with members of their own with their number.

    A smart group's members are counted by ``smart_groups.count_members``, because it may take seconds.
    """
    counts = dict(
        desk.session.execute(
            select(MembershipRow.group_id, func.count()).group_by(MembershipRow.group_id)
        ).all()
    )
    wanted = search.strip().casefold()
    names = _Names(desk)
    rows = desk.session.scalars(select(CustomerGroupRow).order_by(CustomerGroupRow.name))
    return [
        names.shown(row, counts.get(row.id, 0)) for row in rows if not wanted or wanted in row.name.casefold()
    ]


@query
def group(desk: Desk, *, group_id: int) -> CustomerGroup:
    """One group, as ``list_groups`` gives it. Raises ``NotFound``."""
    return _shown(desk, _row(desk, group_id))


@query
def group_names(desk: Desk, *, group_ids: Iterable[int]) -> Mapping[int, str]:
    """The names of those that are there, by id in the order given."""
    rows = desk.session.execute(select(CustomerGroupRow.id, CustomerGroupRow.name))
    names = {row.id: row.name for row in rows}
    return {one: names[one] for one in group_ids if one in names}


def members(desk: Desk, *, group_id: int) -> Select[int]:
    """Ids of the customers in a group; a smart group's are found now. Raises ``NotFound``."""
    row = _row(desk, group_id)
    if row.filter:
        return matching(CustomerFilter.from_json(row.filter), now=desk.now(), at=here(desk))
    return select(MembershipRow.customer_id).where(MembershipRow.group_id == group_id)


def membership(desk: Desk, *, group_id: int) -> ColumnElement[bool]:
    """Whether a row of the pool is in a group: as ``members``, for a look that walks along the pool and
    stops after a page. Raises ``NotFound``."""
    row = _row(desk, group_id)
    if row.filter:
        return condition(CustomerFilter.from_json(row.filter), now=desk.now(), at=here(desk))
    return CustomerRow.id.in_(members(desk, group_id=group_id))


@query
def member_ids(desk: Desk, *, group_id: int) -> Sequence[int]:
    """Ids of the customers that were put into a group; none for a smart one."""
    own = select(MembershipRow.customer_id).where(MembershipRow.group_id == group_id)
    return desk.session.scalars(own).all()


@query
def groups_asking_for(
    desk: Desk, *, group_ids: Sequence[int] = (), field_ids: Sequence[int] = ()
) -> list[CustomerGroup]:
    """The smart groups that find nobody any more when these groups or columns are deleted."""
    groups, fields = set(group_ids), set(field_ids)
    return [
        one
        for one in list_groups(desk)
        if one.filter is not None
        and one.id not in groups
        and (
            groups.intersection(one.filter.group_ids)
            or fields & {each.field_id for each in one.filter.fields}
        )
    ]


@operation(action="AddGroup", on="group")
def create_group(
    desk: Desk, *, name: str, sms_type: SmsType, filter: CustomerFilter | None = None
) -> CustomerGroup:
    """C3; with a filter a smart group. Raises ``Invalid`` for a name that is empty, too long or taken, or
    for a filter that asks nothing or for something that is not there."""
    row = CustomerGroupRow(
        name=_free_name(desk, name),
        sms_type=sms_type,
        created_at=desk.now(),
        filter=_checked(desk, filter).to_json() if filter else None,
    )
    desk.session.add(row)
    desk.session.flush()
    return _shown(desk, row)


@operation(action="AddGroup", on="group")
def group_of(desk: Desk, *, name: str, sms_type: SmsType, customer_ids: Sequence[int]) -> CustomerGroup:
    """A new group with these customers, as far as they are in the pool. Raises as ``create_group``."""
    made = create_group(desk, name=name, sms_type=sms_type)
    _put(desk, made.id, customer_ids)
    return group(desk, group_id=made.id)


@operation(action="ModifyGroup", on="group")
def update_group(
    desk: Desk, *, group_id: int, name: str, sms_type: SmsType, filter: CustomerFilter | None = None
) -> CustomerGroup:
    """Another name or SMS type, and for a smart group another filter (None leaves it).

    Raises ``Invalid`` as ``create_group``, ``NotAllowed`` for the filter of a group with members of its own.
    """
    row = _row(desk, group_id)
    desk.before(_shown(desk, row))
    if filter is not None:
        if not row.filter:
            raise NotAllowed(
                text("“{name}” has members of its own; make a new smart group instead.", name=row.name)
            )
        row.filter = _checked(desk, filter).to_json()
    row.name = _free_name(desk, name, but=group_id)
    row.sms_type = sms_type
    return _shown(desk, row)


@operation(action="DeleteGroup", on="group")
def delete_group(desk: Desk, *, group_id: int) -> CustomerGroup:
    """The customers stay in the pool. ``restore_group`` takes it back."""
    row = _row(desk, group_id)
    shown = _shown(desk, row)
    desk.before(shown)
    desk.session.delete(row)
    desk.changed("customer")
    return shown


@operation(action="AddGroup", on="group")
def restore_group(desk: Desk, *, group: CustomerGroup, customer_ids: Sequence[int]) -> CustomerGroup:
    """Take the deletion of a group back; what still names its id means it again.

    Raises ``Invalid`` when another group has its name by now.
    """
    row = CustomerGroupRow(
        id=group.id,
        name=_free_name(desk, group.name),
        sms_type=group.sms_type,
        created_at=group.created_at,
        filter=group.filter.to_json() if group.filter else None,
    )
    desk.session.add(row)
    desk.session.flush()
    _put(desk, row.id, customer_ids)
    return _shown(desk, row)


@operation(action="ModifyGroup", on="group")
def add_to_group(desk: Desk, *, group_id: int, customer_ids: Sequence[int]) -> CustomerGroup:
    """Put customers of the pool into a group."""
    row = _own_members(desk, group_id)
    for piece in pieces(customer_ids):
        add_members(desk, group_id, select(CustomerRow.id).where(CustomerRow.id.in_(piece)))
    desk.changed("customer")
    return _shown(desk, row)


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
    return _shown(desk, row)


def _put(desk: Desk, group_id: int, customer_ids: Sequence[int]) -> None:
    for start in range(0, len(customer_ids), _AT_ONCE):
        ids = json.dumps(list(customer_ids[start : start + _AT_ONCE]))
        desk.session.execute(_PUT, {"group_id": group_id, "ids": ids})
    desk.changed("customer")


def _free_name(desk: Desk, name: str, but: int = 0) -> str:
    name = one_line(name, field="name", most=limits.GROUP_NAME_LENGTH)
    taken = select(CustomerGroupRow.id).where(CustomerGroupRow.name == name, CustomerGroupRow.id != but)
    if desk.session.scalar(taken) is not None:
        raise Invalid(
            text("There is already a group “{name}”. Choose another name.", name=name), field="name"
        )
    return name


def _checked(desk: Desk, asked: CustomerFilter) -> CustomerFilter:
    check_filter(asked)
    names = _Names(desk)
    if gone_words(asked, names.fields, names.groups) is not None:
        raise Invalid(text("Take out the condition on what was deleted."), field="filter")
    return asked


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


def _shown(desk: Desk, row: CustomerGroupRow) -> CustomerGroup:
    own = select(func.count()).select_from(MembershipRow).where(MembershipRow.group_id == row.id)
    return _Names(desk).shown(row, desk.session.scalar(own) or 0)


class _Names:
    """What a filter may ask for, by id."""

    def __init__(self, desk: Desk) -> None:
        fields = desk.session.execute(select(CustomerFieldRow.id, CustomerFieldRow.name))
        self.fields = {row.id: row.name for row in fields}
        groups = select(CustomerGroupRow.id, CustomerGroupRow.name).where(CustomerGroupRow.filter.is_(None))
        self.groups = {row.id: row.name for row in desk.session.execute(groups)}

    def shown(self, row: CustomerGroupRow, members: int) -> CustomerGroup:
        shown = CustomerGroup(row.id, row.name, SmsType(row.sms_type), members, row.created_at)
        if not row.filter:
            return shown
        asked = CustomerFilter.from_json(row.filter)
        return replace(
            shown,
            members=None,
            filter=asked,
            words=tuple(filter_words(asked, self.fields, self.groups)),
            gone=gone_words(asked, self.fields, self.groups),
        )
