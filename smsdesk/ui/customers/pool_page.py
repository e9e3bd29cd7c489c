"""All customers: search, filter, edit in the table or the panel, act on many (C1, C2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu

from smsdesk.domain.customers import Customer, CustomerField, CustomerGroup
from smsdesk.domain.errors import DeskError
from smsdesk.domain.places import country_name
from smsdesk.domain.text import tr
from smsdesk.operations.customer_fields import list_fields
from smsdesk.operations.customer_search import (
    COUNTED,
    CustomerOrder,
    CustomerQuery,
    customer_count,
    customer_countries,
    list_customers,
)
from smsdesk.operations.customers import update_customer
from smsdesk.operations.groups import list_groups
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.customers.customer_form import CustomerForm
from smsdesk.ui.customers.customer_history import CustomerHistory
from smsdesk.ui.customers.editing import CellEditing
from smsdesk.ui.customers.entering import Entering
from smsdesk.ui.customers.own_columns import open_own_columns
from smsdesk.ui.customers.pool_actions import PoolActions
from smsdesk.ui.customers.pool_filters import PoolFilters
from smsdesk.ui.customers.pool_table import PoolModel, cell_change, pool_columns, with_cell
from smsdesk.ui.customers.whole_choice import WholeChoice
from smsdesk.ui.customers.words import customers_words
from smsdesk.ui.icons import icon
from smsdesk.ui.widgets.buttons import button, more_button
from smsdesk.ui.widgets.data_table import DataTable
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Slice


class PoolPage(Page):
    """A table that is fetched page by page; what is looked for last is what is shown."""

    kinds = frozenset({"customer", "group", "reply"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="customers", title=tr("Pool"))
        self._search = ""
        self._shown = CustomerQuery()
        """What the rows in the table answer."""
        self._day_shown = context.formats.today()
        self._total: int | None = None
        """How many answer it, once they are counted."""
        self._groups: list[CustomerGroup] | None = None
        self._fields: list[CustomerField] = []
        self._choices_stale, self._choosing = True, False
        self._missed = False
        """A change was left out while a cell was edited."""
        self._form: CustomerForm | None = None
        self.entering: Entering | None = None
        self._count = label("", "secondary")
        self.filters = PoolFilters()
        self.group_filter, self.type_filter = self.filters.group, self.filters.type
        self.search = self.tools.add_search(tr("Search number, name, note"), self._searched)
        self.tools.add_note(self._count)
        self.tools.add(button(tr("Import"), self._import, picture="file-spreadsheet"))
        self.more = self._make_menu()
        self.tools.add(more_button(self.more, tr("More")))
        self.tools.set_primary(tr("Enter numbers"), self.enter)
        self.works = column(spacing=8)
        self.actions_on = PoolActions(self, self, self.works)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._open_waiting)
        self._waiting: Customer | None = None
        self._make_table()
        self.whole_choice = WholeChoice(self, self.table, self._what_is_shown)
        self.whole_choice.changed.connect(lambda: self.table.refresh_actions())
        self.body.addWidget(self.filters)
        self.body.addLayout(self.works)
        self.body.addLayout(self.whole_choice.place)
        self.body.addWidget(self.table, 1)
        self.panel.closed.connect(self._forget)
        self.filters.changed.connect(self.refresh)

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for words, order in (
            (tr("Newest first"), None),
            (tr("By number"), CustomerOrder.NUMBER),
            (tr("By name"), CustomerOrder.NAME),
        ):
            menu.addAction(words).triggered.connect(lambda _=False, wanted=order: self.sort_by(wanted))
        menu.addSeparator()
        own = menu.addAction(icon("columns-3"), tr("Columns of your own…"))
        own.triggered.connect(lambda: open_own_columns(self))
        export = menu.addAction(icon("download"), tr("Export what is shown…"))
        export.triggered.connect(lambda: self.spawn(self._export()))
        return menu

    def _make_table(self) -> None:
        self.model = PoolModel(pool_columns(self.context, self._fields), identity=lambda one: one.id)
        self.model.set_loader(self._load_slice)
        self.table: DataTable[Customer] = DataTable(
            self.context,
            self.model,
            name=tr("Customers"),
            memory="pool",
            empty=EmptyState(
                "users",
                tr("The pool holds everybody you write to."),
                tr("Bring them in from a spreadsheet, or enter a few numbers by hand."),
                action=(tr("Import a spreadsheet"), self._import),
                sample=(tr("Enter numbers"), self.enter),
            ),
            actions=self.actions_on.row_actions(),
            bars=self.bars,
        )
        self.table.chosen.connect(self._chosen)
        self.editing = CellEditing(self.table.view, self.model)
        self.model.edited.connect(lambda one, key, value: self.spawn(self._set_cell(one, key, value)))
        self.editing.ended.connect(self._catch_up)

    # What is shown

    def whole(self) -> tuple[CustomerQuery, int] | None:
        """What the selection stands for, and how many; None when it stands for itself."""
        query = self.whole_choice.query
        return None if query is None else (query, self._total or 0)

    def shown_group(self) -> int | None:
        """The group the table is narrowed to."""
        return self._shown.group_id

    def _what_is_shown(self) -> tuple[CustomerQuery, str, int]:
        return (
            self._shown,
            "" if self._total is None else _count_words(self._total, self._shown),
            self._total or 0,
        )

    def _import(self) -> None:
        self.context.open("customers", "import")

    async def _export(self) -> None:
        await self.actions_on.export_shown(self._shown)

    def sort_by(self, order: CustomerOrder | None) -> None:
        """Another order of the whole list; None: the newest first."""
        keys = [each.key for each in self.model.columns]
        at = keys.index((order or CustomerOrder.CREATED).value)
        down = order is None
        self.table.view.sortByColumn(
            at, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        )

    async def load(self) -> None:
        if self.editing.running():  # it would be taken from under the hands; ``_catch_up`` comes after
            self._missed = True
            return
        self._missed = False
        query = self.filters.query(self._search)
        await self._load_fields()
        anew = query != self._shown
        if anew:
            self._total = None
        self._shown = query
        await self.table.reload(keep=not anew, filtered=query != CustomerQuery())
        if anew:
            self.table.view.scrollToTop()
        self.spawn(self._tell_count(query))
        if self._choices_stale and not self._choosing:
            self.spawn(self._load_choices())
        self._show_again()

    def _catch_up(self) -> None:
        # Once the editor has gone and has handed over what was typed.
        QTimer.singleShot(0, self, lambda: self.refresh() if self._missed else None)

    def _things_changed(self, kinds: frozenset[str]) -> None:
        if kinds & {"customer", "group"}:
            self._choices_stale = True
        super()._things_changed(kinds)

    async def _load_fields(self) -> None:
        fields = await self.context.runner.run(list_fields)
        if fields == self._fields:
            return
        self._fields = fields
        old = self.table
        self._make_table()
        self.body.replaceWidget(old, self.table)
        self.whole_choice.follow(self.table)
        old.hide()
        old.deleteLater()

    async def _tell_count(self, query: CustomerQuery) -> None:
        count = await self.context.runner.run(customer_count, **vars(query))
        if query == self._shown:  # else it is of a search that is over
            self._total = count
            self._count.setText(_count_words(count, query))
            self.whole_choice.look()

    async def _load_choices(self) -> None:
        self._choices_stale, self._choosing = False, True
        try:
            await self._load_groups()
            self.filters.offer_countries(await self.context.runner.run(customer_countries))
        finally:
            self._choosing = False

    async def _load_groups(self) -> None:
        self._groups = await self.context.runner.run(list_groups)
        self.filters.offer_groups(self._groups, self.filters.group.currentData())

    async def _load_slice(self, after: Any, limit: int, sort: str, descending: bool) -> Slice[Customer]:
        found = await self.context.runner.run(
            list_customers,
            **vars(self._shown),
            order=CustomerOrder(sort) if sort else CustomerOrder.CREATED,
            descending=descending if sort else True,
            after=after,
            most=limit,
        )
        return Slice(found.customers, found.next_key)

    def arrive(self, group_id: int | None = None, search: str = "", **_arguments: Any) -> None:
        """Show a group's members, or whoever has this number."""
        self.spawn(self._arrive(group_id, search))

    async def _arrive(self, group_id: int | None, search: str) -> None:
        await self._load_groups()
        self.filters.offer_groups(self._groups or [], group_id)
        self.search.setText(search)
        self._searched(search)

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    # A cell

    async def _set_cell(self, one: Customer, key: str, value: str) -> None:
        self._wait.stop()
        self.model.update_row(with_cell(one, key, value))
        try:
            await self.context.runner.run(update_customer, customer_id=one.id, **cell_change(key, value))
        except DeskError:
            self.model.update_row(one)
            raise
        title = next(each.title for each in self.model.columns if each.key == key)
        back = cell_change(key, one.name if key == "name" else one.note if key == "note" else _own(one, key))
        self.bars.undo(
            tr("“{column}” of {number} was changed.", column=title, number=one.number),
            self.act(self._update, one.id, back),
        )

    async def _update(self, customer_id: int, values: Mapping[str, Any]) -> None:
        await self.context.runner.run(update_customer, customer_id=customer_id, **values)

    # One customer in the panel

    def _chosen(self, one: Customer | None) -> None:
        self._wait.stop()
        if one is None:
            if self._form is not None and not self._form.changed_by_hand():
                self.panel.close_panel()
        elif self._form is None or self._form.customer.id != one.id:
            if not self.panel.is_open() and self.editing.under_mouse():
                # A second click edits the cell; the panel would move it away from under the mouse.
                self._waiting = one
                self._wait.start(QApplication.doubleClickInterval())
                return
            self._leave(self._form)
            self._edit(one)

    def _open_waiting(self) -> None:
        selected = self.table.selected()
        if self._waiting is not None and not self.editing.running() and selected == [self._waiting]:
            self._edit(self._waiting)

    def _leave(self, left: CustomerForm | None) -> None:
        """Offer to go back to what was typed for another customer and not saved."""
        if left is None or not left.changed_by_hand():
            return
        one, typed = left.customer, left.values()
        self.bars.info(
            tr("What you changed for {number} is not saved.", number=one.number),
            (tr("Go back to it"), lambda: self._edit(one, typed)),
        )

    def _forget(self) -> None:
        self._form = None

    def _show_again(self) -> None:
        """The customer in the panel may have changed."""
        if self._form is None or self._form.changed_by_hand():
            return
        again = next((one for one in self.model.rows if one.id == self._form.customer.id), None)
        if again is not None and (
            again != self._form.customer or self.context.formats.today() != self._day_shown
        ):
            self._edit(again)

    def _edit(self, one: Customer, typed: Mapping[str, Any] | None = None) -> None:
        if self._groups is None:  # without them saving would take the customer out of all
            self.spawn(self._edit_with_groups(one, typed))
            return
        history = CustomerHistory(self.context, one.number)
        fields = CustomerForm(one, self._groups, self._fields, history)
        fields.take(typed or {})
        save = button(tr("Save"), kind="primary")
        fields.form.save_with(save)
        save.clicked.connect(self.act(self._save, fields))
        more = QMenu(self.panel)
        for action in self.actions_on.row_actions():
            if action.fits([one]) and action.title not in (tr("Send SMS"), tr("Export…")):
                entry = more.addAction(icon(action.picture), action.title)
                entry.triggered.connect(lambda _=False, act=action: act.on([one]))
        self.panel.open_with(
            one.name or one.number,
            fields,
            more_button(more, tr("More")),
            button(tr("Send SMS"), lambda: self.actions_on.send([one]), picture="send"),
            save,
            note=tr(
                "{number} · {country} · added {when}",
                number=one.number,
                country=country_name(one.country),
                when=self.context.formats.time(one.created_at),
            ),
        )
        self._form = fields
        self._day_shown = self.context.formats.today()
        self.spawn(history.load())

    async def _edit_with_groups(self, one: Customer, typed: Mapping[str, Any] | None) -> None:
        await self._load_groups()
        if self._form is None and self.table.selected() == [one]:
            self._edit(one, typed)

    async def _save(self, fields: CustomerForm) -> None:
        fields.form.set_busy(True)
        try:
            await self._update(fields.customer.id, fields.values())
        except DeskError as fault:
            if not fields.form.tell(fault):
                self.panel.bars.error(fault)
            return
        finally:
            fields.form.set_busy(False)
        self.panel.close_panel()
        self.bars.undo(
            tr("{number} was saved.", number=fields.customer.number),
            self.act(self._update, fields.customer.id, fields.begun_with),
        )

    def enter(self) -> None:
        """Open the form for numbers, into the group that is shown."""
        self._form = None
        groups: Sequence[CustomerGroup] = [one for one in self._groups or () if one.filter is None]
        chosen = next((one for one in groups if one.id == self._shown.group_id), None)
        self.entering = Entering(self, groups, group=chosen)


def _own(one: Customer, key: str) -> str:
    return one.fields.get(int(key.rpartition(":")[2]), "")


def _count_words(count: int, query: CustomerQuery) -> str:
    if count > COUNTED and 0 < len(query.search.strip()) < 3:
        return tr("more than {count} customers", count=formats.number(COUNTED))
    return customers_words(count)
