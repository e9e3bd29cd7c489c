"""Cells of the pool that are changed where they stand: double click or F2, Enter keeps, Esc leaves (C1)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit

from smsdesk.domain import limits
from smsdesk.ui.customers.pool_table import NAME, NOTE, PoolModel
from smsdesk.ui.widgets.table_view import TableView


class CellEditing(QObject):
    """Sets a table of the pool up for it. ``ended`` when a cell's editor closed."""

    ended = Signal()

    def __init__(self, view: TableView, model: PoolModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(triggers.DoubleClicked)
        key = QShortcut(QKeySequence(Qt.Key.Key_F2), view)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self.begin)
        view.itemDelegate().closeEditor.connect(lambda *_: self.ended.emit())
        view.viewport().installEventFilter(self)

    def running(self) -> bool:
        """Whether a cell is being edited."""
        return self._view.state() == QAbstractItemView.State.EditingState

    def under_mouse(self) -> bool:
        """Whether the mouse is pressing a cell that could be edited: a second click may follow."""
        pressed = QApplication.mouseButtons() & Qt.MouseButton.LeftButton
        plain = QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier
        index = self._view.currentIndex()
        return bool(pressed and plain and self._model.flags(index) & Qt.ItemFlag.ItemIsEditable)

    def begin(self) -> None:
        """Edit the cell the keyboard is at, or the name where that one cannot be edited or has given way to
        the panel: what is typed must be seen."""
        index = self._view.currentIndex()
        if index.isValid() and (
            not self._model.flags(index) & Qt.ItemFlag.ItemIsEditable
            or self._view.isColumnHidden(index.column())
        ):
            keys = [column.key for column in self._model.columns]
            index = self._model.index(index.row(), keys.index(NAME))
        if index.isValid():
            self._view.setCurrentIndex(index)
            self._view.edit(index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The editor is a child of the viewport and is polished once it has its place.
        if event.type() == QEvent.Type.ChildPolished:
            child = event.child()  # type: ignore[attr-defined]
            if isinstance(child, QLineEdit):
                key = self._model.columns[self._view.currentIndex().column()].key
                most = {NAME: limits.CUSTOMER_NAME_LENGTH, NOTE: limits.CUSTOMER_NOTE_LENGTH}
                child.setMaxLength(most.get(key, limits.CUSTOMER_FIELD_LENGTH).value)
                child.setProperty("cell", True)
        return super().eventFilter(watched, event)
