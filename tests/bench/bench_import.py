"""How long 100,000 customers take to import, beside the same rows put into the bare table (C2).

    python tests/bench/bench_import.py

The file has a number, a name in two parts, a note and three own columns, half of them known already. The
baseline is ``csv.reader`` and ``executemany`` on a table of the same columns with a unique number, and the
same with the full-text index that the pool's search needs. Goal: at most 10 s and 400 MB.
"""

from __future__ import annotations

import csv
import json
import resource
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import Question
from smsdesk.operations import imports
from smsdesk.operations.desk import Desk, Progress
from smsdesk.store.database import Database
from smsdesk.store.migrating import migrate
from smsdesk.store.secrets import FileSecrets
from smsdesk.store.tables.customers import CUSTOMER_SEARCH

ROWS = 100_000
GOAL = 10.0
MEMORY = 400


class Nobody:
    """No engine."""

    def wake(self) -> None:
        """Nothing sends."""

    def gateway_changed(self, gateway: str) -> None:
        """There is none."""

    def ask_gateway(
        self, gateway: str, question: Question[Any], values: Mapping[str, str] | None = None
    ) -> Any:
        return text("It works.")

    def gateways(self) -> Mapping[str, Text]:
        return {}


class _Kept:
    """Keeps when it was told of progress."""

    def __init__(self, times: list[float]) -> None:
        self._times = times

    def __call__(self, done: int, total: int) -> None:
        self._times.append(time.perf_counter())


def main() -> int:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file = folder / "customers.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["Mobile", "First name", "Last name", "Notes", "Birthday", "City", "Shop"])
            rows.writerows(
                [f"139{at:08d}", f"Ann{at}", "Lund", "likes rye", "1990-04-15", "Oslo", at % 90]
                for at in range(ROWS)
            )
        for title, indexed in (("bare table", False), ("with its full-text index", True)):
            print(f"{title}: {bare(folder / f'{indexed}.db', file, indexed=indexed):.2f} s")
        return ours(folder, file)


def bare(path: Path, file: Path, *, indexed: bool) -> float:
    """Seconds of the same work without us."""
    store = sqlite3.connect(path)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute(
        "CREATE TABLE customer "
        "(id INTEGER PRIMARY KEY, number TEXT UNIQUE, name TEXT, note TEXT, fields TEXT)"
    )
    for statement in CUSTOMER_SEARCH if indexed else ():
        store.execute(statement)
    began = time.perf_counter()
    with store, file.open(encoding="utf-8", newline="") as lines:
        store.executemany(
            "INSERT INTO customer (number, name, note, fields) VALUES (?, ?, ?, ?)",
            (
                (row[0], f"{row[1]} {row[2]}", row[3], json.dumps(dict(enumerate(row[4:]))))
                for row in csv.reader(lines)
            ),
        )
    spent = time.perf_counter() - began
    store.close()
    return spent


def ours(folder: Path, file: Path) -> int:
    """Print our times for new and for known customers, and the memory; 1 when a goal is missed."""
    migrate(folder / "desk.db")
    database = Database(folder / "desk.db")
    secrets = FileSecrets(folder / "vault", folder / "key")
    desk = Desk(folder, database, secrets, lambda: 1_800_000_000_000, Nobody())
    longest = 0.0
    for title in ("new", "known"):
        reports: list[float] = []
        progress = Progress(_Kept(reports))
        stop = threading.Event()
        waits: list[float] = []
        watch = threading.Thread(target=_watch, args=(stop, waits))
        watch.start()
        began = time.perf_counter()
        preview = imports.preview_import(desk, path=file, progress=Progress())
        looked = time.perf_counter() - began
        done = imports.import_customers(
            desk, path=file, sms_type=SmsType.REGULAR, columns=preview.columns, progress=progress
        )
        spent = time.perf_counter() - began
        stop.set()
        watch.join()
        longest = max(longest, spent)
        gap = max(later - earlier for earlier, later in pairwise(reports))
        print(
            f"{done.result.added:,} added, {done.result.merged:,} {title}: {spent:.2f} s, of it the look "
            f"{looked:.2f} s; {len(reports)} reports, longest pause {gap:.2f} s; another thread waited "
            f"{max(waits) * 1000:.0f} ms at most"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak {peak:.0f} MB; goals {GOAL:.0f} s and {MEMORY} MB")
    database.close()
    return int(longest > GOAL or peak > MEMORY)


def _watch(stop: threading.Event, waits: list[float]) -> None:
    """How late a thread that has something to do every 10 ms comes to it, as the window's does."""
    while not stop.is_set():
        began = time.perf_counter()
        stop.wait(0.01)
        waits.append(time.perf_counter() - began - 0.01)


if __name__ == "__main__":
    sys.exit(main())
