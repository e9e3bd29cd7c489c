"""A desk whose carriers review: a real engine with its part for reviews, real carriers over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from smsdesk.carrier import Delay, Script
from smsdesk.carrier.reviews import ReviewCounts
from smsdesk.carrier.server import Carrier
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.text import text
from smsdesk.engine.engine import Engine, GatewayChoice
from smsdesk.engine.events import Event
from smsdesk.engine.reviewing import reviewing_gateways
from smsdesk.engine.reviews import ReviewPace, Reviews
from smsdesk.gateways.base import Gateway, ReviewedBy
from smsdesk.gateways.registry import Declared
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.store.decision_rows import Reviewed
from smsdesk.store.submission_rows import submissions_of, submit_to, withdraw
from smsdesk.store.tables import (
    AlarmRow,
    DecisionRow,
    GatewaySettingRow,
    ImageRow,
    SignatureRow,
    SubmissionRow,
    TemplateRow,
)
from tests.engine.world import CarrierThread, Clock, World

T = TypeVar("T")

AT_ONCE = Script(review_delay=Delay.exactly(0))
#: An hour on the carrier's own clock: when ``decide_now`` is called.
LATER = Script(review_delay=Delay.exactly(3600))
HURRY = ReviewPace(
    shortest=0.02,
    share=0.0,
    longest=0.05,
    longest_closed=0.05,
    first_fault=0.02,
    longest_fault=0.1,
    answer=10.0,
)


def _reviewed_by(values: Mapping[str, str]) -> ReviewedBy:
    return ReviewedBy.DESK if values.get("review") == "here" else ReviewedBy.CARRIER


class ReviewCarrier(CarrierThread):
    """A carrier with a clock of its own."""

    def __init__(self, folder: Path, script: Script) -> None:
        self.clock = Clock()
        super().__init__(folder, script)

    async def _open(self) -> Carrier:
        carrier = Carrier(self._script, log_path=self.log_path, clock=self.clock)
        await carrier.open()
        return carrier

    def restart(self) -> None:
        """It ends, and a new one goes on at the same address with its record."""
        port = self.carrier.port

        async def again() -> Carrier:
            await self.carrier.close()
            carrier = Carrier(self._script, port=port, log_path=self.log_path, clock=self.clock)
            await carrier.open()
            return carrier

        self.carrier = self.call(again())


class ReviewWorld(World):
    """Gateways ``one`` and ``two``, each with a carrier of its own that reviews."""

    def __init__(self, folder: Path, script: Script = AT_ONCE) -> None:
        super().__init__(folder, Clock())
        self.carriers: dict[str, ReviewCarrier] = {}
        for key in ("one", "two"):
            (folder / key).mkdir()
            self.carriers[key] = ReviewCarrier(folder / key, script)
        self.declared = {
            key: Declared(text(name), (), lambda _values, _around, key=key: self._make(key), _reviewed_by)
            for key, name in (("one", "First"), ("two", "Second"))
        }
        self.pace = HURRY
        self.makers: dict[str, Callable[[], Gateway]] = {
            key: partial(self._make, key) for key in self.carriers
        }

    def _make(self, key: str) -> Gateway:
        return SandboxGateway(self.carriers[key].carrier.address, **self.gateway_options)  # type: ignore[arg-type]

    def start(self) -> Engine:
        self.engine = Engine(
            self.database,
            {key: GatewayChoice(text(key), partial(self._make, key)) for key in self.carriers},
            self.clock,
            self._told,
            self.timing,
            parts=lambda store: [
                Reviews(
                    store,
                    self.makers,
                    clock=self.clock,
                    emit=self._told,
                    declared=self.declared,
                    pace=self.pace,
                )
            ],
        )
        self.engine.start()
        return self.engine

    def _told(self, event: Event) -> None:
        with self.heard:
            self.events.append(event)
            self.heard.notify_all()

    def close(self) -> None:
        super().close()
        for carrier in self.carriers.values():
            carrier.close()

    # --- what a person does ---------------------------------------------------------------------

    def signature(self, content: str = "晨光书店", **values: object) -> int:
        """Create one and submit it, as the operation does."""
        row = SignatureRow(
            **{
                "region": "mainland",
                "type": "company",
                "purpose": "self_use",
                "content": content,
                "remarks": "",
                "certificate_type": "",
                "certificate_image": "",
                "authorization_image": "",
                "status": ReviewStatus.PENDING,
                "reason": "",
                "created_at": self.clock(),
                **values,
            }
        )
        return self._create(row, "signature")

    def template(self, content: str = "您好，{1}", **values: object) -> int:
        row = TemplateRow(
            **{
                "region": "mainland",
                "type": "regular",
                "name": "问候",
                "content": content,
                "remarks": "",
                "status": ReviewStatus.PENDING,
                "reason": "",
                "created_at": self.clock(),
                **values,
            }
        )
        return self._create(row, "template")

    def _create(self, row: Reviewed, subject: str) -> int:
        def create(session: Session) -> int:
            session.add(row)
            session.flush()
            if row.status == ReviewStatus.PENDING:
                self._submit(session, subject, row.id)
            return row.id

        return self.change(create)

    def _submit(self, session: Session, subject: str, id_: int) -> None:
        submit_to(session, subject, id_, reviewing_gateways(session, self.declared), now=self.clock())

    def edit(self, subject: str, id_: int, **values: object) -> None:
        """Change it and submit it again."""

        def change(session: Session) -> None:
            row = self._row(session, subject, id_)
            assert row
            for name, value in {**values, "status": ReviewStatus.PENDING, "reason": ""}.items():
                setattr(row, name, value)
            session.flush()
            self._submit(session, subject, id_)

        self.change(change)

    def delete(self, subject: str, id_: int) -> None:
        def change(session: Session) -> None:
            session.delete(self._row(session, subject, id_))
            withdraw(session, subject, id_, now=self.clock())

        self.change(change)

    def review_at(self, gateway: str, where: str) -> None:
        """Set who reviews: ``here`` or ``carrier``."""
        self.change(
            lambda session: session.merge(GatewaySettingRow(gateway=gateway, key="review", value=where))
        )

    def picture(self, content: bytes) -> str:
        self.change(lambda session: session.add(ImageRow(name="abc.png", content=content)))
        return "abc.png"

    def change(self, work: Callable[[Session], T]) -> T:
        with self.database.write() as session:
            result = work(session)
        if self.engine:
            self.engine.wake()
        return result

    # --- what became of it ----------------------------------------------------------------------

    def _row(self, session: Session, subject: str, id_: int) -> Reviewed | None:
        return session.get(SignatureRow if subject == "signature" else TemplateRow, id_)  # type: ignore[return-value]

    def row(self, subject: str, id_: int) -> Reviewed:
        with self.database.read() as session:
            row = self._row(session, subject, id_)
            assert row
            return row

    def submissions(self, subject: str, id_: int) -> dict[str, SubmissionRow]:
        with self.database.read() as session:
            return {row.gateway: row for row in submissions_of(session, subject, [id_]).get(id_, [])}

    def submission(self, subject: str, id_: int, gateway: str = "one") -> SubmissionRow:
        return self.submissions(subject, id_)[gateway]

    def submissions_fault(self, subject: str, id_: int, gateway: str = "one") -> str | None:
        row = self.submissions(subject, id_).get(gateway)
        return row.fault if row else None

    def decisions(self) -> list[tuple[str, str, str]]:
        with self.database.read() as session:
            return [
                (row.by, row.status, row.reason)
                for row in session.scalars(select(DecisionRow).order_by(DecisionRow.id))
            ]

    def alarms(self) -> int:
        with self.database.read() as session:
            return sum(row.count for row in session.scalars(select(AlarmRow)))

    def until_decided(self, subject: str, id_: int, status: ReviewStatus) -> Reviewed:
        self.until(lambda: self.row(subject, id_).status == status)
        return self.row(subject, id_)

    def until_state(self, subject: str, id_: int, state: str, gateway: str = "one") -> SubmissionRow:
        def reached() -> bool:
            row = self.submissions(subject, id_).get(gateway)
            return row is not None and row.state == state

        self.until(reached)
        return self.submission(subject, id_, gateway)

    def counts(self, gateway: str = "one") -> ReviewCounts:
        """What the carrier counted, in its own thread."""
        carrier = self.carriers[gateway]

        async def counted() -> ReviewCounts:
            return carrier.carrier.book.reviews.counts

        found: ReviewCounts = carrier.call(counted())
        return found

    def decide_now(self, gateway: str = "one") -> None:
        """Every decision that is still to come at the carrier is due."""
        self.carriers[gateway].clock.forward(7200)

    def forget_at(self, gateway: str, subject: str, remote_id: str) -> None:
        """Somebody deletes it at the carrier."""
        carrier = self.carriers[gateway]

        async def forget() -> None:
            assert carrier.carrier.book.reviews.withdraw(subject, remote_id)

        carrier.call(forget())
