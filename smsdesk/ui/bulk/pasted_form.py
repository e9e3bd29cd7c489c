"""Recipients typed or pasted, one a line; a list too long for a text field is kept beside it (B3, B12)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import PastedSource, only_number, pasted_rows
from smsdesk.domain.text import tr, trn
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row

_EXAMPLES = {Region.MAINLAND: "13800138000", Region.GLOBAL: "+442079460123"}
#: More than this is not put into the text field: it would stand still for seconds.
MOST_LINES = 2_000
MOST_CHARACTERS = 100_000


def is_long(typed: str) -> bool:
    """Whether a text is too long for the field."""
    return len(typed) > MOST_CHARACTERS or typed.count("\n") >= MOST_LINES


class LinesField(QPlainTextEdit):
    """``too_long(text)`` instead of showing what does not fit, whether it was set or pasted."""

    too_long = Signal(str)

    def setPlainText(self, text: str) -> None:
        if is_long(text):
            self.too_long.emit(text)
        else:
            super().setPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        pasted = source.text().replace("\r\n", "\n").replace("\r", "\n")
        if not is_long(pasted):
            super().insertFromMimeData(source)
            return
        cursor = self.textCursor()
        typed = self.toPlainText()
        # Where the cursor is, and instead of what is selected.
        before, after = typed[: cursor.selectionStart()], typed[cursor.selectionEnd() :]
        self.too_long.emit(before + pasted + after)


class PastedForm(QWidget):
    """``changed(source or None, what is missing)`` while typing."""

    changed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._variables: tuple[int, ...] = ()
        self._columns: dict[str, int] = {}
        self._given: PastedSource | None = None
        """As a draft or another task gave it; it holds until the field is typed in."""
        self._long: PastedSource | None = None
        """What is kept beside the field."""
        self.field = LinesField()
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(120)
        self.field.setAccessibleName(tr("Recipients, one a line"))
        self._how = label("", "small", wrap=True)
        self._count = label("", "small")
        foot = row(self._how, self._count, spacing=16)
        foot.setStretch(0, 1)
        self._short_part = holding(column(self.field, foot, spacing=8))
        self.kept = label("", "label", wrap=True)
        self.others = button(tr("Type others instead"), self.clear)
        words = label(tr("Too many to be shown here. The check below shows every one of them."), "small")
        kept = column(self.kept, words, spacing=4)
        self._long_part = holding(row(kept, STRETCH, self.others, spacing=16))
        self._long_part.hide()
        self.setLayout(column(self._short_part, self._long_part))
        self.field.textChanged.connect(self._typed)
        self.field.too_long.connect(self._pasted_long)

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
        """As a draft or another task gave it."""
        self._columns = {key: place for key, place in source.columns.items() if isinstance(place, int)}
        if is_long(source.text):
            self._keep(source)
            return
        self._show_field()
        self._given = source
        # Nothing is told: whoever gave it knows it.
        self.field.blockSignals(True)
        self.field.setPlainText(source.text)
        self.field.blockSignals(False)
        self.field.document().setModified(False)
        self._tell_count()

    def assign(self, columns: dict[str, int]) -> None:
        """The user said which cell of a line is which."""
        self._columns |= columns
        self._tell()

    def forget_variables(self) -> None:
        """{1} of another text is another thing."""
        self._columns = only_number(self._columns)

    def clear(self) -> None:
        """Begin anew with an empty field."""
        self._show_field()
        self._given = None
        self._columns = {}
        self.field.clear()
        self._tell()
        self.field.setFocus()

    def source(self) -> PastedSource | None:
        """What was typed; None for nothing."""
        kept = self._long
        if kept is None and not self.field.document().isModified():
            kept = self._given
        if kept is not None:
            return replace(kept, columns=dict(self._columns))
        typed = self.field.toPlainText()
        if not typed.strip():
            return None
        # Without a row of titles it stays so, whatever is typed into it.
        header_row = self._given.header_row if self._given is not None else None
        return PastedSource(typed, dict(self._columns), header_row)

    def missing(self) -> str:
        return "" if self.source() is not None else tr("Type or paste at least one number.")

    def _typed(self) -> None:
        if self._given is not None and not self.field.toPlainText().strip():
            # Another list begins; it has nothing to do with the columns of this one.
            self._given = None
            self._columns = {}
        self._tell()

    def _pasted_long(self, typed: str) -> None:
        header_row = self._given.header_row if self._given is not None else None
        self._keep(PastedSource(typed, dict(self._columns), header_row))
        self._tell()

    def _show_field(self) -> None:
        if self._long is not None:
            self._long = None
            self._long_part.hide()
            self._short_part.show()

    def _keep(self, source: PastedSource) -> None:
        self._long = source
        self._tell_count()
        self._short_part.hide()
        self._long_part.setVisible(True)

    def _tell(self) -> None:
        self._tell_count()
        self.changed.emit(self.source(), self.missing())

    def _tell_count(self) -> None:
        if self._long is not None:
            self.kept.setText(_kept_words(self._long, self._variables))
            return
        count = len(pasted_rows(self.field.toPlainText(), len(self._variables)))
        self._count.setText(trn("{count} recipient", "{count} recipients", count) if count else "")


def _kept_words(source: PastedSource, variables: tuple[int, ...]) -> str:
    if variables or source.rest_of:
        # A recipient is a line; cutting 100,000 of them into cells would be felt.
        count = sum(1 for line in source.text.splitlines() if line.strip())
    else:
        count = len(pasted_rows(source.text, 0))
    if source.rest_of:
        return trn(
            "{count} recipient from the task “{name}”",
            "{count} recipients from the task “{name}”",
            count,
            name=source.rest_of,
        )
    return trn("{count} pasted recipient", "{count} pasted recipients", count)
