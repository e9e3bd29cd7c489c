"""Applications to take a number off the unsubscribed ones: who asked, why, and what was decided (C5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from smsdesk.domain.customers import Removal
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.text import tr
from smsdesk.operations.unsubscribed import approve_removal, list_removals, reject_removal
from smsdesk.ui.context import Context
from smsdesk.ui.customers.removal_questions import ApproveQuestion, RejectQuestion
from smsdesk.ui.review.words import status_badge, user_words
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel, Slice
from smsdesk.ui.widgets.timeline import Moment, Timeline


class RemovalsTable(DataTable[Removal]):
    """The table; it asks and decides on behalf of its page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._context: Context = page.context
        self.search = ""
        times = self._context.formats
        model: RowsModel[Removal] = RowsModel(
            [
                Column("number", tr("Number"), lambda one: one.number, width=152, sort=False),
                Column("name", tr("Name"), lambda one: one.name, width=112, sort=False),
                Column("signature", tr("Signature"), lambda one: one.signature, width=128, sort=False),
                Column(
                    "type",
                    tr("SMS type"),
                    lambda one: type_words(one.sms_type),
                    width=104,
                    quiet=True,
                    sort=False,
                    spare=True,
                ),
                Column(
                    "reason",
                    tr("Reason"),
                    lambda one: one.reason,
                    stretch=True,
                    sort=False,
                    tip=lambda one: one.reason,
                ),
                Column(
                    "status",
                    tr("Status"),
                    lambda one: one.status,
                    badge=lambda one: status_badge(one.status),
                    width=152,
                    sort=False,
                ),
                Column(
                    "asked",
                    tr("Applied"),
                    lambda one: one.asked_at,
                    show=lambda one: tr(
                        "{who}, {when}", who=user_words(one.asked_by), when=times.time(one.asked_at)
                    ),
                    width=184,
                    quiet=True,
                    sort=False,
                    spare=True,
                ),
            ],
            identity=lambda one: one.id,
        )
        model.set_loader(self._load_slice)
        super().__init__(
            self._context,
            model,
            name=tr("Applications for removal"),
            memory="removals",
            empty=EmptyState(
                "clipboard-check",
                tr("No applications yet."),
                tr(
                    "To write to somebody again who unsubscribed, select them in the list and apply for "
                    "their removal. Applications and what was decided stay here."
                ),
            ),
            actions=[
                RowAction(
                    tr("Approve…"),
                    lambda rows: page.spawn(self.approve(rows[0])),
                    "check",
                    many=False,
                    fits=_waiting,
                ),
                RowAction(
                    tr("Reject…"),
                    lambda rows: page.spawn(self.reject(rows[0])),
                    "x",
                    many=False,
                    fits=_waiting,
                ),
            ],
            bars=page.bars,
        )
        self.chosen.connect(self._chosen)

    async def _load_slice(self, after: Any, limit: int, sort: str, descending: bool) -> Slice[Removal]:
        found = await self._context.runner.run(list_removals, search=self.search, after=after, most=limit)
        return Slice(found.rows, found.next_key)

    async def approve(self, one: Removal) -> None:
        """Ask whether the person wanted it, then take the number off the list."""
        question = ApproveQuestion(self._page, one)
        if await question.answer():
            answer = str(question.note.value()).strip()
            await self._context.runner.run(approve_removal, removal_id=one.id, answer=answer)
            self._page.panel.close_panel()
            self._page.bars.success(
                tr("{number} gets messages again, from the next one on.", number=one.number)
            )

    async def reject(self, one: Removal) -> None:
        """Ask why, then leave the number on the list."""
        question = RejectQuestion(self._page, one)
        if await question.answer():
            await self._context.runner.run(reject_removal, removal_id=one.id, **question.form.values())
            self._page.panel.close_panel()

    def _chosen(self, one: Removal | None) -> None:
        if one is None:
            return
        parts: list[QWidget] = [
            holding(row(StatusBadge(status_badge(one.status)), STRETCH)),
            label(
                tr("{signature}: {type}", signature=one.signature, type=type_words(one.sms_type)),
                "secondary",
                wrap=True,
            ),
            _history(one, self._context),
        ]
        buttons = []
        if one.status is ReviewStatus.PENDING:
            page = self._page
            buttons = [
                button(tr("Reject…"), lambda: page.spawn(self.reject(one)), kind="danger-quiet"),
                button(tr("Approve…"), lambda: page.spawn(self.approve(one)), kind="primary"),
            ]
        self._page.panel.open_with(one.number, holding(column(*parts, spacing=12)), *buttons, note=one.name)


def _history(one: Removal, context: Context) -> Timeline:
    times = context.formats
    steps = [
        Moment(
            tr("{who} applied", who=user_words(one.asked_by)), times.time(one.asked_at), one.reason, "info"
        ),
    ]
    if one.decided_at is not None and one.status is ReviewStatus.APPROVED:
        title = tr("{who} took the number off the list", who=user_words(one.decided_by))
        steps.append(Moment(title, times.time(one.decided_at), one.answer, "success"))
    elif one.decided_at is not None:
        title = tr("{who} left the number on the list", who=user_words(one.decided_by))
        steps.append(Moment(title, times.time(one.decided_at), one.answer, "danger"))
    return Timeline(steps)


def _waiting(rows: Sequence[Removal]) -> bool:
    return all(one.status is ReviewStatus.PENDING for one in rows)
