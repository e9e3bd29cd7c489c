"""The broken rules of a text in words, each with its place and what one click does about it (T3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from smsdesk.domain.review import Finding
from smsdesk.domain.text import tr, trn
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import clear

#: So many are told in words; more would be a wall that nobody reads.
_MOST = 6


class FindingList(QWidget):
    """``show_place`` selects a finding's place, ``fix`` asks for it to be mended."""

    fix = Signal(object)
    show_place = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines = QGridLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(8)
        self._lines.setVerticalSpacing(4)
        self._lines.setColumnStretch(1, 1)
        self._shown: list[Finding] = []
        self.setLayout(self._lines)

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Empty takes no room. What is wrong comes before what is only worth a look."""
        if list(findings) == self._shown:
            return
        self._shown = list(findings)
        clear(self._lines)
        by_weight = sorted(self._shown, key=lambda finding: finding.severity != "error")
        for at, finding in enumerate(by_weight[:_MOST]):
            self._add_line(at, finding)
        more = len(by_weight) - _MOST
        if more > 0:
            words = trn("and {count} more, marked in the text", "and {count} more, marked in the text", more)
            self._lines.addWidget(label(words, "small"), _MOST, 1)

    def _add_line(self, at: int, finding: Finding) -> None:
        wrong = finding.severity == "error"
        kind = "danger" if wrong else "warning"
        self._lines.addWidget(Picture("circle-alert" if wrong else "triangle-alert", kind, 14), at, 0)
        self._lines.addWidget(label(str(finding.message), kind, wrap=True), at, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if finding.end > finding.start:
            place = tr("character {place}", place=finding.start + 1)
            show = button(place, partial(self.show_place.emit, finding), kind="link", tip=tr("Show"))
            self._lines.addWidget(show, at, 2, right)
        if finding.fix is not None:
            fix = button(tr("Fix"), partial(self.fix.emit, finding), kind="link")
            self._lines.addWidget(fix, at, 3, right)
