"""Writing a template: variables stand out, every broken rule is underlined and says why (T2, T3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QColor, QFont, QHelpEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit, QToolTip, QWidget

from smsdesk.domain.review import Finding
from smsdesk.domain.templates import VARIABLE
from smsdesk.domain.text import tr
from smsdesk.ui.palette import colour
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import clear, column, row


def _units(text: str, position: int) -> int:
    """Where a Python position is in Qt's counting, in which an emoji is two."""
    return len(text[:position].encode("utf-16-le")) // 2


class VariableHighlighter(QSyntaxHighlighter):
    """Draws {1} as a chip."""

    def highlightBlock(self, text: str) -> None:
        look = QTextCharFormat()
        look.setBackground(colour("chip"))
        look.setForeground(colour("chip_text"))
        look.setFontWeight(QFont.Weight.DemiBold)
        for found in VARIABLE.finditer(text):
            start = _units(text, found.start())
            self.setFormat(start, _units(text, found.end()) - start, look)


class TemplateEditor(QPlainTextEdit):
    """A text field for a template's content. Positions in findings are Python string indices."""

    def __init__(self) -> None:
        super().__init__()
        self._findings: list[Finding] = []
        self._highlighter = VariableHighlighter(self.document())
        self.setTabChangesFocus(True)
        self.setMinimumHeight(132)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.viewport().setMouseTracking(True)

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Underline these; a finding about the whole (0, 0) is only for the list."""
        self._findings = list(findings)
        text = self.toPlainText()
        marks = []
        for finding in self._findings:
            if finding.end <= finding.start:
                continue
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(_units(text, min(finding.start, len(text))))
            cursor.setPosition(_units(text, min(finding.end, len(text))), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            look = QTextCharFormat()
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(QColor(colour("danger" if finding.severity == "error" else "warning")))
            mark.format = look
            marks.append(mark)
        self.setExtraSelections(marks)

    def insert_variable(self, number: int) -> None:
        """Put {number} at the cursor."""
        self.insertPlainText(f"{{{number}}}")
        self.setFocus()

    def apply(self, finding: Finding) -> None:
        """Mend what the finding can mend; one step for undo."""
        if finding.fix is None:
            return
        text = self.toPlainText()
        cursor = self.textCursor()
        cursor.setPosition(_units(text, finding.start))
        cursor.setPosition(_units(text, finding.end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(finding.fix)
        self.setFocus()

    def show_place(self, finding: Finding) -> None:
        """Select the place of the finding."""
        text = self.toPlainText()
        cursor = self.textCursor()
        cursor.setPosition(_units(text, min(finding.start, len(text))))
        cursor.setPosition(_units(text, min(finding.end, len(text))), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus()

    def finding_at(self, place: QPoint) -> Finding | None:
        """The finding under a point of the viewport."""
        text = self.toPlainText()
        at = self.cursorForPosition(place).position()
        for finding in self._findings:
            if finding.start < finding.end and _units(text, finding.start) <= at <= _units(text, finding.end):
                return finding
        return None

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = self.finding_at(event.pos())
            if found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), str(found.message), self)
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._highlighter.rehighlight()
            self.set_findings(self._findings)


class FindingList(QWidget):
    """The broken rules in words, each with "Show" and, where one click mends it, "Fix"."""

    fix = Signal(object)
    show_place = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._layout = column(spacing=4)
        self.setLayout(self._layout)

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Empty takes no room."""
        clear(self._layout)
        for finding in findings:
            wrong = finding.severity == "error"
            words = label(str(finding.message), "danger" if wrong else "warning", wrap=True)
            picture = Picture(
                "circle-alert" if wrong else "triangle-alert", "danger" if wrong else "warning", 14
            )
            line = row(picture, words, spacing=8)
            line.setStretch(1, 1)
            if finding.fix is not None:
                line.addWidget(button(tr("Fix"), partial(self.fix.emit, finding), kind="link"))
            elif finding.end > finding.start:
                line.addWidget(button(tr("Show"), partial(self.show_place.emit, finding), kind="link"))
            self._layout.addLayout(line)
