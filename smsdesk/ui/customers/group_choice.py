"""Which group: one that is there, a new one, or none (C2, C3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from smsdesk.domain import limits
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.text import tr
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column

_NEW = -1
_NONE = 0


@dataclass(frozen=True)
class GroupTarget:
    """``group_id`` None and an empty ``new_group``: no group."""

    group_id: int | None = None
    new_group: str = ""


class GroupChoice(QWidget):
    """A control for a form: ``value()`` is a ``GroupTarget``, None while a new group has no name yet."""

    changed = Signal()

    def __init__(
        self, groups: Sequence[CustomerGroup], *, chosen: int | None = None, none: str = "", new: bool = True
    ) -> None:
        """``none`` are the words for no group, empty when there must be one; ``new`` offers a new group.

        Smart groups are left out: nobody is put into them by hand.
        """
        super().__init__()
        groups = [each for each in groups if each.filter is None]
        self._groups = {each.id: each for each in groups}
        choices = [(_NONE, none)] if none else []
        choices += [
            (each.id, tr("{group} ({count})", group=each.name, count=f"{each.members:,}")) for each in groups
        ]
        if new:
            choices.append((_NEW, tr("New group …")))
        self.combo = combo([*choices], chosen)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Name of the new group"))
        self.name.setAccessibleName(tr("Name of the new group"))
        self.name.setMaxLength(limits.GROUP_NAME_LENGTH.value)
        self.setLayout(column(self.combo, self.name, spacing=8))
        self.setFocusProxy(self.combo)
        self.combo.currentIndexChanged.connect(self._chosen)
        self.name.textChanged.connect(self.changed)
        self.name.setHidden(self.combo.currentData() != _NEW)

    def value(self) -> GroupTarget | None:
        chosen = self.combo.currentData()
        if chosen == _NEW:
            name = self.name.text().strip()
            return GroupTarget(new_group=name) if name else None
        return GroupTarget(group_id=chosen or None)

    def set_value(self, target: GroupTarget) -> None:
        if target.new_group:
            self.combo.setCurrentIndex(self.combo.findData(_NEW))
            self.name.setText(target.new_group)
        else:
            self.combo.setCurrentIndex(max(0, self.combo.findData(target.group_id or _NONE)))

    def group(self) -> CustomerGroup | None:
        """The group that is there and chosen."""
        return self._groups.get(self.combo.currentData())

    def _chosen(self) -> None:
        fresh = self.combo.currentData() == _NEW
        self.name.setHidden(not fresh)
        if fresh:
            self.name.setFocus()
        self.changed.emit()


async def ask_group(
    parent: QWidget, title: str, action: str, groups: Sequence[CustomerGroup], *, new: bool = True
) -> GroupTarget | None:
    """Ask for a group; None when cancelled."""
    choice = GroupChoice(groups, new=new)
    question = Question(parent, title, "", action)
    words = label(tr("Group"), "label")
    words.setBuddy(choice.combo)
    choice.combo.setAccessibleName(words.text())
    question.body.addSpacing(8)
    question.body.addWidget(words)
    question.body.addWidget(choice)
    question.accept_button.setEnabled(choice.value() is not None)
    choice.changed.connect(lambda: question.accept_button.setEnabled(choice.value() is not None))
    return choice.value() if await question.answer() else None
