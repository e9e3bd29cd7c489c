"""Recipients from customer groups: which, but not whom, and what fills each variable (B3, C3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from smsdesk.domain.customers import CustomerField, CustomerGroup
from smsdesk.domain.profile import SmsType
from smsdesk.domain.recipients import GroupSource
from smsdesk.domain.text import tr, trn
from smsdesk.operations.recipient_groups import recipients_count
from smsdesk.ui.bulk.group_boxes import GroupBoxes
from smsdesk.ui.bulk.group_variables import GroupVariables
from smsdesk.ui.context import Context
from smsdesk.ui.latest_answer import LatestAnswer
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row


class GroupForm(QWidget):
    """``changed(source or None, what is missing, typing)``; ``go`` to the customer groups."""

    changed = Signal(object, str, bool)
    go = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._type: SmsType | None = None
        self._counted: GroupSource | None = None
        self.chosen = GroupBoxes()
        self.excluded = GroupBoxes()
        self.variables = GroupVariables()
        self._none = holding(
            row(
                label(tr("There are no customer groups yet."), "secondary"),
                button(tr("Create a group"), self.go.emit, kind="link"),
                STRETCH,
            )
        )
        self.leave_out = button(tr("But not to …"), self._open_excluded, kind="link")
        self.count = label("", "label")
        self._out = holding(column(label(tr("But not to anybody in"), "label"), self.excluded, spacing=8))
        self._note = label("", "warning", wrap=True)
        self.go_on = button(tr("Go on without it"), self._go_on, kind="link")
        self._warning = holding(row(self._note, self.go_on))
        for part in (self._out, self._warning, self.variables):
            part.hide()
        foot = row(self.count, STRETCH, self.leave_out)
        self.setLayout(
            column(self._none, self.chosen, self._out, foot, self._warning, self.variables, spacing=12)
        )
        self.latest = LatestAnswer(context, self)
        self.latest.changed.connect(self._show_count)
        self.chosen.ticked.connect(self._tell)
        self.excluded.ticked.connect(self._tell)
        self.variables.changed.connect(lambda typing: self._tell(typing=typing))

    @property
    def boxes(self) -> dict[int, QCheckBox]:
        """The boxes of the groups that get it, by the group's id."""
        return self.chosen.boxes

    @property
    def fields(self) -> dict[int, QComboBox]:
        """What fills a variable, by its number."""
        return self.variables.fields

    @property
    def values(self) -> dict[int, QLineEdit]:
        """The text for all of a variable, by its number."""
        return self.variables.values

    def show_groups(self, groups: Sequence[CustomerGroup], own: Sequence[CustomerField]) -> None:
        """Offer these groups and columns; what was ticked stays ticked."""
        self.chosen.show_groups(groups)
        self.excluded.show_groups(groups)
        self.variables.show_fields(own)
        self._none.setHidden(bool(groups))
        self.chosen.setHidden(not groups)
        self._counted = None  # members may have come and gone
        self._show()

    def show_variables(self, variables: tuple[int, ...], sms_type: SmsType | None) -> None:
        """The template's variables, each to be filled with a customer's field or a fixed text."""
        self._type = sms_type
        self.variables.show_variables(variables)
        self._tell()

    def tick(self, group_ids: Iterable[int]) -> None:
        """Choose these groups and no others."""
        self.chosen.tick(group_ids)
        self.excluded.tick(())
        self._tell()

    def show_source(self, source: GroupSource) -> None:
        """As a draft kept it."""
        self.variables.show_source(source)
        self.chosen.tick(source.group_ids)
        self.excluded.tick(source.excluded_ids)
        self._tell()

    def source(self) -> GroupSource | None:
        """What is chosen; None without a group."""
        return self.begun() if self.chosen.wanted else None

    def begun(self) -> GroupSource:
        """What is chosen so far, with or without a group."""
        fields, values = self.variables.parts()
        excluded = tuple(sorted(self.excluded.wanted))
        return GroupSource(tuple(sorted(self.chosen.wanted)), fields, values, excluded)

    def missing(self) -> str:
        """What is still to be said; empty when the groups can be checked."""
        if not self.chosen.wanted:
            return tr("Choose at least one group.")
        if self.excluded.lost:
            return tr("A group that was to be left out was deleted.")
        both = self.chosen.wanted & self.excluded.wanted
        name = next((one.name for one in self.chosen.chosen() if one.id in both), "")
        if name:
            return tr("“{group}” is both chosen and left out.", group=name)
        return self.variables.missing()

    def _open_excluded(self) -> None:
        self._out.show()
        self.leave_out.hide()
        first = next(iter(self.excluded.boxes.values()), None)
        if first is not None:
            first.setFocus()

    def _go_on(self) -> None:
        self.chosen.lost = self.excluded.lost = False
        self._tell()

    def _tell(self, *, typing: bool = False) -> None:
        self._show()
        missing = self.missing()
        self.changed.emit(None if missing else self.source(), missing, typing)

    # What is shown

    def _show(self) -> None:
        chosen = bool(self.chosen.wanted)
        self.variables.setHidden(not (chosen and self.variables.fields))
        if self.excluded.wanted or self.excluded.lost:
            self._out.setHidden(False)
        self.leave_out.setHidden(len(self.chosen.boxes) < 2 or not self._out.isHidden())
        warning = self._warning_words()
        self._note.setText(warning)
        self.go_on.setHidden(not (self.chosen.lost or self.excluded.lost))
        self._warning.setHidden(not warning)
        self._ask_count()

    def _warning_words(self) -> str:
        if self.excluded.lost:
            return tr("A group that was to be left out was deleted. Choose again who is left out.")
        if self.chosen.lost:
            return tr("A group that was chosen was deleted. Choose again who gets the message.")
        other = [one.name for one in self.chosen.chosen() if one.sms_type is not self._type]
        if not other or self._type is not SmsType.MARKETING:
            return ""
        return tr(
            "Kept for regular messages: {groups}. Send marketing only to people who asked for it.",
            groups=tr(", ").join(other),
        )

    def _ask_count(self) -> None:
        source = GroupSource(
            tuple(sorted(self.chosen.wanted)), excluded_ids=tuple(sorted(self.excluded.wanted))
        )
        if source == self._counted:
            return
        self._counted = source
        if source.group_ids:
            self.latest.ask(recipients_count, source=source)
        else:
            self.latest.forget()

    def _show_count(self) -> None:
        if self.latest.waiting:
            words = tr("Counting …")
        elif self.latest.fault is not None:
            words = str(self.latest.fault)
        elif self.latest.answer is None:
            words = ""
        else:
            words = trn("{count} customer in all", "{count} customers in all", self.latest.answer)
        self.count.setText(words)
