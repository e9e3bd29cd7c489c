"""The cards of the applications: a view that paints those in view only, so that 500 scroll without a
stutter (A2). Arrow keys go between cards, Enter or a click opens one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smsdesk.ui import icons
from smsdesk.ui.applications.card_model import CARD_ROLE, CardsModel, Shown
from smsdesk.ui.palette import colour
from smsdesk.ui.style import font, sizes
from smsdesk.ui.widgets.badge import paint_pill, pill_width

#: Narrowest card, in pixels; as many stand side by side as fit.
CARD_WIDTH = 360
GAP = 16
_SIDE = 20
_TOP = 16


class CardGrid(QListView):
    """``opened(application_id)``; ``menu_wanted(application_id, place)`` at a right click; ``measured`` when
    ``wanted_height``, the pixels that all cards need, may be another."""

    opened = Signal(int)
    measured = Signal()
    menu_wanted = Signal(int, QPoint)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("cards")
        self.setAccessibleName(name)
        self.cards = CardsModel()
        self.wanted_height = 0
        self.setModel(self.cards)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setDragEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().setSingleStep(40)
        self._delegate = _CardDelegate(self)
        self.setItemDelegate(self._delegate)
        self.clicked.connect(self._open)
        self.cards.modelReset.connect(self._fit)
        self.cards.dataChanged.connect(self._fit)

    @property
    def columns(self) -> int:
        """How many stand side by side."""
        return self._delegate.columns

    def open_current(self) -> None:
        """Open the card the keyboard is at."""
        if self.currentIndex().isValid():
            self._open(self.currentIndex())

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.cards.card(index).application.id)

    def _menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(self.cards.card(index).application.id, self.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.open_current()
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        step = {
            QAbstractItemView.CursorAction.MoveLeft: -1,
            QAbstractItemView.CursorAction.MovePrevious: -1,
            QAbstractItemView.CursorAction.MoveRight: 1,
            QAbstractItemView.CursorAction.MoveNext: 1,
            QAbstractItemView.CursorAction.MoveUp: -self.columns,
            QAbstractItemView.CursorAction.MoveDown: self.columns,
        }.get(action)
        if step is None or not self.currentIndex().isValid():
            return super().moveCursor(action, modifiers)
        wanted = self.currentIndex().row() + step
        if not 0 <= wanted < self.cards.rowCount():
            return self.currentIndex()
        return self.cards.index(wanted)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.cards.rowCount():
            self.setCurrentIndex(self.cards.index(0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Cells that fill the width exactly, with a scroll bar or without one. The bar is switched here: a
        list view that may show one leaves room for it in any case."""
        hints = any(card.hint for card in self.cards.cards)
        most = self.maximumViewportSize()  # without a bar
        self._delegate.arrange(most.width(), hints)
        rows = -(-self.cards.rowCount() // self.columns)
        high = rows * (self._delegate.height + GAP) - GAP
        self.wanted_height = high + GAP
        self.measured.emit()
        scrolls = high > most.height()
        if scrolls:
            self._delegate.arrange(most.width() - self.verticalScrollBar().sizeHint().width(), hints)
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if policy != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)
        size = self._delegate.cell
        if size != self.gridSize():
            self.setGridSize(size)


class _CardDelegate(QStyledItemDelegate):
    """Paints one card into its cell; cards and gaps fill the width exactly."""

    def __init__(self, view: CardGrid) -> None:
        super().__init__(view)
        self._view = view
        self.columns = 1
        self.height = 132
        self._room = CARD_WIDTH

    def arrange(self, room: int, hints: bool) -> None:
        """For so many pixels across; ``hints``: whether any card has a line about what needs a person."""
        line = sizes().body + 7
        self.columns, self._room = max(1, (room + GAP) // (CARD_WIDTH + GAP)), room
        self.height = 2 * _TOP + 24 + 4 + line + 14 + 2 * line + ((10 + line) if hints else 0)

    @property
    def cell(self) -> QSize:
        """A card with its part of the gaps."""
        return QSize(max(1, self._room // self.columns), self.height + GAP)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.cell

    def frame(self, cell: QRect, row: int) -> QRect:
        """Where in its cell the card stands."""
        place = row % self.columns
        width = (self._room - (self.columns - 1) * GAP) / self.columns
        left = place * (width + GAP)
        start = cell.left() + round(left - place * (self._room // self.columns))
        return QRect(start, cell.top(), int(width), self.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card = index.data(CARD_ROLE)
        rect = self.frame(option.rect, index.row())
        focused = self._view.hasFocus() and index.row() == self._view.currentIndex().row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(colour("hover" if hovered else "surface"))
        edge = 2 if focused else 1
        pen = painter.pen()
        pen.setColor(colour("focus" if focused else "border_strong" if hovered else "border"))
        pen.setWidth(edge)
        painter.setPen(pen)
        half = edge / 2
        painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), 10, 10)
        self._words(painter, rect.adjusted(_SIDE, _TOP, -_SIDE, -_TOP), card)
        painter.restore()

    def _words(self, painter: QPainter, inner: QRect, card: Shown) -> None:
        line = sizes().body + 7
        pill = pill_width(card.state)
        head = QRect(inner.left(), inner.top(), inner.width() - pill - 12, 24)
        _write(painter, head, card.application.name, "text", weight=QFont.Weight.DemiBold)
        paint_pill(painter, QRect(inner.right() - pill + 1, inner.top(), pill, 24), card.state)
        top = inner.top() + 24 + 4
        _write(painter, QRect(inner.left(), top, inner.width(), line), card.about, "text_secondary")
        top += line + 14
        # Two numbers, and a name that needs more room.
        narrow = inner.width() * 13 // 48
        for place, (name, value) in enumerate(card.figures):
            left = inner.left() + place * narrow
            width = narrow if place < 2 else inner.width() - 2 * narrow
            width -= 8 if place < 2 else 0
            _write(painter, QRect(left, top, width, line), name, "text_secondary", size="small")
            _write(painter, QRect(left, top + line, width, line), value, "text", tabular=True)
        if card.hint:
            top += 2 * line + 10
            role = "danger" if card.urgent else "warning"
            icons.paint(painter, QRect(inner.left(), top + (line - 14) // 2, 14, 14), "triangle-alert", role)
            _write(
                painter,
                QRect(inner.left() + 20, top, inner.width() - 20, line),
                card.hint,
                role,
                size="small",
            )


def _write(
    painter: QPainter,
    rect: QRect,
    words: str,
    role: str,
    *,
    size: str = "body",
    weight: QFont.Weight = QFont.Weight.Normal,
    tabular: bool = False,
) -> None:
    painter.setFont(font(size, weight=weight, tabular=tabular))
    painter.setPen(colour(role))
    fitted = painter.fontMetrics().elidedText(
        words.replace("\n", " "), Qt.TextElideMode.ElideRight, rect.width()
    )
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitted)
