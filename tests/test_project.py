"""The rules of the house, kept true by being tested: rooms, names, sizes, pins, locks and translations."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "smsdesk").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {name: ROOT / "requirements" / f"{name}.txt" for name in ("run", "dev")}

#: Names that say nothing about what a file holds.
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "tools", "stuff"}
LONGEST_FILE = 400


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# ------------------------------------------------------------------------------------------- rooms


def test_rooms_import_one_way() -> None:
    # As a program of its own: inside this one it would switch off the loggers that there are.
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache", "--no-logo"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_no_drawer_for_everything() -> None:
    assert [short(path) for path in [*MODULES, *TESTS] if DRAWERS & {path.stem, path.parent.name}] == []


def test_no_file_is_longer_than_the_ceiling() -> None:
    lengths = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*MODULES, *TESTS]}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        short(path)
        for path in MODULES
        if path.read_text(encoding="utf-8").strip() and "migrations" not in path.parts
        if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []


# ------------------------------------------------------------------------------------------- tests


#: Ways to wait for a length of time.
SLEEPS = {"time.sleep", "qtbot.wait", "QTest.qWait", "QThread.sleep", "QThread.msleep"}


def test_no_test_sleeps() -> None:
    """A test waits for what it waits for (an event, a condition), never for a length of time."""
    found = [
        f"{short(path)}:{node.lineno}"
        for path in TESTS
        if "bench" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SLEEPS
    ]
    assert found == []


# ------------------------------------------------------------------------------------------- Qt's own


def test_no_layout_is_asked_for_its_items() -> None:
    """Python holds what ``itemAt`` gave it until the layout goes, also when Qt has deleted the item, and
    takes the next thing at that address for it: a table's scroll bar was a ``QWidgetItem`` then."""
    found = [
        f"{short(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Attribute)
        if node.func.attr in {"itemAt", "itemAtPosition"}
    ]
    assert found == []


# ------------------------------------------------------------------------------------ pins and locks


class _Emitter(QObject):
    happened = Signal(bool)


@pytest.mark.parametrize("constant", [None, True])
def test_qt_keeps_its_hands_off_python_constants(qtbot: object, constant: object) -> None:
    """PySide6 6.12.0 on Python 3.11 drops a reference at each void call and emit until it aborts."""
    label, emitter = QLabel(), _Emitter()
    before = sys.getrefcount(constant)
    for _ in range(200):
        label.setText("x")
        emitter.happened.emit(True)
    assert sys.getrefcount(constant) > before - 50


def test_qt_is_pinned_below_the_broken_version() -> None:
    wanted = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    [qt] = [one for one in wanted if one.name.startswith("PySide6")]
    assert qt.name == "PySide6-Essentials", "Addons holds parts under GPL-3.0"
    assert not qt.specifier.contains("6.12.0")


def locked(name: str) -> dict[str, str]:
    """The versions of a lock file, by normalised name."""
    lines = LOCKS[name].read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ")[0].split("==") for line in lines if re.match(r"[a-z0-9]", line))


def declared(group: str) -> list[Requirement]:
    """What pyproject.toml asks for in a dependency group, groups within it included."""
    wanted = []
    for line in PROJECT["dependency-groups"][group]:
        wanted += declared(line["include-group"]) if isinstance(line, dict) else [Requirement(line)]
    return wanted


@pytest.mark.parametrize(("name", "group"), [("run", "build"), ("dev", "dev")])
def test_locks_hold_what_the_project_asks_for(name: str, group: str) -> None:
    versions = locked(name)
    wanted = [Requirement(line) for line in PROJECT["project"]["dependencies"]] + declared(group)
    stale = [
        str(one)
        for one in wanted
        if not one.specifier.contains(versions.get(canonicalize_name(one.name), "0"))
    ]
    assert stale == [], "run make lock"


def test_both_locks_agree() -> None:
    run, dev = locked("run"), locked("dev")
    assert {name: (version, dev.get(name)) for name, version in run.items() if dev.get(name) != version} == {}


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_every_file_by_hash_and_no_server(name: str) -> None:
    text = LOCKS[name].read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    blocks = re.split(r"\n(?=[a-z0-9])", text[re.search(r"^[a-z0-9]", text, re.MULTILINE).start() :])  # type: ignore[union-attr]
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


# ------------------------------------------------------------------------------------ translations


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    """``scripts/translations.py``, which ``make check`` runs over the whole source."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "scripts" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('tr("Hello {name}", name=x)', [("Hello {name}",)]),
        ('say("Hello")', [("Hello",)]),
        ('trn("{count} file", "{count} files", n)', [("{count} file", "{count} files")]),
        ('tr("Variables are {1}, {2}")', [("Variables are {1}, {2}",)]),
        ('tr("Hello {name}", **values)', [("Hello {name}",)]),
        ('tr("Hello " "there")', [("Hello there",)]),
        ('tr("Hello {name}")', [("Hello {name}",), "tr() is not given name"]),
        ("tr(words)", ["tr() is given words that are not a literal"]),
        ('tr(f"Hello {name}")', ["tr() is given words that are not a literal"]),
        ('tr("Hello " + name)', ["tr() is given words that are not a literal"]),
        ('label.tr("not ours")', []),
        ('other("not ours")', []),
    ],
)
def test_sentences_are_found(translations: ModuleType, call: str, found: list[object]) -> None:
    source = f"from smsdesk.domain.text import tr, trn, text as say\n{call}\n"
    seen = [getattr(one, "words", None) or one.why for one in translations.sentences(source, Path("x.py"))]
    assert seen == found


@pytest.mark.parametrize(
    ("words", "chinese", "fault"),
    [
        (("Hello {name}",), "你好，{name}", ""),
        (("{count} file", "{count} files"), ("{count} 个文件",), ""),
        (("one file", "{count} files"), ("{count} 个文件",), ""),
        (("Hello",), "", "no zh"),
        (("Hello",), None, "no zh"),
        (("Hello {name}",), "你好，{nane}", "other placeholders"),
        (("Hello {name}",), "你好", "other placeholders"),
        (("{count} file", "{count} files"), "文件", "once counted and once not"),
    ],
)
def test_faulty_translations_are_told(
    translations: ModuleType, words: tuple[str, ...], chinese: str | tuple[str, ...] | None, fault: str
) -> None:
    catalogue = translations.Catalog(locale="zh_CN", fuzzy=False)
    if chinese is not None:
        catalogue.add(words[0] if isinstance(chinese, str) else words, chinese)
    told = list(translations.faults(translations.Found(Path("x.py"), 1, words), catalogue))
    assert [fault in one for one in told] == ([True] if fault else [])
