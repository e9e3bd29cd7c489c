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
from xml.etree import ElementTree

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
    sys.path.insert(0, str(PACKAGING))  # as build.py has it
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(PACKAGING))
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
        "com.smsdesk.SMSDesk.metainfo.xml",
        "control.in",
        "lintian-overrides",
        "portable",
        "smsdesk.1",
        "smsdesk.desktop",
    }


def test_shops_of_programs_describe_it_as_the_menu_does() -> None:
    """The AppStream description beside the desktop entry: one launches the other and opens the same kinds."""
    page = ElementTree.parse(PACKAGING / "linux" / "com.smsdesk.SMSDesk.metainfo.xml").getroot()
    entry = (PACKAGING / "linux" / "smsdesk.desktop").read_text(encoding="utf-8")
    kinds = re.search(r"^MimeType=(.+);$", entry, re.MULTILINE)
    assert kinds is not None
    assert [one.text for one in page.iter("mediatype")] == kinds[1].split(";")
    assert page.findtext("launchable") == "smsdesk.desktop"
    assert f"Comment={page.findtext('summary')}\n" in entry


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="appstreamcli is not installed")
def test_the_description_for_shops_is_valid(tmp_path: Path) -> None:
    page = (PACKAGING / "linux" / "com.smsdesk.SMSDesk.metainfo.xml").read_text(encoding="utf-8")
    target = tmp_path / "com.smsdesk.SMSDesk.metainfo.xml"
    target.write_text(page.replace("@VERSION@", "1.2.3").replace("@DATE@", "2026-01-02"), encoding="utf-8")
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", target], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="libraries of Linux")
@pytest.mark.skipif(not shutil.which("readelf"), reason="binutils are not installed")
def test_libraries_do_not_look_in_folders_of_the_builders_computer(tmp_path: Path) -> None:
    elf = _module("elf")
    found = importlib.util.find_spec("PySide6")
    assert found is not None
    assert found.origin is not None
    content = (Path(found.origin).parent / "QtCore.abi3.so").read_bytes()
    assert elf.without_absolute_run_path(content) == content, "what lies beside it is still found"
    library = tmp_path / "library.so"
    library.write_bytes(
        elf.without_absolute_run_path(content.replace(b"$ORIGIN/:$ORIGIN", b"/builde/:$ORIGIN"))
    )
    said = subprocess.run(["readelf", "-dW", library], capture_output=True, text=True, check=True)
    assert "/builde" not in said.stdout
    assert "(NEEDED)" in said.stdout
    assert "PATH" not in said.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a desktop of Linux")
@pytest.mark.parametrize("name", ["plain", "my programs", "短信 工具", '50% & $HOME `x` "y" a\\b|c'])
def test_the_portable_program_is_put_into_the_menu_and_taken_out(tmp_path: Path, name: str) -> None:
    """With the place where it lies, whatever that is called."""
    folder = tmp_path / name
    (folder / "share").mkdir(parents=True)
    shutil.copy(PACKAGING / "linux" / "portable" / "menu-entry.sh", folder)
    shutil.copy(PACKAGING / "linux" / "smsdesk.desktop", folder / "share")
    data = tmp_path / "data"
    surroundings = {**os.environ, "XDG_DATA_HOME": str(data)}
    script = folder / "menu-entry.sh"
    subprocess.run(["sh", script], env=surroundings, check=True, capture_output=True, cwd="/")
    entry = data / "applications" / "smsdesk.desktop"
    values = dict(line.split("=", 1) for line in entry.read_text(encoding="utf-8").splitlines()[1:])
    assert _plain(values["TryExec"]) == str(folder / "smsdesk")
    assert _plain(values["Icon"]) == str(folder / "share" / "smsdesk.png")
    words = re.fullmatch(r'"(.*)" %f', _plain(values["Exec"]))
    assert words is not None
    assert re.sub(r'\\([\\"`$])', r"\1", words[1]).replace("%%", "%") == str(folder / "smsdesk")
    if tool := shutil.which("desktop-file-validate"):
        said = subprocess.run([tool, entry], capture_output=True, text=True, check=False)
        assert (said.returncode, said.stdout) == (0, "")
    subprocess.run(["sh", script, "remove"], env=surroundings, check=True, capture_output=True, cwd="/")
    assert not entry.exists()


def _plain(value: str) -> str:
    """A value of a desktop entry without its own backslashes."""
    return value.replace("\\\\", "\\")


# ----------------------------------------------------------------------------------------- Windows


def test_the_uninstaller_removes_only_what_was_installed() -> None:
    script = (PACKAGING / "windows" / "smsdesk.nsi").read_text(encoding="utf-8")
    removed = re.findall(r"^\s*RMDir(.*)$", script, re.MULTILINE)
    assert [line.strip() for line in removed] == ['/r "$INSTDIR\\lib"', '"$INSTDIR"']
    assert re.findall(r"^\s*!insertmacro LookWhetherOpen (.+)$", script, re.MULTILINE) == [
        '"${WINDOW}"',
        '"${COMMANDS}"',
    ], "neither of the two programs may run while its files are replaced"
    assert set(re.findall(r'OpenWith "(\..+)"', script)) == set(ENDINGS)
