"""The log file as entries: its end is read, however long it is and whatever its bytes are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

#: How much of the end of the file is read, in bytes.
SHOWN_BYTES = 400_000

#: Of ``2026-05-01 09:30:00,123``.
_TIME_LENGTH = 23
#: Level, thread, logger and words, as ``store.logfile`` writes them after the time.
_FIELDS = re.compile(r" (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*?) ?([\w.\-]+): ")
#: In so many characters the words begin. A long line that something else wrote would be tried from every
#: character of it on, and the window stand still for minutes.
_HEAD = 200
_GRAVE = ("WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True)
class LogEntry:
    """A line of the log and what is folded under it. What is not written as the program writes has only
    ``words``."""

    number: int
    """Its place among those that were read, from 0."""
    whole: str
    """As it stands in the file, with its time in the zone of the profile."""
    time: str = ""
    """``2026-05-01 09:30:00`` in that zone."""
    level: str = ""
    thread: str = ""
    logger: str = ""
    words: str = ""
    more: tuple[str, ...] = ()
    """The lines that follow: a traceback."""

    @property
    def grave(self) -> bool:
        """A warning or an error."""
        return self.level in _GRAVE


@dataclass(frozen=True)
class Log:
    """``earlier``: the file has more before them."""

    entries: tuple[LogEntry, ...] = ()
    earlier: bool = False


def read_log(file: Path, zone: tzinfo, most: int = SHOWN_BYTES) -> Log:
    """The entries at the end of a file, the newest last; none when it is not there. Blocks: for a worker."""
    entries = tuple(entry_of(at, whole, zone) for at, whole in enumerate(entries_of(end_of(file, most))))
    try:
        return Log(entries, file.stat().st_size > most)
    except OSError:
        return Log(entries)


def end_of(file: Path, most: int = SHOWN_BYTES) -> str:
    """The last whole lines of a file, or the end of one line that is longer; empty when it is not there."""
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(max(0, size - most))
            found = opened.read(most).decode("utf-8", "replace")
    except OSError:
        return ""
    if size <= most:
        return found
    return found.partition("\n")[2] or found


def entries_of(log: str) -> list[str]:
    """The log's entries: a line that begins with a date, and what follows it (a traceback)."""
    entries: list[list[str]] = []
    for written in log.splitlines():
        if (written[:4].isdigit() and written[4:5] == "-") or not entries:
            entries.append([written])
        else:
            entries[-1].append(written)
    return ["\n".join(lines) for lines in entries]


def in_zone(entry: str, zone: tzinfo) -> str:
    """An entry with its time in a zone; the file has this computer's time."""
    written, rest = entry[:_TIME_LENGTH], entry[_TIME_LENGTH:]
    try:
        at = datetime.fromisoformat(written).astimezone(zone)
    except (ValueError, OverflowError):  # no time stands there
        return entry
    return f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03}{rest}"


def entry_of(number: int, written: str, zone: tzinfo) -> LogEntry:
    """What stands in an entry, part by part."""
    whole = in_zone(written, zone)
    first, *more = whole.split("\n")
    found = _FIELDS.match(first, _TIME_LENGTH, _TIME_LENGTH + _HEAD)
    if found is None:
        return LogEntry(number, whole, words=first, more=tuple(more))
    level, thread, logger = found.groups()
    time = first[: _TIME_LENGTH - 4]
    return LogEntry(number, whole, time, level, thread, logger, first[found.end() :], tuple(more))
