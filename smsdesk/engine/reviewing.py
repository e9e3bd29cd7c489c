"""Which gateways review signatures and templates themselves (R1): declared by each, asked in one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from smsdesk.gateways.base import ReviewedBy
from smsdesk.gateways.registry import DECLARED, Declared
from smsdesk.store.tables import ApplicationRow, GatewaySettingRow


def reviewing_gateways(session: Session, declared: Mapping[str, Declared] = DECLARED) -> tuple[str, ...]:
    """The gateways that review by their settings and that an enabled application sends through, by key."""
    used = session.scalars(
        select(ApplicationRow.gateway)
        .where(ApplicationRow.enabled, ApplicationRow.deleted_at.is_(None))
        .distinct()
        .order_by(ApplicationRow.gateway)
    ).all()
    values = stored_values(session)
    return tuple(
        key
        for key in used
        if key in declared and declared[key].reviewed_by(values.get(key, {})) is ReviewedBy.CARRIER
    )


def stored_values(session: Session) -> Mapping[str, Mapping[str, str]]:
    """The settings of every gateway that are not secret and not as declared."""
    values: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in session.scalars(select(GatewaySettingRow)):
        values[row.gateway][row.key] = row.value
    return values
