"""The filters above the pool: group, SMS type, country (C1)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.places import country_name
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr
from smsdesk.operations.customer_search import CustomerQuery
from smsdesk.ui.sms_types import type_choices
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.layouts import STRETCH, row


class PoolFilters(QWidget):
    """``changed`` when the user chose; ``query(search)`` is what is asked with them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.group = combo([(None, tr("All groups"))])
        self.type = combo([(None, tr("All types")), *type_choices()])
        self.country = combo([("", tr("All countries"))])
        for box, name in (
            (self.group, tr("Group")),
            (self.type, tr("SMS type")),
            (self.country, tr("Country")),
        ):
            box.setAccessibleName(name)
            box.setMinimumWidth(148)
            box.currentIndexChanged.connect(self._chosen)
        self.clear = button(tr("Clear the filters"), self.reset, kind="quiet", picture="x")
        self.clear.hide()
        self.setLayout(row(self.group, self.type, self.country, self.clear, STRETCH, spacing=8))

    def query(self, search: str) -> CustomerQuery:
        """What is looked for."""
        sms_type: SmsType | None = self.type.currentData()
        return CustomerQuery(search, self.group.currentData(), sms_type, self.country.currentData() or "")

    def reset(self) -> None:
        """Everybody."""
        for box in (self.group, self.type, self.country):
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._chosen()

    def offer_groups(self, groups: Sequence[CustomerGroup], chosen: int | None) -> None:
        """The groups there are, smart ones among them; one that is gone is not asked for any more."""
        choices = [
            (one.id, one.name if one.filter is None else tr("{group} (smart)", group=one.name))
            for one in groups
        ]
        self._offer(self.group, [(None, tr("All groups")), *choices], chosen)

    def offer_countries(self, countries: Sequence[str]) -> None:
        """The countries there are customers of, by name."""
        named = sorted(((one, country_name(one)) for one in countries), key=lambda each: each[1])
        self._offer(self.country, [("", tr("All countries")), *named], self.country.currentData())

    def _offer(self, box: QComboBox, choices: Sequence[tuple[object, str]], chosen: object) -> None:
        now = [(box.itemData(at), box.itemText(at)) for at in range(box.count())]
        before = box.currentData()
        box.blockSignals(True)
        if now != list(choices):
            box.clear()
            for value, words in choices:
                box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.blockSignals(False)
        if box.currentData() != before:
            self._chosen()

    def _chosen(self) -> None:
        asked = self.query("")
        self.clear.setVisible(asked != CustomerQuery() and self.parentWidget() is not None)
        self.changed.emit()
