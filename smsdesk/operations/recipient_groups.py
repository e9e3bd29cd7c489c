"""The people of customer groups as recipients (B3, C3)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Select, false, func, or_, select

from smsdesk.domain.errors import NotFound, Unusable
from smsdesk.domain.recipients import OWN_COLUMN, PARTS, CustomerPart, GroupSource
from smsdesk.domain.text import Text, text, tr
from smsdesk.operations.customer_fields import list_fields
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.groups import group, group_names, members
from smsdesk.operations.interrupting import interruptible
from smsdesk.sheets.reading import Row
from smsdesk.store.tables import CustomerRow


@dataclass(frozen=True)
class Members:
    """People as rows: ``parts`` names the cells, ``titles`` says so in words."""

    parts: tuple[CustomerPart, ...]
    titles: tuple[str, ...]
    rows: list[Row]


def recipients_count(desk: Desk, *, source: GroupSource, progress: Progress) -> int:
    """How many customers are in one of the groups and in none of the excluded.

    Raises as ``read_members``, and ``Cancelled``.
    """
    with interruptible(desk, progress) as session:
        chosen = _chosen(desk, source).subquery()
        return session.scalar(select(func.count()).select_from(chosen)) or 0


def read_members(desk: Desk, source: GroupSource) -> Members:
    """Everybody in one of the groups and in none of the excluded, once each, in the order they were added.

    Raises ``NotFound`` for a group that is gone, ``Unusable`` for a smart group that asks for something
    that is gone: who is left out may not depend on what somebody deleted.
    """
    own = [one for one in list_fields(desk) if f"{OWN_COLUMN}{one.id}" in source.fields.values()]
    columns = (CustomerRow.number, CustomerRow.name, CustomerRow.note, CustomerRow.fields)
    chosen = select(*columns).where(CustomerRow.id.in_(_chosen(desk, source))).order_by(CustomerRow.id)
    rows: list[Row] = []
    for place, (number, name, note, fields) in enumerate(desk.session.execute(chosen), 1):
        values = json.loads(fields) if own else {}
        rows.append((place, (number, name, note, *(str(values.get(str(field.id), "")) for field in own))))
    return Members(
        (*PARTS, *(f"{OWN_COLUMN}{field.id}" for field in own)),
        (tr("Number"), tr("Name"), tr("Note"), *(field.name for field in own)),
        rows,
    )


def groups_words(desk: Desk, source: GroupSource) -> str:
    """The groups as the list of tasks shows where recipients come from."""
    chosen = _listed(desk, source.group_ids)
    if not source.excluded_ids:
        return chosen
    return tr("{groups}, but not {excluded}", groups=chosen, excluded=_listed(desk, source.excluded_ids))


def _listed(desk: Desk, group_ids: tuple[int, ...]) -> str:
    names = list(group_names(desk, group_ids=group_ids).values())
    if len(names) < len(group_ids):
        names.append(tr("a deleted group"))
    return tr(", ").join(names)


def _chosen(desk: Desk, source: GroupSource) -> Select[int]:
    there = group_names(desk, group_ids=(*source.group_ids, *source.excluded_ids))
    for wanted, gone in (
        (source.group_ids, text("A group that was chosen has been deleted. Choose the groups again.")),
        (
            source.excluded_ids,
            text("A group that was to be left out has been deleted. Choose again who is left out."),
        ),
    ):
        if not there.keys() >= set(wanted):
            raise NotFound(gone, field="source")
    for one in there:
        _refuse_gone(group(desk, group_id=one).gone, there[one])
    inside = [CustomerRow.id.in_(members(desk, group_id=one)) for one in source.group_ids]
    chosen = select(CustomerRow.id).where(or_(false(), *inside))
    for one in source.excluded_ids:
        chosen = chosen.where(CustomerRow.id.not_in(members(desk, group_id=one)))
    return chosen


def _refuse_gone(gone: Text | None, name: str) -> None:
    if gone is not None:
        raise Unusable(text("“{group}” cannot be used: {reason}", group=name, reason=gone), field="source")
