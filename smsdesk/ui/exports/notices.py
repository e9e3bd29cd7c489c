"""What the window tells of exports: a bar when one is finished or failed, a line at its foot meanwhile."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPushButton
from shiboken6 import isValid

from smsdesk.domain.errors import DeskError
from smsdesk.domain.exports import Export
from smsdesk.domain.text import tr, trn
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.exports.background import Exports
from smsdesk.ui.exports.dialog import open_export, show_exports
from smsdesk.ui.folder_opener import show_in_folder
from smsdesk.ui.widgets.bars import Action, Bar, Bars


def finished_words(export: Export) -> str:
    """What became of an export that was written to the end."""
    file = Path(export.path).name
    if not export.rows:
        return tr("“{file}” is written.", file=file)
    return trn(
        "“{file}” is written: {count} row.",
        "“{file}” is written: {count} rows.",
        export.rows,
        file=file,
    )


class ExportBars(QObject):
    """Bars above the pages, whichever page is in view; it lives as long as ``bars``."""

    def __init__(self, context: Context, bars: Bars) -> None:
        super().__init__(bars)
        self._context = context
        self._bars = bars
        self._told: Bar | None = None
        """What tells of the last finished one."""
        exports = Exports.of(context)
        exports.finished.connect(self._finished)
        exports.failed.connect(self._failed)

    def _finished(self, export: Export) -> None:
        """One bar at a time, as it stays until it is closed; in another's place it leads to all."""
        run = self._context.runner.spawn
        actions: list[Action] = [
            (tr("Open"), lambda: run(self._open(export), self._bars)),
            (tr("Show in folder"), partial(show_in_folder, Path(export.path))),
        ]
        if self._told is not None and isValid(self._told) and not self._told.gone:
            self._told.close_bar()
            actions.append((tr("Exports…"), lambda: run(show_exports(self._context), self._bars)))
        self._told = self._bars.show_bar(Bar("success", finished_words(export), actions=tuple(actions)))

    def _failed(self, fault: DeskError) -> None:
        self._bars.error(fault)

    async def _open(self, export: Export) -> None:
        open_export(export)


class ExportStatus(QPushButton):
    """In the status line while exports run; pressing it shows them."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._exports = Exports.of(context)
        self._exports.changed.connect(self._show)
        self._exports.progressed.connect(self._show)
        self.clicked.connect(lambda _checked=False: context.runner.spawn(show_exports(context), owner=self))
        self._show()

    def _show(self) -> None:
        running = self._exports.running()
        self.setHidden(not running)
        if not running:
            return
        if len(running) > 1:
            self.setText(trn("Writing {count} file", "Writing {count} files", len(running)))
            return
        done, total = running[0].work.latest
        words = formats.share(done / total) if total else formats.number(done)
        self.setText(tr("Exporting: {done}", done=words))
