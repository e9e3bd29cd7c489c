"""The business's own columns of the pool: add, rename, delete (C1)."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from smsdesk.domain import limits
from smsdesk.domain.customers import CustomerField
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr, trn
from smsdesk.operations.customer_fields import (
    delete_field,
    field_counts,
    list_fields,
    put_field,
    rename_field,
)
from smsdesk.operations.groups import groups_asking_for
from smsdesk.ui.customers.words import asking_words
from smsdesk.ui.widgets.buttons import button, tool_button
from smsdesk.ui.widgets.confirm import ask_text, confirm
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.labels import ElidedLabel, label, line
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row
from smsdesk.ui.widgets.page import Page


class OwnColumns(QWidget):
    """The body of a panel; ``await load()`` fetches."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._run = page.context.runner.run
        self.fields: list[CustomerField] = []
        self._counts: dict[int, int] = {}
        self._list = column(spacing=8)
        self.form = Form(self)
        self.name = QLineEdit()
        self.form.add(
            "name",
            FormField(
                tr("New column"),
                self.name,
                hint=tr("For example first name, birthday or shoe size."),
                limit=limits.CUSTOMER_FIELD_NAME_LENGTH.value,
                rule=self._taken,
            ),
        )
        self.add = button(tr("Add column"), page.act(self._add), picture="plus")
        self.form.save_with(self.add)
        self.name.returnPressed.connect(self.add.click)
        below = column(row(self.add, STRETCH), line(), self._list, spacing=16)
        self.setLayout(column(self.form.fields["name"], below, spacing=12))

    def _taken(self, name: str) -> str | None:
        if any(one.name.casefold() == name.casefold() for one in self.fields):
            return tr("There is already a column of this name.")
        return None

    async def load(self) -> None:
        """Show the columns, and as soon as they are counted how many values each has."""
        self.fields = await self._run(list_fields)
        self._show()
        self._counts = await self._run(field_counts)
        self._show()

    def _show(self) -> None:
        if not isValid(self):  # the panel shows something else by now
            return
        clear(self._list)
        if not self.fields:
            nothing = tr("There are none yet. Columns of a spreadsheet that you import can become some too.")
            self._list.addWidget(label(nothing, "secondary", wrap=True))
        for field in self.fields:
            count = self._counts.get(field.id, 0)
            words = column(
                ElidedLabel(field.name, "label"),
                label(_filled(count), "small"),
                spacing=0,
            )
            one = row(
                holding(words),
                tool_button(
                    "pencil", tr("Rename “{column}”", column=field.name), self._page.act(self._rename, field)
                ),
                tool_button(
                    "trash-2", tr("Delete “{column}”", column=field.name), self._page.act(self.delete, field)
                ),
                spacing=4,
            )
            one.setStretch(0, 1)
            self._list.addWidget(holding(one))

    async def _add(self) -> None:
        self.form.set_busy(True)
        try:
            await self._run(put_field, name=self.name.text())
        except DeskError as fault:
            if not self.form.tell(fault):
                self._page.panel.bars.error(fault)
            return
        finally:
            if isValid(self):
                self.form.set_busy(False)
        if isValid(self):
            self.name.clear()
            await self.load()

    async def _rename(self, field: CustomerField) -> None:
        most = limits.CUSTOMER_FIELD_NAME_LENGTH.value
        name = await ask_text(
            self._page, tr("Rename the column"), tr("Name"), tr("Rename"), value=field.name, limit=most
        )
        if name is None or name == field.name:
            return
        try:
            await self._run(rename_field, field_id=field.id, name=name)
        except DeskError as fault:
            self._page.panel.bars.error(fault)
            return
        await self.load()

    async def delete(self, field: CustomerField) -> None:
        """Ask, with how many values go and which smart groups need it, then delete."""
        count = (await self._run(field_counts)).get(field.id, 0)
        words = (
            trn(
                "{count} customer loses the value in it. It cannot be undone; export the pool first to "
                "keep it.",
                "{count} customers lose their value in it. It cannot be undone; export the pool first to "
                "keep them.",
                count,
            )
            if count
            else tr("No customer has a value in it.")
        )
        asking = await self._run(groups_asking_for, field_ids=[field.id])
        if asking:
            words = tr("{values} {groups}", values=words, groups=asking_words(asking))
        title = tr("Delete the column “{column}”?", column=field.name)
        if await confirm(self._page, title, words, tr("Delete"), destructive=True):
            await self._run(delete_field, field_id=field.id)
            await self.load()


def _filled(count: int) -> str:
    if not count:
        return tr("Filled in for nobody yet")
    return trn("Filled in for {count} customer", "Filled in for {count} customers", count)


def open_own_columns(page: Page) -> OwnColumns:
    """Show them in the panel of a page."""
    body = OwnColumns(page)
    page.panel.open_with(
        tr("Columns of your own"),
        body,
        button(tr("Done"), page.panel.close_panel),
        note=tr("Kept for every customer, and usable as variables of messages."),
        focus=body.name,
    )
    page.spawn(body.load())
    return body
