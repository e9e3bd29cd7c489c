"""The list of finished exports (D8): what was written where, and what became of the file."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from smsdesk.domain.errors import NotFound, Unavailable
from smsdesk.domain.exports import Export, FileState
from smsdesk.domain.text import Text, text
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.store.stored_text import text_from_json, text_to_json
from smsdesk.store.tables import ExportRow

#: Entries that are kept; older ones leave the list, their files stay.
KEPT = 200


@operation(action="KeepExport", on="export")
def keep_export(desk: Desk, *, title: Text, path: Path, rows: int) -> Export:
    """Put a file that has just been written into the list; an entry of the same place gives way to it."""
    place = os.path.abspath(path)
    size = written = 0
    with contextlib.suppress(OSError):  # taken away in this moment: the list will say so
        found = os.stat(place)
        size, written = found.st_size, found.st_mtime_ns
    desk.session.execute(delete(ExportRow).where(ExportRow.path == place))
    row = ExportRow(
        title=text_to_json(title),
        path=place,
        rows=rows,
        size=size,
        written_ns=written,
        finished_at=desk.now(),
    )
    desk.session.add(row)
    desk.session.flush()
    newest = select(ExportRow.id).order_by(ExportRow.id.desc()).limit(KEPT)
    desk.session.execute(delete(ExportRow).where(ExportRow.id.not_in(newest)))
    return _shown(row)


@query
def kept_exports(desk: Desk) -> list[tuple[Export, int]]:
    """The entries, newest first, each with the time its file bore (ns); no file is looked at."""
    rows = desk.session.scalars(select(ExportRow).order_by(ExportRow.id.desc()))
    return [(_shown(row), row.written_ns) for row in rows]


def list_exports(desk: Desk) -> list[Export]:
    """The list, newest first, with what became of each file.

    The files are looked at outside of any transaction: one on a sleeping disk may take its time.
    """
    return [replace(export, state=_state(export, written_ns)) for export, written_ns in kept_exports(desk)]


@operation(action="DeleteExport", on="export")
def forget_export(desk: Desk, *, export_id: int) -> None:
    """Take an entry off the list; the file stays."""
    desk.session.execute(delete(ExportRow).where(ExportRow.id == export_id))


def delete_export(desk: Desk, *, export_id: int) -> None:
    """Delete the file, and then its entry. A file that is gone already is no fault.

    Raises ``NotFound`` for an entry that is not there, ``Unavailable`` when the file cannot be deleted;
    then the entry stays.
    """
    found = next((export for export, _ in kept_exports(desk) if export.id == export_id), None)
    if found is None:
        raise NotFound(text("This export is not in the list any more."))
    try:
        Path(found.path).unlink(missing_ok=True)
    except OSError as fault:
        raise Unavailable(
            text(
                "“{path}” could not be deleted: it is open in another program, or its folder is protected. "
                "Close it there and try again.",
                path=found.path,
            ),
            details=str(fault),
        ) from fault
    forget_export(desk, export_id=export_id)


def _state(export: Export, written_ns: int) -> FileState:
    try:
        found = os.stat(export.path)
    except OSError:
        return FileState.GONE
    same = found.st_size == export.size and found.st_mtime_ns == written_ns
    return FileState.THERE if same else FileState.CHANGED


def _shown(row: Any) -> Export:
    return Export(
        id=row.id,
        title=text_from_json(row.title) or text("Export"),
        path=row.path,
        rows=row.rows,
        size=row.size,
        finished_at=row.finished_at,
    )
