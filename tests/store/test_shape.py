"""A file that SQLite calls sound and that lacks something: one sentence, and a backup (S1, S3)."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from smsdesk.app import open_desk
from smsdesk.commandline.main import main
from smsdesk.domain.errors import Unusable
from smsdesk.domain.profile import Identity
from smsdesk.operations.profile import create_profile
from smsdesk.store.backup import SUFFIX, back_up
from smsdesk.store.folder import Folder
from smsdesk.store.migrating import open_database
from smsdesk.store.restoring import restore, would_help
from smsdesk.store.shape import missing_in

LOSSES = {
    "rollup": "DROP TABLE rollup",
    "message": "DROP TABLE message",
    "task.name": "ALTER TABLE task RENAME COLUMN name TO other",
    "customer_search": "DROP TABLE customer_search",
    "customer_search_insert": "DROP TRIGGER customer_search_insert",
}

BAD_PROFILE = "UPDATE setting SET value = '{' WHERE key = 'profile'"
#: Another one would be made in its place, and none of the keys would be found with that.
NO_DESK_ID = "DELETE FROM setting WHERE key = 'desk_id'"


def execute(folder: Folder, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder.database, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement, values)


@pytest.fixture
def desk(folder: Folder) -> Folder:
    """A desk with a backup of it."""
    with open_desk(folder.path, engine=False) as app:
        create_profile(
            app.desk,
            business_name="Riverside Bakery",
            identity=Identity.ORGANIZATION,
            country="CN",
            time_zone="Asia/Shanghai",
        )
    back_up(folder.database, folder.backups / f"daily{SUFFIX}")
    return folder


def test_a_desk_of_this_version_lacks_nothing(desk: Folder) -> None:
    with closing(sqlite3.connect(desk.database)) as connection:
        assert missing_in(connection) == []


@pytest.mark.parametrize("lost", LOSSES)
def test_what_is_lost_is_told_and_a_backup_brings_it_back(desk: Folder, lost: str) -> None:
    execute(desk, LOSSES[lost])
    with pytest.raises(Unusable, match=r"is incomplete.*restore") as told:
        open_database(desk)
    assert lost in told.value.details
    assert would_help(desk, told.value)
    restore(desk, desk.backups / f"daily{SUFFIX}", now=1)
    open_desk(desk.path, engine=False).close()


def test_an_index_that_is_lost_is_missed(desk: Folder) -> None:
    with closing(sqlite3.connect(desk.database)) as connection:
        [name, *_] = (
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql <> ''")
        )
        connection.execute(f"DROP INDEX {name}")
        assert missing_in(connection) == [name]


@pytest.mark.parametrize(
    "loss",
    [
        "DELETE FROM alembic_version",
        "DROP TABLE alembic_version",
        BAD_PROFILE,
        "UPDATE setting SET value = '17' WHERE key = 'desk_id'",
        NO_DESK_ID,
    ],
)
def test_a_backup_is_offered_for_every_row_that_is_damaged(
    desk: Folder, loss: str, capsys: pytest.CaptureFixture[str]
) -> None:
    execute(desk, loss)
    with pytest.raises(Unusable) as told:
        open_desk(desk.path, engine=False)
    assert would_help(desk, told.value)
    assert main(["--data-dir", str(desk.path), "check-counts"]) == 2
    assert capsys.readouterr().err.strip() == " ".join(str(told.value).split())
    restore(desk, desk.backups / f"daily{SUFFIX}", now=1)
    open_desk(desk.path, engine=False).close()


def test_a_foreign_file_without_backups_is_only_named(folder: Folder) -> None:
    execute(folder, "CREATE TABLE song (title TEXT)")
    with pytest.raises(Unusable, match="is not a database of SMS Desk") as told:
        open_database(folder)
    assert not would_help(folder, told.value)


@pytest.mark.parametrize("loss", [LOSSES["rollup"], BAD_PROFILE, NO_DESK_ID])
def test_a_backup_that_could_not_be_opened_is_not_put_in_place(desk: Folder, loss: str) -> None:
    sound = desk.backups / f"daily{SUFFIX}"
    bad = desk.backups / f"bad{SUFFIX}"
    execute(desk, loss)
    back_up(desk.database, bad)
    restore(desk, sound, now=1)
    with pytest.raises(Unusable, match=r"The backup .*bad.* is damaged. Nothing was changed"):
        restore(desk, bad, now=1)
    open_desk(desk.path, engine=False).close()


def test_nothing_is_no_backup(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.database.touch()
    assert main(["--data-dir", str(folder.path), "backup"]) == 2
    assert "There is no desk" in capsys.readouterr().err
    assert list(folder.backups.iterdir()) == []
