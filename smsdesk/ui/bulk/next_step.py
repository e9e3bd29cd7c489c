"""What is to be done next, always in view below the phone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import button, set_kind
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.step_card import StepCard

#: As high without the button, which comes and goes while one scrolls.
_HEIGHT = 102


class NextStep(QFrame):
    """A sentence, and a button that goes to the step it is about: ``wanted(StepCard)``.

    ``look``: nobody is sent to where they are; the button is there while the step is out of view.
    """

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setMinimumHeight(_HEIGHT)
        self._step: StepCard | None = None
        self.words = label("", "label", wrap=True)
        self.more = label("", "small", wrap=True)
        self.go = button("", self._go)
        parts = column(self.words, self.more, row(self.go, STRETCH), spacing=6)
        self.setLayout(column(STRETCH, parts, STRETCH, spacing=0, margins=(16, 12, 16, 12)))

    def show_step(self, step: StepCard, words: str, *, more: str = "", ready: bool = False) -> None:
        """The step at which something is to be done, and what; ``ready`` when nothing else is left."""
        self._step = step
        self.words.setText(words)
        self.more.setText(more)
        self.more.setHidden(not more)
        self.go.setText(tr("Go to “{step}”", step=step.heading.text()))
        set_kind(self.go, "primary" if ready else "")
        self.look()

    def look(self) -> None:
        """The page was scrolled, or has another size."""
        first = self._step.first if self._step is not None else None
        seen = first is not None and first.isVisible() and not first.visibleRegion().isEmpty()
        self.go.setHidden(seen)

    def _go(self) -> None:
        if self._step is not None:
            self.wanted.emit(self._step)
