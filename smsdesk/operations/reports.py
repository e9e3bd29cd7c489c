"""The report of a task as a spreadsheet: totals, failures by reason, and every message (B8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from smsdesk.domain.codes import explain
from smsdesk.domain.statistics import Reason
from smsdesk.domain.task_reports import TaskReport
from smsdesk.domain.tasks import Task
from smsdesk.domain.text import tr, trn
from smsdesk.operations.desk import Desk, Progress, job, query
from smsdesk.operations.message_sheets import MessageCells, write_messages
from smsdesk.operations.profile import profile, time_zone
from smsdesk.operations.task_pages import failures, timeline
from smsdesk.operations.tasks import task
from smsdesk.store.tables import MessageRow

_BATCH = 5_000


@query
def task_report(desk: Desk, *, task_id: int) -> TaskReport:
    """The figures of a task's report as they are now. Raises ``NotFound``."""
    found = profile(desk)
    return TaskReport(
        business_name=found.business_name if found else "",
        country=found.country if found else "",
        zone=time_zone(desk).key,
        task=task(desk, task_id=task_id),
        failures=tuple(failures(desk, task_id=task_id)),
        timeline=timeline(desk, task_id=task_id),
        made_at=desk.now(),
    )


@job(action="ExportReport", apart=True)
def export_report(desk: Desk, *, task_id: int, path: Path, progress: Progress | None = None) -> int:
    """Write the report (.xlsx with totals and failures on a sheet of their own; .csv: messages only).

    Gives the number of messages. Raises ``Cancelled`` when stopped; then no file is left.
    """
    with desk.reading():
        zone = time_zone(desk)
        shown = task(desk, task_id=task_id)
        faults = failures(desk, task_id=task_id)
    return write_messages(
        desk,
        path,
        partial(_following, task_id),
        total=shown.totals.total,
        progress=progress or Progress(),
        about=_about(shown, faults, zone),
        sheet_name=tr("Messages"),
    )


def _following(task_id: int, _session: Session, last: MessageCells | None) -> Select[*tuple[Any, ...]]:
    wanted = select(MessageRow.id).where(MessageRow.task_id == task_id)
    if last is not None:
        wanted = wanted.where(MessageRow.position > last.position)
    return wanted.order_by(MessageRow.position).limit(_BATCH)


def _about(shown: Task, faults: Sequence[Reason], zone: ZoneInfo) -> dict[str, str]:
    totals = shown.totals
    about = {
        tr("Task"): shown.name,
        tr("Application"): shown.application_name,
        tr("Template"): shown.template_name,
        tr("Signature"): shown.signature,
        tr("Text"): shown.body,
        tr("Recipients from"): shown.source,
        tr("Created"): _moment(shown.created_at, zone),
        tr("Begun"): _moment(shown.started_at, zone),
        tr("Finished"): _moment(shown.finished_at, zone),
        tr("Messages"): f"{totals.total:,}",
        tr("Fragments"): f"{totals.fragments:,}",
        # Those that follow add up to all messages.
        tr("Delivered"): f"{totals.delivered:,}",
        tr("Sent, no receipt yet"): f"{totals.accepted:,}",
        tr("Not delivered"): f"{totals.undelivered:,}",
        tr("Failed"): f"{totals.failed:,}",
        tr("Unknown: may have been sent"): f"{totals.unknown:,}",
        tr("Cancelled"): f"{totals.cancelled:,}",
        tr("Remaining"): f"{totals.remaining:,}",
    }
    for fault in faults:
        title = tr("Failures: {reason} ({code})", reason=fault.reason, code=fault.code or "-")
        about[title] = trn(
            "{count} message ({share}). {advice}",
            "{count} messages ({share}). {advice}",
            fault.count,
            share=f"{fault.share:.1%}",
            advice=explain(fault.code).what_to_do,
        )
    return about


def _moment(at: int | None, zone: ZoneInfo) -> str:
    return "" if at is None else datetime.fromtimestamp(at / 1000, zone).strftime("%Y-%m-%d %H:%M:%S")
