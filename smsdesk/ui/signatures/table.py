"""The table of signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QPixmap

from smsdesk.domain.signatures import Signature, bracketed
from smsdesk.domain.text import tr
from smsdesk.ui.context import Context
from smsdesk.ui.first_run.sample import sample_link
from smsdesk.ui.review.words import status_badge
from smsdesk.ui.signatures.pictures import Thumbnails
from smsdesk.ui.signatures.words import purpose_words, type_words
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.table_model import Column, RowsModel


def signature_table(
    context: Context,
    thumbnails: Thumbnails,
    new: Callable[[], object],
    actions: Sequence[RowAction[Signature]],
    bars: Bars,
) -> DataTable[Signature]:
    """``new`` opens the form from the empty state."""

    def pictures(one: Signature) -> list[QPixmap]:
        found = (thumbnails.get(name) for name in _documents(one))
        return [each for each in found if each is not None]

    columns: list[Column[Signature]] = [
        Column("content", tr("Signature"), lambda one: bracketed(one.content, one.region), stretch=True),
        Column("type", tr("Type"), lambda one: type_words(one.type), width=160, quiet=True, spare=True),
        Column(
            "purpose",
            tr("Purpose"),
            lambda one: purpose_words(one.purpose),
            width=136,
            quiet=True,
            spare=True,
        ),
        Column(
            "documents",
            tr("Documents"),
            lambda one: len(_documents(one)),
            show=_documents_words,
            width=104,
            quiet=True,
            pictures=pictures,
            tip=_documents_words,
            spare=True,
        ),
        Column(
            "status",
            tr("Status"),
            lambda one: one.status,
            badge=lambda one: status_badge(one.status),
            width=140,
        ),
        Column(
            "created",
            tr("Created"),
            lambda one: one.created_at,
            show=lambda one: context.formats.time(one.created_at),
            width=120,
            quiet=True,
            spare=True,
        ),
    ]
    return DataTable(
        context,
        RowsModel(columns, identity=lambda one: one.id),
        name=tr("Signatures"),
        memory="signatures",
        empty=EmptyState(
            "signature",
            tr("A signature says who writes."),
            tr("It stands in brackets before every message, so that customers know it is you."),
            action=(tr("New signature"), new),
            sample=sample_link(context),
        ),
        actions=actions,
        bars=bars,
    )


def _documents(one: Signature) -> list[str]:
    return [name for name in (one.certificate_image, one.authorization_image) if name]


def _documents_words(one: Signature) -> str:
    if one.certificate_image and one.authorization_image:
        return tr("Certificate and letter")
    if one.certificate_image:
        return tr("Certificate")
    return tr("Letter") if one.authorization_image else "–"
