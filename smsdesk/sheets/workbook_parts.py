"""The parts of a workbook that say what its sheets are called and how numbers are shown (B2, S1)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from smsdesk.domain.errors import Invalid, Unusable
from smsdesk.domain.text import Text, text
from smsdesk.sheets.number_formats import BUILT_IN, Shape, shape_of
from smsdesk.sheets.opening import Request
from smsdesk.sheets.package import Element, Package

#: Bytes of XML that one character of a shared string may take: rich text repeats its font for every run.
_MARKUP = 16
#: A path through "." or ".." in a list of relations.
_CROOKED = re.compile(rb"(Target\s*=\s*[\"'])((?:\.{1,2}/|[^\"':]*/\.{1,2}/)[^\"']*)([\"'])")
#: Parts of such a workbook together when unpacked: packing it again takes twice that memory.
REWRITTEN_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class SheetPart:
    """A sheet that can be chosen and where its XML is."""

    name: str
    path: str
    hidden: bool


class Parts:
    """Sheets and number formats of a workbook. Raises ``Unusable`` for an archive that is none."""

    def __init__(self, package: Package) -> None:
        self._package = package
        workbook = self._workbook_path()
        self._workbook = workbook
        self._folder = posixpath.dirname(workbook)
        self.sheets = self._sheets(workbook)
        self.shapes = self._shapes(self._counts_from_1904(workbook))

    def check_shared_strings(self, cell_characters: int) -> None:
        """Refuse texts longer than a cell can be, before they are copied to every cell that has them."""
        part = posixpath.join(self._folder, "sharedStrings.xml")
        if part not in self._package:
            return
        longest = 0
        open_length = 0
        for chunk in self._package.chunks(part):
            pieces = [len(piece) for piece in re.split(rb"<(?:[\w.-]+:)?si\b", chunk)]
            pieces[0] += open_length
            longest = max(longest, *pieces)
            open_length = pieces[-1]
            if longest > cell_characters * _MARKUP:
                raise Unusable(
                    text(
                        "“{file}” has a cell with more than {limit} characters. Correct the cell and "
                        "save the "
                        "file again.",
                        file=self._package.file_name,
                        limit=f"{cell_characters:,}",
                    )
                )

    def straightened(self, data: bytes) -> bytes:
        """The workbook with plain paths to its parts, where they go through ``.`` or ``..``.

        The reader of the rows takes paths to the letter. Programs hardly ever write such ones, so the cost of
        packing the archive again does not matter.
        """
        relations = posixpath.join(self._folder, "_rels", posixpath.basename(self._workbook) + ".rels")
        content = b"".join(self._package.chunks(relations))
        if not _CROOKED.search(content):
            return data

        def straight(found: re.Match[bytes]) -> bytes:
            path = posixpath.normpath(posixpath.join("/" + self._folder, found[2].decode()))
            return found[1] + path.encode() + found[3]

        fresh = Package(data, self._package.file_name, unpacked_bytes=REWRITTEN_BYTES)
        return fresh.rewritten({relations.lower(): _CROOKED.sub(straight, content)})

    def _workbook_path(self) -> str:
        package = self._package
        foreign = _foreign_package(package)
        if foreign is not None:
            raise Unusable(foreign)
        for name, attributes in package.elements("_rels/.rels") if "_rels/.rels" in package else ():
            if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
                target = attributes.get("Target", "").lstrip("/")
                if target in package:
                    return target
        if "xl/workbook.xml" in package:
            return "xl/workbook.xml"
        raise Unusable(
            text(
                "“{file}” is a compressed archive. Unpack it and choose the spreadsheet.",
                file=package.file_name,
            )
        )

    def _sheets(self, workbook: str) -> tuple[SheetPart, ...]:
        folder, name = posixpath.split(workbook)
        relations = {
            attributes.get("Id", ""): attributes
            for element, attributes in self._package.elements(f"{folder}/_rels/{name}.rels")
            if element == "Relationship"
        }
        found = []
        for element, attributes in self._package.elements(workbook):
            if element != "sheet" or attributes.get("state") == "veryHidden":
                continue
            relation = relations.get(attributes.get("id", ""), {})
            if not relation.get("Type", "").endswith("/worksheet"):  # a chart has no rows
                continue
            path = posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", ""))).lstrip("/")
            found.append(SheetPart(attributes.get("name", ""), path, attributes.get("state") == "hidden"))
        if not found:
            raise self._package.damaged("no worksheets")
        return tuple(found)

    def _counts_from_1904(self, workbook: str) -> bool:
        """Whether day 0 is 1904-01-01, as in workbooks from old Macs."""
        return any(
            attributes.get("date1904") in ("1", "true")
            for element, attributes in self._package.elements(workbook)
            if element == "workbookPr"
        )

    def _shapes(self, from_1904: bool) -> dict[int, Shape]:
        """By the number that cells give for their style: the formats that change what a person reads."""
        part = posixpath.join(self._folder, "styles.xml")
        if part not in self._package:
            return {}
        elements = self._package.elements(part)
        codes = {
            _number(attributes.get("numFmtId")): attributes.get("formatCode", "")
            for name, attributes in elements
            if name == "numFmt"
        }
        shapes = {}
        for style, attributes in enumerate(_cell_styles(elements)):
            format_id = _number(attributes.get("numFmtId"))
            code = codes.get(format_id) or BUILT_IN.get(format_id, "")
            shape = shape_of(code[:255], from_1904=from_1904)
            if shape is not None:
                shapes[style] = shape
        return shapes


def choose_sheet(sheets: tuple[SheetPart, ...], request: Request) -> list[SheetPart]:
    """The sheet the user named, or all that may be taken instead, in order; ``Invalid`` without it."""
    wanted = request.sheet
    if wanted is None:
        visible = [sheet for sheet in sheets if not sheet.hidden]
        return visible or list(sheets)
    if isinstance(wanted, str):
        for same in (str.__eq__, lambda a, b: a.strip().casefold() == b.strip().casefold()):
            for sheet in sheets:
                if same(sheet.name, wanted):
                    return [sheet]
    position = int(wanted) if str(wanted).strip().isdecimal() else 0
    if 1 <= position <= len(sheets):
        return [sheets[position - 1]]
    for sheet in sheets:  # "2025" is no position, but may be a year
        if sheet.name.strip() == str(wanted):
            return [sheet]
    raise Invalid(
        text(
            "“{file}” has no sheet “{sheet}”. Choose one of: {names}.",
            file=request.name,
            sheet=wanted,
            names=", ".join(sheet.name for sheet in sheets[:20]),
        ),
        field="sheet",
    )


def _cell_styles(elements: list[Element]) -> list[dict[str, str]]:
    """The ``xf`` elements of ``cellXfs``; those of ``cellStyleXfs`` before it are numbered apart."""
    found: list[dict[str, str]] = []
    inside = False
    for name, attributes in elements:
        if name == "xf":
            if inside:
                found.append(attributes)
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
    return found


def _number(digits: str | None) -> int:
    return int(digits) if digits and digits.isdecimal() and len(digits) < 10 else -1


def _foreign_package(package: Package) -> Text | None:
    """The sentence about an archive that another kind of document is; None for a workbook."""
    name = package.file_name
    if "xl/workbook.bin" in package:
        return text(
            "“{file}” is a binary Excel workbook (.xlsb). Open it in a spreadsheet program and save it "
            "as .xlsx.",
            file=name,
        )
    if "mimetype" in package and "content.xml" in package:
        return text(
            "“{file}” is an OpenDocument file (.ods). Open it in a spreadsheet program and save it as .xlsx.",
            file=name,
        )
    if any(part.startswith("index/") and part.endswith(".iwa") for part in package.names()):
        return text("“{file}” is an Apple Numbers document. Export it as Excel (.xlsx) or CSV.", file=name)
    if "word/document.xml" in package:
        return text("“{file}” is a Word document. Save the list as .xlsx or .csv.", file=name)
    if "ppt/presentation.xml" in package:
        return text("“{file}” is a presentation. Save the list as .xlsx or .csv.", file=name)
    return None
