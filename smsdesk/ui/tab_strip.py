"""The six tabs at the top of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QTabBar

from smsdesk.domain.text import tr
from smsdesk.ui.context import Tab
from smsdesk.ui.icons import icon
from smsdesk.ui.widgets.layouts import STRETCH, row


class TabStrip(QFrame):
    """``chosen(index)`` when the user goes to another tab."""

    chosen = Signal(int)

    def __init__(self, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self.setObjectName("tabBar")
        self._tabs = tabs
        self.bar = QTabBar()
        self.bar.setObjectName("tabStrip")
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(True)
        self.bar.setIconSize(QSize(18, 18))
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        for tab in tabs:
            self.bar.addTab(icon(tab.icon, "text_secondary", "accent_text"), "")
        self.setLayout(row(self.bar, STRETCH, margins=(20, 0, 16, 0)))
        self.retranslate()
        self.bar.currentChanged.connect(self.chosen)

    def retranslate(self) -> None:
        """Write the names anew."""
        self.bar.setAccessibleName(tr("Main tabs"))
        for index, tab in enumerate(self._tabs):
            self.bar.setTabText(index, tab.title().replace("&", "&&"))
            self.bar.setTabToolTip(index, tr("{name} (Ctrl+{digit})", name=tab.title(), digit=index + 1))

    def choose(self, index: int) -> None:
        self.bar.setCurrentIndex(index)
