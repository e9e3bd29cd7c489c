"""The review queue of a region: what waits, how its checks stand, and the decision beside it (R2, R3)."""

from __future__ import annotations

from collections.abc import Sequence

from smsdesk.domain.errors import NotFound
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.text import tr, trn
from smsdesk.operations.review import Waiting, approve_passed, waiting
from smsdesk.operations.rules import SIGNATURE
from smsdesk.ui.context import Context
from smsdesk.ui.review.checks_view import ReviewerList
from smsdesk.ui.review.decide import approve_it, reject_it
from smsdesk.ui.review.details import entry_details, type_of
from smsdesk.ui.review.words import counts_badge, reviewer_words
from smsdesk.ui.settings.dialog import show_settings
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel

_PANEL = 440


class QueuePage(Page):
    """What has waited longest comes first; a chosen entry opens with its checks at the right."""

    def __init__(self, context: Context, subject: str) -> None:
        self.kinds = frozenset({subject, "review"})
        super().__init__(context, tab=f"{subject}s")
        self.subject = subject
        self.points: ReviewerList | None = None
        self._shown: Waiting | None = None
        self._day_shown = context.formats.today()
        self._wanted: int | None = None
        self._empty_for: tuple[object, ...] = ()
        self.panel.setFixedWidth(_PANEL)
        self.panel.closed.connect(self._forget)
        self.table: DataTable[Waiting] = DataTable(
            context,
            RowsModel(self._columns(), identity=lambda one: one.subject_id),
            name=tr("Review"),
            memory=f"review/{subject}",
            empty=self._empty(),
            actions=[
                RowAction(tr("Approve"), self._approve_several, "check", fits=_clean),
                RowAction(
                    tr("Reject…"),
                    lambda rows: self.spawn(self.reject(rows[0])),
                    "x",
                    many=False,
                    fits=lambda rows: rows[0].here,
                ),
            ],
            bars=self.bars,
        )
        rules = self.act(show_settings, context, "review")
        self.tools.add(
            button(tr("Automatic approval and rules…"), rules, kind="quiet", picture="sliders-horizontal")
        )
        self.body.addWidget(self.table)
        self.table.chosen.connect(self._chosen)

    def _columns(self) -> list[Column[Waiting]]:
        formats = self.context.formats
        text: list[Column[Waiting]]
        if self.subject == SIGNATURE:
            text = [
                Column(
                    "content", tr("Signature"), lambda one: bracketed(one.content, one.region), stretch=True
                )
            ]
        else:
            text = [
                Column("name", tr("Name"), lambda one: one.title, width=140),
                Column("content", tr("Content"), lambda one: one.content, stretch=True, quiet=True),
            ]
        return [
            *text,
            Column("type", tr("Type"), type_of, width=100, quiet=True, spare=True),
            Column(
                "since",
                tr("Waiting since"),
                lambda one: one.submitted_at,
                show=lambda one: formats.time(one.submitted_at),
                width=115,
                quiet=True,
                spare=True,
            ),
            Column(
                "checks",
                tr("Checks"),
                lambda one: (one.counts.failed, one.counts.warned, -one.counts.passed),
                badge=lambda one: counts_badge(one.counts),
                width=196,
            ),
            Column(
                "by",
                tr("Reviewed by"),
                lambda one: reviewer_words(one, formats),
                width=100,
                quiet=True,
                spare=True,
                tip=lambda one: reviewer_words(one, formats),
            ),
        ]

    async def load(self) -> None:
        region = self.region
        found = await self.context.runner.run(waiting, subject=self.subject, region=region)
        if region is not self.region:
            return
        self._show_empty()
        before = [one.subject_id for one in self.table.model.rows]
        self.table.set_rows(found)
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.table.select(wanted)
        if self._shown is None:
            return
        again = next((one for one in found if one.subject_id == self._shown.subject_id), None)
        if again is None:
            # Decided or deleted: on to the one that stood below it.
            place = before.index(self._shown.subject_id) if self._shown.subject_id in before else 0
            self.panel.close_panel()
            if found:
                self.table.select(found[min(place, len(found) - 1)].subject_id)
        elif again != self._shown or self.context.formats.today() != self._day_shown:
            await self._show(again)

    def arrive(self, **arguments: object) -> None:
        """``subject_id`` opens that entry."""
        wanted = arguments.get("subject_id")
        self._wanted = wanted if isinstance(wanted, int) else None
        self.refresh()

    def _chosen(self, one: Waiting | None) -> None:
        if one is not None and (self._shown is None or self._shown.subject_id != one.subject_id):
            self.spawn(self._show(one))

    async def _show(self, one: Waiting) -> None:
        try:
            details = await entry_details(self, one)
        except NotFound:
            self.refresh()
            return
        if all(each.subject_id != one.subject_id for each in self.table.selected()):
            return  # another was chosen meanwhile
        self._shown, self.points = one, details.points
        self._day_shown = self.context.formats.today()
        buttons = []
        if one.here:
            buttons = [
                button(tr("Reject…"), self.act(self.reject, one)),
                button(tr("Approve"), self.act(self.approve, one), kind="primary"),
            ]
        title = self._name(one) if self.subject == SIGNATURE else one.title
        self.panel.open_with(title, details.body, *buttons)

    def _name(self, one: Waiting) -> str:
        """What it is called in a sentence."""
        if self.subject == SIGNATURE:
            return bracketed(one.content, one.region)
        return tr("“{name}”", name=one.title)

    def _forget(self) -> None:
        self._shown, self.points = None, None

    async def approve(self, one: Waiting) -> None:
        """Approve what is shown, after a question where points were not looked at."""
        await approve_it(self, self.subject, one.subject_id, self.points.unticked() if self.points else None)

    async def reject(self, one: Waiting) -> None:
        """Ask for the reason and reject."""
        await reject_it(self, self.subject, one.subject_id, self._name(one))

    def _approve_several(self, rows: Sequence[Waiting]) -> None:
        self.spawn(self.approve_several(rows))

    async def approve_several(self, rows: Sequence[Waiting]) -> None:
        """Approve several that passed every check, after a question."""
        title = trn("Approve {count} entry?", "Approve {count} entries?", len(rows))
        words = tr("Each passed every check. What only a person can judge you have looked at.")
        if await confirm(self, title, words, tr("Approve")):
            await self.context.runner.run(
                approve_passed, subject=self.subject, subject_ids=[one.subject_id for one in rows]
            )
            self.bars.success(trn("{count} approved.", "{count} approved.", len(rows)))

    def _show_empty(self) -> None:
        profile = self.context.profile
        wanted = (self.region, profile.automatic_review, profile.identity)
        if wanted != self._empty_for:
            self._empty_for = wanted
            self.table.set_empty(self._empty())

    def _empty(self) -> EmptyState:
        profile = self.context.profile
        if profile.identity is Identity.INDIVIDUAL and self.region is Region.GLOBAL:
            return EmptyState(
                "badge-check",
                tr("Nothing waits for review"),
                tr("An individual sends in mainland China only (Account, Profile)."),
            )
        words = (
            tr("What passes every check is approved automatically. Only what is doubtful waits here for you.")
            if profile.automatic_review
            else tr("Nothing is approved automatically: whatever is submitted waits here until you decide.")
        )
        return EmptyState(
            "badge-check",
            tr("Nothing waits for review"),
            words,
        )


def _clean(rows: Sequence[Waiting]) -> bool:
    return all(one.here and one.counts.clean for one in rows)
