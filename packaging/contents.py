"""What goes into the packages, and what is left out: read by ``smsdesk.spec`` and held true by a test."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]

#: Folders with files the program reads, and the ending of each kind of file in them. They lie in the package
#: as they lie here, because the modules find them from where they themselves are.
DATA: Final = {
    "resources/icons": (".svg", ".txt"),
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
    "PIL.ImageQt",
    "PIL.ImageTk",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "_pytest",
    "babel",
    "lxml",
    "numpy",
    "pip",
    "pydoc_data",
    "pygments",
    "pytest",
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

#: Libraries of the system that the package asks for instead (linux/control.in): they belong to its
#: drivers and services, and a second, older copy beside them does harm.
SYSTEM_LIBRARIES: Final = (
    "libEGL", "libGL", "libGLX", "libGLdispatch", "libOpenGL", "libX11", "libX11-xcb", "libXau", "libXdmcp",
    "libasound", "libblkid", "libcom_err", "libcups", "libdbus-1", "libdrm", "libexpat", "libfontconfig",
    "libfreetype", "libgbm", "libgcc_s", "libgcrypt", "libgio-2.0", "libglib-2.0", "libgmodule-2.0",
    "libgobject-2.0", "libgpg-error", "libgssapi_krb5", "libgthread-2.0", "libk5crypto", "libkeyutils",
    "libkrb5", "libkrb5support", "libmount", "libpcre2-8", "libpng16", "libselinux", "libstdc++",
    "libsystemd", "libwayland-client", "libwayland-cursor", "libwayland-egl", "libxcb", "libxcb-glx",
    "libxcb-randr", "libxcb-render", "libxcb-shape", "libxcb-shm", "libxcb-sync", "libxcb-xfixes",
    "libxcb-xinput", "libxcb-xkb",
)  # fmt: skip

_PLUGIN = re.compile(r"(?:^|/)(?:Qt/)?plugins/([\w-]+)/(?:lib)?([\w-]+?)\.(?:so|dll|dylib)$")
_QT_LIBRARY = re.compile(r"^(?:lib)?Qt6?(\w+?)(?:\.so[\w.]*|\.dll|\.dylib|\.abi3\.so|\.pyd)?$")


def data_files() -> Iterator[tuple[Path, str]]:
    """Each file and the folder of the package it goes into. Raises ``RuntimeError`` for a folder without any."""
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


def wanted(target: str) -> bool:
    """Whether a library or file that PyInstaller found belongs into the package; ``target`` is its place there."""
    path = target.replace("\\", "/")
    name = path.rsplit("/", 1)[-1]
    if re.search(r"PySide6/(Qt/)?(translations|qml|resources|libexec)/", path):
        return False
    if plugin := _PLUGIN.search(path):
        return bool(re.fullmatch(QT_PLUGINS.get(plugin[1], r"(?!)"), plugin[2]))
    if "/" not in path or "PySide6" in path:
        if library := _QT_LIBRARY.match(name):
            return library[1] in QT_LIBRARIES
        if "PySide6/Qt6" not in path and re.sub(r"\.so[\d.]*$", "", name) in SYSTEM_LIBRARIES:
            return False
    return name not in ("opengl32sw.dll", "d3dcompiler_47.dll")


Entry = tuple[str, str, str]


def chosen(entries: Iterable[Entry]) -> list[Entry]:
    """PyInstaller's list of files (place, source, kind) without what is not wanted."""
    return [entry for entry in entries if wanted(entry[0])]
