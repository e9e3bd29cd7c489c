"""What the self-test finds wrong with a package, and how it says so (issue 7)."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from smsdesk.commandline import self_test_package
from smsdesk.commandline.self_test_steps import Trial, expect
from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import text

STYLE = "resources/styles/window.qss"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packaged program of two files and a module, as ``packaging/contents.py`` lists them."""
    lines = ["module smsdesk.domain.text"]
    for name, content in {STYLE: b"QWidget {}", "smsdesk/store/migrations/versions/__init__.py": b""}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(content)
        lines.append(f"file {hashlib.sha256(content).hexdigest()} {name}")
    (tmp_path / self_test_package.LIST).write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(self_test_package, "HOME", tmp_path)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    return tmp_path


def test_a_whole_package_passes(package: Path) -> None:
    assert "2" in self_test_package.check_files()
    assert "1" in self_test_package.check_modules(window=False)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (Path.unlink, f"not there: {STYLE}"),
        (lambda path: path.write_bytes(b""), f"not as made: {STYLE}"),
        (lambda path: path.write_bytes(b"QWidget {"), f"not as made: {STYLE}"),
    ],
)
def test_a_file_that_is_gone_or_damaged_is_named(
    package: Path, harm: Callable[[Path], object], words: str
) -> None:
    harm(package / STYLE)
    with pytest.raises(RuntimeError, match=words):
        self_test_package.check_files()


def test_what_is_gone_does_not_hide_what_is_damaged(package: Path) -> None:
    (package / STYLE).write_bytes(b"QWidget {")
    gone = "smsdesk/store/migrations/versions/__init__.py"
    (package / gone).unlink()
    with pytest.raises(RuntimeError, match=f"^not there: {gone}; not as made: {STYLE}$"):
        self_test_package.check_files()


def test_a_package_without_its_list_is_no_whole_one(package: Path) -> None:
    (package / self_test_package.LIST).unlink()
    with pytest.raises(OSError, match=self_test_package.LIST):
        self_test_package.check_files()


def _find() -> None:
    expect(False, "the style sheet is empty")


def _refuse() -> None:
    raise Unavailable(text("The disk is full."), details="errno 28")


def _break() -> None:
    raise ValueError("bad")


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (_find, "FAILED: the style sheet is empty"),
        (_refuse, "FAILED: The disk is full. errno 28"),
        (_break, "FAILED: ValueError: bad"),
        (lambda: "160 icons", "works (160 icons)"),
    ],
)
def test_a_step_says_how_it_went(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], work: Callable[[], object], told: str
) -> None:
    trial = Trial(tmp_path, as_json=False)
    assert trial.step("Looks", work) is not bool(trial.failed)
    assert capsys.readouterr().out.rstrip().endswith(told)
