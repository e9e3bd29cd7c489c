"""Sending through a carrier in another process, durable states included, beside a bare client's loop.

    python -m tests.bench.bench_engine [--messages 100000] [--personal 30000]

To reach: 5,000 messages/s of one content, 1,000/s personalised, under 300 MB; a 10 ms timer in another
thread (standing in for the window's loop) with 99 % of its gaps under 25 ms and none over 100 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from sqlalchemy import create_engine

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import text
from smsdesk.engine.engine import Engine, GatewayChoice
from smsdesk.engine.events import Event, TaskProgress
from smsdesk.gateways.base import Accepted, OutgoingMessage
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.store.database import Database
from smsdesk.store.reckoning import reckon
from smsdesk.store.tables import ApplicationRow, Base, TaskRow
from smsdesk.store.task_writing import NewMessage, insert_messages

CONTENT = "【Riverside】Our winter menu is here. Show this message for 10% off until Sunday. Reply T to stop."
RATE_ONE_CONTENT = 5_000
RATE_PERSONAL = 1_000
MEGABYTES = 300


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--personal", type=int, default=30_000)
    parser.add_argument("--folder", type=Path, help="where the store is made (a real disk)")
    parser.add_argument("--receipt-delay", default="0.5:2:8")
    options = parser.parse_args()
    # As the program does at its start (app.tune).
    sys.setswitchinterval(0.001)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    fine = True
    with tempfile.TemporaryDirectory(dir=options.folder) as name, carrier(Path(name), options) as address:
        for label, count, personal, wanted in (
            ("one content", options.messages, False, RATE_ONE_CONTENT),
            ("personalised", options.personal, True, RATE_PERSONAL),
        ):
            if count:
                fine &= compare(Path(name) / label.replace(" ", "-"), address, label, count, personal, wanted)
    print(json.dumps({"engine": figures, "fine": fine}))
    return 0 if fine else 1


figures: dict[str, dict[str, float]] = {}


def compare(folder: Path, address: str, label: str, count: int, personal: bool, wanted: int) -> bool:
    folder.mkdir()
    bare_count = min(count, 20_000)
    bare = bare_count / asyncio.run(bare_client(address, bare_count, personal))
    run = EngineRun(folder, address, count, personal)
    run.go()
    rate = count / run.seconds
    rows = [
        f"{label}: {count:,} messages",
        f"  bare client loop, nothing stored   {bare:10,.0f} messages/s",
        f"  engine, states on disk             {rate:10,.0f} messages/s   (wanted {wanted:,})",
        f"  written down beforehand            {count / run.writing_seconds:10,.0f} messages/s",
        f"  receipts applied after             {run.receipt_seconds:10.1f} s",
        f"  processor time of the engine       {1e6 * run.processor / count:10.0f} µs a message",
        f"  largest memory (RSS)               {run.megabytes:10.0f} MB   (wanted under {MEGABYTES})",
        f"  timer of 10 ms: 99 % of gaps under {run.gap_99:10.1f} ms, longest {run.gap_longest:.1f} ms",
    ]
    print("\n".join(rows), flush=True)
    figures[label] = {
        "messages_per_second": round(rate),
        "bare_client_per_second": round(bare),
        "megabytes": round(run.megabytes),
        "gap_99_ms": round(run.gap_99, 1),
        "gap_longest_ms": round(run.gap_longest, 1),
    }
    return rate >= wanted and run.megabytes < MEGABYTES and run.gap_99 < 25 and run.gap_longest < 100


@contextlib.contextmanager
def carrier(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    """A carrier in a process of its own, with its record on disk."""
    command = [sys.executable, "-m", "smsdesk.carrier", "--port", "0", "--json"]
    command += ["--log", str(folder / "carrier.log"), "--receipt-delay", options.receipt_delay]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())["address"]
        process.terminate()


async def bare_client(address: str, count: int, personal: bool) -> float:
    """The same client in a plain loop: what the engine is measured against. Seconds."""
    gateway = SandboxGateway(address)
    await gateway.open()
    size = 1 if personal else 200
    starts = iter(range(0, count, size))

    async def work() -> None:
        for start in starts:
            messages = [
                OutgoingMessage(
                    *(place, number(place), content(place, personal)),
                    *(Region.MAINLAND, SmsType.REGULAR, f"bare-{address[-5:]}-{personal}-{place}"),
                )
                for place in range(start, min(start + size, count))
            ]
            outcomes = await gateway.send(messages)
            assert all(isinstance(outcome, Accepted) for outcome in outcomes)

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(gateway.limits.requests_at_once):
            group.create_task(work())
    seconds = time.perf_counter() - started
    # What it would report is fetched here, so that the engine finds none of it.
    await gateway.close()
    return seconds


class EngineRun:
    """One task through the engine, watched."""

    def __init__(self, folder: Path, address: str, count: int, personal: bool) -> None:
        path = folder / "desk.sqlite"
        maker = create_engine(f"sqlite:///{path}")
        Base.metadata.create_all(maker)
        maker.dispose()
        self.database = Database(path)
        self.count = count
        self.personal = personal
        self.progress = threading.Condition()
        self.last: TaskProgress | None = None
        choice = GatewayChoice(text("Sandbox"), make=lambda: SandboxGateway(address))
        self.engine = Engine(self.database, {"sandbox": choice}, now, self._hear)
        self.gaps: list[float] = []
        self.megabytes = 0.0
        self._over = threading.Event()

    def go(self) -> None:
        watchers = [threading.Thread(target=self._watch_time), threading.Thread(target=self._watch_memory)]
        self.engine.start()
        started = time.perf_counter()
        self._write()
        self.writing_seconds = time.perf_counter() - started
        for watcher in watchers:
            watcher.start()
        processor = psutil.Process().cpu_times()
        started = time.perf_counter()
        with self.database.write() as session:
            session.query(TaskRow).update({"status": TaskStatus.SENDING})
        self.engine.wake()
        self._until(lambda told: told.status is TaskStatus.SENT)
        self.seconds = time.perf_counter() - started
        after = psutil.Process().cpu_times()
        self.processor = after.user + after.system - processor.user - processor.system
        started = time.perf_counter()
        self._until(lambda told: not told.totals.accepted)
        self.receipt_seconds = time.perf_counter() - started
        self._over.set()
        for watcher in watchers:
            watcher.join()
        assert self.engine.stop()
        with self.database.read() as session:
            assert reckon(session) == []
        self.database.close()

    @property
    def gap_99(self) -> float:
        return sorted(self.gaps)[int(len(self.gaps) * 0.99)] * 1000

    @property
    def gap_longest(self) -> float:
        return max(self.gaps) * 1000

    def _write(self) -> None:
        with self.database.write() as session:
            application = ApplicationRow(
                name="Shop", type="app", overview="", app_id="1400000001", enabled=True, gateway="sandbox",
                same_content_seconds=30, per_number_per_day=10, created_at=now(),
            )  # fmt: skip
            session.add(application)
            session.flush()
            task = TaskRow(
                name="Sale", application_id=application.id, template_id=1, template_name="Sale",
                signature_id=1, signature="Riverside", body=CONTENT,
                region="mainland", sms_type="regular", source="pasted",
                status=TaskStatus.STOPPED, created_at=now(),
            )  # fmt: skip
            session.add(task)
            session.flush()
            messages = (
                NewMessage(number(place), "CN", words, len(words), 2, place + 2)
                for place, words in ((place, content(place, self.personal)) for place in range(self.count))
            )
            insert_messages(session, task.id, messages, now=now())

    def _hear(self, event: Event) -> None:
        if isinstance(event, TaskProgress):
            with self.progress:
                self.last = event
                self.progress.notify_all()

    def _until(self, reached: object) -> None:
        with self.progress:
            done = self.progress.wait_for(lambda: self.last is not None and reached(self.last), 300)  # type: ignore[operator]
            assert done, self.last

    def _watch_time(self) -> None:
        before = time.perf_counter()
        while not self._over.wait(0.010):
            at = time.perf_counter()
            self.gaps.append(at - before)
            before = at

    def _watch_memory(self) -> None:
        process = psutil.Process()
        while not self._over.wait(0.1):
            self.megabytes = max(self.megabytes, process.memory_info().rss / 1e6)


def number(place: int) -> str:
    return f"+86139{place:08d}"


def content(place: int, personal: bool) -> str:
    return f"{CONTENT} No. {place}" if personal else CONTENT


def now() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
