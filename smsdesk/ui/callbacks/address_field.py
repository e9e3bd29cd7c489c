"""A callback address: checked while it is typed, and tried out with a button (A8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget
from shiboken6 import isValid

from smsdesk.domain.errors import DeskError, Invalid
from smsdesk.domain.text import Text, tr
from smsdesk.operations.callbacks import CallbackKind, address_problem, test_callback
from smsdesk.ui.bridge import DeskRunner
from smsdesk.ui.callbacks.exchange_view import ExchangeView
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import FormField
from smsdesk.ui.widgets.layouts import column


def own_server_field() -> FormField:
    """Without it an address on this computer or in this network is refused."""
    box = QCheckBox(tr("This is my own server (its address may be on this computer or in this network)"))
    hint = tr("Leave it off for a server on the internet: then nobody can lead SMS Desk into your network.")
    return FormField(box.text(), box, hint=hint)


@dataclass(frozen=True)
class Trial:
    """What the addresses of one form share."""

    runner: DeskRunner
    own_server: FormField
    exchange: ExchangeView
    application: Callable[[], int]
    """Whose trial it is."""


class AddressField(QWidget):
    """``field`` belongs into a form; the trial takes what stands in it, saved or not."""

    def __init__(self, trial: Trial, kind: CallbackKind, words: str, hint: str) -> None:
        super().__init__()
        self._trial = trial
        self._kind = kind
        self._trying = False
        control = QLineEdit()
        control.setPlaceholderText("https://shop.example.com/sms")
        control.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self.try_it = button(tr("Send a test"), self._start, picture="send")
        self.field = FormField(
            words, control, hint=hint, optional=True, rule=self._problem, beside=self.try_it
        )
        self.setLayout(column(self.field))
        self.field.changed.connect(self._look)
        trial.own_server.changed.connect(self.field.check)
        trial.own_server.changed.connect(self._look)
        self._look()

    def refresh(self) -> None:
        """The value was filled in."""
        self._look()

    def _problem(self, url: str) -> Text | None:
        return address_problem(url, own_server=self._trial.own_server.value())

    def _look(self) -> None:
        url = self.field.value()
        self.try_it.setEnabled(bool(url) and self._problem(url) is None and not self._trying)

    def _start(self) -> None:
        self._trial.exchange.clear()
        self._trying = True
        self._look()
        self._trial.runner.spawn(self._try(), owner=self)

    async def _try(self) -> None:
        words = self.try_it.text()
        self.try_it.setText(tr("Sending…"))
        try:
            tried = await self._trial.runner.run(
                test_callback,
                application_id=self._trial.application(),
                kind=self._kind,
                url=self.field.value(),
                own_server=self._trial.own_server.value(),
            )
            if isValid(self):
                self._trial.exchange.show_exchange(tried)
        except DeskError as fault:
            if isValid(self):
                self._tell(fault)
        finally:
            if isValid(self):  # the page can be closed meanwhile
                self._trying = False
                self.try_it.setText(words)
                self._look()

    def _tell(self, fault: DeskError) -> None:
        if isinstance(fault, Invalid):
            self.field.tell(str(fault))
        else:
            self._trial.exchange.show_fault(fault)
