"""What was not sent, by reason: who must act and what to do (D4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smsdesk.domain.codes import Who
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import FailureAnalysis, Figures, Reason, StatisticsFilter
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.failure_analysis import failure_analysis
from smsdesk.operations.overview import earlier_period
from smsdesk.operations.statistics_sheets import export_failures
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.statistics.analysis_page import AnalysisPage
from smsdesk.ui.statistics.choice import StatisticsChoice
from smsdesk.ui.statistics.comparing import count_change
from smsdesk.ui.statistics.figure_cards import FigureCards, KeyFigure
from smsdesk.ui.statistics.reason_table import ReasonTable, who_acts
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.layouts import column, holding

#: Whose messages a figure counts, by its key.
_WHO = {
    "you": (Who.YOU,),
    "others": (Who.RECIPIENT, Who.CARRIER),
    "provider": (Who.GATEWAY,),
    "later": (Who.DESK,),
}
_FULL, _NOTHING_FAILED, _NOTHING_SENT = range(3)


class FailuresPage(AnalysisPage):
    """Figures above, reasons below; a reason leads to its messages."""

    def __init__(self, context: Context, choice: StatisticsChoice) -> None:
        super().__init__(context, choice, title=text("Failure analysis"), job=export_failures)
        self._found: FailureAnalysis | None = None
        self._before: FailureAnalysis | None = None
        self._compared: StatisticsFilter | None = None
        """What ``_before`` is the period before of."""
        self.figures = FigureCards()
        self.figures.pressed.connect(self._open_figure)
        self.table = ReasonTable(
            context,
            self,
            name=tr("Failures by reason"),
            memory="statistics/failures",
            role="danger",
            open_records=self._open,
            compare=True,
        )
        full = column(self.figures, self.table, spacing=16)
        full.setStretch(1, 1)
        fine = EmptyState(
            "circle-check",
            tr("Nothing failed in this period."),
            tr("Every message was sent or is still on its way."),
        )
        nothing = EmptyState(
            "chart-column",
            tr("Nothing was sent in this period."),
            tr("Choose a longer period or other filters, or send a message."),
            action=(tr("New bulk task"), lambda: context.open("bulk", "new")),
        )
        self.fill(holding(full), fine, nothing)

    async def load(self) -> None:
        await super().load()
        # The figures are there; the comparison takes as long again and follows.
        if self.asked is not None and self._found is not None:
            await self._compare(self.asked, self._found)

    async def load_figures(self, asked: StatisticsFilter) -> int:
        found = await self.context.runner.run(failure_analysis, filter=asked)
        self._found = found if found.total.requests else None
        if self._found is None:
            return _NOTHING_SENT
        self._show(found, self._before if asked == self._compared else None)
        return _FULL if found.reasons else _NOTHING_FAILED

    async def _compare(self, asked: StatisticsFilter, found: FailureAnalysis) -> None:
        run = self.context.runner.run
        earlier = await run(earlier_period, filter=asked)
        before = await run(failure_analysis, filter=replace(asked, start=earlier.start, end=earlier.end))
        if found is self._found:
            self._compared, self._before = asked, before
            self._show(found, before)

    def _show(self, found: FailureAnalysis, before: FailureAnalysis | None) -> None:
        """``before``: of the period before; None while it is not known yet."""
        self.figures.set_figures(_figures(found, before.total if before else None))
        self.table.show_reasons(found.reasons, before.reasons if before else None)

    def _open_figure(self, key: str) -> None:
        """All that failed, or what those of the figure must act on."""
        who = _WHO.get(key)
        if who is None or self._found is None:
            self.open_records(status=MessageStatus.FAILED)
            return
        codes = tuple(one.code for one in self._found.reasons if who_acts(one) in who)
        self.open_records(status=MessageStatus.FAILED, code=codes)

    def _open(self, reason: Reason) -> None:
        self.open_records(status=reason.status, code=reason.code)


def _figures(found: FailureAnalysis, before: Figures | None) -> list[KeyFigure]:
    total = found.total
    counts = {key: _of(found.reasons, *who) for key, who in _WHO.items()}

    def counted(key: str, name: str, note: str, role: str = "small") -> KeyFigure:
        """It leads to its messages while there are any."""
        count = counts[key]
        return KeyFigure(name, formats.number(count), note, role, key=key if count else "")

    yours = counts["you"]
    later = counted("later", tr("Only had to wait"), tr("They can be sent later."))
    return [
        KeyFigure(
            tr("Failed"),
            formats.number(total.failed),
            count_change(total.failed, before.failed) if before else " ",
            tip=tr("Refused before a carrier took them: they were not sent and are not billed."),
            key="failed",
        ),
        KeyFigure(
            tr("Of all requests"),
            formats.share(total.failed / total.requests),
            trn("of {count} request", "of {count} requests", total.requests),
        ),
        counted(
            "you",
            tr("You can put right"),
            tr("“What to do” says how.") if yours else tr("There is nothing for you to do."),
            "warning" if yours else "small",
        ),
        counted("others", tr("Up to recipients and carriers"), tr("Nobody else can change these.")),
        counted("provider", tr("Up to the SMS provider"), tr("The provider or the connection")),
        *([later] if counts["later"] else ()),
    ]


def _of(reasons: Sequence[Reason], *who: Who) -> int:
    return sum(reason.count for reason in reasons if who_acts(reason) in who)
