"""Settings → Email: the account that alarms go out through, with a test that answers in a sentence (A9)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QScrollArea, QSpinBox, QWidget
from shiboken6 import isValid

from smsdesk.domain.email_addresses import email_fault
from smsdesk.domain.errors import DeskError, Invalid
from smsdesk.domain.limits import BUSINESS_NAME_LENGTH
from smsdesk.domain.mail_providers import MailProvider, provider_of
from smsdesk.domain.text import tr
from smsdesk.notices.mail_account import DEFAULT_PORTS, Security
from smsdesk.operations.mail import HIGHEST_PORT, forget_mail, mail_settings, save_mail_settings, test_mail
from smsdesk.ui.context import Context
from smsdesk.ui.settings.sections import Section
from smsdesk.ui.widgets.busy_line import BusyLine
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.labels import Picture, label, line
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row
from smsdesk.ui.widgets.segmented import SegmentedControl

#: Before the keyword of the operation: the form is shared with the other sections.
_OURS = "mail_"
_ON = "mail_on"


def mail_section(context: Context, form: Form) -> Section:
    """The mail account (A9); saved by itself, as its password goes to the keyring."""
    content = MailContent(context, form)
    fields = (_ON, *(f"{_OURS}{key}" for key in content.fields))
    return Section("mail", "mail", tr("Email"), content, fields, content.save, content.load)


class MailContent(QWidget):
    """A switch, and the account's fields while it is on."""

    def __init__(self, context: Context, form: Form) -> None:
        super().__init__()
        self._context = context
        self._form = form
        self._filled: MailProvider | None = None
        self._kept = False
        self._security = Security.STARTTLS
        self.switch = form.add(_ON, _switch())
        self.fields = self._make_fields()
        for key, each in self.fields.items():
            form.add(f"{_OURS}{key}", each)
        self.warning = label(
            tr(
                "Everybody on the way can read the mails. A password is only sent when the server runs on "
                "this computer."
            ),
            "warning",
            wrap=True,
        )
        self.warning.hide()
        self.to = FormField("", QLineEdit(), optional=True, rule=email_fault)
        self.to.control.setAccessibleName(tr("Address for the test"))
        self.try_it: QPushButton = button(tr("Send a test email"), self._start_test, picture="send")
        self.answer = Answer()
        self._busy = BusyLine()
        self._lay_out()
        self.switch.changed.connect(self._show_fields)
        self._line("sender").textEdited.connect(self._sender_typed)
        self._line("sender").textChanged.connect(self._line_of(self.to).setPlaceholderText)
        self.fields["security"].changed.connect(self._security_chosen)
        # What is said of one (a password that is missing) is about the others, too.
        for one in self.fields.values():
            for other in self.fields.values():
                if other is not one:
                    one.changed.connect(other.take_back)

    async def load(self) -> Mapping[str, Any]:
        """The kept account, by field of the form."""
        kept = await self._context.runner.run(mail_settings)
        self._kept, self._security = bool(kept.host), kept.security
        # The keyring is not asked for it: some want to be unlocked first, which nobody here waits for.
        hint = tr("Kept; type to replace it") if kept.user else ""
        self._line("password").setPlaceholderText(hint)
        self.warning.setVisible(kept.security is Security.NONE)
        return {
            _ON: bool(kept.host),
            "mail_sender": kept.sender,
            "mail_sender_name": kept.sender_name,
            "mail_host": kept.host,
            "mail_port": kept.port,
            "mail_security": kept.security,
            "mail_user": kept.user,
            "mail_password": "",
        }

    async def save(self, changed: Mapping[str, Any]) -> None:
        """Keep the account, or forget it when it was switched off. A fault names the form's field."""
        if not self.switch.value():
            await self._context.runner.run(forget_mail)
            return
        try:
            await self._context.runner.run(save_mail_settings, **self._values())
        except DeskError as fault:
            fault.field = fault.field and f"{_OURS}{fault.field}"
            raise

    # ------------------------------------------------------------------------------------- fields

    def _make_fields(self) -> dict[str, FormField]:
        """By the keyword of the operation."""
        name = QLineEdit()
        name.setMaxLength(BUSINESS_NAME_LENGTH.value)
        name.setPlaceholderText(self._context.profile.business_name)
        host = QLineEdit()
        host.setPlaceholderText("smtp.example.com")
        port = QSpinBox()
        port.setRange(1, HIGHEST_PORT)
        port.setValue(DEFAULT_PORTS[Security.STARTTLS])
        security = SegmentedControl(
            [(Security.STARTTLS, "STARTTLS"), (Security.TLS, "TLS"), (Security.NONE, tr("None"))],
            tr("Encryption"),
        )
        password = QLineEdit()
        password.setEchoMode(QLineEdit.EchoMode.Password)
        sender = QLineEdit()
        sender.setPlaceholderText("alarms@example.com")
        return {
            "sender": FormField(tr("Sender’s address"), sender, rule=email_fault),
            "sender_name": FormField(tr("Sender’s name"), name, optional=True),
            "host": FormField(tr("Outgoing mail server"), host),
            "port": FormField(tr("Port"), port),
            "security": FormField(tr("Encryption"), security),
            "user": FormField(tr("User name"), QLineEdit(), optional=True),
            "password": FormField(tr("Password"), password, optional=True),
        }

    def _lay_out(self) -> None:
        fields = self.fields
        self._parts = holding(
            column(
                _beside(fields["sender"], fields["sender_name"]),
                _beside(fields["host"], fields["port"], second=0),
                column(fields["security"], self.warning, spacing=6),
                _beside(fields["user"], fields["password"]),
                line(),
                self._test_parts(),
                spacing=18,
            )
        )
        self._parts.hide()
        for each in fields.values():
            each.hide()
        whole = column(label(tr("Email"), "title"), spacing=18, margins=(28, 22, 28, 20))
        whole.addWidget(
            label(
                tr("Alarms reach your contacts by email too, through a mail account of yours."),
                "secondary",
                wrap=True,
            )
        )
        whole.addWidget(self.switch)
        whole.addWidget(self._parts)
        whole.addStretch(1)
        self.setLayout(whole)

    def _test_parts(self) -> QWidget:
        title = label(tr("Address for the test"), "label")
        title.setBuddy(self.to.control)
        ask = row(self.to, self.try_it, spacing=12)
        ask.setStretch(0, 1)
        ask.setAlignment(self.try_it, Qt.AlignmentFlag.AlignTop)
        return holding(column(title, ask, self._busy, self.answer, spacing=5))

    def _show_fields(self) -> None:
        shown = bool(self.switch.value())
        forgets = self._kept and not shown
        self.switch.set_hint(tr("Account and password are forgotten when you save.") if forgets else "")
        self._parts.setVisible(shown)
        for each in self.fields.values():
            each.setVisible(shown)
        self.fields["sender"].check()  # what is hidden complains no more, what appears does

    def _line(self, key: str) -> QLineEdit:
        return self._line_of(self.fields[key])

    @staticmethod
    def _line_of(field: FormField) -> QLineEdit:
        assert isinstance(field.control, QLineEdit)
        return field.control

    def _values(self) -> dict[str, Any]:
        return {key: each.value() for key, each in self.fields.items()}

    # ------------------------------------------------------------------------- what follows from what

    def _sender_typed(self, address: str) -> None:
        """A provider that is known fills what was not filled by hand."""
        found = provider_of(address)
        self.fields["password"].set_hint(str(found.note) if found and found.note else "")
        if found is None:
            return
        before, self._filled = self._filled, found
        if not self._line("host").text() or (before and self._line("host").text() == before.host):
            self.fields["host"].set_value(found.host)
            self.fields["security"].set_value(Security(found.security))
            self._security_chosen()
            self.fields["port"].set_value(found.port)
        user = self._line("user").text()
        if not user or provider_of(user) is not None:
            self.fields["user"].set_value(address.strip())

    def _security_chosen(self) -> None:
        """The port follows, unless somebody typed one of their own."""
        before, self._security = self._security, Security(self.fields["security"].value())
        if self.fields["port"].value() == DEFAULT_PORTS[before]:
            self.fields["port"].set_value(DEFAULT_PORTS[self._security])
        self.warning.setVisible(self._security is Security.NONE)

    # --------------------------------------------------------------------------------------- the test

    def _start_test(self) -> None:
        self.answer.clear()
        self.try_it.setEnabled(False)
        self._context.runner.spawn(self._test(), owner=self)

    async def _test(self) -> None:
        """Send with what is in the fields, saved or not, and say how it went below the button."""
        words = self.try_it.text()
        self.try_it.setText(tr("Sending…"))
        try:
            with self._busy.working():
                to = self.to.value() or self.fields["sender"].value()
                said = await self._context.runner.run(test_mail, to=to, **self._values())
            if isValid(self):
                self.answer.show_answer(str(said), good=True)
                self._show_answer()
        except DeskError as fault:
            if isValid(self):
                self._tell(fault)
        finally:
            if isValid(self):  # the settings can be closed meanwhile
                self.try_it.setText(words)
                self.try_it.setEnabled(True)

    def _tell(self, fault: DeskError) -> None:
        field = self.to if fault.field == "to" else self.fields.get(fault.field)
        if isinstance(fault, Invalid) and field is not None:
            field.tell(str(fault))
        else:
            self.answer.show_answer(str(fault), good=False, details=fault.details)
            self._show_answer()

    def _show_answer(self) -> None:
        """Scroll to it once it has its place: it stands at the end of the page."""
        area: QObject | None = self
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parent()
        if area is not None:
            QTimer.singleShot(0, area, partial(area.ensureWidgetVisible, self.answer, 0, 24))


class Answer(QWidget):
    """How a test went: a sentence in green or red, the technical part behind "Details"."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = column()
        self.setLayout(self._layout)
        self.words: QLabel | None = None
        self.hide()

    def clear(self) -> None:
        """Take it away."""
        clear(self._layout)
        self.words = None
        self.hide()

    def show_answer(self, words: str, *, good: bool, details: str = "") -> None:
        self.clear()
        role = "success" if good else "danger"
        self.words = label(words, role, wrap=True, selectable=True)
        beside = column(self.words, spacing=4)
        if details:
            technical = label(details, "small", wrap=True, selectable=True)
            technical.hide()
            toggle = button(tr("Details"), lambda: technical.setVisible(technical.isHidden()), kind="link")
            beside.addLayout(row(toggle, STRETCH))
            beside.addWidget(technical)
        picture = Picture("circle-check" if good else "circle-alert", role, 18)
        line_of_it = row(picture, beside, spacing=8, margins=(0, 6, 0, 0))
        line_of_it.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        line_of_it.setStretch(1, 1)
        self._layout.addWidget(holding(line_of_it))
        self.show()


def _switch() -> FormField:
    box = QCheckBox(tr("Send alarms by email"))
    return FormField(box.text(), box)


def _beside(left: QWidget, right: QWidget, *, second: int = 1) -> QWidget:
    made = row(left, right, spacing=16)
    for at, (part, stretch) in enumerate(((left, 1), (right, second))):
        made.setStretch(at, stretch)
        made.setAlignment(part, Qt.AlignmentFlag.AlignTop)
    return holding(made)
