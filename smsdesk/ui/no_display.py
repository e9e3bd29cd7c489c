"""Where Qt finds no display that it can use, it ends the process by itself; here it can be put into words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler


@contextmanager
def hopeless(tell: Callable[[str], None]) -> Iterator[None]:
    """While the application is made: ``tell`` gets Qt's reason, technical, when it gives up.

    It must end the process: Qt does when it returns.
    """
    reasons: list[str] = []

    def heard(kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            tell((reasons or [words.partition("\n")[0]])[0])
        elif words.startswith("could not"):
            reasons.insert(0, words)
        elif "plugin" in words:
            reasons.append(words)
        else:
            sys.stderr.write(f"{words}\n")

    qInstallMessageHandler(heard)
    try:
        yield
    finally:
        qInstallMessageHandler(None)
