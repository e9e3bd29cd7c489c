"""The lock that one engine holds on a data folder, and who holds it."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass

import filelock

from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import text
from smsdesk.store.folder import Folder, unwritable


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
            raise unwritable(self._folder.path, error) from error
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
