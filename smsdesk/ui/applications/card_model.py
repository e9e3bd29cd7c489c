"""What the cards of the applications show (A2), for the view that paints only those in view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from smsdesk.domain.applications import Application
from smsdesk.domain.text import tr
from smsdesk.ui.widgets.badge import Badge
from smsdesk.ui.widgets.tips import plain_tip

#: The ``Shown`` itself.
CARD_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Shown:
    """One card in words."""

    application: Application
    state: Badge
    about: str
    """Type and AppID."""
    figures: tuple[tuple[str, str], ...]
    """Name and value: today's requests, success rate, gateway."""
    hint: str = ""
    """What needs a person."""
    urgent: bool = False
    tip: str = ""
    """What its figures count."""

    @property
    def spoken(self) -> str:
        """The card as a screen reader reads it."""
        figures = "; ".join(tr("{name}: {value}", name=name, value=value) for name, value in self.figures)
        return tr(
            "{name}, {state}, {about}; {figures}",
            name=self.application.name,
            state=self.state.words,
            about=self.about,
            figures=figures,
        )


class CardsModel(QAbstractListModel):
    """The cards in their order."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[Shown] = []

    def set_cards(self, cards: Sequence[Shown]) -> None:
        """Show these; the same applications in the same order are changed in place."""
        before = self._cards
        if [one.application.id for one in before] == [one.application.id for one in cards]:
            self._cards = list(cards)
            for place, (old, new) in enumerate(zip(before, cards, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(place), self.index(place))
        else:
            self.beginResetModel()
            self._cards = list(cards)
            self.endResetModel()

    @property
    def cards(self) -> list[Shown]:
        return self._cards

    def card(self, index: QModelIndex) -> Shown:
        return self._cards[index.row()]

    def place(self, application_id: int) -> int:
        """Where the application stands, from 0; -1 for nowhere."""
        ids = [one.application.id for one in self._cards]
        return ids.index(application_id) if application_id in ids else -1

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._cards)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return card.application.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return card.spoken
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return card.hint
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(card.tip or card.application.name)
            case _ if role == CARD_ROLE:
                return card
        return None
