"""The people of customer groups as recipients (B3, C3)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import false, or_, select

from smsdesk.domain.recipients import OWN_COLUMN, PARTS, CustomerPart, GroupSource
from smsdesk.domain.text import tr
from smsdesk.operations.customer_fields import list_fields
from smsdesk.operations.desk import Desk
from smsdesk.operations.groups import members
from smsdesk.sheets.reading import Row
from smsdesk.store.tables import CustomerRow


@dataclass(frozen=True)
class Members:
    """People as rows: ``parts`` names the cells, ``titles`` says so in words."""

    parts: tuple[CustomerPart, ...]
    titles: tuple[str, ...]
    rows: list[Row]


def read_members(desk: Desk, source: GroupSource) -> Members:
    """Everybody in one of the groups and in none of the excluded, once each, in the order they were added.

    Raises ``NotFound`` for a group that is gone.
    """
    own = [one for one in list_fields(desk) if f"{OWN_COLUMN}{one.id}" in source.fields.values()]
    inside = [CustomerRow.id.in_(members(desk, group_id=one)) for one in source.group_ids]
    columns = (CustomerRow.number, CustomerRow.name, CustomerRow.note, CustomerRow.fields)
    chosen = select(*columns).where(or_(false(), *inside)).order_by(CustomerRow.id)
    for one in source.excluded_ids:
        chosen = chosen.where(CustomerRow.id.not_in(members(desk, group_id=one)))
    rows: list[Row] = []
    for place, (number, name, note, fields) in enumerate(desk.session.execute(chosen), 1):
        values = json.loads(fields) if own else {}
        rows.append((place, (number, name, note, *(str(values.get(str(field.id), "")) for field in own))))
    return Members(
        (*PARTS, *(f"{OWN_COLUMN}{field.id}" for field in own)),
        (tr("Number"), tr("Name"), tr("Note"), *(field.name for field in own)),
        rows,
    )
