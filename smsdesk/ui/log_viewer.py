"""Tools → Log: what the program did, to read, to search and to copy for support. It holds no numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit

from smsdesk.domain.text import tr, trn
from smsdesk.operations.desk import Desk, query
from smsdesk.store.folder import Folder
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.folder_opener import show_in_folder
from smsdesk.ui.log_reading import Log, LogEntry, read_log
from smsdesk.ui.widgets.badge import Badge
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import until_closed
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.segmented import SegmentedControl
from smsdesk.ui.widgets.table_model import Column, RowsModel
from smsdesk.ui.widgets.toast import toast

ALL, GRAVE = "all", "grave"
#: Characters of a line that a cell or a tip shows; all of it is copied.
_SHOWN = 1_000
_OURS = "smsdesk."


@query
def _log_file(desk: Desk) -> Path:
    return Folder(desk.folder).log_file


@dataclass(frozen=True)
class Line:
    """A line of the table: an entry, or one of the lines under it."""

    entry: LogEntry
    under: int | None = None
    """Which of the lines under it, from 0."""
    open: bool = False
    """Of an entry: whether what is under it is shown."""

    @property
    def words(self) -> str:
        written = self.entry.words if self.under is None else self.entry.more[self.under]
        return written[:_SHOWN]


def level_badge(level: str) -> Badge | None:
    """How grave it is, in words and a colour."""
    match level:
        case "ERROR" | "CRITICAL":
            return Badge(tr("Error"), "danger")
        case "WARNING":
            return Badge(tr("Warning"), "warning")
        case "INFO":
            return Badge(tr("Info"), "neutral")
        case "DEBUG":
            return Badge(tr("Detail"), "neutral")
        case _:
            return None


def lines_of(entries: list[LogEntry], unfolded: set[int]) -> list[Line]:
    """What the table shows: every entry, and below those that are unfolded their further lines."""
    lines: list[Line] = []
    for entry in entries:
        is_open = entry.number in unfolded
        lines.append(Line(entry, open=is_open))
        if is_open:
            lines.extend(Line(entry, at) for at in range(len(entry.more)))
    return lines


class LogDialog(QDialog):
    """The end of the log; the newest entries at the foot."""

    def __init__(self, context: Context, file: Path) -> None:
        super().__init__(context.window)
        self._context = context
        self._file = file
        self._log = Log()
        self._unfolded: set[int] = set()
        self.setWindowTitle(tr("Log"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.bars = Bars()
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the log"))
        self.search.setAccessibleName(tr("Search the log"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(240)
        self.level = SegmentedControl([(ALL, tr("All")), (GRAVE, tr("Warnings and errors"))], tr("Level"))
        self.table: DataTable[Line] = DataTable(
            context,
            RowsModel(_columns(), identity=lambda line: (line.entry.number, line.under)),
            name=tr("Log"),
            memory="log",
            empty=EmptyState("scroll-text", tr("Nothing is in the log yet.")),
            actions=[RowAction(tr("Copy"), lambda _rows: self.copy(), "copy")],
            bars=self.bars,
        )
        self.table.pressed.connect(lambda line, _key: self._fold(line))
        self.table.opened.connect(self._fold)
        self.table.chosen.connect(lambda _line: self._name_copy())
        self.count = label("", "secondary")
        self.copy_button = button(tr("Copy all"), self.copy, picture="copy")
        self.search.textChanged.connect(self._show)
        self.level.changed.connect(self._show)
        self._build()

    def _build(self) -> None:
        head = row(label(tr("Log"), "title"), STRETCH, self.level, self.search, spacing=16)
        note = label(
            tr(
                "What SMS Desk did. Telephone numbers, contents and keys are never written here. "
                "Times are in the zone {zone}.",
                zone=self._context.profile.time_zone,
            ),
            "secondary",
            wrap=True,
        )
        foot = row(
            button(tr("Show file"), lambda: show_in_folder(self._file), picture="folder"),
            button(tr("Load anew"), self.load, picture="refresh-cw"),
            self.count,
            STRETCH,
            self.copy_button,
            button(tr("Close"), self.accept, kind="primary"),
        )
        whole = column(head, note, self.bars, self.table, foot, spacing=12, margins=(24, 20, 24, 20))
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.resize(1040, 620)
        self.search.setFocus()

    def load(self) -> None:
        """Read the file anew."""
        self._context.runner.spawn(self._read(), self.bars)

    async def _read(self) -> None:
        zone = self._context.formats.zone
        with self.table.busy.working():
            self._log = await self._context.runner.call(lambda: read_log(self._file, zone))
        self._unfolded.clear()
        self._show()

    def shown(self) -> list[LogEntry]:
        """The entries that match what is searched and filtered for; what is folded is searched, too."""
        words = self.search.text().strip().casefold()
        grave = self.level.value() == GRAVE
        return [
            entry
            for entry in self._log.entries
            if (entry.grave or not grave) and words in entry.whole.casefold()
        ]

    def _show(self) -> None:
        shown = self._fill()
        self.table.view.scrollToBottom()
        figures = {"shown": formats.number(len(shown)), "all": formats.number(len(self._log.entries))}
        self.count.setText(
            tr("{shown} of the last {all} entries", **figures)
            if self._log.earlier
            else tr("{shown} of {all} entries", **figures)
        )

    def _fill(self) -> list[LogEntry]:
        shown = self.shown()
        self.table.set_rows(lines_of(shown, self._unfolded), filtered=bool(self._log.entries))
        self._name_copy()
        return shown

    def _fold(self, line: Line) -> None:
        """Show what is under an entry, or hide it again."""
        if line.entry.more:
            self._unfolded ^= {line.entry.number}
            self._fill()

    def _name_copy(self) -> None:
        self.copy_button.setText(tr("Copy selection") if self.table.selected() else tr("Copy all"))

    def copy(self) -> None:
        """The selected entries, else all that are shown, to the clipboard, with what is folded under them."""
        chosen = {line.entry.number for line in self.table.selected()}
        entries = [entry for entry in self.shown() if not chosen or entry.number in chosen]
        QGuiApplication.clipboard().setText("\n".join(entry.whole for entry in entries))
        toast(self, tr("Copied"))


def _columns() -> list[Column[Line]]:
    return [
        Column("time", tr("Time"), _of(lambda one: one.time), width=156, sort=False, quiet=True),
        Column(
            "level",
            tr("Level"),
            _of(lambda one: one.level),
            badge=lambda line: level_badge(line.entry.level) if line.under is None else None,
            width=124,
            sort=False,
        ),
        Column(
            "where",
            tr("Where"),
            _of(lambda one: one.logger.removeprefix(_OURS)),
            width=176,
            sort=False,
            quiet=True,
            tip=lambda line: f"{line.entry.logger} ({line.entry.thread})" if line.entry.logger else "",
        ),
        Column(
            "words",
            tr("What happened"),
            lambda line: line.words,
            stretch=True,
            width=300,
            sort=False,
            tip=lambda line: line.words,
        ),
        Column(
            "more",
            tr("More"),
            _more_words,
            width=112,
            sort=False,
            link=lambda line: line.under is None and bool(line.entry.more),
        ),
    ]


def _of(part: Callable[[LogEntry], str]) -> Callable[[Line], str]:
    """A part of an entry; the lines under it leave its place empty."""
    return lambda line: part(line.entry) if line.under is None else ""


def _more_words(line: Line) -> str:
    if line.under is not None or not line.entry.more:
        return ""
    if line.open:
        return tr("Fold up")
    return trn("{count} line", "{count} lines", len(line.entry.more))


async def show_log(context: Context) -> None:
    """Tools → Log."""
    dialog = LogDialog(context, await context.runner.run(_log_file))
    dialog.open()
    dialog.load()
    await until_closed(dialog)
