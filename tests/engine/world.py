"""A desk, an engine and a real carrier for the tests: everything but the window."""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from sqlalchemy import create_engine, select
from sqlalchemy import text as sql

from smsdesk.carrier import Delay, Script
from smsdesk.carrier.journal import taken_references
from smsdesk.carrier.server import Carrier
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import text
from smsdesk.engine.engine import Engine, GatewayChoice
from smsdesk.engine.events import Event
from smsdesk.engine.part import Part
from smsdesk.engine.store_thread import StoreThread
from smsdesk.engine.timing import Timing
from smsdesk.gateways.base import Gateway
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.store.database import Database
from smsdesk.store.reckoning import reckon
from smsdesk.store.tables import ApplicationRow, Base, MessageRow, TaskRow
from smsdesk.store.task_writing import NewMessage, insert_messages

T = TypeVar("T")


@lru_cache(maxsize=1)
def _empty_store() -> bytes:
    """The file of a store without a row; made once, copied for every test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite"
        maker = create_engine(f"sqlite:///{path}")
        Base.metadata.create_all(maker)
        maker.dispose()
        return path.read_bytes()


def make_store(path: Path) -> Path:
    """An empty store at this path."""
    path.write_bytes(_empty_store())
    return path


#: Long enough for a busy machine; a passing test never waits for it.
DEADLINE = 60.0
#: The engine in a hurry.
QUICK = Timing(
    tick=0.05,
    answer=5.0,
    first_probe=0.05,
    longest_probe=0.2,
    shortest_poll=0.01,
    longest_poll=0.05,
    doubt=0.3,
    fault=0.02,
    missing=0.02,
    longest_fault=0.1,
    progress=0.02,
)
SOON = Script(delivered=1.0, receipt_delay=Delay.exactly(0), reply_delay=Delay.exactly(0))


def real_clock() -> int:
    return time.time_ns() // 1_000_000


class Clock:
    """Time that goes on by itself and can be moved."""

    def __init__(self, start: int | None = None) -> None:
        self._ahead = 0 if start is None else start - real_clock()

    def __call__(self) -> int:
        return real_clock() + self._ahead

    def forward(self, seconds: float) -> None:
        self._ahead += int(1000 * seconds)


class CarrierThread:
    """A carrier on loopback in a thread and loop of its own."""

    def __init__(self, folder: Path, script: Script = SOON) -> None:
        self.log_path = folder / "carrier.log"
        self._script = script
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="test-carrier")
        self._thread.start()
        self.carrier = self.call(self._open())

    async def _open(self) -> Carrier:
        carrier = Carrier(self._script, log_path=self.log_path)
        await carrier.open()
        return carrier

    def call(self, work: object) -> T:  # type: ignore[type-var]
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(DEADLINE)  # type: ignore[arg-type]

    def switch(self, **switches: float | bool | str) -> None:
        self._loop.call_soon_threadsafe(self.carrier.switches.set, switches)
        self.call(asyncio.sleep(0))

    def go_down(self) -> None:
        self.call(self.carrier.go_down())

    def come_up(self) -> None:
        self.call(self.carrier.come_up())

    def taken(self) -> Counter[str]:
        """How often each message id was taken, by the references the desk gave."""
        counted: Counter[str] = Counter()
        for reference, times in taken_references(self.log_path).items():
            counted[reference.split("-")[1]] += times
        return counted

    def close(self) -> None:
        self.call(self.carrier.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass
class World:
    """Built by the fixture ``world``."""

    folder: Path
    clock: Callable[[], int] = real_clock
    script: Script = SOON
    timing: Timing = QUICK
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        path = self.folder / "desk.sqlite"
        self.database = Database(make_store(path))
        self.carrier = CarrierThread(self.folder, self.script)
        self.heard = threading.Condition()
        self.engine: Engine | None = None
        self.wrap: Callable[[SandboxGateway], Gateway] = lambda gateway: gateway
        self.parts: Callable[[StoreThread], Sequence[Part]] = lambda _store: ()
        self.gateway_options: dict[str, float] = {"answer_seconds": 60.0}
        """What works beside the sending, made anew at each start."""

    def close(self) -> None:
        if self.engine:
            assert self.engine.stop(30)
        self.carrier.close()
        with self.database.read() as session:
            wrong = reckon(session)
        self.database.close()
        assert wrong == [], "counts and rollups do not agree with the messages"

    # --- the engine -----------------------------------------------------------------------------

    def start(self) -> Engine:
        choice = GatewayChoice(text("Sandbox"), make=lambda: self.make_gateway())
        self.engine = Engine(
            self.database,
            {"sandbox": choice},
            self.clock,
            self._hear,
            self.timing,
            parts=lambda store: self.parts(store),
        )
        self.engine.start()
        return self.engine

    def stop(self, timeout: float = 30.0) -> None:
        assert self.engine
        assert self.engine.stop(timeout)
        self.engine = None

    def wake(self) -> None:
        assert self.engine
        self.engine.wake()

    def make_gateway(self) -> Gateway:
        gateway = SandboxGateway(self.carrier.carrier.address, **self.gateway_options)  # type: ignore[arg-type]
        return self.wrap(gateway)

    def _hear(self, event: Event) -> None:
        with self.heard:
            self.events.append(event)
            self.heard.notify_all()

    def heard_of(self, kind: type[T]) -> list[T]:
        with self.heard:
            return [event for event in self.events if isinstance(event, kind)]

    # --- what is in the store -------------------------------------------------------------------

    def application(self, **values: object) -> int:
        row = {
            "name": "Shop",
            "type": "app",
            "overview": "",
            "enabled": True,
            "gateway": "sandbox",
            "same_content_seconds": None,
            "per_number_per_day": None,
            "created_at": self.clock(),
            **values,
        }
        with self.database.write() as session:
            count = session.query(ApplicationRow).count()
            application = ApplicationRow(app_id=str(1400000000 + count), **row)
            session.add(application)
            session.flush()
            return application.id

    def task(
        self,
        numbers: Iterable[str],
        *,
        application: int | None = None,
        content: str | Callable[[str], str] = "【Shop】Hello",
        country: str = "CN",
        status: TaskStatus = TaskStatus.SENDING,
        **values: object,
    ) -> int:
        row = {
            "name": "Sale",
            "template_id": 1,
            "template_name": "Sale",
            "signature_id": 1,
            "signature": "Shop",
            "body": "Hello",
            "region": "mainland",
            "sms_type": "regular",
            "source": "pasted",
            "created_at": self.clock(),
            **values,
        }
        application = application or self.application()
        render = content if callable(content) else lambda number: content
        with self.database.write() as session:
            task = TaskRow(application_id=application, status=status, **row)
            session.add(task)
            session.flush()
            messages = [
                NewMessage(number, country, words, len(words), 1)
                for number, words in ((number, render(number)) for number in numbers)
            ]
            insert_messages(session, task.id, messages, now=self.clock())
            return task.id

    def set(self, statement: str, **values: object) -> None:
        with self.database.write() as session:
            session.execute(sql(statement), values)

    def task_row(self, task: int) -> TaskRow:
        with self.database.read() as session:
            return session.execute(select(TaskRow).where(TaskRow.id == task)).scalar_one()

    def messages(self, task: int) -> Sequence[MessageRow]:
        with self.database.read() as session:
            return (
                session.execute(select(MessageRow).where(MessageRow.task_id == task).order_by(MessageRow.id))
                .scalars()
                .all()
            )

    def statuses(self, task: int) -> Mapping[str, int]:
        return Counter(message.status for message in self.messages(task))

    # --- waiting --------------------------------------------------------------------------------

    def until(self, condition: Callable[[], T], deadline: float = DEADLINE) -> T:
        """Wait for something to become true; looks again at every event and twenty times a second."""
        end = time.monotonic() + deadline
        while True:
            if result := condition():
                return result
            assert time.monotonic() < end, f"not in time; the last events: {self.events[-5:]}"
            with self.heard:
                self.heard.wait(0.05)

    def until_status(self, task: int, *statuses: TaskStatus) -> TaskRow:
        def reached() -> TaskRow | None:
            row = self.task_row(task)
            return row if row.status in statuses else None

        return self.until(reached)

    def until_counts(self, task: int, **counts: int) -> None:
        self.until(lambda: all(getattr(self.task_row(task), name) == n for name, n in counts.items()))


def numbers(count: int, start: int = 0) -> list[str]:
    """Ordinary mainland mobiles."""
    return [f"+8613912{start + place:06d}" for place in range(count)]
