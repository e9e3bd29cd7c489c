"""Approve and reject, asked from a page that shows what waits (R2)."""

from __future__ import annotations

from smsdesk.domain.text import tr
from smsdesk.operations.review import approve, reject
from smsdesk.ui.widgets.confirm import ask_text
from smsdesk.ui.widgets.page import Page


async def approve_it(page: Page, subject: str, subject_id: int) -> None:
    """Approve what is shown."""
    await page.context.runner.run(approve, subject=subject, subject_id=subject_id)
    page.bars.success(tr("Approved. It can be used now."))


async def reject_it(page: Page, subject: str, subject_id: int) -> None:
    """Ask why, then reject."""
    reason = await ask_text(
        page,
        tr("Why is it rejected?"),
        tr("The reason is shown with it, so that it can be mended and submitted again."),
        tr("Reject"),
        limit=500,
    )
    if reason:
        await page.context.runner.run(reject, subject=subject, subject_id=subject_id, reason=reason)
