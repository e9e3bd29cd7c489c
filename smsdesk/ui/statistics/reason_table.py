"""Why messages failed or were not delivered, by reason: a table whose rows explain themselves (D4, D5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from smsdesk.domain.codes import Who, explain
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import Reason
from smsdesk.domain.text import tr, trn
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.messages.why import Why
from smsdesk.ui.messages.words import short_code, who_words
from smsdesk.ui.widgets.badge import Badge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.send_progress import Segment
from smsdesk.ui.widgets.table_model import Column, RowsModel

#: Place of the counts of the period before: beside the counts.
_BEFORE_AT = 2
#: Who must act, as the colour of a dot: what the user can put right stands out.
_ROLES = {
    Who.YOU: "warning",
    Who.RECIPIENT: "neutral",
    Who.CARRIER: "neutral",
    Who.GATEWAY: "info",
    Who.DESK: "success",
}


def reason_title(reason: Reason) -> str:
    """The reason in words."""
    return str(reason.reason) if reason.code else tr("No reason was given")


def who_acts(reason: Reason) -> Who:
    """Who can change something about it."""
    return explain(reason.code).who


def _who_words(reason: Reason) -> str:
    """As short as a cell needs it; the panel says it in full."""
    return {
        Who.YOU: tr("You"),
        Who.RECIPIENT: tr("The recipient"),
        Who.CARRIER: tr("The carrier"),
        Who.GATEWAY: tr("The provider"),
        Who.DESK: tr("Nobody"),
    }[who_acts(reason)]


def _short_code(reason: Reason) -> str | None:
    return short_code(reason.code) or None


def share_parts(share: float, role: str) -> tuple[Segment, Segment]:
    """A bar for the cell of a table."""
    filled = round(share * 10_000)
    return Segment("", filled, role), Segment("", 10_000 - filled, "border_strong")


class ReasonTable(DataTable[Reason]):
    """Most frequent first. A chosen row explains itself in the page's panel and leads to its messages."""

    def __init__(
        self,
        context: Context,
        page: Page,
        *,
        name: str,
        memory: str,
        role: str,
        open_records: Callable[[Reason], object],
        empty: QWidget | None = None,
        compare: bool = False,
    ) -> None:
        """``role`` colours the bars; ``compare`` adds a column with the counts of the period before."""
        self._before: dict[str, int] | None = None
        columns = _columns(role)
        if compare:
            before = Column(
                "before",
                tr("Period before"),
                self._count_before,
                number=True,
                quiet=True,
                width=112,
                spare=True,
            )
            columns.insert(_BEFORE_AT, before)
        super().__init__(
            context,
            RowsModel(columns, identity=lambda one: (one.status, one.code)),
            name=name,
            memory=memory,
            empty=empty,
            actions=[
                RowAction(tr("Show the messages"), lambda rows: open_records(rows[0]), "list", many=False)
            ],
            bars=page.bars,
        )
        self._page = page
        self._open_records = open_records
        self.chosen.connect(self._explain)
        self.opened.connect(open_records)

    def show_reasons(self, reasons: Sequence[Reason], before: Sequence[Reason] | None = None) -> None:
        """Show these, in their order; ``before`` are those of the period before, None while not known."""
        self._before = None if before is None else {one.code: one.count for one in before}
        self.set_rows(reasons)

    def _count_before(self, reason: Reason) -> int | None:
        return None if self._before is None else self._before.get(reason.code, 0)

    def _explain(self, reason: Reason | None) -> None:
        if reason is None:
            return
        self._page.panel.open_with(
            tr("Why?"),
            ReasonDetails(reason),
            button(
                trn("Show the message", "Show the {count} messages", reason.count),
                lambda: self._open_records(reason),
                kind="primary",
            ),
            note=tr(
                "{messages}, {share} of these",
                messages=trn("{count} message", "{count} messages", reason.count),
                share=formats.share(reason.share),
            ),
        )


class ReasonDetails(QWidget):
    """For the side panel."""

    def __init__(self, reason: Reason) -> None:
        super().__init__()
        if reason.code:
            self.setLayout(column(Why(reason.code)))
            return
        words = (
            tr("Carriers do not always say why. Ask your SMS provider, with the message's number there.")
            if reason.status is MessageStatus.UNDELIVERED
            else tr("The gateway gave no code. Look at one of the messages and ask the gateway about it.")
        )
        title = label(reason_title(reason), "heading", wrap=True)
        self.setLayout(column(title, label(words, wrap=True, selectable=True), spacing=12))


def _columns(role: str) -> list[Column[Reason]]:
    return [
        Column("reason", tr("Reason"), reason_title, stretch=True, width=240, tip=reason_title),
        Column("failures", tr("Failures"), lambda one: one.count, number=True, width=84),
        Column(
            "share",
            tr("Proportion"),
            lambda one: one.share,
            show=lambda one: formats.share(one.share, even=True),
            parts=lambda one: share_parts(one.share, role),
            number=True,
            width=128,
        ),
        Column(
            "who",
            tr("Who must act"),
            _who_words,
            badge=lambda one: Badge(_who_words(one), _ROLES[who_acts(one)]),
            tip=lambda one: who_words(who_acts(one)),
            width=128,
            spare=True,
        ),
        Column(
            "todo",
            tr("What to do"),
            _what_to_do,
            stretch=True,
            width=240,
            quiet=True,
            tip=_what_to_do,
            spare=True,
        ),
        # Last: it is for whoever asks the provider, not for whoever reads the reasons.
        Column("code", tr("Code"), _short_code, width=150, quiet=True, tip=lambda one: one.code, spare=True),
    ]


def _what_to_do(reason: Reason) -> str:
    return str(explain(reason.code).what_to_do)
