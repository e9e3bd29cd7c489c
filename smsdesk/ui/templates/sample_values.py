"""What each variable is for: a name for whoever fills it, and a value for the preview (T2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from smsdesk.domain import limits
from smsdesk.domain.templates import Sample
from smsdesk.domain.text import tr, trn
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import clear, column, row

#: So many variables are offered; a text that has more of them is rare.
_MOST = 12


def standing_in(number: int, code: bool = False) -> str:
    """What stands for a variable until somebody says what it is; ``code`` in a verification code."""
    if code:
        return "123456" if number == 1 else "5"
    ready = (tr("Ann"), "1042", "18:30", "A-7", tr("Monday"))
    return ready[(number - 1) % len(ready)]


class SampleValues(QWidget):
    """One row a variable, kept while the variable is away; hidden without variables."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._samples: dict[int, Sample] = {}
        self._numbers: tuple[int, ...] = ()
        self._code = False
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        note = label(
            tr("For the preview only. Real values come from your list of recipients."), "small", wrap=True
        )
        head = row(label(tr("Variables"), "label"), note, spacing=12)
        head.setStretch(1, 1)
        self.setLayout(column(head, self._grid, spacing=6))
        self.hide()

    def show_variables(self, numbers: Sequence[int], code: bool) -> None:
        """The variables there are now; ``code``: their values are digits."""
        wanted = tuple(numbers)
        if (wanted, code) == (self._numbers, self._code):
            return
        self._numbers, self._code = wanted, code
        self._fill()

    def values(self, highest: int) -> list[str]:
        """The sample values of variables 1 to ``highest``."""
        return [
            self._samples.get(number, Sample()).value or standing_in(number, self._code)
            for number in range(1, highest + 1)
        ]

    def samples(self) -> tuple[Sample, ...]:
        """What was entered for variables 1, 2, …"""
        highest = max((number for number, sample in self._samples.items() if any(sample)), default=0)
        return tuple(self._samples.get(number, Sample()) for number in range(1, highest + 1))

    def set_samples(self, samples: Sequence[Sample]) -> None:
        """What was kept."""
        self._samples = {number: Sample(*sample) for number, sample in enumerate(samples, 1)}
        self._fill()

    def name_variable(self, number: int, name: str) -> None:
        """Keep the name that stood in the braces."""
        if not self._samples.get(number, Sample()).name:
            self._samples[number] = Sample(
                name[: limits.SAMPLE_LENGTH.value], self._samples.get(number, Sample()).value
            )
            self._fill()

    def renumber(self, changes: Mapping[int, int]) -> None:
        """Variables got other numbers: what was entered goes with them."""
        self._samples = {changes.get(number, number): kept for number, kept in sorted(self._samples.items())}
        self._fill()

    def title(self, number: int) -> str:
        """The name of a variable as entered; empty for none."""
        return self._samples.get(number, Sample()).name

    def _fill(self) -> None:
        clear(self._grid)
        for at, title in enumerate((tr("What it is"), tr("Sample value")), 1):
            self._grid.addWidget(label(title, "small"), 0, at)
        for at, number in enumerate(self._numbers[:_MOST], 1):
            kept = self._samples.get(number, Sample())
            chip = label(f"{{{number}}}", "label")
            self._grid.addWidget(chip, at, 0)
            name = self._line(kept.name, "", tr("Name of variable {number}", number=number))
            value = self._line(
                kept.value,
                standing_in(number, self._code),
                tr("Sample value of variable {number}", number=number),
            )
            for column_at, control in enumerate((name, value), 1):
                control.textEdited.connect(lambda _text, n=number, a=name, b=value: self._edited(n, a, b))
                self._grid.addWidget(control, at, column_at)
        more = len(self._numbers) - _MOST
        if more > 0:
            self._grid.addWidget(
                label(trn("and {count} more", "and {count} more", more), "small"), _MOST + 1, 1
            )
        self.setVisible(bool(self._numbers))

    def _line(self, text: str, hint: str, name: str) -> QLineEdit:
        made = QLineEdit(text)
        made.setPlaceholderText(hint)
        made.setMaxLength(limits.SAMPLE_LENGTH.value)
        made.setAccessibleName(name)
        return made

    def _edited(self, number: int, name: QLineEdit, value: QLineEdit) -> None:
        self._samples[number] = Sample(name.text().strip(), value.text().strip())
        self.changed.emit()
