"""What this program is, where its data lies, and whose work it is made with."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSize, qVersion
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from smsdesk import __version__
from smsdesk.domain.text import tr
from smsdesk.operations.desk import Desk, query
from smsdesk.ui.context import Context
from smsdesk.ui.icons import app_icon
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import show_dialog
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.side_panel import Facts

#: Written when a package is made; from source there is none.
LICENCES = Path(__file__).parents[2] / "LICENSES.txt"


@query
def _data_folder(desk: Desk) -> str:
    return str(desk.folder)


async def show_about(context: Context) -> None:
    """Help → About."""
    folder = await context.runner.run(_data_folder)
    picture = QLabel()
    picture.setPixmap(app_icon().pixmap(64, 64))
    name = column(
        label(tr("SMS Desk"), "title"),
        label(tr("Version {version}", version=__version__), "secondary", selectable=True),
        STRETCH,
        spacing=4,
    )
    facts = Facts(
        (tr("Data folder"), folder),
        (tr("Made with"), f"Python {sys.version.split()[0]}, Qt {qVersion()} (LGPL), Lucide icons (ISC)"),
    )
    parts = [row(picture, name, STRETCH, spacing=16), facts]
    if LICENCES.is_file():
        licences = button(tr("Licenses…"), lambda: context.runner.spawn(show_licences(context)), kind="quiet")
        parts.append(row(licences, STRETCH))
    body = holding(column(*parts, spacing=20))
    await show_dialog(context.window, tr("About SMS Desk"), body, width=440)


async def show_licences(context: Context) -> None:
    """The licences of everything the package is made of."""
    words = await context.runner.call(lambda: LICENCES.read_text(encoding="utf-8"))
    shown = QPlainTextEdit(words)
    shown.setReadOnly(True)
    shown.setAccessibleName(tr("Licenses"))
    shown.setMinimumSize(QSize(720, 440))
    await show_dialog(context.window, tr("Licenses"), shown, width=800)
