"""``smsdesk restore`` (S3): with every other program away from the desk."""

from __future__ import annotations

import argparse
from pathlib import Path

from smsdesk.app import clock
from smsdesk.commandline.exit_codes import INCOMPLETE
from smsdesk.commandline.output import agrees, is_interactive, note, progress_bar, say, say_json
from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import text, tr, trn
from smsdesk.store.engine_lock import EngineLock
from smsdesk.store.folder import folder_at, prepare
from smsdesk.store.logfile import start_log, stop_log
from smsdesk.store.restoring import restore


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk restore --help``."""
    parser.add_argument("file", type=Path, metavar=tr("FILE"), help=tr("a backup"))
    parser.add_argument("--yes", action="store_true", help=tr("do not ask"))
    parser.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when it is in place, 1 when the user said no. Raises ``DeskError``; then all is as it was."""
    folder = prepare(folder_at(options.data_dir))
    with EngineLock(folder).take("restore"):
        if folder.has_desk() and not options.yes:
            if not is_interactive():
                raise Invalid(text("Nobody is there to be asked. Add --yes to put the backup in place."))
            question = tr("Put the backup in place of the desk in {path}? [y/N] ", path=folder.path)
            if not agrees(question, tr("yes")):
                note(tr("Nothing was changed."))
                return INCOMPLETE
        handler = start_log(folder)
        try:
            with progress_bar(tr("Restore"), tr("pages")) as progress:
                done = restore(folder, options.file.absolute(), now=clock(), progress=progress.report)
        finally:
            stop_log(handler)
    if options.json:
        say_json({"kept": None if done.kept is None else str(done.kept), "held": done.held})
        return 0
    say(str(done.message))
    if done.held:
        say(
            trn(
                "{count} task was about to send when the backup was made. It is stopped now: see whether "
                "it was sent, then resume or cancel it.",
                "{count} tasks were about to send when the backup was made. They are stopped now: see "
                "whether they were sent, then resume or cancel them.",
                done.held,
            )
        )
    return 0
