"""Spreadsheets around a task: the empty standard template, and the rows left out, to be mended (B2, B4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import NUMBER
from smsdesk.domain.templates import variables
from smsdesk.domain.text import tr
from smsdesk.operations.desk import Progress
from smsdesk.operations.preparation import Preparation
from smsdesk.sheets.standard_template import write_standard_template
from smsdesk.sheets.writing import Column, write_table


def download_standard_template(
    *, content: str, region: Region, path: Path, labels: Mapping[int, str] | None = None
) -> None:
    """Write the empty list for a template's content: a column for the number and one for each variable (B2).

    ``labels`` adds words to the titles of variables. Raises ``Invalid`` for an ending other than .xlsx, .csv
    and .tsv, ``Unavailable`` when the file cannot be written.
    """
    write_standard_template(path, variables=variables(content), region=region, labels=labels)


def export_rejected(
    *, preparation: Preparation, path: Path, reason: str = "", progress: Progress | None = None
) -> int:
    """Write the rows left out, of one reason or all, with their reason in an extra column; their number (B4).

    The titles are those of the file, so that the mended file is recognised as the first one was. Raises as
    ``write_table``; ``Cancelled`` when stopped.
    """
    progress = progress or Progress()
    total = preparation.rejected_count(reason)
    wanted = variables(preparation.wording.body)
    titles = preparation.columns
    columns = [Column(_title(preparation, NUMBER, tr("Number")), "phone", 22)]
    for variable in wanted:
        place = titles.assigned.get(str(variable))
        name = titles.names[place] if titles.header_row is not None and place is not None else ""
        # A title that does not name its variable would be told by its place only; make it tell.
        title = name if f"{{{variable}}}" in name or not name else f"{{{variable}}} {name}"
        columns.append(Column(title or f"{{{variable}}}", "phone", 24))
    columns += [Column(tr("Row"), "integer", 8), Column(tr("Reason"), "text", 70)]
    return write_table(
        path,
        columns,
        _rows(preparation, reason, wanted),
        progress=lambda done: progress.report(done, total),
    )


def _title(preparation: Preparation, key: str, otherwise: str) -> str:
    """The file's own title of the number's column, where it has a header."""
    place = preparation.columns.assigned.get(key)
    if preparation.columns.header_row is None or place is None:
        return otherwise
    return preparation.columns.names[place]


def _rows(preparation: Preparation, reason: str, wanted: tuple[int, ...]) -> Iterator[tuple[object, ...]]:
    for rejected in preparation.rejected(reason):
        values = rejected.values
        cells = (values[place - 1] if place <= len(values) else "" for place in wanted)
        yield (rejected.number_text, *cells, rejected.row, str(rejected.problem))
