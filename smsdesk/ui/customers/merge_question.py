"""Asks which number stays when several entries are one person (C1)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QRadioButton, QWidget

from smsdesk.domain.customers import Customer
from smsdesk.domain.text import tr, trn
from smsdesk.operations.number_changes import NOBODY, Refusals
from smsdesk.ui.context import Context
from smsdesk.ui.customers.words import refusal_words
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column, holding, scrolling

#: Above this height the numbers scroll.
_HEIGHT = 288
_LINE = 48
_REFUSED = 20


class MergeQuestion(Question):
    """``await answer()``; then ``kept()`` is who stays."""

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        customers: Sequence[Customer],
        found: Refusals = NOBODY,
    ) -> None:
        """``found``: who of them unsubscribed or is blocked, which stays with the number."""
        super().__init__(
            parent,
            trn("Merge {count} entry", "Merge {count} entries into one", len(customers)),
            tr("Are they the same person? Choose the number to write to; the other entries leave the pool."),
            tr("Merge"),
        )
        self.setMinimumWidth(480)
        self._customers = list(customers)
        self.choices: list[QRadioButton] = []
        lines: list[QWidget] = []
        height = 0
        for one in customers:
            words = tr("{number} · {name}", number=one.number, name=one.name) if one.name else one.number
            choice = QRadioButton(words.replace("&", "&&"))
            self.choices.append(choice)
            about = label(_about(context, one), "small")
            about.setContentsMargins(26, 0, 0, 0)
            parts: list[QWidget] = [choice, about]
            if refused := refusal_words(one.number, found):
                parts.append(label(refused, "warning"))
                parts[-1].setContentsMargins(26, 0, 0, 0)
            lines.append(holding(column(*parts, spacing=0)))
            height += _LINE + (_REFUSED if refused else 0)
        area = scrolling(holding(column(*lines, spacing=8)))
        area.setFixedHeight(min(_HEIGHT, height))
        self.body.addSpacing(8)
        self.body.addWidget(area)
        self.body.addWidget(
            label(
                tr(
                    "What it lacks of name, note and own columns comes from the others, and it joins their "
                    "groups. Records, replies and who unsubscribed stay with their numbers."
                ),
                "small",
                wrap=True,
            )
        )
        self.choices[_proposed(customers)].setChecked(True)

    def kept(self) -> Customer:
        """The entry that stays."""
        return next(
            one for one, choice in zip(self._customers, self.choices, strict=True) if choice.isChecked()
        )


def _proposed(customers: Sequence[Customer]) -> int:
    """The number that was in use last, else the entry that is fullest."""

    def rank(at: int) -> tuple[int, int, int]:
        one = customers[at]
        last = max(one.last_message_at or 0, one.last_reply_at or 0)
        return last, bool(one.name) + bool(one.note) + len(one.fields) + len(one.groups), -one.created_at

    return max(range(len(customers)), key=rank)


def _about(context: Context, one: Customer) -> str:
    last = max(one.last_message_at or 0, one.last_reply_at or 0)
    when = context.formats.time(last) if last else ""
    if one.groups and when:
        return tr("{groups} · last contact {when}", groups=tr(", ").join(one.groups), when=when)
    if when:
        return tr("last contact {when}", when=when)
    return tr(", ").join(one.groups) or tr("never written to")
