"""The record a desk is counted against: whole lines, on disk before the answer."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from smsdesk.carrier.journal import Confirmed, Journal, Taken, content_hash, read_journal, taken_references

HELLO = content_hash("hello")
FIRST = Taken(1, 1000, "a", "+8613900000001", HELLO, 1)
SECOND = Taken(2, 1000, "b", "+8613900000002", HELLO, 2)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "taken.log"
    journal = Journal(path)
    journal.taken([FIRST, SECOND])
    journal.confirmed(["d1", "r2"])
    journal.confirmed([])
    assert list(read_journal(path)) == [FIRST, SECOND, Confirmed(("d1", "r2"))]
    journal.close()
    assert path.stat().st_mode & 0o077 == 0


def test_a_reference_taken_twice_counts_twice(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "taken.log")
    journal.taken([FIRST, SECOND])
    journal.taken([FIRST])
    journal.close()
    assert taken_references(tmp_path / "taken.log") == {"a": 2, "b": 1}


@pytest.mark.parametrize("torn", [b"T\t3\t10", b"T", b"\xff", b"x" * 100_000])
def test_a_half_written_line_is_cut_off_when_it_is_opened_again(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "taken.log"
    journal = Journal(path)
    journal.taken([FIRST])
    journal.close()
    with path.open("ab") as file:
        file.write(torn)
    assert list(read_journal(path)) == [FIRST]
    journal = Journal(path)
    journal.taken([SECOND])
    journal.close()
    assert list(read_journal(path)) == [FIRST, SECOND]


@pytest.mark.parametrize("line", [b"", b"T\t1\t2", b"X\t1", b"T\ta\t1\tr\t+86\th\t1", b"\xff\xfe"])
def test_an_unreadable_line_is_passed_over(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "taken.log"
    path.write_bytes(line + b"\n" + b"T\t1\t1000\ta\t+8613900000001\t" + HELLO.encode() + b"\t1\n")
    assert list(read_journal(path)) == [FIRST]


def test_a_missing_file_holds_nothing(tmp_path: Path) -> None:
    assert list(read_journal(tmp_path / "none.log")) == []


def test_when_the_disk_is_full_none_of_the_batch_is_on_record(tmp_path: Path) -> None:
    path = tmp_path / "taken.log"
    journal = Journal(path)
    journal.taken([FIRST])
    before = path.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (before + 70, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            journal.taken([SECOND] * 10)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(read_journal(path)) == [FIRST]
    journal.taken([SECOND])
    journal.close()
    assert list(read_journal(path)) == [FIRST, SECOND]
