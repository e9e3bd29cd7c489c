"""Tables written by us: typed, safe, whole or not there, and read back as they were (D8, B2, B4)."""

from __future__ import annotations

import csv
import datetime
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smsdesk.domain.errors import Cancelled, Invalid, Unavailable
from smsdesk.domain.profile import Region
from smsdesk.sheets import table_book
from smsdesk.sheets.package import Package
from smsdesk.sheets.reading import read
from smsdesk.sheets.standard_template import example_number, write_standard_template
from smsdesk.sheets.table import clean
from smsdesk.sheets.writing import Column, Sheet, write_sheets, write_table

FORMATS = ("xlsx", "csv", "tsv")
MOMENT = datetime.datetime(2025, 3, 4, 5, 6, 7)  # noqa: DTZ001 - a wall clock time, as cells hold


def rows_of(path: Path) -> list[tuple[str, ...]]:
    with read(path) as reading:
        return [cells for _, cells in reading.rows()]


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("phone", "+447700900123", "+447700900123"),
        ("phone", "0044 7700", "0044 7700"),
        ("text", "=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("text", "@SUM(A1)", "@SUM(A1)"),
        ("text", "-1+2", "-1+2"),
        ("text", "'=1", "'=1"),
        ("text", "\t=1", "\t=1"),
        ("text", "＝1", "＝1"),
        ("text", "http://example.org", "http://example.org"),
        ("text", "007", "007"),
        ("text", 7, "7"),
        ("text", "<r><b>x</b> & y</r>", "<r><b>x</b> & y</r>"),
        ("text", "_x0041_", "_x0041_"),
        ("text", "a\x00b\x1f", "a�b�"),
        ("text", "a\r\nb\rc", "a\nb\nc"),
        ("text", "x" * 40_000, "x" * 32_766 + "…"),
        ("integer", 42, "42"),
        ("integer", -5, "-5"),
        ("integer", 10**18, "1000000000000000000"),
        ("integer", "none", "none"),
        ("decimal", 2.5, "2.5"),
        ("decimal", float("inf"), "inf"),
        ("datetime", MOMENT, "2025-03-04 05:06:07"),
        ("datetime", MOMENT.date(), "2025-03-04"),
        ("datetime", "never", "never"),
    ],
)
def test_a_value_comes_back(tmp_path: Path, ending: str, kind: str, value: object, expected: str) -> None:
    path = tmp_path / f"t.{ending}"
    assert write_table(path, [Column("Title", kind), Column("b")], [(value, "end")]) == 1  # type: ignore[arg-type]
    assert rows_of(path) == [("Title", "b"), (expected, "end")]


def test_no_cell_of_a_csv_begins_a_formula(tmp_path: Path) -> None:
    signs = ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "＝a", "＋a", "－a", "＠a"]
    path = tmp_path / "t.csv"
    write_table(path, [Column("=title")], [(sign,) for sign in signs])
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [row[0] for row in csv.reader(file)]
    assert len(cells) == len(signs) + 1
    assert {cell[0] for cell in cells} == {"'"}
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_another_program_sees_types_and_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    columns = [Column("Number", "phone", 20), Column("n", "integer"), Column("w", "datetime"), Column("t")]
    write_table(path, columns, [("+447700900123", 3, MOMENT, "=1+1")], about={"Period": "=today"})
    book = openpyxl.load_workbook(path)
    table, about = book.worksheets
    number, count, moment, words = table[2]
    assert (number.value, number.data_type, number.number_format) == ("+447700900123", "s", "@")
    assert (count.value, count.data_type) == (3, "n")
    assert moment.value == MOMENT
    assert (words.value, words.data_type) == ("=1+1", "s")
    assert table.freeze_panes == "A2"
    assert table.column_dimensions["A"].width == pytest.approx(20, abs=1)
    assert [[cell.value for cell in row] for row in about] == [["Period", "=today"]]


cells = st.text(max_size=12) | st.sampled_from(
    ["=1", "+4", "'+4", '="0"', ",;\t|", '"', "_x000D_", "\ufeff", "a\r"]
)
tables = st.integers(1, 4).flatmap(lambda n: st.lists(st.tuples(*[cells] * n), min_size=1, max_size=5))


@pytest.mark.parametrize("ending", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(rows=[("a;b",), ("c;d",)])
@example(rows=[("sep=;",), ("c;d",)])
@given(rows=tables)
def test_any_table_of_strings_comes_back(tmp_path: Path, ending: str, rows: list[tuple[str, ...]]) -> None:
    """But for what ``writing`` documents: cleaned characters, rows without text, empty last cells."""
    path = tmp_path / f"t.{ending}"
    header = [f"c{n}" for n in range(len(rows[0]))]
    write_table(path, [Column(title) for title in header], rows)

    def shown(row: tuple[str, ...]) -> tuple[str, ...]:
        cleaned = [clean(cell) for cell in row]
        while cleaned and not cleaned[-1]:
            cleaned.pop()
        return tuple(cleaned)

    expected = [shown(row) for row in rows if "".join(map(clean, row)).strip()]
    assert [shown(row) for row in rows_of(path)[1:]] == expected


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("how", ["cancelled", "progress", "rows"])
def test_what_is_stopped_leaves_the_old_file_and_nothing_else(tmp_path: Path, ending: str, how: str) -> None:
    path = tmp_path / f"t.{ending}"
    path.write_text("old")
    seen: list[int] = []

    def rows() -> Iterator[tuple[str]]:
        for number in range(5_000):
            if how == "rows" and number == 2_500:
                raise KeyError("the source broke")
            yield (str(number),)

    def progress(count: int) -> None:
        seen.append(count)
        if how == "progress" and count >= 2_000:
            raise KeyError("stop")

    with pytest.raises(Cancelled if how == "cancelled" else KeyError):
        write_table(
            path,
            [Column("n")],
            rows(),
            progress=progress,
            cancelled=lambda: how == "cancelled" and seen[-1] >= 2_000,
        )
    assert seen[:3] == [0, 1_000, 2_000]
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit on the size of a file")
@pytest.mark.parametrize("ending", FORMATS)
def test_a_full_disk_leaves_nothing_and_names_the_file(tmp_path: Path, ending: str) -> None:
    script = (
        "import resource, signal, sys\n"
        "from smsdesk.sheets.writing import Column, write_table\n"
        "from smsdesk.domain.errors import Unavailable\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "rows = ((str(n * 7919 % 100_003),) for n in range(50_000))\n"
        "try: write_table(sys.argv[1], [Column('n')], rows)\n"
        "except Unavailable as fault: print(fault)\n"
    )
    path = tmp_path / f"t.{ending}"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    assert ran.stdout.startswith(f"“{path}” could not be written: the disk is full.")
    assert os.listdir(tmp_path) == []


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    cases = [
        (tmp_path / "no" / "t.csv", Unavailable, "the folder is not there"),
        (tmp_path / "folder.csv", Unavailable, "could not be written"),
        (tmp_path / "t.doc", Invalid, "must end in"),
        (tmp_path / "t", Invalid, "must end in"),
    ]
    for path, kind, words in cases:
        with pytest.raises(kind, match=words):
            write_table(path, [Column("n")], [("1",)])
    assert os.listdir(tmp_path) == ["folder.csv"]


def test_rows_beyond_a_sheet_go_on_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_book, "SHEET_ROWS", 4)
    path = tmp_path / "t.xlsx"
    assert write_table(path, [Column("n")], [(str(n),) for n in range(7)], sheet_name="Rows: [1]") == 7
    book = openpyxl.load_workbook(path)
    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [
        ["n", "0", "1", "2"],
        ["n", "3", "4", "5"],
        ["n", "6"],
    ]
    assert len(set(book.sheetnames)) == 3


def test_a_sheet_too_large_for_readers_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_book, "SHEET_BYTES", 30_000)
    monkeypatch.setattr(table_book, "_BATCH", 100)
    path = tmp_path / "t.xlsx"
    write_table(path, [Column("n", "integer"), Column("t")], [(n, f"text {n}") for n in range(1_000)])
    book = openpyxl.load_workbook(path)
    assert len(book.worksheets) > 2
    assert [cell.value for sheet in book for cell in sheet["A"] if cell.value != "n"] == list(range(1_000))


def test_several_tables_have_a_sheet_each_and_shares_are_numbers(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    days = [Column("Day", "datetime"), Column("Rate", "share")]
    sheets = [
        Sheet("Days", days, [(MOMENT.date(), 0.982), (None, None)]),
        Sheet("days", [Column("Reason"), Column("n", "integer")], []),
    ]
    assert write_sheets(path, sheets, about={"Period": "1–2 May"}) == 2
    first, second, about = openpyxl.load_workbook(path).worksheets
    day, rate = first[2]
    assert (day.value.date(), rate.value, rate.number_format) == (MOMENT.date(), 0.982, "0.0%")
    assert [sheet.title for sheet in (first, second)] == ["Days", "days 2"]
    assert [cell.value for cell in second[1]] == ["Reason", "n"]
    assert about["B1"].value == "1–2 May"
    write_sheets(path.with_suffix(".csv"), sheets)
    assert rows_of(path.with_suffix(".csv"))[0] == ("Day", "Rate")


@pytest.mark.parametrize("region", list(Region))
def test_the_standard_template(tmp_path: Path, region: Region) -> None:
    path = tmp_path / "template.xlsx"
    write_standard_template(path, variables=(1, 2), region=region, labels={1: "name"}, examples={2: "=x"})
    assert rows_of(path) == [("Number", "{1} name", "{2}"), (example_number(region), "value 1", "=x")]
    book = openpyxl.load_workbook(path)
    assert len(book.worksheets) == 2
    assert {book.worksheets[0].cell(2, column).data_type for column in (1, 2, 3)} == {"s"}
    for letter in "ABC":
        dimension = book.worksheets[0].column_dimensions["A" if letter in "A" else "B"]
        assert dimension.number_format == "@"
    hints = " ".join(str(cell.value) for row in book.worksheets[1] for cell in row)
    assert "{1} to {2}" in hints
    assert "100,000 rows" in hints


@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_the_standard_template_as_text(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"template.{ending}"
    write_standard_template(path, variables=(), region=Region.GLOBAL)
    assert rows_of(path) == [("Number",), ("Example: +44 7911 123456",)]
    with pytest.raises(Invalid):
        write_standard_template(tmp_path / "a.pdf", variables=(), region=Region.GLOBAL)


def test_a_clock_before_the_beginning_of_zip_writes_and_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A computer whose battery is empty begins in 1970; ZIP begins in 1980."""
    early = SimpleNamespace(time=lambda: 86_400, localtime=time.localtime)
    monkeypatch.setattr(zipfile, "time", early)
    path = tmp_path / "early.xlsx"
    write_table(path, [Column("Name", "text")], [("Ann",)], about={"Made by": "SMS Desk"})
    package = Package(path.read_bytes(), "early.xlsx", unpacked_bytes=1_000_000)
    assert Package(package.rewritten({}), "early.xlsx", unpacked_bytes=1_000_000).rewritten(
        {}
    ) == package.rewritten({})
    monkeypatch.undo()
    assert openpyxl.load_workbook(path).worksheets[0]["A2"].value == "Ann"
