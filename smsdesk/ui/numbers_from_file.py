"""The numbers of a file for a list of numbers: what is in the file is seen before anything is kept (C4, A6).

Stands in the panel of a page. A list says in a subclass how its numbers are looked up and added.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget
from shiboken6 import isValid

from smsdesk.domain import limits
from smsdesk.domain.errors import Cancelled, DeskError
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.imports import export_refused
from smsdesk.operations.number_files import NumberFile, Standing, read_number_file
from smsdesk.ui import formats
from smsdesk.ui.bridge import Work
from smsdesk.ui.exports import ask_and_export
from smsdesk.ui.numbers_found import NumbersFound
from smsdesk.ui.reading_options import LISTS, ReadingOptions
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import choose_file
from smsdesk.ui.widgets.drop_zone import DropZone
from smsdesk.ui.widgets.form import FormField, combo
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import column, holding, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.preview_table import column_title
from smsdesk.ui.widgets.tips import plain_tip
from smsdesk.ui.widgets.work_bar import WorkBar

#: Characters of an example that are shown beside a column's title.
_EXAMPLE = 24


class NumbersFromFile(QWidget):
    """``start`` is the button that adds them, for the foot of the panel; ``fields`` of the list itself stand
    between the file and what was found in it."""

    def __init__(self, page: Page, *fields: QWidget) -> None:
        super().__init__()
        self.page = page
        self.path: Path | None = None
        self.found: NumberFile | None = None
        self.standing: Standing | None = None
        self._work: Work | None = None
        self._adding = False
        self._comparisons = 0
        self.start: QPushButton = button(self.start_words(0), self._begin_adding, kind="primary")
        self.zone = DropZone(
            tr("Drop the file here, or choose it"),
            tr(
                "A spreadsheet or a list from another program: .xlsx, .csv, .tsv or .vcf, up to {rows} rows",
                rows=formats.number(limits.FILE_ROWS.value),
            ),
            endings=LISTS,
        )
        self.zone.chosen.connect(self.take)
        self.zone.pressed.connect(lambda: self._spawn(self._ask()))
        self.zone.refused.connect(self._tell)
        self._problem = label("", "danger", wrap=True)
        trouble = row(Picture("circle-alert", "danger", 14), self._problem, spacing=8)
        trouble.setStretch(1, 1)
        self._trouble = holding(trouble)
        self.choices = ReadingOptions()
        self.choices.changed.connect(lambda: self._read())
        self.column = combo([])
        self.column.setPlaceholderText(tr("Choose a column"))
        # Long titles must not make the panel wider than it is.
        self.column.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._column = FormField(tr("Column with the numbers"), self.column)
        self.column.currentIndexChanged.connect(lambda _at: self._column_chosen())
        beside = row(*fields, spacing=16)
        for field in fields:
            beside.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        beside.setStretch(0, 1)
        self.fields = holding(beside)
        self._own = bool(fields)
        self.result = NumbersFound(lambda: self._spawn(self._export()))
        self._works = column()
        for hidden in (self._trouble, self._column, self.fields, self.result):
            hidden.hide()
        self._filling = False
        self.setLayout(
            column(
                self.zone,
                self._trouble,
                self._works,
                self.choices,
                self._column,
                self.fields,
                self.result,
                spacing=16,
            )
        )
        page.panel.closed.connect(self.stop)
        self._look()

    # What a list says

    def start_words(self, count: int) -> str:
        """What the button says for so many new numbers; 0 while they are not known."""
        raise NotImplementedError

    async def stand(self, numbers: Sequence[str]) -> Standing:
        """How the list stands to these numbers, each of them once."""
        raise NotImplementedError

    async def add(self, numbers: Sequence[str], work: Work) -> None:
        """Add them and say so on the page."""
        raise NotImplementedError

    def full_words(self, standing: Standing, new: int) -> str:
        """That so many new ones do not fit."""
        raise NotImplementedError

    def raising(self, standing: Standing, new: int) -> QPushButton | None:
        """Raises the limit so far that they fit, where that can be done."""
        return None

    # The file

    def take(self, file: Path) -> None:
        """Read this file."""
        if self._adding:
            return
        self.path = file
        self.choices.forget()
        self.column.clear()
        self._read()

    def stop(self) -> None:
        """The panel closes or takes another file: what runs is given up."""
        if self._work is not None:
            self._work.cancel()
            self._work = None

    async def _ask(self) -> None:
        if self._adding:
            return
        endings = " ".join(f"*.{ending}" for ending in LISTS)
        chosen = await choose_file(
            self.page, tr("Choose the file"), f"{tr('Spreadsheets and address cards')} ({endings})"
        )
        if chosen is not None and isValid(self):
            self.take(chosen)

    def _read(self) -> None:
        self.stop()
        assert self.path is not None
        self._work = work = Work()
        self.found = self.standing = None
        self._trouble.hide()
        self.result.hide()
        self.zone.set_file(self.path.name, tr("Reading …"))
        self._look()
        bar = WorkBar(tr("Reading the file"), work)
        self._works.addWidget(bar)
        self._spawn(self._reading(work, bar, self.path, self.column.currentData(), self.choices.options()))

    async def _reading(
        self, work: Work, bar: WorkBar, path: Path, column: int | None, options: dict[str, Any]
    ) -> None:
        """Touches no widget before it knows that it is still there: another form may have the panel."""
        try:
            found = await self.page.context.runner.run_job(
                work,
                read_number_file,
                path=path,
                column=column,
                **options,
                progress=work.progress,
            )
        except DeskError as fault:
            if isValid(self) and work is self._work:
                self._work = None
                self._forget("" if isinstance(fault, Cancelled) else str(fault))
            return
        finally:
            if isValid(bar):
                bar.finish()
        if isValid(self) and work is self._work:
            self._work = None
            self._show(found)
            await self.compare()

    def _forget(self, problem: str) -> None:
        """Back to the invitation, with what was wrong."""
        self.path = None
        self.zone.clear()
        self.choices.forget()
        for part in (self._column, self.fields, self.result):
            part.hide()
        self._tell(problem)
        self._look()

    def _tell(self, problem: str) -> None:
        self._problem.setText(problem)
        self._trouble.setHidden(not problem)

    def _show(self, found: NumberFile) -> None:
        assert self.path is not None
        self.found = found
        rows = len(found.numbers) + found.duplicates + len(found.wrong) or found.info.last_row
        self.zone.set_file(self.path.name, trn("{count} row", "{count} rows", rows))
        self.choices.show_found(found.info)
        self._filling = True
        self.column.clear()
        for place, (name, samples) in enumerate(zip(found.names, found.samples, strict=True)):
            if samples or place == found.column:
                title, example = column_title(name, place), next(iter(samples), "")
                words = tr("{column} (e.g. {example})", column=title, example=example[:_EXAMPLE])
                self.column.addItem(words if example else title, place)
        self.column.setCurrentIndex(-1 if found.column is None else self.column.findData(found.column))
        self._filling = False
        self._column.setHidden(found.info.format == "vcf")
        self.fields.setHidden(found.column is None or not self._own)
        if found.column is None:
            self._tell(tr("No column of this file holds mobile numbers. Choose the column with the numbers."))
        self._look()

    def _column_chosen(self) -> None:
        if not self._filling and self.path is not None and self.column.currentData() is not None:
            self._read()

    # The list

    def compare_anew(self) -> None:
        """What the numbers are compared with has changed."""
        if self.found is not None and self.found.column is not None and not self._adding:
            self.standing = None
            self._look()
            self._spawn(self.compare())

    async def compare(self) -> None:
        """How many are new."""
        found = self.found
        if found is None or found.column is None:
            return
        self._comparisons += 1
        asked = self._comparisons
        standing = await self.stand(found.numbers)
        if not isValid(self) or found is not self.found or asked != self._comparisons:
            return
        self.standing = standing
        new = len(found.numbers) - standing.already
        self.result.show_found(found, standing)
        if new > standing.room:
            self.result.warn(self.full_words(standing, new), self.raising(standing, new))
        self.result.show()
        self._look()

    def problem(self) -> str:
        """Why nothing can be added; empty when it can."""
        found, standing = self.found, self.standing
        if self._adding or self._work is not None:
            return tr("One moment …")
        if found is None:
            return tr("Choose the file with the numbers.")
        if found.column is None:
            return tr("Choose the column with the numbers.")
        if not found.numbers:
            return tr("This column holds no numbers. Choose another one.")
        if standing is None:
            return tr("One moment …")
        new = len(found.numbers) - standing.already
        if not new:
            return tr("All these numbers are on the list already.")
        return self.full_words(standing, new) if new > standing.room else ""

    def _look(self) -> None:
        problem = self.problem()
        new = 0
        if self.found is not None and self.standing is not None:
            new = len(self.found.numbers) - self.standing.already
        self.start.setText(self.start_words(new))
        self.start.setEnabled(not problem)
        self.start.setToolTip(plain_tip(problem))
        self.start.setAccessibleDescription(problem)

    def _begin_adding(self) -> None:
        if not self.problem():
            self._set_adding(True)  # at once: a second press may come before the work begins
            self._spawn(self._add())

    async def _add(self) -> None:
        assert self.found is not None
        self._work = work = Work()
        bar = WorkBar(tr("Adding the numbers"), work)
        self._works.addWidget(bar)
        try:
            await self.add(self.found.numbers, work)
        except Cancelled:
            if isValid(self):
                self.page.panel.bars.info(tr("Stopped. Nothing was added."))
        except DeskError as fault:
            if not isValid(self):
                raise
            self.page.panel.bars.error(fault)
        else:
            if isValid(self) and self.isVisible():
                self.page.panel.close_panel()
        finally:
            if isValid(self):
                bar.finish()
                if work is self._work:
                    self._work = None
                self._set_adding(False)

    def _set_adding(self, adding: bool) -> None:
        self._adding = adding
        for part in (self.zone, self.choices, self._column, self.fields, self.result):
            part.setEnabled(not adding)
        self._look()

    async def _export(self) -> None:
        found = self.found
        if found is not None:
            await ask_and_export(
                self.page,
                title=text("Rows without a number"),
                name=tr("Rows without a number"),
                job=export_refused,
                arguments={"refused": found.wrong, "names": found.names},
                formats=("xlsx", "csv", "tsv"),
            )

    def _spawn(self, coroutine: object) -> None:
        self.page.spawn(coroutine)  # type: ignore[arg-type]
