"""Asking about messages whose receipt has not come, where the gateway can be asked for single ones (E7).

For carriers that hand a report out once, so that one can get lost on the way, or that do not hand any out.
A message is asked about at certain ages, ever more rarely, and all that wait once after every start. Only how
far that has come is remembered, by age, so that a million messages cost no memory.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.profile import Region
from smsdesk.engine.lane import Lane
from smsdesk.engine.store_thread import StoreThread
from smsdesk.engine.timing import Timing
from smsdesk.gateways.base import GatewayDown, Receipt, ReceiptsByNumber, SentMessage

log = logging.getLogger(__name__)

#: At these ages a message without a receipt is asked about, in seconds. Carriers forget after three days.
AGES = (30.0, 180.0, 900.0, 3600.0, 6 * 3600.0, 24 * 3600.0, 70 * 3600.0)
OLDEST_SECONDS = 72 * 3600.0
_LOT = 100
_LAST_ID = (1 << 63) - 1
#: Messages of so long a time are looked through at once, so that the store is never held for long.
_STRETCH_MS = 600_000

# The index of the records is walked in the order of time; a delivered message is passed over within it.
_WITHOUT = sql("""
SELECT id, gateway_id, number, requested_at FROM message INDEXED BY ix_message_records
WHERE region = :region AND (requested_at, id) > (:at, :id) AND requested_at <= :end AND status = 'accepted'
    AND gateway = :gateway AND gateway_id IS NOT NULL
ORDER BY requested_at, id LIMIT :limit
""")


class MissingReceipts:
    """The messages of one lane."""

    def __init__(
        self,
        lane: Lane,
        store: StoreThread,
        *,
        clock: Callable[[], int],
        timing: Timing,
        came: Callable[[Sequence[Receipt]], Awaitable[None]],
    ) -> None:
        """``came``: stores what was found."""
        self._lane = lane
        self._store = store
        self._clock = clock
        self._timing = timing
        self._came = came
        now = clock()
        # The first age begins with everything that may still be answered about, the others with what reaches
        # them from now on.
        begins = [now - _ms(OLDEST_SECONDS), *(now - _ms(age) for age in AGES[1:])]
        self._reached = {
            (age, region): (begin, 0) for age, begin in zip(AGES, begins, strict=True) for region in Region
        }

    async def run(self) -> None:
        """Ask until cancelled; ends at once where the gateway cannot be asked."""
        gateway = self._lane.gateway
        while isinstance(gateway, ReceiptsByNumber):
            await self._lane.until_up()
            asked = False
            try:
                for age, region in self._reached:
                    asked |= await self._turn(gateway, age, region)
            except GatewayDown as down:
                self._lane.went_down(down.reason)
            except TimeoutError:
                log.info("The gateway %s does not answer about receipts", self._lane.key)
            except Exception:
                log.exception("Asking the gateway %s about receipts failed", self._lane.key)
            if not asked:
                await asyncio.sleep(self._timing.missing)

    async def _turn(self, gateway: ReceiptsByNumber, age: float, region: Region) -> bool:
        """Ask about the next lot of one age; whether there was one."""
        end = self._clock() - _ms(age)
        # Only a clock that was put back has come further than that.
        self._reached[age, region] = min(self._reached[age, region], (end, _LAST_ID))
        while (reached := self._reached[age, region])[0] < end:
            until = min(end, reached[0] + _STRETCH_MS)
            lot = await self._store.read(
                partial(without_receipt, gateway=self._lane.key, region=region, after=reached, end=until)
            )
            # What lies between the last of a lot and the end of the stretch is looked through next time.
            whole = len(lot) < _LOT
            last = (until, _LAST_ID) if whole else (lot[-1][1].sent_at, lot[-1][0])
            if lot:
                async with asyncio.timeout(self._timing.answer):
                    found = await gateway.receipts_of([one for _, one in lot])
                if found:
                    await self._came(found)
            self._reached[age, region] = last
            if lot:
                return True
        return False


def without_receipt(
    session: Session, *, gateway: str, region: Region, after: tuple[int, int], end: int
) -> list[tuple[int, SentMessage]]:
    """The next accepted messages without a receipt, with their ids, in the order they were taken up in.

    ``after``: time and id of the last one before; ``end``: the last time wanted, ms since 1970 UTC.
    """
    values = {
        **{"gateway": gateway, "region": region, "at": after[0], "id": after[1]},
        **{"end": end, "limit": _LOT},
    }
    return [
        (id_, SentMessage(gateway_id, number, at))
        for id_, gateway_id, number, at in session.execute(_WITHOUT, values)
    ]


def _ms(seconds: float) -> int:
    return round(1000 * seconds)
