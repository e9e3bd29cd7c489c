"""That the file of keys cannot be opened, told where the gateways' keys are entered again (S2)."""

from __future__ import annotations

from smsdesk.operations.gateways import unreadable_keys
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.page import Page


class UnreadableKeys:
    """One bar on a page, until a new file of keys is begun. Closed by hand it does not come again."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._bar: Bar | None = None

    async def look(self) -> None:
        """Ask again, as the page is filled."""
        fault = await self._page.context.runner.run(unreadable_keys)
        if fault is not None and self._bar is None:
            self._bar = self._page.bars.error(fault)
        elif fault is None and self._bar is not None:
            if not self._bar.gone:
                self._bar.close_bar()
            self._bar = None
