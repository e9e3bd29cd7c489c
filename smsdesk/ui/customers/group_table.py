"""The table of groups, and what can be done with the selected ones (C3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.customers.exporting import export
from smsdesk.ui.sms_types import type_words
from smsdesk.ui.widgets.badge import Badge
from smsdesk.ui.widgets.data_table import DataTable, RowAction
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.table_model import Column, RowsModel

if TYPE_CHECKING:
    from smsdesk.ui.customers.groups_page import GroupsPage


class GroupTable(DataTable[CustomerGroup]):
    """Groups with members of their own and smart ones, which say what they ask for."""

    def __init__(self, page: GroupsPage) -> None:
        super().__init__(
            page.context,
            RowsModel(_columns(page), identity=lambda one: one.id),
            name=tr("Groups"),
            memory="groups",
            empty=EmptyState(
                "users-round",
                tr("Groups hold the people you write to."),
                tr("Put people together once, and send to them with one choice."),
                action=(tr("New group"), page.new),
                sample=(tr("Import a spreadsheet"), page.import_any),
            ),
            actions=_actions(page),
            bars=page.bars,
        )


def _columns(page: GroupsPage) -> list[Column[CustomerGroup]]:
    times = page.context.formats
    return [
        Column("name", tr("Name"), lambda one: one.name, width=176),
        Column("kind", tr("Kind"), lambda one: one.filter is not None, badge=_kind, width=100, tip=_gone),
        Column("type", tr("SMS type"), lambda one: type_words(one.sms_type), width=100, quiet=True),
        Column(
            "filter",
            tr("Who is in it"),
            asked_words,
            show=lambda one: asked_words(one) or tr("put in one by one"),
            tip=asked_words,
            width=220,
            quiet=True,
            stretch=True,
        ),
        Column(
            "members",
            tr("Members"),
            lambda one: one.members,
            show=lambda one: "…" if one.members is None else formats.number(one.members),
            width=90,
            number=True,
        ),
        Column(
            "created",
            tr("Created"),
            lambda one: one.created_at,
            show=lambda one: times.time(one.created_at),
            width=124,
            quiet=True,
        ),
    ]


def _actions(page: GroupsPage) -> list[RowAction[CustomerGroup]]:
    return [
        RowAction(tr("Send SMS"), page.send, "send", fits=_somebody),
        RowAction(
            tr("Enter numbers…"), lambda rows: page.enter(rows[0]), "user-plus", many=False, fits=_static
        ),
        RowAction(
            tr("Import into it…"),
            lambda rows: page.import_into(rows[0]),
            "file-spreadsheet",
            many=False,
            fits=_static,
        ),
        RowAction(
            tr("Keep as a group…"),
            lambda rows: page.spawn(page.keep(rows[0])),
            "copy-plus",
            many=False,
            fits=lambda rows: not _static(rows) and _somebody(rows),
        ),
        RowAction(
            tr("Export…"),
            lambda rows: page.spawn(export(page, rows[0])),
            "download",
            many=False,
            fits=_somebody,
        ),
        RowAction(tr("Rename…"), lambda rows: page.edit(rows[0]), "pencil", many=False, fits=_static),
        RowAction(
            tr("Edit…"),
            lambda rows: page.edit(rows[0]),
            "pencil",
            many=False,
            fits=lambda rows: not _static(rows),
        ),
        RowAction(
            tr("Delete"),
            lambda rows: page.spawn(page.delete(rows)),
            "trash-2",
            destructive=True,
            delete=True,
        ),
    ]


def asked_words(group: CustomerGroup) -> str:
    """What a smart group asks for; empty for one with members of its own."""
    return " · ".join(str(one) for one in group.words)


def _kind(group: CustomerGroup) -> Badge | None:
    if group.gone is not None:
        return Badge(tr("Broken"), "warning")
    return Badge(tr("Smart"), "info") if group.filter is not None else None


def _gone(group: CustomerGroup) -> str:
    return str(group.gone or "")


def _somebody(groups: Sequence[CustomerGroup]) -> bool:
    return any(one.members != 0 for one in groups)


def _static(groups: Sequence[CustomerGroup]) -> bool:
    return all(one.filter is None for one in groups)
