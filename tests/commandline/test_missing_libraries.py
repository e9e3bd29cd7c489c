"""A computer without the libraries that Qt asks for is told so in a sentence (issue 7)."""

from __future__ import annotations

import pytest

from smsdesk.commandline.window import _of_qt


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        # As the loader says it: the file's last word, and where the file is.
        (ImportError("libglib-2.0.so.0: …", name="QtCore", path="/usr/lib/x/PySide6/QtCore.abi3.so"), True),
        (ImportError("No module named 'PySide6'", name="PySide6"), True),
        (ImportError("cannot import name", name="PySide6.QtGui", path="/x/PySide6/QtGui.abi3.so"), True),
        (ImportError("no Qt bindings"), True),
        (ImportError("No module named 'aiohttp'", name="aiohttp"), False),
        (ImportError("libssl.so.3: …", name="_ssl", path="/usr/lib/x/_ssl.so"), False),
    ],
)
def test_what_is_missing_of_qt_is_told_apart(error: ImportError, expected: bool) -> None:
    assert _of_qt(error) is expected
