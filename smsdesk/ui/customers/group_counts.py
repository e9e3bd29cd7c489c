"""How many are in each smart group, counted one after another while the page is already there (C3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import Cancelled, NotFound
from smsdesk.operations.desk import Progress
from smsdesk.operations.smart_groups import count_members
from smsdesk.ui.widgets.page import Page


class GroupCounts:
    """``counted(group)`` is called with each smart group as soon as its number is known."""

    def __init__(self, page: Page, counted: Callable[[CustomerGroup], object]) -> None:
        self._page = page
        self._counted = counted
        self._known: dict[int, int] = {}
        self._progress = Progress()

    def with_known(self, groups: Sequence[CustomerGroup]) -> list[CustomerGroup]:
        """The groups with the numbers of before, until there are new ones."""
        return [
            replace(one, members=self._known.get(one.id)) if one.filter is not None else one for one in groups
        ]

    def start(self, groups: Sequence[CustomerGroup]) -> None:
        """Count the smart ones among these; what is counted for an earlier list is stopped."""
        self._progress.cancel()
        self._progress = Progress()
        smart = [one for one in groups if one.filter is not None]
        if smart:
            self._page.spawn(self._count(smart, self._progress))

    async def _count(self, groups: Sequence[CustomerGroup], progress: Progress) -> None:
        try:
            for one in groups:
                try:
                    members = await self._page.context.runner.run(
                        count_members, group_id=one.id, progress=progress
                    )
                except NotFound:  # deleted meanwhile: the list is on its way
                    continue
                if progress.cancelled:
                    return
                self._known[one.id] = members
                self._counted(replace(one, members=members))
        except Cancelled:
            return
        finally:
            progress.cancel()  # the page has gone: what still runs is of no interest
