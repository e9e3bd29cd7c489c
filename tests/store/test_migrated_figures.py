"""The sums of a store before 0003 are made from what it counted (D1)."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import text as sql

from smsdesk.store.folder import Folder
from smsdesk.store.migrating import open_database
from smsdesk.store.reckoning import reckon


def test_the_sums_of_an_older_store_are_those_of_its_messages(folder: Folder) -> None:
    shutil.copy(Path(__file__).parent / "versions" / "0002.db", folder.database)
    database = open_database(folder)
    with database.read() as session:
        assert reckon(session) == []
        counted = sql(
            "SELECT sum(requests) FROM figures WHERE application_id = 0 AND template_id = 0"
            " AND signature_id = 0 AND country = ''"
        )
        messages = sql("SELECT count(*) FROM message WHERE requested_at IS NOT NULL")
        assert session.scalar(counted) == session.scalar(messages) > 0
    database.close()
