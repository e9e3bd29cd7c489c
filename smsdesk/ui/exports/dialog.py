"""The list of exports: those being written with their progress, and the finished files (D8)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from smsdesk.domain.errors import NotFound, Unavailable
from smsdesk.domain.exports import Export, FileState
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.exports import delete_export, forget_export, list_exports
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.exports.background import Exports
from smsdesk.ui.folder_opener import show_in_folder
from smsdesk.ui.widgets.badge import Badge
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm, until_closed
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row
from smsdesk.ui.widgets.table_model import Column, RowsModel
from smsdesk.ui.widgets.work_bar import WorkBar

Act = Callable[[Sequence[Export]], Coroutine[Any, Any, None]]


def open_export(export: Export) -> None:
    """Open the file in its program. Raises ``NotFound`` or ``Unavailable`` with what to do."""
    path = Path(export.path)
    if not path.exists():
        raise NotFound(
            text(
                "“{path}” is not there any more: it was moved or deleted. Export it again.", path=export.path
            )
        )
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(export.path)):
        raise Unavailable(
            text(
                "No program on this computer opens “{file}”. It lies in {folder}.",
                file=path.name,
                folder=str(path.parent),
            )
        )


class ExportsDialog(QDialog):
    """Window-modal; exports go on when it is closed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._context = context
        self._exports = Exports.of(context)
        self.setWindowTitle(tr("Exports"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.bars = Bars()
        self._running = column(spacing=8)
        self.table = self._table()
        note = label(
            tr(
                "Files that were written by Export. They lie where you put them; deleting one here deletes "
                "it there."
            ),
            "secondary",
            wrap=True,
        )
        self.open_button = button(tr("Open"), self._on_chosen(self._open), picture="external-link")
        self.folder_button = button(
            tr("Show in folder"), self._on_chosen(self._show_folder), picture="folder"
        )
        self.delete_button = button(
            tr("Delete…"), self._on_chosen(self._delete), kind="danger-quiet", picture="trash-2"
        )
        foot = row(
            self.open_button,
            self.folder_button,
            self.delete_button,
            STRETCH,
            button(tr("Close"), self.accept, kind="primary"),
        )
        head = label(tr("Exports"), "title")
        whole = column(
            head,
            note,
            self.bars,
            holding(self._running),
            self.table,
            foot,
            spacing=12,
            margins=(24, 20, 24, 20),
        )
        whole.setStretch(4, 1)
        self.setLayout(whole)
        self.resize(960, 560)
        self.table.view.selectionModel().selectionChanged.connect(self._selected)
        self._exports.changed.connect(self._show_running)
        context.hub.changed.connect(self._things_changed)
        context.hub.new_day.connect(self.reload)
        self._show_running()
        self._selected()
        self.reload()

    def _table(self) -> DataTable[Export]:
        times = self._context.formats.time
        return DataTable(
            self._context,
            RowsModel(
                [
                    Column(
                        "file",
                        tr("File"),
                        lambda one: Path(one.path).name,
                        stretch=True,
                        tip=lambda one: one.path,
                    ),
                    Column("title", tr("Content"), lambda one: str(one.title), width=160, quiet=True),
                    Column(
                        "rows",
                        tr("Rows"),
                        lambda one: one.rows,
                        show=lambda one: formats.number(one.rows) if one.rows else formats.NOTHING,
                        number=True,
                        width=90,
                    ),
                    Column(
                        "size",
                        tr("Size"),
                        lambda one: one.size,
                        show=lambda one: formats.bytes_size(one.size),
                        number=True,
                        width=80,
                    ),
                    Column(
                        "finished",
                        tr("Written"),
                        lambda one: one.finished_at,
                        show=lambda one: times(one.finished_at),
                        width=140,
                        quiet=True,
                    ),
                    Column("state", tr("State"), lambda one: one.state.value, badge=_badge, width=150),
                ],
                identity=lambda one: one.id,
            ),
            name=tr("Exports"),
            memory="exports",
            empty=EmptyState(
                "download",
                tr("Nothing was exported yet."),
                tr("Press Export… on a page of Statistics, on a task or on your customers."),
            ),
            actions=[
                RowAction(tr("Open"), self._spawned(self._open), "external-link", many=False, fits=_there),
                RowAction(
                    tr("Show in folder"), self._spawned(self._show_folder), "folder", many=False, fits=_there
                ),
                RowAction(
                    tr("Delete…"), self._spawned(self._delete), "trash-2", destructive=True, delete=True
                ),
            ],
            bars=self.bars,
            bar_from=1_000,  # the buttons below are always there
        )

    # What is shown

    def reload(self) -> None:
        """Look at the list and its files again."""
        self._context.runner.spawn(self._load(), self.bars)

    async def _load(self) -> None:
        found = await self._context.runner.call(partial(list_exports, self._context.runner.desk))
        if isValid(self):
            self.table.set_rows(found)
            if found and not self.table.selected():  # the newest is what one comes for
                self.table.select(found[0].id)
            self._selected()

    def _things_changed(self, kinds: frozenset[str]) -> None:
        if "export" in kinds:
            self.reload()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Back from the file manager: a file may have been moved.
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.reload()

    def _show_running(self) -> None:
        clear(self._running)
        for one in self._exports.running():
            words = tr("Writing “{file}” ({what})", file=one.path.name, what=str(one.title))
            self._running.addWidget(WorkBar(words, one.work))

    def _selected(self) -> None:
        rows = self.table.selected()
        one = len(rows) == 1 and _there(rows)
        self.open_button.setEnabled(one)
        self.folder_button.setEnabled(one)
        self.delete_button.setEnabled(bool(rows))
        for each in (self.open_button, self.folder_button, self.delete_button):
            each.setVisible(bool(self.table.model.rows))

    # What is done

    def _on_chosen(self, act: Act) -> Callable[[], object]:
        return lambda: self._context.runner.spawn(act(self.table.selected()), self.bars)

    def _spawned(self, act: Act) -> Callable[[list[Export]], object]:
        return lambda rows: self._context.runner.spawn(act(rows), self.bars)

    async def _open(self, rows: Sequence[Export]) -> None:
        open_export(rows[0])

    async def _show_folder(self, rows: Sequence[Export]) -> None:
        show_in_folder(Path(rows[0].path))

    async def _delete(self, rows: Sequence[Export]) -> None:
        files = [one for one in rows if one.state is not FileState.GONE]
        if files and not await self._may_delete(files):
            return
        run = self._context.runner
        for one in rows:
            if one.state is FileState.GONE:
                await run.run(forget_export, export_id=one.id)
            else:
                await run.call(partial(delete_export, run.desk, export_id=one.id))

    async def _may_delete(self, files: Sequence[Export]) -> bool:
        title = (
            tr("Delete “{file}”?", file=Path(files[0].path).name)
            if len(files) == 1
            else trn("Delete {count} file?", "Delete {count} files?", len(files))
        )
        changed = sum(one.state is FileState.CHANGED for one in files)
        words = (
            trn(
                "{count} file was changed after it was exported; the changes are deleted with it. "
                "This cannot be undone.",
                "{count} files were changed after they were exported; the changes are deleted with them. "
                "This cannot be undone.",
                changed,
            )
            if changed
            else tr("The file is deleted from its folder. It can be exported again.")
        )
        action = trn("Delete file", "Delete files", len(files))
        return await confirm(self, title, words, action, destructive=True)


def _there(rows: Sequence[Export]) -> bool:
    return all(one.state is not FileState.GONE for one in rows)


def _badge(export: Export) -> Badge:
    return {
        FileState.THERE: Badge(tr("Available"), "success"),
        FileState.CHANGED: Badge(tr("Changed since"), "info"),
        FileState.GONE: Badge(tr("Moved or deleted"), "neutral"),
    }[export.state]


async def show_exports(context: Context) -> None:
    """File → Exports…"""
    dialog = ExportsDialog(context)
    dialog.open()
    await until_closed(dialog)
