"""A choice of one signature, or all, above a list (C4, C5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QComboBox, QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.layouts import row


class SignatureFilter(QWidget):
    """``on()`` when another one was chosen."""

    def __init__(self, on: Callable[[], object]) -> None:
        super().__init__()
        self._offered: list[str | None] = [None]
        self.combo = combo([(None, tr("All signatures"))])
        self.combo.setAccessibleName(tr("Signature"))
        # As wide as its longest words where there is room; these come only with ``offer``.
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.combo.setMinimumWidth(160)
        self.combo.currentIndexChanged.connect(lambda _index: on())
        self.setLayout(row(self.combo))
        self.setFocusProxy(self.combo)

    def value(self) -> str | None:
        """Without brackets; None for all."""
        return self._offered[self.combo.currentIndex()]

    def offer(self, signatures: Iterable[str], words: Callable[[str], str] = str) -> None:
        """Offer these, called so; the chosen one stays while it is among them."""
        offered = [None, *sorted(signatures)]
        if self._offered == offered:
            return
        chosen = self.value()
        self.combo.blockSignals(True)
        self.combo.clear()
        self._offered = offered
        for each in offered:
            self.combo.addItem(tr("All signatures") if each is None else words(each), each)
        self.combo.setCurrentIndex(offered.index(chosen) if chosen in offered else 0)
        self.combo.blockSignals(False)
