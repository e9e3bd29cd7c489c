"""Numbers that skip the sending limits (A6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPlainTextEdit

from smsdesk.domain import limits
from smsdesk.domain.applications import Application
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.allowlist import (
    Allowlisted,
    AllowlistedMany,
    add_to_allowlist,
    allowlist,
    export_allowlist,
    remove_from_allowlist,
)
from smsdesk.ui.applications.allow_file import AllowFile
from smsdesk.ui.applications.section import Section
from smsdesk.ui.exports import export_button
from smsdesk.ui.number_hints import numbers_example, numbers_hint
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.header import SearchBox
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.table_model import Column, RowsModel

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage

MOST = limits.ALLOWLISTED_NUMBERS.value
#: Least width of the search, in pixels: beside an open panel there is little room.
_SEARCH = 140


class AllowlistSection(Section):
    """The table of numbers, a search, and a form in the panel to add some, one a line."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(page)
        self._numbers: list[str] = []
        self._typed = ""
        self.told = label("", "warning", wrap=True)  # of the form that is open
        self.told.hide()
        self.count = label("", "secondary")
        self.search = SearchBox(tr("Search numbers"))
        self.search.searched.connect(lambda _words: self._show())
        self.export_button = export_button(
            page,
            title=lambda: text("Allowlist of {application}", application=self._name()),
            name=lambda: tr("Allowlist of {application}", application=self._name()),
            job=export_allowlist,
            arguments=lambda: {"application_id": self.application_id},
            formats=("xlsx", "csv", "tsv"),
        )
        self.file_button = button(tr("From a file…"), self._add_file, picture="file-spreadsheet")
        self.add_button = button(tr("Add numbers"), self._add, kind="primary", picture="plus")
        self.primary = self.add_button
        self.table: DataTable[str] = DataTable(
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
                sample=(tr("From a file…"), self._add_file),
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
            bar_from=1,
        )
        said = row(
            label(tr("They skip the sending limits of this application."), "secondary", wrap=True),
            self.count,
            spacing=16,
        )
        said.setStretch(0, 1)
        self.search.setMinimumWidth(_SEARCH)
        head = row(self.search, STRETCH, self.export_button, self.file_button, self.add_button)
        head.setStretch(0, 1)
        self.setLayout(column(said, head, self.table, spacing=12))

    async def load(self, shown: Application) -> None:
        await super().load(shown)
        self._numbers = await self.page.context.runner.run(allowlist, application_id=self.application_id)
        room = MOST - len(self._numbers)
        full = tr("There are {limit} numbers, no more fit. Remove some first.", limit=MOST)
        for each in (self.add_button, self.file_button):
            each.setEnabled(room > 0)
            each.setToolTip("" if room > 0 else full)
            each.setAccessibleDescription("" if room > 0 else full)
        self.export_button.setEnabled(bool(self._numbers))
        self._show()

    def _show(self) -> None:
        wanted = "".join(self.search.text().split())
        found = [number for number in self._numbers if wanted in number]
        self.count.setText(
            tr("{found} of {count} match", found=len(found), count=len(self._numbers))
            if wanted
            else tr("{count} of {limit}", count=len(self._numbers), limit=MOST)
        )
        self.table.set_rows(found, filtered=bool(wanted))

    # What is typed in the panel is kept with what is written elsewhere on the page

    def edits(self) -> dict[str, Any]:
        return {"numbers": self._typed} if self._typed.strip() else {}

    def take_up(self, edits: Mapping[str, Any]) -> None:
        self._typed = edits["numbers"]
        self._add()

    def _type(self, words: str) -> None:
        self._typed = words
        self.edited.emit()

    # Adding

    def _add(self) -> None:
        form = Form(self)
        home = self.page.context.profile.country
        box = QPlainTextEdit()
        box.setMinimumHeight(240)
        box.setPlaceholderText(numbers_example(home))
        numbers = form.add(
            "numbers",
            FormField(
                tr("Numbers"),
                box,
                hint=numbers_hint(home),
                missing=tr("Enter at least one number, one a line."),
            ),
        )
        self.told = label("", "warning", wrap=True)
        self.told.hide()
        add = button(tr("Add to allowlist"), kind="primary")
        form.save_with(add)
        add.clicked.connect(self.page.act(self._save, form))
        numbers.set_value(self._typed)
        box.textChanged.connect(lambda: self._type(box.toPlainText()))
        self.page.panel.open_with(
            tr("Add numbers"),
            holding(column(numbers, self.told)),
            button(tr("Cancel"), self._cancel),
            add,
            focus=box,
        )

    def _cancel(self) -> None:
        self._type("")
        self.page.panel.close_panel()

    async def _save(self, form: Form) -> None:
        form.set_busy(True)
        try:
            done = await self.page.context.runner.run(
                add_to_allowlist, application_id=self.application_id, **form.values()
            )
        except DeskError as fault:
            if not form.tell(fault):
                self.page.panel.bars.error(fault)
            return
        finally:
            form.set_busy(False)
        # What could not be read stays in the box to be mended; the good ones are kept.
        form.set_values(numbers="\n".join(line.text for line in done.bad))
        self.told.setText("\n".join(_bad_lines(done)))
        self.told.setVisible(bool(done.bad))
        if not done.bad:
            self._type("")
            self.page.panel.close_panel()
            self.page.bars.success(_added(done))

    # From a file

    def file_words(self) -> str:
        return tr("Drop to add the numbers of this file")

    def take_file(self, file: Path) -> None:
        self._add_file(file)

    def _add_file(self, file: Path | None = None) -> None:
        form = AllowFile(self.page, self.application_id, self._added_many)
        self.page.panel.open_with(
            tr("Add the numbers of a file"),
            form,
            button(tr("Cancel"), self.page.panel.close_panel),
            form.start,
            focus=form.zone,
        )
        if file is not None:
            form.take(file)

    def _added_many(self, application_id: int, done: AllowlistedMany) -> None:
        words = trn(
            "{count} number added to the allowlist.", "{count} numbers added to the allowlist.", done.added
        )
        self.page.bars.undo(words, self.page.act(self._take_back, application_id, done.numbers))

    async def _take_back(self, application_id: int, numbers: Sequence[str]) -> None:
        await self.page.context.runner.run(
            remove_from_allowlist, application_id=application_id, numbers=numbers
        )

    def _name(self) -> str:
        return self.shown.name if self.shown is not None else ""

    # Removing

    async def _remove(self, numbers: Sequence[str]) -> None:
        application_id = self.application_id
        await self.page.context.runner.run(
            remove_from_allowlist, application_id=application_id, numbers=numbers
        )
        self.page.bars.undo(
            trn(
                "{count} number removed: the sending limits hold for it again.",
                "{count} numbers removed: the sending limits hold for them again.",
                len(numbers),
            ),
            lambda: self.page.spawn(self._put_back(application_id, numbers)),
        )

    async def _put_back(self, application_id: int, numbers: Sequence[str]) -> None:
        await self.page.context.runner.run(
            add_to_allowlist, application_id=application_id, numbers="\n".join(numbers)
        )


def _added(done: Allowlisted) -> str:
    if done.already and not done.added:
        return trn(
            "{count} number was on the allowlist already.",
            "{count} numbers were on the allowlist already.",
            done.already,
        )
    added = trn(
        "{count} number added to the allowlist.", "{count} numbers added to the allowlist.", done.added
    )
    if not done.already:
        return added
    already = trn("{count} was there already.", "{count} were there already.", done.already)
    return tr("{added} {already}", added=added, already=already)


def _bad_lines(done: Allowlisted) -> list[str]:
    """What is to be told below the box: what was taken, and the first few lines that could not be read. The
    lines are counted as they stand in the box now."""
    first = trn(
        "{count} number added. The rest could not be read:",
        "{count} numbers added. The rest could not be read:",
        done.added,
    )
    lines = [
        tr("Line {line}: {problem}", line=place, problem=bad.problem)
        for place, bad in enumerate(done.bad[:5], 1)
    ]
    left = len(done.bad) - len(lines)
    more = [trn("and {count} more", "and {count} more", left)] if left else []
    return [first, *lines, *more]
