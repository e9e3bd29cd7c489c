"""The PySide6 that is installed is one that does not eat references.

6.12.0 drops one to ``None`` at every void call on Python 3.10 and 3.11, and the process dies.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


class _Sender(QObject):
    sent = Signal(bool)


def test_calls_and_signals_keep_their_references(qtbot: QtBot) -> None:
    widget, sender = QWidget(), _Sender()
    qtbot.addWidget(widget)
    sender.sent.connect(lambda _on: None)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(200):
        widget.update()
        sender.sent.emit(True)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert before[0] - after[0] < 50
    assert before[1] - after[1] < 50
