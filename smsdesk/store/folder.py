"""The data folder: where it is, what lies in it, and the lock that one engine holds on it."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import filelock
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
        """Whether a desk was ever made here."""
        return self.database.exists()


def default_folder() -> Folder:
    """The user's own data folder, as the system has it."""
    return Folder(Path(platformdirs.user_data_dir(PROGRAM, appauthor=False)))


def key_folder() -> Path:
    """Where the key of the file of secrets lies: not in the data folder, so that no backup carries it."""
    return Path(platformdirs.user_config_dir(PROGRAM, appauthor=False)) / "keys"


def folder_at(path: Path | None) -> Folder:
    """The data folder the user named, or the default one; nothing is made."""
    return Folder(path.expanduser().absolute()) if path else default_folder()


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
        raise _unwritable(path, error) from error
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


def _unwritable(path: Path, error: OSError) -> Unavailable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full(path, str(error))
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        sentence = text(
            "The data folder {path} cannot be made because a file is in its place. "
            "Choose another folder with --data-dir.",
            path=path,
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


@dataclass(frozen=True)
class Holder:
    """The program that holds the engine of a folder."""

    kind: str
    """``window``, ``serve``, ``send`` or ``restore``."""
    pid: int


class FolderInUse(Unavailable):
    """Another program runs the engine of this folder."""

    def __init__(self, folder: Folder, holder: Holder | None) -> None:
        self.holder = holder
        kind = holder.kind if holder else ""
        if kind == "window":
            sentence = text("SMS Desk is already open with the data folder {path}.", path=folder.path)
        elif kind == "serve":
            sentence = text(
                "“smsdesk serve” (process {pid}) already works with the data folder {path}. End it first.",
                pid=holder.pid if holder else 0,
                path=folder.path,
            )
        else:
            sentence = text(
                "Another SMS Desk is working with the data folder {path}. Wait for it, or end it.",
                path=folder.path,
            )
        super().__init__(sentence)


class EngineLock:
    """One engine per data folder. The system lets go of it when the program dies, however it dies."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        # Taken on one thread and released on another: at the end of the window.
        self._lock = filelock.FileLock(folder.lock_file, thread_local=False)

    def take(self, kind: str) -> EngineLock:
        """Hold the folder. Raises ``FolderInUse`` at once when another program does."""
        try:
            # Not 0: is_held() of another program may hold it for a moment.
            self._lock.acquire(timeout=0.5)
        except filelock.Timeout as error:
            raise FolderInUse(self._folder, holder_of(self._folder)) from error
        except OSError as error:
            raise _unwritable(self._folder.path, error) from error
        with contextlib.suppress(OSError):
            self._folder.holder_file.write_text(json.dumps({"kind": kind, "pid": os.getpid()}))
        return self

    def release(self) -> None:
        """Let go; safe to call twice."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._folder.holder_file.unlink()
            self._lock.release()

    def __enter__(self) -> EngineLock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def holder_of(folder: Folder) -> Holder | None:
    """Who holds the folder, as it wrote itself; None when it cannot be said."""
    try:
        said = json.loads(folder.holder_file.read_text())
        return Holder(kind=str(said["kind"]), pid=int(said["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_held(folder: Folder) -> bool:
    """Whether another program (or another part of this one) holds the folder now."""
    if not folder.lock_file.exists():
        return False
    lock = filelock.FileLock(folder.lock_file, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except (filelock.Timeout, OSError):
        return True
    lock.release()
    return False


def secure(path: Path) -> None:
    """Only the user reads it (POSIX; on Windows the profile folder's rights already say so)."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            path.chmod(0o600)
