"""``smsdesk sample``: the sample desk of P1, or with ``--messages`` a desk with a past."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

from smsdesk.app import open_desk
from smsdesk.commandline.moments import day
from smsdesk.commandline.output import progress_bar, say, say_json
from smsdesk.domain.errors import Invalid
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.profile import DEFAULT_COUNTRY, DEFAULT_ZONE, create_profile, profile
from smsdesk.operations.sample import make_sample
from smsdesk.operations.sample_past import make_past
from smsdesk.store.folder import folder_at


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk sample --help``."""
    parser.add_argument(
        "--to",
        type=Path,
        metavar=tr("DIR"),
        help=tr("where to put the spreadsheet; otherwise in the data folder"),
    )
    parser.add_argument(
        "--messages",
        type=int,
        metavar=tr("N"),
        help=tr("make a new desk in --data-dir that has sent so many messages, to try the statistics with"),
    )
    parser.add_argument("--days", type=int, metavar=tr("D"), help=tr("of so many days; otherwise 365"))
    parser.add_argument(
        "--seed", type=int, metavar="SEED", help=tr("the same number makes the same past; otherwise 1")
    )
    parser.add_argument(
        "--until", metavar=tr("DAY"), help=tr("the last day of the past, like 2026-05-01; otherwise today")
    )
    parser.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when the sample is in the desk. Raises ``DeskError``, also the second time."""
    if options.messages is not None:
        return _make_past(options)
    if any(each is not None for each in (options.days, options.seed, options.until)):
        raise Invalid(text("--days, --seed and --until belong to --messages."))
    with open_desk(options.data_dir, engine=False) as app:
        if profile(app.desk) is None:
            create_profile(
                app.desk,
                business_name=tr("Riverside Bakery"),
                identity=Identity.ORGANIZATION,
                country=DEFAULT_COUNTRY,
                time_zone=system_zone(),
            )
        made = make_sample(app.desk, folder=options.to)
    if options.json:
        say_json(
            {
                "sheet": str(made.sheet),
                "application": {"id": made.application.id, "name": made.application.name},
                "signatures": [{"id": one.id, "content": one.content} for one in made.signatures],
                "templates": [{"id": one.id, "name": one.name} for one in made.templates],
                "groups": [{"id": one.id, "name": one.name} for one in made.groups],
                "customers": made.customers,
            }
        )
        return 0
    say(tr("The sample desk is in {path}. Nothing it sends leaves this computer.", path=app.folder.path))
    say(tr("Application: {name} ({number})", name=made.application.name, number=made.application.id))
    for template in made.templates:
        say(tr("Template: {name} ({number})", name=template.name, number=template.id))
    for group in made.groups:
        say(
            tr(
                "Group: {name} ({number}), {count} customers",
                name=group.name,
                number=group.id,
                count=group.members,
            )
        )
    say(tr("Spreadsheet for “{name}”: {path}", name=made.template.name, path=made.sheet))
    return 0


def _make_past(options: argparse.Namespace) -> int:
    if options.data_dir is None:
        raise Invalid(
            text(
                "A made-up past needs a desk of its own, so that it never mixes with real messages. "
                "Name a new folder with --data-dir."
            )
        )
    zone = system_zone()
    now = time.time_ns() // 1_000_000
    if options.until is not None:
        now = min(day(options.until, ZoneInfo(zone), end=True) - 1, now)
    with progress_bar(tr("Making the past"), tr("messages")) as progress:
        made = make_past(
            folder_at(options.data_dir),
            messages=options.messages,
            days=365 if options.days is None else options.days,
            seed=1 if options.seed is None else options.seed,
            now=now,
            zone=zone,
            progress=progress,
        )
    if options.json:
        facts = asdict(made)
        say_json(
            {name: facts[name] for name in ("messages", "tasks", "applications", "replies", "customers")}
        )
        return 0
    say(
        trn(
            "A desk that has sent {count} message is in {path}.",
            "A desk that has sent {count} messages is in {path}.",
            made.messages,
            path=made.database.parent,
        )
    )
    return 0


def system_zone() -> str:
    """The time zone of this computer by its IANA name, Beijing's where it cannot be told."""
    import zoneinfo

    import tzlocal

    try:
        name = tzlocal.get_localzone_name()
    except (OSError, ValueError, LookupError):
        return DEFAULT_ZONE
    return name if name in zoneinfo.available_timezones() else DEFAULT_ZONE
