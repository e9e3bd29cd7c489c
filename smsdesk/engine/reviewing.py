"""Which gateways review signatures and templates themselves (R1): declared by each, asked in one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from smsdesk.gateways.base import ReviewedBy
from smsdesk.gateways.registry import DECLARED, Declared
from smsdesk.store.submission_rows import approved_at
from smsdesk.store.tables import ApplicationRow, GatewaySettingRow

_USED = (ApplicationRow.enabled, ApplicationRow.deleted_at.is_(None))


def reviewing_gateways(session: Session, declared: Mapping[str, Declared] = DECLARED) -> tuple[str, ...]:
    """The gateways that review by their settings and that an enabled application sends through, also as its
    second, by key. Signatures and templates are submitted to all of them."""
    second = select(ApplicationRow.second_gateway).where(*_USED)
    used = session.scalars(select(ApplicationRow.gateway).where(*_USED).union(second)).all()
    values = stored_values(session)
    return tuple(key for key in sorted(used) if _reviews(key, values, declared))


def standby_gateways(session: Session, declared: Mapping[str, Declared] = DECLARED) -> frozenset[str]:
    """Those of them that only take over while another is down. Their word decides nothing here: it says
    what may go through them."""
    first = session.scalars(select(ApplicationRow.gateway).where(*_USED).distinct()).all()
    return frozenset(reviewing_gateways(session, declared)) - frozenset(first)


def goes_through(
    session: Session, task_id: int, gateway: str, declared: Mapping[str, Declared] = DECLARED
) -> bool:
    """Whether a gateway may take over for a task: a carrier that reviews must have approved what is sent."""
    return not _reviews(gateway, stored_values(session), declared) or approved_at(session, gateway, task_id)


def _reviews(gateway: str, values: Mapping[str, Mapping[str, str]], declared: Mapping[str, Declared]) -> bool:
    return (
        gateway in declared and declared[gateway].reviewed_by(values.get(gateway, {})) is ReviewedBy.CARRIER
    )


def stored_values(session: Session) -> Mapping[str, Mapping[str, str]]:
    """The settings of every gateway that are not secret and not as declared."""
    values: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in session.scalars(select(GatewaySettingRow)):
        values[row.gateway][row.key] = row.value
    return values
