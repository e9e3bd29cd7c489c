"""Step 1 of an import: the spreadsheet, and how it is read (C2, B2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal

from smsdesk.domain import limits
from smsdesk.domain.text import tr, trn
from smsdesk.operations.imports import ImportPreview
from smsdesk.sheets.contract import SheetInfo
from smsdesk.ui import formats
from smsdesk.ui.reading_options import LISTS, ReadingOptions
from smsdesk.ui.widgets.drop_zone import DropZone
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import clear, column, holding, row
from smsdesk.ui.widgets.step_card import GOOD, OPEN, StepCard


class FileStep(StepCard):
    """``changed`` when a file was taken or is to be read otherwise; ``wants_file`` to choose one."""

    changed = Signal()
    wants_file = Signal()

    def __init__(self) -> None:
        super().__init__(1, tr("File"))
        self.path: Path | None = None
        self.zone = DropZone(
            tr("Drop your spreadsheet or contacts here, or choose the file"),
            tr(
                ".xlsx, .csv, .tsv or .vcf, also from Google, Outlook, Shopify or a telephone, up to {rows} "
                "customers and {size}",
                rows=formats.number(limits.FILE_ROWS.value),
                size=tr("{size} MB", size=limits.FILE_BYTES.value // (1024 * 1024)),
            ),
            endings=LISTS,
        )
        self.zone.chosen.connect(self.take)
        self.zone.pressed.connect(self.wants_file)
        self.zone.refused.connect(self.tell)
        self._problem = label("", "danger", wrap=True)
        trouble = row(Picture("circle-alert", "danger", 14), self._problem, spacing=8)
        trouble.setStretch(1, 1)
        self._trouble = holding(trouble)
        self._trouble.hide()
        self.choices = ReadingOptions()
        self._needed = label(
            tr(
                "Only the numbers are needed. Names, notes and whatever else is in the file – birthdays, "
                "usual orders – can come along as columns of your own."
            ),
            "secondary",
            wrap=True,
        )
        self._notes = column(spacing=4)
        for part in (self.zone, self._needed, self._trouble, self.choices):
            self.body.addWidget(part)
        self.body.addLayout(self._notes)
        self.choices.changed.connect(self._begin)
        self.set_state(OPEN, "")

    def take(self, file: Path) -> None:
        """Read this file; the same one again is read anew."""
        self.path = file
        self.choices.forget()
        self._begin()

    def forget(self) -> None:
        """Back to the invitation."""
        self.path = None
        self._needed.show()
        self._trouble.hide()
        self.choices.forget()
        clear(self._notes)
        self.zone.clear()
        self.set_state(OPEN, "")

    def options(self) -> dict[str, Any]:
        """Keywords of ``preview_import`` and ``import_customers``."""
        return self.choices.options()

    def tell(self, problem: str) -> None:
        """Why the file cannot be taken."""
        self.forget()
        self._problem.setText(problem)
        self._trouble.show()

    def show_found(self, found: ImportPreview) -> None:
        """What was found in the file, and the choices where there are some."""
        if self.path is None:
            return
        info = found.info
        rows = trn("{count} row", "{count} rows", max(0, info.last_row - (found.header_row or 0)))
        if info.format == "vcf":
            rows = tr("Address cards")
        if len(info.sheet_names) > 1:
            rows = tr("{rows} on the sheet “{sheet}”", rows=rows, sheet=info.sheet)
        self.zone.set_file(self.path.name, rows)
        self.choices.show_found(info)
        self._say(info)
        self.set_state(GOOD, "")

    def _say(self, info: SheetInfo) -> None:
        clear(self._notes)
        for note in info.notes:
            line = row(Picture("info", "info", 14), label(str(note), "secondary", wrap=True), spacing=8)
            line.setStretch(1, 1)
            self._notes.addWidget(holding(line))

    def _begin(self) -> None:
        assert self.path is not None
        self._needed.hide()
        self._trouble.hide()
        self.zone.set_file(self.path.name, tr("Reading …"))
        self.set_state(OPEN, "")
        self.changed.emit()
