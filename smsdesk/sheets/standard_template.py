"""The spreadsheet that a user fills in for a template: one column for each variable (B2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path

from smsdesk.domain.errors import Invalid
from smsdesk.domain.limits import FILE_BYTES, FILE_ROWS
from smsdesk.domain.profile import Region
from smsdesk.domain.text import text, tr, trn
from smsdesk.sheets.placing import placed_whole
from smsdesk.sheets.table import Column, Sheet
from smsdesk.sheets.table_book import write_workbook
from smsdesk.sheets.writing import write_table

#: What the example row shows a number with; it may be somebody's.
_EXAMPLE_NUMBERS: Mapping[Region, str] = {Region.MAINLAND: "13800138000", Region.GLOBAL: "+44 7911 123456"}

_NUMBER_WIDTH, _VARIABLE_WIDTH = 28, 20


def example_number(region: Region) -> str:
    """The number's cell in the example row. It says that it is one, and so the check refuses it when the row
    was left in: an example is never sent to.
    """
    return tr("Example: {number}", number=_EXAMPLE_NUMBERS[region])


def write_standard_template(
    path: str | PathLike[str],
    *,
    variables: Sequence[int],
    region: Region,
    labels: Mapping[int, str] | None = None,
    examples: Mapping[int, str] | None = None,
) -> None:
    """Write the empty list for a template with these variables, with an example row and a sheet of hints.

    Variable columns are headed ``{1}``, ``{2}``, … so that they are recognised when the file comes back;
    ``labels`` adds words behind (``{1} name``), ``examples`` fills the example row. All columns are formatted
    as text over their whole height, so that a number keeps its ``+`` and a code its zeros. A name ending in
    .csv or .tsv gets the two rows only. Raises as ``write_table`` does.
    """
    labels, examples = labels or {}, examples or {}
    columns = [Column(tr("Number"), "phone", _NUMBER_WIDTH)]
    columns += [
        Column(f"{{{variable}}} {labels.get(variable, '')}".strip(), "phone", _VARIABLE_WIDTH)
        for variable in variables
    ]
    example = [example_number(region)]
    example += [examples.get(variable) or tr("value {number}", number=variable) for variable in variables]
    target = Path(path)
    if target.suffix.lower() in (".csv", ".tsv"):
        write_table(target, columns, [example])
        return
    if target.suffix.lower() != ".xlsx":
        raise Invalid(text("“{file}” must end in .xlsx, .csv or .tsv.", file=target.name), field="path")
    recipients = Sheet(tr("Recipients"), columns, [example])
    hints = _hints(len(variables), region)
    with placed_whole(target) as file:
        write_workbook(file, [recipients], about=hints, about_name=tr("How to fill in"))


def _hints(variables: int, region: Region) -> dict[str, str]:
    """What the second sheet says, a word and its explanation each."""
    hints = {
        tr("One recipient a row"): tr(
            "Replace the example row with your own. Keep the first row: by its titles the columns are "
            "recognised."
        ),
        tr("Number"): tr("A mobile number of mainland China, 11 digits; +86 may stand before it.")
        if region is Region.MAINLAND
        else tr("With + and the country code, for example +44 7700 900123; one number in a cell."),
    }
    if variables:
        hints[tr("Variables")] = trn(
            "The column {{1}} fills the variable of the template; no cell may be empty or hold a link.",
            "The columns {{1}} to {{{count}}} fill the variables of the template; no cell may be empty "
            "or hold a link.",
            variables,
        )
    hints[tr("Limits")] = tr(
        "At most {rows} rows and {megabytes} MB. The columns are formatted as text: leave them so, then "
        "numbers "
        "keep their zeros.",
        rows=f"{int(FILE_ROWS):,}",
        megabytes=int(FILE_BYTES) // 1_048_576,
    )
    return hints
