"""What the carrier behind a gateway has counted, beside what this desk has (N1, D4)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text as sql

from smsdesk.domain.calendar_days import day_bounds, day_of
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.gateways.base import Accounting, CarrierAccount, Gateway
from smsdesk.operations.desk import Desk, job
from smsdesk.operations.profile import time_zone

DAYS = 7
"""Today and the days before it that are compared."""

_OURS = sql("""
SELECT status, COUNT(*) AS messages, SUM(fragments) AS fragments FROM message
WHERE region IN (:mainland, :abroad) AND requested_at >= :start AND requested_at < :end AND gateway = :gateway
GROUP BY status
""")
_TAKEN = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNDELIVERED)


@dataclass(frozen=True)
class ComparedAccount:
    """Both sides' figures of ``start`` (included) to ``end`` (left out), ms since 1970 UTC."""

    start: int
    end: int
    carrier: CarrierAccount
    ours: CarrierAccount


@job(action="DescribeGatewayAccount")
def carrier_account(desk: Desk, *, gateway: str) -> ComparedAccount | None:
    """Ask the carrier; takes up to 15 s. None where a gateway's carrier tells nothing.

    Raises ``Unavailable`` when it cannot be asked.
    """
    with desk.reading():
        zone = time_zone(desk).key
    end = desk.now()
    start, _ = day_bounds(day_of(end - (DAYS - 1) * 86_400_000, zone), zone)

    async def ask(asked: Gateway) -> CarrierAccount | None:
        return await asked.account(start, end) if isinstance(asked, Accounting) else None

    said = desk.sender.ask_gateway(gateway, ask)
    if said is None:
        return None
    with desk.reading():
        return ComparedAccount(start, end, said, _ours(desk, gateway, start, end))


def _ours(desk: Desk, gateway: str, start: int, end: int) -> CarrierAccount:
    values = {"mainland": Region.MAINLAND, "abroad": Region.GLOBAL}
    rows = desk.session.execute(_OURS, {**values, "start": start, "end": end, "gateway": gateway})
    found = {row.status: (row.messages, row.fragments or 0) for row in rows}
    taken = [found.get(status, (0, 0)) for status in _TAKEN]
    delivered, undelivered = taken[1][0], taken[2][0]
    return CarrierAccount(
        requests=sum(messages for messages, _ in found.values()),
        accepted=sum(messages for messages, _ in taken),
        fragments=sum(fragments for _, fragments in taken),
        reported=delivered + undelivered,
        delivered=delivered,
        undelivered=undelivered,
    )
