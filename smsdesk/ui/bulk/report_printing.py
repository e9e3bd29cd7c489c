"""Printing a task's report: the system's own question, then a page at a time (B8)."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from smsdesk.domain.text import tr
from smsdesk.operations.reports import task_report
from smsdesk.ui.bulk.report_content import report_title
from smsdesk.ui.bulk.report_pages import ReportPages, paper_of
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.toast import toast


async def print_report(page: Page, task_id: int) -> None:
    """Ask for the printer and print. Raises ``NotFound``, and ``Unavailable`` without a printer."""
    # Here: few print, and it takes long to import.
    from PySide6.QtCore import QMarginsF
    from PySide6.QtGui import QPageLayout
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    report = await page.context.runner.run(task_report, task_id=task_id)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(report_title(report))
    printer.setPageSize(paper_of(report.country))
    dialog = QPrintDialog(printer, page)
    dialog.setWindowTitle(tr("Print the report"))
    answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not answered.done():
            answered.set_result(bool(result))

    dialog.finished.connect(settle)
    QDialog.open(dialog)  # its own wants a slot
    try:
        if not await answered:
            return
    finally:
        if isValid(dialog):
            dialog.hide()
            dialog.deleteLater()
    # The paper that was chosen in the dialog; its white is ours, from the corner of the sheet.
    size = printer.pageLayout().pageSize()
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Point)
    for _ in ReportPages(report, size).paint_all(printer, printer.resolution()):
        await asyncio.sleep(0)  # the window goes on between two pages
    toast(page, tr("The report is on its way to the printer."))
