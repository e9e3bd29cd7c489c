"""The log: nothing of a customer in it, whatever a library quotes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from smsdesk.store.folder import Folder
from smsdesk.store.logfile import KEPT_FILES, QuietHandler, mask, mask_error, start_log, stop_log


@pytest.fixture
def log_file(folder: Folder) -> Iterator[Path]:
    handler = start_log(folder)
    level = logging.getLogger().level
    yield folder.log_file
    stop_log(handler)
    logging.getLogger().setLevel(level)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("claimed 500 of task 12", "claimed 500 of task 12"),
        ("number +8613800138000 refused", "number ••••• refused"),
        ("138 0013 8000", "•••••"),
        ("(0)20-7946-0018", "(•••••"),
        ("key 0123456789abcdef0123456789abcdef", "key •••••"),
        ("port 8025", "port 8025"),
        ("revision 0001", "revision 0001"),
    ],
)
def test_long_digit_runs_and_keys_are_masked(said: str, written: str) -> None:
    assert mask(said) == written


def test_a_traceback_keeps_where_and_loses_what() -> None:
    report = (
        "Traceback (most recent call last):\n"
        '  File "/opt/smsdesk/engine/queue.py", line 12345, in claim\n'
        "    number = parse(row)\n"
        "             ^^^^^^^^^^\n"
        "ValueError: 'Dear Ann, your code is 4711 and it is valid until Friday' "
        "near '亲爱的' for '+8613800138000'"
    )
    shown = mask_error(report)
    assert 'queue.py", line 12345, in claim' in shown
    assert "ValueError" in shown
    for private in ("Ann", "亲爱的", "13800138000"):
        assert private not in shown


def test_the_file_is_private_and_turns(log_file: Path) -> None:
    logger = logging.getLogger("smsdesk.test")
    for _ in range(3000):
        logger.info("x" * 2000)
    files = list(log_file.parent.iterdir())
    assert 1 < len(files) <= KEPT_FILES + 1
    assert all(path.stat().st_size < 1_100_000 for path in files)


def test_a_file_that_another_program_has_open_grows_on(
    folder: Folder, log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows: it cannot be renamed, and no record may be lost nor an older file pushed out for it."""
    handler = next(one for one in logging.getLogger().handlers if isinstance(one, QuietHandler))

    def refuse(_source: str, _target: str) -> None:
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr(handler, "rotator", refuse)
    older = [log_file.with_name(f"{log_file.name}.{number}") for number in (1, 2)]
    for path in older:
        path.write_text("older", encoding="utf-8")
    logger = logging.getLogger("smsdesk.test")
    for number in range(1100):
        logger.info("record %d. %s", number, "x" * 1000)
    written = log_file.read_text(encoding="utf-8")
    assert [number for number in range(1100) if f"record {number}." not in written] == []
    assert sum(path.name.startswith(log_file.name) for path in log_file.parent.iterdir()) == 3


def test_errors_of_libraries_are_masked_in_the_file(log_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    number = "+8613800138000"
    try:
        raise KeyError(number)
    except KeyError:
        logging.getLogger("smsdesk.test").exception("sending to %s failed", "+447700900123")
    written = log_file.read_text()
    assert "KeyError: '+…'" in written
    assert "13800138000" not in written
    assert "447700900123" not in written


def test_a_folder_without_a_place_for_it_has_no_log(tmp_path: Path) -> None:
    assert start_log(Folder(tmp_path / "nowhere")) is None
