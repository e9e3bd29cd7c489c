"""``smsdesk`` without a command: the window."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from smsdesk.commandline.exit_codes import UNUSABLE
from smsdesk.domain.errors import DeskError, Unavailable
from smsdesk.domain.text import text

if TYPE_CHECKING:
    from smsdesk.store.start_record import StartRecord


def run(options: argparse.Namespace) -> int:
    """Open the window. Raises ``Unavailable`` where there is no display or no Qt."""
    # Qt ends the process by itself when it finds no display, and not in words.
    if sys.platform == "linux" and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        raise Unavailable(
            text(
                "There is no display for the window. “smsdesk check”, “smsdesk send” and others work without "
                "one; see “smsdesk --help”."
            )
        )
    try:
        return _open(options.data_dir, options.opened, options.safe)
    except ImportError as error:
        if not _of_qt(error):
            raise
        raise Unavailable(
            text(
                "The window cannot open: a part of Qt or a library it needs is missing ({reason}). "
                "“make run” names or installs it.",
                reason=str(error),
            )
        ) from error


def _of_qt(error: ImportError) -> bool:
    """Whether it is Qt that is not there, or a library of the system that Qt asks for.

    For the latter the loader names the file's last word only (``QtCore``), so it is told by its place.
    """
    named = {(error.name or "PySide6").split(".")[0], *Path(error.path or "").parts}
    return bool(named & {"PySide6", "qasync", "shiboken6"})


def _open(path: Path | None, file: Path | None, ask: bool) -> int:
    from smsdesk.store.folder import folder_at
    from smsdesk.store.start_record import StartRecord
    from smsdesk.ui.no_display import hopeless
    from smsdesk.ui.opening import open_frame
    from smsdesk.ui.single_instance import raise_running

    folder = folder_at(path)
    if raise_running(folder.path, file):
        return 0
    start = StartRecord(folder)
    start.begin()
    try:
        with _hang_up():
            start.watch_for_death()
            asks = ask or start.failed
            # What the window remembers may be what the last start failed with.
            with hopeless(partial(_no_display, start)):
                frame = open_frame(folder.path, remembered=not asks)
            if not frame.load_rest():
                start.ended()
                return 0
            from smsdesk.app import run_window

            status = run_window(path, frame.give_way, file, start=start, ask=asks)
    except (KeyboardInterrupt, DeskError):
        start.ended()
        raise
    except Exception as fault:
        from smsdesk.store.crash_reports import report_fault

        report = report_fault(folder, fault)
        start.fell(report.path.name if report.path else "")
        raise
    start.ended()
    return status


def _no_display(start: StartRecord, reason: str) -> NoReturn:
    """Qt gives up and would have the process abort, as if it had crashed."""
    start.ended()
    words = text(
        "The window cannot open, as the display cannot be used: {reason} “smsdesk check”, “smsdesk send” and "
        "others work without one; see “smsdesk --help”.",
        reason=f"{' '.join(reason.split()).rstrip('.')}.",
    )
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
    os._exit(UNUSABLE)


@contextmanager
def _hang_up() -> Iterator[None]:
    """A terminal or a session that goes away while the window is made ends it as ``kill`` does; from then on
    ``ui/end_signals.py`` sees to it."""
    number = getattr(signal, "SIGHUP", None)  # not on Windows
    if (
        number is None
        or threading.current_thread() is not threading.main_thread()
        or signal.getsignal(number) is signal.SIG_IGN
    ):
        yield
        return
    before = signal.signal(number, _end)
    try:
        yield
    finally:
        signal.signal(number, before)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
