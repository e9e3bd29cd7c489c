"""``smsdesk FILE``: how the desktop opens a spreadsheet with the program."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

#: What a spreadsheet is called; with such a name it is opened even when it is not there: the window says so.
ENDINGS = (".csv", ".tsv", ".xlsx")


def without_file(arguments: Sequence[str], commands: Collection[str]) -> tuple[list[str], Path | None]:
    """The arguments without the spreadsheet that stands in a command's place, and its absolute path.

    A command's name is the command, whatever lies in the folder.
    """
    place = _first_word(arguments)
    if place is None or arguments[place] in commands:
        return list(arguments), None
    word = arguments[place]
    if not (word.lower().endswith(ENDINGS) or os.path.isfile(word)):
        return list(arguments), None  # a mistyped command: argparse names those there are
    return [*arguments[:place], *arguments[place + 1 :]], Path(os.path.abspath(word))


def _first_word(arguments: Sequence[str]) -> int | None:
    """Where the first argument is that is neither an option nor an option's value."""
    place = 0
    while place < len(arguments):
        if not arguments[place].startswith("-"):
            return place
        place += 2 if arguments[place] == "--data-dir" else 1
    return None
