"""Workbooks built part by part, so that a test can put anything into them, and a short way to read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from smsdesk.domain.errors import DeskError
from smsdesk.sheets.contract import SheetInfo
from smsdesk.sheets.reading import read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

Build = Callable[..., bytes]


def build_workbook(
    *sheets: str | tuple[str, str, str],
    styles: str = "",
    strings: str | None = None,
    parts: Mapping[str, bytes | None] | None = None,
    prefix: str = "",
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook whose sheets have the given ``sheetData`` content; a tuple is name, state and content.

    ``parts`` replaces or adds whole parts, None leaves one out; ``prefix`` is the sheets' namespace prefix.
    """
    named = [
        one if isinstance(one, tuple) else (f"Sheet{n}", "visible", one) for n, one in enumerate(sheets, 1)
    ]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, (name, state, _) in enumerate(named, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(named) + 1)
    )
    related += f'<Relationship Id="rIdS" Type="{OFFICE}/styles" Target="styles.xml"/>'
    related += f'<Relationship Id="rIdT" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    content: dict[str, bytes | None] = {
        "[Content_Types].xml": f'{head}<Types xmlns="{PACKAGE}/content-types"/>'.encode(),
        "_rels/.rels": (
            f'{head}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/workbook.xml": (
            f'{head}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'{head}<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>'
        ).encode(),
        "xl/styles.xml": f'{head}<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode(),
    }
    colon = f"{prefix}:" if prefix else ""
    space = f"xmlns:{prefix}" if prefix else "xmlns"
    for n, (_, _, data) in enumerate(named, 1):
        inner, _, after = data.partition("<!--after-->")
        content[f"xl/worksheets/sheet{n}.xml"] = (
            f'{head}<{colon}worksheet {space}="{MAIN}"><{colon}sheetData>{inner}</{colon}sheetData>{after}'
            f"</{colon}worksheet>"
        ).encode()
    if strings is not None:
        content["xl/sharedStrings.xml"] = f'{head}<sst xmlns="{MAIN}">{strings}</sst>'.encode()
    content.update(parts or {})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data_ in content.items():
            if data_ is not None:
                archive.writestr(name, data_)
    return file.getvalue()


@pytest.fixture
def workbook() -> Build:
    return build_workbook


class Outcome:
    """What reading a file gave: rows and description, or the fault."""

    def __init__(
        self, rows: list[tuple[int, tuple[str, ...]]], info: SheetInfo | None, fault: DeskError | None
    ) -> None:
        self.rows = rows
        self.info = info
        self.fault = fault

    @property
    def cells(self) -> list[tuple[str, ...]]:
        assert self.fault is None, f"{self.fault} ({self.fault.details})"
        return [cells for _, cells in self.rows]

    @property
    def numbers(self) -> list[int]:
        return [number for number, _ in self.rows]

    @property
    def notes(self) -> str:
        assert self.info is not None, self.fault
        return "\n".join(map(str, self.info.notes))


@pytest.fixture
def read_bytes(tmp_path: Path) -> Callable[..., Outcome]:
    """Put bytes into a file of the name and read it."""

    def read_file(content: bytes, name: str = "list.xlsx", **options: Any) -> Outcome:
        path = tmp_path / name
        path.write_bytes(content)
        rows: list[tuple[int, tuple[str, ...]]] = []
        try:
            with read(path, **options) as reading:
                rows.extend(reading.rows())
                return Outcome(rows, reading.info, None)
        except DeskError as fault:
            return Outcome(rows, None, fault)

    return read_file
