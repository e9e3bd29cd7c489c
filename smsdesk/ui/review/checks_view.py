"""A checklist: each rule with a mark and a word, and the points only a person can judge, to tick off (R2)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from smsdesk.domain.review import Check, CheckState
from smsdesk.domain.text import tr, trn
from smsdesk.ui.review.words import MARKS, check_words
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row

_KINDS = {CheckState.FAILED: "danger", CheckState.WARNED: "warning", CheckState.PASSED: "small"}


class CheckLine(QWidget):
    """One rule: mark, words, how it stands, and what was found."""

    def __init__(self, check: Check) -> None:
        super().__init__()
        self.check = check
        picture, role = MARKS[check.state]
        words = label(str(check.title), wrap=True)
        mark, state = Picture(picture, role, 16), label(check_words(check.state), _KINDS[check.state])
        head = row(mark, words, state, spacing=8)
        for each in (mark, state):  # beside the first of two lines
            head.setAlignment(each, Qt.AlignmentFlag.AlignTop)
        head.setStretch(1, 1)
        whole = column(head, spacing=2)
        for finding in check.findings:
            told = label(str(finding.message), "secondary", wrap=True, selectable=True)
            whole.addLayout(column(told, margins=(24, 0, 0, 0)))
        self.setLayout(whole)


class ChecksView(QWidget):
    """What a machine found: what failed or is doubtful in full, what passed behind a link."""

    def __init__(self, checks: Sequence[Check]) -> None:
        super().__init__()
        told = [one for one in checks if one.state in (CheckState.FAILED, CheckState.WARNED)]
        told.sort(key=lambda one: one.state is not CheckState.FAILED)
        passed = [one for one in checks if one.state is CheckState.PASSED]
        whole = column(label(tr("Checks"), "heading"), spacing=8)
        for one in told:
            whole.addWidget(CheckLine(one))
        self._count = len(passed)
        self._passed = holding(column(*(CheckLine(one) for one in passed), spacing=6))
        self.more = button("", self._turn, kind="link")
        if passed:
            mark, role = MARKS[CheckState.PASSED]
            whole.addLayout(row(Picture(mark, role, 16), self.more, STRETCH, spacing=4))
            whole.addWidget(self._passed)
        else:
            self.more.setParent(self)
            self._passed.setParent(self)
            self.more.hide()
        self._passed.hide()
        self._say()
        self.setLayout(whole)

    def _turn(self) -> None:
        self._passed.setVisible(self._passed.isHidden())
        self._say()

    def _say(self) -> None:
        self.more.setText(
            trn("{count} check passed: show it", "{count} checks passed: show them", self._count)
            if self._passed.isHidden()
            else trn("{count} check passed: hide it", "{count} checks passed: hide them", self._count)
        )


class Pressed(QWidget):
    """A label that is pressed like the box before it: a check box does not break its line."""

    pressed = Signal()

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setLayout(column(label(words, wrap=True)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()


class ReviewerList(QWidget):
    """What no machine can tell: the reviewer goes through it and ticks."""

    def __init__(self, checks: Sequence[Check]) -> None:
        super().__init__()
        self.boxes: list[tuple[QCheckBox, str]] = []
        whole = column(label(tr("For you to look at"), "heading"), spacing=8)
        for one in checks:
            if one.state is CheckState.PERSON:
                whole.addWidget(self._line(str(one.title)))
        self.setLayout(whole)

    def unticked(self) -> list[str]:
        """The points that were not looked at, in words."""
        return [words for box, words in self.boxes if not box.isChecked()]

    def tick_all(self) -> None:
        """As if each was looked at."""
        for box, _words in self.boxes:
            box.setChecked(True)

    def _line(self, words: str) -> QWidget:
        box = QCheckBox()
        box.setAccessibleName(words)
        shown = Pressed(words)
        shown.pressed.connect(box.toggle)
        self.boxes.append((box, words))
        line = row(box, shown, spacing=8)
        line.setAlignment(box, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        return holding(line)
