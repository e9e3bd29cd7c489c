"""Layouts that are filled again and again keep nothing of what was in them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from smsdesk.ui.widgets.layouts import STRETCH, clear, column, row


def test_what_is_cleared_is_gone_with_the_layouts_that_held_it(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    outer = column()
    host.setLayout(outer)
    inmost = column(QLabel("c"))
    inner = row(QLabel("b"), STRETCH, inmost)
    outer.addWidget(QLabel("a"))
    outer.addLayout(inner)
    clear(outer)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert outer.count() == 0
    assert host.findChildren(QLabel) == []
    assert not isValid(inner)
    assert not isValid(inmost)
