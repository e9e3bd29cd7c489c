"""Paints the cells of a table: whole rows light up, numbers line up, a status is a dot and a word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smsdesk.ui.palette import colour
from smsdesk.ui.style import font
from smsdesk.ui.widgets.badge import paint_badge
from smsdesk.ui.widgets.send_progress import paint_segments
from smsdesk.ui.widgets.table_model import (
    BADGE_ROLE,
    LINK_ROLE,
    PARTS_ROLE,
    PICTURES_ROLE,
    QUIET_ROLE,
)

#: Height of a row and the distance of words from a cell's sides.
ROW_HEIGHT = 40
PAD = 12
#: Longest side of a picture in a cell.
PICTURE = 28
#: Room for "100.0%" beside a bar with its distance from it, and how short such a bar may be.
SHARE, SHORTEST_BAR = 56, 24


class RowDelegate(QStyledItemDelegate):
    """``hovered`` is the row under the mouse; ``focused`` the row the keyboard is at, -1 for none."""

    hovered = -1
    focused = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        words = option.fontMetrics.horizontalAdvance(str(index.data() or ""))
        extra = 16 if index.data(BADGE_ROLE) else 0
        return QSize(words + 2 * PAD + extra, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selected"))
        elif index.row() == self.hovered:
            painter.fillRect(rect, colour("hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("grid"))
        if index.row() == self.focused and rect.left() <= 0:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height() - 1, colour("accent"))
        inner = rect.adjusted(PAD, 0, -PAD, -1)
        badge = index.data(BADGE_ROLE)
        if badge is not None:
            painter.setFont(font())
            paint_badge(painter, inner, badge)
        elif pictures := index.data(PICTURES_ROLE):
            self._pictures(painter, inner, pictures)
        else:
            if parts := index.data(PARTS_ROLE):
                bar, inner = self._bar_and_words(inner, index)
                paint_segments(painter, bar, parts)
            self._words(painter, inner, index)
        painter.restore()

    def _bar_and_words(
        self, inner: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> tuple[QRectF, QRect]:
        """A number stands beside its bar, on one line with the other numbers; longer words above it."""
        alignment = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        if alignment & Qt.AlignmentFlag.AlignRight and inner.width() >= SHARE + SHORTEST_BAR:
            bar = QRectF(inner.left(), inner.center().y() - 1, inner.width() - SHARE, 4)
            return bar, inner.adjusted(inner.width() - SHARE, 0, 0, 0)
        return QRectF(inner.left(), inner.bottom() - 10, inner.width(), 4), inner.adjusted(0, 2, 0, -12)

    def _pictures(self, painter: QPainter, inner: QRect, pictures: Sequence[QPixmap]) -> None:
        left = inner.left()
        for each in pictures:
            size = each.deviceIndependentSize().toSize()
            size.scale(QSize(PICTURE, PICTURE), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(left, inner.center().y() - size.height() // 2, size.width(), size.height())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, each)
            painter.setPen(colour("border_strong"))
            painter.drawRect(place)
            left = place.right() + 9

    def _words(self, painter: QPainter, inner: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        words = str(index.data() or "").replace("\n", " ")
        alignment = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        right = bool(alignment & Qt.AlignmentFlag.AlignRight)
        painter.setFont(font(tabular=right, weight=QFont.Weight.Normal))
        role = "text_secondary" if index.data(QUIET_ROLE) else "text"
        painter.setPen(colour("accent_text" if index.data(LINK_ROLE) else role))
        fitted = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, alignment, fitted)
