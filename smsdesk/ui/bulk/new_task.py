"""A new bulk task: four steps on one page, the phone beside them (B1–B5, B10, B11)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from smsdesk.domain.checking import RejectedRow
from smsdesk.domain.errors import DeskError
from smsdesk.domain.recipients import Recipe
from smsdesk.domain.text import tr, trn
from smsdesk.operations.applications import list_applications
from smsdesk.operations.customer_fields import list_fields
from smsdesk.operations.groups import list_groups
from smsdesk.operations.preparation import Preparation
from smsdesk.operations.recipient_sheets import download_standard_template, export_rejected
from smsdesk.operations.signatures import list_signatures
from smsdesk.operations.tasks import recipe_of
from smsdesk.operations.templates import list_templates
from smsdesk.operations.templates import template as read_template
from smsdesk.ui.bridge import Work
from smsdesk.ui.bulk.check_step import READY, REPEATED, CheckStep
from smsdesk.ui.bulk.composition import Composition, Message
from smsdesk.ui.bulk.draft_keeper import DraftKeeper
from smsdesk.ui.bulk.going_on import GoingOn, scroll_back
from smsdesk.ui.bulk.last_choice import of_recipe, proposed
from smsdesk.ui.bulk.message_phone import MessagePhone
from smsdesk.ui.bulk.message_step import Choices, MessageStep
from smsdesk.ui.bulk.next_step import NextStep
from smsdesk.ui.bulk.recipients_step import RecipientsStep
from smsdesk.ui.bulk.send_step import SendStep
from smsdesk.ui.bulk.sending import Sending
from smsdesk.ui.context import REGIONAL, Context
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import choose_save
from smsdesk.ui.widgets.header import RegionSwitch
from smsdesk.ui.widgets.keeping_place import KeepingPlace
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.page_wheel import PageWheel
from smsdesk.ui.widgets.step_card import StepCard
from smsdesk.ui.widgets.work_bar import WorkBar

_SHEETS = "Excel (*.xlsx);;CSV (*.csv);;TSV (*.tsv)"


class NewTaskPage(Page):
    """Begins empty, with a ``recipe`` (a copy), a draft, some groups, numbers, a file, or a template, or goes
    on where a page of before the window was built anew was left."""

    kinds = frozenset({"application", "template", "signature", "group", "customer"})

    def __init__(
        self,
        context: Context,
        *,
        recipe: Recipe | None = None,
        draft_id: int | None = None,
        group_ids: Sequence[int] = (),
        numbers: Sequence[str] = (),
        file: Path | None = None,
        template_id: int | None = None,
        going_on: GoingOn | None = None,
    ) -> None:
        super().__init__(context, tab="bulk", title=tr("New bulk task"))
        self._begin_with: dict[str, Any] | None = {
            "recipe": recipe,
            "draft_id": draft_id,
            "group_ids": group_ids,
            "numbers": numbers,
            "file": file,
            "template_id": template_id,
            "going_on": going_on,
        }
        """Until it is shown for the first time."""
        self._index = 0
        self.composition = Composition(context, self)
        self.drafts = DraftKeeper(context, self.composition, self)
        self.message = MessageStep()
        self.recipients = RecipientsStep(context, self.composition)
        self.check = CheckStep(context, self.composition, self.spawn)
        self.send = SendStep(context, self.composition)
        self.phone = MessagePhone()
        self._build()

    def _build(self) -> None:
        self._region_switch = RegionSwitch(self.context, self.tab)
        self.head.insertWidget(1, self._region_switch)
        self.kept = label("", "secondary")
        self.save = button(tr("Save draft"), self.act(self._save_draft), picture="save")
        self.tools.add(self.kept)
        self.tools.add(self.save)
        QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.save.click)
        self._works = column(spacing=8)
        steps = column(self._works, self.message, self.recipients, self.check, self.send, STRETCH, spacing=12)
        self.steps = scrolling(holding(steps))
        bar = self.steps.verticalScrollBar()

        def keep_width(_lowest: int, highest: int) -> None:
            """The steps are as wide with a scroll bar beside them as without."""
            steps.setContentsMargins(0, 0, 4 if highest else 4 + bar.sizeHint().width(), 16)

        keep_width(0, 0)
        bar.rangeChanged.connect(keep_width)
        KeepingPlace(self.steps)
        PageWheel(self.steps)
        self.next = NextStep()
        side = column(self.phone, self.next, spacing=16, margins=(0, 0, 0, 16))
        side.setStretch(0, 1)
        beside = holding(side)
        beside.setFixedWidth(self.phone.width())
        middle = row(self.steps, beside, spacing=16)
        middle.setStretch(0, 1)
        self.body.addLayout(middle)
        self._connect()
        self._show_phone()
        self._show_next()

    def _connect(self) -> None:
        composition = self.composition
        self.message.chosen.connect(self._message_chosen)
        self.message.go.connect(self._make_first)
        self.recipients.wants_file.connect(self.act(self.recipients.sheet.ask_for_file))
        self.recipients.wants_template.connect(self.act(self._download_template))
        self.recipients.wants_groups.connect(lambda: self.context.open("customers"))
        self.check.shown.connect(self._show_ready)
        self.check.refused.connect(self._show_rejected)
        self.check.export.connect(lambda reason: self.spawn(self._export(reason)))
        self.check.fix.left.connect(self._show_phone)
        self.check.chips.chosen.connect(lambda key: self._show_phone() if key in (READY, REPEATED) else None)
        self.phone.turned.connect(self._turn)
        for asked in (self.phone.correct, self.check.wrong.opened):
            # Once the form has its place below the table.
            asked.connect(lambda *_row: QTimer.singleShot(0, self.check.fix, self._go_to_correction))
        self._sending = Sending(
            self,
            self.context,
            composition,
            self.drafts,
            self.send,
            self.bars,
            self.spawn,
            self._show_for_test,
        )
        for signal in (composition.message_changed, composition.check_changed, composition.rows_changed):
            signal.connect(self._show_phone)
        for signal in (
            composition.message_changed,
            composition.source_changed,
            composition.check_changed,
            composition.rows_changed,
        ):
            signal.connect(self._show_next)
        composition.message_changed.connect(self._show_tools)
        self.next.wanted.connect(self._go_to)
        bar = self.steps.verticalScrollBar()
        for moved in (bar.valueChanged, bar.rangeChanged):
            # Once everything has its place.
            moved.connect(lambda *_at: QTimer.singleShot(0, self.next, self.next.look))
        self.drafts.kept.connect(
            lambda at: self.kept.setText(tr("Draft kept {time}", time=self.context.formats.time(at)))
        )
        self._show_tools()

    def file_words(self) -> str:
        return tr("Drop to use this list in the new task")

    def take_file(self, file: Path) -> None:
        self.recipients.take(file)

    def place(self) -> dict[str, Any] | None:
        if self.send.is_sending or self.drafts.done:
            return None  # what is on its way is not offered once more
        if self._begin_with is not None:
            return {"page": "new", **self._begin_with}
        going_on = GoingOn(
            self.composition.recipe(),
            self.recipients.begun(),
            self.drafts,
            self.check.chips.value(),
            self.check.fix.written(),
            self.steps.verticalScrollBar().value(),
        )
        return {"page": "new", "going_on": going_on}

    def dispose(self) -> None:
        self.drafts.leave()
        self.composition.close()
        super().dispose()

    # Loading

    async def load(self) -> None:
        run = self.context.runner.run
        begin = self._begin_with or {}
        recipe: Recipe | None = begin.get("recipe")
        draft_id: int | None = begin.get("draft_id")
        going_on: GoingOn | None = begin.get("going_on")
        template_id: int | None = begin.get("template_id")
        if going_on is not None:
            recipe, draft_id = going_on.recipe, await going_on.drafts.kept_as()
        elif draft_id is not None:
            try:
                recipe = await run(recipe_of, task_id=draft_id)
            except DeskError:
                self._begin_with = None  # it was deleted: what is shown next is an empty task
                raise
        await self._go_to_region(template_id if recipe is None else recipe.template_id)
        region = self.region
        cards = await run(list_applications)
        choices = Choices(
            [card.application for card in cards],
            await run(list_templates, region=region),
            await run(list_signatures, region=region),
        )
        self.recipients.show_groups(await run(list_groups), await run(list_fields))
        if recipe is not None:
            wanted = of_recipe(self.context, choices, recipe, region)
        else:
            wanted = proposed(self.context, choices, self.composition.message, region)
            asked_for = next((one for one in choices.templates if one.id == template_id), wanted.template)
            wanted = Message(wanted.application, asked_for, wanted.signature)
        chosen = self.message.show_choices(choices, region, self.context.profile, wanted)
        self._message_chosen(chosen)
        if recipe is not None:
            self._take_recipe(recipe, going_on)
            self.drafts.begin(draft_id, self.composition.recipe())
        self._begin_with = None
        if group_ids := begin.get("group_ids"):
            self.recipients.choose_groups(group_ids)
        if numbers := begin.get("numbers"):
            self.recipients.type_numbers(numbers)
        if file := begin.get("file"):
            self.recipients.take(file)

    async def _go_to_region(self, template_id: int | None) -> None:
        if template_id is None:
            return
        try:
            found = await self.context.runner.run(read_template, template_id=template_id)
        except DeskError as gone:
            self.bars.error(gone)  # the template was deleted: another is to be chosen
            return
        self.context.regions.set(self.tab, found.region)
        self._region_switch.set_value(found.region)

    def _take_recipe(self, recipe: Recipe, going_on: GoingOn | None) -> None:
        composition = self.composition
        composition.one_per_number = recipe.one_per_number
        self.send.show_plan(recipe.name, recipe.send_at)
        source = recipe.source
        if going_on is not None:
            self.recipients.go_on(going_on.recipients)
            self.check.go_on(going_on.rows, going_on.correction)
            scroll_back(self.steps, going_on.scrolled)
        if getattr(source, "path", "-") == "":
            return  # a draft without recipients
        if going_on is None:
            self.recipients.show_source(source)
        composition.set_source(source)
        composition.ambiguity = recipe.ambiguity
        composition.confirmed = recipe.confirmed
        composition.fixes = recipe.fixes
        composition.recheck()

    # Message and phone

    def _message_chosen(self, message: Message) -> None:
        self.composition.set_message(message)
        self.message.show_state()

    def _show_tools(self) -> None:
        can = self.drafts.can_keep()
        self.save.setEnabled(can)
        self.save.setToolTip(
            tr("Keep it to go on later (Ctrl+S)")
            if can
            else tr("Choose an application and a template first, then the draft can be kept.")
        )

    def _show_phone(self) -> None:
        found = self.composition.current
        if found is not None and found.ready:
            self.phone.show_ready(found, min(self._index, found.ready - 1))
        elif found is None and self.composition.checking:
            return  # the message of before stays until the check has ended
        else:
            self._index = 0
            self.phone.show_message(self.composition.message)

    def _show_ready(self, index: int) -> None:
        self._index = index
        self._show_phone()

    def _show_for_test(self, found: Preparation) -> int:
        """The phone shows what goes to oneself; its place among the ready messages."""
        self._index = min(self._index, found.ready - 1)
        self.phone.show_ready(found, self._index)
        return self._index

    def _show_rejected(self, rejected: RejectedRow) -> None:
        self.phone.show_rejected(rejected)  # and the way to its form, which may be below what is in view

    def _go_to_correction(self) -> None:
        """Only when it is asked for: a page that moves under a click is pressed in the wrong place next."""
        self.steps.ensureWidgetVisible(self.check.fix, 0, 16)
        self.check.fix.focus()

    def _turn(self, index: int) -> None:
        found = self.composition.current
        if found is not None and 0 <= index < found.ready:
            self._show_ready(index)
            self.check.show_index(index)

    # The next step

    def _show_next(self) -> None:
        composition = self.composition
        found = composition.current
        problem = composition.send_problem()
        QTimer.singleShot(0, self.next, self.next.look)  # a step that has just opened is not in view yet
        if composition.message.problem():
            self.next.show_step(self.message, problem)
        elif composition.source_problem() or (
            found is not None and found.question is not None and not composition.confirmed
        ):
            words = tr("These recipients cannot be read.") if composition.fault is not None else problem
            self.next.show_step(self.recipients, words)
        elif problem or found is None:
            self.next.show_step(self.check, problem)
        else:
            words = trn("{count} message is ready.", "{count} messages are ready.", found.ready)
            wrong = found.rejected_count()
            left = trn("{count} row is left out.", "{count} rows are left out.", wrong) if wrong else ""
            self.next.show_step(self.send, words, more=left, ready=True)

    def _make_first(self, tab: str) -> None:
        """To where a template or signature is made, of the region this task is for."""
        if tab in REGIONAL:
            self.context.regions.set(tab, self.region)
        self.context.open(tab)

    def _go_to(self, step: StepCard) -> None:
        """Bring a step to the top of the view and the keyboard to its first control."""
        content = self.steps.widget()
        assert content is not None
        self.steps.verticalScrollBar().setValue(step.mapTo(content, step.rect().topLeft()).y())
        if step.first is not None:
            step.first.setFocus(Qt.FocusReason.OtherFocusReason)

    # Files

    async def _download_template(self) -> None:
        template = self.composition.message.template
        if template is None:
            return
        name = tr("{template} recipients", template=template.name).replace("/", "-")
        path = await choose_save(self, tr("Save the standard template"), f"{name}.xlsx", _SHEETS)
        if path is None:
            return
        await self.context.runner.call(
            lambda: download_standard_template(content=template.content, region=template.region, path=path)
        )
        self.bars.success(tr("Saved as {file}. Fill it in and drop it here.", file=path.name))

    async def _export(self, reason: str) -> None:
        found = self.composition.current
        if found is None:
            return
        path = await choose_save(self, tr("Export the rows left out"), tr("rows left out") + ".xlsx", _SHEETS)
        if path is None:
            return
        work = Work(self)
        bar = WorkBar(tr("Exporting {file}", file=path.name), work)
        self._works.addWidget(bar)
        work.start()
        try:
            count = await self.context.runner.call(
                lambda: export_rejected(preparation=found, path=path, reason=reason, progress=work.progress)
            )
        finally:
            work.finish()
            bar.finish()
        rows = trn("{count} row was saved", "{count} rows were saved", count)
        self.bars.success(tr("{rows} as {file}, each with its reason.", rows=rows, file=path.name))

    # Drafts

    async def _save_draft(self) -> None:
        if self.drafts.can_keep():
            await self.drafts.keep()
