"""The groups: make, rename, delete, fill, export, and send to one (C3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr, trn
from smsdesk.operations.groups import create_group, delete_group, list_groups, update_group
from smsdesk.ui.context import Context
from smsdesk.ui.customers.entering import Entering
from smsdesk.ui.customers.exporting import export
from smsdesk.ui.customers.group_panel import GroupDetails, group_form
from smsdesk.ui.customers.words import members_words
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.form import Form
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column, holding
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel


class GroupsPage(Page):
    """One table; a chosen group opens its members in the panel."""

    kinds = frozenset({"group"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="customers", title=tr("Groups"))
        self._search = ""
        self._groups: list[CustomerGroup] = []
        self._details: GroupDetails | None = None
        self.entering: Entering | None = None
        self.form: Form | None = None
        self._count = label("", "secondary")
        self.tools.add_search(tr("Search groups"), self._searched)
        self.tools.add_note(self._count)
        self.tools.add(button(tr("Import customers"), self._import_any, picture="file-spreadsheet"))
        self.tools.set_primary(tr("New group"), self.new)
        self.works = column(spacing=8)
        self.table = self._make_table()
        self.body.addLayout(self.works)
        self.body.addWidget(self.table, 1)
        self.table.chosen.connect(self._chosen)
        self.panel.closed.connect(self._forget)

    def _make_table(self) -> DataTable[CustomerGroup]:
        formats = self.context.formats
        return DataTable(
            self.context,
            RowsModel(
                [
                    Column("name", tr("Name"), lambda one: one.name, width=240, stretch=True),
                    Column(
                        "type", tr("SMS type"), lambda one: type_words(one.sms_type), width=130, quiet=True
                    ),
                    Column("members", tr("Members"), lambda one: one.members, width=120, number=True),
                    Column(
                        "created",
                        tr("Created"),
                        lambda one: one.created_at,
                        show=lambda one: formats.time(one.created_at),
                        width=160,
                        quiet=True,
                    ),
                ],
                identity=lambda one: one.id,
            ),
            name=tr("Groups"),
            memory="groups",
            empty=EmptyState(
                "users-round",
                tr("Groups hold the people you write to."),
                tr("Put people together once, and send to them with one choice."),
                action=(tr("New group"), self.new),
                sample=(tr("Import a spreadsheet"), self._import_any),
            ),
            actions=[
                RowAction(tr("Send SMS"), self._send, "send", fits=_somebody),
                RowAction(tr("Enter numbers…"), lambda rows: self._enter(rows[0]), "user-plus", many=False),
                RowAction(
                    tr("Import into it…"),
                    lambda rows: self.context.open("customers", "import", group_id=rows[0].id),
                    "file-spreadsheet",
                    many=False,
                ),
                RowAction(
                    tr("Export…"),
                    lambda rows: self.spawn(export(self, self.works, rows[0])),
                    "download",
                    many=False,
                    fits=_somebody,
                ),
                RowAction(tr("Rename…"), lambda rows: self._edit(rows[0]), "pencil", many=False),
                RowAction(
                    tr("Delete…"),
                    lambda rows: self.spawn(self.delete(rows)),
                    "trash-2",
                    destructive=True,
                    delete=True,
                ),
            ],
            bars=self.bars,
        )

    async def load(self) -> None:
        found = await self.context.runner.run(list_groups, search=self._search)
        self._groups = found if not self._search else await self.context.runner.run(list_groups)
        self._count.setText(trn("{count} group", "{count} groups", len(self._groups)))
        self.table.set_rows(found, filtered=bool(self._search))
        if self._details is not None:
            again = next((one for one in self._groups if one.id == self._details.group.id), None)
            if again is None:
                self.panel.close_panel()
            elif again != self._details.group:
                self._show(again)

    def arrive(self, group_id: int | None = None, **_arguments: Any) -> None:
        """Show one group."""
        if group_id is not None:
            self.spawn(self._arrive(group_id))

    async def _arrive(self, group_id: int) -> None:
        await self.load()
        self.table.select(group_id)

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _chosen(self, group: CustomerGroup | None) -> None:
        if group is None:
            if self._details is not None:
                self.panel.close_panel()
        elif self._details is None or self._details.group != group:
            self._show(group)

    def _forget(self) -> None:
        self._details = None

    # One group

    def _show(self, group: CustomerGroup) -> None:
        save = button(tr("Export"), self.act(export, self, self.works, group), picture="download")
        details = GroupDetails(
            self,
            group,
            button(tr("Enter"), lambda: self._enter(group), picture="user-plus", tip=tr("Enter numbers")),
            button(
                tr("Import"),
                lambda: self.context.open("customers", "import", group_id=group.id),
                picture="file-spreadsheet",
            ),
            save,
        )
        send = button(tr("Send SMS"), lambda: self._send([group]), kind="primary", picture="send")
        for each in (send, save):
            each.setEnabled(group.members > 0)
            each.setToolTip("" if group.members else tr("Nobody is in this group yet."))
        self.panel.open_with(
            group.name,
            details,
            button(tr("Delete…"), self.act(self.delete, [group]), kind="danger-quiet"),
            button(tr("Rename…"), lambda: self._edit(group)),
            send,
            note=members_words(group.members),
            fill=True,
        )
        self._details = details
        self.spawn(details.load())

    def _send(self, groups: Sequence[CustomerGroup]) -> None:
        self.context.open("bulk", "new", group_ids=[one.id for one in groups if one.members])

    def _import_any(self) -> None:
        self.context.open("customers", "import")

    def _enter(self, group: CustomerGroup) -> None:
        self._details = None
        self.entering = Entering(self, self._groups, group=group, done=lambda: self._back_to(group.id))

    def _back_to(self, group_id: int) -> None:
        again = next((one for one in self._groups if one.id == group_id), None)
        if again is None:
            self.panel.close_panel()
        else:
            self._show(again)

    # Making and changing

    def new(self) -> None:
        """Open the form for a new group."""
        self._open_form(None)

    def _edit(self, group: CustomerGroup) -> None:
        self._open_form(group)

    def _open_form(self, group: CustomerGroup | None) -> None:
        self._details = None
        others = {one.name for one in self._groups if group is None or one.id != group.id}
        self.form = form = group_form(self, group, lambda name: name in others)
        save = button(tr("Create group") if group is None else tr("Save"), kind="primary")
        form.save_with(save)
        save.clicked.connect(self.act(self._save, form, group))
        fields: list[QWidget] = list(form.fields.values())
        self.panel.open_with(
            tr("New group") if group is None else tr("Rename group"),
            holding(column(*fields, spacing=16)),
            button(tr("Cancel"), self.panel.close_panel),
            save,
            focus=form.fields["name"].control,
        )

    async def _save(self, form: Form, group: CustomerGroup | None) -> None:
        form.set_busy(True)
        try:
            if group is None:
                kept = await self.context.runner.run(create_group, **form.values())
            else:
                kept = await self.context.runner.run(update_group, group_id=group.id, **form.values())
        except DeskError as fault:
            if not form.tell(fault):
                self.panel.bars.error(fault)
            return
        finally:
            form.set_busy(False)
        self.panel.close_panel()
        await self._arrive(kept.id)

    async def delete(self, groups: Sequence[CustomerGroup]) -> None:
        """Ask, then delete."""
        names = [one.name for one in groups]
        title = (
            tr("Delete “{group}”?", group=names[0])
            if len(names) == 1
            else trn("Delete {count} group?", "Delete {count} groups?", len(names))
        )
        words = tr("Its customers stay in the pool. Tasks that were sent to it stay as they are.")
        if await confirm(self, title, words, tr("Delete"), destructive=True):
            for one in groups:
                await self.context.runner.run(delete_group, group_id=one.id)


def _somebody(groups: Sequence[CustomerGroup]) -> bool:
    return any(one.members for one in groups)
