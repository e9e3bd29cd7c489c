"""How quick a pool of a million customers is (C1, C2): every search and page, and an import beside the same
rows read and inserted with nothing around it. Run it by hand:
``.venv/bin/python tests/bench/bench_customers.py``.
"""

from __future__ import annotations

import csv
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from smsdesk.domain.profile import Identity, Profile, SmsType  # noqa: E402
from smsdesk.operations import customer_batches, groups  # noqa: E402
from smsdesk.operations.customer_search import (  # noqa: E402
    CustomerOrder,
    CustomerQuery,
    chosen_ids,
    customer_count,
    list_customers,
)
from smsdesk.operations.desk import Desk, Progress  # noqa: E402
from smsdesk.operations.imports import import_customers  # noqa: E402
from smsdesk.store.database import Database  # noqa: E402
from smsdesk.store.secrets import FileSecrets  # noqa: E402
from smsdesk.store.settings import write_profile  # noqa: E402
from smsdesk.store.tables import Base  # noqa: E402
from tests.operations.conftest import IdleSender  # noqa: E402

CUSTOMERS = int(os.environ.get("SMSDESK_BENCH_CUSTOMERS", "1000000"))
IMPORTED = int(os.environ.get("SMSDESK_BENCH_IMPORTED", "100000"))
GOAL_MS = 50.0
#: One or two letters that few have.
GOAL_SCAN_MS = 50.0
GOAL_COUNT_MS = 500.0
GOAL_IMPORT_S = 10.0
RUNS = 7

GIVEN = (
    "Ann",
    "Ben",
    "Cora",
    "Dan",
    "Eva",
    "Finn",
    "Gita",
    "Hugo",
    "伟",
    "芳",
    "磊",
    "敏",
    "静",
    "Émile",
    "Øyvind",
)
FAMILY = (
    "Berg",
    "Carter",
    "Dahl",
    "Evans",
    "Foster",
    "Green",
    "Hansson",
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "O'Neil",
)
NOTES = ("", "", "", "rye on Fridays", "no nuts", "pays 100% late", "老顾客", "calls on Mondays")


def rows(count: int) -> Iterator[tuple[str, str, str, str]]:
    """Number, country, name and note, the same for the same count."""
    rng = random.Random(7)
    for at in range(count):
        # All numbers are different: the middle digits are mixed by a step that shares no factor with them.
        mixed = at * 7_654_321 % 100_000_000
        if at % 10:
            number, country = f"+8613{at % 9 + 1}{mixed:08d}", "CN"
        else:
            number, country = f"+4670{mixed % 10_000_000:07d}", "SE"
        name = f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}" if rng.random() < 0.8 else ""
        if at == count // 3:
            name = "Quetzalcoatl Xylander"
        yield number, country, name, rng.choice(NOTES)


def fill(path: Path) -> float:
    """Put the customers in with the driver itself; gives the seconds."""
    start = time.perf_counter()
    connection = sqlite3.connect(path)
    for pragma in ("journal_mode = WAL", "synchronous = OFF", "cache_size = -262144"):
        connection.execute(f"PRAGMA {pragma}")
    connection.executemany(
        "INSERT OR IGNORE INTO customer (number, country, name, note, sms_type, created_at, fields)"
        " VALUES (?, ?, ?, ?, 'regular', 1790000000000, '{}')",
        rows(CUSTOMERS),
    )
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return time.perf_counter() - start


def median_ms(action: Callable[[], object]) -> float:
    runs = []
    for _ in range(RUNS):
        start = time.perf_counter()
        action()
        runs.append((time.perf_counter() - start) * 1000)
    return statistics.median(runs)


def searches(some: str) -> list[tuple[str, str]]:
    """What is typed, from the common to what is not there. ``some`` is a number of the pool."""
    return [
        ("a common name", "Hansson"),
        ("three common letters", "ann"),
        ("a Chinese name of two", "王"),
        ("a common note", "rye on"),
        ("with a % in it", "100%"),
        ("a rare name", "Xylander"),
        ("nobody", "zzzqqq"),
        ("a whole number", some),
        ("a number as it is read out", f"{some[3:6]} {some[6:10]} {some[10:]}"),
        ("the last four digits", some[-4:]),
        ("the last six digits", some[-6:]),
        ("the beginning of most", "+8613"),
        ("two digits", "77"),
        ("one digit", "5"),
        ("one letter", "q"),
        ("two letters", "ev"),
        ("two letters nobody has", "qj"),
        ("a letter with an accent", "É"),
    ]


def looks(desk: Desk, some: str) -> Iterator[tuple[str, Callable[[], object], float]]:
    """Everything that is timed, with its goal in milliseconds."""

    def page(**asked: Any) -> Callable[[], object]:
        return lambda: list_customers(desk, **asked)

    for title, words in searches(some):
        scan = len(words) < 3 and not words.isdigit()
        yield f"search: {title}", page(search=words), GOAL_SCAN_MS if scan else GOAL_MS
    for order in CustomerOrder:
        yield f"first page by {order}", page(order=order, descending=order is CustomerOrder.CREATED), GOAL_MS
        far = list_customers(desk, order=order, descending=False, most=1_000).next_key
        yield f"a later page by {order}", page(order=order, descending=False, after=far), GOAL_MS
    yield (
        "search in the order of names",
        page(search="Berg", order=CustomerOrder.NAME, descending=False),
        GOAL_MS,
    )
    yield "country", page(country="SE"), GOAL_MS
    yield "SMS type nobody has", page(sms_type=SmsType.MARKETING), GOAL_COUNT_MS
    yield "count of all", lambda: customer_count(desk), GOAL_COUNT_MS
    yield "count of a common name", lambda: customer_count(desk, search="Hansson"), GOAL_COUNT_MS
    yield "count of two digits", lambda: customer_count(desk, search="77"), GOAL_COUNT_MS


def bare_search(path: Path) -> float:
    """Milliseconds of reading every customer for a word, which any search without an index does."""
    connection = sqlite3.connect(path)
    sql = "SELECT id FROM customer WHERE name LIKE :words OR note LIKE :words OR number LIKE :words"
    found = median_ms(lambda: connection.execute(sql, {"words": "%Xylander%"}).fetchall())
    connection.close()
    return found


def imported_rows(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Mobile", "Name", "Remarks"))
        for at in range(IMPORTED):
            writer.writerow((f"150{at:08d}", f"Name {at}", "from the till"))


def bare_import(path: Path, folder: Path) -> float:
    """Seconds to read the file with ``csv`` and insert its rows into a table with a unique number."""
    start = time.perf_counter()
    connection = sqlite3.connect(folder / "bare.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(
        "CREATE TABLE customer (id INTEGER PRIMARY KEY, number TEXT UNIQUE, name TEXT, note TEXT)"
    )
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        connection.executemany("INSERT INTO customer (number, name, note) VALUES (?, ?, ?)", reader)
    connection.commit()
    connection.close()
    return time.perf_counter() - start


def work(desk: Desk, folder: Path) -> list[str]:
    """Import, and what is done to many; gives the goals that were missed."""
    missed = []
    file = folder / "customers.csv"
    imported_rows(file)
    bare = bare_import(file, folder)
    print(f"{'bare csv read and insert':44} {bare:8.2f} s    {IMPORTED:,} rows")

    def timed(title: str, action: Callable[[], object], goal: float = 0) -> None:
        start = time.perf_counter()
        action()
        taken = time.perf_counter() - start
        print(
            f"{title:44} {taken:8.2f} s    {taken / bare:5.1f} x bare"
            + (f"   goal {goal:.0f} s" if goal else "")
        )
        if goal and taken > goal:
            missed.append(title)

    some = chosen_ids(desk, chosen=CustomerQuery())[:IMPORTED]
    group = groups.create_group(desk, name="Some", sms_type=SmsType.REGULAR)
    timed(
        f"put {IMPORTED:,} into a group",
        lambda: customer_batches.put_into_group(desk, chosen=some, group_id=group.id, progress=Progress()),
    )
    gone: list[customer_batches.Deleted] = []

    def delete() -> None:
        gone.append(customer_batches.remove_customers(desk, chosen=some, progress=Progress()))

    timed(f"delete {IMPORTED:,}", delete)
    timed(
        "bring them back",
        lambda: customer_batches.restore_customers(desk, deleted=gone[0].copies, progress=Progress()),
    )
    delete()
    timed(
        f"import {IMPORTED:,} beside {CUSTOMERS - IMPORTED:,}",
        lambda: import_customers(desk, path=file, sms_type=SmsType.REGULAR, progress=Progress()),
        GOAL_IMPORT_S,
    )
    return missed


def main() -> int:
    missed = []
    with tempfile.TemporaryDirectory(prefix="smsdesk-bench-") as name:
        folder = Path(name)
        path = folder / "smsdesk.db"
        database = Database(path)
        with database.write() as session:
            Base.metadata.create_all(session.connection())
            write_profile(session, Profile("Bakery", Identity.ORGANIZATION, "CN", "Asia/Shanghai"))
        taken = fill(path)
        secrets = FileSecrets(folder / "vault", folder / "key")
        desk = Desk(folder, database, secrets, lambda: 1_790_000_000_000, IdleSender())
        print(
            f"built {customer_count(desk):,} customers in {taken:.0f} s, {path.stat().st_size / 1e6:.0f} MB"
        )
        bare = bare_search(path)
        print(f"{'bare LIKE over every customer':44} {bare:8.1f} ms")
        some = list_customers(desk, country="CN", most=1).customers[0].number
        for title, action, goal in looks(desk, some):
            took = median_ms(action)
            print(f"{title:44} {took:8.1f} ms   {took / bare:6.3f} x bare   goal {goal:.0f} ms")
            if took > goal:
                missed.append(title)
        missed += work(desk, folder)
        database.close()
    if missed:
        print(f"goal missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
