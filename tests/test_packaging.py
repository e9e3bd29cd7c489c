"""What goes into the packages, as far as it can be told without making one (issue 7)."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import smsdesk
from smsdesk.commandline.main import COMMANDS
from smsdesk.commandline.opened_file import ENDINGS

ROOT = Path(__file__).parents[1]
PACKAGING = ROOT / "packaging"


@pytest.fixture(scope="module")
def contents() -> ModuleType:
    """``packaging/contents.py``, which the recipe reads."""
    return _module("contents")


@pytest.fixture(scope="module")
def start() -> ModuleType:
    """``packaging/start.py``, where the packaged program starts."""
    return _module("start")


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_is_one_version(contents: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" in project["dynamic"]
    assert contents.version() == smsdesk.__version__
    assert f"## {smsdesk.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_file_the_program_reads_goes_in(contents: ModuleType) -> None:
    """A new folder of resources, or a new kind of file in one, must be named in contents.py."""
    listed = {path for path, _ in contents.data_files()}
    shipped = [ROOT / "resources", ROOT / "docs", *(ROOT / "smsdesk").rglob("*")]
    found = {
        path
        for place in shipped
        for path in ([place] if place.is_file() else place.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    sources = {
        path for path in found if path.suffix in (".py", ".pyc", ".po", ".pot") or path.name == "LICENSE"
    }
    assert {str(path.relative_to(ROOT)) for path in found - sources - listed} == set()


def test_files_lie_in_the_package_as_in_the_source(contents: ModuleType) -> None:
    places = {path.relative_to(ROOT).parent.as_posix(): target for path, target in contents.data_files()}
    assert {place for place, target in places.items() if place != target} == set()
    assert {
        "docs",
        "docs/pictures",
        "resources/icons/lucide",
        "resources/translations/zh_CN/LC_MESSAGES",
        "smsdesk/domain/data",
        "smsdesk/store/migrations/versions",
    } <= set(places)


def test_every_module_goes_in_but_what_only_shows(contents: ModuleType) -> None:
    names = contents.modules()
    assert {"smsdesk", "smsdesk.__main__", "smsdesk.sheets.child", "smsdesk.gateways.smpp"} <= set(names)
    assert [name for name in names if "scenes" in name] == []


@pytest.mark.parametrize(
    ("target", "source", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/v/site-packages/x", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", "/v/site-packages/x", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/v/site-packages/x", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", "C:\\v\\x", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", "/v/x", True),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", "/v/site-packages/x", False),
        ("PySide6/Qt/translations/qt_de.qm", "/v/site-packages/x", False),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", "/v/site-packages/x", True),
        ("PySide6/Qt/lib/libQt6Qml.so.6", "/v/site-packages/x", False),
        ("PySide6/Qt/lib/libicudata.so.73", "/v/site-packages/x", True),
        ("PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", "/v/x", True),
        ("PySide6/Qt/lib/QtQuick.framework/Versions/A/QtQuick", "/v/x", False),
        ("PySide6\\Qt6Gui.dll", "C:\\v\\x", True),
        ("PySide6\\opengl32sw.dll", "C:\\v\\x", False),
        ("PySide6/QtWidgets.abi3.so", "/v/site-packages/x", True),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", True),
        ("PIL/_imaging.cpython-311-x86_64-linux-gnu.so", "/v/site-packages/x", True),
    ],
)
def test_what_of_qt_goes_in(contents: ModuleType, target: str, source: str, wanted: bool) -> None:
    assert contents.wanted(target, source) is wanted


@pytest.mark.skipif(sys.platform != "linux", reason="the libraries of a Linux system")
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("libpython3.11.so.1.0", True),
        ("libssl.so.3", True),
        ("libxcb-cursor.so.0", True),
        ("libgtk-3.so.0", False),
        ("libreadline.so.8", False),
        ("libstdc++.so.6", False),
        ("libGL.so.1", False),
    ],
)
def test_few_libraries_of_the_builders_system_go_in(contents: ModuleType, name: str, wanted: bool) -> None:
    assert contents.wanted(name, f"/usr/lib/x86_64-linux-gnu/{name}") is wanted


# ------------------------------------------------------------------------------------- surroundings


@pytest.mark.skipif(sys.platform != "linux", reason="only there the start program sets it")
@pytest.mark.parametrize(("before", "after"), [("/user/lib", "/user/lib"), (None, None)])
def test_a_browser_we_start_gets_none_of_our_libraries(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, before: str | None, after: str | None
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/smsdesk/lib")
    if before:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    start.own_surroundings()
    assert os.environ.get("LD_LIBRARY_PATH") == after
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_what_we_start_of_ourselves_looks_for_our_libraries_anew(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Or its start program takes the libraries of the system, of which there may be none.
    monkeypatch.setenv("_PYI_ARCHIVE_FILE", "/usr/lib/smsdesk/smsdesk")
    monkeypatch.setenv("_PYI_APPLICATION_HOME_DIR", "/usr/lib/smsdesk/lib")
    monkeypatch.setenv("_PYI_PARENT_PROCESS_LEVEL", "0")
    start.own_surroundings()
    assert not [name for name in os.environ if name.startswith("_PYI_")]


@pytest.mark.skipif(sys.platform == "win32", reason="has a store of its own")
def test_the_systems_certificates_are_found_and_the_users_choice_is_kept(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "theirs.pem").touch()
    monkeypatch.setattr(start, "CERTIFICATES", (str(tmp_path / "none.pem"), str(tmp_path / "theirs.pem")))
    monkeypatch.setenv("SSL_CERT_FILE", "chosen.pem")
    start.find_certificates()
    assert os.environ["SSL_CERT_FILE"] == "chosen.pem"
    monkeypatch.delenv("SSL_CERT_FILE")
    start.find_certificates()
    assert os.environ["SSL_CERT_FILE"] == str(tmp_path / "theirs.pem")


# ------------------------------------------------------------------------------------------ Debian


def test_the_desktop_entry_is_valid() -> None:
    entry = PACKAGING / "linux" / "smsdesk.desktop"
    text = entry.read_text(encoding="utf-8")
    assert "Exec=smsdesk %f\n" in text
    assert re.search(r"^MimeType=.*spreadsheetml\.sheet;.*text/csv;", text, re.MULTILINE)
    if tool := shutil.which("desktop-file-validate"):
        said = subprocess.run([tool, entry], capture_output=True, text=True, check=False)
        assert (said.returncode, said.stdout) == (0, "")


def test_the_manual_page_names_every_command() -> None:
    page = (PACKAGING / "linux" / "smsdesk.1").read_text(encoding="utf-8").replace("\\-", "-")
    assert [name for name in COMMANDS if not re.search(rf"^\.BR? .*\b{name}\b", page, re.MULTILINE)] == []


def test_the_package_has_no_scripts_that_could_touch_data() -> None:
    assert {path.name for path in (PACKAGING / "linux").iterdir()} == {
        "control.in",
        "smsdesk.1",
        "smsdesk.desktop",
    }


# ----------------------------------------------------------------------------------------- Windows


def test_the_uninstaller_removes_only_what_was_installed() -> None:
    script = (PACKAGING / "windows" / "smsdesk.nsi").read_text(encoding="utf-8")
    removed = re.findall(r"^\s*RMDir(.*)$", script, re.MULTILINE)
    assert [line.strip() for line in removed] == ['/r "$INSTDIR\\lib"', '"$INSTDIR"']
    assert set(re.findall(r'OpenWith "(\..+)"', script)) == set(ENDINGS)
