"""The data folder and its faults in words; one engine per folder."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from smsdesk.commandline.main import main
from smsdesk.domain.errors import DeskError, Unavailable, Unusable
from smsdesk.store import filesystems
from smsdesk.store import folder as folder_module
from smsdesk.store.backup import back_up
from smsdesk.store.engine_lock import EngineLock, FolderInUse, Holder, holder_of, is_held
from smsdesk.store.folder import Folder, default_folder, folder_at, key_folder, prepare
from smsdesk.store.migrating import HEAD, open_database, revision_of
from smsdesk.store.settings import read_setting, write_setting

HOLDER = (
    "from pathlib import Path; import time\n"
    "from smsdesk.store.engine_lock import EngineLock; from smsdesk.store.folder import Folder\n"
    "lock = EngineLock(Folder(Path({path!r}))).take({kind!r}); print('held', flush=True); time.sleep(60)"
)
Usage = namedtuple("Usage", "total used free")


def test_the_folder_is_the_users_alone(tmp_path: Path) -> None:
    folder = prepare(Folder(tmp_path / "new" / "desk"))
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert {entry.name for entry in folder.path.iterdir()} == {"backups", "log"}
    assert not folder.has_desk()


def test_the_default_folder_is_the_systems_and_keys_lie_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere/data")
    assert folder_at(None) == default_folder()
    assert default_folder().path == Path("/somewhere/data/SMS Desk")
    assert not key_folder().is_relative_to(default_folder().path)


def test_a_folder_may_be_named_from_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder_at(Path("~/desk")).path == tmp_path / "desk"


def test_a_folder_that_cannot_be_found_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="~nobody-of-this-name/desk"):
        folder_at(Path("~nobody-of-this-name/desk"))
    monkeypatch.setattr(
        folder_module.platformdirs, "user_data_dir", lambda *_, **__: "~/.local/share/SMS Desk"
    )
    with pytest.raises(Unusable, match="no home folder"):
        folder_at(None)


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can remove the folder one is in there")
def test_the_folder_one_is_in_may_have_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here").rmdir()
    with pytest.raises(Unusable, match="in full"):
        folder_at(Path("desk"))


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="too long"):
        prepare(Folder(tmp_path / ("x" * 300)))


@pytest.mark.parametrize(
    "name", ["two\nlines", "店 🍞", "50% off", "q?mode=ro&a#b", 'it\'s "quoted"', "a\\b"]
)
@pytest.mark.skipif(sys.platform == "win32", reason="such names are not allowed there")
def test_whatever_a_folder_is_called_the_data_are_in_it(tmp_path: Path, name: str) -> None:
    folder = prepare(Folder(tmp_path / name))
    open_database(folder).close()
    assert folder.has_desk()
    assert [entry.name for entry in tmp_path.iterdir()] == [name]
    back_up(folder.database, folder.backups / "one")
    assert revision_of(folder.backups / "one") == HEAD


def _file_in_its_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("")


def _file_above_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.rmdir()
    path.parent.write_text("")


def _link_to_itself(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.symlink_to(path)


def _link_to_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.symlink_to(path.with_name("gone"))


def _file_inside_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.mkdir()
    (path / "backups").write_text("")


def _no_rights(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(folder_module.tempfile, "TemporaryFile", refuse)


def _read_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system", str(path))

    monkeypatch.setattr(folder_module.tempfile, "TemporaryFile", refuse)


def _almost_full(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module.shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 1000))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_file_in_its_place, "a file is in its place"),
        (_file_above_it, "a file is in its place"),
        (_file_inside_it, "desk/backups cannot be made because a file"),
        (_link_to_itself, "leads nowhere"),
        (_link_to_nothing, "leads nowhere"),
        (_no_rights, "Check its rights"),
        (_read_only, "is read-only"),
        (_almost_full, "is full"),
    ],
)
def test_a_folder_that_cannot_be_used_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path, pytest.MonkeyPatch], None],
    words: str,
) -> None:
    path = tmp_path / "inner" / "desk"
    path.parent.mkdir()
    spoil(path, monkeypatch)
    with pytest.raises(Unavailable, match=words) as told:
        prepare(Folder(path))
    assert str(path) in str(told.value)


@pytest.mark.parametrize(
    ("mounts", "network"),
    [
        ([("/", "ext4"), ("/mnt/share", "nfs4")], True),
        ([("/", "ext4"), ("/mnt", "nfs4"), ("/mnt/share", "ext4")], False),
        ([("/", "ext4"), ("/mnt/shared", "cifs")], False),
        ([("/", "ext4"), ("/mnt/share", "ext4"), ("/mnt/share", "cifs")], True),
        ([], False),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="the mount table is Linux's")
def test_a_network_drive_is_refused(
    monkeypatch: pytest.MonkeyPatch, mounts: list[tuple[str, str]], network: bool
) -> None:
    monkeypatch.setattr(filesystems, "_mounts_on_linux", lambda: mounts)
    assert filesystems.is_network_drive(Path("/mnt/share/desk")) is network


def test_a_desk_is_not_opened_on_a_network_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "is_network_drive", lambda _: True)
    with pytest.raises(Unusable, match="network drive"):
        prepare(Folder(tmp_path))


@pytest.mark.parametrize(
    ("kind", "words"),
    [("window", "already open"), ("serve", r"“smsdesk serve” \(process \d+\)"), ("send", "Wait for it")],
)
def test_a_second_program_is_told_who_holds_the_folder(tmp_path: Path, kind: str, words: str) -> None:
    folder = prepare(Folder(tmp_path))
    code = HOLDER.format(path=str(folder.path), kind=kind)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        program.stdout.readline()
        assert is_held(folder)
        with pytest.raises(FolderInUse, match=words) as told:
            EngineLock(folder).take("window")
        assert told.value.holder is not None
        assert told.value.holder.pid == program.pid
        program.send_signal(signal.SIGKILL)
    # However it died, the next one gets in.
    assert not is_held(folder)
    with EngineLock(folder).take("window") as lock:
        assert is_held(folder)
        lock.release()
        lock.release()
    assert not is_held(folder)


def test_a_holder_that_left_nonsense_is_told_without_a_name(tmp_path: Path) -> None:
    folder = prepare(Folder(tmp_path))
    with EngineLock(folder).take("window"):
        folder.holder_file.write_text("{")
        with pytest.raises(DeskError, match="Another SMS Desk"):
            EngineLock(folder).take("window")


def test_the_lock_is_taken_in_the_name_of_this_program(tmp_path: Path) -> None:
    folder = prepare(Folder(tmp_path))
    with EngineLock(folder).take("serve"):
        holder = holder_of(folder)
        assert holder == Holder("serve", os.getpid())
    assert holder_of(folder) is None


@pytest.mark.skipif(sys.platform == "win32", reason="what is in use cannot be moved there")
def test_a_folder_that_goes_while_it_is_used_is_told_and_nothing_is_written_into_nowhere(
    tmp_path: Path,
) -> None:
    folder = prepare(Folder(tmp_path / "desk"))
    with closing(open_database(folder)) as database:
        with database.write() as session:
            write_setting(session, "test", 1)
        folder.path.rename(tmp_path / "elsewhere")
        for use in (database.read, database.write):
            with pytest.raises(Unavailable, match="moved or removed") as told, use():
                pass
            assert str(folder.path) in str(told.value)
        # Another desk that was put in its place is not this one.
        prepare(folder)
        open_database(folder).close()
        with pytest.raises(Unavailable, match="moved or removed"), database.write():
            pass
        shutil.rmtree(folder.path)
        (tmp_path / "elsewhere").rename(folder.path)
        with database.write() as session:
            assert read_setting(session, "test") == 1


@pytest.mark.parametrize("command", ["backup", "check-counts"])
def test_a_folder_one_may_not_look_into_is_told(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # The superuser, whom no right stops, is stopped by a name that is too long.
    assert main(["--data-dir", str(tmp_path / ("x" * 300)), command]) == 2
    assert "is too long for this disk" in capsys.readouterr().err


def test_a_file_that_was_read_only_once_can_be_written_again(tmp_path: Path) -> None:
    """What SQLite left beside it is read-only as the file was, whatever was done to the file since."""
    folder = prepare(Folder(tmp_path))
    open_database(folder).close()
    with closing(sqlite3.connect(folder.database)) as connection:
        connection.execute("SELECT count(*) FROM setting").fetchone()
        beside = tmp_path / "smsdesk.db-shm"
        beside.chmod(0o444)
        open_database(folder).close()
        assert beside.stat().st_mode & stat.S_IWUSR
