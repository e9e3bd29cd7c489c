"""The store cannot be written for a while: said once, nothing lost, nothing sent twice (S1, E5)."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import event

from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.events import EngineFault, EngineWell
from smsdesk.gateways.base import Receipt
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.engine.world import World, numbers


def shorten_the_wait(world: World) -> None:
    """A locked file is given up on at once instead of after fifteen seconds."""

    @event.listens_for(world.database._engine, "checkout")
    def impatient(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout = 20")


@pytest.mark.expects_log("The store cannot be used")
def test_outcomes_wait_in_memory_while_another_program_holds_the_file(world: World) -> None:
    shorten_the_wait(world)
    world.carrier.switch(slow=1, slow_seconds=0.5)
    world.start()
    task = world.task(numbers(50))
    world.until(lambda: len(world.carrier.taken()) == 50)
    holder = sqlite3.connect(world.database.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    fault = world.until(lambda: world.heard_of(EngineFault))[0]
    assert "Another program holds" in str(fault.message)
    # The answer has come by now and cannot be stored; the message is in flight on disk and in memory.
    world.until(lambda: not world.carrier.carrier.switches.slow)
    assert world.task_row(task).in_flight == 50
    holder.execute("ROLLBACK")
    holder.close()
    world.until_counts(task, delivered=50)
    world.until(lambda: world.heard_of(EngineWell))
    assert len(world.heard_of(EngineFault)) == len(world.heard_of(EngineWell))
    assert set(world.carrier.taken().values()) == {1}


@pytest.mark.expects_log("The store cannot be used")
@pytest.mark.skipif(sys.platform == "win32", reason="what is in use cannot be moved there")
def test_a_folder_that_goes_while_it_is_used_is_told_and_nothing_is_lost(world: World) -> None:
    """What is open would go on taking what is written, and the next start would know nothing of it."""
    world.carrier.switch(slow=1, slow_seconds=0.5)
    world.start()
    first = world.task(numbers(50))
    world.until(lambda: len(world.carrier.taken()) == 50)
    away = world.database.path.with_name("away")
    away.mkdir()
    for part in world.database.path.parent.glob("desk.sqlite*"):
        part.rename(away / part.name)
    fault = world.until(lambda: world.heard_of(EngineFault))[0]
    assert "moved or removed" in str(fault.message)
    world.until(lambda: not world.carrier.carrier.switches.slow)
    for part in away.iterdir():
        part.rename(world.database.path.with_name(part.name))
    world.until_counts(first, delivered=50)
    world.until_counts(world.task(numbers(50, start=50)), delivered=50)
    assert set(world.carrier.taken().values()) == {1}


@pytest.mark.expects_log("The store cannot be used")
def test_receipts_are_confirmed_only_when_they_are_on_disk(make_world: Callable[..., World]) -> None:
    world = make_world()
    shorten_the_wait(world)
    polled, locked = threading.Semaphore(0), threading.Event()

    class Telling(SandboxGateway):
        async def poll_receipts(self) -> Sequence[Receipt]:
            if not locked.is_set():
                return []
            receipts = await super().poll_receipts()
            if receipts:
                polled.release()
            return receipts

    world.make_gateway = lambda: Telling(world.carrier.carrier.address)  # type: ignore[method-assign]
    world.start()
    task = world.task(numbers(10))
    world.until_counts(task, accepted=10)
    holder = sqlite3.connect(world.database.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    locked.set()
    assert polled.acquire(timeout=60)
    world.until(lambda: world.heard_of(EngineFault))
    assert world.carrier.carrier.book.counts.receipts_confirmed == 0
    holder.execute("ROLLBACK")
    holder.close()
    world.until_counts(task, delivered=10)
    world.until(lambda: world.carrier.carrier.book.counts.receipts_confirmed == 10)


@pytest.mark.expects_log("The store cannot be used")
def test_a_full_disk_stops_sending_until_there_is_room(world: World) -> None:
    pages = {"most": 0}

    @event.listens_for(world.database._engine, "checkout")
    def small_disk(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages['most'] or 1_000_000}")

    task = world.task(
        numbers(3000), application=world.application(same_content_seconds=30, per_number_per_day=10)
    )
    with world.database.read() as session:
        pages["most"] = session.connection().exec_driver_sql("PRAGMA page_count").scalar() + 20
    world.start()
    fault = world.until(lambda: world.heard_of(EngineFault))[0]
    assert "full" in str(fault.message)
    row = world.task_row(task)
    assert row.status == TaskStatus.SENDING
    assert row.queued + row.in_flight > 0
    pages["most"] = 0
    world.until_counts(task, delivered=3000)
    assert set(world.carrier.taken().values()) == {1}
