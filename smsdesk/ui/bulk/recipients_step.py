"""Step 2: who gets it: a spreadsheet, customer groups, or numbers that are typed (B2, B3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Signal

from smsdesk.domain.customers import CustomerField, CustomerGroup
from smsdesk.domain.errors import DeskError
from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import GroupSource, PastedSource, SheetSource, Source
from smsdesk.domain.templates import Template, variables
from smsdesk.domain.text import tr, trn
from smsdesk.operations.preparation import Preparation
from smsdesk.ui.bulk.column_mapping import ColumnMapping
from smsdesk.ui.bulk.composition import Composition
from smsdesk.ui.bulk.group_form import GroupForm
from smsdesk.ui.bulk.pasted_form import PastedForm
from smsdesk.ui.bulk.sheet_form import SheetForm
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.layouts import STRETCH, row
from smsdesk.ui.widgets.segmented import SegmentedControl
from smsdesk.ui.widgets.step_card import CLOSED, GOOD, OPEN, StepCard

SHEET, GROUPS, PASTED = "sheet", "groups", "pasted"


@dataclass(frozen=True)
class Begun:
    """Recipients that are being chosen: the form in view and what each of them holds."""

    kind: str
    sources: tuple[Source, ...]


class RecipientsStep(StepCard):
    """Fills the composition's source. ``wants_template`` when the standard template is to be saved."""

    wants_file = Signal()
    wants_template = Signal()
    wants_groups = Signal()

    def __init__(self, context: Context, composition: Composition) -> None:
        super().__init__(2, tr("Recipients"))
        self._composition = composition
        self.kind = SegmentedControl(
            [(SHEET, tr("Spreadsheet")), (GROUPS, tr("Customer groups")), (PASTED, tr("Type or paste"))],
            tr("Where the recipients come from"),
        )
        self.download = button(
            tr("Download the standard template"), self.wants_template.emit, kind="link", picture="download"
        )
        self.sheet = SheetForm()
        self.first = self.sheet.zone
        self.groups = GroupForm(context)
        self.pasted = PastedForm()
        self.mapping = ColumnMapping()
        self._content = ""
        """Whose variables the columns are for."""
        self.body.addLayout(FlowLayout(self.kind, self.download, spacing=12))
        for part in (self.sheet, self.groups, self.pasted, self.mapping):
            self.body.addWidget(part)
        self.body.addLayout(row(STRETCH, self.sheet.titles_option))
        self.kind.changed.connect(lambda _kind: self._show_kind(tell=True))
        self.sheet.changed.connect(self._sheet_changed)
        self.sheet.wants_file.connect(self.wants_file)
        self.groups.changed.connect(self._groups_changed)
        self.groups.go.connect(self.wants_groups)
        self.pasted.changed.connect(self._pasted_changed)
        self.mapping.chosen.connect(self._assign)
        self.mapping.confirmed.connect(composition.confirm)
        composition.message_changed.connect(self.show_message)
        composition.source_changed.connect(self.show_state)
        composition.check_changed.connect(self.show_state)
        self._show_kind(tell=False)
        self.show_state()

    # From outside

    def show_groups(self, groups: Sequence[CustomerGroup], own: Sequence[CustomerField]) -> None:
        self.groups.show_groups(groups, own)

    def choose_groups(self, group_ids: Iterable[int]) -> None:
        """Begin with these groups."""
        self.kind.set_value(GROUPS)
        self._show_kind(tell=False)
        self.groups.tick(group_ids)

    def type_numbers(self, numbers: Iterable[str]) -> None:
        """Begin with these numbers, one a line, as if they were typed."""
        self.kind.set_value(PASTED)
        self._show_kind(tell=False)
        self.pasted.field.setPlainText("\n".join(numbers))

    def take(self, file: Path) -> None:
        """Begin with this file."""
        self.kind.set_value(SHEET)
        self._show_kind(tell=False)
        self.sheet.take(file)

    def begun(self) -> Begun:
        """What every form holds, complete or not, and which of them is in view."""
        sources = (self.sheet.source, self.groups.begun(), self.pasted.source())
        return Begun(str(self.kind.value()), tuple(one for one in sources if one is not None))

    def go_on(self, begun: Begun) -> None:
        """As it was begun on a page that was built anew since."""
        for source in begun.sources:
            self.show_source(source)
        self.kind.set_value(begun.kind)
        self._show_kind(tell=True)

    def show_source(self, source: Source) -> None:
        """As a draft kept it; the composition has it already."""
        match source:
            case SheetSource():
                self.kind.set_value(SHEET)
                self.sheet.show_source(source)
            case GroupSource():
                self.kind.set_value(GROUPS)
                self.groups.show_source(source)
            case PastedSource():
                self.kind.set_value(PASTED)
                self.pasted.show_source(source)
        self._show_kind(tell=False)

    # The message decides what is asked for

    def show_message(self) -> None:
        template: Template | None = self._composition.message.template
        if template is not None and template.content != self._content:
            self._content = template.content
            self.sheet.forget_variables()
            self.pasted.forget_variables()
        numbers = variables(template.content) if template else ()
        self.groups.show_variables(numbers, template.type if template else None)
        self.pasted.show_variables(numbers, template.region if template else Region.MAINLAND)
        self.show_state()

    def show_state(self) -> None:
        """State, summary, what was found in the file."""
        composition = self._composition
        if composition.message.problem():
            self.set_state(CLOSED, self._waiting_file() or tr("Opens when the message is chosen."))
            return
        found = composition.found
        of_file = self.kind.value() == SHEET
        if found is not None and type(found.recipe.source) is type(composition.source):
            if of_file and isinstance(found.recipe.source, SheetSource) and composition.fault is None:
                self.sheet.show_found(found)
            self.mapping.show_found(found, confirmed=composition.confirmed, preview=of_file)
        self._show_fault(composition.fault)
        mapped = self._mapping_wanted(found)
        self.mapping.setHidden(not mapped)
        self.sheet.titles_option.setHidden(not (mapped and of_file))
        problem = composition.source_problem()
        if not problem and found is not None and found.question is not None and not composition.confirmed:
            self.set_state(OPEN, tr("A question about the columns"))
        elif problem:
            self.set_state(OPEN, "" if composition.fault else problem)
        elif composition.current is None:
            self.set_state(OPEN, tr("Being read …") if composition.checking else "")
        else:
            self.set_state(GOOD, self._summary(composition.current))

    def _waiting_file(self) -> str:
        """A file that was given before the message was chosen, as “Open with” gives it, is not forgotten."""
        source = self._composition.source
        if not isinstance(source, SheetSource) or not source.path:
            return ""
        return tr("“{file}” is read when the message is chosen.", file=Path(source.path).name)

    def _summary(self, found: Preparation) -> str:
        rows = trn("{count} recipient", "{count} recipients", found.rows)
        return tr("{source}: {rows}", source=found.source, rows=rows)

    def _show_fault(self, fault: DeskError | None) -> None:
        if self.kind.value() == SHEET:
            self.sheet.tell(str(fault) if fault is not None else "")

    def _mapping_wanted(self, found: Preparation | None) -> bool:
        composition = self._composition
        if found is None or composition.source is None or composition.fault is not None:
            return False
        kind = self.kind.value()
        if kind == GROUPS or not isinstance(found.recipe.source, SheetSource | PastedSource):
            return False
        if kind == PASTED:
            return bool(found.columns.assigned.keys() - {"number"}) or found.question is not None
        return True

    # What the forms say

    def _show_kind(self, *, tell: bool) -> None:
        kind = self.kind.value()
        for part, its in ((self.sheet, SHEET), (self.groups, GROUPS), (self.pasted, PASTED)):
            part.setHidden(kind != its)
        self.download.setHidden(kind != SHEET)
        if not tell:
            return
        if kind == SHEET:
            self._composition.set_source(self.sheet.source)
        elif kind == GROUPS:
            missing = self.groups.missing()
            self._groups_changed(None if missing else self.groups.source(), missing, False)
        else:
            self._pasted_changed(self.pasted.source(), self.pasted.missing())

    def _sheet_changed(self, source: SheetSource) -> None:
        if source == self._composition.source:
            self._composition.recheck()  # the file may have been saved meanwhile
        else:
            self._composition.set_source(source)

    def _groups_changed(self, source: GroupSource | None, missing: str, typing: bool) -> None:
        if self.kind.value() == GROUPS:
            self._composition.set_source(source, missing=missing, typing=typing)

    def _pasted_changed(self, source: PastedSource | None, missing: str) -> None:
        if self.kind.value() == PASTED:
            self._composition.set_source(source, missing=missing, typing=True)

    def _assign(self, columns: dict[str, int]) -> None:
        source = self._composition.source
        if isinstance(source, SheetSource):
            changed = replace(source, columns={**source.columns, **columns})
            self.sheet.source = changed
            self._composition.set_source(changed)
        elif isinstance(source, PastedSource):
            self.pasted.assign(columns)
