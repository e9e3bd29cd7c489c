"""The form in the panel that makes an application (A1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from smsdesk.domain import limits
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.operations.applications import create_application
from smsdesk.ui.applications.words import type_choices
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.layouts import column, holding

if TYPE_CHECKING:
    from smsdesk.ui.applications.list_page import ApplicationsPage


class NewApplicationForm:
    """``open`` shows it; what was made is told above the cards, with a way to it."""

    def __init__(self, page: ApplicationsPage) -> None:
        self._page = page

    def open(self) -> None:
        """Show an empty form in the page's panel."""
        page = self._page
        form = Form(page)
        name = form.add(
            "name",
            FormField(
                tr("Name"),
                QLineEdit(),
                limit=limits.APPLICATION_NAME_LENGTH.value,
                hint=tr("What sends the messages, for example your shop’s name."),
            ),
        )
        type = form.add("type", FormField(tr("Type"), combo([*type_choices()])))
        overview = form.add(
            "overview",
            FormField(
                tr("Overview"),
                QPlainTextEdit(),
                limit=limits.APPLICATION_OVERVIEW_LENGTH.value,
                optional=True,
                hint=tr("What it sends, and to whom."),
            ),
        )
        create = button(tr("Create application"), kind="primary")
        form.save_with(create)
        create.clicked.connect(page.act(self._create, form))
        page.panel.open_with(
            tr("New application"),
            holding(column(name, type, overview, spacing=16)),
            button(tr("Cancel"), page.panel.close_panel),
            create,
            focus=name.control,
        )

    async def _create(self, form: Form) -> None:
        page = self._page
        form.set_busy(True)
        try:
            made = await page.context.runner.run(create_application, **form.values())
        except DeskError as fault:
            if not form.tell(fault):
                page.panel.bars.error(fault)
        else:
            page.panel.close_panel()
            page.bars.success(
                tr("“{name}” is ready. Its AppID is {app_id}.", name=made.name, app_id=made.app_id),
                (tr("Open"), lambda: page.open_application(made.id)),
            )
        finally:
            form.set_busy(False)
