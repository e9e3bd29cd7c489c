"""Parts of the program as processes of their own: from source, and as a packaged program starts itself."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from smsdesk.domain import child_process
from smsdesk.domain.child_process import PARTS, READ_SHEET, Part, command, start

ROOT = Path(child_process.__file__).parents[2]

#: A packaged program starts itself; the interpreter with our module stands in for it.
FROZEN = '#!/bin/sh\nexec {python} -m smsdesk "$@"\n'


@pytest.mark.parametrize("part", PARTS.values(), ids=str)
def test_every_part_has_a_main(part: Part) -> None:
    assert callable(importlib.import_module(part.module).main)


def test_from_source_a_part_is_a_module() -> None:
    assert command(READ_SHEET) == [sys.executable, "-m", "smsdesk.sheets.child"]


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_a_packaged_program_starts_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "smsdesk"
    program.write_text(FROZEN.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.chdir(ROOT)
    said, _ = start(READ_SHEET).communicate(
        b'{"path": "/no/such/file.csv", "sheet": null, "encoding": null, "delimiter": null, '
        b'"include_hidden": false, "limits": {}}\n',
        timeout=60,
    )
    assert b'"fault"' in said


def test_nothing_else_starts_a_python() -> None:
    """``sys.executable`` is the program itself once it is packaged: only one module may start it."""
    users = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "smsdesk").rglob("*.py")
        if "sys.executable" in path.read_text(encoding="utf-8")
        or "multiprocessing" in path.read_text(encoding="utf-8")
    ]
    assert users == ["smsdesk/domain/child_process.py"]


def test_what_cannot_be_started_is_an_error_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    with pytest.raises(FileNotFoundError):
        start(READ_SHEET)
