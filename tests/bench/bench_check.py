"""Checking 100,000 rows with three variables, all rules and the store included, beside reading them only.

Goals: .xlsx at most 6 × the time python-calamine needs to read it, under 250 MB with the reading child;
.csv at most 4 s. Run it by hand: ``.venv/bin/python tests/bench/bench_check.py``.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import python_calamine
import xlsxwriter

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

ROWS = 100_000
GOAL_TIMES = 6.0
GOAL_CSV_SECONDS = 4.0
GOAL_MEGABYTES = 250
RUNS = 3


def rows(seed: int = 11) -> Iterator[tuple[str, ...]]:
    """A list as shops have it: mostly good, some numbers wrong, repeated, or without a value."""
    rng = random.Random(seed)
    yield ("手机号", "姓名{1}", "订单{2}", "日期{3}", "备注")
    row: tuple[str, ...] = ()
    for place in range(ROWS):
        luck = rng.random()
        number = f"1{rng.choice(('38', '39', '50', '58', '77', '86', '99'))}{rng.randint(0, 99_999_999):08}"
        if luck < 0.01:
            number = number[:-2]
        elif luck < 0.02 and row:
            yield row
            continue
        elif luck < 0.05:
            number = f"+86 {number[:3]} {number[3:7]} {number[7:]}"
        name = "" if 0.05 < luck < 0.06 else rng.choice(("王芳", "李伟", "张敏", "Ann Smith", "陈静"))
        row = (number, name, f"NO{place:08}", f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日", "老客户")
        yield row


def make(folder: Path) -> tuple[Path, Path]:
    """The same list as .xlsx and .csv."""
    workbook = xlsxwriter.Workbook(str(folder / "list.xlsx"), {"constant_memory": True})
    sheet = workbook.add_worksheet()
    for line, row in enumerate(rows()):
        for column, cell in enumerate(row):
            sheet.write_string(line, column, cell)
    workbook.close()
    with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows())
    return folder / "list.xlsx", folder / "list.csv"


def baseline(path: Path) -> float:
    """Seconds calamine needs to go through the rows, the best of the runs."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        sheet = python_calamine.load_workbook(str(path)).get_sheet_by_index(0)
        assert sum(1 for _ in sheet.iter_rows()) == ROWS + 1
        best = min(best, time.perf_counter() - start)
    return best


def check(path: Path, folder: Path) -> dict[str, float]:
    """Prepare the file in this process, with a desk on a real store."""
    from smsdesk.domain.profile import Identity, Profile
    from smsdesk.operations import recipients
    from smsdesk.operations.desk import Desk
    from smsdesk.store.database import Database
    from smsdesk.store.secrets import FileSecrets
    from smsdesk.store.settings import write_profile
    from smsdesk.store.tables import Base, QuotaRow, UnsubscribedRow
    from tests.operations.conftest import Clock, IdleSender
    from tests.operations.shop import furnish

    database = Database(folder / "smsdesk.db")
    with database.write() as session:
        Base.metadata.create_all(session.connection())
        write_profile(session, Profile("Bakery", Identity.ORGANIZATION, "CN", "Asia/Shanghai"))
    desk = Desk(folder, database, FileSecrets(folder / "vault", folder / "key"), Clock(), IdleSender())
    shop = furnish(desk)
    body = "您好{1}，您的订单{2}将于{3}送达，请保持电话畅通。"
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE template SET content = ? WHERE id = 1", (body,))
        session.add_all(
            UnsubscribedRow(
                number=f"+861380{n:07}", signature="河畔面包", sms_type="regular", keyword="T", at=1
            )
            for n in range(5_000)
        )
        session.add_all(
            QuotaRow(day="2026-03-02", scope="number:1", key=f"+861390{n:07}", count=n % 11)
            for n in range(20_000)
        )
    best = float("inf")
    for _ in range(RUNS):
        prepared = None
        start = time.perf_counter()
        prepared = recipients.prepare(desk, recipe=shop.sheet(path))
        best = min(best, time.perf_counter() - start)
    assert prepared is not None
    assert prepared.ready + prepared.rejected_count() == prepared.rows == ROWS
    database.close()
    return {"seconds": best, "ready": prepared.ready, **{str(k): n for k, n in prepared.counts.items()}}


def measured(path: Path, folder: Path) -> tuple[dict[str, float], float]:
    """The check in a fresh process, and the most memory it and its reading child held together, in MB."""
    command = [sys.executable, __file__, str(path), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    watched = psutil.Process(process.pid)
    most = 0
    while process.poll() is None:
        try:
            most = max(
                most, sum(one.memory_info().rss for one in [watched, *watched.children(recursive=True)])
            )
        except psutil.NoSuchProcess:
            continue
        time.sleep(0.01)
    output = process.communicate()[0]
    if process.returncode:
        raise SystemExit(process.returncode)
    return json.loads(output), most / 1e6


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory(prefix="smsdesk-bench-") as name:
        folder = Path(name)
        xlsx, plain = make(folder)
        alone = baseline(xlsx)
        print(f"python-calamine reads {ROWS:,} rows of .xlsx   {alone:6.2f} s")
        for path in (xlsx, plain):
            place = folder / path.suffix[1:]
            place.mkdir()
            result, megabytes = measured(path, place)
            seconds = result.pop("seconds")
            goal = GOAL_TIMES * alone if path is xlsx else GOAL_CSV_SECONDS
            told = (
                f"{seconds / alone:.1f} × calamine, goal {GOAL_TIMES:.0f}"
                if path is xlsx
                else f"goal {goal} s"
            )
            print(
                f"check all rules, {path.suffix:5}  {seconds:6.2f} s ({told}), {megabytes:.0f} MB; {result}"
            )
            if seconds > goal or megabytes > GOAL_MEGABYTES:
                failed.append(path.name)
    if failed:
        print(f"goal missed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(check(Path(sys.argv[1]), Path(sys.argv[2]))))
    else:
        sys.exit(main())
