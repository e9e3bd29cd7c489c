"""A box for numbers, one a line: counts them while they are typed, and tells the bad ones (C2, C4)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from smsdesk.domain.errors import Invalid
from smsdesk.domain.limits import Limit
from smsdesk.domain.text import tr, trn
from smsdesk.operations.entering import BadLine, read_numbers
from smsdesk.ui.number_hints import numbers_example, numbers_hint
from smsdesk.ui.widgets.form import FormField
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import clear, column, holding, row

#: Bad lines that are told one by one.
_TOLD = 12
#: Milliseconds of silence after which the lines are looked at.
_PAUSE = 300
#: More lines than this are counted, not read, while they are typed.
_READ_AT_ONCE = 200


class NumbersField(FormField):
    """``most`` lines; ``tell_bad`` leaves the lines that could not be read in the box to be mended."""

    def __init__(self, *, most: Limit, home_country: str, words: str = "") -> None:
        self.box = QPlainTextEdit()
        self.box.setFixedHeight(144)
        self.box.setPlaceholderText(numbers_example(home_country))
        self.box.setTabChangesFocus(True)
        self._most = most
        self._home_country = home_country
        self._invitation = numbers_hint(home_country)
        self.bad: list[BadLine] = []
        super().__init__(
            words or tr("Numbers"),
            self.box,
            hint=self._invitation,
            missing=tr("Enter at least one number, one a line."),
            rule=self._too_many,
        )
        self._list = holding(column(spacing=8))
        self._list.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self._list)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.look)
        self.box.textChanged.connect(self._pause.start)

    def tell_bad(self, bad: Sequence[BadLine]) -> None:
        """Leave only these lines in the box, each with its problem below."""
        self.set_value("\n".join(line.text for line in bad))
        self._pause.stop()
        self.bad = list(bad)
        self._show_bad()
        self.set_hint("")
        self.box.setFocus()

    def look(self) -> None:
        """Say how many numbers these are."""
        typed = self.value()
        if self.bad:
            # A line that has been mended or taken away is no longer told.
            lines = {line.strip() for line in typed.splitlines()}
            self.bad = [line for line in self.bad if line.text in lines]
            self._show_bad()
        self.set_hint(self._counted(typed))

    def _too_many(self, typed: str) -> str | None:
        lines = _lines(typed)
        if self._most.exceeded(lines):
            return tr(
                "These are {count} lines; at most {most} at a time.",
                count=f"{lines:,}",
                most=f"{self._most.value:,}",
            )
        return None

    def _counted(self, typed: str) -> str:
        lines = _lines(typed)
        if not lines or self._most.exceeded(lines):
            return self._invitation
        if lines > _READ_AT_ONCE:
            return trn("{count} line", "{count} lines", lines)
        try:
            read = read_numbers(typed, home_country=self._home_country, most=self._most)
        except Invalid:
            return self._invitation
        good = trn("{count} number", "{count} numbers", len(read.numbers))
        if not read.bad:
            return good
        unread = trn("{count} line is no number", "{count} lines are no number", len(read.bad))
        return tr("{good}, {unread}", good=good, unread=unread)

    def _show_bad(self) -> None:
        layout = self._list.layout()
        assert isinstance(layout, QVBoxLayout)
        clear(layout)
        for line in self.bad[:_TOLD]:
            layout.addWidget(_told(line))
        if len(self.bad) > _TOLD:
            layout.addWidget(
                label(trn("and {count} more", "and {count} more", len(self.bad) - _TOLD), "small")
            )
        self._list.setHidden(not self.bad)


def _told(line: BadLine) -> QWidget:
    words = column(
        label(line.text[:60], "label", wrap=True), label(str(line.problem), "danger", wrap=True), spacing=1
    )
    made = row(Picture("circle-alert", "danger", 14), words, spacing=8)
    made.setStretch(1, 1)
    return holding(made)


def _lines(typed: str) -> int:
    return sum(1 for line in typed.splitlines() if line.strip())
