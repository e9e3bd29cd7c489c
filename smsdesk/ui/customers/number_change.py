"""Asks for the right number of a customer whose number is wrong or has changed (C1)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtWidgets import QLineEdit

from smsdesk.domain.customers import Customer
from smsdesk.domain.places import country_name
from smsdesk.domain.text import tr
from smsdesk.operations.entering import AnyRegionReader
from smsdesk.operations.number_changes import Refusals, change_number, refusals, who_has
from smsdesk.ui.customers.words import refusal_words
from smsdesk.ui.widgets.confirm import Question, confirm
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.page import Page


class ChangeNumberQuestion(Question):
    """``await answer()``; then ``number()`` is what was typed. It can be accepted once that is another mobile
    number."""

    def __init__(self, page: Page, customer: Customer, found: Refusals) -> None:
        super().__init__(
            page,
            tr("Change the number of {who}", who=customer.name or customer.number),
            tr(
                "Name, note, groups and columns stay. What was sent to {number} and its replies stay with "
                "that number.",
                number=customer.number,
            ),
            tr("Change number"),
        )
        self._old = customer.number
        self._reader = AnyRegionReader(page.context.profile.country)
        refused = refusal_words(customer.number, found)
        if refused:
            warning = tr(
                "{number} is {refused}. That stays with it: to the new number everything may be sent again. "
                "Ask before you write.",
                number=customer.number,
                refused=refused,
            )
            self.body.addWidget(label(warning, "warning", wrap=True))
        asked = label(tr("New number"), "label")
        self.field = QLineEdit(customer.number)
        self.field.selectAll()
        asked.setBuddy(self.field)
        self.field.setAccessibleName(asked.text())
        self.told = label("", "small", wrap=True)
        self.body.addSpacing(8)
        for part in (asked, self.field, self.told):
            self.body.addWidget(part)
        self.field.textChanged.connect(self._look)
        self._look()
        self.field.setFocus()

    def number(self) -> str:
        """As it was typed."""
        return self.field.text().strip()

    def _look(self) -> None:
        """Say how it is read, or why it is no number."""
        reading = self._reader.read(self.number())
        other = not reading.reason and reading.number != self._old
        self.accept_button.setEnabled(other)
        if reading.reason:
            self.told.setText(str(reading.problem))
        elif other:
            self.told.setText(
                tr("{number} · {country}", number=reading.number, country=country_name(reading.country))
            )
        else:
            self.told.setText(tr("This is the number already."))


async def ask_new_number(
    page: Page, one: Customer, merge: Callable[[Sequence[Customer]], Awaitable[object]]
) -> None:
    """Ask and change it, with the way back. ``merge`` is offered when another customer has the number."""
    run = page.context.runner.run
    question = ChangeNumberQuestion(page, one, await run(refusals, numbers=[one.number]))
    if not await question.answer():
        return
    number = question.number()
    other: Customer | None = await run(who_has, number=number)
    if other is not None and other.id != one.id:
        title = tr("Another customer has {number}", number=other.number)
        words = tr(
            "Are {one} and {other} one person? Then merge the two entries.", one=_who(one), other=_who(other)
        )
        if await confirm(page, title, words, tr("Merge…")):
            await merge([other, one])
        return
    page.panel.close_panel()
    done = await run(change_number, customer_id=one.id, number=number)
    page.bars.undo(
        tr("{before} is {number} now.", before=done.before, number=done.customer.number),
        page.act(_back, page, one.id, done.before),
    )


async def _back(page: Page, customer_id: int, number: str) -> None:
    await page.context.runner.run(change_number, customer_id=customer_id, number=number)


def _who(one: Customer) -> str:
    return tr("{name} ({number})", name=one.name, number=one.number) if one.name else one.number
