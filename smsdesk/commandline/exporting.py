"""``smsdesk export``: message records, a task's report, a customer group, the lists (D8, B8, C3, C4, A6)."""

from __future__ import annotations

import argparse
from pathlib import Path

from smsdesk.app import open_desk
from smsdesk.commandline.choices import (
    chosen_application,
    chosen_group,
    chosen_signature,
    chosen_template,
)
from smsdesk.commandline.importing_numbers import listed_under
from smsdesk.commandline.moments import day
from smsdesk.commandline.output import progress_bar, say, say_json
from smsdesk.domain.errors import Invalid
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.records import RecordFilter
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.allowlist import export_allowlist
from smsdesk.operations.blocklist import export_blocked
from smsdesk.operations.desk import Desk
from smsdesk.operations.group_export import export_group
from smsdesk.operations.profile import time_zone
from smsdesk.operations.records import export_records
from smsdesk.operations.reports import export_report


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk export --help``."""
    kinds = parser.add_subparsers(dest="what", required=True, metavar=tr("WHAT"))
    records = kinds.add_parser("records", help=tr("message records of a region"))
    records.add_argument(
        "--region",
        choices=[each.value for each in Region],
        default=Region.MAINLAND.value,
        help=tr("mainland or global"),
    )
    records.add_argument("--number", default="", help=tr("a whole number, or its last four digits or more"))
    records.add_argument("--app", metavar=tr("A"), help=tr("of one application, by id or name"))
    records.add_argument("--template", metavar=tr("T"), help=tr("of one template, by id or name"))
    records.add_argument("--signature", metavar=tr("S"), help=tr("of one signature, by id or content"))
    records.add_argument("--status", choices=[each.value for each in MessageStatus], help=tr("in one state"))
    records.add_argument("--code", default="", help=tr("with one code"))
    records.add_argument(
        "--from", dest="start", metavar=tr("DAY"), help=tr("from this day on, like 2026-05-01")
    )
    records.add_argument("--to", dest="end", metavar=tr("DAY"), help=tr("up to this day, itself included"))
    report = kinds.add_parser("report", help=tr("the report of a task"))
    report.add_argument("task", type=int, metavar=tr("TASK"), help=tr("the task's number"))
    group = kinds.add_parser("group", help=tr("the customers of a group"))
    group.add_argument("group", metavar=tr("G"), help=tr("the group, by id or name"))
    blocklist = kinds.add_parser("blocklist", help=tr("the blocklist"))
    blocklist.add_argument("--signature", metavar=tr("S"), help=tr("of one signature, or the word abroad"))
    allowlist = kinds.add_parser("allowlist", help=tr("the allowlist of an application"))
    allowlist.add_argument("application", metavar=tr("A"), help=tr("the application, by id or name"))
    for each in (records, report, group, blocklist, allowlist):
        each.add_argument("out", type=Path, metavar=tr("OUT.xlsx"), help=tr("an .xlsx, .csv or .tsv file"))
        each.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when the file is written. Raises ``DeskError``; then no file is left."""
    if options.out.suffix.lower() not in (".xlsx", ".csv", ".tsv"):
        raise Invalid(text("“{file}” must end in .xlsx, .csv or .tsv.", file=options.out.name))
    with (
        open_desk(options.data_dir, engine=False) as app,
        progress_bar(tr("Exporting"), tr("rows")) as progress,
    ):
        desk = app.desk
        match options.what:
            case "records":
                rows = export_records(
                    desk, filter=_filter(desk, options), path=options.out, progress=progress
                )
            case "report":
                rows = export_report(desk, task_id=options.task, path=options.out, progress=progress)
            case "blocklist":
                wanted = listed_under(options.signature) if options.signature else None
                rows = export_blocked(desk, path=options.out, signature=wanted, progress=progress)
            case "allowlist":
                shop = chosen_application(desk, options.application)
                rows = export_allowlist(desk, application_id=shop.id, path=options.out, progress=progress)
            case _:
                group = chosen_group(desk, options.group)
                rows = export_group(desk, group_id=group.id, path=options.out, progress=progress)
    if options.json:
        say_json({"rows": rows, "file": str(options.out)})
    else:
        say(trn("{count} row written to {path}", "{count} rows written to {path}", rows, path=options.out))
    return 0


def _filter(desk: Desk, options: argparse.Namespace) -> RecordFilter:
    region = Region(options.region)
    with desk.reading():
        zone = time_zone(desk)
    return RecordFilter(
        region=region,
        number=options.number,
        application_id=chosen_application(desk, options.app).id if options.app else None,
        template_id=chosen_template(desk, options.template).id if options.template else None,
        signature_id=chosen_signature(desk, options.signature, region).id if options.signature else None,
        status=MessageStatus(options.status) if options.status else None,
        code=options.code,
        start=day(options.start, zone) if options.start else None,
        end=day(options.end, zone, end=True) if options.end else None,
    )
