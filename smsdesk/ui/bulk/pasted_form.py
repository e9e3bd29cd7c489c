"""Recipients typed or pasted: one a line (B3)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import PastedSource, pasted_rows
from smsdesk.domain.text import tr, trn
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column, row

_EXAMPLES = {Region.MAINLAND: "13800138000", Region.GLOBAL: "+442079460123"}


class PastedForm(QWidget):
    """``changed(source or None, what is missing)`` while typing."""

    changed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._variables: tuple[int, ...] = ()
        self._columns: dict[str, int] = {}
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(120)
        self.field.setAccessibleName(tr("Recipients, one a line"))
        self._how = label("", "small", wrap=True)
        self._count = label("", "small")
        foot = row(self._how, self._count, spacing=16)
        foot.setStretch(0, 1)
        self.setLayout(column(self.field, foot, spacing=8))
        self.field.textChanged.connect(self._tell)

    def show_variables(self, variables: tuple[int, ...], region: Region) -> None:
        """What a line must hold."""
        self._variables = variables
        example = [_EXAMPLES[region], *(f"{{{one}}}" for one in variables)]
        self.field.setPlaceholderText("\n".join([", ".join(example)] * 2))
        if variables:
            words = tr("One recipient a line: number, then the variables, separated by a comma or a tab.")
        else:
            words = tr("One number a line, or several separated by commas.")
        self._how.setText(words)
        self._tell_count()

    def show_source(self, source: PastedSource) -> None:
        """As a draft kept it."""
        self._columns = {key: place for key, place in source.columns.items() if isinstance(place, int)}
        self.field.setPlainText(source.text)

    def assign(self, columns: dict[str, int]) -> None:
        """The user said which cell of a line is which."""
        self._columns |= columns
        self._tell()

    def source(self) -> PastedSource | None:
        """What was typed; None for nothing."""
        typed = self.field.toPlainText()
        return PastedSource(typed, dict(self._columns)) if typed.strip() else None

    def missing(self) -> str:
        return "" if self.field.toPlainText().strip() else tr("Type or paste at least one number.")

    def _tell(self) -> None:
        self._tell_count()
        self.changed.emit(self.source(), self.missing())

    def _tell_count(self) -> None:
        # A very long paste is counted by the check; counting here as well would make typing slow.
        typed = self.field.toPlainText()
        short = len(typed) < 200_000
        count = len(pasted_rows(typed, len(self._variables))) if short else 0
        self._count.setText(trn("{count} recipient", "{count} recipients", count) if count else "")
