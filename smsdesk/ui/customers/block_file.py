"""Blocking the numbers of a file, in the panel of the blocklist (C4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QPushButton
from shiboken6 import isValid

from smsdesk.domain.limits import BLOCKED_NUMBERS_MOST
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr, trn
from smsdesk.operations.blocklist import BlockedMany, block_many, blocklist_standing
from smsdesk.operations.blocklist_limit import change_blocklist_limit
from smsdesk.operations.number_files import Standing
from smsdesk.ui import formats
from smsdesk.ui.bridge import Work
from smsdesk.ui.customers.words import blocking_choices, blocking_hint
from smsdesk.ui.numbers_from_file import NumbersFromFile
from smsdesk.ui.sms_types import type_choices
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import FormField, combo
from smsdesk.ui.widgets.layouts import column, holding
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.segmented import SegmentedControl


class BlockFile(NumbersFromFile):
    """``done`` is told what was blocked."""

    def __init__(
        self,
        page: Page,
        signatures: Sequence[str],
        chosen: str | None,
        done: Callable[[BlockedMany], object],
    ) -> None:
        """``signatures`` of the mainland; ``chosen``: one of them, ``ABROAD``, or None for the first."""
        self._done = done
        self.signature = combo([*blocking_choices(signatures, page.context.profile.country)], chosen)
        self.signature.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sms_type = SegmentedControl(type_choices(), tr("SMS type"))
        # One below the other: beside the type there is no room for what stands for other countries.
        type_field = FormField(tr("SMS type"), self.sms_type)
        super().__init__(page, holding(column(signature_field(self.signature), type_field, spacing=16)))
        self.signature.currentIndexChanged.connect(lambda _at: self.compare_anew())
        self.sms_type.changed.connect(lambda _type: self.compare_anew())

    def start_words(self, count: int) -> str:
        return trn("Block {count} number", "Block {count} numbers", count) if count else tr("Block")

    async def stand(self, numbers: Sequence[str]) -> Standing:
        return await self.page.context.runner.run(
            blocklist_standing,
            numbers=numbers,
            signature=self.signature.currentData(),
            sms_type=SmsType(str(self.sms_type.value())),
        )

    async def add(self, numbers: Sequence[str], work: Work) -> None:
        done = await self.page.context.runner.run_job(
            work,
            block_many,
            numbers=numbers,
            signature=self.signature.currentData(),
            sms_type=SmsType(str(self.sms_type.value())),
            progress=work.progress,
        )
        self._done(done)

    def full_words(self, standing: Standing, new: int) -> str:
        return tr(
            "The blocklist holds at most {most} numbers and has room for {room} more; these are {new}.",
            most=formats.number(standing.most),
            room=formats.number(standing.room),
            new=formats.number(new),
        )

    def raising(self, standing: Standing, new: int) -> QPushButton | None:
        most = enough(standing.most - standing.room + new)
        if most is None:
            return None
        words = tr("Let it hold {most} numbers", most=formats.number(most))
        return button(words, self.page.act(self._raise, most))

    async def _raise(self, most: int) -> None:
        await self.page.context.runner.run(change_blocklist_limit, most=most)
        if isValid(self):
            self.compare_anew()


def signature_field(control: QComboBox) -> FormField:
    """The choice of what numbers are blocked under (``blocking_choices``), with where that holds."""
    field = FormField(
        tr("Signature"), control, hint=blocking_hint(control.currentData()), optional=True, remark=False
    )
    control.currentIndexChanged.connect(lambda _at: field.set_hint(blocking_hint(control.currentData())))
    return field


def enough(wanted: int) -> int | None:
    """A round limit for so many entries with some room left; None where the desk allows no such limit."""
    step = 10_000 if wanted > 5_000 else 1_000
    most = (wanted * 11 // 10 // step + 1) * step
    allowed = int(BLOCKED_NUMBERS_MOST)
    return None if wanted > allowed else min(most, allowed)
