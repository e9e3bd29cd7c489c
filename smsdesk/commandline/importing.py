"""``smsdesk import``: customers from a file into a group (C2), or numbers into a list (C4, A6)."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from smsdesk.app import open_desk
from smsdesk.commandline.choices import chosen_group
from smsdesk.commandline.importing_numbers import import_numbers
from smsdesk.commandline.output import note, progress_bar, say, say_json
from smsdesk.commandline.spreadsheet import add_sheet_options, sheet_of
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import Invalid, NotFound
from smsdesk.domain.profile import SmsType
from smsdesk.domain.recipients import NUMBER
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.desk import Desk
from smsdesk.operations.import_words import result_sentences
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
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--group", metavar=tr("G"), help=tr("the group, by id or name; a new name makes a new one")
    )
    where.add_argument(
        "--blocklist",
        metavar=tr("S"),
        help=tr(
            "block the numbers under this mainland signature, by id or content, or with the word abroad "
            "for all messages to other countries"
        ),
    )
    where.add_argument(
        "--allowlist",
        metavar=tr("A"),
        help=tr("put the numbers on the allowlist of this application, by id or name"),
    )
    parser.add_argument(
        "--most",
        type=int,
        metavar=tr("N"),
        help=tr("how many numbers the blocklist may hold from now on (1,000 at first)"),
    )
    parser.add_argument(
        "--type",
        choices=[each.value for each in SmsType],
        default=SmsType.REGULAR.value,
        help=tr("what a new group and new customers are for, or what is blocked"),
    )
    parser.add_argument(
        "--refused",
        type=Path,
        metavar=tr("OUT.xlsx"),
        help=tr("write the rows that were not taken, with the reason"),
    )
    parser.add_argument(
        "--keep-columns",
        action="store_true",
        help=tr("keep further columns of the file in the pool; --map Title=COL names one by one"),
    )
    parser.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when the good rows were taken over. Raises ``DeskError``; then nothing was."""
    with open_desk(options.data_dir, engine=False) as app:
        if options.group is None:
            return import_numbers(app.desk, options, _said(options))
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
                export_refused(
                    app.desk,
                    refused=done.refused,
                    names=done.names,
                    path=options.refused,
                    progress=progress,
                )
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
    said = _said(options)
    if not said and not options.keep_columns:
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
    parts = {_PARTS[what.casefold()]: found.pop(what) for what in said if what.casefold() in _PARTS}
    own = {at: title for title, at in found.items() if at is not None}
    known = seen.recognised
    number = parts.get("number", known.number if known else None)
    if number is None:
        raise Invalid(text("No column of this file holds mobile numbers. Name it with --map number=COL."))
    base = known or ImportColumns(number=number, header_row=seen.header_row)
    if number != base.number:
        base = replace(base, other_numbers=(), labels={})
    named = {number, *parts.values(), *own}
    kept = base.own if options.keep_columns else {}
    own |= {at: title for at, title in kept.items() if at not in named and title not in own.values()}
    return replace(
        base,
        number=number,
        name=parts.get("name", base.name),
        first_name=parts.get("first_name", base.first_name),
        last_name=parts.get("last_name", base.last_name),
        note=parts.get("note", base.note),
        consent=parts.get("consent", base.consent),
        own=own,
    )


#: What ``--map`` calls the columns that are not the business's own.
_PARTS = {
    NUMBER: "number",
    "name": "name",
    "first name": "first_name",
    "last name": "last_name",
    "note": "note",
    "consent": "consent",
}


def _said(options: argparse.Namespace) -> dict[str, str]:
    """What ``--map`` said: column by a word of ours, or by the title of a column of the pool."""
    columns: dict[str, str] = {}
    for said in options.map:
        what, equals, word = (part.strip() for part in said.partition("="))
        if not equals or not what or not word:
            raise Invalid(
                text(
                    "“--map {said}” cannot be understood. Write it like number=Mobile or Birthday=D.",
                    said=said,
                )
            )
        if what.casefold() in map(str.casefold, columns):
            raise Invalid(text("“--map {what}=…” is there twice.", what=what))
        columns[what] = word
    return columns


def _say(options: argparse.Namespace, done: Imported) -> None:
    result = done.result
    if options.json:
        say_json(
            {
                "added": result.added,
                "merged": result.merged,
                "duplicates": result.duplicates,
                "refused": len(done.refused),
                "filled": dict(done.filled),
                "not_accepted_marketing": done.unwilling,
                "group": done.group_id,
                "notes": [str(note) for note in done.notes],
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
    for each in result_sentences(done):
        say("  " + each)
    for row in done.refused[:SHOWN]:
        say(tr("  row {row}: {problem}", row=f"{row.row:,}", problem=row.problem))
    if len(done.refused) > SHOWN:
        say("  " + trn("and {count} more", "and {count} more", len(done.refused) - SHOWN))
    if options.refused is not None and done.refused:
        note(tr("The refused rows are in {path}.", path=options.refused))
