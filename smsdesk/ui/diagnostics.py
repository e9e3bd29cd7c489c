"""Help → Copy diagnostics: what support needs to know, and nothing about anybody."""

from __future__ import annotations

import importlib.util
import locale
import platform
import re
import sys
from collections import Counter
from importlib.abc import InspectLoader
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from sqlalchemy import func, select

from smsdesk import __version__
from smsdesk.domain.private_faults import short_path, without_values, words_of
from smsdesk.domain.text import tr
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.gateways import gateways_overview, unreadable_keys
from smsdesk.operations.profile import profile as read_profile
from smsdesk.store.crash_reports import reports
from smsdesk.store.folder import Folder
from smsdesk.store.migrating import HEAD
from smsdesk.store.tables import ApplicationRow, Base
from smsdesk.ui.context import Context
from smsdesk.ui.log_reading import end_of, entries_of
from smsdesk.ui.style import scale
from smsdesk.ui.widgets.toast import toast

#: Libraries whose version decides how the program behaves.
LIBRARIES = (
    "PySide6-Essentials",
    "qasync",
    "SQLAlchemy",
    "httpx",
    "python-calamine",
    "phonenumbers",
    "tzdata",
)

GRAVE = ("WARNING", "ERROR", "CRITICAL")
#: How many entries of the log are copied.
LAST = 20

_ENTRY = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (?P<level>[A-Z]+) .*? (?P<logger>[\w.]+): "
    r"(?P<said>[^\n]*)\n?(?P<more>.*)",
    re.DOTALL,
)
_PLACE = re.compile(r'\s*File "(.+)", line (\d+), in ([\w<>.]+)')


@query
def diagnostics(desk: Desk) -> list[tuple[str, str]]:
    """Versions, paths, sizes and how many of each there are; never a number, a content or a name."""
    folder = Folder(desk.folder)
    known = read_profile(desk)
    facts = [
        ("SMS Desk", __version__),
        ("Python", sys.version.split()[0]),
        ("System", platform.platform()),
        *((name, _version(name)) for name in LIBRARIES),
        ("Data folder", _without_home(folder.path)),
        ("Database", f"{folder.database.stat().st_size:,} bytes, revision {HEAD}"),
        ("Backups", f"{sum(1 for _ in folder.backups.glob('*'))}"),
        ("Reports of faults", f"{len(reports(folder))}"),
    ]
    if known is not None:
        facts += [
            ("Identity", known.identity.value),
            ("Country", known.country),
            ("Time zone", known.time_zone),
            ("Language", known.language or "system"),
        ]
    facts += _gateways(desk)
    for name, table in sorted(Base.metadata.tables.items()):
        count = desk.session.scalar(select(func.count()).select_from(table))
        facts.append((f"Rows in {name}", f"{count:,}"))
    return facts


def _gateways(desk: Desk) -> list[tuple[str, str]]:
    """The gateways in use. Where the keys cannot be opened that is said: it is then what is asked about."""
    facts: list[tuple[str, str]] = []
    set_up = {use.gateway: use.set_up for use in gateways_overview(desk)}
    if (fault := unreadable_keys(desk)) is not None:
        facts.append(("Keys", f"cannot be opened ({type(fault).__name__})"))
    uses = desk.session.execute(
        select(ApplicationRow.gateway, ApplicationRow.second_gateway).where(
            ApplicationRow.deleted_at.is_(None)
        )
    ).all()
    first = Counter(use.gateway for use in uses)
    second = Counter(use.second_gateway for use in uses)
    for key in desk.sender.gateways():
        if first[key] or second[key]:
            words = f"first of {first[key]} applications, second of {second[key]}"
            facts.append((f"Gateway {key}", words if set_up.get(key, True) else f"{words}, not set up"))
    return facts


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "-"


def _without_home(path: Path) -> str:
    """The way to a folder; the user's own is not named."""
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return str(path)


@query
def last_faults(desk: Desk) -> list[str]:
    """The last warnings and errors of the log, oldest first, without values: as a report has them."""
    entries = entries_of(end_of(Folder(desk.folder).log_file))
    grave = [found for entry in entries if (found := _ENTRY.match(entry)) and found["level"] in GRAVE]
    return [_plain(entry) for entry in grave[-LAST:]]


def _plain(entry: re.Match[str]) -> str:
    words = _words_of_module(entry["logger"])
    said = without_values(entry["said"], words)
    lines = [f"{entry['at']} {entry['level']} {entry['logger']}: {said}"]
    after_place = False
    for line in entry["more"].splitlines():
        place = _PLACE.fullmatch(line)
        if place:
            lines.append(f'  File "{short_path(place[1])}", line {place[2]}, in {place[3]}')
        elif line.strip() and not set(line) <= set(" ~^"):
            # The line of code at a place stays; what an exception says, or whatever else stands there, not.
            lines.append(line if after_place and line.startswith("    ") else without_values(line, words))
        after_place = place is not None
    return "\n".join(lines)


def _words_of_module(name: str) -> frozenset[str]:
    """The words in the code of one of our modules; the packaged program has no source to read."""
    if not name.startswith("smsdesk."):
        return frozenset()
    try:
        found = importlib.util.find_spec(name)
        loader = found.loader if found else None
        code = loader.get_code(name) if isinstance(loader, InspectLoader) else None
    except (ImportError, ValueError):
        return frozenset()
    return words_of(code) if code else frozenset()


async def copy_diagnostics(context: Context) -> None:
    """Help → Copy diagnostics. English always: it is read by whoever helps."""
    facts = await context.runner.run(diagnostics)
    faults = await context.runner.run(last_faults)
    screen = QGuiApplication.primaryScreen()
    window = [
        ("Qt", qVersion()),
        ("Platform", QGuiApplication.platformName()),
        ("Screen", f"{screen.size().width()}×{screen.size().height()} at {scale():g}" if screen else "-"),
        ("Locale", ".".join(part or "-" for part in locale.getlocale())),
        ("Safe mode", "yes" if context.safe else "no"),
    ]
    lines = [f"{name}: {value}" for name, value in [*facts, *window]]
    lines += ["", "Last warnings and errors:", *(faults or ["none"])]
    QGuiApplication.clipboard().setText("\n".join(lines))
    if context.window is not None:
        toast(context.window, tr("Diagnostics copied. They hold no numbers, names or texts."))
