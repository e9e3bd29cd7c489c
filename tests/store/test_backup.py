"""Backup and restore (S3): whole, checked, never half."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from smsdesk.app import open_desk
from smsdesk.domain.errors import DeskError, Unavailable, Unusable
from smsdesk.store.backup import (
    SUFFIX,
    back_up,
    back_up_by_timer,
    backups_in,
    open_existing,
    problems_in,
    uri,
)
from smsdesk.store.backup_names import Kind, kind_of, stamped
from smsdesk.store.folder import Folder
from smsdesk.store.migrating import HEAD, open_database
from smsdesk.store.restoring import restore
from smsdesk.store.settings import read_setting, write_setting
from smsdesk.store.stored_text import text_from_json

NOW = 1_800_000_000_000
ROW = "INSERT INTO {table} VALUES ({values})"  # every column by place: tables.py says which


def keep(folder: Folder, key: str, value: object) -> None:
    database = open_database(folder)
    with database.write() as session:
        write_setting(session, key, value)
    database.close()


def kept(folder: Folder, key: str) -> object:
    database = open_database(folder)
    with database.read() as session:
        value = read_setting(session, key)
    database.close()
    return value


def execute(path: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def put_task(path: Path, status: str, send_at: int | None = None) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT OR IGNORE INTO application (id, name, type, overview, app_id, enabled, gateway, "
            "same_content_seconds, per_number_per_day, created_at, deleted_at) "
            "VALUES (1, 'a', 'app', '', '1400000000', 1, 'sandbox', 30, 10, 0, NULL)"
        )
        connection.execute(
            "INSERT INTO task (name, application_id, template_name, signature, body, region, sms_type, "
            "source, status, send_at, created_at) "
            "VALUES (?, 1, '', '', '', 'mainland', 'regular', '', ?, ?, 0)",
            (status, status, send_at),
        )


@contextmanager
def writing_all_the_time(folder: Folder) -> Iterator[None]:
    """Another connection that commits as fast as it can."""
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(folder.database, timeout=10)) as connection:
            count = 0
            while not stop.is_set():
                count += 1
                with connection:
                    connection.execute("INSERT INTO image VALUES (?, zeroblob(50000))", (f"image {count}",))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def test_a_backup_of_a_desk_in_use_is_one_whole_file(folder: Folder) -> None:
    keep(folder, "bakery", "Riverside")
    target = stamped(folder.backups, Kind.HAND)
    steps: list[tuple[int, int]] = []
    with writing_all_the_time(folder):
        for _ in range(5):
            back_up(folder.database, target, progress=lambda done, total: steps.append((done, total)))
    assert [path.name for path in folder.backups.iterdir()] == [target.name]
    assert os.stat(target).st_mode & 0o077 == 0
    with closing(sqlite3.connect(target)) as connection:
        assert problems_in(connection) == []
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert steps[-1][0] == steps[-1][1] > 0


def test_a_backup_can_be_stopped_and_leaves_nothing(folder: Folder) -> None:
    keep(folder, "bakery", "Riverside")

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError("stopped")

    with pytest.raises(DeskError):
        back_up(folder.database, folder.backups / "x", progress=stop)
    assert list(folder.backups.iterdir()) == []


def _damage(path: Path) -> None:
    """Zeroes in the middle: the file opens, and its pages are wrong."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\x00" * (size // 4))


def test_a_damaged_database_is_not_called_a_backup(folder: Folder) -> None:
    keep(folder, "text", "x" * 300_000)
    _damage(folder.database)
    with pytest.raises(Unusable, match="damaged") as told:
        back_up(folder.database, folder.backups / "x")
    assert str(folder.database) in str(told.value)
    assert list(folder.backups.iterdir()) == []


def test_a_backup_into_a_place_that_cannot_be_written_is_told(folder: Folder, tmp_path: Path) -> None:
    keep(folder, "bakery", "Riverside")
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be written"):
        back_up(folder.database, tmp_path / "file" / "backup")


def test_the_timer_keeps_the_last_ones_and_others_backups(folder: Folder) -> None:
    keep(folder, "bakery", "Riverside")
    back_up(folder.database, stamped(folder.backups, Kind.HAND))
    made = [back_up_by_timer(folder, every_hours=0, keep=3) for _ in range(5)]
    assert None not in made
    left = [backup.path for backup in backups_in(folder)]
    assert sorted(kind_of(path.name) for path in left) == [Kind.HAND, Kind.DAILY, Kind.DAILY, Kind.DAILY]
    assert made[-1] in left
    assert back_up_by_timer(folder, every_hours=24) is None


def test_a_backup_from_a_time_that_has_not_come_holds_back_no_other(folder: Folder) -> None:
    keep(folder, "bakery", "Riverside")
    wrong = back_up_by_timer(folder)
    assert wrong is not None
    os.utime(wrong, (4_102_444_800, 4_102_444_800))  # 2100
    assert back_up_by_timer(folder) is not None
    assert back_up_by_timer(folder) is None


def test_backups_of_a_clock_that_was_ahead_do_not_push_out_those_of_the_right_time(folder: Folder) -> None:
    keep(folder, "bakery", "Riverside")
    ahead = [back_up_by_timer(folder, every_hours=0, keep=3) for _ in range(3)]
    for place, path in enumerate(ahead):
        assert path is not None
        os.utime(path, (time.time() + (place + 1) * 90_000,) * 2)
    right = [back_up_by_timer(folder, every_hours=0, keep=3) for _ in range(3)]
    assert {each.path for each in backups_in(folder)} == set(right)


def test_what_is_no_file_does_not_hide_the_backups(folder: Folder) -> None:
    keep(folder, "bakery", "Riverside")
    made = back_up_by_timer(folder)
    for place in range(20):  # whichever comes first in the folder
        (folder.backups / f"gone {place}{SUFFIX}").symlink_to(folder.backups / "nowhere")
        (folder.backups / f"folder {place}{SUFFIX}").mkdir()
    assert [each.path for each in backups_in(folder)] == [made]


def test_what_was_left_half_done_by_a_kill_is_removed_at_the_next_start(folder: Folder) -> None:
    keep(folder, "bakery", "Riverside")
    left = [
        folder.backups / f"hand-20260501-081500{SUFFIX}.part",
        folder.backups / f"hand-20260501-081500{SUFFIX}.part-journal",
        folder.path / "smsdesk.db.restoring",
        folder.path / "smsdesk.db.restoring-wal",
        folder.path / "smsdesk.db.restoring.part",
        folder.path / "smsdesk.db.restoring.part-journal",
    ]
    under_way = folder.backups / f"hand-20260501-091500{SUFFIX}.part"
    for each in (*left, under_way):
        each.write_bytes(b"half")
    for each in left:
        os.utime(each, (1, 1))
    open_desk(folder.path, engine=True, safe=True).close()
    assert [each.name for each in left if each.exists()] == []
    assert under_way.exists()
    assert kept(folder, "bakery") == "Riverside"


def test_a_restore_brings_back_and_keeps_what_was_there(folder: Folder) -> None:
    keep(folder, "bakery", "Riverside")
    backup = stamped(folder.backups, Kind.HAND)
    back_up(folder.database, backup)
    keep(folder, "bakery", "Hillside")
    done = restore(folder, backup, now=NOW)
    assert kept(folder, "bakery") == "Riverside"
    assert done.kept is not None
    assert str(done.kept) in str(done.message)
    restore(folder, done.kept, now=NOW)
    assert kept(folder, "bakery") == "Hillside"
    assert not list(folder.path.glob("*.restoring*"))


def test_what_a_backup_was_about_to_send_is_held(folder: Folder) -> None:
    """It may have been sent after the backup was made; the user decides (E5)."""
    open_database(folder).close()
    for status in ("sending", "paused", "stopped", "sent", "draft"):
        put_task(folder.database, status)
    put_task(folder.database, "scheduled", NOW - 1)
    put_task(folder.database, "scheduled", NOW + 1)
    backup = stamped(folder.backups, Kind.HAND)
    back_up(folder.database, backup)
    done = restore(folder, backup, now=NOW)
    assert done.held == 3
    found = execute(folder.database, "SELECT name, status FROM task ORDER BY id")
    assert found == [
        ("sending", "stopped"),
        ("paused", "stopped"),
        ("stopped", "stopped"),
        ("sent", "sent"),
        ("draft", "draft"),
        ("scheduled", "overdue"),
        ("scheduled", "scheduled"),
    ]


def test_alarms_and_callbacks_of_a_backup_are_not_sent_again(folder: Folder) -> None:
    """What was waiting then may have been told since (A9, N3); what happens from now on is told as ever."""
    open_database(folder).close()
    for taken in (NOW - 9_000, None):
        execute(
            folder.database,
            "INSERT INTO alarm (application_id, event, details, count, first_at, last_at, due_at, taken_at)"
            " VALUES (0, 'review', '[]', 1, 1, 2, 3, ?)",
            taken,
        )
    for status in ("waiting", "sent"):
        execute(
            folder.database,
            "INSERT INTO alarm_delivery (alarm_id, application_id, channel, contact, address, status, due_at)"
            " VALUES (1, 0, 'email', 'Ann', 'ann@bakery.example', ?, 0)",
            status,
        )
        execute(
            folder.database,
            "INSERT INTO callback (application_id, kind, payload, status, created_at, due_at)"
            " VALUES (1, 'status', '{}', ?, 0, 0)",
            status,
        )
    backup = stamped(folder.backups, Kind.HAND)
    back_up(folder.database, backup)
    restore(folder, backup, now=NOW)
    for outbox in ("alarm_delivery", "callback"):
        held, sent = execute(folder.database, f"SELECT status, fault, done_at FROM {outbox} ORDER BY id")
        assert (held[0], held[2]) == ("failed", NOW)
        assert str(text_from_json(str(held[1]))).startswith("Held by a restore")
        assert sent == ("sent", None, None)
    assert execute(folder.database, "SELECT taken_at FROM alarm ORDER BY id") == [(NOW - 9_000,), (2,)]


def test_a_restore_into_an_empty_folder_keeps_nothing_aside(folder: Folder, tmp_path: Path) -> None:
    keep(folder, "bakery", "Riverside")
    backup = tmp_path / "backup"
    back_up(folder.database, backup)
    folder.database.unlink()
    assert restore(folder, backup, now=NOW).kept is None
    assert kept(folder, "bakery") == "Riverside"


def test_a_damaged_desk_can_be_restored_and_is_kept_as_it_was(folder: Folder) -> None:
    keep(folder, "text", "x" * 300_000)
    backup = stamped(folder.backups, Kind.HAND)
    back_up(folder.database, backup)
    _damage(folder.database)
    damaged = folder.database.read_bytes()
    done = restore(folder, backup, now=NOW)
    assert kept(folder, "text") == "x" * 300_000
    assert done.kept is not None
    assert (done.kept / "smsdesk.db").read_bytes() == damaged


def _missing(backup: Path) -> None:
    backup.unlink()


def _newer(backup: Path) -> None:
    execute(backup, "UPDATE alembic_version SET version_num = '7777'")


def _spreadsheet(backup: Path) -> None:
    backup.write_bytes(b"PK\x03\x04" + b"number" * 1000)


def _empty(backup: Path) -> None:
    backup.write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_missing, "There is no backup"),
        (_newer, "newer version"),
        (_spreadsheet, "damaged"),
        (_empty, "is not a database of SMS Desk"),
        (_damage, "is damaged. Nothing was changed"),
    ],
)
def test_a_backup_that_cannot_be_used_changes_nothing(
    folder: Folder, tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    keep(folder, "text", "x" * 300_000)
    backup = tmp_path / "backup"
    back_up(folder.database, backup)
    spoil(backup)
    before = folder.database.read_bytes()
    with pytest.raises(Unusable, match=words) as told:
        restore(folder, backup, now=NOW)
    assert str(backup) in str(told.value)
    assert folder.database.read_bytes() == before
    assert sorted(path.name for path in folder.path.iterdir()) == ["backups", "log", "smsdesk.db"]


def test_an_older_backup_is_migrated(
    folder: Folder, tmp_path: Path, next_version: Callable[[str], Path]
) -> None:
    keep(folder, "bakery", "Riverside")
    backup = tmp_path / "backup"
    back_up(folder.database, backup)
    shutil.copy(backup, tmp_path / "untouched")
    next_version("op.execute('ALTER TABLE setting ADD COLUMN note VARCHAR')")
    restore(folder, backup, now=NOW)
    assert execute(folder.database, "SELECT version_num FROM alembic_version") == [("9999",)]
    assert execute(folder.database, "SELECT note FROM setting") == [(None,)]
    assert backup.read_bytes() == (tmp_path / "untouched").read_bytes()
    assert HEAD != "9999"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (PurePosixPath("/home/anna/my desk.db"), "file:///home/anna/my%20desk.db"),
        (PureWindowsPath(r"C:\Users\Anna\a#b.db"), "file:///C:/Users/Anna/a%23b.db"),
        # SQLite refuses an address with a host in it, which Path.as_uri would make of a share.
        (PureWindowsPath(r"\\nas\desk\old.db"), "file:////nas/desk/old.db"),
    ],
)
def test_a_database_has_an_address_without_a_host(path: PurePath, address: str) -> None:
    assert uri(path) == address


@pytest.mark.parametrize("name", ["a b.db", "100%.db", "who?#.db", "安娜.db", "\udcff.db", "a:b.db"])
def test_a_database_opens_whatever_its_file_is_called(tmp_path: Path, name: str) -> None:
    if os.name == "nt" and any(one in name for one in "?:\udcff"):
        pytest.skip("no file is called that there")
    with closing(sqlite3.connect(os.fsencode(tmp_path / name))) as made:
        made.execute("CREATE TABLE there (is_it)")
    with closing(open_existing(tmp_path / name)) as found:
        assert found.execute("SELECT count(*) FROM there").fetchone() == (0,)
