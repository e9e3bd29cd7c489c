"""All customers: search, filter, edit in the panel, put into groups, delete (C1, C2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smsdesk.domain.customers import Customer, CustomerGroup
from smsdesk.domain.errors import DeskError
from smsdesk.domain.places import country_name
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr, trn
from smsdesk.operations.customer_search import CustomerOrder, customer_count, list_customers
from smsdesk.operations.customers import delete_customers, update_customer
from smsdesk.operations.groups import add_to_group, create_group, list_groups, remove_from_group
from smsdesk.ui.context import Context
from smsdesk.ui.customers.customer_form import CustomerForm
from smsdesk.ui.customers.entering import Entering
from smsdesk.ui.customers.group_choice import ask_group
from smsdesk.ui.customers.pool_table import pool_columns
from smsdesk.ui.customers.words import customers_words
from smsdesk.ui.sms_types import type_choices
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import RowsModel, Slice


class PoolPage(Page):
    """A table that is fetched page by page; a chosen customer is edited in the panel."""

    kinds = frozenset({"customer", "group"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="customers", title=tr("Pool"))
        self._search = ""
        self._groups: list[CustomerGroup] = []
        self._form: CustomerForm | None = None
        self.entering: Entering | None = None
        self._count = label("", "secondary")
        self.group_filter = combo([(None, tr("All groups"))])
        self.group_filter.setAccessibleName(tr("Group"))
        self.group_filter.setMinimumWidth(140)
        self.type_filter = combo([(None, tr("All types")), *type_choices()])
        self.type_filter.setAccessibleName(tr("SMS type"))
        self.search = self.tools.add_search(tr("Search number, name, note"), self._searched)
        self.tools.add_note(self._count)
        self.tools.add(self.group_filter)
        self.tools.add(self.type_filter)
        self.tools.add(
            button(tr("Import"), lambda: self.context.open("customers", "import"), picture="file-spreadsheet")
        )
        self.tools.set_primary(tr("Enter numbers"), self.enter)
        self.model: RowsModel[Customer] = RowsModel(pool_columns(context), identity=lambda one: one.id)
        self.model.set_loader(self._load_slice)
        self.table = self._make_table()
        self.body.addWidget(self.table)
        self.table.chosen.connect(self._chosen)
        self.panel.closed.connect(self._forget)
        self.group_filter.currentIndexChanged.connect(lambda _index: self.refresh())
        self.type_filter.currentIndexChanged.connect(lambda _index: self.refresh())

    def _make_table(self) -> DataTable[Customer]:
        return DataTable(
            self.context,
            self.model,
            name=tr("Customers"),
            memory="pool",
            empty=EmptyState(
                "users",
                tr("The pool holds everybody you write to."),
                tr("Bring them in from a spreadsheet, or enter a few numbers by hand."),
                action=(tr("Import a spreadsheet"), lambda: self.context.open("customers", "import")),
                sample=(tr("Enter numbers"), self.enter),
            ),
            actions=[
                RowAction(tr("Add to group…"), lambda rows: self.spawn(self._add(rows)), "user-plus"),
                RowAction(
                    tr("Remove from group…"),
                    lambda rows: self.spawn(self._remove(rows)),
                    "user-minus",
                    fits=lambda rows: any(one.groups for one in rows),
                ),
                RowAction(
                    tr("Delete…"),
                    lambda rows: self.spawn(self._delete(rows)),
                    "trash-2",
                    destructive=True,
                    delete=True,
                ),
            ],
            bars=self.bars,
        )

    # What is shown

    @property
    def group_id(self) -> int | None:
        """The group that is shown; None for everybody."""
        chosen: int | None = self.group_filter.currentData()
        return chosen

    @property
    def sms_type(self) -> SmsType | None:
        """The type that is shown; None for both."""
        chosen: SmsType | None = self.type_filter.currentData()
        return chosen

    async def load(self) -> None:
        run = self.context.runner.run
        self._groups = await run(list_groups)
        self._fill_groups(self.group_id)
        count = await run(customer_count, search=self._search, group_id=self.group_id, sms_type=self.sms_type)
        self._count.setText(customers_words(count))
        await self.table.reload(filtered=bool(self._search or self.group_id or self.sms_type))
        if self._form is not None and not self._form.changed_by_hand():
            again = next((one for one in self.model.rows if one.id == self._form.customer.id), None)
            if again is not None and again != self._form.customer:
                self._edit(again)

    async def _load_slice(self, after: Any, limit: int, sort: str, descending: bool) -> Slice[Customer]:
        found = await self.context.runner.run(
            list_customers,
            search=self._search,
            group_id=self.group_id,
            sms_type=self.sms_type,
            order=CustomerOrder(sort) if sort else CustomerOrder.CREATED,
            descending=descending if sort else True,
            after=after,
            most=limit,
        )
        return Slice(found.customers, found.next_key)

    def _fill_groups(self, chosen: int | None) -> None:
        self.group_filter.blockSignals(True)
        self.group_filter.clear()
        self.group_filter.addItem(tr("All groups"), None)
        for each in self._groups:
            self.group_filter.addItem(each.name, each.id)
        self.group_filter.setCurrentIndex(max(0, self.group_filter.findData(chosen)))
        self.group_filter.blockSignals(False)

    def arrive(self, group_id: int | None = None, search: str = "", **_arguments: Any) -> None:
        """Show a group's members, or whoever has this number."""
        self.spawn(self._arrive(group_id, search))

    async def _arrive(self, group_id: int | None, search: str) -> None:
        self._groups = await self.context.runner.run(list_groups)
        self._fill_groups(group_id)
        self.search.setText(search)
        self._searched(search)

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    # One customer

    def _chosen(self, one: Customer | None) -> None:
        if one is None:
            if self._form is not None and not self._form.changed_by_hand():
                self.panel.close_panel()
        elif self._form is None or self._form.customer.id != one.id:
            self._leave(self._form)
            self._edit(one)

    def _leave(self, left: CustomerForm | None) -> None:
        """Offer to go back to what was typed for another customer and not saved."""
        if left is None or not left.changed_by_hand():
            return
        one, typed = left.customer, left.form.values()
        self.bars.info(
            tr("What you changed for {number} is not saved.", number=one.number),
            (tr("Go back to it"), lambda: self._edit(one, typed)),
        )

    def _forget(self) -> None:
        self._form = None

    def _edit(self, one: Customer, typed: Mapping[str, Any] | None = None) -> None:
        fields = CustomerForm(self, one, self._groups)
        fields.form.set_values(**(typed or {}))
        save = button(tr("Save"), kind="primary")
        fields.form.save_with(save)
        save.clicked.connect(self.act(self._save, fields))
        country = country_name(one.country)
        self.panel.open_with(
            one.number,
            fields,
            button(tr("Delete…"), self.act(self._delete, [one]), kind="danger-quiet"),
            save,
            note=tr(
                "{country} · added {when}", country=country, when=self.context.formats.time(one.created_at)
            ),
        )
        self._form = fields

    async def _save(self, fields: CustomerForm) -> None:
        fields.form.set_busy(True)
        try:
            await self.context.runner.run(
                update_customer, customer_id=fields.customer.id, **fields.form.values()
            )
        except DeskError as fault:
            if not fields.form.tell(fault):
                self.panel.bars.error(fault)
            return
        finally:
            fields.form.set_busy(False)
        self.panel.close_panel()
        self.bars.success(tr("{number} was saved.", number=fields.customer.number))

    def enter(self) -> None:
        """Open the form for numbers, into the group that is shown."""
        self._form = None
        chosen = next((one for one in self._groups if one.id == self.group_id), None)
        self.entering = Entering(self, self._groups, group=chosen)

    # Many customers

    async def _add(self, rows: Sequence[Customer]) -> None:
        title = trn("Add {count} customer to a group", "Add {count} customers to a group", len(rows))
        target = await ask_group(self, title, tr("Add"), self._groups)
        if target is None:
            return
        run = self.context.runner.run
        group_id = target.group_id
        if group_id is None:
            made = await run(create_group, name=target.new_group, sms_type=rows[0].sms_type)
            group_id = made.id
        group = await run(add_to_group, group_id=group_id, customer_ids=[one.id for one in rows])
        words = trn(
            "{count} customer is in “{group}” now.",
            "{count} customers are in “{group}” now.",
            len(rows),
            group=group.name,
        )
        self.bars.success(words)

    async def _remove(self, rows: Sequence[Customer]) -> None:
        names = {name for one in rows for name in one.groups}
        groups = {one.id: one for one in self._groups if one.name in names}
        group_id = self.group_id if self.group_id in groups else None
        if group_id is None and len(groups) == 1:
            group_id = next(iter(groups))
        elif group_id is None:
            title = trn("Take {count} customer out of", "Take {count} customers out of", len(rows))
            target = await ask_group(self, title, tr("Take out"), list(groups.values()), new=False)
            group_id = target.group_id if target else None
        if group_id is None:
            return
        name = groups[group_id].name
        ids = [one.id for one in rows if name in one.groups]
        await self.context.runner.run(remove_from_group, group_id=group_id, customer_ids=ids)
        words = trn(
            "{count} customer taken out of “{group}”.",
            "{count} customers taken out of “{group}”.",
            len(ids),
            group=name,
        )
        self.bars.undo(words, self.act(self._put_back, group_id, ids))

    async def _put_back(self, group_id: int, ids: Sequence[int]) -> None:
        await self.context.runner.run(add_to_group, group_id=group_id, customer_ids=ids)

    async def _delete(self, rows: Sequence[Customer]) -> None:
        title = trn("Delete {count} customer?", "Delete {count} customers?", len(rows))
        words = tr("They leave the pool and every group, with name and note. Records of what was sent stay.")
        if await confirm(self, title, words, tr("Delete"), destructive=True):
            self.panel.close_panel()
            await self.context.runner.run(delete_customers, customer_ids=[one.id for one in rows])
