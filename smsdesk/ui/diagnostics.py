"""Help → Copy diagnostics: what support needs to know, and nothing about anybody."""

from __future__ import annotations

import locale
import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from sqlalchemy import func, select

from smsdesk import __version__
from smsdesk.domain.text import tr
from smsdesk.operations.desk import Desk, query
from smsdesk.operations.profile import profile as read_profile
from smsdesk.store.folder import Folder
from smsdesk.store.tables import Base
from smsdesk.ui.context import Context
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
        ("Data folder", str(folder.path)),
        ("Database", f"{folder.database.stat().st_size:,} bytes"),
        ("Backups", f"{sum(1 for _ in folder.backups.glob('*'))}"),
    ]
    if known is not None:
        facts += [
            ("Identity", known.identity.value),
            ("Country", known.country),
            ("Time zone", known.time_zone),
            ("Language", known.language or "system"),
        ]
    for name, table in sorted(Base.metadata.tables.items()):
        count = desk.session.scalar(select(func.count()).select_from(table))
        facts.append((f"Rows in {name}", f"{count:,}"))
    return facts


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "-"


async def copy_diagnostics(context: Context) -> None:
    """Help → Copy diagnostics. English always: it is read by whoever helps."""
    facts = await context.runner.run(diagnostics)
    screen = QGuiApplication.primaryScreen()
    window = [
        ("Qt", qVersion()),
        ("Platform", QGuiApplication.platformName()),
        ("Screen", f"{screen.size().width()}×{screen.size().height()} at {scale():g}" if screen else "-"),
        ("Locale", ".".join(part or "-" for part in locale.getlocale())),
    ]
    QGuiApplication.clipboard().setText("\n".join(f"{name}: {value}" for name, value in [*facts, *window]))
    if context.window is not None:
        toast(context.window, tr("Diagnostics copied. They hold no numbers, names or texts."))
