"""The forms for a group: name and SMS type, and for a smart group who is in it (C3)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtWidgets import QLineEdit

from smsdesk.domain import limits
from smsdesk.domain.customer_filters import CustomerFilter
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import DeskError
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr
from smsdesk.operations.groups import create_group, update_group
from smsdesk.ui.customers.filter_form import Askable, FilterEditor
from smsdesk.ui.sms_types import type_choices
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.layouts import column, holding
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.segmented import SegmentedControl


class GroupForm:
    """Opens in the page's panel to make a group, or to change ``group``; a smart one with ``there``.

    ``taken`` are the names of the other groups. ``done(group)`` is awaited with what was kept.
    """

    def __init__(
        self,
        page: Page,
        group: CustomerGroup | None,
        taken: Collection[str],
        *,
        there: Askable | None = None,
        done: Callable[[CustomerGroup], Any],
    ) -> None:
        self._page, self._group, self._done = page, group, done
        self.form = Form(page.panel)
        self.editor: FilterEditor | None = None
        self._add_fields(taken, there)
        words = tr("Save") if group else tr("Create group")
        self.save = button(words, page.act(self._save), kind="primary")
        self.form.save_with(self.save)
        page.panel.open_with(
            self._title(),
            holding(column(*self.form.fields.values(), spacing=16)),
            *([self.editor.count] if self.editor else []),
            button(tr("Cancel"), page.panel.close_panel),
            self.save,
            focus=self.form.fields["name"].control,
        )

    def _title(self) -> str:
        if self.editor is None:
            return tr("Rename group") if self._group else tr("New group")
        return tr("Edit smart group") if self._group else tr("New smart group")

    def _add_fields(self, taken: Collection[str], there: Askable | None) -> None:
        group, form = self._group, self.form

        def rule(name: str) -> str | None:
            if name in taken:
                return tr("There is already a group “{name}”. Choose another name.", name=name)
            return None

        name = FormField(tr("Name"), QLineEdit(), limit=limits.GROUP_NAME_LENGTH.value, rule=rule)
        sms_type = SegmentedControl(type_choices(), tr("SMS type"))
        sms_type.set_value(group.sms_type if group else SmsType.REGULAR)
        hint = tr("Marketing only for people who asked for it; regular for everybody who is a customer.")
        form.add("name", name)
        form.add("sms_type", FormField(tr("SMS type"), sms_type, hint=hint))
        if there is not None:
            self.editor = editor = FilterEditor(self._page.context, there)
            hint = tr("All of it must hold. Who is in the group is found anew whenever it is used.")
            who = FormField(tr("Who is in it"), editor, hint=hint, rule=lambda _asked: editor.problem())
            form.add("filter", who)
        if group is not None:
            name.set_value(group.name)
            if group.filter is not None and self.editor is not None:
                form.set_values(filter=group.filter)

    def value(self) -> CustomerFilter | None:
        """The filter as it stands; None for a group with members of its own."""
        return self.editor.value() if self.editor else None

    async def _save(self) -> None:
        form, run = self.form, self._page.context.runner.run
        form.set_busy(True)
        try:
            if self._group is None:
                kept = await run(create_group, **form.values())
            else:
                kept = await run(update_group, group_id=self._group.id, **form.values())
        except DeskError as fault:
            if not form.tell(fault):
                self._page.panel.bars.error(fault)
            return
        finally:
            form.set_busy(False)
        self._page.panel.close_panel()
        await self._done(kept)
