"""Files that are something else, broken, or built to do harm: one sentence, and the program goes on (S1)."""

from __future__ import annotations

import io
import os
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from smsdesk.domain.errors import LimitReached, NotFound, Unavailable, Unusable
from smsdesk.sheets.contract import Limits
from smsdesk.sheets.reading import read

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "“a.csv” is empty"),
        ("a.xlsx", b"", "“a.xlsx” is empty"),
        ("a.csv", b"\xef\xbb\xbf\r\n \t\r\n", "is empty"),
        ("a.csv", b",,,\n,,\n", "is empty"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "old Excel format (.xls)"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        ("a.xlsx", OLE + "WordDocument".encode("utf-16-le"), "Word document"),
        ("a.xls", b"<html><table><tr><td>1", "is a web page"),
        ("a.xls", b"\xef\xbb\xbf\n<!DOCTYPE HTML><html>", "is a web page"),
        ("a.xls", "\ufeff<html>".encode("utf-16-le"), "is a web page"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "is an XML file"),
        ("a.xls", b"MIME-Version: 1.0\r\n", "saved web page or e-mail"),
        ("a.xls", b"<!-- made by x -->\n<html>", "is a web page"),
        ("a.xls", b"\n<tr><td>13800138000", "is a web page"),
        ("a.svg", b"<svg xmlns='x'>", "is an XML file"),
        ("a.json", b'[{"phone": "13800138000"}]', "is a JSON file"),
        ("a.csv", b'{\n  "list": [13800138000, 13800138001]\n}', "is a JSON file"),
        ("a.txt", b"[13800138000, 13800138001]", "is a JSON file"),
        ("a.csv", b'{"phone":"13800138000"}\n{"phone":"13800138001"}\n', "is a JSON file"),
        ("a.vcf", b"BEGIN:VCARD\r\nFN:Ann\r\nEND:VCARD\r\n", "none of them has a telephone number"),
        ("a.csv", b"%PDF-1.7\n", "is a PDF"),
        ("a.csv", b"{\\rtf1\\ansi", "text document (RTF)"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(99), "is a picture"),
        ("a.csv", b"\xff\xd8\xff\xe0" + bytes(99), "is a picture"),
        ("a.csv", b"\x1f\x8b\x08" + bytes(99), "is a compressed archive"),
        ("a.csv", b"SQLite format 3\x00" + bytes(99), "is a database"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "empty or damaged archive"),
        ("a.xlsx", b"PK\x03\x04" + bytes(99), "is damaged or was not saved completely"),
        ("a.csv", bytes(range(256)) * 40, "is not a spreadsheet"),
        ("a.ods", archive(mimetype="x", content_dot_xml="<a/>"), "OpenDocument file (.ods)"),
        ("a.xlsx", archive(xl__workbook_dot_bin="x"), "binary Excel workbook (.xlsb)"),
        ("a.numbers", archive(Index__Document_dot_iwa="x"), "Apple Numbers"),
        ("a.docx", archive(word__document_dot_xml="<a/>"), "Word document"),
        ("a.zip", archive(list_dot_csv="1"), "compressed archive. Unpack it"),
    ],
)  # fmt: skip
def test_a_file_that_is_something_else_is_named(read_bytes, name, content, words) -> None:
    outcome = read_bytes(content, name)
    assert isinstance(outcome.fault, Unusable)
    assert words in str(outcome.fault)
    assert f"“{name}”" in str(outcome.fault)


def bomb_parts() -> dict[str, tuple[dict[str, object], str]]:
    doctype = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    sheet = b"<worksheet><sheetData>" + ROW.encode() + b"</sheetData></worksheet>"
    return {
        "entities in the sheet": ({"xl/worksheets/sheet1.xml": doctype + sheet}, "is damaged"),
        "entities in the workbook": ({"xl/workbook.xml": doctype + b"<workbook/>"}, "is damaged"),
        "UTF-16": ({"xl/worksheets/sheet1.xml": sheet.decode().encode("utf-16")}, "is damaged"),
        "no workbook": ({"xl/workbook.xml": None, "_rels/.rels": None}, "compressed archive"),
        "no relations": ({"xl/_rels/workbook.xml.rels": None}, "is damaged"),
        "no sheet part": ({"xl/worksheets/sheet1.xml": None}, "is damaged"),
        "broken workbook": ({"xl/workbook.xml": b"<workbook><sheets>"}, "is damaged"),
        "broken sheet": ({"xl/worksheets/sheet1.xml": sheet[:-30]}, "is damaged"),
        "a string that is not there": (
            {"xl/worksheets/sheet1.xml": sheet.replace(b"<c ", b'<c t="s" ')}, "is damaged"
        ),
    }  # fmt: skip


@pytest.mark.parametrize("case", bomb_parts())
def test_a_broken_part_is_a_sentence(read_bytes, workbook, case) -> None:
    parts, words = bomb_parts()[case]
    outcome = read_bytes(workbook(ROW, parts=parts))
    assert isinstance(outcome.fault, Unusable)
    assert words in str(outcome.fault)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c r="ZZZZZZ1"><v>1</v></c></row>', "is damaged"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>', "as far out as column XFD"),
        (ROW + '<row r="99999999"><c r="A99999999"><v>1</v></c></row>', "is damaged"),
        (
            ROW + '<row r="1048576"><c r="ALL1048576"><v>1</v></c></row>',
            "as far out as column ALL",
        ),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="B4294967295"><v>1</v></c></row>', "“list.xlsx”"),
        (f'<row r="1"><c r="C1" t="inlineStr"><is><t>{"x" * 32_768}</t></is></c></row>', "Cell C1"),
    ],
)
def test_cells_that_would_fill_the_memory(read_bytes, workbook, rows, words) -> None:
    outcome = read_bytes(workbook(rows))
    assert isinstance(outcome.fault, Unusable), outcome.rows[:3]
    assert words in str(outcome.fault)


def test_declared_dimensions_and_counts_are_not_trusted(read_bytes, workbook) -> None:
    book = workbook(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row><!--after--><dimension ref="A1:XFD1048576"/>',
        strings='<si count="1"><t>seven</t></si>',
        parts={
            "xl/sharedStrings.xml": b'<sst count="4000000000" uniqueCount="4000000000">'
            b"<si><t>seven</t></si></sst>"
        },
    )
    outcome = read_bytes(book)
    if outcome.fault is None:
        assert outcome.cells == [("seven",)]
    else:
        assert isinstance(outcome.fault, Unusable)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_bomb_is_measured_while_it_unpacks(read_bytes, workbook, part) -> None:
    """Also when its declared size is a lie: the central directory says 100 bytes."""
    content = b"<worksheet><sheetData>" + b" " * (600 * 1024 * 1024)
    book = bytearray(workbook(ROW, strings="<si/>", parts={part: content}))
    for lie in (False, True):
        if lie:
            entry = book.rindex(part.encode()) - 46
            assert book[entry : entry + 4] == b"PK\x01\x02"
            book[entry + 24 : entry + 28] = struct.pack("<I", 100)
            book[entry + 16 : entry + 20] = struct.pack("<I", zlib.crc32(content[:100]))
        outcome = read_bytes(bytes(book))
        assert isinstance(outcome.fault, Unusable)
        words = ("unpacks to far more data", "more than 32,767 characters")
        assert any(one in str(outcome.fault) for one in words)


def test_rows_past_the_limit_are_seen_behind_a_small_declared_size(read_bytes, workbook) -> None:
    content = b"<worksheet><sheetData>" + b'<row r="1"></row>' * 200_000 + b"</sheetData></worksheet>"
    book = bytearray(workbook(ROW, parts={"xl/worksheets/sheet1.xml": content}))
    entry = book.rindex(b"xl/worksheets/sheet1.xml") - 46
    book[entry + 24 : entry + 28] = struct.pack("<I", 100)
    outcome = read_bytes(bytes(book), limits=Limits(unpacked_bytes=1_000_000))
    assert "unpacks to far more data" in str(outcome.fault)


def test_a_long_shared_string_is_not_copied_to_every_cell(read_bytes, workbook) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 10_001))
    outcome = read_bytes(workbook(rows, strings=f"<si><t>{'x' * 33_000_000}</t></si>"))
    assert "more than 32,767 characters" in str(outcome.fault)


def test_what_does_not_fit_in_the_memory_of_the_child_ends_the_child_only(read_bytes, workbook) -> None:
    """Each string may stand in a cell, but together they are gigabytes: its limit stops the child."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001))
    outcome = read_bytes(workbook(rows, strings=f"<si><t>{'x' * 32_000}</t></si>"))
    assert isinstance(outcome.fault, Unusable)
    assert "memory" in str(outcome.fault)


def test_a_duplicate_part_and_a_truncated_file(read_bytes, workbook, recwarn) -> None:
    whole = workbook(ROW)
    file = io.BytesIO(whole)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert "is damaged" in str(read_bytes(file.getvalue()).fault)
    for cut in (10, len(whole) // 2, len(whole) - 5):
        assert "is damaged" in str(read_bytes(whole[:cut]).fault)


@pytest.mark.parametrize("position", range(0, 4000, 400))
def test_flipped_bytes_never_get_past_a_sentence(read_bytes, workbook, position) -> None:
    book = bytearray(workbook(ROW * 3, styles="<cellXfs><xf/></cellXfs>", strings="<si><t>a</t></si>"))
    book[position % len(book)] ^= 0xFF
    outcome = read_bytes(bytes(book))
    assert outcome.fault is None or isinstance(outcome.fault, Unusable)


def test_too_many_rows(read_bytes, workbook) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 122))
    limits = Limits(rows=100, spare_rows=20, batch_rows=7)
    lines = "".join(f"{n}\n" for n in range(1, 122)).encode()
    for content, name in ((workbook(rows), "a.xlsx"), (lines, "a.csv")):
        outcome = read_bytes(content, name, limits=limits)
        assert isinstance(outcome.fault, LimitReached)
        assert f"“{name}” has more than 100 rows" in str(outcome.fault)
    shorter = workbook(rows.replace('<row r="121"><c r="A121"><v>121</v></c></row>', ""))
    assert len(read_bytes(shorter, limits=limits).cells) == 120


def test_too_large(read_bytes) -> None:
    outcome = read_bytes(b"1\n" * 600_000, "a.csv", limits=Limits(file_bytes=1_048_576))
    assert isinstance(outcome.fault, LimitReached)
    assert "larger than 1 MB" in str(outcome.fault)


def test_what_is_no_file(tmp_path: Path) -> None:
    cases: list[tuple[Path, type[Exception], str]] = [
        (tmp_path, Unusable, "is a folder"),
        (tmp_path / "gone.csv", NotFound, "“gone.csv” is not there any more"),
    ]
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.csv")
        cases.append((tmp_path / "pipe.csv", Unusable, "is not a file"))
    for path, kind, words in cases:
        with pytest.raises(kind, match=words):
            read(path)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("1")
    path.chmod(0)
    with pytest.raises(Unavailable, match=r"“secret.csv” may not be opened"):
        read(path)


def test_the_refusals_are_quick(read_bytes: Callable[..., object], workbook: Callable[..., bytes]) -> None:
    """A refusal in seconds, not after the time limit."""
    began = time.monotonic()
    read_bytes(workbook(ROW + '<row r="1048576"><c r="ALL1048576"><v>1</v></c></row>'))
    assert time.monotonic() - began < 10
