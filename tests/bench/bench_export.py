"""A million records exported beside a living window, against a bare XlsxWriter loop in the same run (D8).

Goals: under 60 s, under 200 MB in all processes of the export, and a window that stays alive
(``living_window``). Run it by hand: ``.venv/bin/python tests/bench/bench_export.py``; a desk that is there
already is taken from ``SMSDESK_BENCH_FOLDER``. On a busy machine the processor time tells more than the time.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402
import xlsxwriter  # noqa: E402

from smsdesk.domain.profile import Region  # noqa: E402
from smsdesk.domain.records import RecordFilter  # noqa: E402
from smsdesk.domain.text import text  # noqa: E402
from smsdesk.operations.records import export_records  # noqa: E402
from smsdesk.operations.sample_past import make_past  # noqa: E402
from smsdesk.store.folder import Folder  # noqa: E402
from smsdesk.ui.exports import Exports  # noqa: E402
from tests.bench.living_window import Living, stays_alive  # noqa: E402

RECORDS = int(os.environ.get("SMSDESK_BENCH_MESSAGES", "1000000"))
GOAL_SECONDS, GOAL_MB = 60.0, 200.0
#: Rows of the baseline, whose time is multiplied up.
BARE_ROWS = 50_000


class Memory:
    """The most memory that the export's processes held at once, in MB; sampled."""

    def __init__(self) -> None:
        self.most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> float:
        self._ended.set()
        self._thread.join()
        return self.most

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._ended.wait(0.2):
            try:
                held = sum(child.memory_info().rss for child in me.children(recursive=True))
            except psutil.NoSuchProcess:
                continue
            self.most = max(self.most, held / 1e6)


def bare(folder: Path) -> float:
    """Seconds of a million rows of the same 16 cells in a plain XlsxWriter loop."""
    began = time.perf_counter()
    book = xlsxwriter.Workbook(str(folder / "bare.xlsx"), {"constant_memory": True, "tmpdir": str(folder)})
    sheet = book.add_worksheet()
    style = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    at = datetime(2026, 3, 4)  # noqa: DTZ001 - cells know no zones
    for row in range(BARE_ROWS):
        moment = at + timedelta(seconds=row)
        for column in (0, 14, 15):
            sheet.write_datetime(row, column, moment, style)
        for column in (4, 5, 13):
            sheet.write_number(row, column, row)
        words = (f"+861{row:010d}", "CN", f"【Signature 1】Offer 4: your order {row} is ready.", "regular")
        for column, word in zip((1, 2, 3, 6), words, strict=True):
            sheet.write_string(row, column, word)
        for column in (7, 8, 9, 10, 11, 12):
            sheet.write_string(row, column, "Application 3")
    book.close()
    return (time.perf_counter() - began) * RECORDS / BARE_ROWS


async def export(living: Living, ending: str) -> bool:
    """Export every record of the mainland beside the window; whether the goals are met."""
    context = living.window.context
    path = context.runner.desk.folder / f"records.{ending}"
    memory, before = Memory(), os.times()
    living.tick()
    began = time.perf_counter()
    filter = RecordFilter(Region.MAINLAND)
    running = Exports.of(context).begin(text("Records"), path, export_records, {"filter": filter})
    assert running.done is not None
    kept = await running.done
    took = time.perf_counter() - began
    living.still()
    held, after = memory.stop(), os.times()
    assert kept is not None
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    million = RECORDS / kept.rows
    print(
        f"{ending}: {kept.rows:,} records in {took:.1f} s, {took * million:.1f} s per {RECORDS:,} (goal "
        f"{GOAL_SECONDS:.0f}), of processor time {worked * million:.1f} s; {held:.0f} MB (goal "
        f"{GOAL_MB:.0f}); the file has {path.stat().st_size / 1e6:.0f} MB"
    )
    path.unlink()
    return took * million <= GOAL_SECONDS and held <= GOAL_MB


def main() -> int:
    met: list[bool] = []
    with tempfile.TemporaryDirectory(prefix="smsdesk-bench-") as name:
        folder = Path(name)
        made = Folder(Path(os.environ.get("SMSDESK_BENCH_FOLDER", folder / "desk")))
        if not made.path.exists():
            make_past(made, messages=RECORDS * 3 // 2, days=365, seed=7, now=1_790_000_000_000)
        began = time.process_time()
        took = bare(folder)
        print(
            f"bare XlsxWriter, {RECORDS:,} rows: {took:.1f} s, of processor time "
            f"{(time.process_time() - began) * RECORDS / BARE_ROWS:.1f} s"
        )
        for ending in ("xlsx", "csv"):

            async def work(living: Living, ending: str = ending) -> None:
                met.append(await export(living, ending))

            met.append(stays_alive(made.path, f"writing .{ending}", work))
    print("every goal met" if all(met) else "a goal was missed")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
