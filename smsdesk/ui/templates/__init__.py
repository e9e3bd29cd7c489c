"""Templates tab, mainland and global apart (T1–T4, R2)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.templates.list_page import TemplatesPage
from smsdesk.ui.widgets.page_stack import PageStack


class TemplatesTab(PageStack):
    """The list and what waits for review stay below; the editor is opened above them."""

    def __init__(self, context: Context) -> None:
        # Here and not above: the queue shows templates as this package does, and imports from it.
        from smsdesk.ui.review.queue_tab import ListAndQueue

        self._context = context
        super().__init__(
            ListAndQueue(context, subject="template", title=tr("Templates"), first=self._list_page)
        )

    def _list_page(self) -> TemplatesPage:
        made = TemplatesPage(self._context)
        made.push, made.pop = lambda page: self.push(page), lambda: self.pop()
        return made


def create(context: Context) -> QWidget:
    """The tab's widget."""
    return TemplatesTab(context)
