"""Correcting one row that is left out in place, below the table it stands in (B4)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QSizePolicy

from smsdesk.domain.checking import RejectedRow
from smsdesk.domain.text import tr
from smsdesk.ui.bulk.check_rows import role_of
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import close_on_escape
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row
from smsdesk.ui.widgets.tab_order import set_after

_WIDTH = 176

#: Row, number and values as they are typed.
Written = tuple[int, str, tuple[str, ...]]


class FixRow(QFrame):
    """``fixed(row, number, values)`` on Enter or the button; ``left`` when the user gives up."""

    fixed = Signal(int, str, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._row: RejectedRow | None = None
        self.number = QLineEdit()
        self.values: list[QLineEdit] = []
        self._title = label("", "label")
        self._problem = label("", "danger", wrap=True)
        self._fields = column(spacing=0)
        self.save = button(tr("Check this row again"), self._save)
        self._sign = Picture("circle-alert", "danger", 14)
        trouble = row(self._sign, self._problem, spacing=8)
        trouble.setStretch(1, 1)
        foot = row(STRETCH, button(tr("Leave it out"), self.left.emit, kind="quiet"), self.save)
        self.setLayout(column(self._title, trouble, self._fields, foot, spacing=12, margins=(16, 12, 16, 12)))
        close_on_escape(self, self.left.emit)
        self.hide()

    def show_row(self, rejected: RejectedRow, variables: int) -> None:
        """Ask for this row's cells; ``variables`` is the highest variable of the template."""
        same = self._row is not None and self._row.row == rejected.row and len(self.values) == variables
        self._row = rejected
        self._title.setText(tr("Correct row {row}", row=rejected.row))
        self._problem.setText(str(rejected.problem))
        self._show_role(role_of(rejected.reason))
        if not same:
            self._build(rejected, variables)
        wrong = role_of(rejected.reason) == "danger"
        for field, key in ((self.number, "number"), *((f, at) for at, f in enumerate(self.values, 1))):
            _mark(field, wrong and (rejected.column == key or (rejected.column == 0 and key != "number")))
        self.show()

    def _show_role(self, role: str) -> None:
        """Red for a mistake; a rule that keeps a good row out is only told."""
        wrong = role == "danger"
        self._sign.show_icon("circle-alert" if wrong else "info", role if wrong else "text_secondary")
        self._problem.setProperty("kind", role if wrong else "secondary")
        self._problem.style().unpolish(self._problem)
        self._problem.style().polish(self._problem)

    def _build(self, rejected: RejectedRow, variables: int) -> None:
        clear(self._fields)
        self.number = QLineEdit(rejected.number_text)
        values = [*rejected.values, *[""] * variables][:variables]
        self.values = [QLineEdit(value) for value in values]
        flow = FlowLayout(spacing=12)
        names = [
            tr("Number"),
            *(tr("Variable {variable}", variable=f"{{{at + 1}}}") for at in range(variables)),
        ]
        for name, field in zip(names, [self.number, *self.values], strict=True):
            title = label(name, "small")
            title.setBuddy(field)
            field.setAccessibleName(name)
            field.setFixedWidth(_WIDTH)
            field.returnPressed.connect(self._save)
            flow.addWidget(holding(column(title, field, spacing=4)))
        self._fields.addWidget(holding(flow))
        set_after(self, [self.number, *self.values])

    def focus(self) -> None:
        """Into the field that is wrong."""
        if self._row is None:
            return
        at = self._row.column
        wrong = self.values[at - 1] if isinstance(at, int) and 0 < at <= len(self.values) else self.number
        wrong.setFocus(Qt.FocusReason.OtherFocusReason)
        wrong.selectAll()

    def forget(self) -> None:
        """No row."""
        self._row = None
        self.hide()

    def row(self) -> int:
        """Number of the row that is asked for; 0 for none."""
        return self._row.row if self._row is not None else 0

    def written(self) -> Written | None:
        """What is typed; None without a row."""
        if self._row is None:
            return None
        return self._row.row, self.number.text(), tuple(field.text() for field in self.values)

    def write(self, written: Written) -> None:
        """What was typed into this row before."""
        row, number, values = written
        if row == self.row():
            self.number.setText(number)
            for field, value in zip(self.values, values, strict=False):
                field.setText(value)

    def _save(self) -> None:
        written = self.written()
        if written is not None:
            self.fixed.emit(*written)


def _mark(field: QLineEdit, wrong: bool) -> None:
    if bool(field.property("wrong")) != wrong:
        field.setProperty("wrong", wrong)
        field.style().unpolish(field)
        field.style().polish(field)
