"""Numbers that skip the sending limits (A6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from smsdesk.domain import limits
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import tr, trn
from smsdesk.operations.allowlist import add_to_allowlist, allowlist, remove_from_allowlist
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.table_model import Column, RowsModel

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage


class AllowlistSection(QWidget):
    """The table of numbers and a form to add some, one a line."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__()
        self._page = page
        self._id = 0
        self._count = label("", "secondary")
        self._table: DataTable[str] = DataTable(
            page.context,
            RowsModel(
                [Column("number", tr("Number"), lambda number: number, stretch=True)], lambda number: number
            ),
            name=tr("Allowlist"),
            memory="allowlist",
            empty=EmptyState(
                "list-checks",
                tr("Numbers here get messages without the sending limits."),
                tr("Your own phones for tests, for example."),
                action=(tr("Add numbers"), self._add),
            ),
            actions=[
                RowAction(
                    tr("Remove"),
                    lambda rows: page.spawn(self._remove(rows)),
                    "trash-2",
                    destructive=True,
                    delete=True,
                )
            ],
            bars=page.bars,
        )
        head = row(self._count, STRETCH, button(tr("Add numbers"), self._add, kind="primary", picture="plus"))
        self.setLayout(column(head, self._table, spacing=12))

    async def load(self, application_id: int) -> None:
        """Show the numbers of the application."""
        self._id = application_id
        numbers = await self._page.context.runner.run(allowlist, application_id=application_id)
        self._count.setText(
            tr("{count} of {limit}", count=len(numbers), limit=limits.ALLOWLISTED_NUMBERS.value)
        )
        self._table.set_rows(numbers)

    def _add(self) -> None:
        form = Form(self)
        box = QPlainTextEdit()
        box.setMinimumHeight(240)
        box.setPlaceholderText("13800138000\n+1 415 555 2671")
        numbers = form.add(
            "numbers",
            FormField(
                tr("Numbers"),
                box,
                hint=tr("One a line. Mainland numbers plain, others with + and the country code."),
            ),
        )
        add = button(tr("Add to allowlist"), kind="primary")
        form.save_with(add)
        add.clicked.connect(self._page.act(self._save, form))
        self._page.panel.open_with(
            tr("Add numbers"),
            holding(column(numbers)),
            button(tr("Cancel"), self._page.panel.close_panel),
            add,
            focus=box,
        )

    async def _save(self, form: Form) -> None:
        try:
            done = await self._page.context.runner.run(
                add_to_allowlist, application_id=self._id, **form.values()
            )
        except DeskError as fault:
            if not form.tell(fault):
                self._page.panel.bars.error(fault)
            return
        if done.bad:
            # What could not be read stays in the box to be mended; the good ones are kept.
            form.set_values(numbers="\n".join(line.text for line in done.bad))
            form.fields["numbers"].tell(
                tr(
                    "{added} added. Line {line}: {problem}",
                    added=done.added,
                    line=done.bad[0].line,
                    problem=done.bad[0].problem,
                )
            )
            return
        self._page.panel.close_panel()
        self._page.bars.success(
            trn(
                "{count} number added to the allowlist.",
                "{count} numbers added to the allowlist.",
                done.added,
            )
        )

    async def _remove(self, numbers: Sequence[str]) -> None:
        title = trn("Remove {count} number?", "Remove {count} numbers?", len(numbers))
        words = tr("The sending limits hold for them again.")
        if await confirm(self, title, words, tr("Remove"), destructive=True):
            await self._page.context.runner.run(
                remove_from_allowlist, application_id=self._id, numbers=numbers
            )
