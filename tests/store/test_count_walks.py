"""Counts stay what a recount says, whatever happens to messages in whatever order (D1, B6, E5, E7, S4, P3).

Random walks through the statements of the store itself; then every kept count is compared with the messages,
and the figures of days and countries with plain sums over the message rows.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Row
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.calendar_days import chosen_days, day_of
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Identity, Profile, Region
from smsdesk.domain.statistics import Figures, StatisticsFilter
from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.queue import claim
from smsdesk.operations.country_figures import country_figures
from smsdesk.operations.desk import Desk
from smsdesk.operations.failure_analysis import failure_analysis
from smsdesk.operations.overview import overview
from smsdesk.store.database import Database
from smsdesk.store.erasing import forget
from smsdesk.store.message_states import (
    Result,
    cancel_queued,
    finish_tasks,
    mark_as_sent,
    send_again,
    settle,
    unknown_messages,
)
from smsdesk.store.receipt_rows import ReceiptFacts, apply_waiting, store_receipts
from smsdesk.store.reckoning import mend, reckon
from smsdesk.store.secrets import FileSecrets
from smsdesk.store.settings import write_profile
from smsdesk.store.tables import ApplicationRow, TaskRow
from smsdesk.store.task_writing import NewMessage, insert_messages
from tests.engine.world import make_store
from tests.operations.conftest import IdleSender

QUARTER = 900_000
PEOPLE = [("+8613912000000", "CN"), ("+8613912000001", "CN"), ("+46701740605", "SE"), ("+447700900123", "GB")]

#: A zone, and a moment some hours before its clocks change or its day does.
PLACES = [
    ("Europe/Berlin", "2026-03-28"),
    ("America/St_Johns", "2026-10-31"),
    ("Asia/Kathmandu", "2026-05-01"),
    ("Australia/Lord_Howe", "2026-10-03"),
    ("Pacific/Chatham", "2026-04-04"),
    ("Asia/Shanghai", "2026-12-31"),
]

STEPS = ("claim", "settle", "receipts", "early receipts", "cancel", "again", "sent", "erase", "wait", "lose")


class Walk:
    """A store with two tasks, one of each region, and what may happen in it."""

    def __init__(self, path: Path, zone: str, day: str, seed: int) -> None:
        self.database = Database(make_store(path))
        self.rng = random.Random(seed)
        self.zone = zone
        self.now = chosen_days(day, day, zone).end - 3 * 3_600_000
        self.reports = 0
        with self.database.write() as session:
            write_profile(session, Profile("Bakery", Identity.ORGANIZATION, "CN", zone))
            self.tasks = [self._task(session, region) for region in Region for _ in range(2)]

    def _task(self, session: Session, region: Region) -> int:
        application = ApplicationRow(
            name="Shop", type="app", overview="", app_id=f"14{self.rng.random()}", enabled=True,
            gateway="sandbox", same_content_seconds=None, per_number_per_day=2, created_at=0,
        )  # fmt: skip
        session.add(application)
        session.flush()
        task = TaskRow(
            name="Sale", application_id=application.id, template_id=self.rng.choice([1, None]),
            template_name="", signature_id=self.rng.choice([1, 2, None]), signature="Shop", body="",
            region=region, sms_type="regular", source="", created_at=0, status=TaskStatus.SENDING,
        )  # fmt: skip
        session.add(task)
        session.flush()
        there = PEOPLE[:2] if region is Region.MAINLAND else PEOPLE[2:]
        insert_messages(
            session,
            task.id,
            [NewMessage(*self.rng.choice(there), f"Hello {place}", 7, 1) for place in range(12)],
            now=self.now,
        )
        return task.id

    def step(self, name: str) -> None:
        """One thing happens, in a transaction of its own."""
        task = self.rng.choice(self.tasks)
        with self.database.write() as session:
            match name:
                case "claim":
                    claim(session, gateway="sandbox", tasks=[task], limit=6, now=self.now)
                case "settle":
                    settle(
                        session,
                        [self._result(id_) for id_ in self._some(session, "in_flight")],
                        zone=self.zone,
                    )
                    finish_tasks(session, now=self.now)
                case "lose":
                    lost = self._some(session, "in_flight")
                    settle(
                        session,
                        [Result(id_, MessageStatus.UNKNOWN, "Unknown") for id_ in lost],
                        zone=self.zone,
                    )
                case "receipts":
                    self._report(session, "gateway_id IS NOT NULL")
                case "early receipts":
                    self._report(session, "status = 'in_flight'")
                    apply_waiting(session, "sandbox", [f"id-{id_}" for id_ in range(60)], now=self.now)
                case "cancel":
                    cancel_queued(session, task, zone=self.zone)
                case "again":
                    send_again(session, task, unknown_messages(session, task)[:3], now=self.now)
                case "sent":
                    mark_as_sent(session, unknown_messages(session, task)[:2])
                case "erase":
                    number, _ = self.rng.choice(PEOPLE)
                    forget(session, number, national=number[3:], refusals=False, zone=self.zone)
                case _:
                    self.now += self.rng.randrange(1, 5 * 3_600_000)

    def _some(self, session: Session, status: str) -> list[int]:
        ids = list(
            session.execute(sql("SELECT id FROM message WHERE status = :it"), {"it": status}).scalars()
        )
        return self.rng.sample(ids, min(len(ids), 4))

    def _result(self, id_: int) -> Result:
        status, code = self.rng.choice(
            [
                (MessageStatus.ACCEPTED, ""),
                (MessageStatus.ACCEPTED, ""),
                (MessageStatus.FAILED, "FailedOperation.ContainSensitiveWord"),
                (MessageStatus.QUEUED, "RequestLimitExceeded"),
                (MessageStatus.UNKNOWN, "Unknown"),
            ]
        )
        taken = status is MessageStatus.ACCEPTED
        return Result(
            id_,
            status,
            code,
            gateway_id=f"id-{id_}" if taken else None,
            sent_at=self.now if taken else None,
            due_at=self.now if status is MessageStatus.QUEUED else None,
            fee=self.rng.choice([0, 1, 3]),
        )

    def _report(self, session: Session, which: str) -> None:
        """Late, early, contradictory, and some of them twice."""
        ids = list(session.execute(sql(f"SELECT id FROM message WHERE {which}")).scalars())
        facts = []
        for id_ in self.rng.sample(ids, min(len(ids), 4)):
            self.reports += self.rng.randrange(2)
            delivered = self.rng.random() < 0.6
            code = "" if delivered else self.rng.choice(["UNDELIV", "EXPIRED", ""])
            at = self.now + self.rng.randrange(-1000, 1000)
            facts.append(ReceiptFacts(f"r{self.reports}", f"id-{id_}", "", delivered, code, at))
        store_receipts(session, "sandbox", facts, now=self.now)


@given(
    st.sampled_from(PLACES), st.lists(st.sampled_from(STEPS), min_size=15, max_size=60), st.integers(0, 10**6)
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_count_and_figure_agrees_after_any_walk(
    tmp_path: Path, place: tuple[str, str], steps: list[str], seed: int
) -> None:
    walk = Walk(tmp_path / "walk.sqlite", *place, seed)
    try:
        for name in ["claim", *steps]:
            walk.step(name)
        with walk.database.write() as session:
            assert reckon(session) == []
            mend(session)
            assert reckon(session) == []
        compare(walk, tmp_path)
    finally:
        walk.database.close()
        (tmp_path / "walk.sqlite").unlink()


def compare(walk: Walk, folder: Path) -> None:
    """The pages' figures with what the message rows say."""
    secrets = FileSecrets(folder / "keys.vault", folder / "keys.key")
    desk = Desk(folder, walk.database, secrets, lambda: walk.now, IdleSender())
    with walk.database.read() as session:
        rows = session.execute(
            sql(
                "SELECT requested_at, region, application_id, template_id, country, status, code, fragments"
                " FROM message WHERE requested_at IS NOT NULL"
            )
        ).all()
    if not rows:
        return
    days = sorted({day_of(row.requested_at, walk.zone) for row in rows})
    period = chosen_days(days[0], days[-1], walk.zone)
    applications = sorted({row.application_id for row in rows})
    for region in Region:
        for application, template in (
            (None, None),
            (applications[0], None),
            (None, 1),
            (applications[-1], 1),
        ):
            filter = StatisticsFilter(region, *period, application, template)
            mine = [
                row
                for row in rows
                if row.region == region
                and application in (None, row.application_id)
                and template in (None, row.template_id)
            ]
            shown = overview(desk, filter=filter).overview
            assert shown.total == figures(mine)
            if not shown.hourly:
                by_day = {day_of(point.start, walk.zone): point.figures for point in shown.trend}
                for day in days:
                    assert by_day[day] == figures(
                        [row for row in mine if day_of(row.requested_at, walk.zone) == day]
                    )
            assert {one.country: one.figures for one in country_figures(desk, filter=filter)} == {
                country: figures([row for row in mine if row.country == country])
                for country in {row.country for row in mine}
            }
            failed = Counter(row.code for row in mine if row.status == "failed")
            assert {one.code: one.count for one in failure_analysis(desk, filter=filter).reasons} == failed


def figures(rows: Sequence[Row[*tuple[Any, ...]]]) -> Figures:
    """Counted in the plainest way."""
    statuses = Counter(row.status for row in rows)
    taken = ("accepted", "delivered", "undelivered")
    return Figures(
        requests=len(rows),
        accepted=sum(statuses[one] for one in taken),
        fragments=sum(row.fragments for row in rows if row.status in taken),
        delivered=statuses["delivered"],
        undelivered=statuses["undelivered"],
        failed=statuses["failed"],
        unknown=statuses["unknown"],
    )
