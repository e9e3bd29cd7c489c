"""``smsdesk FILE`` beside ``smsdesk COMMAND`` (issue 7: “Open with”)."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsdesk.commandline.main import COMMANDS
from smsdesk.commandline.opened_file import without_file


@pytest.mark.parametrize(
    ("arguments", "left", "file"),
    [
        ([], [], None),
        (["list.xlsx"], [], "list.xlsx"),
        (["List.CSV"], [], "List.CSV"),
        (["--data-dir", "desk.csv", "list.tsv"], ["--data-dir", "desk.csv"], "list.tsv"),
        (["--data-dir", "desk"], ["--data-dir", "desk"], None),
        (["--data-dir=desk", "list.xlsx"], ["--data-dir=desk"], "list.xlsx"),
        (["list.xlsx", "--data-dir", "desk"], ["--data-dir", "desk"], "list.xlsx"),
        (["check", "list.xlsx"], ["check", "list.xlsx"], None),
        (["chekc"], ["chekc"], None),
        (["there"], [], "there"),
        (["send"], ["send"], None),
        (["--version"], ["--version"], None),
    ],
)
def test_a_file_stands_in_a_commands_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], left: list[str], file: str | None
) -> None:
    for name in ("there", "send"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    assert without_file(arguments, COMMANDS) == (left, tmp_path / file if file else None)
