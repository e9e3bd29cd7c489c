"""The data folder: where it is and what lies in it.

Kept light: the window is painted before the rest of the program has been imported.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from smsdesk.domain.errors import Unavailable, Unusable
from smsdesk.domain.text import text
from smsdesk.store.filesystems import is_network_drive

log = logging.getLogger(__name__)

PROGRAM = "SMS Desk"

#: Below this the desk does not open: a send could not be recorded (S1).
LEAST_FREE_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Folder:
    """Everything the desk keeps on disk, by name. Making one touches nothing."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "smsdesk.db"

    @property
    def backups(self) -> Path:
        return self.path / "backups"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def log_file(self) -> Path:
        return self.log / "smsdesk.log"

    @property
    def crashes(self) -> Path:
        """Reports of faults of the program."""
        return self.path / "crashes"

    @property
    def carrier_journal(self) -> Path:
        """The record of the sandbox carrier inside the program: what it took, and not yet reported."""
        return self.path / "sandbox-carrier.journal"

    @property
    def lock_file(self) -> Path:
        return self.path / "engine.lock"

    @property
    def holder_file(self) -> Path:
        """Who holds the lock, for the sentence to whoever comes second."""
        return self.path / "engine.json"

    @property
    def notice_file(self) -> Path:
        """Touched by a program beside the holder when it changed something."""
        return self.path / "changed"

    def has_desk(self) -> bool:
        """Whether a desk was ever made here. Raises ``Unavailable`` where one may not look."""
        try:
            return self.database.exists()
        except OSError as error:
            raise unwritable(self.path, error) from error


def default_folder() -> Folder:
    """The user's own data folder, as the system has it. Raises ``Unusable`` where there is no home folder."""
    path = Path(platformdirs.user_data_dir(PROGRAM, appauthor=False))
    if not path.is_absolute():  # it would begin with a folder called ~ wherever the user happens to be
        raise Unusable(
            text("You have no home folder to keep the data in. Name a folder with --data-dir."),
            details=str(path),
        )
    return Folder(path)


def key_folder() -> Path:
    """Where the key of the file of secrets lies: not in the data folder, so that no backup carries it."""
    return Path(platformdirs.user_config_dir(PROGRAM, appauthor=False)) / "keys"


def folder_at(path: Path | None) -> Folder:
    """The data folder the user named, or the default one; nothing is made. Raises ``Unusable``."""
    if path is None:
        return default_folder()
    try:
        return Folder(path.expanduser().absolute())
    except (RuntimeError, OSError) as error:  # nobody of that name; the folder one is in has been removed
        raise Unusable(
            text("There is no folder {path} to be found. Name it in full with --data-dir.", path=path),
            details=str(error),
        ) from error


def prepare(folder: Folder) -> Folder:
    """Make the folder where it is missing and try that it can be written.

    Raises ``Unavailable`` or ``Unusable`` with one sentence: missing drive, no rights, read-only or
    full disk, network drive (S1).
    """
    path = folder.path
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for inner in (folder.backups, folder.log):
            inner.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=path) as probe:
            probe.write(b"SMS Desk")
            probe.flush()
        free = shutil.disk_usage(path).free
    except OSError as error:
        raise unwritable(path, error) from error
    if free < LEAST_FREE_BYTES:
        raise _full(path)
    if is_network_drive(path):
        raise Unusable(
            text(
                "The data folder {path} is on a network drive, where the database could be damaged. "
                "Choose a folder on this computer with --data-dir.",
                path=path,
            )
        )
    return folder


def _full(path: Path, details: str = "") -> Unavailable:
    return Unavailable(
        text("The disk with the data folder {path} is full. Free some space and start again.", path=path),
        details=details,
    )


def unwritable(path: Path, error: OSError) -> Unavailable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full(path, str(error))
    place = Path(os.fsdecode(error.filename or path))
    if error.errno == errno.ELOOP or (error.errno == errno.EEXIST and place.is_symlink()):
        sentence = text(
            "The data folder {path} is a link that leads nowhere. Mend the link, or choose another folder "
            "with --data-dir.",
            path=place,
        )
    elif error.errno == errno.ENAMETOOLONG:
        sentence = text(
            "The name of the data folder {path} is too long for this disk. Choose another folder "
            "with --data-dir.",
            path=path,
        )
    elif error.errno in (errno.ENOTDIR, errno.EEXIST):
        sentence = text(
            "The data folder {path} cannot be made because a file is in its place. "
            "Choose another folder with --data-dir.",
            path=place,
        )
    elif error.errno == errno.EROFS:
        sentence = text(
            "The disk with the data folder {path} is read-only. Choose another folder with --data-dir.",
            path=path,
        )
    else:
        sentence = text(
            "The data folder {path} cannot be written. Check its rights, or choose another folder "
            "with --data-dir.",
            path=path,
        )
    return Unavailable(sentence, details=str(error))


def secure(path: Path) -> None:
    """Only the user reads it (POSIX; on Windows the profile folder's rights already say so)."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            path.chmod(0o600)
