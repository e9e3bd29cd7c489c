"""``smsdesk import --blocklist`` and ``--allowlist``: the numbers of a file into a list (C4, A6)."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from smsdesk.commandline.choices import chosen_application, chosen_signature
from smsdesk.commandline.output import note, progress_bar, say, say_json
from smsdesk.commandline.spreadsheet import sheet_of
from smsdesk.domain.customers import ABROAD
from smsdesk.domain.errors import Invalid
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.recipients import NUMBER
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.allowlist import AllowlistedMany, allow_many
from smsdesk.operations.blocklist import BlockedMany, block_many
from smsdesk.operations.blocklist_limit import change_blocklist_limit
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.imports import export_refused
from smsdesk.operations.number_files import NumberFile, read_number_file
from smsdesk.operations.recipient_columns import column_of

#: Rows without a number that are shown to a person.
SHOWN = 10
#: For messages to other countries; a signature that is called so is named by its id or in brackets.
ABROAD_WORD = "abroad"


def import_numbers(desk: Desk, options: argparse.Namespace, said: Mapping[str, str]) -> int:
    """0 when the numbers are on the list. ``said``: columns as ``--map`` named them.

    Raises ``DeskError``; then nobody was added.
    """
    if options.keep_columns or any(what.casefold() != NUMBER for what in said):
        raise Invalid(text("A list takes only numbers: --map number=COL names their column."))
    with progress_bar(tr("Importing"), tr("rows")) as progress:
        found = _found(desk, options, said.get(NUMBER), progress)
        if found.column is None:
            raise Invalid(text("No column of this file holds mobile numbers. Name it with --map number=COL."))
        done = _add(desk, options, found, progress)
        if options.refused is not None and found.wrong:
            export_refused(
                desk, refused=found.wrong, names=found.names, path=options.refused, progress=progress
            )
    _say(options, found, done)
    return 0


def _found(desk: Desk, options: argparse.Namespace, word: str | None, progress: Progress) -> NumberFile:
    def look(column: int | None) -> NumberFile:
        return read_number_file(
            desk,
            path=options.file,
            column=column,
            sheet=sheet_of(options),
            encoding=options.encoding or None,
            delimiter=options.delimiter or None,
            include_hidden=options.include_hidden,
            progress=progress,
        )

    found = look(None)
    if word is None:
        return found
    column = column_of(word, found.names)
    return found if column == found.column else look(column)


def _add(
    desk: Desk, options: argparse.Namespace, found: NumberFile, progress: Progress
) -> BlockedMany | AllowlistedMany:
    if options.allowlist is not None:
        shop = chosen_application(desk, options.allowlist)
        return allow_many(desk, application_id=shop.id, numbers=found.numbers, progress=progress)
    signature = blocked_signature(desk, options.blocklist)
    if options.most is not None:
        change_blocklist_limit(desk, most=options.most)
    return block_many(
        desk,
        numbers=found.numbers,
        signature=signature,
        sms_type=SmsType(options.type),
        progress=progress,
    )


def blocked_signature(desk: Desk, word: str) -> str:
    """What ``--blocklist`` means: ``ABROAD``, or a mainland signature's content. Raises ``NotFound``."""
    if listed_under(word) == ABROAD:
        return ABROAD
    return chosen_signature(desk, word, Region.MAINLAND).content


def listed_under(word: str) -> str:
    """``ABROAD`` for its word; else the content of a signature, as it was typed but without brackets."""
    return ABROAD if word.strip().casefold() == ABROAD_WORD else word.strip().strip("【】")


def _say(options: argparse.Namespace, found: NumberFile, done: BlockedMany | AllowlistedMany) -> None:
    wrong = len(found.wrong)
    if options.json:
        say_json(
            {
                "added": done.added,
                "already": done.already,
                "duplicates": found.duplicates,
                "refused": wrong,
                "notes": [str(each) for each in found.notes],
            }
        )
        return
    say(
        tr(
            "Numbers: {added} new, {already} on the list already, {duplicates} twice in the file, "
            "{refused} refused",
            added=f"{done.added:,}",
            already=f"{done.already:,}",
            duplicates=f"{found.duplicates:,}",
            refused=f"{wrong:,}",
        )
    )
    for each in found.notes:
        say(f"  {each}")
    for row in found.wrong[:SHOWN]:
        say(tr("  row {row}: {problem}", row=f"{row.row:,}", problem=row.problem))
    if wrong > SHOWN:
        say("  " + trn("and {count} more", "and {count} more", wrong - SHOWN))
    if options.refused is not None and wrong:
        note(tr("The refused rows are in {path}.", path=options.refused))
