"""Step 3 of an import: what every column is taken as, above the first rows (C2)."""

from __future__ import annotations

from PySide6.QtCore import Signal

from smsdesk.domain import limits
from smsdesk.domain.contact_columns import EXPORT_NAMES, ImportColumns
from smsdesk.domain.text import tr
from smsdesk.operations.imports import ImportPreview
from smsdesk.operations.preparation import Columns
from smsdesk.ui.context import Context
from smsdesk.ui.customers.import_mapping import MappingList
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.preview_table import PreviewTable
from smsdesk.ui.widgets.step_card import CLOSED, GOOD, OPEN, StepCard


class ColumnStep(StepCard):
    """``changed`` when a column is taken as something else."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(3, tr("Columns"))
        self._formats = context.formats
        self._found: ImportPreview | None = None
        self.origin = label("", "secondary")
        self.anew = button(tr("Recognise again"), self._recognise, kind="link")
        told = row(Picture("info", "info", 14), self.origin, self.anew, STRETCH, spacing=8)
        self._told = holding(told)
        self.mapping = MappingList()
        self.preview = PreviewTable()
        self._consent = label(
            tr("Customers who did not accept marketing are kept for regular messages only."),
            "secondary",
            wrap=True,
        )
        self.body.addLayout(column(self._told, self.mapping, self._consent, self.preview, spacing=12))
        self.mapping.changed.connect(self._choose)
        self.show_nothing()

    def show_nothing(self) -> None:
        """No file yet."""
        self._found = None
        self.set_state(CLOSED, tr("Recognised by their titles; you can change it"))

    def show_found(self, found: ImportPreview) -> None:
        """The columns as they were taken the last time, or as they were recognised."""
        self._found = found
        self.mapping.show_found(found, found.columns)
        said = str(EXPORT_NAMES[found.export]) if found.export in EXPORT_NAMES else ""
        if found.used_at is not None:
            said = tr(
                "Taken as the last time you imported such a file, {when}.",
                when=self._formats.time(found.used_at),
            )
        self.origin.setText(said)
        self._told.setHidden(not said)
        self.anew.setHidden(found.used_at is None or found.columns == found.recognised)
        self._show()

    @property
    def found(self) -> ImportPreview | None:
        """What was found in the file; None without one."""
        return self._found

    def columns(self) -> ImportColumns | None:
        """As chosen; None while no column is the number."""
        return self.mapping.columns() if self._found is not None else None

    def problem(self) -> str:
        """What is missing; empty when all is well."""
        if self._found is None:
            return tr("Choose a file first.")
        if not self._found.first_rows:
            return tr("This file has no rows below its titles.")
        columns = self.mapping.columns()
        if columns is None:
            return tr("Which column holds the numbers?")
        known = {field.casefold() for field in self._found.fields}
        own = known | {title.casefold() for title in columns.own.values()}
        if limits.CUSTOMER_FIELDS.exceeded(len(own)):
            return tr(
                "The pool has room for {limit} columns of your own; these make {count}. Leave some out.",
                limit=limits.CUSTOMER_FIELDS.value,
                count=len(own),
            )
        return ""

    def _recognise(self) -> None:
        """Forget the last time."""
        assert self._found is not None
        self.mapping.show_found(self._found, self._found.recognised)
        self._told.hide()
        self._choose()

    def _choose(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        assert self._found is not None
        columns = self.mapping.columns()
        assigned = {"number": columns.number, "name": columns.name, "note": columns.note} if columns else {}
        self._consent.setHidden(columns is None or columns.consent is None)
        self.preview.show_rows(Columns(self._found.names, assigned), list(self._found.first_rows))
        problem = self.problem()
        self.set_state(OPEN if problem else GOOD, problem)
