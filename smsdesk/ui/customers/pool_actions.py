"""What is done with the customers that are selected in the pool, or with all that match (C1, S4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from PySide6.QtWidgets import QVBoxLayout

from smsdesk.domain.customers import Customer, CustomerGroup
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations import customer_batches
from smsdesk.operations.customer_batches import Changed
from smsdesk.operations.customer_copies import Copies
from smsdesk.operations.customer_export import export_customers
from smsdesk.operations.customer_search import Chosen, CustomerQuery
from smsdesk.operations.erasing import erase, to_erase
from smsdesk.operations.groups import create_group, list_groups
from smsdesk.operations.merging import MOST, Merged, merge_customers, unmerge
from smsdesk.operations.number_changes import refusals
from smsdesk.ui.bridge import Work
from smsdesk.ui.customers.erase_question import EraseQuestion, erased_words
from smsdesk.ui.customers.exporting import FORMATS
from smsdesk.ui.customers.group_choice import ask_group
from smsdesk.ui.customers.merge_question import MergeQuestion
from smsdesk.ui.customers.number_change import ask_new_number
from smsdesk.ui.exports import ask_and_export
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.data_table import RowAction
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.work_bar import WorkBar

#: Of more the progress is shown.
_QUICK = 2_000
#: Most people that are erased at once: each is looked for in every table.
_ERASED = 100
#: Most numbers that go into a new task from here; of more a group is made.
_SENT_TO = 100

R = TypeVar("R")


class PoolView(Protocol):
    """What the actions ask of the page."""

    def whole(self) -> tuple[CustomerQuery, int] | None:
        """What the selection stands for, and how many; None when it stands for itself."""
        ...

    def shown_group(self) -> int | None:
        """The group the table is narrowed to."""
        ...


class PoolActions:
    """``row_actions()`` for the table; ``works`` holds the progress of what takes long."""

    def __init__(self, page: Page, view: PoolView, works: QVBoxLayout) -> None:
        self._page = page
        self._view = view
        self._works = works
        self._run = page.context.runner.run

    def row_actions(self) -> list[RowAction[Customer]]:
        """In the order of the menu."""

        def each(one: Callable[[Sequence[Customer]], Any]) -> Callable[[list[Customer]], object]:
            return lambda rows: self._page.spawn(one(rows))

        def here(rows: list[Customer]) -> bool:
            return self._view.whole() is None

        return [
            RowAction(
                tr("Send SMS"),
                self.send,
                "send",
                fits=lambda rows: here(rows) and len(rows) <= _SENT_TO,
            ),
            RowAction(
                tr("Messages to this person"),
                lambda rows: self.records(rows[0]),
                "list-filter",
                many=False,
            ),
            RowAction(tr("Add to group…"), each(self.add), "user-plus"),
            RowAction(
                tr("Remove from group…"),
                each(self.remove),
                "user-minus",
                fits=lambda rows: not here(rows) or any(one.groups for one in rows),
            ),
            *(
                RowAction(
                    tr("Mark as {type}", type=type_words(sms_type)),
                    lambda rows, wanted=sms_type: self._page.spawn(self.mark(rows, wanted)),  # type: ignore[misc]
                    "tag",
                    fits=lambda rows, wanted=sms_type: (  # type: ignore[misc]
                        not here(rows) or any(one.sms_type is not wanted for one in rows)
                    ),
                    seldom=True,
                )
                for sms_type in SmsType
            ),
            RowAction(tr("Export…"), each(self.export), "download"),
            RowAction(
                tr("Merge…"),
                each(self.merge),
                "merge",
                fits=lambda rows: here(rows) and 2 <= len(rows) <= MOST,
                seldom=True,
            ),
            RowAction(
                tr("Change number…"),
                lambda rows: self._page.spawn(ask_new_number(self._page, rows[0], self.merge)),
                "smartphone",
                many=False,
                seldom=True,
            ),
            RowAction(
                tr("Block…"),
                self.block,
                "ban",
                fits=here,
                seldom=True,
            ),
            RowAction(tr("Delete"), each(self.delete), "trash-2", destructive=True, delete=True),
            RowAction(
                tr("Erase person…"),
                each(self.erase),
                "eraser",
                destructive=True,
                fits=lambda rows: here(rows) and len(rows) <= _ERASED,
                seldom=True,
            ),
        ]

    # Who is meant

    def _meant(self, rows: Sequence[Customer]) -> tuple[Chosen, int]:
        whole = self._view.whole()
        return whole if whole is not None else (tuple(one.id for one in rows), len(rows))

    async def _work(self, words: str, count: int, job: Callable[..., R], **arguments: Any) -> R:
        work = Work(self._page)
        bar = WorkBar(words, work) if count > _QUICK else None
        if bar is not None:
            self._works.addWidget(bar)
        try:
            return await self._page.context.runner.run_job(work, job, progress=work.progress, **arguments)
        finally:
            if bar is not None:
                bar.finish()

    def _undo(self, words: str, stopped: bool, job: Callable[..., Any], count: int, **arguments: Any) -> None:
        """Say what was done and offer to take it back."""
        said = tr("Stopped. {done}", done=words) if stopped else words
        again = self._page.act(self._take_back, job, count, arguments)
        self._page.bars.undo(said, again)

    async def _take_back(self, job: Callable[..., Any], count: int, arguments: dict[str, Any]) -> None:
        await self._work(tr("Undoing"), count, job, **arguments)

    # Messages

    def send(self, rows: Sequence[Customer]) -> None:
        """A new task to these numbers."""
        self._page.context.open("bulk", "new", numbers=[one.number for one in rows])

    def records(self, one: Customer) -> None:
        """What was sent to this number at any time."""
        region = Region.MAINLAND if one.country == "CN" else Region.GLOBAL
        self._page.context.open("statistics", "records", number=one.number, region=region)

    def block(self, rows: Sequence[Customer]) -> None:
        """The form of the blocklist with these numbers; of both regions with those of the desk's own."""
        mainland = [one.number for one in rows if one.country == "CN"]
        abroad = [one.number for one in rows if one.country != "CN"]
        home = self._page.context.profile.country == "CN"
        first, others = (mainland, abroad) if home else (abroad, mainland)
        if not first:
            first, others = others, first
        self._page.context.open("customers", "blocklist", numbers="\n".join(first), others=len(others))

    # Groups and type

    async def add(self, rows: Sequence[Customer]) -> None:
        """Into a group that is chosen, or a new one."""
        chosen, count = self._meant(rows)
        title = trn("Add {count} customer to a group", "Add {count} customers to a group", count)
        groups = [one for one in await self._run(list_groups) if one.filter is None]
        target = await ask_group(self._page, title, tr("Add"), groups)
        if target is None:
            return
        group_id, name = target.group_id, target.new_group
        if group_id is None:
            group_id = (await self._run(create_group, name=name, sms_type=rows[0].sms_type)).id
        else:
            name = next(one.name for one in groups if one.id == group_id)
        done: Changed = await self._work(
            tr("Adding to “{group}”", group=name),
            count,
            customer_batches.put_into_group,
            chosen=chosen,
            group_id=group_id,
        )
        words = trn(
            "{count} customer is in “{group}” now.",
            "{count} customers are in “{group}” now.",
            done.count if done.stopped else count,
            group=name,
        )
        if not done.count:
            self._page.bars.success(words)
            return
        self._undo(
            words,
            done.stopped,
            customer_batches.take_out_of_group,
            done.count,
            chosen=done.ids,
            group_id=group_id,
        )

    async def remove(self, rows: Sequence[Customer]) -> None:
        """Out of the group that is shown, their only one, or one that is chosen."""
        chosen, count = self._meant(rows)
        group = await self._group_to_leave(rows, count)
        if group is None:
            return
        done: Changed = await self._work(
            tr("Taking out of “{group}”", group=group.name),
            count,
            customer_batches.take_out_of_group,
            chosen=chosen,
            group_id=group.id,
        )
        words = trn(
            "{count} customer taken out of “{group}”.",
            "{count} customers taken out of “{group}”.",
            done.count,
            group=group.name,
        )
        self._undo(
            words,
            done.stopped,
            customer_batches.put_into_group,
            done.count,
            chosen=done.ids,
            group_id=group.id,
        )

    async def _group_to_leave(self, rows: Sequence[Customer], count: int) -> CustomerGroup | None:
        names = {name for one in rows for name in one.groups}
        whole = self._view.whole() is not None
        groups = {
            one.id: one
            for one in await self._run(list_groups)
            if one.filter is None and (whole or one.name in names)
        }
        shown = self._view.shown_group()
        if shown in groups:
            return groups[shown]
        if len(groups) == 1:
            return next(iter(groups.values()))
        title = trn("Take {count} customer out of", "Take {count} customers out of", count)
        target = await ask_group(self._page, title, tr("Take out"), list(groups.values()), new=False)
        return groups.get(target.group_id) if target is not None and target.group_id else None

    async def mark(self, rows: Sequence[Customer], sms_type: SmsType) -> None:
        """What they want to get."""
        chosen, count = self._meant(rows)
        words = tr("Marking as {type}", type=type_words(sms_type))
        done: Changed = await self._work(
            words, count, customer_batches.set_type, chosen=chosen, sms_type=sms_type
        )
        other = SmsType.REGULAR if sms_type is SmsType.MARKETING else SmsType.MARKETING
        said = trn(
            "{count} customer is marked as {type} now.",
            "{count} customers are marked as {type} now.",
            done.count,
            type=type_words(sms_type),
        )
        self._undo(
            said,
            done.stopped,
            customer_batches.set_type,
            done.count,
            chosen=done.ids,
            sms_type=other,
        )

    # Taking away

    async def delete(self, rows: Sequence[Customer]) -> None:
        """Out of the pool, with the way back; asked only when it is more than one sees."""
        chosen, count = self._meant(rows)
        if isinstance(chosen, CustomerQuery):
            title = trn("Delete {count} customer?", "Delete {count} customers?", count)
            words = tr(
                "All that match leave the pool and every group, also those further down. Records of what was "
                "sent stay."
            )
            if not await confirm(self._page, title, words, tr("Delete"), destructive=True):
                return
        self._page.panel.close_panel()
        done = await self._work(tr("Deleting"), count, customer_batches.remove_customers, chosen=chosen)
        gone: Copies = done.copies
        words = trn("{count} customer was deleted.", "{count} customers were deleted.", gone.count)
        self._undo(words, done.stopped, customer_batches.restore_customers, gone.count, deleted=gone)

    async def erase(self, rows: Sequence[Customer]) -> None:
        """S4: asked with everything that goes and stays, and a word to type."""
        numbers = [one.number for one in rows]
        found = await self._run(to_erase, numbers=numbers)
        question = EraseQuestion(self._page, numbers, found)
        if not await question.answer():
            return
        self._page.panel.close_panel()
        with self._page.busy.working():
            done = await self._run(erase, numbers=numbers, refusals=question.refusals.isChecked())
        # What was deleted before must not come back by an "Undo" that still stands there.
        self._page.bars.clear()
        self._page.bars.success(erased_words(done))

    async def merge(self, rows: Sequence[Customer]) -> None:
        """Several entries become one."""
        found = await self._run(refusals, numbers=[one.number for one in rows])
        question = MergeQuestion(self._page, self._page.context, rows, found)
        if not await question.answer():
            return
        self._page.panel.close_panel()
        merged: Merged = await self._run(
            merge_customers, keep_id=question.kept().id, customer_ids=[one.id for one in rows]
        )
        words = trn(
            "{count} entry is {number} now.",
            "{count} entries are {number} now.",
            len(rows),
            number=merged.kept.number,
        )
        self._page.bars.undo(words, self._page.act(self._unmerge, merged))

    async def _unmerge(self, merged: Merged) -> None:
        await self._run(unmerge, merged=merged)

    # Files

    async def export(self, rows: Sequence[Customer]) -> None:
        """Ask for a file and write those that are meant."""
        await self._export(self._meant(rows)[0])

    async def export_shown(self, query: CustomerQuery) -> None:
        """Ask for a file and write all that match."""
        await self._export(query)

    async def _export(self, chosen: Chosen) -> None:
        await ask_and_export(
            self._page,
            title=text("Customers"),
            name=tr("Customers"),
            job=export_customers,
            arguments={"chosen": chosen},
            formats=FORMATS,
        )
