"""``smsdesk send``: check a file, ask once, make the task, and see it through (B1–B8).

Where a window or ``smsdesk serve`` has the desk open, its engine sends; otherwise this program runs one
until the task is done.
"""

from __future__ import annotations

import argparse
import contextlib
from dataclasses import replace
from pathlib import Path

from smsdesk.app import App, open_desk, tune
from smsdesk.commandline.checking import as_json, as_lines, refuse_without_numbers, task_recipe
from smsdesk.commandline.exit_codes import INCOMPLETE
from smsdesk.commandline.group_options import add_group_options, refuse_both
from smsdesk.commandline.moments import moment, shown
from smsdesk.commandline.output import agrees, is_interactive, note, progress_bar, say, say_json
from smsdesk.commandline.spreadsheet import add_recipient_options, add_sheet_options
from smsdesk.commandline.watching import GOING_ON, watch_reports, watch_sending
from smsdesk.domain.errors import Invalid
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.bulk import repeat_warning, send
from smsdesk.operations.preparation import Preparation
from smsdesk.operations.profile import time_zone
from smsdesk.operations.recipients import prepare
from smsdesk.operations.reports import export_report
from smsdesk.store.engine_lock import FolderInUse

_NOT_DONE = (TaskStatus.FAILED, TaskStatus.STOPPED, TaskStatus.CANCELLED)


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk send --help``."""
    add_sheet_options(parser, needed=False)
    add_group_options(parser)
    parser.add_argument("--app", required=True, metavar=tr("A"), help=tr("the application, by id or name"))
    parser.add_argument("--template", required=True, metavar=tr("T"), help=tr("the template, by id or name"))
    parser.add_argument("--signature", metavar=tr("S"), help=tr("the signature, by id or content"))
    add_recipient_options(parser)
    parser.add_argument("--name", default="", help=tr("a name for the task"))
    parser.add_argument(
        "--at", metavar=tr("TIME"), help=tr("when, in the desk's time zone: 2026-05-01 09:30, or 09:30")
    )
    parser.add_argument(
        "--confirmed", action="store_true", help=tr("send although the check has a question about the file")
    )
    parser.add_argument("--yes", action="store_true", help=tr("do not ask; agree to the fees"))
    parser.add_argument(
        "--wait", action="store_true", help=tr("until all is sent, and for status reports up to a minute")
    )
    parser.add_argument(
        "--report", type=Path, metavar=tr("OUT.xlsx"), help=tr("write the task's report at the end")
    )
    parser.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 sent (or queued, or scheduled), 1 not sent, not to the end or not agreed to. Raises ``DeskError``."""
    if options.report is not None and options.report.suffix.lower() not in (".xlsx", ".csv", ".tsv"):
        raise Invalid(text("“{file}” must end in .xlsx, .csv or .tsv.", file=options.report.name))
    refuse_both(options)
    with contextlib.ExitStack() as opened:
        app = opened.enter_context(_open(options))
        prepared = _prepared(app, options)
        again = repeat_warning(app.desk, preparation=prepared)
        if again is not None:
            note(str(again))
        if not options.yes and not _agreed(app, options, prepared):
            note(tr("Nothing was sent."))
            return INCOMPLETE
        task = _seen_through(
            app, options, send(app.desk, preparation=prepared, consent=True, name=options.name)
        )
        while task.status in GOING_ON and app.engine is None and _waits(options):
            # Whoever had the desk open has gone; the rest is for this program to send.
            opened.close()
            app = opened.enter_context(_open(options))
            task = _seen_through(app, options, task)
        if options.report is not None:
            with progress_bar(tr("Report"), tr("rows")) as progress:
                export_report(app.desk, task_id=task.id, path=options.report, progress=progress)
        _say(app, options, prepared, task)
    return INCOMPLETE if task.status in _NOT_DONE else 0


def _open(options: argparse.Namespace) -> App:
    """With an engine of its own, or beside a window or ``serve`` that will send.

    Another ``send`` ends by itself and would leave our task where it is: that one is waited for.
    """
    told = False
    while True:
        try:
            app = open_desk(options.data_dir, engine=True, kind="send")
        except FolderInUse as held:
            if held.holder is None or held.holder.kind in ("window", "serve"):
                return open_desk(options.data_dir, engine=False)
            if not told:
                note(tr("Waiting: {reason}", reason=held.message))
                told = True
        else:
            tune()
            return app


def _waits(options: argparse.Namespace) -> bool:
    return options.wait or options.report is not None


def _prepared(app: App, options: argparse.Namespace) -> Preparation:
    recipe = task_recipe(app.desk, options)
    if options.at:
        with app.desk.reading():
            zone = time_zone(app.desk)
        recipe = replace(recipe, send_at=moment(options.at, zone, app.desk.now()))
    with progress_bar(tr("Checking"), tr("rows")) as progress:
        prepared = prepare(app.desk, recipe=replace(recipe, confirmed=options.confirmed), progress=progress)
    refuse_without_numbers(prepared)
    if prepared.question is not None and not options.confirmed:
        raise Invalid(
            text(
                "Look at this first: {question} If all is right, send with --confirmed; or name the columns "
                "with --map.",
                question=prepared.question,
            )
        )
    return prepared


def _agreed(app: App, options: argparse.Namespace, prepared: Preparation) -> bool:
    """Show what will be sent and ask once (B5)."""
    if not is_interactive():
        raise Invalid(text("Nobody is there to be asked. Add --yes to agree to the fees and send."))
    for line in as_lines(prepared):
        note(line)
    if prepared.ready:
        note(tr("The first message: {content}", content=prepared.message(0).content))
    question = trn(
        "Send {count} message and agree to its fee? [y/N] ",
        "Send {count} messages and agree to their fees? [y/N] ",
        prepared.ready,
    )
    return agrees(question, tr("yes"))


def _seen_through(app: App, options: argparse.Namespace, task: Task) -> Task:
    """Wait as long as this program has a part in it."""
    if task.status is TaskStatus.AWAITING_APPROVAL:
        return task
    waits = _waits(options)
    if not waits and (app.engine is None or task.status is TaskStatus.SCHEDULED):
        return task
    task = watch_sending(app, task)
    return watch_reports(app, task) if waits else task


def _say(app: App, options: argparse.Namespace, prepared: Preparation, task: Task) -> None:
    totals = task.totals
    if options.json:
        result = as_json(prepared)
        result |= {
            "task": task.id,
            "name": task.name,
            "status": task.status.value,
            "send_at": task.send_at,
            "totals": {
                "total": totals.total,
                "queued": totals.queued,
                "in_flight": totals.in_flight,
                "accepted": totals.accepted,
                "delivered": totals.delivered,
                "undelivered": totals.undelivered,
                "failed": totals.failed,
                "cancelled": totals.cancelled,
                "unknown": totals.unknown,
            },
            "report": None if options.report is None else str(options.report),
        }
        say_json(result)
        return
    say(_sentence(app, task))
    if totals.total != totals.queued:
        say(
            tr(
                "{sent} sent, of these {delivered} delivered and {undelivered} not delivered; "
                "{failed} failed, {unknown} unknown, {cancelled} cancelled, {remaining} remaining",
                sent=f"{totals.sent:,}",
                delivered=f"{totals.delivered:,}",
                undelivered=f"{totals.undelivered:,}",
                failed=f"{totals.failed:,}",
                unknown=f"{totals.unknown:,}",
                cancelled=f"{totals.cancelled:,}",
                remaining=f"{totals.remaining:,}",
            )
        )
    if prepared.rejected_count():
        say(
            trn(
                "{count} row of the file was left out; “smsdesk check” says why.",
                "{count} rows of the file were left out; “smsdesk check” says why.",
                prepared.rejected_count(),
            )
        )
    if options.report is not None:
        say(tr("Report: {path}", path=options.report))


def _sentence(app: App, task: Task) -> str:
    name, number = task.name, task.id
    match task.status:
        case TaskStatus.SENT:
            return tr("Task {number} “{name}” is sent.", number=number, name=name)
        case TaskStatus.SCHEDULED:
            with app.desk.reading():
                zone = time_zone(app.desk)
            return tr(
                "Task {number} “{name}” is scheduled for {moment}. It goes out while SMS Desk or "
                "“smsdesk serve” is running.",
                number=number,
                name=name,
                moment=shown(task.send_at or 0, zone),
            )
        case TaskStatus.AWAITING_APPROVAL:
            return tr("Task {number} “{name}” waits for its approval.", number=number, name=name)
        case TaskStatus.PAUSED:
            return tr(
                "Task {number} “{name}” is paused: {reason}",
                number=number,
                name=name,
                reason=task.pause_reason or "",
            )
        case TaskStatus.SENDING:
            return tr(
                "Task {number} “{name}” is queued; the open SMS Desk sends it.", number=number, name=name
            )
        case TaskStatus.STOPPED:
            return tr("Task {number} “{name}” was stopped.", number=number, name=name)
        case TaskStatus.CANCELLED:
            return tr("Task {number} “{name}” was cancelled.", number=number, name=name)
        case _:
            return tr("Task {number} “{name}” failed.", number=number, name=name)
