"""``smsdesk backup`` (S3): while the window is open too."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from smsdesk.commandline.output import progress_bar, say, say_json
from smsdesk.domain.errors import NotFound, Unusable
from smsdesk.domain.text import text, tr
from smsdesk.store.backup import back_up, backups_in
from smsdesk.store.backup_names import Kind, stamped
from smsdesk.store.folder import Folder, folder_at
from smsdesk.store.migrating import revision_of


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk backup --help``."""
    parser.add_argument(
        "out",
        nargs="?",
        type=Path,
        metavar=tr("OUT"),
        help=tr("a file; otherwise one in the desk's own backups"),
    )
    parser.add_argument("--list", action="store_true", help=tr("list the desk's own backups"))
    parser.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when the backup is there and checked. Raises ``DeskError``; then there is none."""
    folder = folder_at(options.data_dir)
    if options.list:
        return _list(folder, options)
    if not folder.has_desk() or revision_of(folder.database) is None:  # a backup of nothing is none
        raise NotFound(text("There is no desk in {path}.", path=folder.path))
    target = options.out.absolute() if options.out else stamped(folder.backups, Kind.HAND)
    if target.exists():
        # The user's own file; only the newest of ours would be in it.
        raise Unusable(text("{path} is there already. Choose another name.", path=target))
    with progress_bar(tr("Backup"), tr("pages")) as progress:
        back_up(folder.database, target, progress=progress.report)
    if options.json:
        say_json({"file": str(target), "bytes": target.stat().st_size})
    else:
        say(tr("Backup: {path}", path=target))
        say(tr("AppKeys and gateway keys are not in it; they stay in this computer's keyring."))
    return 0


def _list(folder: Folder, options: argparse.Namespace) -> int:
    found = backups_in(folder)
    if options.json:
        say_json(
            {"backups": [{"file": str(one.path), "made_at": one.made_at, "bytes": one.size} for one in found]}
        )
        return 0
    for one in found:
        made = datetime.fromtimestamp(one.made_at / 1000).astimezone()
        say(f"{made:%Y-%m-%d %H:%M}  {one.size / 1_000_000:>9,.1f} MB  {one.path}")
    return 0
