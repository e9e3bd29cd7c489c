"""What goes into the packages, and what is left out: read by ``smsdesk.spec`` and held true by a test."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]

#: Folders with files the program reads, and the ending of each kind of file in them. They lie in the package
#: as they lie here, because the modules find them from where they themselves are.
DATA: Final = {
    "resources/icons": (".svg",),
    "resources/places": (".json",),
    "resources/styles": (".qss",),
    "resources/translations": (".mo",),
    "docs": (".md", ".png"),
    "smsdesk/domain/data": (".tsv",),
    # Alembic runs these from their source.
    "smsdesk/store/migrations": (".py", ".mako"),
}

#: Modules that only show the window with things in it, for pictures and tests.
_SHOWN_ONLY = re.compile(r"(^|\.)(scenes(_\w+)?)$")

#: What would come along although nothing here uses it.
EXCLUDED_MODULES: Final = (
    "IPython",
    # Pictures are JPEG or PNG; the decoders of the others are large, and one more way in.
    "PIL.AvifImagePlugin",
    "PIL.ImageCms",
    "PIL.ImageQt",
    "PIL.ImageTk",
    "PIL.WebPImagePlugin",
    "PIL._avif",
    "PIL._imagingcms",
    "PIL._webp",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "_curses",
    "_pytest",
    "babel",
    "curses",
    "lxml",
    "numpy",
    "pip",
    "pydoc_data",
    "phonenumbers.carrier",
    "phonenumbers.carrierdata",
    "phonenumbers.geocoder",
    "phonenumbers.geodata",
    "phonenumbers.timezone",
    "phonenumbers.tzdata",
    "pygments",
    "pytest",
    "readline",  # GPL-3.0
    "setuptools",
    "test",
    "tkinter",
    "unittest",
)

#: The libraries of Qt that are used, by us or by a plugin that stays; every other one is left out.
QT_LIBRARIES: Final = frozenset(
    {
        "Core", "DBus", "Gui", "Network", "OpenGL", "PrintSupport", "Svg", "WaylandClient",
        "WaylandEglClientHwIntegration", "Widgets", "WlShellIntegration", "XcbQpa",
    }
)  # fmt: skip

#: The plugins of Qt that are used, by their folder; none of a folder that is not named.
QT_PLUGINS: Final = {
    "iconengines": r"qsvgicon",
    "imageformats": r"qgif|qico|qjpeg|qsvg|qwebp",
    "platforminputcontexts": r"composeplatforminputcontextplugin|ibusplatforminputcontextplugin",
    "platforms": r"qcocoa|qoffscreen|qwayland|qwindows|qxcb",
    "platformthemes": r"qxdgdesktopportal",
    "printsupport": r"cupsprintersupport",
    "styles": r"qmacstyle|qmodernwindowsstyle",
    "wayland-decoration-client": r"adwaita|bradient",
    "wayland-graphics-integration-client": r"qt-plugin-wayland-egl",
    "wayland-shell-integration": r"xdg-shell",
    "xcbglintegrations": r"qxcb-egl-integration|qxcb-glx-integration",
}

#: Libraries that Python's own modules ask for: they come along, as every system has others.
PYTHON_LIBRARIES: Final = frozenset(
    {
        "libbz2", "libcrypto", "libexpat", "libffi", "liblzma", "libpython3", "libsqlite3", "libssl",
        "libuuid", "libz",
    }
)  # fmt: skip

#: Libraries that Qt asks for and many systems lack: in the portable archive; Debian's package asks for them.
QT_LIBRARIES_OF_SYSTEM: Final = frozenset(
    {
        "libbrotlicommon", "libbrotlidec", "libxcb-cursor", "libxcb-icccm", "libxcb-image", "libxcb-keysyms",
        "libxcb-render-util", "libxcb-util", "libxkbcommon", "libxkbcommon-x11", "libzstd",
    }
)  # fmt: skip

_PLUGIN = re.compile(r"(?:^|/)(?:Qt/)?plugins/([\w-]+)/(?:lib)?([\w-]+?)\.(?:so|dll|dylib)$")
_QT_LIBRARY = re.compile(r"^(?:lib)?Qt6?(\w+?)(?:\.so[\w.]*|\.dll|\.dylib|\.abi3\.so|\.pyd)?$")


def data_files() -> Iterator[tuple[Path, str]]:
    """Each file and the folder of the package it goes into. Raises ``RuntimeError`` for an empty folder."""
    for folder, endings in DATA.items():
        files = [
            path
            for path in sorted((ROOT / folder).rglob("*"))
            if path.suffix in endings and "__pycache__" not in path.parts
        ]
        if not files:
            raise RuntimeError(f"nothing for the package in {folder}: run make translations?")
        for path in files:
            yield path, path.parent.relative_to(ROOT).as_posix()


def modules() -> list[str]:
    """Every module of the program: some are imported by name only when they are wanted."""
    names = []
    for path in sorted((ROOT / "smsdesk").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if "migrations" not in parts and not _SHOWN_ONLY.search(name):
            names.append(name)
    return names


def version() -> str:
    """The program's version, from the one place that has it."""
    said = re.search(r'__version__ = "(.+)"', (ROOT / "smsdesk" / "__init__.py").read_text(encoding="utf-8"))
    assert said is not None
    return said[1]


def write_list(target: Path, licences: Path) -> None:
    """What must be in the package, for its self-test: in each line a file and its hash, or a module."""
    target.parent.mkdir(parents=True, exist_ok=True)
    files = {path.relative_to(ROOT).as_posix(): path for path, _ in data_files()}
    files[licences.name] = licences
    lines = [f"file {hashlib.sha256(path.read_bytes()).hexdigest()} {place}" for place, path in files.items()]
    lines += [f"module {name}" for name in modules()]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def library(name: str) -> str:
    """What a shared library is called without its versions: ``libz.so.1`` is ``libz``."""
    stem = re.sub(r"\.so[\d.]*$", "", name)
    return "libpython3" if stem.startswith("libpython3") else stem


def wanted(target: str, source: str) -> bool:
    """Whether a file that PyInstaller found belongs into the package: ``target`` is its place there.

    A library of the build machine's system comes along only where it is named above: drivers and services
    have their own copies, and a second, older one beside them does harm.
    """
    path = target.replace("\\", "/")
    name = path.rsplit("/", 1)[-1]
    if re.search(r"PySide6/(Qt/)?(translations|qml|resources|libexec)/", path):
        return False
    if plugin := _PLUGIN.search(path):
        return bool(re.fullmatch(QT_PLUGINS.get(plugin[1], r"(?!)"), plugin[2]))
    if ("/" not in path or "PySide6" in path) and (found := _QT_LIBRARY.match(name)):
        return found[1] in QT_LIBRARIES
    if sys.platform == "linux" and "/" not in path and ".so" in name and source.startswith("/"):
        ours = "site-packages" in source or library(name) in PYTHON_LIBRARIES | QT_LIBRARIES_OF_SYSTEM
        return ours and not _PLUGIN.search(source)
    return name not in ("opengl32sw.dll", "d3dcompiler_47.dll")


Entry = tuple[str, str, str]


def chosen(entries: Iterable[Entry]) -> list[Entry]:
    """PyInstaller's list of files (place, source, kind) without what is not wanted."""
    return [entry for entry in entries if wanted(entry[0], entry[1])]
