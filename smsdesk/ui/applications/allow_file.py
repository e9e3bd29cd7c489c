"""Numbers of a file for the allowlist of an application, in the panel of its page (A6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smsdesk.domain.text import tr, trn
from smsdesk.operations.allowlist import AllowlistedMany, allow_many, allowlist_standing
from smsdesk.operations.number_files import Standing
from smsdesk.ui import formats
from smsdesk.ui.bridge import Work
from smsdesk.ui.numbers_from_file import NumbersFromFile
from smsdesk.ui.widgets.page import Page


class AllowFile(NumbersFromFile):
    """``done`` is told of which application, and what was added."""

    def __init__(
        self, page: Page, application_id: int, done: Callable[[int, AllowlistedMany], object]
    ) -> None:
        self._application_id = application_id
        self._done = done
        super().__init__(page)

    def start_words(self, count: int) -> str:
        return trn("Add {count} number", "Add {count} numbers", count) if count else tr("Add to allowlist")

    async def stand(self, numbers: Sequence[str]) -> Standing:
        return await self.page.context.runner.run(
            allowlist_standing, application_id=self._application_id, numbers=numbers
        )

    async def add(self, numbers: Sequence[str], work: Work) -> None:
        done = await self.page.context.runner.run_job(
            work,
            allow_many,
            application_id=self._application_id,
            numbers=numbers,
            progress=work.progress,
        )
        self._done(self._application_id, done)

    def full_words(self, standing: Standing, new: int) -> str:
        return tr(
            "The allowlist holds at most {most} numbers and has room for {room} more; these are {new}. It is "
            "for your own phones, not for customers.",
            most=formats.number(standing.most),
            room=formats.number(standing.room),
            new=formats.number(new),
        )
