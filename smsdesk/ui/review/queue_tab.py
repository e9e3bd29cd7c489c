"""The sub-pages of Signatures and Templates: the list, and what waits for review with its number (R2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QShowEvent
from shiboken6 import isValid

from smsdesk.domain.text import tr
from smsdesk.operations.review import waiting_count
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.review.queue_page import QueuePage
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.subpages import SubPage, SubPages


class ListAndQueue(SubPages):
    """Keys ``list`` and ``review``. The number follows what is submitted and decided, and the region."""

    def __init__(self, context: Context, *, subject: str, title: str, first: Callable[[], Page]) -> None:
        self._subject = subject
        self._asking = self._stale = False
        super().__init__(
            context,
            tab=f"{subject}s",
            title=title,
            region=True,
            pages=[
                SubPage("list", title, first),
                SubPage("review", tr("Review"), lambda: QueuePage(context, subject)),
            ],
        )
        context.hub.changed.connect(self._things_changed)
        context.regions.changed.connect(self._region_changed)

    def arrive(self, page: str = "", **arguments: Any) -> None:
        """What is not said for the queue is for the list."""
        super().arrive(page or ("list" if arguments else ""), **arguments)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count_again()

    def _things_changed(self, kinds: frozenset[str]) -> None:
        if kinds & {self._subject, "review"}:
            self._count_again()

    def _region_changed(self, tab: str) -> None:
        if tab == f"{self._subject}s":
            self._count_again()

    def _count_again(self) -> None:
        self._stale = True
        shown = self._stack.currentWidget()  # none while the window goes
        if self.isVisible() and not self._asking and isinstance(shown, Page):
            self._context.runner.spawn(self._count(), shown.bars)

    async def _count(self) -> None:
        self._asking = True
        try:
            while self._stale:
                self._stale = False
                region = self._context.regions.get(f"{self._subject}s")
                count = await self._context.runner.run(waiting_count, subject=self._subject, region=region)
                if not isValid(self):  # the window was built anew meanwhile
                    return
                words = tr("Review ({count})", count=formats.number(count)) if count else tr("Review")
                self.names.setTabText(1, words)
        finally:
            self._asking = False
