"""The fields of a gateway's settings, each made from its declaration (A10, N1)."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QWidget

from smsdesk.domain.text import Text, tr
from smsdesk.gateways.settings import NO, YES, Setting, SettingKind, problem_with
from smsdesk.operations.gateways import GatewaySetting
from smsdesk.ui.widgets.buttons import button, menu_button
from smsdesk.ui.widgets.form import FormField, combo, set_value_of, value_of
from smsdesk.ui.widgets.layouts import holding, row

#: Width of a number's field, in pixels.
_NUMBER = 180
#: Height of several lines, in pixels.
_LINES = 120


class SecretBox(QWidget):
    """A secret: never shown, replaced by typing another, ``removed`` when that is asked for. ``value`` is
    what is typed."""

    changed = Signal()
    removed = Signal()

    def __init__(self, *, kept: bool, lines: bool = False) -> None:
        """``lines``: a key of several lines, which cannot be dots while it is pasted."""
        super().__init__()
        self.control: QLineEdit | QPlainTextEdit = _code_box() if lines else QLineEdit()
        if isinstance(self.control, QLineEdit):
            self.control.setEchoMode(QLineEdit.EchoMode.Password)
        self.setFocusProxy(self.control)
        self.kept = kept
        self.control.textChanged.connect(self.changed)
        beside = row(self.control)
        beside.setStretch(0, 1)
        if kept:
            self.control.setPlaceholderText(tr("Kept; type to replace it"))
            beside.addWidget(button(tr("Remove…"), self.removed.emit, kind="quiet"))
        self.setLayout(beside)

    def value(self) -> str:
        return str(value_of(self.control)).strip()

    def set_value(self, value: str) -> None:
        set_value_of(self.control, value)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.control.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.control.setAccessibleDescription(description)

    def setProperty(self, name: str, value: Any) -> bool:
        # What marks a wrong field has to reach the box that is drawn.
        self.control.setProperty(name, value)
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)
        return super().setProperty(name, value)


def make_field(one: GatewaySetting, act: QPushButton | None = None) -> FormField:
    """The field of a setting, with its rule and its help. ``act``: the button of its action."""
    declared = one.declared
    control = _control(one)
    words = str(declared.label)
    beside: list[QWidget] = [act] if act else []
    if declared.placeholders is not None:
        beside.append(_placeholder_button(declared, control))
    field = FormField(
        words,
        control,
        hint=str(declared.help),
        optional=_may_be_empty(one),
        remark=not declared.needed,
        rule=None if isinstance(control, QCheckBox) else partial(_problem, declared),
        keeps_hint=True,
        aside=holding(row(*beside)) if beside else None,
    )
    if isinstance(control, QLineEdit) and declared.shown_as is SettingKind.NUMBER:
        control.setMaximumWidth(_NUMBER)
    return field


def words_of(field: FormField) -> str:
    """The value of a field as a setting's words."""
    value = field.value()
    if isinstance(value, bool):
        return YES if value else NO
    return str(value if value is not None else "").strip()


def fill_field(field: FormField, words: str) -> None:
    """Give a field a setting's words."""
    field.set_value(words == YES if isinstance(field.control, QCheckBox) else words)


def _placeholder_button(declared: Setting, control: QWidget) -> QPushButton:
    """A list of what can be filled in, which it puts where the cursor is."""
    assert declared.placeholders is not None
    menu = QMenu()
    for words, about in declared.placeholders():
        shown = tr("{placeholder}  {about}", placeholder=words, about=about)
        menu.addAction(shown.replace("&", "&&"), partial(_insert, control, words))
    made = menu_button(tr("Insert placeholder"), menu, kind="quiet")
    made.setAccessibleName(tr("Insert placeholder: {field}", field=declared.label))
    return made


def _insert(control: QWidget, words: str) -> None:
    if isinstance(control, QLineEdit):
        control.insert(words)
    elif isinstance(control, QPlainTextEdit):
        control.insertPlainText(words)
    control.setFocus()


def _may_be_empty(one: GatewaySetting) -> bool:
    declared = one.declared
    match declared.shown_as:
        case SettingKind.CHOICE:
            return "" in declared.choices
        case SettingKind.NUMBER if declared.default:
            return False
        case _:
            return not declared.needed or one.kept


def _problem(declared: Setting, value: object) -> Text | None:
    return problem_with(declared, str(value if value is not None else "").strip())


def _control(one: GatewaySetting) -> QWidget:
    declared = one.declared
    if declared.secret:
        return SecretBox(kept=one.kept, lines=declared.shown_as is SettingKind.LINES)
    match declared.shown_as:
        case SettingKind.CHOICE:
            words = declared.words or declared.choices
            return combo([*zip(declared.choices, map(str, words), strict=True)], one.value)
        case SettingKind.SWITCH:
            box = QCheckBox(str(declared.label))
            box.setChecked(one.value == YES)
            return box
        case SettingKind.LINES:
            lines = _code_box()
            lines.setPlainText(one.value)
            lines.setPlaceholderText(declared.example)
            return lines
        case _:
            line = QLineEdit(one.value)
            line.setPlaceholderText(declared.example)
            return line


def _code_box() -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    made.setFixedHeight(_LINES)
    made.setTabChangesFocus(True)
    return made
