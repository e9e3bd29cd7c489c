"""What cells of a workbook come out as, and what the user is told (B2)."""

from __future__ import annotations

import io
import zipfile

import pytest

ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c></row><row r="2"><c r="A2"><v>{}</v></c></row>'
)


def inline(address: str, words: str, extra: str = "") -> str:
    return f'<c r="{address}" t="inlineStr"{extra}><is><t xml:space="preserve">{words}</t></is></c>'


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1"><v>447700900123</v></c>', "447700900123"),
        ('<c r="A1"><v>447700900123.0</v></c>', "447700900123"),
        ('<c r="A1"><v>4.47700900123E11</v></c>', "447700900123"),
        ('<c r="A1"><v>8.613812345678E+12</v></c>', "8613812345678"),
        ('<c r="A1"><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="A1"><v>-12.50</v></c>', "-12.5"),
        ('<c r="A1"><v>1.5E-7</v></c>', "0.00000015"),
        ('<c r="A1"><v>123456789012345678</v></c>', "123456789012345680"),
        ('<c r="A1"><v>1E300</v></c>', "1E+300"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A1" t="str"><f>B1</f><v>00441</v></c>', "00441"),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A1" t="d"><v>2025-01-02T03:04:05</v></c>', "2025-01-02 03:04:05"),
        ('<c r="A1" s="1"><v>45720</v></c>', "2025/3/4"),
        ('<c r="A1" s="2"><v>45720.5</v></c>', "2025/3/4 12:00"),
        ('<c r="A1" s="2"><v>45720.212499999</v></c>', "2025/3/4 5:06"),
        ('<c r="A1" s="3"><v>0.25</v></c>', "6:00"),
        ('<c r="A1" s="4"><v>1.25</v></c>', "30:00"),
        ('<c r="A1" s="5"><v>0.155</v></c>', "15.5%"),
        ('<c r="A1" s="6"><v>7700900123</v></c>', "07700900123"),
        ('<c r="A1" s="7"><v>447700900123</v></c>', "+447700900123"),
        ('<c r="A1" s="8"><v>1234.5</v></c>', "€1,234.50"),
        ('<c r="A1" s="8"><v>447700900123</v></c>', "447700900123"),
        ('<c r="A1" s="6" t="s"><v>0</v></c>', "007"),
        (inline("A1", "  0123  "), "  0123  "),
        (inline("A1", "１３８００１３８０００"), "１３８００１３８０００"),
        (inline("A1", "a&#10;b&amp;&lt;c"), "a\nb&<c"),
        (inline("A1", "+86 138-0013-8000"), "+86 138-0013-8000"),
        ('<c r="A1" t="inlineStr"><is><r><t>Ri</t></r><r><rPr><b/></rPr><t>ch</t></r></is></c>', "Rich"),
    ],
)
def test_a_cell_is_read_as_a_person_would_write_it(read_bytes, workbook, cell, expected) -> None:
    formats = [
        '<numFmt numFmtId="170" formatCode="[h]:mm"/>',
        '<numFmt numFmtId="171" formatCode="0.0%"/>',
        '<numFmt numFmtId="172" formatCode="00000000000"/>',
        '<numFmt numFmtId="173" formatCode="&quot;+&quot;0"/>',
        '<numFmt numFmtId="174" formatCode="&quot;€&quot;#,##0.00"/>',
    ]
    used = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22, 20, 170, 171, 172, 173, 174))
    styles = f'<numFmts>{"".join(formats)}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    book = workbook(
        f'<row r="1">{cell}</row>', styles=f"{styles}<cellXfs>{used}</cellXfs>", strings="<si><t>007</t></si>"
    )
    assert read_bytes(book).cells == [(expected,)]


def test_line_ends_within_a_cell_are_one_character(read_bytes, workbook) -> None:
    book = workbook(f'<row r="1">{inline("A1", "a_x000D_&#10;b_x000D_c")}</row>')
    assert read_bytes(book).cells == [("a\nb\nc",)]


@pytest.mark.parametrize(
    "target", ["./worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml", "a/../worksheets/sheet1.xml"]
)
def test_paths_that_go_a_roundabout_way(read_bytes, workbook, target) -> None:
    plain = workbook(ONE)
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        relations = package.read("xl/_rels/workbook.xml.rels")
    assert b"worksheets/sheet1.xml" in relations
    crooked = relations.replace(b"worksheets/sheet1.xml", target.encode())
    assert read_bytes(workbook(ONE, parts={"xl/_rels/workbook.xml.rels": crooked})).cells == [("1",)]


def test_rows_keep_their_numbers_and_columns_their_places(read_bytes, workbook) -> None:
    outcome = read_bytes(
        workbook(
            f'<row r="3">{inline("C3", "a")}{inline("E3", "b")}</row><row r="4"/>'
            f'<row r="5">{inline("C5", " ")}</row><row r="7">{inline("C7", "c")}</row>'
        )
    )
    assert outcome.rows == [(3, ("", "", "a", "", "b")), (7, ("", "", "c"))]
    assert outcome.info.last_row == 7
    assert outcome.info.blank_rows == 5
    assert "5 blank rows" in outcome.notes


def test_rows_without_numbers_and_prefixed_elements_are_read(read_bytes, workbook) -> None:
    rows = "<x:row><x:c><x:v>1</x:v></x:c></x:row><x:row hidden='1'><x:c><x:v>2</x:v></x:c></x:row>"
    rows += "<x:row><x:c><x:v>3</x:v></x:c></x:row>"
    outcome = read_bytes(workbook(rows, prefix="x"))
    assert outcome.rows == [(1, ("1",)), (3, ("3",))]


@pytest.mark.parametrize(
    ("include", "numbers", "note"),
    [(False, [1, 4], "2 rows are hidden in the spreadsheet and were left out."),
     (True, [1, 2, 3, 4], "2 rows are hidden in the spreadsheet and were read as well.")],
)  # fmt: skip
def test_hidden_rows_are_left_out_unless_asked_for(read_bytes, workbook, include, numbers, note) -> None:
    hidden = ("", ' hidden="1"', ' hidden="true"', ' hidden="0"')
    rows = "".join(f'<row r="{n}"{mark}><c r="A{n}"><v>{n}</v></c></row>' for n, mark in enumerate(hidden, 1))
    outcome = read_bytes(workbook(rows), include_hidden=include)
    assert outcome.numbers == numbers
    assert outcome.info.hidden_rows == 2
    assert outcome.info.hidden_included is include
    assert note in outcome.notes


def test_errors_formulas_without_value_and_merged_cells_are_named(read_bytes, workbook) -> None:
    outcome = read_bytes(
        workbook(
            '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1"><f>A1</f></c>'
            '<c r="D1"><f>A1</f><v></v></c><c r="E1" t="str"><f>A9</f><v></v></c>'
            '<c r="F1"><f>A1</f><v>1</v></c>'
            '<c r="G1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
            '<!--after--><mergeCells count="1"><mergeCell ref="A1:A3"/></mergeCells>'
        )
    )
    assert outcome.cells == [("1", "", "", "", "", "1")]
    assert outcome.info.error_cells == ("B1", "G1")
    assert outcome.info.unvalued_cells == ("C1", "D1")
    assert outcome.info.merged == ("A1:A3",)
    for words in ("2 cells hold an error", "B1, G1", "2 formulas were never calculated", "C1, D1", "A1:A3"):
        assert words in outcome.notes


def test_a_number_that_lost_digits_is_named(read_bytes, workbook) -> None:
    outcome = read_bytes(workbook('<row r="1"><c r="B1"><v>6222020200112233445</v></c></row>'))
    assert "more than 15 digits" in outcome.notes
    assert "B1" in outcome.notes


ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
TWO = '<row r="1"><c r="A1"><v>2</v></c></row>'
BLANK = '<row r="1"><c r="A1" s="0"/></row>'


@pytest.mark.parametrize(
    ("sheets", "asked", "expected"),
    [
        ([("a", "visible", ONE), ("b", "visible", TWO)], None, "1"),
        ([("a", "visible", BLANK), ("b", "visible", TWO)], None, "2"),
        ([("a", "hidden", ONE), ("b", "visible", TWO)], None, "2"),
        ([("a", "veryHidden", ONE), ("b", "visible", TWO)], 1, "2"),
        ([("a", "visible", ONE), ("b", "visible", TWO)], 2, "2"),
        ([("a", "visible", ONE), ("b", "visible", TWO)], "2", "2"),
        ([("a", "visible", ONE), ("b", "visible", TWO)], " B ", "2"),
        ([("a", "visible", ONE), ("1", "visible", TWO)], "1", "2"),
        ([("a", "visible", ONE), ("b", "hidden", TWO)], "b", "2"),
        ([("a", "visible", ONE), ("2025", "visible", TWO)], 2025, "2"),
        ([("a", "visible", ONE), ("b", "visible", TWO)], 0, "no sheet “0”"),
        ([("a & <b>", "visible", ONE)], "a & <b>", "1"),
        ([("a", "visible", ONE), ("b", "visible", TWO)], "c", "no sheet “c”. Choose one of: a, b."),
        ([("a", "visible", ONE), ("b", "visible", TWO)], 3, "no sheet “3”"),
        ([("a", "visible", ONE), ("b", "visible", BLANK)], "b", "Sheet “b” of “list.xlsx” is empty."),
        ([("a", "visible", BLANK)], None, "“list.xlsx” is empty."),
    ],
)
def test_the_sheet_that_is_read(read_bytes, workbook, sheets, asked, expected) -> None:
    outcome = read_bytes(workbook(*sheets), sheet=asked)
    if outcome.fault is None:
        assert outcome.cells == [(expected,)]
        assert outcome.info.sheet_names == tuple(name for name, state, _ in sheets if state != "veryHidden")
    else:
        assert expected in str(outcome.fault)


def test_an_all_hidden_sheet_says_so(read_bytes, workbook) -> None:
    outcome = read_bytes(workbook('<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>'))
    assert "Every row of “list.xlsx” is hidden" in str(outcome.fault)


def test_a_workbook_under_another_name_is_read_all_the_same(read_bytes, workbook) -> None:
    outcome = read_bytes(workbook(ONE), "list.csv")
    assert outcome.cells == [("1",)]
    assert outcome.info.format == "xlsx"
    assert "is an Excel workbook in spite of its name" in outcome.notes


def test_a_million_formatted_blank_rows_do_no_harm(read_bytes, workbook) -> None:
    rows = ONE + "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 1_048_577))
    outcome = read_bytes(workbook(rows))
    assert outcome.rows == [(1, ("1",))]
