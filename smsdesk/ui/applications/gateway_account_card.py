"""What the carrier says of the account: its packages, and its figures beside the desk's own (N1, D4)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr
from smsdesk.gateways.base import CarrierPackage
from smsdesk.operations.carrier_accounts import DAYS, ComparedAccount, carrier_account
from smsdesk.operations.gateways import GatewayUse
from smsdesk.ui import formats
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import clear, column, holding
from smsdesk.ui.widgets.page import Page


class GatewayAccountCard(Card):
    """Hidden where the carrier tells nothing; asked in the background, once and on demand."""

    def __init__(self, page: Page, gateway: str) -> None:
        self._page = page
        self._gateway = gateway
        self.again = button(tr("Ask again"), page.act(self.ask), picture="refresh-cw", kind="quiet")
        super().__init__(tr("Account at the carrier"), self.again)
        self.words = label("", "secondary", wrap=True, selectable=True)
        self._packages = column(spacing=4)
        self._figures = QGridLayout()
        self._figures.setContentsMargins(0, 0, 0, 0)
        self._figures.setHorizontalSpacing(32)
        self._figures.setVerticalSpacing(6)
        self._figures.setColumnStretch(3, 1)
        self._table = holding(self._figures)
        self.add(self.words)
        self.body.addLayout(self._packages)
        self.add(self._table)
        self.hide()

    def begin(self, use: GatewayUse) -> None:
        """Ask where there is something to be asked."""
        if use.has_account and use.set_up:
            self._page.spawn(self.ask())

    async def ask(self) -> None:
        """Show what the carrier says now, or why it says nothing."""
        self.show()
        self.again.setEnabled(False)
        self._tell(tr("Asking the carrier…"), "secondary")
        try:
            found = await self._page.context.runner.run(carrier_account, gateway=self._gateway)
        except DeskError as fault:
            self._tell(str(fault), "warning")
        else:
            if found is None:
                self.hide()
            else:
                self.show_account(found)
        finally:
            self.again.setEnabled(True)

    def show_account(self, found: ComparedAccount) -> None:
        """The packages, then the figures side by side."""
        clear(self._packages)
        clear(self._figures)
        for package in found.carrier.packages:
            self._packages.addWidget(label(self._package(package), wrap=True, selectable=True))
        self._tell(
            tr(
                "The last {days} days, today included. The carrier counts a little later than this desk, and "
                "also what other programs send with the same account.",
                days=DAYS,
            ),
            "secondary",
        )
        carrier, ours = found.carrier, found.ours
        lines = (
            (tr("Requests"), carrier.requests, ours.requests),
            (tr("Sent"), carrier.accepted, ours.accepted),
            (tr("Fragments billed"), carrier.fragments, ours.fragments),
            (tr("With a report"), carrier.reported, ours.reported),
            (tr("Delivered"), carrier.delivered, ours.delivered),
            (tr("Not delivered"), carrier.undelivered, ours.undelivered),
        )
        told = [line for line in lines if line[1] is not None]
        self._table.setVisible(bool(told))
        if told:
            self._line(0, "", tr("Carrier"), tr("This desk"), "small")
        for place, (name, theirs, mine) in enumerate(told, 1):
            self._line(place, name, _count(theirs), _count(mine), "")

    def _line(self, place: int, name: str, theirs: str, mine: str, kind: str) -> None:
        self._figures.addWidget(label(name, "secondary"), place, 0)
        for at, words in ((1, theirs), (2, mine)):
            self._figures.addWidget(label(words, kind), place, at, Qt.AlignmentFlag.AlignRight)

    def _package(self, package: CarrierPackage) -> str:
        figures = {"left": formats.number(package.left), "total": formats.number(package.total)}
        if package.ends_at is None:
            return tr("{name}: {left} of {total} left", name=package.name, **figures)
        until = self._page.context.formats.date(package.ends_at)
        return tr("{name}: {left} of {total} left, until {date}", name=package.name, date=until, **figures)

    def _tell(self, words: str, kind: str) -> None:
        self.words.setText(words)
        self.words.setProperty("kind", kind)
        self.words.style().unpolish(self.words)
        self.words.style().polish(self.words)


def _count(value: int | None) -> str:
    return formats.NOTHING if value is None else formats.number(value)
