"""``smsdesk`` without a command: the window."""

from __future__ import annotations

import argparse
import os
import sys

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
    from smsdesk.app import run_window

    try:
        return run_window(options.data_dir)
    except ImportError as error:
        if error.name and error.name.split(".")[0] not in ("PySide6", "qasync", "shiboken6"):
            raise
        raise Unavailable(
            text(
                "The window cannot open: a part of Qt or a library it needs is missing ({reason}). "
                "“make run” names or installs it.",
                reason=str(error),
            )
        ) from error
