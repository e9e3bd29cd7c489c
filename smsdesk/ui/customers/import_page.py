"""Customers from a spreadsheet: file, columns, where they go, and then what came of it (C2)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QStackedWidget

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr, trn
from smsdesk.operations.groups import list_groups
from smsdesk.operations.imports import (
    Imported,
    export_refused,
    import_customers,
    preview_import,
    take_back,
)
from smsdesk.ui.bridge import Work
from smsdesk.ui.context import Context
from smsdesk.ui.customers.exporting import SHEETS
from smsdesk.ui.customers.import_columns import ColumnStep
from smsdesk.ui.customers.import_file import FileStep
from smsdesk.ui.customers.import_result import ImportResult
from smsdesk.ui.customers.import_target import TargetStep
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import choose_file, choose_save, confirm
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, scrolling
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.work_bar import WorkBar


class ImportPage(Page):
    """Begins empty, or with the ``group_id`` to import into, or with a ``file``."""

    def __init__(self, context: Context, *, group_id: int | None = None, file: Path | None = None) -> None:
        super().__init__(context, tab="customers", title=tr("Import customers"))
        self._begin_with: tuple[int | None, Path | None] | None = (group_id, file)
        self._group_id: int | None = None
        self._reading: Work | None = None
        self._importing = False
        self.file = FileStep()
        self.columns = ColumnStep(context)
        self.target = TargetStep()
        self.start = button(tr("Import"), self.act(self._import), kind="primary", picture="import")
        self.tools.add(self.start)
        self.undo = button(tr("Undo the import"), self.act(self._undo), picture="undo-2")
        self.again = button(tr("Import another file"), self._restart, picture="file-spreadsheet")
        self.show_them = button(tr("Show in the pool"), self._show_them, picture="users")
        self.send = button(tr("Send SMS to the group"), self._send, kind="primary", picture="send")
        for each in (self.undo, self.again, self.show_them, self.send):
            self.tools.add(each)
            each.hide()
        self._works = column(spacing=8)
        self._steps = holding(column(self.file, self.target, self.columns, STRETCH, spacing=16))
        self._stack = QStackedWidget()
        self._stack.addWidget(scrolling(self._steps))
        self.result: ImportResult | None = None
        self._done: Imported | None = None
        self.body.addLayout(self._works)
        self.body.addWidget(self._stack, 1)
        self.file.changed.connect(self.act(self._read))
        self.file.wants_file.connect(self.act(self._ask_file))
        self.columns.changed.connect(self._look)
        self.target.changed.connect(self._look)
        self._look()

    def file_words(self) -> str:
        if self._importing:
            return tr("Wait until the import is finished.")
        return "" if self._stack.currentIndex() else tr("Drop to import from this file")

    def take_file(self, file: Path) -> None:
        if not self._importing:
            self.file.take(file)

    async def load(self) -> None:
        if self._begin_with is None:
            return
        group_id, file = self._begin_with
        self._begin_with = None
        self.target.show_groups(await self.context.runner.run(list_groups), group_id)
        if file is not None:
            self.file.take(file)

    async def _ask_file(self) -> None:
        filters = tr("Spreadsheets and address cards") + " (*.xlsx *.csv *.tsv *.vcf)"
        chosen = await choose_file(self, tr("Choose the file"), filters)
        if chosen is not None:
            self.file.take(chosen)

    async def _read(self) -> None:
        """Look at the file; a later choice ends an earlier look."""
        if self._reading is not None:
            self._reading.cancel()
        path = self.file.path
        assert path is not None
        self._reading = work = Work()
        self.columns.show_nothing()
        self._look()
        try:
            found = await self.context.runner.run_job(
                work, preview_import, path=path, **self.file.options(), progress=work.progress
            )
        except DeskError as fault:
            if work is self._reading:
                self.file.tell(str(fault))
                self._look()
            return
        if work is self._reading:
            self._reading = None
            self.file.show_found(found)
            self.columns.show_found(found)
            self._look()

    def problem(self) -> str:
        """Why it cannot be imported yet; empty when it can."""
        return self.columns.problem() or self.target.problem()

    def _look(self) -> None:
        found = self.columns.found is not None
        if self.target.opened is not found:
            self.target.open_step(found)
        problem = self.problem()
        self.start.setText(self._start_words())
        self.start.setEnabled(not problem and not self._importing)
        self.start.setToolTip(problem)
        self.start.setAccessibleDescription(problem)

    def _start_words(self) -> str:
        """The button says how much it takes, where that is known before the file has been read."""
        found = self.columns.found
        if found is None or found.info.format == "vcf" or not found.first_rows:
            return tr("Import")
        rows = max(1, found.info.last_row - (found.header_row or 0))
        return trn("Import {count} row", "Import {count} rows", rows)

    # The import

    async def _import(self) -> None:
        path, columns, target = self.file.path, self.columns.columns(), self.target.target()
        if path is None or columns is None:
            return
        self._set_importing(True)
        work = Work()
        bar = WorkBar(tr("Importing {file}", file=path.name), work)
        self._works.addWidget(bar)
        try:
            done = await self.context.runner.run_job(
                work,
                import_customers,
                path=path,
                columns=columns,
                sms_type=self.target.sms_type(),
                group_id=target.group_id,
                new_group=target.new_group,
                **self.file.options(),
                progress=work.progress,
            )
        except DeskError as fault:
            self._tell(fault)
        else:
            self._show_result(done)
        finally:
            bar.finish()
            self._set_importing(False)

    def _tell(self, fault: DeskError) -> None:
        if fault.field == "name":
            self.target.form.fields["group"].tell(str(fault))
        else:
            self.bars.error(fault)

    def _set_importing(self, importing: bool) -> None:
        self._importing = importing
        self._steps.setEnabled(not importing)
        self._look()

    def _show_result(self, done: Imported) -> None:
        self._done = done
        self._group_id = done.group_id
        self.bars.clear()
        self.result = ImportResult(self, done, self.act(self._export, done))
        self._stack.addWidget(self.result)
        self._stack.setCurrentWidget(self.result)
        self._show_buttons(True)

    def _show_buttons(self, done: bool) -> None:
        self.start.setHidden(done)
        self.undo.setHidden(not (done and self._done is not None and self._done.addition is not None))
        self.again.setHidden(not done)
        self.show_them.setHidden(not done)
        self.send.setHidden(not (done and self._group_id is not None))

    def _restart(self) -> None:
        group_id = self._group_id
        if self.result is not None:
            self._stack.removeWidget(self.result)
            self.result.deleteLater()
            self.result = None
        self._stack.setCurrentIndex(0)
        self.file.forget()
        self.columns.show_nothing()
        self._show_buttons(False)
        self._begin_with = (group_id, None)
        self.refresh()

    async def _undo(self) -> None:
        """Take back what the import added, after a question."""
        done = self._done
        if done is None or done.addition is None:
            return
        title = trn(
            "Delete the {count} customer this import added?",
            "Delete the {count} customers this import added?",
            done.result.added,
        )
        words = tr("Fields that it filled for customers you had before stay as they are.")
        if not await confirm(self, title, words, tr("Delete"), destructive=True):
            return
        if done.addition.new_group is not None:
            self._group_id = None
        count = await self.context.runner.run(take_back, addition=done.addition)
        self._restart()
        self.bars.success(trn("{count} customer was deleted.", "{count} customers were deleted.", count))

    def _show_them(self) -> None:
        self.context.open("customers", "pool", group_id=self._group_id)

    def _send(self) -> None:
        self.context.open("bulk", "new", group_ids=[self._group_id])

    async def _export(self, done: Imported) -> None:
        name = tr("refused rows") + ".xlsx"
        path = await choose_save(self, tr("Export the refused rows"), name, SHEETS)
        if path is None:
            return
        work = Work()
        bar = WorkBar(tr("Exporting {file}", file=path.name), work)
        self._works.addWidget(bar)
        try:
            await self.context.runner.run_job(
                work,
                export_refused,
                refused=done.refused,
                names=done.names,
                path=path,
                progress=work.progress,
            )
        finally:
            bar.finish()
        self.bars.success(tr("Saved as {file}, each row with its reason.", file=path.name))
