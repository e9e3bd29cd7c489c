"""An engine whose alarms go to a real mail server: what the tests of alarms share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy import text as sql

from smsdesk.domain.alarms import ALARM_SOURCE, EVENTS_TO_CHOOSE, Alarm, AlarmEvent, Channel, Delivery
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import Text, text
from smsdesk.engine.alarms import Alarms
from smsdesk.notices.mail import MailAccount, Security
from smsdesk.store.alarm_deliveries import on_desktop, recent
from smsdesk.store.alarm_rows import raise_alarm
from smsdesk.store.tables import AlarmContactRow, MessageRow, SignatureRow, TaskRow
from tests.engine.world import Clock, World

#: 2026-06-15 04:00 UTC, noon in Shanghai.
NOON = 1_781_496_000_000
ANN, BOB = "+8613800138001", "+8613800138002"
#: Until an alarm is told, and until the next one of its kind may be.
GATHERED, PAUSED = 21, 61 * 60


@dataclass
class Told:
    """A world with an application, an approved signature and one contact for everything."""

    world: World
    clock: Clock
    account: MailAccount | DeskError | None = None
    """A fault is raised."""
    mail_seconds: float = 5.0
    limits: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.application = self.world.application(**self.limits)
        self.world.parts = lambda store: [
            Alarms(
                store,
                clock=self.clock,
                account=self._account,
                emit=self.world._hear,
                mail_seconds=self.mail_seconds,
            )
        ]

    def _account(self) -> MailAccount | None:
        if isinstance(self.account, DeskError):
            raise self.account
        return self.account

    def mail_to(self, port: int) -> None:
        self.account = MailAccount("127.0.0.1", port, Security.NONE, "", "", "desk@bakery.example")

    def sign(self, content: str = "Bakery", region: str = "mainland", status: str = "approved") -> None:
        with self.world.database.write() as session:
            row = SignatureRow(
                region=region, type="company", purpose="self_use", content=content, remarks="",
                certificate_type="", certificate_image="", authorization_image="", status=status, reason="",
                created_at=0, reviewed_at=0,
            )  # fmt: skip
            session.add(row)

    def contact(
        self,
        name: str = "Ann",
        number: str = ANN,
        email: str = "ann@bakery.example",
        *,
        events: Sequence[AlarmEvent] = EVENTS_TO_CHOOSE,
        application: int = 0,
    ) -> int:
        with self.world.database.write() as session:
            row = AlarmContactRow(
                *(), application_id=application or self.application, name=name, number=number, email=email,
                events=json.dumps(list(events)), created_at=0,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def happen(
        self,
        event: AlarmEvent = AlarmEvent.FREQUENCY_LIMIT,
        detail: Text | None = None,
        *,
        application: int | None = None,
        count: int = 1,
    ) -> None:
        with self.world.database.write() as session:
            raise_alarm(
                *(session, event, detail or text("Something happened.")),
                now=self.clock(),
                application_id=self.application if application is None else application,
                count=count,
            )

    def later(self, seconds: float = GATHERED) -> None:
        """So many seconds go by at once."""
        self.clock.forward(seconds)
        self.world.wake()

    # --- what became of it ----------------------------------------------------------------------

    def alarms(self) -> list[Alarm]:
        """The newest first."""
        with self.world.database.read() as session:
            return recent(session, self.application, limit=50)

    def until_alarms(self, count: int) -> list[Alarm]:
        """Wait until so many were taken."""

        def taken() -> list[Alarm]:
            with self.world.database.read() as session:
                open_ = session.execute(sql("SELECT COUNT(*) FROM alarm WHERE taken_at IS NULL")).scalar_one()
            found = self.alarms()
            return found if len(found) == count and not open_ else []

        return self.world.until(taken)

    def delivery(self, channel: Channel) -> Delivery:
        """The one of the newest alarm."""
        (found,) = [one for one in self.alarms()[0].deliveries if one.channel is channel]
        return found

    def until_delivery(self, channel: Channel, status: str, attempts: int | None = None) -> Delivery:
        def reached() -> Delivery | None:
            alarms = self.alarms()
            made = [one for one in alarms[0].deliveries if one.channel is channel] if alarms else []
            if not made or made[0].status != status or attempts not in (None, made[0].attempts):
                return None
            return made[0]

        return self.world.until(reached)

    def sms(self) -> list[MessageRow]:
        """Messages that alarms made."""
        with self.world.database.read() as session:
            alarms = select(TaskRow.id).where(TaskRow.source == ALARM_SOURCE)
            wanted = select(MessageRow).where(MessageRow.task_id.in_(alarms)).order_by(MessageRow.id)
            return list(session.scalars(wanted))

    def desktop(self) -> list[Alarm]:
        with self.world.database.read() as session:
            return on_desktop(session)
