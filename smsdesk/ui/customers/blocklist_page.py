"""Numbers that get nothing of a type under a mainland signature, or to other countries (C4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from smsdesk.domain import limits
from smsdesk.domain.customers import ABROAD, BlockedNumber
from smsdesk.domain.errors import DeskError, LimitReached
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.blocklist import (
    BlockedMany,
    block_numbers,
    blocked_signatures,
    export_blocked,
    page_of_blocked,
    take_back_blocked,
    unblock_numbers,
)
from smsdesk.operations.blocklist_limit import blocklist_limit, change_blocklist_limit
from smsdesk.operations.signatures import list_signatures
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.customers.block_file import BlockFile, enough, signature_field
from smsdesk.ui.customers.exporting import FORMATS
from smsdesk.ui.customers.numbers_field import NumbersField
from smsdesk.ui.customers.signature_filter import SignatureFilter
from smsdesk.ui.customers.words import blocked_under_words, blocking_choices
from smsdesk.ui.exports import export_button
from smsdesk.ui.sms_types import type_choices, type_words
from smsdesk.ui.typed import Typed
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.form import Form, FormField, combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column, holding
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.segmented import SegmentedControl
from smsdesk.ui.widgets.table_model import Column, RowsModel, Slice

#: Entries that are fetched at once: all of them, unless the list was allowed to grow.
_SLICE = 1_000
#: Least width of the search, in pixels: there is much beside it.
_SEARCH = 88
#: What is typed in the form is kept under this name.
_FORM = "blocklist"


class BlocklistPage(Page):
    """One table of at most 1,000 entries, or as many as the user allowed."""

    kinds = frozenset({"blocklist", "signature"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="customers", title=tr("Blocklist"))
        self._search = ""
        self._began = False
        self._typed = Typed.of(context)
        self._signatures: list[str] = []
        self._count = label("", "secondary")
        self.search = self.tools.add_search(tr("Search number"), self._searched)
        self.search.setMinimumWidth(_SEARCH)
        self.tools.add_note(self._count)
        self.signature = SignatureFilter(self.refresh)
        self.tools.add(self.signature)
        self.export_button = export_button(
            self,
            title=lambda: text("Blocklist"),
            name=lambda: tr("Blocklist"),
            job=export_blocked,
            arguments=lambda: {"search": self._search, "signature": self.signature.value()},
            formats=FORMATS,
        )
        self.tools.add(self.export_button)
        self.file_button = button(
            tr("From a file…"), lambda: self._ready(self.add_file), picture="file-spreadsheet"
        )
        self.tools.add(self.file_button)
        self.tools.set_primary(tr("Block numbers"), lambda: self._ready(self.add))
        self.table: DataTable[BlockedNumber] = DataTable(
            context,
            self._model(),
            name=tr("Blocklist"),
            memory="blocklist",
            empty=self._nobody(),
            actions=[
                RowAction(
                    tr("Remove…"),
                    lambda rows: self.spawn(self._remove(rows)),
                    "trash-2",
                    destructive=True,
                    delete=True,
                )
            ],
            bars=self.bars,
            bar_from=1,
        )
        self.body.addWidget(self.table)

    def _model(self) -> RowsModel[BlockedNumber]:
        times = self.context.formats
        model: RowsModel[BlockedNumber] = RowsModel(
            [
                Column("number", tr("Number"), lambda one: one.number, width=152),
                Column("name", tr("Name"), lambda one: one.name, width=152, stretch=True, sort=False),
                Column(
                    "signature",
                    tr("Signature"),
                    lambda one: blocked_under_words(one.signature),
                    width=220,
                ),
                Column("type", tr("SMS type"), lambda one: type_words(one.sms_type), quiet=True),
                Column(
                    "created",
                    tr("Blocked"),
                    lambda one: one.created_at,
                    show=lambda one: times.time(one.created_at),
                    width=160,
                    quiet=True,
                ),
            ],
            identity=lambda one: one.id,
        )
        model.set_loader(self._load_slice)
        return model

    def _nobody(self) -> EmptyState:
        words = tr(
            "Numbers here get no messages of a type to other countries, or under a mainland signature."
        )
        action = tr("Block numbers"), self.add
        file = tr("From a file…"), self.add_file
        return EmptyState("ban", tr("Nobody is blocked."), words, action=action, sample=file)

    async def load(self) -> None:
        run = self.context.runner.run
        signatures = await run(list_signatures, region=Region.MAINLAND)
        # A signature that was rejected and submitted again may be there twice.
        self._signatures = sorted({one.content for one in signatures})
        known = {ABROAD, *self._signatures, *await run(blocked_signatures)}
        self.signature.offer(known, blocked_under_words)
        await self.table.reload(filtered=bool(self._search) or self.signature.value() is not None)
        self.export_button.setEnabled(bool(self.table.model.rows))
        limit = await run(blocklist_limit)
        self._count.setText(tr("{count} of {limit}", count=f"{limit.used:,}", limit=f"{limit.most:,}"))
        if not self._began:
            self._began = True
            self._go_on()

    def _go_on(self) -> None:
        """With what was being typed when the window was built anew."""
        typed = self._typed.get(_FORM)
        if typed.get("numbers", "").strip() and not self.panel.is_open():
            self.add(**typed)

    async def _load_slice(self, after: Any, limit: int, sort: str, descending: bool) -> Slice[BlockedNumber]:
        found = await self.context.runner.run(
            page_of_blocked,
            search=self._search,
            signature=self.signature.value(),
            sort=sort or "created",
            descending=descending or not sort,
            after=after or 0,
            most=max(_SLICE, limit),
        )
        return Slice(found.rows, found.next_key)

    def arrive(self, numbers: str = "", others: int = 0, **_arguments: Any) -> None:
        """Open the form with these numbers; so many others were chosen with them, of the other region."""
        if numbers:
            self.spawn(self._arrive(numbers, others))

    async def _arrive(self, numbers: str, others: int) -> None:
        await self.load()
        self.add(numbers, self._holding_for(numbers.splitlines()))
        if others:
            words = trn(
                "{count} number is left out: it needs another choice of signature.",
                "{count} numbers are left out: they need another choice of signature.",
                others,
            )
            self.panel.bars.info(words, lasting=True)

    def _holding_for(self, numbers: Sequence[str]) -> str | None:
        """What these E.164 numbers are blocked under so that it holds for them."""
        if not all(each.startswith("+86") for each in numbers):
            return ABROAD
        return self.signature.value() or next(iter(self._signatures), None)

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    def file_words(self) -> str:
        return tr("Drop to block the numbers of this file")

    def take_file(self, file: Path) -> None:
        self._ready(lambda: self.add_file(file))

    def _ready(self, open_form: Callable[[], object]) -> None:
        """Open a form once the signatures are known that it offers."""
        if self._began:
            open_form()
        else:
            self.spawn(self._load_first(open_form))

    async def _load_first(self, open_form: Callable[[], object]) -> None:
        await self.load()
        open_form()

    def add_file(self, file: Path | None = None) -> None:
        """Open the form that blocks the numbers of a file."""
        self._typed.forget(_FORM)
        form = BlockFile(self, self._signatures, self.signature.value(), self._blocked)
        self.panel.open_with(
            tr("Block the numbers of a file"),
            form,
            button(tr("Cancel"), self.panel.close_panel),
            form.start,
            note=tr("Effective at once, also for tasks that are being sent."),
            focus=form.zone,
        )
        if file is not None:
            form.take(file)

    def _blocked(self, done: BlockedMany) -> None:
        words = trn("{count} number blocked.", "{count} numbers blocked.", done.added)
        if done.blocking is not None:
            self.bars.undo(words, self.act(self._take_back, done))

    async def _take_back(self, done: BlockedMany) -> None:
        if done.blocking is not None:
            await self.context.runner.run(take_back_blocked, blocking=done.blocking)

    def add(
        self, numbers: str = "", signature: str | None = None, sms_type: SmsType = SmsType.REGULAR
    ) -> None:
        """Open the form that blocks numbers, under the signature that is shown or the first without one."""
        form = Form(self.panel)
        field = NumbersField(most=limits.BLOCKED_NUMBERS, home_country=self.context.profile.country)
        type_ = SegmentedControl(type_choices(), tr("SMS type"))
        type_.set_value(sms_type)
        choices = blocking_choices(self._signatures, self.context.profile.country)
        chosen = combo([*choices], self.signature.value() if signature is None else signature)
        fields: list[QWidget] = [
            form.add("signature", signature_field(chosen)),
            form.add("sms_type", FormField(tr("SMS type"), type_)),
            form.add("numbers", field),
        ]
        block = button(tr("Block"), kind="primary")
        form.save_with(block)
        block.clicked.connect(self.act(self._save, form, field))
        self.panel.open_with(
            tr("Block numbers"),
            holding(column(*fields, spacing=16)),
            button(tr("Cancel"), self.panel.close_panel),
            block,
            note=tr("Effective at once, also for tasks that are being sent."),
            focus=field.box,
        )
        if numbers:
            field.set_value(numbers)
        self._typed.watch(_FORM, form, self.panel)

    async def _save(self, form: Form, field: NumbersField) -> None:
        form.set_busy(True)
        try:
            done = await self.context.runner.run(block_numbers, **form.values())
        except DeskError as fault:
            if not form.tell(fault):
                self.panel.bars.error(fault)
            if isinstance(fault, LimitReached):
                await self._offer_more(field)
            return
        finally:
            form.set_busy(False)
        words = trn("{count} number blocked.", "{count} numbers blocked.", done.added)
        if not done.bad:
            self.panel.close_panel()
            self.bars.success(words)
            return
        left = trn(
            "{count} line could not be read. Mend it and add it again.",
            "{count} lines could not be read. Mend them and add them again.",
            len(done.bad),
        )
        self.panel.bars.clear()
        self.panel.bars.warning(tr("{done} {left}", done=words, left=left), lasting=True)
        field.tell_bad(done.bad)

    async def _offer_more(self, field: NumbersField) -> None:
        """The list is full: let it hold more, here and now."""
        used = (await self.context.runner.run(blocklist_limit)).used
        most = enough(used + len(field.value().splitlines()))
        if most is not None:
            self.panel.bars.clear()
            self.panel.bars.info(
                tr("The list can be made larger."),
                (
                    tr("Let it hold {most} numbers", most=formats.number(most)),
                    self.act(self._raise, most, field),
                ),
                lasting=True,
            )

    async def _raise(self, most: int, field: NumbersField) -> None:
        await self.context.runner.run(change_blocklist_limit, most=most)
        if isValid(field):
            self.panel.bars.clear()
            field.tell("")

    async def _remove(self, rows: Sequence[BlockedNumber]) -> None:
        title = trn(
            "Remove {count} number from the blocklist?",
            "Remove {count} numbers from the blocklist?",
            len(rows),
        )
        words = tr("They get messages again, from the next one on.")
        if await confirm(self, title, words, tr("Remove"), destructive=True):
            await self.context.runner.run(unblock_numbers, ids=[one.id for one in rows])
