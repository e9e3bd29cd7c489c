"""The templates of a region with their details at the right (T1, T4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QMenu, QWidget

from smsdesk.domain import limits
from smsdesk.domain.errors import NotFound
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.templates import Template
from smsdesk.domain.text import tr, trn
from smsdesk.operations.review import decisions
from smsdesk.operations.template_usage import template_usage
from smsdesk.operations.templates import delete_template, list_templates, template, template_count
from smsdesk.ui.context import Context
from smsdesk.ui.first_run.sample import sample_link
from smsdesk.ui.review.carrier_progress import carrier_progress
from smsdesk.ui.review.decide import approve_it, reject_it
from smsdesk.ui.review.words import moments, status_badge, status_words
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.templates.details import deletion_words, details
from smsdesk.ui.templates.draft_keeper import Drafts, Unfinished
from smsdesk.ui.templates.editor_page import EditorPage
from smsdesk.ui.widgets.buttons import button, more_button
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel
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
        self._asked = False
        self._barred = ""
        self._count = label("", "secondary")
        self.tools.add_search(tr("Search templates"), self._searched)
        self.tools.add_note(self._count)
        self.status = combo(
            [
                (None, tr("All states")),
                *((each, status_words(each)) for each in ReviewStatus),
            ]
        )
        self.status.setAccessibleName(tr("Status"))
        self.type = combo([(None, tr("All types")), *((each, type_words(each)) for each in SmsType)])
        self.type.setAccessibleName(tr("Type"))
        for choice in (self.status, self.type):
            choice.currentIndexChanged.connect(self.refresh)
            self.tools.add(choice)
        self._primary = self.tools.set_primary(tr("New template"), self.new)
        self.table: DataTable[Template] = DataTable(
            context,
            RowsModel(
                [
                    Column("name", tr("Name"), lambda one: one.name, width=168),
                    Column(
                        "content", tr("Content"), lambda one: one.content, stretch=True, width=236, quiet=True
                    ),
                    Column(
                        "type",
                        tr("Type"),
                        lambda one: type_words(one.type),
                        width=110,
                        quiet=True,
                        spare=True,
                    ),
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
                        spare=True,
                    ),
                    Column("id", tr("ID"), lambda one: one.id, width=64, number=True, quiet=True, spare=True),
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
                    lambda rows: self.spawn(self.delete(rows)),
                    "trash-2",
                    destructive=True,
                    delete=True,
                ),
            ],
            bars=self.bars,
        )
        self._reason = label("", "warning", wrap=True)
        self._reason.hide()
        self.body.addWidget(self._reason)
        self.body.addWidget(self.table)
        self.table.chosen.connect(self._chosen)

    async def load(self) -> None:
        runner, region = self.context.runner, self.region
        status, type = self.status.currentData(), self.type.currentData()
        found = await runner.run(list_templates, region=region, search=self._search, status=status, type=type)
        count = await runner.run(template_count, region=region)
        if region is not self.region:
            return
        self._tell_room(count)
        self._offer_unfinished()
        self.table.set_rows(found, filtered=bool(self._search or status or type))
        if self._shown is not None:
            again = next((one for one in found if one.id == self._shown.id), None)
            if again is None:
                self.panel.close_panel()
            else:
                await self._show(again)

    def _tell_room(self, count: int) -> None:
        """How many there may still be, and why there may be no more."""
        limit = limits.TEMPLATES_PER_REGION
        self._count.setText(tr("{count} of {limit}", count=count, limit=limit.value))
        why = ""
        if self.region is Region.GLOBAL and self.context.profile.identity is Identity.INDIVIDUAL:
            why = tr(
                "An individual sends in mainland China only. A business registers as an organization "
                "(Account, Profile) to send to other countries; nothing is lost by it."
            )
        elif limit.reached(count):
            why = tr(
                "There are {limit} templates in this region, as many as there can be. Delete one that is not "
                "used first.",
                limit=limit.value,
            )
        self._count.setToolTip(why)
        self._count.setProperty("kind", "warning" if limit.reached(count) else "secondary")
        self._count.style().unpolish(self._count)
        self._count.style().polish(self._count)
        self._primary.setEnabled(not why)
        self._primary.setToolTip(why or tr("{action} (Ctrl+N)", action=tr("New template")))
        self._barred = why
        self._reason.setText(why)
        self._reason.setVisible(bool(why))

    def _offer_unfinished(self) -> None:
        """What was being written and is not submitted: once for each time the list comes into view."""
        drafts = Drafts(self.context.settings, self.region).all()
        if self._asked or not drafts:
            return
        self._asked = True
        draft, more = drafts[0], len(drafts) - 1
        name = draft.name.strip() or tr("without a name")
        when = self.context.formats.time(draft.at)
        words = (
            trn(
                "“{name}” was not submitted yet; it was last changed {when}. There is {count} more.",
                "“{name}” was not submitted yet; it was last changed {when}. There are {count} more.",
                more,
                name=name,
                when=when,
            )
            if more
            else tr("“{name}” was not submitted yet; it was last changed {when}.", name=name, when=when)
        )
        self.bars.info(
            words,
            (tr("Go on writing"), lambda: self.spawn(self._go_on(draft))),
            (tr("Throw away"), lambda: self._throw_away(draft)),
        )

    async def _go_on(self, draft: Unfinished) -> None:
        subject = None
        if draft.subject is not None:
            try:
                subject = await self.context.runner.run(template, template_id=draft.subject)
            except NotFound:
                subject = None  # deleted meanwhile: what was written becomes a new one
        if (
            subject is not None
            and draft.key.startswith("edit")
            and subject.status is not ReviewStatus.APPROVED
        ):
            page = EditorPage(self.context, self.region, edited=subject, key=draft.key)
        else:
            page = EditorPage(self.context, self.region, key=draft.key)
        self._open_editor(page)

    def _throw_away(self, draft: Unfinished) -> None:
        drafts = Drafts(self.context.settings, self.region)
        drafts.drop(draft.key)
        self.bars.clear()

        def again() -> None:
            drafts.put(draft)
            self._asked = False
            self.refresh()

        self.bars.undo(tr("Thrown away."), again)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._asked = False
        self._stale = True  # what is unfinished is in no table that tells of a change

    def arrive(self, **arguments: Any) -> None:
        """``new=True`` opens the editor, ``unfinished`` goes on with what is kept under that key."""
        if arguments.get("new"):
            self.new()
        elif key := arguments.get("unfinished"):
            kept = Drafts(self.context.settings, self.region).get(key)
            if kept is not None or not key.startswith("copy"):
                self.spawn(self._go_on(kept or Unfinished("", "", "", "", [], key)))

    def new(self) -> None:
        """Open the editor for a new template of the region."""
        if self._barred:
            self.bars.warning(self._barred)
            return
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
        self.bars.clear()
        page.done.connect(self._saved)
        self.push(page)

    def _saved(self, made: Template) -> None:
        self.pop()
        if made.status is ReviewStatus.APPROVED:
            self.bars.success(tr("“{name}” passed every check and can be used now.", name=made.name))
        else:
            self.bars.passing(tr("“{name}” waits for review.", name=made.name))

    def _chosen(self, one: Template | None) -> None:
        if one is not None:
            self.spawn(self._show(one))

    async def _show(self, one: Template) -> None:
        runner = self.context.runner
        made = await runner.run(decisions, subject="template", subject_id=one.id)
        usage = await runner.run(template_usage, template_id=one.id, most=5)
        history = Timeline(moments(made, self.context.formats)) if made else None
        carriers = await carrier_progress(self, "template", one.id)
        body = details(self.context, one, usage, history, carriers)
        self.panel.open_with(one.name, body, *self._buttons(one, here=not carriers))
        self._shown = one

    def _buttons(self, one: Template, here: bool) -> list[QWidget]:
        """What can be done; ``here``: this desk decides about what waits."""
        copy, delete = (lambda: self._duplicate(one)), self.act(self.delete, [one])
        if one.status is ReviewStatus.APPROVED:
            return [
                button(tr("Delete…"), delete, kind="danger-quiet"),
                button(tr("Make a copy"), copy),
                button(tr("Send this text"), partial(self._send_with, one.id), kind="primary"),
            ]
        menu = QMenu()
        menu.addAction(tr("Make a copy"), copy)
        menu.addAction(tr("Delete…"), delete)
        more, edit = more_button(menu, tr("More")), partial(self._edit, one)
        if one.status is ReviewStatus.REJECTED:
            return [more, button(tr("Edit and submit again"), edit, kind="primary")]
        buttons: list[QWidget] = [more, button(tr("Edit…"), edit)]
        if here:
            buttons += [
                button(
                    tr("Reject…"),
                    self.act(reject_it, self, "template", one.id, tr("“{name}”", name=one.name)),
                ),
                button(tr("Approve"), self.act(approve_it, self, "template", one.id), kind="primary"),
            ]
        return buttons

    def _send_with(self, template_id: int) -> None:
        self.context.open("bulk", "new", template_id=template_id)

    async def delete(self, templates: Sequence[Template]) -> None:
        run = self.context.runner.run
        usages = [await run(template_usage, template_id=one.id, most=1) for one in templates]
        if len(templates) == 1:
            title = tr("Delete “{name}”?", name=templates[0].name)
        else:
            title = trn("Delete {count} template?", "Delete {count} templates?", len(templates))
        if await confirm(self, title, deletion_words(usages), tr("Delete"), destructive=True):
            for one in templates:
                await run(delete_template, template_id=one.id)
