"""What was found in a file of numbers: how many are new, there already, twice, or no numbers and why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QWidget

from smsdesk.domain.text import tr, trn
from smsdesk.operations.import_rows import RefusedRow
from smsdesk.operations.number_files import NumberFile, Standing
from smsdesk.ui import formats
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import Picture, label, line
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row

#: Rows that are shown with their fault; a file with all of them can be saved.
_SHOWN = 20
#: Characters of a cell that are shown.
_CELL = 40


class NumbersFound(QWidget):
    """``export`` is called to save the rows without a number."""

    def __init__(self, export: Callable[[], object]) -> None:
        super().__init__()
        self._export = export
        self._parts = column(spacing=12)
        self.setLayout(self._parts)

    def show_found(self, found: NumberFile, standing: Standing) -> None:
        """The counts, what else there is to know, and the rows that are left out."""
        clear(self._parts)
        lines = [(tr("New numbers"), len(found.numbers) - standing.already, "label", "label")]
        for words, count in (
            (tr("On the list already"), standing.already),
            (tr("Twice in the file"), found.duplicates),
        ):
            if count:
                lines.append((words, count, "secondary", ""))
        if found.wrong:
            lines.append((tr("Not a number, left out"), len(found.wrong), "secondary", "danger"))
        counts = [
            row(label(words, quiet), STRETCH, label(formats.number(count), kind))
            for words, count, quiet, kind in lines
        ]
        self._parts.addWidget(line())
        self._parts.addWidget(holding(column(*counts, spacing=6)))
        for note in found.notes:
            self._parts.addWidget(_said("info", "info", str(note), "secondary"))
        if found.wrong:
            self._show_wrong(found)

    def warn(self, words: str, action: QPushButton | None) -> None:
        """Something is in the way; ``action`` mends it."""
        parts = [_said("triangle-alert", "warning", words, "warning")]
        if action is not None:
            parts.append(holding(row(action, STRETCH, margins=(22, 0, 0, 0))))
        # Above the counts: of a small window's panel the end is below the fold.
        self._parts.insertWidget(1, holding(column(*parts, spacing=8)))

    def _show_wrong(self, found: NumberFile) -> None:
        count = len(found.wrong)
        heading = label(trn("{count} row is left out", "{count} rows are left out", count), "label")
        save = button(tr("Export…"), self._export, kind="link")
        self._parts.addWidget(line())
        self._parts.addWidget(holding(row(heading, STRETCH, save)))
        for each in found.wrong[:_SHOWN]:
            self._parts.addWidget(_left_out(each))
        if count > _SHOWN:
            more = trn("and {count} more", "and {count} more", count - _SHOWN)
            self._parts.addWidget(label(more, "small"))


def _left_out(one: RefusedRow) -> QWidget:
    cell = one.number_text
    shown = f"{cell[:_CELL]}…" if len(cell) > _CELL else cell or tr("(empty)")
    where = label(tr("Row {row}: {cell}", row=f"{one.row:,}", cell=shown), wrap=True)
    return holding(column(where, label(str(one.problem), "small", wrap=True), spacing=1))


def _said(picture: str, role: str, words: str, kind: str) -> QWidget:
    told = row(Picture(picture, role, 14), label(words, kind, wrap=True), spacing=8)
    told.setStretch(1, 1)
    return holding(told)
