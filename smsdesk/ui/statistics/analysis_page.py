"""What the pages of figures share: the choice above, figures below, and an empty state in their place."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.domain.text import Text, tr
from smsdesk.ui.context import Context
from smsdesk.ui.exports import export_button
from smsdesk.ui.exports.background import Job
from smsdesk.ui.statistics.choice import ChoiceBar, StatisticsChoice
from smsdesk.ui.statistics.following_page import FollowingPage
from smsdesk.ui.widgets.card import Card


class AnalysisPage(FollowingPage):
    """Subclasses make their widgets, ``fill`` the page with them and answer ``load_figures``."""

    def __init__(self, context: Context, choice: StatisticsChoice, *, title: Text, job: Job) -> None:
        """``title`` names the page's exports, ``job`` writes them: it takes ``filter`` and ``path``."""
        super().__init__(context)
        self.choice = choice
        self.bar = ChoiceBar(context, choice)
        self.asked: StatisticsFilter | None = None
        """What is shown; None before the first load."""
        self.export = export_button(
            self,
            title=lambda: title,
            name=lambda: str(title),
            job=job,
            arguments=lambda: {"filter": self.asked},
        )
        self.export.setEnabled(False)
        self.tools.add(self.export)
        self._layers = QStackedWidget()
        self.body.addWidget(self.bar)
        self.body.addWidget(self._layers, 1)
        choice.changed.connect(self.refresh)

    def fill(self, content: QWidget, *others: QWidget) -> None:
        """``content`` is shown unless ``load_figures`` wants one of ``others``: empty states."""
        self._layers.addWidget(content)
        for empty in others:
            card = Card()
            card.body.setContentsMargins(0, 0, 0, 0)
            self._layers.addWidget(card.add(empty))

    async def load(self) -> None:
        await self.bar.load(self.region)
        self.asked = await self.choice.value(self.region)
        shown = await self.load_figures(self.asked)
        if shown != self._layers.currentIndex():
            self.panel.close_panel()
        self._layers.setCurrentIndex(shown)
        self.export.setEnabled(shown == 0)
        self.export.setToolTip("" if shown == 0 else tr("There is nothing to export."))

    async def load_figures(self, asked: StatisticsFilter) -> int:
        """Fetch and show; the place of the layer to be seen, 0 for the content."""
        raise NotImplementedError

    def open_records(self, **more: object) -> None:
        """Go to the records of what is shown, narrowed by these keywords."""
        self.context.open("statistics", "records", region=self.region, **self.choice.records(), **more)
