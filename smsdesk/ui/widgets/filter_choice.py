"""One filter of a list: a button that says what is chosen, a menu to choose from by typing, × to end it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QMenu, QWidget, QWidgetAction

from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import menu_button, tool_button
from smsdesk.ui.widgets.layouts import column, row
from smsdesk.ui.widgets.tips import plain_tip

#: From so many choices on there is a field to type into.
_SEARCHED_FROM = 9
_ROW, _MOST_ROWS = 30, 10
#: Pixels of the words on the button.
_WORDS = 260


class ChoiceList(QWidget):
    """A list below a field that leaves what holds the typed words. Up, Down, Enter and the mouse choose."""

    picked = Signal(object)

    def __init__(self, name: str, width: int) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search"))
        self.field.setAccessibleName(tr("Search: {name}", name=name))
        self.field.setClearButtonEnabled(True)
        self._model = QStandardItemModel(self)
        self._values: list[Hashable] = []
        """By place: Qt would give an enumeration's member back as a plain string."""
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._model)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list = QListView()
        self.list.setObjectName("choices")
        self.list.setModel(self._shown)
        self.list.setAccessibleName(name)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(self._pick)
        self.field.textChanged.connect(self._filter)
        self.setFixedWidth(width)
        self.setLayout(column(self.field, self.list, spacing=6, margins=(4,)))

    def set_choices(self, choices: Sequence[tuple[Hashable, str]], chosen: object) -> None:
        self._model.clear()
        self._values = [value for value, _ in choices]
        for value, words in choices:
            item = QStandardItem(words)
            item.setToolTip(plain_tip(words))
            item.setSizeHint(QSize(self.width() - 20, _ROW))
            if value == chosen:
                face = QFont(self.font())
                face.setWeight(QFont.Weight.DemiBold)
                item.setFont(face)
            self._model.appendRow(item)
        self.field.setHidden(len(choices) < _SEARCHED_FROM)
        self.list.setFixedHeight(min(max(len(choices), 1), _MOST_ROWS) * _ROW + 4)
        at = next((place for place, (value, _) in enumerate(choices) if value == chosen), 0)
        self.list.setCurrentIndex(self._shown.mapFromSource(self._model.index(at, 0)))

    def begin(self) -> None:
        """It opens: what is chosen is in view."""
        (self.list if self.field.isHidden() else self.field).setFocus(Qt.FocusReason.PopupFocusReason)
        self.list.scrollTo(self.list.currentIndex())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows, at = self._shown.rowCount(), self.list.currentIndex().row()
        match event.key():
            case Qt.Key.Key_Down:
                self._go(min(at + 1, rows - 1))
            case Qt.Key.Key_Up:
                self._go(max(at - 1, 0))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._pick(self.list.currentIndex())
            case _:
                super().keyPressEvent(event)

    def _go(self, row: int) -> None:
        self.list.setCurrentIndex(self._shown.index(row, 0))

    def _filter(self, words: str) -> None:
        self._shown.setFilterFixedString(words.strip())
        self._go(0)

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            self.picked.emit(self._values[self._shown.mapToSource(index).row()])


class FilterChoice(QWidget):
    """``changed`` when another value was chosen by hand; ``opening`` before the menu shows, to offer what is
    there now. None stands for everything. Del or Backspace on the button takes the filter off."""

    changed = Signal()
    opening = Signal()

    def __init__(self, name: str, everything: str, *, width: int = 280) -> None:
        """``name``: ``Status``; ``everything``: ``All statuses``; ``width`` of the list in pixels."""
        super().__init__()
        self.name, self._everything = name, everything
        self._choices: list[tuple[Hashable, str]] = []
        self._value: Any = None
        self._words = ""
        self.menu = QMenu()
        self.list = ChoiceList(name, width)
        self._inside = QWidgetAction(self.menu)
        self._inside.setDefaultWidget(self.list)
        self.menu.addAction(self._inside)
        self.menu.aboutToShow.connect(self._about_to_show)
        self.list.picked.connect(self._picked)
        self.button = menu_button("", self.menu)
        self.button.setProperty("filter", True)
        self.off = tool_button("x", "", self.clear)
        self.setLayout(row(self.button, self.off, spacing=0))
        self.setFocusProxy(self.button)
        self._show()

    def value(self) -> Any:
        return self._value

    def words(self) -> str:
        """What is chosen, in words; empty for everything."""
        return self._words

    def set_choices(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        """Offer these below "All …". The chosen value stays, also when it is not among them."""
        self._choices = list(choices)
        self._words = next((words for value, words in choices if value == self._value), self._words)
        if not self.menu.isHidden():
            self._fill()
        self._show()

    def offers(self, value: object) -> bool:
        """Whether it is among the choices."""
        return any(each == value for each, _ in self._choices)

    def set_value(self, value: Any, words: str = "") -> None:
        """Choose without telling. ``words``: for a value that is not among the choices."""
        known = next((each for one, each in self._choices if one == value), "")
        self._value = value
        self._words = "" if value is None else known or words or str(value)
        self._show()

    def clear(self) -> None:
        """Take the filter off, as its × does."""
        if self._value is not None:
            self._picked(None)
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._value is not None:
            self.clear()
        else:
            super().keyPressEvent(event)

    def _about_to_show(self) -> None:
        self.list.field.clear()
        self.opening.emit()
        self._fill()

    def _fill(self) -> None:
        rest = list(self._choices)
        if self._value is not None and not self.offers(self._value):
            rest.insert(0, (self._value, self._words))
        self.list.set_choices([(None, self._everything), *rest], self._value)
        # A menu that is open takes another size only when an action of it says that it has changed.
        self._inside.setText(str(len(rest)))

    def _picked(self, value: object) -> None:
        self.menu.close()
        if value != self._value:
            self.set_value(value)
            self.changed.emit()

    def _show(self) -> None:
        chosen = self._value is not None
        whole = tr("{name}: {value}", name=self.name, value=self._words) if chosen else self.name
        shown = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, _WORDS)
        self.button.setText(shown.replace("&", "&&"))
        self.button.setToolTip(plain_tip(whole if chosen else self._everything))
        self.button.setAccessibleName(
            tr("{name}: {value}", name=self.name, value=self._words or self._everything)
        )
        if self.button.property("chosen") != chosen:
            self.button.setProperty("chosen", chosen)
            self.button.style().unpolish(self.button)
            self.button.style().polish(self.button)
        away = tr("Take off the filter “{filter}”", filter=whole)
        self.off.setToolTip(plain_tip(away))
        self.off.setAccessibleName(away)
        self.off.setHidden(not chosen)
