"""The phone at the right of the steps: any message exactly as it will arrive (B5)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from smsdesk.domain.checking import RejectedRow
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.templates import variables
from smsdesk.domain.text import tr, trn
from smsdesk.operations.preparation import Preparation
from smsdesk.ui import formats
from smsdesk.ui.bulk.composition import Message
from smsdesk.ui.widgets.buttons import button, tool_button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.phone_preview import PhonePreview


class MessagePhone(QWidget):
    """``turned(index)`` when the user goes on to another of the ready messages, ``correct`` to the form of a
    row that gets none."""

    turned = Signal(int)
    correct = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._index = 0
        self._count = 0
        self.phone = PhonePreview(tr("Preview of the message"))
        self.before = tool_button("chevron-left", tr("Message before"), lambda: self._turn(-1))
        self.after = tool_button("chevron-right", tr("Next message"), lambda: self._turn(1))
        self.place = label("", "small")
        self.place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        pager = row(self.before, STRETCH, self.place, STRETCH, self.after, spacing=4)
        self._pager = holding(pager)
        self._pager.setHidden(True)
        self.to_form = button("", self.correct.emit, picture="pencil")
        self._to_form = holding(row(STRETCH, self.to_form, STRETCH))
        self._to_form.hide()
        whole = column(self.phone, self._pager, self._to_form, STRETCH, spacing=8)
        whole.setStretch(0, 100)  # the rest below takes what the phone cannot
        self.setLayout(whole)
        self.setFixedWidth(self.phone.sizeHint().width())

    @property
    def index(self) -> int:
        """Place among the ready messages of the one that is shown."""
        return self._index

    def show_message(self, message: Message) -> None:
        """The template without recipients."""
        self._pager.hide()
        self._to_form.hide()
        template = message.template
        if template is None:
            self.phone.show_nothing(tr("Choose a template to see your message here."))
            return
        under = bracketed(message.signature.content, template.region) if message.signature else ""
        note = tr("The variables are filled from your recipients.") if variables(template.content) else ""
        self.phone.show_message(
            under + template.content, signature=under, note=note, sender=tr("Text message")
        )

    def show_ready(self, found: Preparation, index: int) -> None:
        """One of the ready messages, as it will arrive: whoever sends it may see its digits (B5)."""
        self._count = found.ready
        self._index = min(max(index, 0), found.ready - 1)
        message = found.message(self._index)
        under = bracketed(found.wording.signature, found.wording.region)
        size = trn("{count} character", "{count} characters", message.characters)
        parts = trn("{count} fragment", "{count} fragments", message.fragments)
        self.phone.show_message(
            message.content,
            signature=under,
            note=tr("{size} · {parts}", size=size, parts=parts),
            sender=tr("To {number}", number=message.number),
        )
        self.place.setText(
            tr("{place} of {count}", place=formats.number(self._index + 1), count=formats.number(self._count))
        )
        self._to_form.hide()
        self._pager.show()
        self.before.setEnabled(self._index > 0)
        self.after.setEnabled(self._index + 1 < self._count)

    def show_rejected(self, row: RejectedRow) -> None:
        """A row that is left out sends nothing."""
        self._pager.hide()
        self.to_form.setText(tr("Correct row {row}", row=row.row))
        self._to_form.show()
        self.phone.show_nothing(
            tr("Row {row} gets no message.\n\n{reason}", row=row.row, reason=str(row.problem))
        )

    def _turn(self, step: int) -> None:
        self.turned.emit(self._index + step)
