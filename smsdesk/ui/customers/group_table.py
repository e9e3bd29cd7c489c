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
        Column("name", tr("Name"), lambda one: one.name, width=180),
        Column(
            "members",
            tr("Members"),
            lambda one: one.members,
            show=lambda one: "…" if one.members is None else formats.number(one.members),
            width=90,
            number=True,
        ),
        Column(
            "filter",
            tr("Who is in it"),
            asked_words,
            show=_who,
            badge=_kind,
            tip=lambda one: str(one.gone or asked_words(one)),
            width=200,
            quiet=True,
            stretch=True,
        ),
        Column(
            "type",
            tr("SMS type"),
            lambda one: type_words(one.sms_type),
            width=100,
            quiet=True,
            spare=True,
        ),
        Column(
            "created",
            tr("Created"),
            lambda one: one.created_at,
            show=lambda one: times.time(one.created_at),
            width=124,
            quiet=True,
            spare=True,
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


def _who(group: CustomerGroup) -> str:
    if group.filter is None:
        return tr("People you put in")
    asked = asked_words(group)
    return (
        tr("Broken: {conditions}", conditions=asked)
        if group.gone
        else tr("Smart: {conditions}", conditions=asked)
    )


def _kind(group: CustomerGroup) -> Badge | None:
    """A smart group stands out; one that finds nobody any more stands out more."""
    if group.filter is None:
        return None
    return Badge(_who(group), "warning" if group.gone is not None else "info")


def _somebody(groups: Sequence[CustomerGroup]) -> bool:
    return any(one.members != 0 for one in groups)


def _static(groups: Sequence[CustomerGroup]) -> bool:
    return all(one.filter is None for one in groups)
