"""The form to enter numbers into the pool or a group, in the panel of a page (C2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smsdesk.domain import limits
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import DeskError
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr, trn
from smsdesk.operations.customers import Entered, enter_customers, take_back_entered
from smsdesk.ui.customers.group_choice import GroupChoice
from smsdesk.ui.customers.numbers_field import NumbersField
from smsdesk.ui.customers.words import added_words
from smsdesk.ui.sms_types import type_choices
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.layouts import column, holding
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.segmented import SegmentedControl


class Entering:
    """Opens in the page's panel; ``done`` is called when all lines were taken."""

    def __init__(
        self,
        page: Page,
        groups: Sequence[CustomerGroup],
        *,
        group: CustomerGroup | None = None,
        done: Callable[[], object] | None = None,
    ) -> None:
        self._page = page
        self._done = done or page.panel.close_panel
        self.form = Form(page.panel)
        self.numbers = NumbersField(
            most=limits.NUMBERS_PER_ENTERING, home_country=page.context.profile.country
        )
        self.form.add("numbers", self.numbers)
        sms_type = SegmentedControl(type_choices(), tr("SMS type"))
        sms_type.set_value(group.sms_type if group else SmsType.REGULAR)
        self.form.add("sms_type", FormField(tr("SMS type"), sms_type, hint=tr("What they want to get.")))
        choice = GroupChoice(groups, chosen=group.id if group else None, none=tr("No group"), new=False)
        self.form.add("group", FormField(tr("Group"), choice))
        save = button(tr("Add to the pool"), kind="primary")
        self.form.save_with(save)
        save.clicked.connect(page.act(self.save))
        page.panel.open_with(
            tr("Enter numbers"),
            holding(column(*self.form.fields.values(), spacing=16)),
            button(tr("Cancel"), self._done),
            save,
            note=tr(
                "Up to {most} at a time. For more, import a spreadsheet.",
                most=limits.NUMBERS_PER_ENTERING.value,
            ),
            focus=self.numbers.box,
        )

    async def save(self) -> None:
        """Take the good lines; the bad ones stay in the box."""
        values = self.form.values()
        self.form.set_busy(True)
        try:
            done = await self._page.context.runner.run(
                enter_customers,
                numbers=values["numbers"],
                sms_type=values["sms_type"],
                group_id=values["group"].group_id,
            )
        except DeskError as fault:
            if not self.form.tell(fault):
                self._page.panel.bars.error(fault)
            return
        finally:
            self.form.set_busy(False)
        words = added_words(done)
        if not done.bad:
            self._done()
            if done.entered is None:
                self._page.bars.success(words)
            else:
                self._page.bars.undo(words, self._page.act(self._take_back, done.entered))
            return
        left = trn(
            "{count} line could not be read. Mend it and add it again.",
            "{count} lines could not be read. Mend them and add them again.",
            len(done.bad),
        )
        self._page.panel.bars.clear()
        self._page.panel.bars.warning(tr("{done} {left}", done=words, left=left), lasting=True)
        self.numbers.tell_bad(done.bad)

    async def _take_back(self, entered: Entered) -> None:
        await self._page.context.runner.run(take_back_entered, entered=entered)
