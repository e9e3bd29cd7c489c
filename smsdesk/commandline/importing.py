"""``smsdesk import``: customers from a spreadsheet into a group (C2)."""

from __future__ import annotations

import argparse
from pathlib import Path

from smsdesk.app import open_desk
from smsdesk.commandline.choices import chosen_group
from smsdesk.commandline.output import note, progress_bar, say, say_json
from smsdesk.commandline.spreadsheet import add_sheet_options, columns_of, sheet_of
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import Invalid, NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.recipients import NUMBER
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.desk import Desk
from smsdesk.operations.imports import (
    ImportColumns,
    Imported,
    export_refused,
    import_customers,
    preview_import,
)
from smsdesk.operations.recipient_columns import column_of

#: Refused rows shown to a person.
SHOWN = 10


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk import --help``."""
    add_sheet_options(parser)
    parser.add_argument(
        "--group",
        required=True,
        metavar=tr("G"),
        help=tr("the group, by id or name; a new name makes a new one"),
    )
    parser.add_argument(
        "--type",
        choices=[each.value for each in SmsType],
        default=SmsType.REGULAR.value,
        help=tr("what a new group and new customers are for"),
    )
    parser.add_argument(
        "--refused",
        type=Path,
        metavar=tr("OUT.xlsx"),
        help=tr("write the rows that were not taken, with the reason"),
    )
    parser.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when the good rows were taken over. Raises ``DeskError``; then nothing was."""
    with open_desk(options.data_dir, engine=False) as app:
        group = _group(app.desk, options.group)
        with progress_bar(tr("Importing"), tr("rows")) as progress:
            columns = _columns(app.desk, options)
            done = import_customers(
                app.desk,
                path=options.file,
                sms_type=group.sms_type if group else SmsType(options.type),
                group_id=group.id if group else None,
                new_group="" if group else options.group,
                columns=columns,
                sheet=sheet_of(options),
                encoding=options.encoding or None,
                delimiter=options.delimiter or None,
                include_hidden=options.include_hidden,
                progress=progress,
            )
            if options.refused is not None and done.refused:
                export_refused(app.desk, refused=done.refused, path=options.refused, progress=progress)
    _say(options, done)
    return 0


def _group(desk: Desk, word: str) -> CustomerGroup | None:
    """The group, or None for one that is to be made. An id that is not there is not the name of a new one."""
    try:
        return chosen_group(desk, word)
    except NotFound:
        if word.strip().isdigit():
            raise
        return None


def _columns(desk: Desk, options: argparse.Namespace) -> ImportColumns | None:
    """The columns that ``--map`` names, over what is recognised; None to leave it to the import."""
    said = columns_of(options, allowed=(NUMBER, "name", "note"))
    if not said:
        return None
    with progress_bar(tr("Looking"), tr("rows")) as progress:
        seen = preview_import(
            desk,
            path=options.file,
            sheet=sheet_of(options),
            encoding=options.encoding or None,
            delimiter=options.delimiter or None,
            include_hidden=options.include_hidden,
            progress=progress,
        )
    found = {what: column_of(word, seen.names) for what, word in said.items()}
    known = seen.columns
    number = found.get(NUMBER, known.number if known else None)
    if number is None:
        raise Invalid(text("No column of this file holds mobile numbers. Name it with --map number=COL."))
    return ImportColumns(
        number=number,
        name=found.get("name", known.name if known else None),
        note=found.get("note", known.note if known else None),
        header_row=known.header_row if known else None,
    )


def _say(options: argparse.Namespace, done: Imported) -> None:
    result = done.result
    if options.json:
        say_json(
            {
                "added": result.added,
                "merged": result.merged,
                "duplicates": result.duplicates,
                "refused": len(done.refused),
                "group": done.group_id,
            }
        )
        return
    say(
        tr(
            "Customers: {added} new, {merged} known, {duplicates} twice in the file, {refused} refused",
            added=f"{result.added:,}",
            merged=f"{result.merged:,}",
            duplicates=f"{result.duplicates:,}",
            refused=f"{len(done.refused):,}",
        )
    )
    for row in done.refused[:SHOWN]:
        say(tr("  row {row}: {problem}", row=f"{row.row:,}", problem=row.problem))
    if len(done.refused) > SHOWN:
        say("  " + trn("and {count} more", "and {count} more", len(done.refused) - SHOWN))
    if options.refused is not None and done.refused:
        note(tr("The refused rows are in {path}.", path=options.refused))
