"""What a user should know about a sheet that could be read, in words (B2)."""

from __future__ import annotations

from smsdesk.domain.text import Text, text, textn
from smsdesk.sheets.contract import SheetInfo
from smsdesk.sheets.sheet_scan import SheetScan

#: Addresses that are kept in ``SheetInfo``, and those that a sentence names.
NAMED = 20
_SPOKEN = 5


def opening_notes(info: SheetInfo, found: SheetScan, *, merged_count: int, chosen: bool) -> tuple[Text, ...]:
    """Notes that are known before the first row; ``chosen``: the user named the sheet."""
    notes: list[Text | None] = [
        _sheets_note(info, chosen),
        _hidden_note(info),
        _merged_note(info, merged_count),
        _errors_note(found),
        _unvalued_note(found),
    ]
    return tuple(note for note in notes if note is not None)


def blank_note(count: int) -> Text | None:
    """That blank rows were left out."""
    if not count:
        return None
    return textn("{count} blank row was left out.", "{count} blank rows were left out.", count)


def cut_digits_note(addresses: list[str]) -> Text | None:
    """That spreadsheet programs keep fifteen digits of a number."""
    if not addresses:
        return None
    return textn(
        "{count} cell holds a number of more than 15 digits, of which the spreadsheet kept only 15: {cells}. "
        "Format the column as text and enter it again.",
        "{count} cells hold numbers of more than 15 digits, of which the spreadsheet kept only 15: {cells}. "
        "Format the column as text and enter them again.",
        len(addresses),
        cells=_some(addresses),
    )


def workbook_named_note(name: str) -> Text:
    """That an Excel workbook goes under the name of a text file."""
    return text("“{file}” is an Excel workbook in spite of its name, and was read as one.", file=name)


def text_named_note(name: str) -> Text:
    """That a text file goes under the name of a workbook."""
    return text("“{file}” is a text file in spite of its name, and was read as one.", file=name)


def _sheets_note(info: SheetInfo, chosen: bool) -> Text | None:
    visible = len(info.sheet_names) - len(info.hidden_sheets)
    if chosen or visible < 2:
        return None
    return textn(
        "The file has {count} sheet; “{sheet}” was read.",
        "The file has {count} sheets; “{sheet}” was read.",
        visible,
        sheet=info.sheet,
    )


def _hidden_note(info: SheetInfo) -> Text | None:
    if not info.hidden_rows:
        return None
    if info.hidden_included:
        return textn(
            "{count} row is hidden in the spreadsheet and was read as well.",
            "{count} rows are hidden in the spreadsheet and were read as well.",
            info.hidden_rows,
        )
    return textn(
        "{count} row is hidden in the spreadsheet and was left out.",
        "{count} rows are hidden in the spreadsheet and were left out.",
        info.hidden_rows,
    )


def _merged_note(info: SheetInfo, count: int) -> Text | None:
    if not count:
        return None
    return textn(
        "{count} range of merged cells: the value counts for its first cell only ({cells}).",
        "{count} ranges of merged cells: the value counts for the first cell only ({cells}).",
        count,
        cells=_some(info.merged),
    )


def _errors_note(found: SheetScan) -> Text | None:
    if not found.error_count:
        return None
    return textn(
        "{count} cell holds an error such as #N/A and was read as empty: {cells}.",
        "{count} cells hold an error such as #N/A and were read as empty: {cells}.",
        found.error_count,
        cells=_some(found.errors),
    )


def _unvalued_note(found: SheetScan) -> Text | None:
    if not found.unvalued_count:
        return None
    return textn(
        "{count} formula was never calculated and was read as empty: {cells}. Open the file in a spreadsheet "
        "program and save it.",
        "{count} formulas were never calculated and were read as empty: {cells}. Open the file in a "
        "spreadsheet "
        "program and save it.",
        found.unvalued_count,
        cells=_some(found.unvalued),
    )


def _some(addresses: list[str] | tuple[str, ...]) -> str:
    return ", ".join(addresses[:_SPOKEN]) + (" …" if len(addresses) > _SPOKEN else "")
