"""Disable, enable and delete an application, each after a question that says what happens (A4)."""

from __future__ import annotations

from smsdesk.domain.applications import Application
from smsdesk.domain.text import tr
from smsdesk.operations.applications import delete_application, disable_application, enable_application
from smsdesk.ui.widgets.confirm import confirm, confirm_by_typing
from smsdesk.ui.widgets.page import Page


async def ask_to_switch(page: Page, shown: Application) -> None:
    """Disable it when it is enabled, else enable it."""
    if shown.enabled:
        title = tr("Disable “{name}”?", name=shown.name)
        words = tr("It sends nothing from now on. Its running tasks pause and go on when you enable it.")
        act, change = tr("Disable application"), disable_application
    else:
        title = tr("Enable “{name}”?", name=shown.name)
        words = tr("Its paused tasks go on sending at once.")
        act, change = tr("Enable application"), enable_application
    if await confirm(page, title, words, act, destructive=shown.enabled):
        await page.context.runner.run(change, application_id=shown.id)


async def ask_to_delete(page: Page, shown: Application) -> bool:
    """Whether it is deleted now; asks for its name to be typed. Raises what ``delete_application`` raises."""
    title = tr("Delete “{name}”?", name=shown.name)
    words = tr("This cannot be undone. Its message records stay readable in Statistics.")
    if not await confirm_by_typing(page, title, words, shown.name, tr("Delete application")):
        return False
    await page.context.runner.run(delete_application, application_id=shown.id, confirm_name=shown.name)
    return True
