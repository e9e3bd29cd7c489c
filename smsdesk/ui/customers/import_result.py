"""What an import did: the numbers, and every row that was refused with its reason (C2)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import tr, trn
from smsdesk.operations.import_words import result_sentences
from smsdesk.operations.imports import Imported, RefusedRow
from smsdesk.ui import formats
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.data_table import DataTable
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.figures import Figure, FigureRow
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.table_model import Column, RowsModel


class ImportResult(QWidget):
    """``export`` is called to save the refused rows."""

    def __init__(self, page: Page, done: Imported, export: Callable[[], object]) -> None:
        super().__init__()
        result, refused = done.result, done.refused
        known = tr("empty fields were filled") if done.filled else tr("left as they were")
        figures = FigureRow(
            [
                Figure(tr("New in the pool"), formats.number(result.added)),
                Figure(
                    tr("Known already"),
                    formats.number(result.merged),
                    known,
                ),
                Figure(tr("Twice in the file"), formats.number(result.duplicates), tr("taken once")),
                Figure(
                    tr("Refused"),
                    formats.number(len(refused)),
                    tr("see below") if refused else "",
                    "danger" if refused else "",
                ),
            ]
        )
        self.table: DataTable[RefusedRow] = DataTable(
            page.context,
            RowsModel(
                [
                    Column("row", tr("Row"), lambda one: one.row, width=80, number=True),
                    Column("number", tr("Number"), lambda one: one.number_text or tr("(empty)"), width=180),
                    Column("name", tr("Name"), lambda one: one.name or "–", width=160, quiet=True),
                    Column(
                        "problem",
                        tr("What is wrong"),
                        lambda one: str(one.problem),
                        width=320,
                        stretch=True,
                        tip=lambda one: str(one.problem),
                    ),
                ],
                identity=lambda one: one.row,
            ),
            name=tr("Refused rows"),
            memory="import-refused",
            empty=EmptyState("circle-check", tr("Every row was taken.")),
            bars=page.bars,
        )
        self.table.set_rows(refused)
        parts: list[object] = [figures]
        for said in result_sentences(done):
            told = row(Picture("info", "info", 14), label(said, "secondary", wrap=True), spacing=8)
            told.setStretch(1, 1)
            parts.append(holding(told))
        if refused:
            heading = label(
                trn("{count} row was refused", "{count} rows were refused", len(refused)), "heading"
            )
            advice = label(tr("Export them, mend them, and import that file again."), "secondary")
            save = button(tr("Export refused rows…"), export, picture="download")
            parts.append(row(column(heading, advice, spacing=2), STRETCH, save))
        whole = column(*parts, self.table, spacing=16)
        whole.setStretch(len(parts), 1)
        self.setLayout(whole)
