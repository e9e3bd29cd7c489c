"""Files that were exported, kept in a list to open or delete (D8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from smsdesk.domain.text import Text


class FileState(StrEnum):
    """What became of an exported file."""

    THERE = "there"
    CHANGED = "changed"
    """Somebody has written to it, or put another file in its place."""
    GONE = "gone"
    """Moved or deleted, or its disk is not there."""


@dataclass(frozen=True)
class Export:
    """A finished export."""

    id: int
    title: Text
    path: str
    rows: int
    """0 for what has no rows (a PDF)."""
    size: int
    """Bytes when it was finished."""
    finished_at: int
    """Ms since 1970 UTC."""
    state: FileState = FileState.THERE
