"""The groups: make, change, delete, fill, export, and send to one (C3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from smsdesk.domain import limits
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.text import tr, trn
from smsdesk.operations.groups import (
    delete_group,
    groups_asking_for,
    list_groups,
    member_ids,
    restore_group,
)
from smsdesk.operations.smart_groups import keep_members
from smsdesk.ui.bridge import Work
from smsdesk.ui.context import Context
from smsdesk.ui.customers.entering import Entering
from smsdesk.ui.customers.exporting import export
from smsdesk.ui.customers.filter_form import askable
from smsdesk.ui.customers.group_counts import GroupCounts
from smsdesk.ui.customers.group_forms import GroupForm
from smsdesk.ui.customers.group_panel import GroupDetails
from smsdesk.ui.customers.group_table import GroupTable
from smsdesk.ui.customers.words import asking_words, members_words
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import ask_text, confirm
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.form import Form
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.work_bar import WorkBar

#: The panel's width in logical pixels; conditions need more room than facts.
_NARROW, _WIDE = 400, 480


class GroupsPage(Page):
    """One table; a chosen group opens its members in the panel."""

    kinds = frozenset({"group", "customer"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="customers", title=tr("Groups"))
        self._search = ""
        self._groups: list[CustomerGroup] = []
        self._details: GroupDetails | None = None
        self._day_shown = context.formats.today()
        self._needing: list[Any] = []
        self.entering: Entering | None = None
        self.group_form: GroupForm | None = None
        self._count = label("", "secondary")
        self._counts = GroupCounts(self, self._counted)
        self.tools.add_search(tr("Search groups"), self._searched)
        self.tools.add_note(self._count)
        self.tools.add(button(tr("Import customers"), self.import_any, picture="file-spreadsheet"))
        self.tools.add(button(tr("New smart group"), self.act(self.new_smart), picture="list-filter"))
        self.tools.set_primary(tr("New group"), self.new)
        self.works = column(spacing=8)
        self.table = GroupTable(self)
        self.body.addLayout(self.works)
        self.body.addWidget(self.table, 1)
        self.table.chosen.connect(self._chosen)
        self.panel.closed.connect(self._forget)

    @property
    def form(self) -> Form | None:
        """The form that was opened last."""
        return self.group_form.form if self.group_form else None

    async def load(self) -> None:
        self._groups = self._counts.with_known(await self.context.runner.run(list_groups))
        self._count.setText(trn("{count} group", "{count} groups", len(self._groups)))
        wanted = self._search.strip().casefold()
        found = [one for one in self._groups if wanted in one.name.casefold()]
        self.table.set_rows(found, filtered=bool(wanted))
        self._counts.start(found)
        if self._details is not None:
            await self._renew(self._details)

    async def _renew(self, details: GroupDetails) -> None:
        again = next((one for one in self._groups if one.id == details.group.id), None)
        if again is None:
            self.panel.close_panel()
        elif (
            _but_count(again) != _but_count(details.group) or self.context.formats.today() != self._day_shown
        ):
            self.show_group(again)
        elif again.filter is not None:
            await details.load()

    def _counted(self, group: CustomerGroup) -> None:
        """A smart group's number has come."""
        self._groups = [group if one.id == group.id else one for one in self._groups]
        self.table.model.update_row(group)
        if self._details is not None and self._details.group.id == group.id:
            self._details.show_group(group)
            self._show_whether(group)

    def arrive(self, group_id: int | None = None, **_arguments: Any) -> None:
        """Show one group."""
        if group_id is not None:
            self.spawn(self._arrive(group_id))

    async def _arrive(self, group_id: int) -> None:
        await self.load()
        self.table.select(group_id)
        if self._details is None:  # it was selected already
            self._back_to(group_id)

    async def _kept(self, group: CustomerGroup) -> None:
        await self._arrive(group.id)

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _chosen(self, group: CustomerGroup | None) -> None:
        if group is None:
            if self._details is not None:
                self.panel.close_panel()
        elif self._details is None or self._details.group.id != group.id:
            self.show_group(group)

    def _forget(self) -> None:
        self._details = None

    # One group

    def show_group(self, group: CustomerGroup) -> None:
        """Open it in the panel."""
        self.panel.setFixedWidth(_NARROW)
        smart = group.filter is not None
        save = button(tr("Export"), self.act(export, self, group), picture="download")
        if smart:
            keep = button(
                tr("Keep as a group…"),
                self.act(self.keep, group),
                picture="copy-plus",
                tip=tr("Those who are in it now, in a group of their own"),
            )
            actions = [keep, save]
        else:
            enter = button(tr("Enter numbers"), lambda: self.enter(group), picture="user-plus")
            bring = button(tr("Import"), lambda: self.import_into(group), picture="file-spreadsheet")
            actions = [enter, bring, save]
        details = GroupDetails(self, group, *actions, empty=self._nobody(group))
        send = button(tr("Send SMS"), lambda: self.send([group]), kind="primary", picture="send")
        self.panel.open_with(
            group.name,
            details,
            button(tr("Delete"), self.act(self.delete, [group]), kind="danger-quiet"),
            button(tr("Edit…") if smart else tr("Rename…"), lambda: self.edit(group)),
            send,
            note=tr(
                "{type} · created {when}",
                type=type_words(group.sms_type),
                when=self.context.formats.time(group.created_at),
            ),
            fill=True,
        )
        self._details = details
        self._day_shown = self.context.formats.today()
        self._needing = [send, save, *([keep] if smart else [])]
        self._show_whether(group)
        self.spawn(details.load())

    def _nobody(self, group: CustomerGroup) -> EmptyState:
        """What a group without members says, and the way on."""
        if group.gone is not None:
            return EmptyState(
                "circle-alert",
                tr("It finds nobody any more."),
                action=(tr("Edit…"), lambda: self.edit(group)),
            )
        if group.filter is not None:
            return EmptyState("users-round", tr("Nobody matches."), tr("People join as soon as they match."))
        return EmptyState(
            "users-round",
            tr("Nobody is in this group yet."),
            action=(tr("Import a spreadsheet"), lambda: self.import_into(group)),
            sample=(tr("Enter numbers"), lambda: self.enter(group)),
        )

    def _show_whether(self, group: CustomerGroup) -> None:
        """What needs members can be done only with some; a smart group's are not known at once."""
        somebody = group.members is None or group.members > 0
        why = tr("Nobody is in this group yet.") if group.filter is None else tr("Nobody matches.")
        for each in self._needing:
            each.setEnabled(somebody)
            each.setToolTip("" if somebody else why)

    def send(self, groups: Sequence[CustomerGroup]) -> None:
        """A new task to those of these groups that have somebody in them."""
        self.context.open("bulk", "new", group_ids=[one.id for one in groups if one.members != 0])

    def import_any(self) -> None:
        """Import into whatever group."""
        self.context.open("customers", "import")

    def import_into(self, group: CustomerGroup) -> None:
        """Import into this one."""
        self.context.open("customers", "import", group_id=group.id)

    def enter(self, group: CustomerGroup) -> None:
        """Enter numbers into this one."""
        self._details = None
        self.panel.setFixedWidth(_NARROW)
        self.entering = Entering(self, self._groups, group=group, done=lambda: self._back_to(group.id))

    def _back_to(self, group_id: int) -> None:
        again = next((one for one in self._groups if one.id == group_id), None)
        if again is None:
            self.panel.close_panel()
        else:
            self.show_group(again)

    # Making and changing

    def new(self) -> None:
        """Open the form for a new group."""
        self._open_form(None)

    async def new_smart(self) -> None:
        """Open the form for a new smart group."""
        self._open_form(None, await askable(self.context))

    def edit(self, group: CustomerGroup) -> None:
        """Open the form for a group that is there."""
        if group.filter is None:
            self._open_form(group)
        else:
            self.spawn(self._edit_smart(group))

    async def _edit_smart(self, group: CustomerGroup) -> None:
        self._open_form(group, await askable(self.context))

    def _open_form(self, group: CustomerGroup | None, there: Any = None) -> None:
        self._details = None
        self.panel.setFixedWidth(_NARROW if there is None else _WIDE)
        others = {one.name for one in self._groups if group is None or one.id != group.id}
        self.group_form = GroupForm(self, group, others, there=there, done=self._kept)

    async def keep(self, group: CustomerGroup) -> None:
        """Ask for a name, and put those who are in a smart group now into a group of their own."""
        title = tr("Keep who is in “{group}” now", group=group.name)
        most = limits.GROUP_NAME_LENGTH.value
        day = self.context.formats.day(self.context.formats.today())
        suggested = tr("{group} {day}", group=group.name, day=day)[:most]
        name = await ask_text(
            self, title, tr("Name of the new group"), tr("Create group"), value=suggested, limit=most
        )
        if name is None:
            return
        work = Work()
        bar = WorkBar(tr("Keeping “{group}”", group=group.name), work)
        self.works.addWidget(bar)
        try:
            kept = await self.context.runner.run_job(
                work, keep_members, group_id=group.id, name=name, progress=work.progress
            )
        finally:
            bar.finish()
        words = tr(
            "“{group}” was made, with {members}.", group=kept.name, members=members_words(kept.members or 0)
        )
        self.bars.success(words, (tr("Show it"), lambda: self.arrive(group_id=kept.id)))

    async def delete(self, groups: Sequence[CustomerGroup]) -> None:
        """Delete, and offer to take it back; ask first when smart groups would find nobody any more."""
        run = self.context.runner.run
        ids = [one.id for one in groups]
        asking = await run(groups_asking_for, group_ids=ids)
        if asking and not await self._agreed(groups, asking):
            return
        deleted: list[tuple[CustomerGroup, Sequence[int]]] = []
        try:
            for one in groups:
                inside = await run(member_ids, group_id=one.id)
                deleted.append((await run(delete_group, group_id=one.id), inside))
        finally:
            if deleted:
                self.bars.undo(
                    _deleted_words([one for one, _ in deleted]), self.act(self._bring_back, deleted)
                )

    async def _agreed(self, groups: Sequence[CustomerGroup], asking: Sequence[CustomerGroup]) -> bool:
        title = (
            tr("Delete “{group}”?", group=groups[0].name)
            if len(groups) == 1
            else trn("Delete {count} group?", "Delete {count} groups?", len(groups))
        )
        words = tr("{groups} Customers stay in the pool.", groups=asking_words(asking))
        return await confirm(self, title, words, tr("Delete"), destructive=True)

    async def _bring_back(self, deleted: Sequence[tuple[CustomerGroup, Sequence[int]]]) -> None:
        for group, ids in deleted:
            await self.context.runner.run(restore_group, group=group, customer_ids=ids)


def _but_count(group: CustomerGroup) -> CustomerGroup:
    """A smart group without its number, which comes later and needs no new panel."""
    return group if group.filter is None else replace(group, members=None)


def _deleted_words(groups: Sequence[CustomerGroup]) -> str:
    if len(groups) == 1:
        return tr("“{group}” was deleted. Its customers stay in the pool.", group=groups[0].name)
    return trn(
        "{count} group was deleted. Its customers stay in the pool.",
        "{count} groups were deleted. Their customers stay in the pool.",
        len(groups),
    )
