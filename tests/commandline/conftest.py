"""The command line run in this process, on a sample desk that every test has for itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from smsdesk.commandline.main import main


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one line on standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("check", file, "--json")``: everything is made a string."""

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as ended:
            # argparse's own way out: help, version, a wrong option.
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def sample_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "desk"
    assert main(["--data-dir", str(path), "sample", "--json"]) == 0
    return path


@pytest.fixture
def desk(sample_once: Path, tmp_path: Path) -> Path:
    """The data folder of a sample desk."""
    path = tmp_path / "desk"
    shutil.copytree(sample_once, path)
    return path


@pytest.fixture
def sheet(desk: Path) -> Path:
    return desk / "sample-customers.xlsx"
