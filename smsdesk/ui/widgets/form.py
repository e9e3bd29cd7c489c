"""Forms: a label, its control and, beside it, what is wrong with it in words, while typing.

A field knows its rule; the form knows which fields are wrong, keeps the Save button disabled and makes it
say why on hover, and puts a ``DeskError`` of an operation at the field it names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QDateTime, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import Text, tr
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.segmented import SegmentedControl
from smsdesk.ui.widgets.tips import plain_tip

#: The part of a limit from which on the counter is shown: before, it says nothing that one needs.
_NEAR = 0.7
#: Says what is wrong with a value, or None.
Rule = Callable[[Any], str | Text | None]


def value_of(control: QWidget) -> Any:
    """The value of a control: text, chosen data, number, or bool."""
    match control:
        case QLineEdit():
            return control.text().strip()
        case QPlainTextEdit():
            return control.toPlainText()
        case QComboBox():
            return control.currentData() if not control.isEditable() else control.currentText().strip()
        case QSpinBox():
            return control.value()
        case QCheckBox():
            return control.isChecked()
        case SegmentedControl():
            return control.value()
        case QDateTimeEdit():
            return control.dateTime().toPython()
        case _:
            return control.value()  # type: ignore[attr-defined]


def set_value_of(control: QWidget, value: Any) -> None:
    """Give a control its value."""
    match control:
        case QLineEdit():
            control.setText(value)
        case QPlainTextEdit():
            control.setPlainText(value)
        case QComboBox():
            index = control.findData(value)
            control.setCurrentIndex(index) if index >= 0 else control.setCurrentText(str(value))
        case QSpinBox():
            control.setValue(value)
        case QCheckBox():
            control.setChecked(value)
        case QDateTimeEdit():
            control.setDateTime(QDateTime(value))
        case _:
            control.set_value(value)  # type: ignore[attr-defined]


def _changed(control: QWidget) -> Any:
    match control:
        case QLineEdit() | QPlainTextEdit():
            return control.textChanged
        case QComboBox():
            return control.currentTextChanged
        case QSpinBox():
            return control.valueChanged
        case QCheckBox():
            return control.toggled
        case QDateTimeEdit():
            return control.dateTimeChanged
        case _:
            return control.changed  # type: ignore[attr-defined]


def combo(choices: list[tuple[Any, str]], chosen: Any = None) -> QComboBox:
    """A drop-down of (value, words)."""
    made = QComboBox()
    made.setMaxVisibleItems(14)
    for value, words in choices:
        made.addItem(words, value)
    if chosen is not None:
        set_value_of(made, chosen)
    # A wheel that scrolls the page must not change what is chosen under it.
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
    return made


class FormField(QWidget):
    """One labelled control. ``limit`` shows a counter like 42/50 once there is little room left; ``rule`` is
    asked at every change."""

    changed = Signal()

    def __init__(
        self,
        words: str,
        control: QWidget,
        *,
        hint: str = "",
        limit: int = 0,
        optional: bool = False,
        missing: str | Callable[[], str] = "",
        remark: bool = True,
        rule: Rule | None = None,
        keeps_hint: bool = False,
        waits: Callable[[], bool] | None = None,
        aside: QWidget | None = None,
        beside: QWidget | None = None,
    ) -> None:
        """``missing``: what is said while nothing is in it. ``remark``: say beside the label that it is
        optional. ``keeps_hint``: beside what is wrong too, which cannot be understood without it. ``waits``:
        whether it is not told yet what is wrong with it. ``aside``: what can be done with it, at the end of
        its label; ``beside``: at the end of its line.
        """
        super().__init__()
        self.control = control
        self._missing = missing or tr("{field} is needed", field=words)
        self._limit = limit
        self._optional = optional
        self._rule = rule
        self._keeps_hint = keeps_hint
        self._waits = waits
        self._touched = False
        self._known: Any = None
        self._told = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        title = label(words, "label")
        title.setBuddy(control)
        control.setAccessibleName(words)
        self._counter = label("", "small")
        self._remark = said = label(tr("optional"), "small")
        self._problem = label("", "danger", wrap=True)
        self._problem.hide()
        self._hint = label(hint, "small", wrap=True)
        # hide(), never setVisible(True) or setHidden(False): without a parent they would flash as windows.
        for part, wanted in ((self._counter, False), (said, optional and remark), (self._hint, hint)):
            if not wanted:
                part.hide()
        head = row(title, said, STRETCH, self._counter, *([aside] if aside else []))
        if isinstance(control, QSpinBox | QDateTimeEdit):
            # A number of four digits in a field as wide as the page looks like a question for a poem.
            control.setFixedWidth(200 if isinstance(control, QDateTimeEdit) else 140)
            inner = control.findChild(QLineEdit)
            if inner is not None:  # a style sheet's padding does not reach the field inside a spin box
                inner.setTextMargins(8, 0, 0, 0)
            place = holding(row(control, STRETCH))
        elif beside:
            place = holding(row(control, beside, spacing=12))
        else:
            place = control
        top = holding(head)
        if not words or isinstance(control, QCheckBox):
            top.hide()  # a check box has its words beside it
        self.setLayout(column(top, place, self._hint, self._problem, spacing=5))
        if isinstance(control, QLineEdit) and limit:
            control.setMaxLength(limit * 2)  # longer is told, not cut, unless it is absurd
        if isinstance(control, QPlainTextEdit) and control.minimumHeight() == 0:
            control.setFixedHeight(96)
            control.setTabChangesFocus(True)
        self._known = self.value()
        _changed(control).connect(self._on_change)
        self._count()

    def value(self) -> Any:
        return value_of(self.control)

    def is_put_away(self) -> bool:
        """Whether the page hid it (``hide``/``setVisible(False)``): it then neither counts nor complains."""
        return self.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide) and self.isHidden()

    def set_value(self, value: Any) -> None:
        """Give the value without marking the field as touched."""
        touched = self._touched
        set_value_of(self.control, value)
        self._touched = touched
        self._show()

    def problem(self) -> str:
        """What is wrong in words; empty when all is well."""
        value = self.value()
        if isinstance(value, str):
            if not value.strip():
                return self._told if self._optional else self._nothing()
            if self._limit and len(value) > self._limit:
                return tr("At most {limit} characters", limit=self._limit)
        elif value is None and not self._optional:
            return self._nothing()
        found = self._rule(value) if self._rule else None
        return str(found) if found else self._told

    def _nothing(self) -> str:
        return self._missing if isinstance(self._missing, str) else self._missing()

    def set_optional(self, optional: bool) -> None:
        """Whether it may be left empty depends on another field."""
        self._optional = optional
        self._remark.setVisible(optional)
        self.check()

    def set_hint(self, hint: str) -> None:
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint) and (self._keeps_hint or self._problem.isHidden()))

    def tell(self, problem: str) -> None:
        """Show what an operation said about this field, until it is changed."""
        self._told = problem
        self._touched = True
        self._show()
        self.control.setFocus()
        self.changed.emit()

    def reveal(self) -> None:
        """Bring it into view with what is wrong with it, and the keyboard to it."""
        self._touched = True
        self._show()
        self.control.setFocus()
        QTimer.singleShot(0, self, self._scroll_to)  # once what was folded away has its place

    def _scroll_to(self) -> None:
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(self, 0, 24)

    def take_back(self) -> None:
        """What an operation said holds no more: something else that it depends on changed."""
        if self._told:
            self._told = ""
            self.check()

    def check(self) -> None:
        """Look again because something else changed."""
        self._show()
        self.changed.emit()

    def _on_change(self) -> None:
        value = self.value()
        # An editor that marks places in its text says that it changed, too.
        if value == self._known and isinstance(value, str):
            return
        self._known = value
        self._touched = True
        self._told = ""
        self._count()
        self._show()
        self.changed.emit()

    def _count(self) -> None:
        value = self.value() if self._limit else ""
        if isinstance(value, str) and self._limit:
            self._counter.setText(f"{len(value)}/{self._limit}")
            near = len(value) >= self._limit * _NEAR
            if near == self._counter.isHidden():
                self._counter.setVisible(near)

    def _show(self) -> None:
        waits = self._waits is not None and self._waits()
        found = self.problem() if self._touched and not waits else ""
        self._problem.setText(found)
        self._problem.setVisible(bool(found))
        self._hint.setVisible(bool(self._hint.text()) and (self._keeps_hint or not found))
        self.control.setAccessibleDescription(found or self._hint.text())
        if bool(self.control.property("wrong")) != bool(found):
            self.control.setProperty("wrong", bool(found))
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)


class Form(QObject):
    """Fields by the keyword of the operation they fill."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.fields: dict[str, FormField] = {}
        self._button: QPushButton | None = None
        self._tip = ""
        self._busy = False

    def add(self, key: str, field: FormField) -> FormField:
        self.fields[key] = field
        field.changed.connect(self._look)
        return field

    def values(self) -> dict[str, Any]:
        """The values of the fields in view, by key: arguments for an operation."""
        return {key: field.value() for key, field in self.fields.items() if not field.is_put_away()}

    def set_values(self, **values: Any) -> None:
        for key, value in values.items():
            self.fields[key].set_value(value)
        self._look()

    def problem(self) -> str:
        """The first thing that is wrong; empty when it can be saved."""
        found = (field.problem() for field in self.fields.values() if not field.is_put_away())
        return next((each for each in found if each), "")

    def first_wrong(self) -> FormField | None:
        """The first field that has a problem."""
        fields = self.fields.values()
        return next((field for field in fields if not field.is_put_away() and field.problem()), None)

    def save_with(self, button: QPushButton) -> None:
        """Enable the button when nothing is wrong; else it says why on hover."""
        self._button = button
        self._tip = button.toolTip()
        self._look()

    def set_busy(self, busy: bool) -> None:
        """While it is being saved the button rests."""
        self._busy = busy
        self._look()

    def tell(self, fault: DeskError) -> bool:
        """Put a fault at the field it names; False when it names none of these."""
        field = self.fields.get(fault.field)
        if field is None or field.is_put_away():
            return False
        field.tell(str(fault))
        return True

    def _look(self) -> None:
        if self._button is not None:
            problem = self.problem()
            self._button.setEnabled(not problem and not self._busy)
            self._button.setToolTip(plain_tip(problem) if problem else self._tip)
            self._button.setAccessibleDescription(problem)
        self.changed.emit()


class FieldGroup(QWidget):
    """A heading, a line about it and its fields."""

    def __init__(self, title: str, *fields: QWidget, note: str = "") -> None:
        super().__init__()
        items: list[QWidget] = [label(title, "heading")] if title else []
        if note:
            items.append(label(note, "secondary", wrap=True))
        self.setLayout(column(*items, *fields, spacing=16))
