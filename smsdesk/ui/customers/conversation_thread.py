"""What passed between the business and one number, as bubbles in the order of time (C6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget

from smsdesk.domain.conversations import Turn, TurnKey
from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.customers.bubbles import Bubble
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label

_SIDE, _TOP = 16, 12
_NEAR, _FAR, _LINE = 4, 12, 28
#: This close to the end still counts as being there.
_AT_END = 48
_EARLIER = 200


class Thread(QScrollArea):
    """``earlier`` when older turns come into view; ``opened(task)`` when a message's task is wanted.

    Up and Down go from bubble to bubble. While the end is in view, what comes in is scrolled to; else the
    place stays and a button says that there is more below.
    """

    earlier = Signal()
    opened = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.turns: list[Turn] = []
        self._bubbles: dict[tuple[str, int], Bubble] = {}
        self._lines: list[tuple[QLabel, int]] = []
        """Separators with the place of the turn they stand before."""
        self._new_from: TurnKey | None = None
        self._strip = QWidget()
        self._strip.setObjectName("scrolled")
        self.setWidget(self._strip)
        self.setAccessibleName(tr("Conversation"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._strip.setAutoFillBackground(False)
        self.below = button(tr("New replies"), self.to_end, picture="arrow-down")
        self.below.setParent(self)
        self.below.hide()
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # What is shown

    def begin(self, turns: Sequence[Turn]) -> None:
        """Another conversation, at its end; what is unread stands below a line."""
        for each in self._bubbles.values():
            each.hide()
            each.deleteLater()
        self._bubbles.clear()
        self.below.hide()
        self._new_from = next((turn.key for turn in turns if turn.incoming and not turn.read), None)
        self._show(turns)
        self.to_end()

    def update_turns(self, turns: Sequence[Turn]) -> None:
        """The same conversation as it is now; what is looked at stays where it is."""
        if list(turns) == self.turns:
            return
        was_at_end = self.at_end()
        known = {turn.key for turn in self.turns}
        came = any(turn.incoming and turn.key not in known for turn in turns)
        anchor = self._anchor()
        self._show(turns)
        if was_at_end:
            self.to_end()
        elif anchor is not None:
            bubble, distance = anchor
            self.verticalScrollBar().setValue(bubble.y() - distance)
            newer = self.turns and known and self.turns[-1].key > max(known)
            if came and newer:
                self.below.show()
                self.below.raise_()

    def at_end(self) -> bool:
        """Whether the last turn is in view."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - _AT_END

    def to_end(self) -> None:
        """Scroll to the last turn."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def bubbles(self) -> list[Bubble]:
        """In order."""
        return [self._bubbles[_identity(turn)] for turn in self.turns]

    def _anchor(self) -> tuple[Bubble, int] | None:
        """The first bubble in view and its distance from the upper end of the view."""
        top = self.verticalScrollBar().value()
        for bubble in self.bubbles():
            if bubble.geometry().bottom() >= top:
                return bubble, bubble.y() - top
        return None

    def _show(self, turns: Sequence[Turn]) -> None:
        self.turns = list(turns)
        wanted = {_identity(turn) for turn in self.turns}
        for gone in set(self._bubbles) - wanted:
            bubble = self._bubbles.pop(gone)
            bubble.hide()
            bubble.deleteLater()
        before: Turn | None = None
        for turn in self.turns:
            quote = turn.answers is not None and (before is None or not _about(before, turn.answers))
            known = self._bubbles.get(_identity(turn))
            if known is None:
                known = Bubble(self._context, turn, quote=quote)
                known.setParent(self._strip)
                known.opened.connect(self.opened)
                self._bubbles[_identity(turn)] = known
            else:
                known.set_turn(turn, quote=quote)
            before = turn
        self._separate()
        self._place()

    def _separate(self) -> None:
        for line, _ in self._lines:
            line.hide()
            line.deleteLater()
        self._lines.clear()
        day: date | None = None
        for at, turn in enumerate(self.turns):
            today = self._context.formats.moment(turn.at).date()
            if today != day:
                self._line(self._context.formats.day(today), at)
                day = today
            if turn.key == self._new_from:
                self._line(tr("New"), at)

    def _line(self, words: str, before: int) -> None:
        made = label(words, "small")
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        made.setParent(self._strip)
        self._lines.append((made, before))

    def _place(self) -> None:
        """Everything below each other, at the width there is; the last turn at the lower end."""
        room = self.viewport().width() - 2 * _SIDE
        top, lines = _TOP, list(self._lines)
        places: list[tuple[QWidget, int, int]] = []
        before: Turn | None = None
        for at, turn in enumerate(self.turns):
            bubble = self._bubbles[_identity(turn)]
            while lines and lines[0][1] == at:
                line = lines.pop(0)[0]
                line.setFixedSize(room, _LINE)
                places.append((line, _SIDE, top))
                top += _LINE
                before = None
            if before is not None:
                top += _NEAR if before.incoming == turn.incoming else _FAR
            bubble.fit(room)
            places.append((bubble, _SIDE if turn.incoming else _SIDE + room - bubble.width(), top))
            top += bubble.height()
            before = turn
        height = top + _TOP
        spare = max(0, self.viewport().height() - height)
        self._strip.resize(self.viewport().width(), height + spare)
        for widget, left, y in places:
            widget.move(left, y + spare)
            widget.show()
        # The range follows the strip only with the next event; the place is set right after this.
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._strip.height() - self.viewport().height()))

    # The user's hands

    def resizeEvent(self, event: QResizeEvent) -> None:
        at_end = self.at_end()
        super().resizeEvent(event)
        self._place()
        if at_end:
            self.to_end()
        size = self.below.sizeHint()
        self.below.setGeometry(
            (self.width() - size.width()) // 2, self.height() - size.height() - 8, size.width(), size.height()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        shown = self.bubbles()
        if not step or not shown:
            super().keyPressEvent(event)
            return
        focused = QApplication.focusWidget()
        at = shown.index(focused) + step if focused in shown else -1
        at = len(shown) - 1 if at < 0 and focused not in shown else min(max(at, 0), len(shown) - 1)
        shown[at].setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(shown[at], 0, _TOP)

    def _scrolled(self, value: int) -> None:
        if value < _EARLIER and self.turns:
            self.earlier.emit()
        if self.at_end():
            self.below.hide()


def _identity(turn: Turn) -> tuple[str, int]:
    """Stays the same while a message goes from waiting to delivered."""
    return ("reply", turn.reply_id) if turn.reply_id is not None else ("message", turn.message_id or 0)


def _about(turn: Turn, message_id: int) -> bool:
    """Whether it is that message, or a reply to it: then it need not be said again."""
    return turn.message_id == message_id or turn.answers == message_id
