"""The signatures of a region with their details and forms at the right (G1–G5, P2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QPushButton

from smsdesk.domain import limits
from smsdesk.domain.errors import DeskError
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Signature, bracketed
from smsdesk.domain.text import tr, trn
from smsdesk.operations.rules import rules_off
from smsdesk.operations.signatures import (
    create_signature,
    default_signature,
    delete_signature,
    list_signatures,
    no_room,
    signature_count,
    signature_uses,
    update_signature,
)
from smsdesk.ui.context import Context
from smsdesk.ui.review.decide import approve_it, reject_it
from smsdesk.ui.review.words import status_words
from smsdesk.ui.signatures.details import default_words, signature_details
from smsdesk.ui.signatures.form import SignatureForm
from smsdesk.ui.signatures.pictures import Thumbnails
from smsdesk.ui.signatures.table import signature_table
from smsdesk.ui.signatures.unfinished import Unfinished
from smsdesk.ui.signatures.words import deleting_words
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.data_table import RowAction
from smsdesk.ui.widgets.form import combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.page import Page

#: Wide enough for a form with pictures in it.
_PANEL = 440
#: Height of a line of words in any script, in pixels.
_NOTE = 20


class SignaturesPage(Page):
    """One table; a chosen row opens its details."""

    kinds = frozenset({"signature", "review"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tab="signatures", region=True)
        self.panel.setFixedWidth(_PANEL)
        self._search = ""
        self._barred = ""
        self._rules_off: frozenset[str] = frozenset()
        self._default: Signature | None = None
        self._shown: Signature | None = None
        self._default_shown = 0
        self._day_shown = context.formats.today()
        self._unfinished = Unfinished(context)
        self.thumbnails = Thumbnails(context.runner)
        self._count = label("", "secondary")
        self.tools.add_search(tr("Search signatures"), self._searched)
        self.tools.add_note(self._count)
        states = [("", tr("All states")), *((each, status_words(each)) for each in ReviewStatus)]
        self.filter = combo([*states])
        self.filter.setAccessibleName(tr("State"))
        self.filter.currentIndexChanged.connect(lambda _index: self.refresh())
        self.tools.add(self.filter)
        self._primary = self.tools.set_primary(tr("New signature"), self.new)
        self._reason = label("", "warning", wrap=True)
        self._reason.hide()
        self._about = label("", "secondary", wrap=True)
        # As high with Chinese brackets as without: the table stays where it is from region to region.
        self._about.setMinimumHeight(_NOTE)
        self.table = signature_table(context, self.thumbnails, self.new, self._actions(), self.bars)
        for each in (self._reason, self._about, self.table):
            self.body.addWidget(each)
        self.body.setStretch(2, 1)
        self.table.chosen.connect(self._chosen)
        self.panel.closed.connect(self._panel_closed)

    def _actions(self) -> list[RowAction[Signature]]:
        return [
            RowAction(
                tr("Edit and submit again…"),
                lambda rows: self._edit(rows[0]),
                "pencil",
                many=False,
                fits=lambda rows: rows[0].status is not ReviewStatus.APPROVED,
            ),
            RowAction(
                tr("Delete…"),
                lambda rows: self.spawn(self._delete(rows)),
                "trash-2",
                destructive=True,
                delete=True,
            ),
        ]

    def arrive(self, **arguments: Any) -> None:
        """``new=True`` opens the form, ``signature_id`` the details of one."""
        if arguments.get("new"):
            self.new()
        elif arguments.get("signature_id"):
            self.table.select(arguments["signature_id"])

    # Loading

    async def load(self) -> None:
        runner, region = self.context.runner, self.region
        status = ReviewStatus(self.filter.currentData()) if self.filter.currentData() else None
        found = await runner.run(list_signatures, region=region, search=self._search, status=status)
        count = await runner.run(signature_count, region=region)
        self._default = await runner.run(default_signature, region=region)
        self._rules_off = await runner.run(rules_off)
        if region is not self.region:
            return
        self._show_count(region, count)
        shown = bracketed(self._default.content, region) if self._default is not None else ""
        self._about.setText(default_words(self._default, region, shown))
        self._about.setVisible(count > 0 or region is Region.GLOBAL)
        self.table.set_rows(found, filtered=bool(self._search or status))
        self.spawn(self._fetch_pictures(found))
        begun = self._unfinished.open_one(region)
        if begun is not None and not self.panel.is_open():
            self._open_form(begun[0])
        elif self._shown is not None:
            again = next((one for one in found if one.id == self._shown.id), None)
            if again is None:
                self.panel.close_panel()
            elif (
                again != self._shown
                or self._default_id() != self._default_shown
                or self.context.formats.today() != self._day_shown
            ):
                await self._show(again)

    def _show_count(self, region: Region, count: int) -> None:
        self._count.setText(tr("{count} of {limit}", count=count, limit=limits.SIGNATURES_PER_REGION.value))
        if region is Region.GLOBAL and self.context.profile.identity is Identity.INDIVIDUAL:
            self._barred = tr(
                "An individual sends in mainland China only. A business registers as an organization "
                "(Account, Profile) to send to other countries; nothing is lost by it."
            )
        elif limits.SIGNATURES_PER_REGION.reached(count):
            self._barred = str(no_room())
        else:
            self._barred = ""
        self._primary.setEnabled(not self._barred)
        self._primary.setToolTip(self._barred or tr("{action} (Ctrl+N)", action=tr("New signature")))
        self._reason.setText(self._barred)
        self._reason.setVisible(bool(self._barred))

    async def _fetch_pictures(self, found: Sequence[Signature]) -> None:
        names = [name for one in found for name in (one.certificate_image, one.authorization_image)]
        if await self.thumbnails.fetch(names):
            self.table.view.viewport().update()

    def _searched(self, words: str) -> None:
        self._search = words
        self.refresh()

    # Details

    def _chosen(self, one: Signature | None) -> None:
        if one is not None:
            self.spawn(self._show(one))

    def _panel_closed(self) -> None:
        self._shown = None
        # Else the next load, which keeps what is selected, would open it again.
        self.table.view.clearSelection()
        self._unfinished.put_aside()

    def _default_id(self) -> int:
        return self._default.id if self._default is not None else 0

    async def _show(self, one: Signature) -> None:
        self._default_shown, self._day_shown = self._default_id(), self.context.formats.today()
        body = await signature_details(self, one, used_by_default=self._default_shown == one.id)
        self._unfinished.put_aside()
        self.panel.open_with(bracketed(one.content, one.region), body, *self._buttons(one))
        self._shown = one

    def _buttons(self, one: Signature) -> list[QPushButton]:
        buttons = [button(tr("Delete…"), self.act(self._delete, [one]), kind="danger-quiet")]
        if one.status is ReviewStatus.REJECTED:
            buttons.append(button(tr("Edit and submit again"), lambda: self._edit(one), kind="primary"))
        if one.status is ReviewStatus.PENDING:
            buttons.append(button(tr("Edit…"), lambda: self._edit(one)))
            name = bracketed(one.content, one.region)
            buttons.append(button(tr("Reject…"), self.act(reject_it, self, "signature", one.id, name)))
            buttons.append(
                button(tr("Approve"), self.act(approve_it, self, "signature", one.id), kind="primary")
            )
        return buttons

    # Making and editing

    def new(self) -> None:
        """Open the form for a new signature; what was begun and put aside is in it."""
        if self._barred:
            self.bars.warning(self._barred)
        else:
            self._open_form(None)

    def _edit(self, one: Signature) -> None:
        self._open_form(one)

    def _open_form(self, edited: Signature | None) -> None:
        self._shown = None
        self.table.view.clearSelection()
        region = self.region
        fields = SignatureForm(self, region, edited, self._rules_off)
        self._unfinished.begin(region, edited, fields)
        save = button(tr("Submit for review"), kind="primary")
        fields.form.save_with(save)
        save.clicked.connect(self.act(self._save, fields))
        self.panel.open_with(
            tr("New signature") if edited is None else tr("Edit signature"),
            fields,
            button(tr("Cancel"), self._cancel),
            save,
            focus=fields.content.control,
        )

    def _cancel(self) -> None:
        self._unfinished.forget()
        self.panel.close_panel()

    async def _save(self, fields: SignatureForm) -> None:
        fields.form.set_busy(True)
        run, values = self.context.runner.run, fields.values()
        try:
            if fields.edited is None:
                made = await run(create_signature, region=fields.region, **values)
            else:
                made = await run(update_signature, signature_id=fields.edited.id, **values)
        except DeskError as fault:
            if not fields.form.tell(fault):
                self.panel.bars.error(fault)
        else:
            self._cancel()
            if made.status is ReviewStatus.APPROVED:
                self.bars.success(tr("“{name}” passed every check and can be used now.", name=made.content))
            else:
                self.bars.passing(tr("“{name}” waits for review.", name=made.content))
        finally:
            fields.form.set_busy(False)

    # Deleting

    async def _delete(self, signatures: Sequence[Signature]) -> None:
        run = self.context.runner.run
        uses = await run(signature_uses, signature_ids=[one.id for one in signatures])
        if len(signatures) == 1:
            name = bracketed(signatures[0].content, signatures[0].region)
            title = tr("Delete {name}?", name=name)
        else:
            title = trn("Delete {count} signature?", "Delete {count} signatures?", len(signatures))
        words = deleting_words(uses)
        if self._default_id() in {one.id for one in signatures}:
            words += "\n\n" + tr("Messages for which you choose none begin with the next approved one then.")
        if await confirm(self, title, words, tr("Delete"), destructive=True):
            for one in signatures:
                await run(delete_signature, signature_id=one.id)
