"""Recipients from a spreadsheet: where it is dropped, and how it is read (B2)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from smsdesk.domain import limits
from smsdesk.domain.recipients import SheetSource, only_number
from smsdesk.domain.text import tr, trn
from smsdesk.operations.preparation import Preparation
from smsdesk.sheets.contract import DELIMITERS, ENCODINGS, SheetInfo
from smsdesk.ui import formats
from smsdesk.ui.widgets.confirm import choose_file
from smsdesk.ui.widgets.drop_zone import DropZone
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.form import combo, set_value_of
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import clear, column, holding, row

#: Rows of the file that can be named as the one with the titles.
_TITLE_ROWS = 10


class SheetForm(QWidget):
    """``changed`` with a ``SheetSource``; ``wants_file`` when the zone was pressed."""

    changed = Signal(object)
    wants_file = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.source: SheetSource | None = None
        self.zone = DropZone(
            tr("Drop your spreadsheet here, or choose it"),
            tr(
                ".xlsx, .csv, .tsv or address cards (.vcf), up to {rows} recipients and {size}",
                rows=formats.number(limits.FILE_ROWS.value),
                size=tr("{size} MB", size=limits.FILE_BYTES.value // (1024 * 1024)),
            ),
        )
        self.zone.chosen.connect(self.take)
        self.zone.refused.connect(self.tell)
        self.zone.pressed.connect(self.wants_file)
        self._problem = label("", "danger", wrap=True)
        self._trouble = holding(row(Picture("circle-alert", "danger", 14), self._problem, spacing=8))
        self._trouble.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self._trouble.hide()
        self.sheet = combo([])
        self.titles = combo([])
        self.encoding = combo([])
        self.delimiter = combo([])
        self.hidden = QCheckBox()
        self._options = {
            control: _option(words, control)
            for words, control in (
                (tr("Sheet"), self.sheet),
                (tr("Encoding"), self.encoding),
                (tr("Separator"), self.delimiter),
            )
        }
        self._room = holding(FlowLayout(*self._options.values(), self.hidden, spacing=16))
        self._room.hide()
        self.titles_option = _option(tr("Column titles"), self.titles)
        """Seldom needed: whoever shows this form puts it below the preview."""
        self._notes = column(spacing=4)
        self.setLayout(column(self.zone, self._trouble, self._room, self._notes, spacing=12))
        for control in (self.sheet, self.titles, self.encoding, self.delimiter):
            control.currentIndexChanged.connect(self._choose)
        self.hidden.toggled.connect(self._choose)
        self._filling = False

    async def ask_for_file(self) -> None:
        """The file dialog."""
        chosen = await choose_file(
            self,
            tr("Choose the spreadsheet"),
            tr("Spreadsheets and address cards") + " (*.xlsx *.csv *.tsv *.vcf)",
        )
        if chosen is not None:
            self.take(chosen)

    def take(self, file: Path) -> None:
        """Read this file. The same one again is read anew: it may have been saved meanwhile."""
        self._forget()
        self.zone.set_file(file.name, tr("Reading …"))
        self.source = SheetSource(str(file))
        self.changed.emit(self.source)

    def show_source(self, source: SheetSource) -> None:
        """As a draft kept it."""
        self._forget()
        self.source = source if source.path else None
        if self.source is not None:
            self.zone.set_file(Path(source.path).name, tr("Reading …"))

    def forget_variables(self) -> None:
        """{1} of another text is another thing."""
        if self.source is not None:
            self.source = replace(self.source, columns=only_number(self.source.columns))

    def tell(self, problem: str) -> None:
        """Why the file cannot be taken; empty takes the words away."""
        self._problem.setText(problem)
        self._trouble.setHidden(not problem)
        if problem:
            self.zone.clear()

    def show_found(self, found: Preparation) -> None:
        """What was found in the file: its rows, notes, and choices where there is one."""
        info = found.sheet
        if info is None or self.source is None:
            return
        self.tell("")
        name = Path(self.source.path).name
        rows = trn("{count} row", "{count} rows", found.rows)
        if found.columns.assigned.get("number") is None:
            rows = tr("Which column holds the numbers?")
        elif len(info.sheet_names) > 1:
            rows = tr("{rows} on the sheet “{sheet}”", rows=rows, sheet=info.sheet)
        self.zone.set_file(name, rows)
        self._filling = True
        self._offer_sheets(info)
        self._offer_titles(found)
        self._offer_text_choices(info, len(found.columns.names))
        self.hidden.setText(
            trn("Include {count} hidden row", "Include {count} hidden rows", info.hidden_rows)
        )
        self.hidden.setChecked(self.source.include_hidden)
        self.hidden.setHidden(not info.hidden_rows)
        self._filling = False
        shown = [*self._options.values(), self.hidden]
        self._room.setHidden(all(each.isHidden() for each in shown))
        self._say(info)

    def _forget(self) -> None:
        self.tell("")
        self._room.hide()
        clear(self._notes)

    def _offer_sheets(self, info: SheetInfo) -> None:
        names = [
            (name, tr("{sheet} (hidden)", sheet=name) if name in info.hidden_sheets else name)
            for name in info.sheet_names
        ]
        self._fill(self.sheet, names, info.sheet)
        self._options[self.sheet].setHidden(len(names) < 2)

    def _offer_titles(self, found: Preparation) -> None:
        header = found.columns.header_row
        rows = {number for number, _ in found.preview[:_TITLE_ROWS]} | ({header} if header else set())
        choices: list[tuple[Any, str]] = [(0, tr("None"))]
        choices += [(number, tr("Row {row}", row=number)) for number in sorted(rows)]
        self._fill(self.titles, choices, header or 0)

    def _offer_text_choices(self, info: SheetInfo, columns: int) -> None:
        assert self.source is not None
        doubtful = info.encoding_guessed or bool(self.source.encoding)
        self._fill(self.encoding, list(ENCODINGS.items()), info.encoding)
        self._options[self.encoding].setHidden(not (info.encoding and doubtful))
        words = {"\t": tr("Tab"), ";": tr("Semicolon"), "|": tr("Bar"), ",": tr("Comma")}
        lone = columns < 2 or bool(self.source.delimiter)
        choices: list[tuple[Any, str]] = [(one, words[one]) for one in DELIMITERS]
        self._fill(self.delimiter, choices, info.delimiter)
        self._options[self.delimiter].setHidden(not (info.delimiter and lone))

    def _fill(self, control: QComboBox, choices: list[tuple[Any, str]], chosen: Any) -> None:
        control.clear()
        for value, words in choices:
            control.addItem(words, value)
        set_value_of(control, chosen)

    def _say(self, info: SheetInfo) -> None:
        clear(self._notes)
        for note in info.notes:
            words = label(str(note), "secondary", wrap=True)
            line = row(Picture("info", "text_secondary", 14), words, spacing=8)
            line.setStretch(1, 1)
            self._notes.addLayout(line)

    def _choose(self) -> None:
        source = self.source
        if self._filling or source is None:
            return
        changed = replace(source, include_hidden=self.hidden.isChecked() and not self.hidden.isHidden())
        sender = self.sender()
        if sender is self.sheet:
            # Another sheet has other columns.
            changed = replace(changed, sheet=self.sheet.currentData(), columns={}, header_row=None)
        elif sender is self.titles:
            changed = replace(changed, header_row=self.titles.currentData())
        elif sender is self.encoding:
            changed = replace(changed, encoding=self.encoding.currentData())
        elif sender is self.delimiter:
            changed = replace(changed, delimiter=self.delimiter.currentData(), columns={}, header_row=None)
        self.source = changed
        self.changed.emit(changed)


def _option(words: str, control: QComboBox) -> QWidget:
    title = label(words, "small")
    title.setBuddy(control)
    control.setAccessibleName(words)
    return holding(row(title, control, spacing=8))
