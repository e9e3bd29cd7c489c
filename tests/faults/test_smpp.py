"""A task through SMPP while the connection is cut again and again, then counting at the carrier (E5).

None is sent twice, none is lost: each was taken exactly once or is shown as unknown. 2,000 messages here; as
many as ``SMSDESK_SMPP_MESSAGES`` says when it is set.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import text
from smsdesk.engine.engine import Engine, GatewayChoice
from smsdesk.engine.events import Event
from smsdesk.gateways.smpp.gateway import SmppGateway
from smsdesk.gateways.smpp.options import Options
from smsdesk.store.database import Database
from smsdesk.store.reckoning import reckon
from smsdesk.store.tables import ApplicationRow, TaskRow
from smsdesk.store.task_writing import NewMessage, insert_messages
from tests.engine.world import QUICK, make_store
from tests.gateways.smpp_server import SmscThread, pack_deliver

MESSAGES = int(os.environ.get("SMSDESK_SMPP_MESSAGES", "2000"))
CUTS, WINDOW = 20, 20
DEADLINE = 60 + MESSAGES / 100


class Desk:
    """A store, an engine that sends over SMPP, and the carrier."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(make_store(folder / "desk.sqlite"))
        self.carrier = SmscThread()
        self.heard = threading.Condition()
        self.engine: Engine | None = None

    def start(self) -> None:
        options = Options(
            "127.0.0.1", "shop", "secret", self.carrier.smsc.port, tls=False, window=WINDOW, answer_seconds=3
        )
        choice = GatewayChoice(text("SMPP"), make=lambda: SmppGateway(options))
        self.engine = Engine(
            self.database, {"smpp": choice}, lambda: time.time_ns() // 1_000_000, self._hear, QUICK
        )
        self.engine.start()

    def stop(self) -> None:
        if self.engine:
            assert self.engine.stop(60)
        self.engine = None

    def close(self) -> None:
        self.stop()
        self.carrier.close()
        self.database.close()

    def _hear(self, _event: Event) -> None:
        with self.heard:
            self.heard.notify_all()

    def until(self, done: Callable[[], object]) -> None:
        end = time.monotonic() + DEADLINE
        while not done():
            assert time.monotonic() < end, f"not in time: {self.statuses()}"
            with self.heard:
                self.heard.wait(0.05)

    def statuses(self) -> Counter[str]:
        with self.database.read() as session:
            return Counter(
                dict(session.execute(sql("SELECT status, COUNT(*) FROM message GROUP BY 1")).all())
            )

    def put(self, contents: Callable[[int], str], count: int, *, region: str = "mainland") -> None:
        now = time.time_ns() // 1_000_000
        with self.database.write() as session:
            application = ApplicationRow(
                name="Shop", type="app", overview="", app_id="1400000000", enabled=True, gateway="smpp",
                same_content_seconds=None, per_number_per_day=None, created_at=now,
            )  # fmt: skip
            session.add(application)
            session.flush()
            task = TaskRow(
                name="Sale", application_id=application.id, template_id=1, template_name="", signature_id=1,
                signature="Shop", body="", region=region, sms_type="regular", source="", created_at=now,
                status=TaskStatus.SENDING,
            )  # fmt: skip
            session.add(task)
            session.flush()
            messages = (
                NewMessage(f"+86139{place:08d}", "CN", contents(place), 20, 1) for place in range(count)
            )
            insert_messages(session, task.id, messages, now=now)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


@pytest.mark.timeout(DEADLINE + 30)
def test_a_connection_that_is_cut_sends_nothing_twice_and_loses_nothing(desk: Desk) -> None:
    smsc = desk.carrier.smsc
    smsc.cut_at = deque((MESSAGES - CUTS * WINDOW) * place // (CUTS + 1) for place in range(1, CUTS + 1))
    desk.put(lambda place: f"【Shop】Hello {place}", MESSAGES)
    started = time.monotonic()
    desk.start()
    desk.until(lambda: not desk.statuses().keys() & {"queued", "in_flight", "accepted"})
    seconds = time.monotonic() - started
    desk.stop()

    assert not smsc.cut_at, "the connection was not cut so often"
    taken = smsc.times()
    assert {times for times in taken.values()} == {1}, "sent twice"
    with desk.database.read() as session:
        rows = session.execute(sql("SELECT substr(number, 2), status FROM message")).all()
        assert reckon(session) == []
    arrived = {number for number, status in rows if status == "delivered"}
    unknown = {number for number, status in rows if status == "unknown"}
    print(f"{seconds:.1f} s, {len(unknown)} in doubt, {len(unknown & taken.keys())} of them taken")  # noqa: T201
    assert len(rows) == MESSAGES
    assert len(arrived) + len(unknown) == MESSAGES
    assert arrived <= taken.keys(), "shown as sent but never taken"
    assert taken.keys() <= arrived | unknown, "taken but not shown as sent"
    assert 0 < len(unknown) <= CUTS * WINDOW
    # Every receipt was given until the desk had it on disk; so those of the doubtful ones are there too.
    assert not smsc.owed


def test_a_long_message_is_delivered_when_all_its_parts_are_also_after_a_restart(desk: Desk) -> None:
    smsc = desk.carrier.smsc
    smsc.manners.receipts = False
    desk.put(lambda place: "【Shop】" + "长" * 150, 2)
    desk.start()
    desk.until(lambda: desk.statuses() == {"accepted": 2})
    desk.stop()
    parts = sorted(smsc.taken, key=lambda one: one.number)
    assert len(parts) == 6

    # The receipts come to a program that remembers nothing of the sending.
    desk.start()
    for place, one in enumerate(parts[:-1]):
        stat = "UNDELIV" if place == 1 else "DELIVRD"
        words = f"id:{one.id} sub:001 dlvrd:001 submit date:2611210900 done date:2611210901 stat:{stat}"
        body = pack_deliver(one.number, "", 4, 0, words.encode())
        desk.carrier.soon(partial(smsc.deliver, body))
    desk.until(lambda: smsc.acknowledged == 5)
    assert desk.statuses() == {"accepted": 1, "undelivered": 1}
    desk.stop()
    desk.start()
    body = pack_deliver(parts[-1].number, "", 4, 0, f"id:{parts[-1].id} stat:DELIVRD".encode())
    desk.carrier.soon(partial(smsc.deliver, body))
    desk.until(lambda: desk.statuses() == {"delivered": 1, "undelivered": 1})
    desk.stop()
    with desk.database.read() as session:
        assert reckon(session) == []
