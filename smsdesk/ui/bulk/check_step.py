"""Step 3: every row is checked before anything is sent; what is left out says why and is mended here (B4)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from smsdesk.domain.checking import Reason, RejectedRow
from smsdesk.domain.places import country_name
from smsdesk.domain.templates import variables
from smsdesk.domain.text import tr, trn
from smsdesk.operations.preparation import Preparation
from smsdesk.ui.bridge import Work
from smsdesk.ui.bulk.check_rows import (
    READY_VALUES,
    REJECTED_VALUES,
    PlacedMessage,
    SortedRows,
    ready_columns,
    rejected_columns,
    repeated_columns,
    role_of,
)
from smsdesk.ui.bulk.composition import Composition
from smsdesk.ui.bulk.count_chips import Count, CountChips
from smsdesk.ui.bulk.fix_row import FixRow, Written
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.data_table import DataTable
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row
from smsdesk.ui.widgets.row_delegate import ROW_HEIGHT
from smsdesk.ui.widgets.step_card import CLOSED, GOOD, OPEN, StepCard
from smsdesk.ui.widgets.table_model import RowsModel
from smsdesk.ui.widgets.work_bar import WorkBar

READY, REPEATED = "ready", "repeated"
#: Rows in view at most, and the height of the header with the frame.
_ROWS, _HEADER = 6, 42

Spawn = Callable[[Coroutine[Any, Any, Any]], None]


class CheckStep(StepCard):
    """``shown(index)`` a ready row was selected, ``refused(row)`` a row left out; ``export(reason)``."""

    shown = Signal(int)
    refused = Signal(object)
    export = Signal(str)

    def __init__(self, context: Context, composition: Composition, spawn: Spawn) -> None:
        super().__init__(3, tr("Check"))
        self._composition = composition
        self._context = context
        self._spawn = spawn
        self._work: Work | None = None
        self._shown_of: Preparation | None = None
        self._corrected: tuple[int, int] | None = None
        """Row that was corrected and its place in the table, until the table is shown anew."""
        self._begun: tuple[str, Written | None] = ("", None)
        """Rows to show and what was typed into one of them, until the check has ended."""
        self._running = column(spacing=0)
        self.again = button(tr("Check again"), composition.recheck, picture="refresh-cw")
        self._stopped = holding(row(label(tr("The check was stopped."), "secondary"), self.again, STRETCH))
        self.chips = CountChips(tr("Rows by result of the check"))
        self.one_each = QCheckBox(tr("Only one message per number"))
        self.save_wrong = button(tr("Export"), self._export, kind="quiet", picture="download")
        self._ambiguous = column(spacing=0)
        self.bar: Bar | None = None
        self._ready_rows: SortedRows[PlacedMessage] = SortedRows(context.runner, self._ready, READY_VALUES)
        self._repeated_rows: SortedRows[PlacedMessage] = SortedRows(
            context.runner, self._repeated, READY_VALUES
        )
        self._wrong_rows: SortedRows[RejectedRow] = SortedRows(
            context.runner, self._rejected, REJECTED_VALUES
        )
        self.ready: DataTable[PlacedMessage] = DataTable(
            context,
            RowsModel(ready_columns(), lambda one: one[1].row),
            name=tr("Messages that are ready"),
            memory="bulk-ready",
            bar_from=1_000_000,
        )
        self.repeated: DataTable[PlacedMessage] = DataTable(
            context,
            RowsModel(repeated_columns(), lambda one: one[1].row),
            name=tr("Numbers that get several texts"),
            memory="bulk-repeated",
            bar_from=1_000_000,
        )
        self.wrong: DataTable[RejectedRow] = DataTable(
            context,
            RowsModel(rejected_columns(), lambda one: one.row),
            name=tr("Rows left out"),
            memory="bulk-rejected",
            bar_from=1_000_000,
        )
        self.ready.model.set_loader(self._ready_rows.load)
        self.repeated.model.set_loader(self._repeated_rows.load)
        self.wrong.model.set_loader(self._wrong_rows.load)
        self.fix = FixRow()
        self._build()

    def _build(self) -> None:
        tools = row(self.one_each, STRETCH, self.save_wrong, spacing=8)
        self._results = holding(
            column(
                self._ambiguous,
                self.chips,
                self.ready,
                self.repeated,
                self.wrong,
                self.fix,
                tools,
                spacing=12,
            )
        )
        self.body.addLayout(self._running)
        self.body.addWidget(self._stopped)
        self.body.addWidget(self._results)
        self.chips.chosen.connect(lambda _key: self._show_rows())
        self.one_each.toggled.connect(self._composition.set_one_per_number)
        self.ready.chosen.connect(self._choose_ready)
        self.repeated.chosen.connect(self._choose_ready)
        self.wrong.chosen.connect(self._choose_wrong)
        self.fix.fixed.connect(self._fix)
        self.fix.left.connect(self._leave)
        self._composition.message_changed.connect(self.show_state)
        self._composition.source_changed.connect(self.show_state)
        self._composition.check_changed.connect(self.show_state)
        self._composition.rows_changed.connect(self._show_counts)
        self._composition.outdated.connect(lambda: self.go_on(self.chips.value(), self.fix.written()))
        self.show_state()

    def show_index(self, index: int) -> None:
        """The phone went on to another ready message: select it, where it is in the table."""
        if self.chips.value() == READY and index < len(self.ready.model.rows):
            selection = self.ready.view.selectionModel()
            selection.blockSignals(True)
            self.ready.view.selectRow(index)
            selection.blockSignals(False)
            self.ready.view.viewport().update()

    def go_on(self, rows: str, correction: Written | None) -> None:
        """Once the check has ended, show the rows of that chip and what was typed into one of them."""
        self._begun = (rows, correction)

    # State

    def show_state(self) -> None:
        composition = self._composition
        self._show_work(composition.work)
        earlier = composition.message.problem() or composition.source_problem()
        found = composition.current
        if earlier:
            self.set_state(CLOSED, tr("Opens when there are recipients."))
        elif composition.checking or composition.stopped or found is None:
            self.set_state(OPEN, tr("Checking …") if composition.checking else "")
        else:
            self._show_summary(found)
        self._stopped.setHidden(not composition.stopped or composition.checking)
        unknown = found is not None and found.columns.assigned.get("number") is None
        self._results.setHidden(found is None or unknown)
        if found is None:
            self._shown_of = None
            return
        if found is not self._shown_of:
            self._shown_of = found
            self.one_each.blockSignals(True)
            self.one_each.setChecked(composition.one_per_number)
            self.one_each.blockSignals(False)
            self.fix.forget()
            self._show_counts()

    def _show_summary(self, found: Preparation) -> None:
        if found.columns.assigned.get("number") is None:
            self.set_state(OPEN, tr("Opens when the column of the numbers is known."))
            self._room.hide()
            return
        ready = trn("{count} ready", "{count} ready", found.ready)
        wrong = found.rejected_count()
        if wrong:
            ready = tr(
                "{ready}, {wrong}", ready=ready, wrong=trn("{count} left out", "{count} left out", wrong)
            )
        self.set_state(GOOD if found.ready else OPEN, ready)

    def _show_work(self, work: Work | None) -> None:
        if work is self._work:
            return
        self._work = work
        clear(self._running)
        if work is not None:
            self._running.addWidget(WorkBar(tr("Checking every recipient"), work))

    def _show_counts(self) -> None:
        found = self._composition.current
        if found is None:
            return
        counts = [Count(READY, tr("Ready"), found.ready, "success")]
        if found.repeated_count:
            counts.append(Count(REPEATED, tr("Same number, other text"), found.repeated_count, "warning"))
        for reason, count in sorted(found.counts.items(), key=lambda one: (-one[1], one[0])):
            if count:
                known = Reason(reason)
                counts.append(Count(known, str(known.label), count, role_of(known)))
        self.chips.set_counts(counts)
        rows, correction = self._begun
        self._begun = ("", correction)
        if rows in self.chips.chips:
            self.chips.choose(rows)
        elif not found.ready and len(counts) > 1:  # then there are no repeated ones either
            self.chips.choose(counts[1].key)  # what is to be mended, and no empty list
        for rows_of in (self._ready_rows, self._repeated_rows, self._wrong_rows):
            rows_of.forget()
        self._ask_about_ambiguous(found)
        self._show_summary(found)
        self._show_rows()

    def _show_rows(self) -> None:
        key = self.chips.value()
        found = self._composition.current
        if found is None:
            return
        self.ready.setHidden(key != READY or not found.ready)
        self.repeated.setHidden(key != REPEATED)
        self.wrong.setHidden(key in (READY, REPEATED))
        if self.wrong.isHidden():
            self.fix.forget()
        wrong = found.rejected_count("" if key == READY else key)
        self.save_wrong.setHidden(not wrong)
        self.save_wrong.setText(trn("Export {count} row left out", "Export {count} rows left out", wrong))
        self._wrong_rows.forget()
        self._spawn(self._reload())

    async def _reload(self) -> None:
        if self._composition.current is None:
            return
        sent: dict[str, DataTable[Any]] = {READY: self.ready, REPEATED: self.repeated}
        table = sent.get(self.chips.value(), self.wrong)
        await table.reload()
        # As high as its rows: an empty rest would only push the next step away.
        table.setFixedHeight(_HEADER + ROW_HEIGHT * min(max(table.model.rowCount(), 2), _ROWS))
        correction = self._begun[1]
        if correction is not None and table.model.rowCount():
            self._begun = ("", None)
            if table is self.wrong and self.wrong.select(correction[0]):
                if not self.fix.row():
                    self._choose_wrong(self.wrong.selected()[0])  # it was selected before too
                self.fix.write(correction)
        if self._corrected is not None:
            (number, place), self._corrected = self._corrected, None
            self._go_on(number, place)

    def _ready(self, start: int, count: int | None) -> list[PlacedMessage]:
        found = self._composition.current
        return list(enumerate(found.messages(start, count), start)) if found else []

    def _repeated(self, start: int, count: int | None) -> list[PlacedMessage]:
        found = self._composition.current
        return found.repeated(start, count) if found else []

    def _rejected(self, start: int, count: int | None) -> list[RejectedRow]:
        found = self._composition.current
        return found.rejected(self.chips.value(), start, count) if found else []

    # Numbers with two readings

    def _ask_about_ambiguous(self, found: Preparation) -> None:
        clear(self._ambiguous)
        self.bar = None
        count = found.counts[Reason.AMBIGUOUS_NUMBER]
        if not count:
            return
        words = trn(
            "{count} number can be read in two ways. How is it meant?",
            "{count} numbers can be read in two ways. How are they meant?",
            count,
        )
        self.bar = Bar(
            "warning",
            words,
            actions=(
                (
                    tr(
                        "Numbers of my country ({country})",
                        country=country_name(self._context.profile.country),
                    ),
                    lambda: self._composition.set_ambiguity("national"),
                ),
                (
                    tr("With country code"),
                    lambda: self._composition.set_ambiguity("international"),
                ),
            ),
            lasting=True,
        )
        self._ambiguous.addWidget(self.bar)

    # Rows

    def _choose_ready(self, chosen: PlacedMessage | None) -> None:
        if chosen is not None:
            self.shown.emit(chosen[0])

    def _choose_wrong(self, chosen: RejectedRow | None) -> None:
        found = self._composition.current
        if chosen is None or found is None:
            return
        self.fix.show_row(chosen, max(variables(found.wording.body), default=0))
        self.refused.emit(chosen)

    def _fix(self, number: int, phone: str, values: tuple[str, ...]) -> None:
        self._spawn(self._fixed(number, phone, values))

    async def _fixed(self, number: int, phone: str, values: tuple[str, ...]) -> None:
        place = next((at for at, one in enumerate(self.wrong.model.rows) if one.row == number), 0)
        self._corrected = (number, place)  # before: the rows are shown anew by the change itself
        self._composition.fix(number, phone, values)

    def _go_on(self, number: int, place: int) -> None:
        """After a correction: the same row when it is still wrong, else the next one in its place."""
        left = self.wrong.model.rows
        if self.chips.value() in (READY, REPEATED) or not left:
            self.fix.forget()
            return
        if not self.wrong.select(number):
            self.wrong.select(left[min(place, len(left) - 1)].row)
        chosen = self.wrong.selected()
        if chosen:
            self._choose_wrong(chosen[0])
        self.fix.focus()

    def _leave(self) -> None:
        self.wrong.view.clearSelection()
        self.fix.forget()
        self.wrong.view.setFocus()

    def _export(self) -> None:
        key = self.chips.value()
        self.export.emit("" if key == READY else key)
