"""Names of backups: in words and local time, safe, in order, never twice (S3)."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.store.backup import back_up, back_up_by_timer, backups_in
from smsdesk.store.backup_names import SUFFIX, UNDER_WAY, Kind, free_name, kind_of, named_at, stamped
from smsdesk.store.folder import Folder
from smsdesk.store.migrating import open_database

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 11, 21, 16, 5, 9, tzinfo=BERLIN)
MADE = tuple(kind for kind in Kind if kind is not Kind.OTHER)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone cannot be changed there")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def make(folder: Path, kind: Kind, at: datetime) -> str:
    """A backup as ``back_up`` leaves it: the held name becomes the file."""
    path = stamped(folder, kind, clock=lambda: at)
    path.with_name(path.name + UNDER_WAY).rename(path)
    return path.name.removesuffix(SUFFIX)


def test_a_name_says_when_and_why_in_words(tmp_path: Path) -> None:
    assert make(tmp_path, Kind.HAND, AT) == "2026-11-21 16.05 by hand"
    assert make(tmp_path, Kind.HAND, AT) == "2026-11-21 16.05.09 by hand"
    assert make(tmp_path, Kind.DAILY, AT) == "2026-11-21 16.05.09.02 daily"
    assert make(tmp_path, Kind.HAND, AT + timedelta(seconds=1)) == "2026-11-21 16.05.10 by hand"
    assert make(tmp_path, Kind.UPDATE, AT + timedelta(minutes=1)) == "2026-11-21 16.06 before an update"
    assert free_name(tmp_path, Kind.DAMAGED, clock=lambda: AT).name == "2026-11-21 16.05.09.03 damaged"


def test_an_hour_that_comes_twice_takes_no_name_twice(tmp_path: Path) -> None:
    """In Berlin the clock is set back from 3:00 to 2:00 on 25 October 2026."""
    first = datetime(2026, 10, 25, 2, 30, 15, tzinfo=BERLIN)
    again = datetime(2026, 10, 25, 2, 30, 40, tzinfo=BERLIN, fold=1)
    assert again.timestamp() - first.timestamp() == 3625
    names = [make(tmp_path, Kind.DAILY, at) for at in (first, again, again)]
    assert names == [
        "2026-10-25 02.30 daily",
        "2026-10-25 02.30.40 daily",
        "2026-10-25 02.30.40.02 daily",
    ]
    assert sorted(names) == names


@given(
    st.lists(st.tuples(st.sampled_from(MADE), st.integers(0, 40)), min_size=1, max_size=12),
    st.integers(0, 40_000_000),
)
def test_names_are_in_the_order_of_time_and_safe_everywhere(
    tmp_path_factory: pytest.TempPathFactory, made: list[tuple[Kind, int]], minutes: int
) -> None:
    folder, names = tmp_path_factory.mktemp("backups"), []
    at = AT.astimezone(UTC) + timedelta(minutes=minutes)
    for kind, seconds in made:
        at += timedelta(seconds=seconds)
        names.append(make(folder, kind, at))
        assert kind_of(names[-1] + SUFFIX) is kind
    assert len(set(names)) == len(names)
    assert sorted(names) == names
    assert not re.search(r'[<>:"/\\|?*]', "".join(names))


def test_two_programs_at_the_same_time_get_two_names(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as programs:
        found = list(programs.map(lambda _: stamped(tmp_path, Kind.HAND, clock=lambda: AT), range(24)))
    assert len(set(found)) == 24


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("hand-20261121-150509", Kind.HAND),
        ("daily-20261121-150509-2", Kind.DAILY),
        ("before-restore-20261121-150509", Kind.RESTORE),
        ("before-0003-20261121-150509", Kind.UPDATE),
        ("2026-11-21 16.05.09 by hand", Kind.HAND),
        ("2026-11-21 16.05.09.02 before a restore", Kind.RESTORE),
    ],
)
def test_old_and_new_names_are_read(berlin: None, name: str, kind: Kind) -> None:
    assert kind_of(name + SUFFIX) is kind
    assert named_at(name + SUFFIX) == int(AT.timestamp() * 1000)


@pytest.mark.parametrize(
    "name",
    [
        "my desk",
        "",
        "daily",
        "2026-11-21 daily notes",
        "9999-99-99 99.99 daily",
        "日",
    ],
)
def test_other_names_say_nothing(name: str) -> None:
    assert named_at(name + SUFFIX) == 0
    assert kind_of(name + SUFFIX) is (Kind.DAILY if name.startswith("9999") else Kind.OTHER)


def test_older_names_are_listed_sorted_and_rotated_with_new_ones(berlin: None, folder: Folder) -> None:
    open_database(folder).close()
    older = [f"daily-202611{day:02}-081500" for day in (1, 2, 3)]
    for name in (*older, "hand-20261101-081500"):
        path = folder.backups / (name + SUFFIX)
        back_up(folder.database, path)
        os.utime(path, (1_000_000, 1_000_000))  # copied from another computer, all at once
    listed = [one.path.name.removesuffix(SUFFIX) for one in backups_in(folder)]
    assert listed == [older[2], older[1], "hand-20261101-081500", older[0]]
    made = back_up_by_timer(folder, every_hours=0, keep=2)
    assert made is not None
    left = [one.path.name.removesuffix(SUFFIX) for one in backups_in(folder)]
    assert left == [made.name.removesuffix(SUFFIX), older[2], "hand-20261101-081500"]
    assert [one.name for one in folder.backups.iterdir() if one.name.endswith(UNDER_WAY)] == []


def test_a_folder_that_cannot_be_written_is_told_when_the_backup_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = stamped(tmp_path / "file", Kind.HAND, clock=lambda: AT)
    assert path.name == f"2026-11-21 16.05 by hand{SUFFIX}"
    assert kind_of(f"2026-11-21 16.05 ours{SUFFIX}") is Kind.OTHER
