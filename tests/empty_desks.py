"""Databases of this version without a row, made once and copied for every test: making one takes longer than
most tests."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from smsdesk.store.folder import Folder, prepare
from smsdesk.store.migrating import open_database


def put_empty_desk(path: Path) -> Path:
    """A data folder as it is before the first question, with everything that migrating would have made."""
    folder = prepare(Folder(path))
    folder.database.write_bytes(_migrated())
    return path


@lru_cache(maxsize=1)
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as place:
        folder = prepare(Folder(Path(place) / "desk"))
        open_database(folder).close()
        return folder.database.read_bytes()
