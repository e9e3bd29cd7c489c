"""The big store that speed is measured on is a true one: its counts and rollups agree with its messages."""

from __future__ import annotations

from pathlib import Path

from smsdesk.store.database import Database
from smsdesk.store.reckoning import reckon
from smsdesk.store.tables import MessageRow, TaskRow
from tests.bench.big_store import build


def test_a_built_store_agrees_with_itself(tmp_path: Path) -> None:
    store = build(tmp_path / "big.db", messages=3_000, tasks=25)
    database = Database(store.path)
    with database.read() as session:
        assert session.query(MessageRow).count() == 3_000
        assert session.query(TaskRow).count() == 25
        assert reckon(session) == []
    database.close()
