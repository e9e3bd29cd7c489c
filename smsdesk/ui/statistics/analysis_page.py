"""What the pages of figures share: the choice above, figures below, and an empty state in their place."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.domain.text import Text, tr
from smsdesk.ui.context import Context
from smsdesk.ui.exports import export_button
from smsdesk.ui.exports.background import Job
from smsdesk.ui.statistics.choice import ChoiceBar, StatisticsChoice
from smsdesk.ui.widgets.page import Page

#: While a task runs its messages change all the time: the figures follow at most this often, in milliseconds.
_FOLLOW_MS = 1_000
_SENDING = frozenset({"message", "task"})


class AnalysisPage(Page):
    """Subclasses make their widgets, ``fill`` the page with them and answer ``load_figures``."""

    kinds = frozenset({"message", "task", "application", "template"})

    def __init__(self, context: Context, choice: StatisticsChoice, *, title: Text, job: Job) -> None:
        """``title`` names the page's exports, ``job`` writes them: it takes ``filter`` and ``path``."""
        super().__init__(context, tab="statistics")
        self.choice = choice
        self.bar = ChoiceBar(context, choice)
        self.asked: StatisticsFilter | None = None
        """What is shown; None before the first load."""
        self._follow = QTimer(self)
        self._follow.setSingleShot(True)
        self._follow.setInterval(_FOLLOW_MS)
        self._follow.timeout.connect(self.refresh)
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
        for layer in (content, *others):
            self._layers.addWidget(layer)

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

    def _things_changed(self, kinds: frozenset[str]) -> None:
        if kinds & self.kinds - _SENDING or not self.isVisible():
            super()._things_changed(kinds)
        elif kinds & _SENDING and not self._follow.isActive():
            self._follow.start()
