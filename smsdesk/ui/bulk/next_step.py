"""What is to be done next, always in view below the phone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.step_card import StepCard


class NextStep(QFrame):
    """A sentence, and a button that goes to the step it is about: ``wanted(StepCard)``."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._step: StepCard | None = None
        self.words = label("", "secondary", wrap=True)
        self.go = button(tr("Go there"), self._go)
        self.setLayout(column(self.words, row(self.go, STRETCH), spacing=8, margins=(16, 12, 16, 12)))

    def show_step(self, step: StepCard, words: str) -> None:
        """The step at which something is to be done, and what."""
        self._step = step
        self.words.setText(words)
        self.go.setText(tr("Go to “{step}”", step=step.heading.text()))

    def _go(self) -> None:
        if self._step is not None:
            self.wanted.emit(self._step)
