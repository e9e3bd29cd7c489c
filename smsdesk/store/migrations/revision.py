"""Write the next migration from what changed in ``store/tables/``:

    python -m smsdesk.store.migrations.revision "why the tables change"

The step is written to ``versions/``; read it, then add its number to ``REVISIONS`` in ``migrating.py``
and a database of the version before to the tests. ``--first`` writes 0001 anew, which is right only
while no version was released.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.operations.ops import CreateIndexOp, MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Index, create_engine

from smsdesk.store.migrating import MIGRATIONS, REVISIONS, migrate
from smsdesk.store.tables import Base


def main() -> None:
    """Run by hand, in a checkout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("message")
    parser.add_argument("--first", action="store_true")
    chosen = parser.parse_args()
    if chosen.first:
        for old in (MIGRATIONS / "versions").glob("*.py"):
            old.unlink()
    number = f"{1 if chosen.first else len(REVISIONS) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "before.db"
        if not chosen.first:
            migrate(path)
        _write(path, chosen.message, number)


def _write(path: Path, message: str, number: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{path}")

    with engine.connect() as connection:
        names = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master")}

        def complete(context: MigrationContext, revision: object, scripts: list[MigrationScript]) -> None:
            for script in scripts:
                script.rev_id = number
                assert script.upgrade_ops is not None
                script.upgrade_ops.ops += [
                    CreateIndexOp.from_index(index) for index in _by_expression() if index.name not in names
                ]

        config.attributes["connection"] = connection
        config.attributes["process_revision_directives"] = complete
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "autogenerate skipping metadata-specified expression")
            command.revision(config, message=message, autogenerate=True)
    engine.dispose()


def _by_expression() -> list[Index]:
    """Alembic cannot compare indexes over expressions on SQLite, so they are compared by name here."""
    return [
        index
        for table in Base.metadata.sorted_tables
        for index in sorted(table.indexes, key=lambda index: str(index.name))
        if not all(isinstance(expression, Column) for expression in index.expressions)
    ]


if __name__ == "__main__":
    main()
