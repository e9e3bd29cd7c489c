"""What this program is, where its data lies, and whose work it is made with."""

from __future__ import annotations

import sys

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QLabel, QWidget

from smsdesk import __version__
from smsdesk.domain.text import tr
from smsdesk.operations.desk import Desk, query
from smsdesk.ui.context import Context
from smsdesk.ui.icons import app_icon
from smsdesk.ui.licences import LicencesDialog, licences
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import Question, until_closed
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.side_panel import Facts


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
    question = Question(context.window, "", "", tr("Close"))
    question.setWindowTitle(tr("About SMS Desk"))
    question.setMinimumWidth(480)
    question.body.addWidget(holding(column(row(picture, name, STRETCH, spacing=16), facts, spacing=20)))
    question.refuse_button.hide()
    terms = button(
        tr("Licences…"), lambda: context.runner.spawn(show_licences(context, question), owner=question)
    )
    question.foot.insertWidget(0, terms)
    await question.answer()


async def show_licences(context: Context, parent: QWidget | None = None) -> None:
    """The licences of all that is shipped, above the about box or the window."""
    dialog = LicencesDialog(parent or context.window, await context.runner.call(licences))
    dialog.open()
    await until_closed(dialog)
