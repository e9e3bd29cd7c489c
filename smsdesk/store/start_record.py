"""Whether the window's last start got as far as a window that lived, and how the last program died.

A mark lies in the data folder from the beginning of a start until its window has lived for some seconds, or
until it ended in order: closed, asked to end by the system, or told the user why it cannot open. A mark
that is found at a start is of one that died. A lock that the system lets go of with the program keeps two
windows apart; ``serve`` and the other commands have nothing to do with either.

Kept light: it is imported before the window's frame is painted.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from smsdesk.store.folder import Folder, secure


class StartRecord:
    """The record of this program's start, for one window. Nothing here raises for a folder that cannot be
    written: then nothing is remembered."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.failed = False
        """The last start got nowhere, and not because somebody ended it."""
        self.report = ""
        """Name of the report of the fault it ended with, where one was written."""
        self.died = ""
        """What ``faulthandler`` wrote when the last program died of a fault, at its start or later."""
        self._held: IO[str] | None = None
        self._native: TextIOWrapper | None = None
        self._before = ""

    @property
    def mark(self) -> Path:
        """There while a start has not come through."""
        return self.folder.path / "window.starting"

    @property
    def native(self) -> Path:
        """Where ``faulthandler`` writes."""
        return self.folder.path / "window.died"

    def begin(self) -> None:
        """Look what the last start left, and mark this one; nothing where another window is at it."""
        with contextlib.suppress(OSError):
            self.folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._held = _hold(self.folder.path / "window.lock")
        if self._held is None:
            return
        self._before = _read(self.mark)
        self.died = _read(self.native)
        self._look()
        self.begin_again()

    def begin_again(self) -> None:
        """Mark one more start of the same program: its window is opened anew."""
        self._write(self._said())

    def watch_for_death(self) -> None:
        """Have the interpreter write where it was when it dies of a fault below Python."""
        import faulthandler

        if self._held is None:
            return
        with contextlib.suppress(OSError):
            self._native = self.native.open("w", encoding="utf-8")
            secure(self.native)
            faulthandler.enable(self._native)

    def lived(self) -> None:
        """The window has been there for a while, or is being ended by the system: the start was good."""
        if self._held is not None:
            with contextlib.suppress(OSError):
                self.mark.unlink(missing_ok=True)

    def ended(self) -> None:
        """The program ends in order; safe to call twice."""
        self.lived()
        self._let_go()

    def fell(self, report: str = "") -> None:
        """The program ends with a fault of its own. The mark stays, if the window had not lived yet."""
        if self._held is not None and self.mark.exists():
            self._write(self._said() | {"report": report})
        self._let_go()

    def put_back(self) -> None:
        """Nobody has decided how to start: the next start asks again."""
        if self._before:
            with contextlib.suppress(OSError):
                self.mark.write_text(self._before)
        else:
            self.lived()
        self._let_go()

    def _look(self) -> None:
        if not self._before:
            return
        try:
            said = json.loads(self._before)
            boot, uptime, self.report = str(said["boot"]), float(said["uptime"]), str(said.get("report", ""))
        except (ValueError, KeyError, TypeError):
            boot, uptime = _boot(), 0.0  # cut off while it was written: it died
        # Whoever switches the computer off in the midst of a start has not seen it crash.
        switched_off = boot != _boot() or time.monotonic() < uptime
        self.failed = bool(self.report or self.died) or not switched_off

    def _said(self) -> dict[str, object]:
        return {"boot": _boot(), "uptime": time.monotonic(), "pid": os.getpid()}

    def _write(self, said: dict[str, object]) -> None:
        if self._held is not None:
            with contextlib.suppress(OSError):
                self.mark.write_text(json.dumps(said))

    def _let_go(self) -> None:
        if self._native is not None:
            import faulthandler

            faulthandler.disable()
            self._native.close()
            self._native = None
            with contextlib.suppress(OSError):
                self.native.unlink(missing_ok=True)
        if self._held is not None:
            self._held.close()
            self._held = None


def _hold(path: Path) -> IO[str] | None:
    """The open file with the system's lock on it; None when another program has it."""
    file = path.open("a", encoding="utf-8")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _boot() -> str:
    """What is another after the computer was started anew; empty where the system does not say."""
    return _read(Path("/proc/sys/kernel/random/boot_id")).strip()
