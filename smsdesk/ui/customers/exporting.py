"""Writing a group to a spreadsheet, with its progress on the page (C3)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.text import tr
from smsdesk.operations.group_export import export_group
from smsdesk.ui.bridge import Work
from smsdesk.ui.customers.words import customers_words
from smsdesk.ui.widgets.confirm import choose_save
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.work_bar import WorkBar

#: Files a table can be written to.
SHEETS = "Excel (*.xlsx);;CSV (*.csv);;TSV (*.tsv)"


async def export(page: Page, place: QVBoxLayout, group: CustomerGroup) -> None:
    """Ask for a file, write the members, say so on the page. ``place`` holds the progress meanwhile."""
    name = group.name.replace("/", "-").replace("\\", "-")
    path = await choose_save(page, tr("Export “{group}”", group=group.name), f"{name}.xlsx", SHEETS)
    if path is not None:
        await export_to(page, place, group, path)


async def export_to(page: Page, place: QVBoxLayout, group: CustomerGroup, path: Path) -> None:
    """Write the members to this file."""
    work = Work()
    bar = WorkBar(tr("Exporting “{group}”", group=group.name), work)
    place.addWidget(bar)
    try:
        count = await page.context.runner.run_job(
            work, export_group, group_id=group.id, path=path, progress=work.progress
        )
    finally:
        bar.finish()
    page.bars.success(tr("{customers} saved as {file}.", customers=customers_words(count), file=path.name))
