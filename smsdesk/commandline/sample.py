"""``smsdesk sample``: the sample desk of P1."""

from __future__ import annotations

import argparse
from pathlib import Path

from smsdesk.app import open_desk
from smsdesk.commandline.output import say, say_json
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import tr
from smsdesk.operations.profile import DEFAULT_COUNTRY, DEFAULT_ZONE, create_profile, profile
from smsdesk.operations.sample import make_sample


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk sample --help``."""
    parser.add_argument(
        "--to",
        type=Path,
        metavar=tr("DIR"),
        help=tr("where to put the spreadsheet; otherwise in the data folder"),
    )
    parser.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when the sample is in the desk. Raises ``DeskError``, also the second time."""
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


def system_zone() -> str:
    """The time zone of this computer by its IANA name, Beijing's where it cannot be told."""
    import zoneinfo

    import tzlocal

    try:
        name = tzlocal.get_localzone_name()
    except (OSError, ValueError, LookupError):
        return DEFAULT_ZONE
    return name if name in zoneinfo.available_timezones() else DEFAULT_ZONE
