"""Choose a backup, see what will happen, and go back to it (S3)."""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from smsdesk.domain.errors import Cancelled, DeskError
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import tr, trn
from smsdesk.operations.backup import list_backups, restore_at_next_start
from smsdesk.operations.tasks import list_tasks
from smsdesk.store.backup import SUFFIX, Backup
from smsdesk.store.backup_names import Kind
from smsdesk.ui import formats
from smsdesk.ui.bridge import Work
from smsdesk.ui.context import Context
from smsdesk.ui.formats import Formats
from smsdesk.ui.icons import icon
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import Question, choose_file
from smsdesk.ui.widgets.drop_veil import DropPlace, DropVeil, dragged_files
from smsdesk.ui.widgets.drop_zone import wrong_kind
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import row
from smsdesk.ui.widgets.tips import plain_tip
from smsdesk.ui.widgets.work_bar import WorkBar

_ROW = 34
_ENDINGS = (SUFFIX.removeprefix("."), "db")
_PATH = Qt.ItemDataRole.UserRole


def kind_words(backup: Backup) -> str:
    """Why the backup was made, by its name."""
    match backup.kind:
        case Kind.DAILY:
            return tr("Daily")
        case Kind.HAND:
            return tr("Made by hand")
        case Kind.RESTORE:
            return tr("Before a restore")
        case Kind.UPDATE:
            return tr("Before an update")
        case _:
            return tr("From a file")


class BackupChoice(Question):
    """Accepted once the backup is checked and lies ready for the next start."""

    def __init__(self, parent: QWidget | None, times: Formats, backups: list[Backup]) -> None:
        words = tr(
            "The desk becomes what it was when the backup was made. What is in it now is kept as a backup: "
            "you can come back."
        )
        action = tr("Restore and reopen")
        super().__init__(parent, tr("Restore a backup"), words, action)
        self.setMinimumWidth(560)
        self.bars = Bars()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Backups"))
        self.list.setIconSize(QSize(18, 18))
        for each in backups:
            words = tr(
                "{when} · {kind} · {size}",
                when=times.time(each.made_at),
                kind=kind_words(each),
                size=formats.bytes_size(each.size),
            )
            self.add(each.path, words)
        self._nothing = label(
            tr("No backups yet: SMS Desk makes one each day. You can choose a file."), "secondary", wrap=True
        )
        self.other = button(tr("Choose a file…"), self._choose, picture="folder")
        self.work: WorkBar | None = None
        self.veil = DropVeil(self, self._dropping, lambda words: self.bars.passing(words))
        self.setAcceptDrops(True)
        self._build(bool(backups))

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Run it; a fault is told in ``bars``."""
        raise NotImplementedError

    async def prepare(self, work: Work, path: Path) -> None:
        """Check the backup and leave it for the next start; ``work`` is told how far it is."""
        raise NotImplementedError

    def more_points(self) -> list[str]:
        """What else is to be known before."""
        return []

    def _build(self, some: bool) -> None:
        self.body.addSpacing(8)
        self.body.addWidget(self.list)
        self.body.addWidget(self._nothing)
        self.list.setHidden(not some)
        self._nothing.setHidden(some)
        self.foot.insertWidget(0, self.other)
        points = [
            tr("SMS Desk closes its window and opens it again with the restored desk."),
            tr("What was being sent at the time of the backup is stopped: you decide if it is sent again."),
            *self.more_points(),
        ]
        for words in points:
            picture = Picture("info", "text_secondary", 16)
            line = row(picture, label(words, "secondary", wrap=True), spacing=8)
            line.setStretch(1, 1)
            line.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(line)
        self.body.addWidget(self.bars)
        self.accept_button.clicked.disconnect()
        self.accept_button.clicked.connect(self._begin)
        self.list.setCurrentRow(0)
        self.list.setFocus()
        self.list.currentRowChanged.connect(self._look)
        self.list.itemActivated.connect(lambda _item: self.accept_button.setFocus())
        self._look()

    def add(self, path: Path, words: str, *, choose: bool = False) -> None:
        """Put a backup on the list."""
        item = QListWidgetItem(icon("archive-restore"), words)
        item.setSizeHint(QSize(0, _ROW))
        item.setData(_PATH, str(path))
        item.setToolTip(plain_tip(str(path)))
        if choose:
            self.list.insertItem(0, item)
            self.list.setCurrentItem(item)
        else:
            self.list.addItem(item)
        self.list.setFixedHeight(2 * 4 + _ROW * min(max(self.list.count(), 3), 7))

    def chosen(self) -> Path | None:
        """The backup chosen on the list."""
        item = self.list.currentItem()
        return Path(item.data(_PATH)) if item is not None else None

    def _look(self) -> None:
        some = self.chosen() is not None
        self.accept_button.setEnabled(some)
        self.accept_button.setToolTip("" if some else tr("Choose a backup first."))

    def _choose(self) -> None:
        self.spawn(self._ask())

    async def _ask(self) -> None:
        filters = f"{tr('Backups')} (*{SUFFIX} *.db);;{tr('All files')} (*)"
        path = await choose_file(self, tr("Choose a backup"), filters)
        if path is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """A backup that is somewhere else: chosen, at the top of the list."""
        self.list.show()
        self._nothing.hide()
        self.add(path, path.name, choose=True)
        self.fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.other.isEnabled() and dragged_files(event.mimeData()):
            event.accept()
            self.veil.begin()

    def _dropping(self, files: list[Path], at: QPoint) -> DropPlace:
        if problem := wrong_kind(files, _ENDINGS):
            return DropPlace(problem)
        return DropPlace(tr("Drop to choose this backup"), lambda: self.take(files[0]))

    def _begin(self) -> None:
        self.spawn(self._prepare())

    async def _prepare(self) -> None:
        path = self.chosen()
        if path is None:
            return
        work = Work(self)
        shown = WorkBar(tr("Checking the backup"), work)
        self.body.addWidget(shown)
        self._can(False)
        self.bars.clear()
        try:
            await self.prepare(work, path)
        except Cancelled:
            self._can(True)
        except DeskError:
            self._can(True)
            raise
        else:
            self.accept()
        finally:
            shown.finish()

    def _can(self, can: bool) -> None:
        for each in (self.accept_button, self.refuse_button, self.other, self.list):
            each.setEnabled(can)

    def reject(self) -> None:
        # Esc in the middle would leave a restore waiting that nobody wants.
        if self.refuse_button.isEnabled():
            super().reject()


class RestoreDialog(BackupChoice):
    """From the window, on its desk."""

    def __init__(self, context: Context, backups: list[Backup], sending: int = 0) -> None:
        """``sending``: tasks that are being sent now."""
        self._sending = sending
        super().__init__(context.window, context.formats, backups)
        self._context = context

    def more_points(self) -> list[str]:
        if not self._sending:
            return []
        return [
            trn(
                "{count} task is being sent now. Its sending ends when the window closes, and what it has "
                "sent stands only in the desk that is kept.",
                "{count} tasks are being sent now. Their sending ends when the window closes, and what they "
                "have sent stands only in the desk that is kept.",
                self._sending,
            )
        ]

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._context.runner.spawn(coroutine, self.bars)

    async def prepare(self, work: Work, path: Path) -> None:
        await self._context.runner.run_job(work, restore_at_next_start, path=path, progress=work.progress)


async def show_restore(context: Context) -> None:
    """File → Restore: then the window closes and the desk is opened anew."""
    backups = await context.runner.run(list_backups)
    sending = await context.runner.run(list_tasks, statuses=[TaskStatus.SENDING])
    if await RestoreDialog(context, backups, len(sending)).answer():
        context.reopen()
