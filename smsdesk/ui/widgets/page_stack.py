"""A list and the page that a row opens in its place, with ‹ back."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget

from smsdesk.domain.text import tr
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.subpages import SubPages


class PageStack(QStackedWidget):
    """The first page, or a tab's sub-pages, stays; pages pushed above it are deleted when the user goes back
    (‹, Alt+Left)."""

    def __init__(self, first: Page | SubPages) -> None:
        super().__init__()
        self.addWidget(first)

    def push(self, page: Page, *, back: str = "") -> None:
        """Show the page in the place of the one in view."""
        page.set_back(back or tr("Back"), self.pop)
        self.addWidget(page)
        self.setCurrentWidget(page)
        page.setFocus()

    def pop(self) -> None:
        """Back to the page below; nothing on the first."""
        if self.count() > 1:
            page = self.widget(self.count() - 1)
            assert page is not None
            self.setCurrentIndex(self.count() - 2)
            self.removeWidget(page)
            for each in (page, *page.findChildren(Page)):
                each.dispose()  # type: ignore[attr-defined]

    def pop_all(self) -> None:
        """Back to the first page."""
        while self.count() > 1:
            self.pop()

    def current_page(self) -> Page:
        page = self.currentWidget()
        assert isinstance(page, Page | SubPages)
        return page.current_page()

    def place(self) -> dict[str, Any] | None:
        """What ``arrive`` brings the page that was opened above the first one back with; None without."""
        return self.current_page().place() if self.count() > 1 else None

    def arrive(self, **arguments: Any) -> None:
        """Navigation goes to the first page, which pushes what it needs."""
        self.pop_all()
        first = self.widget(0)
        assert isinstance(first, Page | SubPages)
        first.arrive(**arguments)
