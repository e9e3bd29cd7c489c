"""``smsdesk`` without a command: the window."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import text


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
        return _open(options.data_dir, options.opened)
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


def _open(path: Path | None, file: Path | None) -> int:
    from smsdesk.store.folder import folder_at
    from smsdesk.ui.opening import open_frame
    from smsdesk.ui.single_instance import raise_running

    folder = folder_at(path).path
    if raise_running(folder, file):
        return 0
    frame = open_frame(folder)
    if not frame.load_rest():
        return 0
    from smsdesk.app import run_window

    return run_window(path, frame.give_way, file)
