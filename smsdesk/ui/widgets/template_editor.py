"""Writing a template: variables stand out, every broken rule is marked at its place (T2, T3).

Positions are Python string indices throughout; ``Places`` turns them into Qt's.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextEdit, QToolTip

from smsdesk.domain.review import Finding
from smsdesk.domain.templates import VARIABLE
from smsdesk.ui.palette import colour
from smsdesk.ui.widgets.finding_list import FindingList
from smsdesk.ui.widgets.text_area import TextArea
from smsdesk.ui.widgets.text_places import Places
from smsdesk.ui.widgets.tips import plain_tip
from smsdesk.ui.widgets.unseen_marks import Mark, marks_of, paint_mark, room_of

__all__ = ["MOST_CHARACTERS", "FindingList", "TemplateEditor"]

#: What the editor takes at most; ten times what a template may have.
MOST_CHARACTERS = 5_000


class VariableHighlighter(QSyntaxHighlighter):
    """Gives {1} the colour of a chip, and room to the marks of unseen characters."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.marks: list[Mark] = []

    def highlightBlock(self, text: str) -> None:
        look = QTextCharFormat()
        look.setForeground(colour("chip_text"))
        look.setFontWeight(QFont.Weight.DemiBold)
        places = Places(text)
        for found in VARIABLE.finditer(text):
            start = places.unit(found.start())
            self.setFormat(start, places.unit(found.end()) - start, look)
        first = self.currentBlock().position()
        for mark in self.marks:
            if 0 <= mark.spaced - first < self.currentBlock().length():
                spaced = self.format(mark.spaced - first)
                spaced.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
                spaced.setFontLetterSpacing(room_of(mark.words))
                self.setFormat(mark.spaced - first, 1, spaced)


class TemplateEditor(TextArea):
    """A text field for a template's content. What it changes by itself is one step for undo each."""

    def __init__(self) -> None:
        super().__init__(MOST_CHARACTERS)
        self._findings: list[Finding] = []
        self._highlighter = VariableHighlighter(self.document())
        self._composing = False
        self._typed = (-1, -1)
        """Revision of the text and place of the cursor after what was typed last."""
        self.setMinimumHeight(132)
        self.viewport().setMouseTracking(True)

    # What is in it

    @property
    def composing(self) -> bool:
        """Whether an input method holds a word that is not in the text yet."""
        return self._composing

    def place(self) -> int:
        """Where the cursor is."""
        return Places(self.toPlainText()).position(self.textCursor().position())

    def change_to(self, text: str, select: tuple[int, int] | None = None) -> None:
        """Make it this text by changing what differs; ``select`` is selected after that."""
        self._commit()
        old = self.toPlainText()
        begin = _common(old, text)
        end = _common(old[begin:][::-1], text[begin:][::-1])
        places = Places(old)
        cursor = self.textCursor()
        cursor.setPosition(places.unit(begin))
        cursor.setPosition(places.unit(len(old) - end), QTextCursor.MoveMode.KeepAnchor)
        if old != text:
            # Qt takes what is inserted one after the other as one step for undo, unless it is a block.
            cursor.beginEditBlock()
            cursor.insertText(text[begin : len(text) - end])
            cursor.endEditBlock()
        if select is not None:
            places = Places(text)
            cursor.setPosition(places.unit(select[0]))
            cursor.setPosition(places.unit(select[1]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus()

    def insert_variable(self, number: int) -> None:
        """Put {number} at the cursor."""
        self._commit()
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.insertText(f"{{{number}}}")
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.setFocus()

    def apply(self, finding: Finding) -> None:
        """Mend what the finding can mend."""
        if finding.fix is not None:
            self.replace(finding.start, finding.end, finding.fix)

    def replace(self, start: int, end: int, words: str) -> None:
        """Put words in the place of start..end."""
        text = self.toPlainText()
        after = start + len(words)
        self.change_to(text[:start] + words + text[end:], (after, after))

    def show_place(self, finding: Finding) -> None:
        """Select the place of the finding."""
        self.select(finding.start, finding.end)

    def select(self, start: int, end: int) -> None:
        """Select start..end and bring it into view."""
        self._commit()
        places = Places(self.toPlainText())
        cursor = self.textCursor()
        cursor.setPosition(places.unit(start))
        cursor.setPosition(places.unit(end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.setFocus()

    def _commit(self) -> None:
        if self._composing:
            QGuiApplication.inputMethod().commit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed is a step for undo by the word, with the blanks behind it; Qt's is all of it."""
        words = event.text()
        if not words or not words.isprintable():
            super().keyPressEvent(event)
            return
        cursor = self.textCursor()
        before = cursor.position()
        goes_on = self._typed == (self.document().revision(), before) and not cursor.hasSelection()
        if goes_on and (words.isspace() or not self.document().characterAt(before - 1).isspace()):
            cursor.joinPreviousEditBlock()
        else:
            cursor.beginEditBlock()
        super().keyPressEvent(event)
        cursor.endEditBlock()
        self.ensureCursorVisible()  # only now the lines are laid out
        self._typed = (self.document().revision(), self.textCursor().position())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    # What is marked in it

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Mark these; a finding about the whole (0, 0) is only for the list."""
        self._findings = list(findings)
        text = self.toPlainText()
        spans = sorted({(finding.start, finding.end) for finding in self._findings})
        marks = marks_of(text, spans)
        if marks != self._highlighter.marks:
            self._highlighter.marks = marks
            self._highlighter.rehighlight()
        self._underline(text)
        self.viewport().update()

    def marks(self) -> list[Mark]:
        """The marks of unseen characters, in order."""
        return list(self._highlighter.marks)

    def _underline(self, text: str) -> None:
        places = Places(text)
        marked = {place for mark in self._highlighter.marks for place in range(mark.start, mark.end)}
        underlined: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
        boxed: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
        for finding in self._findings:
            if finding.end > finding.start and places.unit(finding.start) not in marked:
                wrong = finding.severity == "error"
                underlined[wrong].append((finding.start, finding.end))
                boxed[wrong] += _look_alikes(text, finding)
        selections = [
            self._selection(places, span, _underline(wrong))
            for wrong, spans in underlined.items()
            for span in _joined(spans)
        ]
        selections += [
            self._selection(places, span, _box(wrong))
            for wrong, spans in boxed.items()
            for span in _joined(spans)
        ]
        self.setExtraSelections(selections)

    def _selection(
        self, places: Places, span: tuple[int, int], look: QTextCharFormat
    ) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(places.unit(span[0]))
        cursor.setPosition(places.unit(span[1]), QTextCursor.MoveMode.KeepAnchor)
        made.cursor, made.format = cursor, look
        return made

    def finding_at(self, place: QPoint) -> Finding | None:
        """The finding under a point of the viewport."""
        at = Places(self.toPlainText()).position(self.cursorForPosition(place).position())
        near = [each for each in self._findings if each.start < each.end and each.start <= at <= each.end]
        return min(near, key=lambda each: each.end - each.start, default=None)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint_chips()
        super().paintEvent(event)
        if self._highlighter.marks:
            self._paint_marks()

    def _paint_chips(self) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("chip"))
        for block, origin in self._blocks_in_view():
            layout, text = block.layout(), block.text()
            places = Places(text)
            held, length = layout.preeditAreaPosition(), len(layout.preeditAreaText())
            for found in VARIABLE.finditer(text):
                start, end = places.unit(found.start()), places.unit(found.end())
                if length and start >= held:
                    start, end = start + length, end + length
                line = layout.lineForTextPosition(start)
                if (
                    not line.isValid()
                    or layout.lineForTextPosition(end - 1).lineNumber() != line.lineNumber()
                ):
                    continue
                sides = [_x(line.cursorToX(start)), _x(line.cursorToX(end))]
                painter.drawRoundedRect(
                    QRectF(
                        origin.x() + min(sides) - 1,
                        origin.y() + line.y(),
                        abs(sides[1] - sides[0]) + 2,
                        line.height(),
                    ),
                    5,
                    5,
                )
        painter.end()

    def _paint_marks(self) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for block, origin in self._blocks_in_view():
            layout = block.layout()
            composing = (layout.preeditAreaPosition(), len(layout.preeditAreaText()))
            for mark in self._highlighter.marks:
                if block.contains(mark.start):
                    paint_mark(painter, block, mark, origin, composing)
        painter.end()

    def _blocks_in_view(self) -> list[tuple[QTextBlock, QPointF]]:
        found = []
        block, bottom = self.firstVisibleBlock(), self.viewport().height()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > bottom:
                break
            found.append((block, place.topLeft()))
            block = block.next()
        return found

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = self.finding_at(event.pos())
            if found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), plain_tip(str(found.message)), self)
            return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._highlighter.rehighlight()
            self._underline(self.toPlainText())


def _underline(wrong: bool) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(QColor(colour("danger" if wrong else "warning")))
    return look


def _box(wrong: bool) -> QTextCharFormat:
    """A ground in colour: of two characters that look alike an underline does not say which it is."""
    look = QTextCharFormat()
    look.setBackground(colour("danger_soft" if wrong else "warning_soft"))
    look.setForeground(colour("danger" if wrong else "warning"))
    return look


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch made one: Qt paints each of them by itself."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _look_alikes(text: str, finding: Finding) -> list[tuple[int, int]]:
    """The characters of a finding that are not what they seem: those that its fix changes one for one."""
    seen = text[finding.start : finding.end]
    if finding.fix is None or len(finding.fix) != len(seen):
        return [(finding.start, finding.end)] if len(seen) == 1 else []
    return [
        (finding.start + at, finding.start + at + 1)
        for at, (one, other) in enumerate(zip(seen, finding.fix, strict=True))
        if one != other
    ]


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _x(found: object) -> float:
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
