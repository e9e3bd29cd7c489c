"""The templates of a region with their details at the right (T1, T4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from smsdesk.domain import limits
from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.templates import Template
from smsdesk.domain.text import tr, trn
from smsdesk.operations.review import decisions
from smsdesk.operations.templates import delete_template, list_templates, template_count, template_uses
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.first_run.sample import sample_link
from smsdesk.ui.review.decide import approve_it, reject_it
from smsdesk.ui.review.words import moments, status_badge
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.templates.editor_page import EditorPage
from smsdesk.ui.templates.words import measure_words
from smsdesk.ui.widgets.badge import StatusBadge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.side_panel import Facts
from smsdesk.ui.widgets.table_model import Column, RowsModel
from smsdesk.ui.widgets.template_editor import TemplateEditor
from smsdesk.ui.widgets.timeline import Timeline


class TemplatesPage(Page):
    """One table; a chosen row opens its details, New and Edit open the editor in its place."""

    kinds = frozenset({"template", "review"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="templates", region=True)
        self.push: Callable[[Page], None] = lambda page: None
        self.pop: Callable[[], None] = lambda: None
        self._search = ""
        self._shown: Template | None = None
        self._count = label("", "secondary")
        self.tools.add(self._count)
        self.tools.add_search(tr("Search templates"), self._searched)
        self._primary = self.tools.set_primary(tr("New template"), self.new)
        self.table: DataTable[Template] = DataTable(
            context,
            RowsModel(
                [
                    Column("id", tr("ID"), lambda one: one.id, width=64, number=True, quiet=True),
                    Column("name", tr("Name"), lambda one: one.name, width=200),
                    Column("content", tr("Content"), lambda one: one.content, stretch=True, quiet=True),
                    Column("type", tr("Type"), lambda one: type_words(one.type), width=110, quiet=True),
                    Column(
                        "status",
                        tr("Status"),
                        lambda one: one.status,
                        badge=lambda one: status_badge(one.status),
                        width=150,
                    ),
                    Column(
                        "created",
                        tr("Created"),
                        lambda one: one.created_at,
                        show=lambda one: context.formats.time(one.created_at),
                        quiet=True,
                    ),
                ],
                identity=lambda one: one.id,
            ),
            name=tr("Templates"),
            memory="templates",
            empty=EmptyState(
                "message-square-text",
                tr("A template is the text you send."),
                tr("Its variables {1}, {2} are filled for each customer from your spreadsheet."),
                action=(tr("New template"), self.new),
                sample=sample_link(context),
            ),
            actions=[
                RowAction(
                    tr("Edit…"),
                    lambda rows: self._edit(rows[0]),
                    "pencil",
                    many=False,
                    fits=lambda rows: rows[0].status is not ReviewStatus.APPROVED,
                ),
                RowAction(tr("Make a copy"), lambda rows: self._duplicate(rows[0]), "copy", many=False),
                RowAction(
                    tr("Delete…"),
                    lambda rows: self.spawn(self._delete(rows)),
                    "trash-2",
                    destructive=True,
                    delete=True,
                ),
            ],
            bars=self.bars,
        )
        self.body.addWidget(self.table)
        self.table.chosen.connect(self._chosen)

    async def load(self) -> None:
        runner, region = self.context.runner, self.region
        found = await runner.run(list_templates, region=region, search=self._search)
        count = await runner.run(template_count, region=region)
        if region is not self.region:
            return
        self._count.setText(tr("{count} of {limit}", count=count, limit=limits.TEMPLATES_PER_REGION.value))
        barred = region is Region.GLOBAL and self.context.profile.identity is Identity.INDIVIDUAL
        self._primary.setEnabled(not barred)
        self._primary.setToolTip(
            tr("An individual sends in mainland China only (Account, Profile).") if barred else ""
        )
        self.table.set_rows(found, filtered=bool(self._search))
        if self._shown is not None:
            again = next((one for one in found if one.id == self._shown.id), None)
            if again is None:
                self.panel.close_panel()
            elif again != self._shown:
                await self._show(again)

    def arrive(self, **arguments: Any) -> None:
        """``new=True`` opens the editor."""
        if arguments.get("new"):
            self.new()

    def new(self) -> None:
        """Open the editor for a new template of the region."""
        self._open_editor(EditorPage(self.context, self.region))

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def _edit(self, one: Template) -> None:
        self._open_editor(EditorPage(self.context, one.region, edited=one))

    def _duplicate(self, one: Template) -> None:
        self._open_editor(EditorPage(self.context, one.region, copied=one))

    def _open_editor(self, page: EditorPage) -> None:
        self._shown = None
        self.panel.close_panel()
        page.done.connect(self._saved)
        self.push(page)

    def _saved(self, made: Template) -> None:
        self.pop()
        if made.status is ReviewStatus.APPROVED:
            self.bars.success(tr("“{name}” passed every check and can be used now.", name=made.name))
        else:
            self.bars.info(tr("“{name}” waits for review.", name=made.name))

    def _chosen(self, one: Template | None) -> None:
        if one is not None:
            self.spawn(self._show(one))

    async def _show(self, one: Template) -> None:
        runner = self.context.runner
        history = await runner.run(decisions, subject="template", subject_id=one.id)
        uses = await runner.run(template_uses, template_id=one.id, most=5)
        content = TemplateEditor()
        content.setReadOnly(True)
        content.setFixedHeight(112)
        content.setPlainText(one.content)
        content.setAccessibleName(tr("Content"))
        parts: list[QWidget] = [holding(row(StatusBadge(status_badge(one.status)), STRETCH))]
        if one.reason:
            parts.append(label(one.reason, "danger", wrap=True, selectable=True))
        facts = Facts(
            (tr("Type"), type_words(one.type)),
            (tr("Length"), measure_words(measure(one.content, one.region))),
        )
        if one.remarks:
            facts.add(tr("Remarks"), one.remarks)
        parts += [content, facts]
        if uses:
            parts.append(label(tr("Last used"), "heading"))
            used = Facts()
            for use in uses:
                messages = trn("{count} message", "{count} messages", use.messages)
                when = self.context.formats.time(use.created_at)
                used.add(
                    use.task_name or formats.NOTHING, tr("{messages}, {when}", messages=messages, when=when)
                )
            parts.append(used)
        if history:
            parts += [label(tr("History"), "heading"), Timeline(moments(history, self.context.formats))]
        self.panel.open_with(one.name, holding(column(*parts, spacing=16)), *self._buttons(one))
        self._shown = one

    def _buttons(self, one: Template) -> list[QPushButton]:
        buttons = [
            button(tr("Delete…"), self.act(self._delete, [one]), kind="danger-quiet"),
            button(tr("Make a copy"), lambda: self._duplicate(one)),
        ]
        if one.status is not ReviewStatus.APPROVED:
            buttons.append(button(tr("Edit…"), lambda: self._edit(one)))
        if one.status is ReviewStatus.PENDING:
            buttons.append(button(tr("Reject…"), self.act(reject_it, self, "template", one.id)))
            buttons.append(
                button(tr("Approve"), self.act(approve_it, self, "template", one.id), kind="primary")
            )
        elif one.status is ReviewStatus.APPROVED:
            buttons.append(
                button(
                    tr("Send with it"),
                    lambda: self.context.open("bulk", "new", template_id=one.id),
                    kind="primary",
                )
            )
        return buttons

    async def _delete(self, templates: Sequence[Template]) -> None:
        title = trn("Delete {count} template?", "Delete {count} templates?", len(templates))
        words = tr("Messages already sent and tasks already confirmed keep their text.")
        if await confirm(self, title, words, tr("Delete"), destructive=True):
            for one in templates:
                await self.context.runner.run(delete_template, template_id=one.id)
