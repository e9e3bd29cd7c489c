"""Customers and groups as files (C1, C3)."""

from __future__ import annotations

from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.text import text
from smsdesk.operations.group_export import export_group
from smsdesk.ui.exports import ask_and_export
from smsdesk.ui.widgets.page import Page

#: Files a table can be written to.
SHEETS = "Excel (*.xlsx);;CSV (*.csv);;TSV (*.tsv)"
#: The same, as exports name them.
FORMATS = ("xlsx", "csv", "tsv")


async def export(page: Page, group: CustomerGroup) -> None:
    """Ask for a file and write the members in the background."""
    await ask_and_export(
        page,
        title=text("Group “{group}”", group=group.name),
        name=group.name,
        job=export_group,
        arguments={"group_id": group.id},
        formats=FORMATS,
    )
