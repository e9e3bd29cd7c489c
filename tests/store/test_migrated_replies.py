"""Replies of a store before 0003 get what their records are filtered by (D3)."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from smsdesk.store.folder import Folder
from smsdesk.store.migrating import open_database


def test_replies_of_an_older_store_are_described_like_new_ones(folder: Folder) -> None:
    shutil.copy(Path(__file__).parent / "versions" / "0002.db", folder.database)
    with closing(sqlite3.connect(folder.database)) as connection, connection:
        message = connection.execute("SELECT id, number FROM message WHERE template_id = 1").fetchone()
        connection.execute("DELETE FROM reply")
        connection.executemany(
            "INSERT INTO reply (id, gateway, key, number, content, at, signature, message_id) "
            "VALUES (?, 'sandbox', ?, ?, ?, 1, '', ?)",
            [
                (1, "a", message[1], "Thanks", message[0]),
                (2, "b", message[1], "td", message[0]),
                (3, "c", "+8613800138000", "STOP", None),
                (4, "d", "+447700900123", "Hello", None),
                (5, "e", "+85251234567", "Hello", 999_999),
            ],
        )
    database = open_database(folder)
    with database.read() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT region, application_id, template_id, status FROM reply ORDER BY id"
        )
        assert [tuple(row) for row in rows] == [
            ("mainland", 1, 1, "answer"),
            ("mainland", 1, 1, "unsubscribed"),
            ("mainland", None, None, "stop"),
            ("global", None, None, "unprompted"),
            ("global", None, None, "unprompted"),
        ]
    database.close()
