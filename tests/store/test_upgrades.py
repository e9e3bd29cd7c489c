"""Real desks of every earlier version: brought up, or left as they were with a sentence (S3)."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from smsdesk.app import open_desk
from smsdesk.domain.errors import Unavailable, Unusable
from smsdesk.store.backup import SUFFIX, back_up, backups_in
from smsdesk.store.backup_names import Kind
from smsdesk.store.folder import Folder
from smsdesk.store.migrating import HEAD, open_database, revision_of
from smsdesk.store.restoring import would_help

OLDER = [path for path in sorted((Path(__file__).parent / "versions").glob("*.db")) if path.stem != HEAD]
older = pytest.mark.parametrize("version", OLDER, ids=lambda path: path.stem)

#: Opens a desk in a program whose files cannot grow beyond a size, as on a full disk, at once or after the
#: backup; says what it told.
CRAMPED = """
import json, resource, sys
from pathlib import Path
from smsdesk.domain.errors import DeskError
from smsdesk.store.folder import Folder
from smsdesk.store import migrating
import alembic.command, alembic.config

def fill(*arguments):
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    return migrate(*arguments) if arguments else None

folder, migrate = Folder(Path(sys.argv[1])), migrating.migrate
if sys.argv[2] == "now":
    fill()
else:
    migrating.migrate = fill
try:
    migrating.open_database(folder).close()
except DeskError as fault:
    print(json.dumps([type(fault).__name__, str(fault)]))
"""


def contents(path: Path) -> str:
    """Everything in a database, as one value."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        found = hashlib.sha256()
        for line in connection.iterdump():
            found.update(line.encode())
    return found.hexdigest()


def cramped(folder: Folder, when: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", CRAMPED, str(folder.path), when],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    kind, said = json.loads(done.stdout)
    return kind, said


@older
def test_an_older_desk_is_backed_up_and_opens(version: Path, folder: Folder) -> None:
    shutil.copy(version, folder.database)
    before = contents(folder.database)
    with open_desk(folder.path, engine=False):
        pass
    assert revision_of(folder.database) == HEAD
    [backup] = backups_in(folder)
    assert backup.kind is Kind.UPDATE
    assert contents(backup.path) == before
    with closing(sqlite3.connect(folder.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@older
def test_half_way_through_nothing_has_changed(
    version: Path, folder: Folder, next_version: Callable[[str], Path], caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copy(version, folder.database)
    before = contents(folder.database)
    next_version("op.execute('DELETE FROM customer')\nraise RuntimeError('boom')")
    with pytest.raises(Unusable, match="left as it was") as told:
        open_database(folder)
    assert str(folder.database) in str(told.value)
    assert contents(folder.database) == before
    assert [contents(backup.path) for backup in backups_in(folder)] == [before]


@older
def test_what_a_migration_damages_is_not_kept(
    version: Path, folder: Folder, next_version: Callable[[str], Path], caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copy(version, folder.database)
    before = contents(folder.database)
    next_version(
        "op.execute('CREATE TABLE sound (n INTEGER CHECK (n > 0))')\n"
        "op.execute('PRAGMA ignore_check_constraints = ON')\n"
        "op.execute('INSERT INTO sound VALUES (-1)')\n"
        "op.execute('PRAGMA ignore_check_constraints = OFF')"
    )
    with pytest.raises(Unusable, match="left as it was"):
        open_database(folder)
    assert contents(folder.database) == before


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
@older
@pytest.mark.parametrize("full", ["now", "after the backup"])
def test_on_a_full_disk_nothing_has_changed(version: Path, folder: Folder, full: str) -> None:
    shutil.copy(version, folder.database)
    before = contents(folder.database)
    kind, said = cramped(folder, full)
    assert kind == Unavailable.__name__
    if full == "now":
        assert "the backup before that failed" in said
        assert said.endswith("Nothing was changed.")
        assert backups_in(folder) == []
    else:
        assert str(folder.database) in said
        assert len(backups_in(folder)) == 1
    assert contents(folder.database) == before
    assert not list(folder.path.rglob("*.part"))
    open_database(folder).close()
    assert revision_of(folder.database) == HEAD


@older
@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_a_damaged_desk_is_not_brought_up_and_a_backup_is_offered(
    version: Path, folder: Folder, place: float
) -> None:
    back_up(version, folder.backups / f"daily{SUFFIX}")
    spoiled = bytearray(version.read_bytes())
    start = int(len(spoiled) * place) // 4096 * 4096
    spoiled[start : start + 4096] = bytes(range(256)) * 16
    folder.database.write_bytes(spoiled)
    with pytest.raises(Unusable, match="is damaged") as told:
        open_database(folder)
    assert would_help(folder, told.value)
    assert folder.database.read_bytes() == spoiled
    assert [backup.path.stem for backup in backups_in(folder)] == ["daily"]


def test_an_emptied_desk_is_no_new_one_where_there_are_backups(folder: Folder) -> None:
    """What a full disk or a power cut may leave of it; a welcome would have the user believe all is lost."""
    back_up(OLDER[-1], folder.backups / f"daily{SUFFIX}")
    folder.database.write_bytes(b"")
    with pytest.raises(Unusable, match="is empty") as told:
        open_database(folder)
    assert would_help(folder, told.value)
    assert folder.database.read_bytes() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes with a name there")
def test_a_pipe_in_its_place_is_not_waited_for(folder: Folder) -> None:
    os.mkfifo(folder.database)
    with pytest.raises(Unusable, match="not a database of SMS Desk"):
        open_database(folder)
