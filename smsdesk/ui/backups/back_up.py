"""A backup made by hand: where to, how far it is, and what came of it (S3)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from smsdesk.domain.errors import Cancelled
from smsdesk.domain.text import tr
from smsdesk.operations.backup import make_backup
from smsdesk.store.backup import SUFFIX
from smsdesk.ui import formats
from smsdesk.ui.bridge import Work
from smsdesk.ui.context import Context
from smsdesk.ui.folder_opener import show_in_folder
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.confirm import Question, choose_save
from smsdesk.ui.widgets.form import FormField
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.segmented import SegmentedControl
from smsdesk.ui.widgets.side_panel import Facts
from smsdesk.ui.widgets.work_bar import WorkBar

HERE, ELSEWHERE = "here", "elsewhere"


class BackUpDialog(Question):
    """Stays open while the backup is made and then says where it lies."""

    def __init__(self, context: Context) -> None:
        words = tr(
            "A backup is one file with everything in this desk: customers, templates, tasks and records. The "
            "keys of applications and gateways are not in it."
        )
        super().__init__(context.window, tr("Back up the desk"), words, tr("Back up"))
        self.setMinimumWidth(520)
        self._context = context
        self.bars = Bars()
        self.place = SegmentedControl(
            [(HERE, tr("With the other backups")), (ELSEWHERE, tr("Another place…"))], tr("Where to")
        )
        self._hint = tr("Another disk or a stick keeps it safe when this computer is not.")
        self._field = FormField(tr("Where to"), self.place, hint=self._hint)
        self.work: WorkBar | None = None
        self.body.addSpacing(8)
        self.body.addWidget(self._field)
        self.body.addWidget(self.bars)
        self.accept_button.clicked.disconnect()
        self.accept_button.clicked.connect(self._begin)

    def _begin(self) -> None:
        self._context.runner.spawn(self._make(), self.bars)

    async def _make(self) -> None:
        path: Path | None = None
        if self.place.value() == ELSEWHERE:
            times = self._context.formats
            name = f"SMS Desk {times.moment(times.now()):%Y-%m-%d %H.%M}{SUFFIX}"
            filters = f"{tr('Backups')} (*{SUFFIX})"
            path = await choose_save(self, tr("Where to?"), name, filters)
            if path is None:
                return
        await self.back_up_to(path)

    async def back_up_to(self, path: Path | None) -> None:
        """Make the backup at ``path``, by default with the desk's own."""
        work = Work(self)
        shown = WorkBar(tr("Backing up"), work)
        self._field.hide()
        self.body.addWidget(shown)
        self.fit()
        self._can(False)
        try:
            made = await self._context.runner.run_job(work, make_backup, path=path, progress=work.progress)
            size = await self._context.runner.call(lambda: made.stat().st_size)
        except Cancelled:
            self._field.show()
        except BaseException:
            self._field.show()
            raise
        else:
            self._tell(made, size)
        finally:
            shown.finish()
            self._can(True)
            # Once what is new has its style: only then is its height known.
            QTimer.singleShot(0, self, self.fit)

    def _can(self, can: bool) -> None:
        self.accept_button.setEnabled(can)
        self.refuse_button.setEnabled(can)

    def reject(self) -> None:
        # Esc in the middle would leave the work without its bar.
        if self.refuse_button.isEnabled():
            super().reject()

    def _tell(self, made: Path, size: int) -> None:
        self.body.addWidget(result(made, size))
        self.refuse_button.setText(tr("Show in folder"))
        self.refuse_button.clicked.disconnect()
        self.refuse_button.clicked.connect(lambda _checked=False: show_in_folder(made))
        self.accept_button.setText(tr("Done"))
        self.accept_button.clicked.disconnect()
        self.accept_button.clicked.connect(self.accept)


def result(made: Path, size: int) -> QWidget:
    """What came of it."""
    head = row(
        Picture("circle-check", "success", 20), label(tr("The backup is made and checked."), "label"), STRETCH
    )
    facts = Facts(
        (tr("File"), made.name), (tr("Folder"), str(made.parent)), (tr("Size"), formats.bytes_size(size))
    )
    return holding(column(head, facts, spacing=12))


async def show_back_up(context: Context) -> None:
    """File → Back up now."""
    await BackUpDialog(context).answer()
