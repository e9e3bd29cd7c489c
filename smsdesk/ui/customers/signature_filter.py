"""A choice of one signature, or all, above a list (C4, C5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.layouts import row


class SignatureFilter(QWidget):
    """``on()`` when another one was chosen."""

    def __init__(self, on: Callable[[], object]) -> None:
        super().__init__()
        self.combo = combo([("", tr("All signatures"))])
        self.combo.setAccessibleName(tr("Signature"))
        self.combo.setMinimumWidth(160)
        self.combo.currentIndexChanged.connect(lambda _index: on())
        self.setLayout(row(self.combo))
        self.setFocusProxy(self.combo)

    def value(self) -> str:
        """Without brackets; empty for all."""
        return str(self.combo.currentData() or "")

    def offer(self, signatures: Iterable[str]) -> None:
        """Offer these; the chosen one stays while it is among them."""
        offered = ["", *sorted(signatures)]
        if [self.combo.itemData(at) for at in range(self.combo.count())] == offered:
            return
        chosen = self.value()
        self.combo.blockSignals(True)
        self.combo.clear()
        for each in offered:
            self.combo.addItem(each or tr("All signatures"), each)
        self.combo.setCurrentIndex(max(0, self.combo.findData(chosen)))
        self.combo.blockSignals(False)
