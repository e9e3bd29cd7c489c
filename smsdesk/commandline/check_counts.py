"""``smsdesk check-counts``: whether the figures agree with the messages."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from smsdesk.app import open_desk
from smsdesk.commandline.exit_codes import INCOMPLETE
from smsdesk.commandline.output import progress_bar, say, say_json
from smsdesk.domain.errors import NotFound
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.counts import TOLD, check_counts
from smsdesk.store.folder import folder_at


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk check-counts --help``."""
    parser.add_argument("--mend", action="store_true", help=tr("put right what is wrong"))
    parser.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when every figure agrees with the messages, or was mended; 1 when some do not."""
    folder = folder_at(options.data_dir)
    if not folder.has_desk():
        raise NotFound(text("There is no desk in {path}.", path=folder.path))
    with (
        open_desk(options.data_dir, engine=False) as app,
        progress_bar(tr("Counting"), tr("parts")) as progress,
    ):
        found = check_counts(app.desk, mend=options.mend, progress=progress)
    if options.json:
        say_json(
            {
                "wrong": found.wrong,
                "mended": found.mended,
                "differences": [asdict(one) for one in found.differences],
            }
        )
    else:
        for one in found.differences:
            say(
                tr(
                    "{where}: {count} is {kept}, the messages say {found}.",
                    where=one.where,
                    count=one.count,
                    kept=one.kept,
                    found=one.found,
                )
            )
        if found.wrong > TOLD:
            say(tr("… and {count} more.", count=found.wrong - TOLD))
        say(_conclusion(found.wrong, found.mended))
    return INCOMPLETE if found.wrong and not found.mended else 0


def _conclusion(wrong: int, mended: bool) -> str:
    if not wrong:
        return tr("Every figure agrees with the messages.")
    if mended:
        return trn("{count} figure was put right.", "{count} figures were put right.", wrong)
    return trn(
        "{count} figure is wrong. With --mend it is put right.",
        "{count} figures are wrong. With --mend they are put right.",
        wrong,
    )
