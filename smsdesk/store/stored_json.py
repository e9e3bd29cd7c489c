"""JSON in a column, read with care: what was damaged is not there, and the rest goes on (S1)."""

from __future__ import annotations

import json
import logging
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


def to_json(value: object) -> str:
    """JSON that SQLite can take apart and store.

    Half a character, as a carrier leaves of an emoji it cut, becomes a question mark: SQLite would take it,
    and nobody could read the row again.
    """
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def from_json(stored: str, kind: type[T]) -> T | None:
    """The value, where it is JSON of this ``kind`` (``list``, ``dict``, ``int`` …); None for all else."""
    try:
        value = json.loads(stored)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, kind):
        return value
    log.info("A stored value is damaged and was passed over: no %s", kind.__name__)
    return None
