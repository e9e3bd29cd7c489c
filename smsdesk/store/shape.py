"""Whether a database file has everything this version's tables are made of.

A file can be sound for SQLite and still lack a table: another program was let at it, or a copy of it was cut
short and mended. Every page would fail then, each at another moment.
"""

from __future__ import annotations

import re
import sqlite3

from smsdesk.store.tables import CUSTOMER_SEARCH, Base

_MADE = re.compile(r"CREATE (?:VIRTUAL TABLE|VIEW|TRIGGER) (\w+)")

_COLUMNS = (
    "SELECT made.name, part.name FROM sqlite_master AS made, pragma_table_info(made.name) AS part "
    "WHERE made.type = 'table' AND made.sql NOT LIKE 'CREATE VIRTUAL%'"
)


def missing_in(connection: sqlite3.Connection) -> list[str]:
    """What an open file of this version lacks, as ``table``, ``table.column`` or the name of an index,
    view or trigger; nothing when it has everything. What it has beside that is left alone."""
    there = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master")}
    columns = {(str(table), str(column)) for table, column in connection.execute(_COLUMNS)}
    missing = [
        name for statement in CUSTOMER_SEARCH for name in _MADE.findall(statement) if name not in there
    ]
    for table in Base.metadata.tables.values():
        if table.name not in there:
            missing.append(table.name)
            continue
        missing += [
            f"{table.name}.{column.name}"
            for column in table.columns
            if (table.name, column.name) not in columns
        ]
        missing += [str(index.name) for index in table.indexes if index.name not in there]
    return missing
