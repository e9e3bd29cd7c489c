"""How long a spreadsheet of 100,000 rows takes to read, beside the bare library in the same run (B2).

    python tests/bench/bench_sheets_read.py

An .xlsx file is compared with python-calamine's ``iter_rows`` and a .csv file with ``csv.reader``, both in a
fresh process that does nothing else; our time includes the start of the child. Goal: at most 2.2 × calamine,
which leaves the check of the rows the greater part of its 6 ×.
"""

from __future__ import annotations

import csv
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from smsdesk.sheets.writing import Column, write_table

ROWS = 100_000
ROUNDS = 5
GOAL = 2.2

CALAMINE = """
import sys, time
began = time.perf_counter()
import python_calamine
sheet = python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)
rows = sum(1 for _ in sheet.iter_rows())
print(rows, time.perf_counter() - began)
"""
CSV = """
import sys, time
began = time.perf_counter()
import csv
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    rows = sum(1 for _ in csv.reader(file))
print(rows, time.perf_counter() - began)
"""
OURS = """
import resource, sys, time
from smsdesk.sheets.reading import read
began = time.perf_counter()
with read(sys.argv[1]) as reading:
    rows = sum(map(len, reading.batches()))
spent = time.perf_counter() - began
peak = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(rows, spent, *peak)
"""


def run(script: str, path: Path) -> list[float]:
    """The figures the script prints, from a process of its own."""
    command = [sys.executable, "-c", script, str(path)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(figure) for figure in ran.stdout.split()]


def compare(title: str, path: Path, bare: str, name: str) -> float:
    """Print both times and our memory; the ratio of the medians of alternating rounds."""
    ours, theirs, peaks = [], [], [0.0, 0.0]
    for _ in range(ROUNDS):
        rows, spent = run(bare, path)
        theirs.append(spent)
        our_rows, our_spent, *our_peaks = run(OURS, path)
        assert our_rows == rows
        ours.append(our_spent)
        peaks = [max(pair) for pair in zip(peaks, our_peaks, strict=True)]
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(
        f"{title}: {statistics.median(ours):.2f} s, {name} {statistics.median(theirs):.2f} s, "
        f"ratio {ratio:.2f}; peak {peaks[0]:.0f} MB here, {peaks[1]:.0f} MB in the child"
    )
    return ratio


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        columns = [
            Column("number", "phone"),
            Column("1"),
            Column("2"),
            Column("3", "integer"),
            Column("4", "decimal"),
        ]
        path = Path(folder) / "list.xlsx"
        rows = [(f"+4477009{n:05}", f"Customer {n}", f"{n:06}", n, n / 8) for n in range(ROWS)]
        write_table(path, columns, rows)
        ratio = compare("xlsx, text and numbers", path, CALAMINE, "calamine")
        numbers = Path(folder) / "numbers.xlsx"
        write_table(
            numbers, [Column("n", "integer")] * 5, [(447700900000 + n, n, 1, 2, 3) for n in range(ROWS)]
        )
        compare("xlsx, numbers only", numbers, CALAMINE, "calamine")
        plain = path.with_suffix(".csv")
        with plain.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        compare("csv", plain, CSV, "csv.reader")
    print(f"goal for xlsx: {GOAL}; {'reached' if ratio <= GOAL else 'MISSED'}")
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
