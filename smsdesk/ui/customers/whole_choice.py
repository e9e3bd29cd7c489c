"""From the rows that are selected to all that match, also those that were not fetched (C1)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from smsdesk.domain.customers import Customer
from smsdesk.domain.text import tr
from smsdesk.operations.customer_search import CustomerQuery
from smsdesk.ui import formats
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.widgets.data_table import DataTable
from smsdesk.ui.widgets.layouts import column


class WholeChoice(QObject):
    """Offers it in ``place`` when every row that is here is selected and more match.

    ``query`` is what was chosen, None while the selection stands for itself. ``shown`` gives what the table
    shows and how many that are in words (empty while it is being counted) and as a number.
    """

    changed = Signal()

    def __init__(
        self, parent: QObject, table: DataTable[Customer], shown: Callable[[], tuple[CustomerQuery, str, int]]
    ) -> None:
        super().__init__(parent)
        self.place = column(spacing=0)
        self.query: CustomerQuery | None = None
        self._shown = shown
        self._bar: Bar | None = None
        self._state: tuple[bool, str] | None = None
        self.follow(table)

    def follow(self, table: DataTable[Customer]) -> None:
        """The table was made anew."""
        self._table = table
        table.view.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self._selected()

    def _selected(self) -> None:
        if self.query is not None:
            self.query = None
            self._table.count_as(None)
            self.changed.emit()
        self.look()

    def look(self) -> None:
        """Offer it, or no longer."""
        _, words, total = self._shown()
        here = len(self._table.model.rows)
        whole = self.query is not None
        selected = len(self._table.view.selected())
        wanted = whole or bool(words and selected > 1 and selected == here < total)
        state = (whole, words) if wanted else None
        if state == self._state:
            return
        self._state = state
        if self._bar is not None:
            self._bar.close_bar()
            self._bar = None
        if not wanted:
            return
        if whole:
            said = tr("{customers} are chosen, also those further down.", customers=words)
            action = (tr("Choose only those selected"), self.clear)
        else:
            said = tr(
                "{count} are selected; {customers} match.", count=formats.number(selected), customers=words
            )
            action = (tr("Choose all that match"), self.choose)
        self._bar = Bar("info", said, actions=(action,), lasting=True)
        self.place.addWidget(self._bar)

    def choose(self) -> None:
        """The selection stands for all that match."""
        self.query, _, total = self._shown()
        self._table.count_as(total)
        self.changed.emit()
        self.look()

    def clear(self) -> None:
        """It stands for itself again."""
        self._selected()
