"""How a file is read where there is a choice: which sheet, which encoding, hidden rows too (B2, C2)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from smsdesk.domain.text import tr, trn
from smsdesk.sheets.contract import ENCODINGS, SheetInfo
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.form import combo, set_value_of
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import holding, row

#: File name endings of lists of people, also those that another program gave them.
LISTS = ("xlsx", "xlsm", "csv", "tsv", "txt", "vcf")


class ReadingOptions(QWidget):
    """Hidden until a file has something to choose. ``changed`` when the user chose otherwise."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._options: dict[str, Any] = {}
        self._filling = False
        self.sheet = combo([])
        self.encoding = combo([])
        self.hidden = QCheckBox()
        self._sheet = _option(tr("Sheet"), self.sheet)
        self._encoding = _option(tr("Encoding"), self.encoding)
        self.setLayout(FlowLayout(self._sheet, self._encoding, self.hidden, spacing=16))
        self.sheet.currentIndexChanged.connect(self._choose)
        self.encoding.currentIndexChanged.connect(self._choose)
        self.hidden.toggled.connect(self._choose)
        self.hide()

    def forget(self) -> None:
        """For another file."""
        self._options = {}
        self.hide()

    def options(self) -> dict[str, Any]:
        """Keywords of the jobs that read a file."""
        return dict(self._options)

    def show_found(self, info: SheetInfo) -> None:
        """The choices that this file has."""
        self._filling = True
        _fill(self.sheet, [(name, name) for name in info.sheet_names], info.sheet)
        self._sheet.setHidden(len(info.sheet_names) < 2)
        _fill(self.encoding, list(ENCODINGS.items()), info.encoding)
        self._encoding.setHidden(not (info.encoding_guessed or "encoding" in self._options))
        self.hidden.setText(
            trn("Include {count} hidden row", "Include {count} hidden rows", info.hidden_rows)
        )
        self.hidden.setHidden(not info.hidden_rows)
        self._filling = False
        self.setHidden(all(part.isHidden() for part in (self._sheet, self._encoding, self.hidden)))

    def _choose(self) -> None:
        if self._filling:
            return
        self._options = {}
        if not self._sheet.isHidden():
            self._options["sheet"] = self.sheet.currentData()
        if not self._encoding.isHidden():
            self._options["encoding"] = self.encoding.currentData()
        if not self.hidden.isHidden():
            self._options["include_hidden"] = self.hidden.isChecked()
        self.changed.emit()


def _fill(control: QComboBox, choices: list[tuple[str, str]], chosen: str) -> None:
    control.clear()
    for value, words in choices:
        control.addItem(words, value)
    if chosen:
        set_value_of(control, chosen)


def _option(words: str, control: QWidget) -> QWidget:
    title = label(words, "secondary")
    title.setBuddy(control)
    control.setAccessibleName(words)
    control.setMinimumWidth(180)
    return holding(row(title, control))
