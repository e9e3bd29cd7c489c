"""Opening the store: new, older, newer, damaged, killed half way (S1, S3)."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from smsdesk.domain.errors import DeskError, Unavailable, Unusable
from smsdesk.store import migrating
from smsdesk.store.backup import backups_in
from smsdesk.store.backup_names import Kind
from smsdesk.store.database import Database
from smsdesk.store.folder import Folder
from smsdesk.store.migrating import open_database
from smsdesk.store.settings import read_setting, write_setting
from smsdesk.store.tables import Base

VERSIONS = sorted((Path(__file__).parent / "versions").glob("*.db"))
ADD_COLUMN = "op.execute('ALTER TABLE setting ADD COLUMN note VARCHAR')"


def objects(path: Path) -> dict[str, list[str]]:
    """Every table and index of a file and its parts, in whatever order they stand."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
        ).fetchall()
    return {
        name: sorted(re.split(r", (?=CONSTRAINT )| \)(?=$| WITHOUT)", " ".join(sql.split())))
        for name, sql in rows
    }


def remember(folder: Folder, value: str) -> None:
    database = open_database(folder)
    with database.write() as session:
        write_setting(session, "test", value)
    database.close()


def remembered(folder: Folder) -> object:
    database = open_database(folder)
    with database.read() as session:
        value = read_setting(session, "test")
    database.close()
    return value


def test_the_migrations_make_exactly_the_tables(folder: Folder, tmp_path: Path) -> None:
    open_database(folder).close()
    direct = tmp_path / "direct.db"
    engine = create_engine(f"sqlite:///{direct}")
    Base.metadata.create_all(engine)
    engine.dispose()
    assert objects(folder.database) == objects(direct)


def test_alembic_finds_no_difference(folder: Folder) -> None:
    open_database(folder).close()
    engine = create_engine(f"sqlite:///{folder.database}")
    with engine.connect() as connection, warnings.catch_warnings():
        # Compared by the test above.
        warnings.filterwarnings("ignore", ".*expression-based index")
        # Full-text indexes keep tables of their own; the test above compares them too.
        apart = {"include_name": lambda name, kind, _: kind != "table" or "_search" not in str(name)}
        assert compare_metadata(MigrationContext.configure(connection, opts=apart), Base.metadata) == []
    engine.dispose()


def test_the_list_of_revisions_is_that_of_the_steps() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating.MIGRATIONS))
    steps = ScriptDirectory.from_config(config)
    assert tuple(step.revision for step in reversed(list(steps.walk_revisions()))) == migrating.REVISIONS


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.stem)
def test_a_database_of_every_version_is_brought_up(version: Path, folder: Folder, tmp_path: Path) -> None:
    shutil.copy(version, folder.database)
    with closing(sqlite3.connect(version)) as before:
        expected = before.execute("SELECT count(*), min(name) FROM customer").fetchone()
    database = open_database(folder)
    with database.read() as session:
        found = session.connection().exec_driver_sql("SELECT count(*), min(name) FROM customer").fetchone()
    database.close()
    assert tuple(found or ()) == expected
    assert expected[0] > 0
    open_database(Folder(tmp_path)).close()
    assert objects(folder.database) == objects(Folder(tmp_path).database)


def test_there_is_a_database_of_every_version() -> None:
    assert [path.stem for path in VERSIONS] == list(migrating.REVISIONS)


def test_a_file_of_this_version_is_opened_without_alembic(folder: Folder) -> None:
    open_database(folder).close()
    code = (
        "import sys; from pathlib import Path; from smsdesk.store.folder import Folder; "
        "from smsdesk.store.migrating import open_database; "
        f"open_database(Folder(Path({str(folder.path)!r}))).close(); "
        "assert not [name for name in sys.modules if name.startswith('alembic')]"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


def test_an_older_file_is_backed_up_and_migrated(folder: Folder, next_version: Callable[[str], Path]) -> None:
    remember(folder, "bakery")
    next_version(ADD_COLUMN)
    assert remembered(folder) == "bakery"
    assert "note VARCHAR" in str(objects(folder.database)["setting"])
    (backup,) = backups_in(folder)
    assert backup.kind is Kind.UPDATE
    assert "note VARCHAR" not in str(objects(backup.path)["setting"])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(f"{ADD_COLUMN}\nraise RuntimeError('boom')", "left as it was", id="a bug"),
        pytest.param(f"{ADD_COLUMN}\nop.execute('SELECT nothing')", "left as it was", id="wrong SQL"),
        pytest.param(
            f"{ADD_COLUMN}\nop.execute(\"INSERT INTO allowlist VALUES (77, '+861')\")",
            "left as it was",
            id="a broken reference",
        ),
        pytest.param(
            f"{ADD_COLUMN}\n"
            "op.execute('PRAGMA max_page_count = 1')\n"
            "op.execute(\"INSERT INTO image VALUES ('x', zeroblob(9000000))\")",
            "full or cannot be written",
            id="a full disk",
        ),
    ],
)
def test_a_failed_migration_leaves_the_file_as_it_was(
    folder: Folder,
    next_version: Callable[[str], Path],
    body: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    remember(folder, "bakery")
    before = objects(folder.database)
    next_version(body)
    with pytest.raises(DeskError) as told:
        open_database(folder)
    assert words in str(told.value)
    assert str(folder.database) in str(told.value)
    assert objects(folder.database) == before
    monkeypatch.undo()
    assert remembered(folder) == "bakery"


def test_a_program_killed_in_a_migration_leaves_the_file_as_it_was(
    folder: Folder, next_version: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(folder, "bakery")
    before = objects(folder.database)
    steps = next_version(
        f"{ADD_COLUMN}\n"
        "op.execute(\"INSERT INTO image VALUES ('x', zeroblob(9000000))\")\n"
        "import time\nprint('half way', flush=True)\ntime.sleep(60)"
    )
    code = (
        "from pathlib import Path; from smsdesk.store import migrating;"
        "from smsdesk.store.folder import Folder;"
        f"migrating.MIGRATIONS = Path({str(steps)!r}); migrating.REVISIONS = {migrating.REVISIONS!r};"
        "migrating.HEAD = '9999';"
        f"migrating.open_database(Folder(Path({str(folder.path)!r})))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "half way\n"
        program.send_signal(signal.SIGKILL)
    monkeypatch.undo()
    assert remembered(folder) == "bakery"
    assert objects(folder.database) == before


def test_two_programs_may_make_the_database_together(folder: Folder) -> None:
    code = (
        "from pathlib import Path; from smsdesk.store.folder import Folder; "
        "from smsdesk.store.migrating import open_database; "
        f"open_database(Folder(Path({str(folder.path)!r}))).close()"
    )
    programs = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [program.wait(timeout=60) for program in programs] == [0, 0, 0]
    assert remembered(folder) is None


def _newer(path: Path) -> None:
    open_database(Folder(path.parent)).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '7777'")


def _of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE song (title TEXT)")


def _not_a_database(path: Path) -> None:
    path.write_bytes(b"number,name\n13800138000,Ann\n" * 500)


def _header_destroyed(path: Path) -> None:
    open_database(Folder(path.parent)).close()
    with path.open("r+b") as file:
        file.write(b"\x00" * 64)


def _truncated(path: Path) -> None:
    open_database(Folder(path.parent)).close()
    with path.open("r+b") as file:
        file.truncate(4096)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_newer, "newer version of SMS Desk"),
        (_of_another_program, "is not a database of SMS Desk"),
        (_not_a_database, "is damaged"),
        (_header_destroyed, "is damaged"),
        (_truncated, "is damaged"),
    ],
)
def test_what_cannot_be_opened_is_told_and_not_touched(
    folder: Folder, make: Callable[[Path], None], words: str
) -> None:
    make(folder.database)
    before = folder.database.read_bytes()
    with pytest.raises(Unusable, match=words) as told:
        open_database(folder)
    assert str(folder.database) in str(told.value)
    assert folder.database.read_bytes() == before


def test_an_empty_file_is_a_new_desk(folder: Folder) -> None:
    folder.database.touch()
    assert remembered(folder) is None


def test_a_locked_database_is_told(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(folder, "bakery")
    monkeypatch.setattr("smsdesk.store.database.BUSY_TIMEOUT_MS", 50)
    database = Database(folder.database)
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(Unavailable, match="Another program holds"),
            database.write() as session,
        ):
            write_setting(session, "test", "lost")
    database.close()
    assert remembered(folder) == "bakery"


def limited_to_its_size(session: Session) -> Session:
    """The same session; the file cannot grow any more, as on a full disk."""
    session.connection().exec_driver_sql("PRAGMA max_page_count = 1")
    return session


def test_a_full_disk_loses_nothing_that_was_saved(folder: Folder) -> None:
    remember(folder, "bakery")
    database = open_database(folder)
    with (
        pytest.raises(Unavailable, match="full or cannot be written"),
        database.write() as session,
    ):
        write_setting(limited_to_its_size(session), "test", "x" * 5_000_000)
    database.close()
    assert remembered(folder) == "bakery"
