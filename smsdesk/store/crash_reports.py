"""Reports of faults of the program, in the data folder: exact, and without a customer in them. Nobody gets
one unless the user hands it over."""

from __future__ import annotations

import contextlib
import platform
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from smsdesk import __version__
from smsdesk.domain.private_faults import fingerprint, private_traceback, short_path
from smsdesk.store.folder import Folder, secure

#: Reports that are kept; the same fault is one, however often it happened.
KEPT = 20

_TIMES = re.compile(r"^Happened (\d+) times?, first (\S+ \S+) UTC", re.MULTILINE)
_DYING = re.compile(r"^(Fatal Python error|Windows fatal exception): [\w .:-]{1,80}$", re.MULTILINE)
_THREAD = re.compile(
    r"(Current thread|Thread) 0x[0-9a-f]+.*\(most recent call first\):|  <\w[\w ]*>|  \.\.\."
)
_PLACE = re.compile(r'  File "(.+)", line (\d+|\?\?\?) in ([\w<>.?]+)')


@dataclass(frozen=True)
class CrashReport:
    """What happened, to read and to copy."""

    text: str
    path: Path | None
    """Where it is kept; None where the folder could not be written."""
    times: int = 1
    """How often this fault has happened, as far as reports are kept."""


def report_fault(folder: Folder | None, fault: BaseException) -> CrashReport:
    """Write down a fault; one that was written down before is counted in its report. Never raises."""
    return _keep(folder, fingerprint(fault), private_traceback(fault))


def report_death(folder: Folder, written: str) -> CrashReport | None:
    """Write down what ``faulthandler`` left of a program that died; None when it tells of no death."""
    dying = _DYING.search(written)
    if dying is None:
        return None
    lines = [dying[0]]
    places = []
    for line in written.splitlines():
        place = _PLACE.fullmatch(line)
        if place:
            line = f'  File "{short_path(place[1])}", line {place[2]} in {place[3]}'
            places.append(line)
        elif not _THREAD.fullmatch(line):
            continue
        lines.append(re.sub(r" 0x[0-9a-f]+", "", line))
    return _keep(folder, _key("\n".join([dying[0], *places[:6]])), "\n".join(lines))


def reports(folder: Folder) -> list[Path]:
    """The reports that are kept, newest first."""
    with contextlib.suppress(OSError):
        return sorted(folder.crashes.glob("crash-*.txt"), key=lambda path: -path.stat().st_mtime)
    return []


def read_report(folder: Folder, name: str) -> CrashReport | None:
    """A report by the name of its file; None when it is not there (any more)."""
    path = folder.crashes / Path(name).name
    with contextlib.suppress(OSError, ValueError):
        return CrashReport(path.read_text(encoding="utf-8"), path)
    return None


def _key(words: str) -> str:
    import hashlib

    return hashlib.sha256(words.encode()).hexdigest()[:8]


def _keep(folder: Folder | None, key: str, body: str) -> CrashReport:
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    first, times = now, 1
    path = folder.crashes / f"crash-{key}.txt" if folder else None
    if path is not None:
        with contextlib.suppress(OSError, ValueError):
            if known := _TIMES.search(path.read_text(encoding="utf-8")):
                times, first = int(known[1]) + 1, known[2]
    count = "1 time" if times == 1 else f"{times} times"
    text = (
        f"SMS Desk {__version__}, Python {sys.version.split()[0]}, {platform.platform()}\n"
        f"Fault {key}\n"
        f"Happened {count}, first {first} UTC, last {now} UTC\n"
        f"\n{body}\n"
    )
    if folder is None or path is None:
        return CrashReport(text, None, times)
    try:
        folder.crashes.mkdir(mode=0o700, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        secure(path)
        for old in reports(folder)[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return CrashReport(text, None, times)
    return CrashReport(text, path, times)
