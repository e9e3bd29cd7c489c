"""Settings → Limits: messages abroad in a day (B9), and how many numbers the blocklist holds (C4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QSpinBox

from smsdesk.domain.limits import (
    BLOCKED_NUMBERS,
    BLOCKED_NUMBERS_MOST,
    GLOBAL_PER_DAY,
    GLOBAL_PER_DAY_MOST,
)
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import tr, trn
from smsdesk.operations.account_limit import account_limit, change_account_limit
from smsdesk.operations.blocklist_limit import blocklist_limit, change_blocklist_limit
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.settings.sections import Section
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding

ABROAD = "global_per_day"
BLOCKED = "blocked_numbers"


def limits_section(context: Context, form: Form) -> Section:
    """The desk's own limits; those of an application stand at the application (A5)."""
    # A person sends nothing abroad (P2), and has no limit of it to raise.
    abroad = _abroad(form) if context.profile.identity is Identity.ORGANIZATION else None
    blocked = form.add(
        BLOCKED,
        FormField(tr("Numbers on the blocklist"), _box(int(BLOCKED_NUMBERS), int(BLOCKED_NUMBERS_MOST))),
    )
    application = tr("How often one customer gets a message is set at each application: Sending limits.")
    parts = [] if abroad is None else [label(_why(), "secondary", wrap=True), abroad]
    content = holding(
        column(
            label(tr("Limits"), "title"),
            *parts,
            blocked,
            label(application, "small", wrap=True),
            STRETCH,
            spacing=18,
            margins=(28, 22, 28, 20),
        )
    )

    async def load() -> Mapping[str, Any]:
        listed = await context.runner.run(blocklist_limit)
        blocked.set_hint(trn("{count} number is on it", "{count} numbers are on it", listed.used))
        values = {BLOCKED: listed.most}
        if abroad is not None:
            now = await context.runner.run(account_limit)
            abroad.set_hint(tr("{used} used today", used=formats.number(now.used)))
            values[ABROAD] = now.most
        return values

    async def save(changes: Mapping[str, Any]) -> None:
        if ABROAD in changes:
            await context.runner.run(change_account_limit, most=changes[ABROAD])
        if BLOCKED in changes:
            await context.runner.run(change_blocklist_limit, most=changes[BLOCKED])

    fields = (BLOCKED,) if abroad is None else (ABROAD, BLOCKED)
    return Section("limits", "shield-check", tr("Limits"), content, fields, save, load)


def _abroad(form: Form) -> FormField:
    box = _box(int(GLOBAL_PER_DAY), int(GLOBAL_PER_DAY_MOST))
    return form.add(ABROAD, FormField(tr("Global messages per day"), box))


def _why() -> str:
    return tr(
        "A spreadsheet with the wrong column, or somebody else at your keyboard, costs no more than this. It "
        "counts messages to numbers outside mainland China, of all applications together. Your provider may "
        "have a limit of its own."
    )


def _box(value: int, most: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, most)
    box.setGroupSeparatorShown(True)
    box.setSingleStep(500)
    box.setValue(value)
    return box
