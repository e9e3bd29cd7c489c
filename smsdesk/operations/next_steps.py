"""What of the way to a first real message is done: for whoever has just begun (A1)."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from sqlalchemy import exists, select

from smsdesk.domain.review import ReviewStatus
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.gateways import is_set_up
from smsdesk.store.tables import ApplicationRow, CustomerRow, MessageRow, SignatureRow, TemplateRow

_SANDBOX = "sandbox"


@dataclass(frozen=True)
class StepsDone:
    """The steps in their order, each whether it is done."""

    signature: bool
    template: bool
    customers: bool
    sent: bool
    real: bool
    """An application sends through something else than the sandbox, and that is set up."""

    @property
    def count(self) -> int:
        """How many are done."""
        return sum(astuple(self))

    @property
    def all(self) -> int:
        """How many there are."""
        return len(astuple(self))


@query
def steps_done(desk: Desk) -> StepsDone:
    """Looks for one of each only, so that it costs nothing on a large desk."""

    def some(*conditions: object) -> bool:
        return bool(desk.session.scalar(select(exists().where(*conditions))))  # type: ignore[arg-type]

    chosen = (
        select(ApplicationRow.gateway)
        .where(ApplicationRow.deleted_at.is_(None), ApplicationRow.gateway != _SANDBOX)
        .distinct()
    )
    return StepsDone(
        signature=some(SignatureRow.status == ReviewStatus.APPROVED),
        template=some(TemplateRow.status == ReviewStatus.APPROVED),
        customers=some(CustomerRow.id.is_not(None)),
        sent=some(MessageRow.requested_at.is_not(None)),
        real=any(is_set_up(desk, gateway) for gateway in desk.session.scalars(chosen)),
    )
