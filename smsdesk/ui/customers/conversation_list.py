"""The numbers that replied: name, last words, when, and how much is unread (C6)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smsdesk.domain.conversations import Conversation
from smsdesk.domain.text import tr, trn
from smsdesk.ui.context import Context
from smsdesk.ui.formats import Formats
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.count_badge import HEIGHT, count_width, paint_count

ROW = QRect(0, 0, 296, 64)
_DISC = 40
_PAD = 12
_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractListModel):
    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self._formats = formats
        self.rows: list[Conversation] = []

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.rows[index.row()]
        if role == _ROLE:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return one.name or one.number
        if role == Qt.ItemDataRole.AccessibleTextRole:
            when = self._formats.time(one.last_at)
            words = tr("{who}, {when}: {words}", who=one.name or one.number, when=when, words=one.last_words)
            if not one.unread:
                return words
            unread = trn("{count} unread reply", "{count} unread replies", one.unread)
            return tr("{unread}. {conversation}", unread=unread, conversation=words)
        return None

    def show(self, rows: Sequence[Conversation]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self._formats = formats

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return ROW.size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        one = index.data(_ROLE)
        rect, state = option.rect, option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colour("hover"))
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), colour("accent"))
        self._disc(painter, QRect(rect.left() + _PAD, rect.center().y() - _DISC // 2, _DISC, _DISC), one)
        left = rect.left() + 2 * _PAD + _DISC
        inner = QRect(left, rect.top() + 11, rect.right() - _PAD - left, 21)
        self._upper(painter, inner, one)
        self._lower(painter, inner.translated(0, 21), one)
        painter.restore()

    def _upper(self, painter: QPainter, inner: QRect, one: Conversation) -> None:
        when = self._when(one.last_at)
        painter.setFont(font("small", tabular=True))
        painter.setPen(colour("accent_text" if one.unread else "text_secondary"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, when)
        room = inner.width() - painter.fontMetrics().horizontalAdvance(when) - 8
        painter.setFont(font(weight=QFont.Weight.DemiBold if one.unread else QFont.Weight.Medium))
        painter.setPen(colour("text"))
        _one_line(painter, QRect(inner.topLeft(), QSize(room, inner.height())), one.name or one.number)

    def _lower(self, painter: QPainter, inner: QRect, one: Conversation) -> None:
        room = inner.width()
        if one.unread:
            wide = count_width(one.unread)
            pill = QRect(inner.right() - wide + 1, inner.center().y() - HEIGHT // 2, wide, HEIGHT)
            paint_count(painter, pill, one.unread)
            room -= wide + 8
        painter.setFont(font())
        painter.setPen(colour("text" if one.unread else "text_secondary"))
        _one_line(painter, QRect(inner.topLeft(), QSize(room, inner.height())), one.last_words)

    def _disc(self, painter: QPainter, place: QRect, one: Conversation) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("chip"))
        painter.drawEllipse(place)
        painter.setPen(colour("chip_text"))
        painter.setFont(font(weight=QFont.Weight.DemiBold))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, initials(one.name) or "#")

    def _when(self, at: int) -> str:
        """The clock of today, else the day."""
        moment = self._formats.moment(at)
        if moment.date() == self._formats.today():
            return moment.strftime("%H:%M")
        return self._formats.date(at)


class ConversationList(QListView):
    """``chosen(number)`` when the user goes to another one; ``more`` when the last is almost in view."""

    chosen = Signal(str)
    more = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._model = _Model(context.formats)
        self._quiet = False
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(context.formats))
        self.setAccessibleName(tr("Conversations"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._went)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(
            lambda value: self.more.emit() if value >= bar.maximum() - 8 * ROW.height() else None
        )

    @property
    def rows(self) -> list[Conversation]:
        """What is shown."""
        return self._model.rows

    def show_rows(self, rows: Sequence[Conversation], number: str) -> None:
        """Show these with that one chosen; the place of the list stays."""
        at = self.verticalScrollBar().value()
        self._quiet = True
        if list(rows) != self._model.rows:
            self._model.show(rows)
        self.choose(number)
        self._quiet = False
        self.verticalScrollBar().setValue(at)

    def choose(self, number: str) -> None:
        """Choose without telling; a number that is not shown leaves nothing chosen."""
        quiet, self._quiet = self._quiet, True
        place = next((at for at, one in enumerate(self.rows) if one.number == number), -1)
        if place < 0:
            self.selectionModel().clear()
        else:
            self.setCurrentIndex(self._model.index(place))
        self._quiet = quiet

    def _went(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._quiet:
            self.chosen.emit(self.rows[current.row()].number)


def initials(name: str) -> str:
    """What stands in the disc: up to two first letters; of a Chinese name its first character."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return ""
    if not words[0][0].isascii() and words[0][0].lower() == words[0][0].upper():
        return words[0][0]
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()


def _one_line(painter: QPainter, inner: QRect, words: str) -> None:
    flat = " ".join(words.split())
    fitted = painter.fontMetrics().elidedText(flat, Qt.TextElideMode.ElideRight, max(0, inner.width()))
    painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitted)
