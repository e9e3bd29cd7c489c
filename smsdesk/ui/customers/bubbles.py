"""The turns of a conversation as bubbles: ours at the right, theirs at the left (C6)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QMenu, QWidget

from smsdesk.domain.codes import explain
from smsdesk.domain.conversations import Turn
from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.icons import icon
from smsdesk.ui.messages.words import has_reason, status_badge
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.badge import DOT, paint_dot
from smsdesk.ui.widgets.toast import toast

_PAD_X, _PAD_Y, _GAP, _BAR = 14, 9, 5, 10
_LEADING = 3
#: Characters of the answered message in a quote.
_QUOTED = 90
#: The widest bubble, for eyes that go from line to line.
_WIDEST = 520


@dataclass(frozen=True)
class Part:
    """A paragraph of a bubble."""

    words: str
    role: str = "text"
    size: str = "body"
    quoted: bool = False
    dot: str = ""
    """Role of a dot before it."""

    @property
    def indent(self) -> int:
        return _BAR if self.quoted else DOT + 6 if self.dot else 0


class Bubble(QWidget):
    """One turn. Ctrl+C and the menu copy its words; ``opened`` when its task is wanted."""

    opened = Signal(int)

    def __init__(self, context: Context, turn: Turn, *, quote: bool) -> None:
        super().__init__()
        self._context = context
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.set_turn(turn, quote=quote)

    def set_turn(self, turn: Turn, *, quote: bool) -> None:
        """``quote``: show what it answers, because something else stands before it."""
        self.turn = turn
        self._parts = _parts(self._context, turn, quote=quote)
        self.setAccessibleName(
            tr("They wrote: {words}", words=turn.content)
            if turn.incoming
            else tr("You wrote: {words}", words=turn.content)
        )
        self.setAccessibleDescription(" ".join(part.words for part in self._parts if part.size == "small"))
        self.setToolTip(self._context.formats.exact(turn.at))
        self.update()

    def fit(self, room: int) -> None:
        """As wide as its words, at most three quarters of ``room``, and as high as they then are."""
        most = min(_WIDEST, room * 3 // 4) - 2 * _PAD_X
        width, height = 0.0, 0.0
        for part in self._parts:
            layout, high = _laid_out(part, most)
            lines = range(layout.lineCount())
            width = max(width, *(layout.lineAt(at).naturalTextWidth() + part.indent for at in lines))
            height += high + _GAP
        self.setFixedSize(round(width + 0.5) + 2 * _PAD_X + 1, round(height - _GAP + 2 * _PAD_Y))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(colour("sunken" if self.turn.incoming else "accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, 12)
        top = float(_PAD_Y)
        for part in self._parts:
            layout, high = _laid_out(part, self.width() - 2 * _PAD_X)
            if part.quoted:
                painter.fillRect(QRectF(_PAD_X, top, 3, high), colour("focus"))
            elif part.dot:
                paint_dot(painter, QPointF(_PAD_X + DOT / 2, top + layout.lineAt(0).height() / 2), part.dot)
            painter.setPen(colour(part.role))
            layout.draw(painter, QPointF(_PAD_X + part.indent, top))
            top += high + _GAP

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(icon("copy"), tr("Copy"), self.copy)
        if self.turn.task_id is not None:
            task = self.turn.task_id
            menu.addAction(icon("send"), tr("Show the task"), lambda: self.opened.emit(task))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def copy(self) -> None:
        """Its words onto the clipboard."""
        QGuiApplication.clipboard().setText(self.turn.content)
        toast(self, tr("Copied"))


def _parts(context: Context, turn: Turn, *, quote: bool) -> list[Part]:
    parts = []
    if quote and turn.answered:
        flat = " ".join(turn.answered.split())
        parts.append(
            Part(flat if len(flat) <= _QUOTED else f"{flat[:_QUOTED]}…", "text_secondary", "small", True)
        )
    parts.append(Part(turn.content.strip() or tr("(empty)")))
    clock = context.formats.moment(turn.at).strftime("%H:%M")
    if turn.incoming:
        parts.append(Part(clock, "text_secondary", "small"))
        parts += _remarks(turn)
    elif turn.status is not None:
        badge = status_badge(turn.status)
        parts.append(
            Part(
                tr("{clock} · {state}", clock=clock, state=badge.words),
                "text_secondary",
                "small",
                dot=badge.role,
            )
        )
        if turn.code and has_reason(turn.status):
            parts.append(Part(str(explain(turn.code).title), "text", "small"))
    return parts


def _remarks(turn: Turn) -> list[Part]:
    """What is odd about a reply, or what it did."""
    if turn.wants_no_more and turn.answers is not None:
        return [Part(tr("This ended the subscription."), "text", "small", dot="warning")]
    if turn.wants_no_more:
        return [
            Part(
                tr(
                    "It asks for no more messages, but answers none of the last 72 hours, so it changed "
                    "nothing. Block the number, if it is meant so."
                ),
                "text",
                "small",
                dot="warning",
            )
        ]
    if turn.answers is None:
        return [Part(tr("Answers no message of the 72 hours before."), "text_secondary", "small")]
    return []


def _laid_out(part: Part, width: float) -> tuple[QTextLayout, float]:
    # QTextLayout breaks lines only at its own separator.
    layout = QTextLayout("\u2028".join(part.words.splitlines()), font(part.size, weight=QFont.Weight.Normal))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width - part.indent, 40))
        line.setPosition(QPointF(0, height))
        height += line.height() + _LEADING
    layout.endLayout()
    return layout, max(height - _LEADING, 0)
