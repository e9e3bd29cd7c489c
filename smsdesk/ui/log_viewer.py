"""Tools → Log: what the program did, to read, to search and to copy for support. It holds no numbers."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QPlainTextEdit

from smsdesk.domain.text import tr
from smsdesk.operations.desk import Desk, query
from smsdesk.store.folder import Folder
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.folder_opener import show_in_folder
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import until_closed
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.toast import toast

#: How much of the end of the file is shown, in bytes.
SHOWN_BYTES = 400_000

#: Of ``2026-05-01 09:30:00,123``.
_TIME_LENGTH = 23
_GRAVE = (" WARNING ", " ERROR ", " CRITICAL ")


@query
def _log_file(desk: Desk) -> Path:
    return Folder(desk.folder).log_file


def end_of(file: Path, most: int = SHOWN_BYTES) -> str:
    """The last whole lines of a file; empty when it is not there."""
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - most))
            found = opened.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return found if size <= most else found.partition("\n")[2]


def entries_of(log: str) -> list[str]:
    """The log's entries: a line that begins with a date, and what follows it (a traceback)."""
    entries: list[str] = []
    for written in log.splitlines():
        if (written[:4].isdigit() and written[4:5] == "-") or not entries:
            entries.append(written)
        else:
            entries[-1] += "\n" + written
    return entries


def in_zone(entry: str, zone: tzinfo) -> str:
    """An entry with its time in a zone; the file has this computer's time."""
    written, rest = entry[:_TIME_LENGTH], entry[_TIME_LENGTH:]
    try:
        at = datetime.fromisoformat(written).astimezone(zone)
    except (ValueError, OverflowError):  # no time stands there
        return entry
    return f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03}{rest}"


class LogDialog(QDialog):
    """The end of the log; the newest lines at the foot."""

    def __init__(self, context: Context, file: Path) -> None:
        super().__init__(context.window)
        self._context = context
        self._file = file
        self._entries: list[str] = []
        self.setWindowTitle(tr("Log"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search the log"))
        self.search.setAccessibleName(tr("Search the log"))
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(240)
        self.grave = QCheckBox(tr("Only warnings and errors"))
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.lines.setAccessibleName(tr("Log"))
        self.lines.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.count = label("", "secondary")
        self.search.textChanged.connect(self._show)
        self.grave.toggled.connect(self._show)
        self._build()

    def _build(self) -> None:
        head = row(label(tr("Log"), "title"), STRETCH, self.grave, self.search, spacing=16)
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
            button(tr("Show in folder"), lambda: show_in_folder(self._file), picture="folder"),
            button(tr("Load anew"), self.load, picture="refresh-cw"),
            self.count,
            STRETCH,
            button(tr("Copy"), self.copy, picture="copy"),
            button(tr("Close"), self.accept, kind="primary"),
        )
        whole = column(head, note, self.lines, foot, spacing=12, margins=(24, 20, 24, 20))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.resize(960, 600)
        self.search.setFocus()

    def load(self) -> None:
        """Read the file anew."""
        self._context.runner.spawn(self._read())

    async def _read(self) -> None:
        zone = self._context.formats.zone

        def read() -> list[str]:
            return [in_zone(entry, zone) for entry in entries_of(end_of(self._file))]

        self._entries = await self._context.runner.call(read)
        self._show()

    def _show(self) -> None:
        words = self.search.text().strip().casefold()
        shown = [
            entry
            for entry in self._entries
            if words in entry.casefold()
            and (not self.grave.isChecked() or any(level in entry.partition("\n")[0] for level in _GRAVE))
        ]
        self.lines.setPlainText("\n".join(shown))
        foot = self.lines.verticalScrollBar()
        foot.setValue(foot.maximum())
        self.count.setText(
            tr(
                "{shown} of {all} entries",
                shown=formats.number(len(shown)),
                all=formats.number(len(self._entries)),
            )
        )

    def copy(self) -> None:
        """What is shown, to the clipboard."""
        QGuiApplication.clipboard().setText(self.lines.toPlainText())
        toast(self, tr("Copied"))


async def show_log(context: Context) -> None:
    """Tools → Log."""
    dialog = LogDialog(context, await context.runner.run(_log_file))
    dialog.open()
    dialog.load()
    await until_closed(dialog)
