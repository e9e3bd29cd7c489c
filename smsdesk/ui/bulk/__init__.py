"""Bulk SMS tab (B1–B13): the list of tasks, a task's page, and the page that makes a new one."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.bulk.new_task import NewTaskPage
from smsdesk.ui.bulk.task_list import TaskListPage
from smsdesk.ui.bulk.task_page import TaskPage
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.page_stack import PageStack


class BulkTab(PageStack):
    """The list of tasks stays below; a task or a new task is opened above it."""

    def __init__(self, context: Context, first: Page) -> None:
        super().__init__(first)
        self._context = context

    def arrive(self, page: str = "", **arguments: Any) -> None:
        """``context.open("bulk", "new" | "task", …)``, or the list with a filter."""
        match page:
            case "new":
                self.pop_all()
                self.push(NewTaskPage(self._context, **arguments), back=tr("Back to tasks"))
            case "task":
                self.pop_all()
                self.push(TaskPage(self._context, **arguments), back=tr("Back to tasks"))
            case _:
                super().arrive(**arguments)


def create(context: Context) -> QWidget:
    """The tab's widget."""
    return BulkTab(context, TaskListPage(context))
