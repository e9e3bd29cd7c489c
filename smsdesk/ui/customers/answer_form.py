"""Answering below a conversation, with an approved template: carriers take no other text (C6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QMenu, QWidget

from smsdesk.domain.applications import Application
from smsdesk.domain.conversations import AnswerPreview, Correspondent
from smsdesk.domain.profile import Region
from smsdesk.domain.signatures import Signature, bracketed
from smsdesk.domain.templates import Template, render, variables
from smsdesk.domain.text import Text, tr, trn
from smsdesk.operations.refusals import UNSUBSCRIBED, blocked_under, why_blocked
from smsdesk.ui.bulk.message_text import MessageText
from smsdesk.ui.icons import icon
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import combo, set_value_of
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import clear, column, holding, row

#: Milliseconds of silence while typing before the answer is checked.
TYPING_PAUSE = 200


@dataclass(frozen=True)
class AnswerChoices:
    """What an answer to a region can be made of; everything here may be used."""

    applications: Sequence[Application] = ()
    templates: Sequence[Template] = ()
    signatures: Sequence[Signature] = ()


class AnswerForm(QWidget):
    """``check`` when what would be sent is to be looked at; ``send`` when it is to go; ``go(tab)`` to make
    what is missing."""

    check = Signal()
    send = Signal()
    go = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._offers: Mapping[str, str] = {}
        self._choices = AnswerChoices()
        self._number = ""
        self._region: Region | None = None
        self._who: Correspondent | None = None
        self._filling = False
        self._busy = False
        self._shown: AnswerPreview | None = None
        self.fields: list[QLineEdit] = []
        self.template = _choice(tr("Template"), tr("Answer with a template…"))
        self.application = _choice(tr("Application"), tr("Choose an application"))
        self.signature = _choice(tr("Signature"), tr("Choose a signature"))
        self.send_button = button(
            trn("Send {count} message", "Send {count} messages", 1),
            self.send.emit,
            kind="primary",
            picture="send",
        )
        self.hint = label(
            tr("Carriers take only texts that were approved, so an answer is one of your templates."),
            "small",
            wrap=True,
        )
        self._missing = button("", lambda: self.go.emit(self._missing_tab), kind="link")
        self._missing_tab = ""
        self._missing.hide()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self.text = MessageText(tr("The answer as it will arrive"))
        self.problem = label("", "danger", wrap=True)
        self.size_note = label("", "small")
        choices = row(self.template, self.application, self.signature, self.send_button)
        choices.setStretch(0, 3)
        choices.setStretch(1, 2)
        choices.setStretch(2, 2)
        foot = row(self.hint, self._missing, self.size_note)
        foot.setStretch(0, 1)
        self._values = holding(self._grid)
        whole = column(
            choices,
            self._values,
            self.text,
            self.problem,
            foot,
            spacing=8,
            margins=(16, 12, 16, 12),
        )
        self.setLayout(whole)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self._look)
        self.template.currentIndexChanged.connect(self._template_chosen)
        for other in (self.application, self.signature):
            other.currentIndexChanged.connect(self._changed)
        self._show_state()

    # What it is made of

    def begin(self, one: Correspondent, choices: AnswerChoices, application_id: int | None) -> None:
        """Offer what there is. For another number everything begins anew; for the same one what is being
        written stays as far as it is still to be had."""
        another = one.number != self._number
        self._number, self._choices = one.number, choices
        self._region, self._who = one.region, one
        self._offers = {tr("Name"): one.name, **one.own, tr("Number"): one.number}
        chosen = None if another else self.template.currentData()
        self._filling = True
        _offer(self.template, [(each.id, each.name) for each in choices.templates], chosen)
        _offer(
            self.application,
            [(each.id, each.name) for each in choices.applications],
            self.application.currentData() or application_id,
        )
        self._offer_signatures(one, None if another else self.signature.currentData())
        self._filling = False
        if another or self.template.currentData() != chosen:
            self._template_chosen()
        elif self.complete:
            self._pause.start()  # something around it changed: may it still go?
        self._show_missing()
        self._show_state()

    def _offer_signatures(self, one: Correspondent, chosen: object) -> None:
        """The one they know from the last message, else the first there was; abroad none is needed."""
        signatures = self._choices.signatures
        last = next((each.id for each in signatures if each.content == one.signature), None)
        offered: list[tuple[int | None, str]] = [
            (each.id, bracketed(each.content, one.region)) for each in signatures
        ]
        first = signatures[-1].id if signatures else None
        if one.region is Region.GLOBAL:
            offered, first = [(None, tr("No signature")), *offered], None
        _offer(self.signature, offered, chosen or last or first)
        if self.signature.currentIndex() < 0 and offered:
            self.signature.setCurrentIndex(0)

    def chosen_template(self) -> Template | None:
        wanted = self.template.currentData()
        return next((each for each in self._choices.templates if each.id == wanted), None)

    def arguments(self) -> dict[str, object]:
        """For ``answering.answer``; only while ``complete``."""
        return {
            "number": self._number,
            "application_id": self.application.currentData(),
            "template_id": self.template.currentData(),
            "signature_id": self.signature.currentData(),
            "values": [field.text().strip() for field in self.fields],
        }

    @property
    def complete(self) -> bool:
        """Whether everything is chosen and filled in."""
        return (
            self.chosen_template() is not None
            and self.application.currentData() is not None
            and (self.signature.currentData() is not None or self._region is Region.GLOBAL)
            and all(field.text().strip() for field in self.fields)
        )

    def refusal(self) -> Text | None:
        """Why nothing of this template's type goes to them under this signature, whatever is filled in."""
        found = self.chosen_template()
        if self._who is None or self._region is None or found is None:
            return None
        meant = (self._chosen_signature(), found.type)
        under = (blocked_under(self._chosen_signature(), self._region), found.type)
        if under in {(one.signature, one.sms_type) for one in self._who.blocked}:
            return why_blocked(self._region)
        if meant in {(one.signature, one.sms_type) for one in self._who.unsubscribed}:
            return UNSUBSCRIBED
        return None

    def show_preview(self, found: AnswerPreview) -> None:
        """What the desk says of the answer as it is now."""
        self._shown = found
        self._show_state()

    def clear_answer(self) -> None:
        """It was sent: the next one begins with nothing chosen."""
        self.template.setCurrentIndex(-1)

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._show_state()

    # While it is written

    def _template_chosen(self) -> None:
        if self._filling:
            return
        clear(self._grid)
        self._grid.setColumnStretch(3, 0)
        self.fields = []
        found = self.chosen_template()
        samples = found.samples if found else ()
        for place in range(1, max(variables(found.content) if found else (), default=0) + 1):
            name = samples[place - 1].name if place <= len(samples) else ""
            self._add_field(place, name)
        self._changed()

    def _add_field(self, place: int, name: str) -> None:
        title = tr("{{{place}}} {name}", place=place, name=name) if name else tr("{{{place}}}", place=place)
        field = QLineEdit()
        field.setAccessibleName(title)
        field.setText(self._meant(name))
        field.textChanged.connect(self._changed)
        field.returnPressed.connect(self._next_field)
        offer = QAction(icon("user"), tr("Fill in something of this customer"), field)
        offer.triggered.connect(lambda: self._offer_values(field))
        field.addAction(offer, QLineEdit.ActionPosition.TrailingPosition)
        self.fields.append(field)
        at = len(self.fields) - 1
        words = label(title, "small")
        words.setBuddy(field)
        self._grid.addWidget(words, at // 2, at % 2 * 2)
        self._grid.addWidget(field, at // 2, at % 2 * 2 + 1)
        self._grid.setColumnStretch(at % 2 * 2 + 1, 1)

    def _meant(self, name: str) -> str:
        """The customer's value for a variable that is named like one of their columns."""
        wanted = name.strip().casefold()
        return next(
            (value for title, value in self._offers.items() if wanted and title.casefold() == wanted), ""
        )

    def offers(self, field: QLineEdit) -> QMenu:
        """What is known of the customer, to fill a field with."""
        menu = QMenu(field)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, value in self._offers.items():
            if value:
                words = tr("{title}: {value}", title=title, value=value)
                menu.addAction(words.replace("&", "&&"), partial(field.setText, value))
        return menu

    def _offer_values(self, field: QLineEdit) -> None:
        self.offers(field).popup(field.mapToGlobal(field.rect().bottomLeft()))

    def _next_field(self) -> None:
        """Enter goes on to the next empty one; it sends nothing by accident."""
        empty = next((field for field in self.fields if not field.text().strip()), None)
        (empty or self.send_button).setFocus()

    def _changed(self) -> None:
        if not self._filling:
            self._shown = None
            self._pause.start()
            self._show_state()

    def _look(self) -> None:
        if self.complete:
            self.check.emit()

    def _show_state(self) -> None:
        found = self.chosen_template()
        shown = self._shown if self.complete else None
        for part in (self.application, self.signature):
            part.setHidden(
                found is None or part.count() == 0 or (part is self.signature and part.count() < 2)
            )
        self._values.setHidden(not self.fields)
        self.text.setHidden(found is None)
        if found is not None and self._region is not None:
            under = self._under()
            values = [field.text().strip() for field in self.fields]
            written = [value or f"{{{place}}}" for place, value in enumerate(values, 1)]
            content = shown.content if shown and shown.content else under + render(found.content, written)
            self.text.set_text(content, under)
        why = self.refusal() or (shown.problem if shown else None)
        problem = str(why) if why else ""
        self.problem.setText(problem)
        self.problem.setHidden(not problem)
        self.hint.setHidden(found is not None)
        self.size_note.setText(_size_words(shown) if shown and shown.content else "")
        ready = shown is not None and why is None and not self._busy
        self.send_button.setEnabled(ready)
        self.send_button.setToolTip("" if ready else problem or self._why_not())

    def _chosen_signature(self) -> str:
        """Without brackets; empty for none."""
        wanted = self.signature.currentData()
        return next((each.content for each in self._choices.signatures if each.id == wanted), "")

    def _under(self) -> str:
        chosen = self._chosen_signature()
        return bracketed(chosen, self._region) if chosen and self._region is not None else ""

    def _why_not(self) -> str:
        if self._busy:
            return tr("It is being sent.")
        if self.chosen_template() is None:
            return tr("Choose a template.")
        if self.application.currentData() is None:
            return tr("Choose an application.")
        if not self.complete:
            return tr("Fill in every variable.")
        return tr("The answer is being checked.")

    def _show_missing(self) -> None:
        words = ""
        if not self._choices.templates:
            self._missing_tab, words = "templates", tr("Create a template")
        elif not self._choices.applications:
            self._missing_tab, words = "applications", tr("Enable an application")
        elif not self._choices.signatures and self._region is Region.MAINLAND:
            self._missing_tab, words = "signatures", tr("Create a signature")
        self._missing.setText(words)
        self._missing.setHidden(not words)
        self.template.setEnabled(bool(self._choices.templates))


def _choice(name: str, hint: str) -> QComboBox:
    made = combo([])
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(10)
    return made


def _offer(control: QComboBox, choices: Sequence[tuple[int | None, str]], chosen: object) -> None:
    """Offer these; the chosen one stays while it is among them, else none is chosen."""
    control.clear()
    for value, words in choices:
        control.addItem(words, value)
    control.setCurrentIndex(-1)
    if chosen is not None and control.findData(chosen) >= 0:
        set_value_of(control, chosen)


def _size_words(shown: AnswerPreview) -> str:
    size = trn("{count} character", "{count} characters", shown.characters)
    parts = trn("{count} fragment", "{count} fragments", shown.fragments)
    return tr("{size} · {parts}", size=size, parts=parts)
