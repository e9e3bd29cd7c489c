"""What stands where no record is: which filter to loosen, and if none was chosen, how to begin (D2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from smsdesk.domain.text import tr, trn
from smsdesk.ui.context import Context
from smsdesk.ui.statistics.records_filters import Looser
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row


class NoRecords(QStackedWidget):
    """One of three: nothing was ever sent, nothing matches, or what was typed cannot be looked up."""

    def __init__(self, context: Context, clear: Callable[[], object]) -> None:
        super().__init__()
        self._clear = clear
        self.offered: list[QWidget] = []
        """The buttons that loosen a filter."""
        self._begin = EmptyState(
            "inbox",
            tr("No message was sent yet."),
            tr("Every message that leaves is listed here, with what became of it."),
            action=(tr("New bulk task"), lambda: context.open("bulk", "new")),
        )
        self._looking = QWidget()
        self.addWidget(self._begin)
        self.addWidget(self._looking)

    def show_begin(self) -> None:
        """Nothing was ever sent in this region."""
        self._put(self._begin)

    def show_looking(self) -> None:
        """Nothing matches; which filter it is for is not known yet."""
        if self.currentWidget() is self._begin:
            self._put(self._looking)

    def show_fault(self, words: str) -> None:
        """What was typed cannot be looked up."""
        self._put(EmptyState("search", tr("This cannot be looked up"), words))

    def show_loosers(self, helping: Sequence[Looser]) -> None:
        """Nothing matches; without one of these there would be something."""
        if helping:
            words = trn(
                "There are records without this filter:",
                "There are records without any one of these filters:",
                len(helping),
            )
        else:
            words = tr("No single filter is to blame: take off more than one.")
        state = EmptyState("search", tr("No record matches these filters"), words)
        state.setContentsMargins(0, 0, 0, -24)  # the buttons belong to its words
        clear = button(tr("Clear filters"), self._clear, kind="link")
        self.offered = [button(each.words, each.take_off, picture="x") for each in helping]
        for made, each in zip(self.offered, helping, strict=True):
            made.setToolTip(tr("Take off the filter “{filter}”", filter=each.words))
        whole = column(
            STRETCH,
            state,
            row(STRETCH, *self.offered, STRETCH),
            12,
            row(STRETCH, clear, STRETCH),
            spacing=0,
        )
        whole.addStretch(2)
        self._put(holding(whole))

    def _put(self, wanted: QWidget) -> None:
        old = self.currentWidget()
        if wanted is old:
            return
        if self.indexOf(wanted) < 0:
            self.addWidget(wanted)
        self.setCurrentWidget(wanted)
        if old is not None and old not in (self._begin, self._looking):
            self.removeWidget(old)
            old.deleteLater()
