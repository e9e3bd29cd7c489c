"""Settings → Limits: how many messages go abroad in a day (B9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QSpinBox

from smsdesk.domain.limits import GLOBAL_PER_DAY, GLOBAL_PER_DAY_MOST
from smsdesk.domain.text import tr
from smsdesk.operations.account_limit import account_limit, change_account_limit
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.settings.sections import Section
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding

MOST = "most"


def limits_section(context: Context, form: Form) -> Section:
    """The account's own limit; those of an application stand at the application (A5)."""
    box = QSpinBox()
    box.setRange(1, int(GLOBAL_PER_DAY_MOST))
    box.setGroupSeparatorShown(True)
    box.setSingleStep(500)
    box.setValue(int(GLOBAL_PER_DAY))
    most = form.add(MOST, FormField(tr("Global messages per day"), box))
    note = tr(
        "A spreadsheet with the wrong column, or somebody else at your keyboard, costs no more than this. It "
        "counts messages to numbers outside mainland China, of all applications together. Your provider may "
        "have a limit of its own."
    )
    application = tr("How often one customer gets a message is set at each application: Sending limits.")
    content = holding(
        column(
            label(tr("Limits"), "title"),
            label(note, "secondary", wrap=True),
            most,
            label(application, "small", wrap=True),
            STRETCH,
            spacing=18,
            margins=(28, 22, 28, 20),
        )
    )

    async def load() -> Mapping[str, Any]:
        now = await context.runner.run(account_limit)
        most.set_hint(tr("{used} used today", used=formats.number(now.used)))
        return {MOST: now.most}

    async def save(changes: Mapping[str, Any]) -> None:
        await context.runner.run(change_account_limit, most=changes[MOST])

    return Section("limits", "shield-check", tr("Limits"), content, (MOST,), save, load)
