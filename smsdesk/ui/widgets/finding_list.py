"""The broken rules of a text in words, each with its place and what one click does about it (T3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QWidget

from smsdesk.domain.review import Finding
from smsdesk.domain.text import tr, trn
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import clear, column, row

#: So many are told in words; more would be a wall that nobody reads.
_MOST = 6


class FindingList(QWidget):
    """``show_place`` selects a finding's place, ``fix`` asks for it to be mended."""

    fix = Signal(object)
    show_place = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(spacing=4)
        self._shown: list[Finding] = []
        self.setLayout(self._layout)

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Empty takes no room. What is wrong comes before what is only worth a look."""
        if list(findings) == self._shown:
            return
        self._shown = list(findings)
        clear(self._layout)
        by_weight = sorted(self._shown, key=lambda finding: finding.severity != "error")
        for finding in by_weight[:_MOST]:
            self._layout.addLayout(self._line(finding))
        more = len(by_weight) - _MOST
        if more > 0:
            self._layout.addWidget(
                label(
                    trn("and {count} more, marked in the text", "and {count} more, marked in the text", more),
                    "small",
                )
            )

    def _line(self, finding: Finding) -> QLayout:
        wrong = finding.severity == "error"
        kind = "danger" if wrong else "warning"
        words = label(str(finding.message), kind, wrap=True)
        line = row(Picture("circle-alert" if wrong else "triangle-alert", kind, 14), words, spacing=8)
        line.setStretch(1, 1)
        if finding.end > finding.start:
            place = tr("character {place}", place=finding.start + 1)
            line.addWidget(button(place, partial(self.show_place.emit, finding), kind="link", tip=tr("Show")))
        if finding.fix is not None:
            line.addWidget(button(tr("Fix"), partial(self.fix.emit, finding), kind="link"))
        return line
