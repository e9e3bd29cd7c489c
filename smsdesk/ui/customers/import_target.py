"""Step 2 of an import: what the customers want to get, and which group they join (C2)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal

from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr
from smsdesk.ui.customers.group_choice import GroupChoice, GroupTarget
from smsdesk.ui.sms_types import type_choices
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.layouts import STRETCH, clear, row
from smsdesk.ui.widgets.segmented import SegmentedControl
from smsdesk.ui.widgets.step_card import CLOSED, GOOD, OPEN, StepCard


class TargetStep(StepCard):
    """``changed`` when something was chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(2, tr("Where they go"))
        self.opened = False
        self._parts = row(spacing=32)
        self.body.addLayout(self._parts)
        self.show_groups([], None)

    def show_groups(self, groups: Sequence[CustomerGroup], chosen: int | None) -> None:
        """Offer these groups."""
        clear(self._parts)
        self.form = Form(self)
        self.choice = GroupChoice(groups, chosen=chosen, none=tr("No group, only the pool"))
        self._type = SegmentedControl(type_choices(), tr("SMS type"))
        group = self.choice.group()
        self._type.set_value(group.sms_type if group else SmsType.REGULAR)
        group_field = self.form.add("group", FormField(tr("Group"), self.choice))
        type_field = self.form.add(
            "sms_type",
            FormField(tr("SMS type"), self._type, hint=tr("Of those who are not in the pool yet.")),
        )
        group_field.setFixedWidth(320)
        for field in (group_field, type_field):
            self._parts.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        self._parts.addItem(row(STRETCH))
        self.choice.changed.connect(self._group_chosen)
        self.form.changed.connect(self._show)
        self._show()

    def open_step(self, opened: bool) -> None:
        """Open once there is a file."""
        self.opened = opened
        self._show()

    def target(self) -> GroupTarget:
        """Where they go."""
        return self.choice.value() or GroupTarget()

    def sms_type(self) -> SmsType:
        """What new customers want to get."""
        return SmsType(str(self._type.value()))

    def problem(self) -> str:
        """What is missing; empty when all is well."""
        return tr("Name the new group.") if self.choice.value() is None else ""

    def _group_chosen(self) -> None:
        group = self.choice.group()
        if group is not None:
            self._type.set_value(group.sms_type)

    def _show(self) -> None:
        problem = self.problem()
        self.set_state(
            CLOSED if not self.opened else OPEN if problem else GOOD,
            problem if self.opened else tr("Into a group, or only into the pool"),
        )
        self.changed.emit()
