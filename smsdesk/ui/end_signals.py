"""Logout, ``kill`` and Ctrl+C reach the window while Qt waits for events.

Python runs a signal's handler between two of its own instructions, and while Qt idles there are none. So
the signal itself is written into a socket that Qt watches.
"""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

#: What asks a program to end. The terminal that went away (SIGHUP) is not known on Windows.
_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]


class EndSignals(QObject):
    """From now until ``close`` these signals call what ``call`` was given. Make it on the main thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.interrupted = False
        """Whether it was Ctrl+C."""
        self._asked = False
        self._act: Callable[[], object] | None = None
        self._here, self._there = socket.socketpair()
        for end in (self._here, self._there):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        # Whoever told us to ignore one (nohup) is obeyed.
        self._before = {
            number: signal.signal(number, lambda _number, _frame: None)
            for number in _ENDING
            if signal.getsignal(number) is not signal.SIG_IGN
        }
        self._fd_before = signal.set_wakeup_fd(self._there.fileno(), warn_on_full_buffer=False)

    def call(self, act: Callable[[], object] | None) -> None:
        """What ends the program from now on; called at once where a signal came before."""
        self._act = act
        if self._asked and act is not None:
            act()

    def close(self) -> None:
        """Give the signals back to whom they belonged."""
        self._act = None
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._fd_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._here.close()
        self._there.close()

    def _read(self) -> None:
        numbers = b""
        with contextlib.suppress(BlockingIOError):
            numbers = self._here.recv(64)
        came = self._before.keys() & set(numbers)
        if came:
            self.interrupted |= signal.SIGINT in came
            self._asked = True
            if self._act is not None:
                self._act()
