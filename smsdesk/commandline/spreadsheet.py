"""The options of every command that reads a list of recipients, and what they say."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from smsdesk.domain.errors import Invalid
from smsdesk.domain.recipients import NUMBER, Recipe, SheetSource
from smsdesk.domain.text import text, tr


def add_sheet_options(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    """``FILE`` and how to read it; not ``needed`` where something else may stand in its place."""
    help = tr("an .xlsx, .csv, .tsv or .vcf file")
    if needed:
        parser.add_argument("file", type=Path, metavar=tr("FILE"), help=help)
    else:
        parser.add_argument("file", type=Path, metavar=tr("FILE"), nargs="?", help=help)
    parser.add_argument(
        "--sheet", metavar=tr("N"), default="", help=tr("the sheet, by number from 1 or by name")
    )
    parser.add_argument("--encoding", default="", help=tr("of a text file, when the recognised one is wrong"))
    parser.add_argument(
        "--delimiter", default="", help=tr("of a text file, when the recognised one is wrong")
    )
    parser.add_argument(
        "--include-hidden", action="store_true", help=tr("also rows that are hidden in the spreadsheet")
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar=tr("WHAT=COL"),
        help=tr(
            "the column of the numbers (number=COL) or of a variable (1=COL); COL is the column's title, "
            "its letter or its number from 1"
        ),
    )


def add_recipient_options(parser: argparse.ArgumentParser) -> None:
    """How numbers are taken."""
    parser.add_argument(
        "--one-per-number", action="store_true", help=tr("at most one message for each number in the file")
    )
    parser.add_argument(
        "--plain-numbers",
        choices=("national", "international"),
        default="",
        help=tr(
            "how a number that fits two readings is read: as one of the home country's, or as country code "
            "and number"
        ),
    )


def columns_of(options: argparse.Namespace) -> Mapping[str, str]:
    """What ``--map`` said: column by ``number`` and by variable."""
    columns: dict[str, str] = {}
    for said in options.map:
        what, equals, column = said.partition("=")
        what, column = what.strip().strip("{}").casefold(), column.strip()
        known = what == NUMBER or (what.isascii() and what.isdigit() and int(what) > 0)
        if not equals or not column or not known:
            raise Invalid(
                text("“--map {said}” cannot be understood. Write it like number=Mobile or 1=C.", said=said)
            )
        what = str(int(what)) if what.isdigit() else what
        if what in columns:
            raise Invalid(text("“--map {what}=…” is there twice.", what=what))
        columns[what] = column
    return columns


def source_of(options: argparse.Namespace) -> SheetSource:
    """The file as it is to be read."""
    return SheetSource(
        path=str(options.file.absolute()),
        sheet=said if (said := sheet_of(options)) is not None else "",
        encoding=options.encoding,
        delimiter={"\\t": "\t", "tab": "\t"}.get(options.delimiter, options.delimiter),
        include_hidden=options.include_hidden,
        columns=columns_of(options),
    )


def sheet_of(options: argparse.Namespace) -> int | str | None:
    """The sheet by number or name; None for the first."""
    said: str = options.sheet
    return int(said) if said.isascii() and said.isdigit() else said or None


def recipe_of(options: argparse.Namespace) -> Recipe:
    """The recipe of a check or task with this file; what is sent is filled in by the command."""
    return Recipe(
        source=source_of(options), one_per_number=options.one_per_number, ambiguity=options.plain_numbers
    )
