"""Says whether a window can be opened here: exit code 0 if so, else 1 and the reason in one sentence.

Qt aborts the process when it cannot reach its display, so this asks before Qt is started.
"""

from __future__ import annotations

import ctypes
import os
import sys


def x_display_answers() -> bool:
    """Whether the X server that DISPLAY names takes connections; believed without libxcb to ask."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed


def why_not() -> str:
    """Why no window can be opened; empty when it can."""
    if sys.platform != "linux" or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    display = os.environ.get("DISPLAY")
    if not display:
        return "There is no display, so the window cannot open here."
    if not x_display_answers():
        return f"The display {display} does not answer, so the window cannot open here."
    return ""


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(reason)
    sys.exit(1 if reason else 0)
