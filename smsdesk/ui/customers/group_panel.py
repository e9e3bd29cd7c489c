"""A group in the panel: what it is, what can be done with it, and its members as they are wanted (C3)."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from smsdesk.domain.customers import Customer, CustomerGroup
from smsdesk.domain.text import tr, trn
from smsdesk.operations.customer_search import list_customers
from smsdesk.operations.groups import add_to_group, remove_from_group
from smsdesk.ui.customers.words import members_words
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel, Slice


class GroupDetails(QWidget):
    """The body of the panel. ``actions`` are buttons for what brings members in and out."""

    def __init__(self, page: Page, group: CustomerGroup, *actions: QWidget, empty: QWidget) -> None:
        """``empty`` is shown while nobody is in it."""
        super().__init__()
        self._page = page
        self.group = group
        self._facts = label("", "heading")
        self._empty = empty
        self._gone = label("", "warning", wrap=True)
        self._gone.hide()
        self._asked = column(spacing=2)
        self.members = self._make_table()
        whole = column(self._facts, self._gone, self._asked, row(*actions, STRETCH), self.members, spacing=12)
        whole.setStretch(4, 1)
        self.setLayout(whole)
        self.show_group(group)

    def _make_table(self) -> DataTable[Customer]:
        model: RowsModel[Customer] = RowsModel(
            [
                Column("number", tr("Number"), lambda one: one.number, width=156, sort=False),
                Column("name", tr("Name"), lambda one: one.name, width=120, stretch=True, sort=False),
            ],
            identity=lambda one: one.id,
        )
        model.set_loader(self._members)
        smart = self.group.filter is not None
        table: DataTable[Customer] = DataTable(
            self._page.context,
            model,
            name=tr("Members"),
            memory="group-members",
            empty=self._empty,
            actions=[
                RowAction(
                    tr("Take out of the group"),
                    lambda rows: self._page.spawn(self._take_out(rows)),
                    "user-minus",
                    destructive=True,
                    delete=True,
                    fits=lambda _rows: not smart,
                ),
                RowAction(tr("Show in the pool"), lambda rows: self._show(rows[0]), "users", many=False),
            ],
            bars=self._page.panel.bars,
        )
        table.setMinimumHeight(168)
        table.opened.connect(self._show)
        return table

    def show_group(self, group: CustomerGroup) -> None:
        """The group as it is now; its members are fetched by ``load``."""
        self.group = group
        self._facts.setText(tr("Counting …") if group.members is None else members_words(group.members))
        clear(self._asked)
        # What is wrong with a single condition is said already.
        if group.words and (group.gone is None or len(group.words) > 1):
            asked = " · ".join(str(one) for one in group.words)
            self._asked.addWidget(label(asked, "secondary", wrap=True))
        self._gone.setText(str(group.gone or ""))
        if group.gone is None:
            self._gone.hide()
        elif self._gone.parentWidget() is not None:
            self._gone.show()

    async def load(self) -> None:
        """Fetch the first members; the others come by scrolling."""
        await self.members.reload()

    async def _members(self, after: Any, limit: int, sort: str, descending: bool) -> Slice[Customer]:
        found = await self._page.context.runner.run(
            list_customers, group_id=self.group.id, after=after, most=limit
        )
        return Slice(found.customers, found.next_key)

    async def _take_out(self, rows: list[Customer]) -> None:
        group, ids = self.group, [one.id for one in rows]
        await self._page.context.runner.run(remove_from_group, group_id=group.id, customer_ids=ids)
        self._page.bars.undo(
            trn(
                "{count} customer taken out of “{group}”.",
                "{count} customers taken out of “{group}”.",
                len(ids),
                group=group.name,
            ),
            self._page.act(_put_back, self._page, group.id, ids),
        )

    def _show(self, one: Customer) -> None:
        self._page.context.open("customers", "pool", group_id=self.group.id, search=one.number)


async def _put_back(page: Page, group_id: int, ids: list[int]) -> None:
    await page.context.runner.run(add_to_group, group_id=group_id, customer_ids=ids)
