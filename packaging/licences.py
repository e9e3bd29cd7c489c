"""Writes the licences of everything that is shipped: ``python packaging/licences.py FILE``.

They are read from the environment the package is made of, so they are those of just these versions.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
_TEXT = re.compile(r"(?i)(^|/)(licen[cs]es?/.+|(licen[cs]e|copying|notice|authors)[^/]*)$")
_CODE = re.compile(r"\.(pyc?|so|pyd)$")

#: What Qt's wheels do not say themselves, and what is no package of Python's.
QT = """\
Qt and Qt for Python (PySide6, Shiboken), version {version}, are used under the GNU Lesser General Public
License, version 3. Its text, and that of the GNU General Public License, which it builds on, stand at the
end of this file. They are shared libraries in the program's folder and may be replaced by other builds of
them. Their source: download.qt.io and code.qt.io.
"""
#: Where the field that packages have for it does not say enough.
EXCEPTIONS = {"pyinstaller": "GPL-2.0-or-later with an exception for programs that are started with it"}


def shipped(name: str = "smsdesk", seen: set[str] | None = None) -> Iterator[Distribution]:
    """Every package the program needs on this platform, itself left out."""
    seen = set() if seen is None else seen
    for line in distribution(name).requires or ():
        wanted = Requirement(line)
        key = wanted.name.lower().replace("_", "-")
        if key in seen or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        seen.add(key)
        try:
            yield distribution(wanted.name)
        except PackageNotFoundError:
            continue
        yield from shipped(wanted.name, seen)


def texts(package: Distribution) -> Iterator[tuple[str, str]]:
    """The files of a package that hold its licence: name and text."""
    for file in package.files or ():
        if _TEXT.search(str(file)) and not _CODE.search(str(file)):
            yield file.name, Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")


def terms(package: Distribution) -> str:
    """The licence in a word, as the package itself says."""
    about = package.metadata
    trove = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if "License ::" in line]
    said = about.get("License-Expression") or ", ".join(trove) or about.get("License") or ""
    return "" if "\n" in said or "Copyright" in said else said


def chapters() -> Iterator[tuple[str, str]]:
    """Heading and text of each part. Raises ``RuntimeError`` for a package without any licence."""
    version = distribution("PySide6-Essentials").version
    yield f"Qt, Qt for Python {version}: LGPL-3.0", QT.format(version=version)
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if not python.is_file():  # Windows
        python = Path(sys.base_prefix) / "LICENSE.txt"
    yield f"Python {sys.version.split()[0]}: PSF-2.0", _read(python)
    yield "Lucide icons: ISC", _read(ROOT / "resources" / "icons" / "lucide" / "LICENSE")
    # Its start program is part of ours; the exception in its licence lets it be.
    extra = [distribution("pyinstaller")]
    for package in sorted([*shipped(), *extra], key=lambda one: one.metadata["Name"].lower()):
        name = package.metadata["Name"]
        if name.startswith(("PySide6", "shiboken6")):
            continue
        found = list(texts(package))
        if not found and not terms(package):
            raise RuntimeError(f"{name} does not say under which licence it is")
        body = "\n\n".join(text.strip() for _, text in found) or f"{terms(package)}; see its project's page."
        said = EXCEPTIONS.get(name) or terms(package) or "see below"
        yield f"{name} {package.version}: {said}", body
    yield from system_libraries()
    for name in ("LGPL-3.0", "GPL-3.0"):
        yield f"The text of {name}", _read(HERE / "licences" / f"{name}.txt")


def system_libraries() -> Iterator[tuple[str, str]]:
    """On Debian: the system's libraries that come along, with the system's own words on their licences."""
    folder = Path("/usr/share/doc")
    for package in (
        "libbrotli1", "libbz2-1.0", "libexpat1", "libffi8", "liblzma5", "libsqlite3-0", "libssl3", "libuuid1",
        "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-render-util0",
        "libxcb-util1", "libxkbcommon-x11-0", "libxkbcommon0", "libzstd1", "zlib1g",
    ):  # fmt: skip
        words = folder / package / "copyright"
        if words.is_file():
            yield f"{package} (library of the system)", _read(words)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def write(path: Path) -> None:
    """One file, each part under a heading."""
    parts = list(chapters())
    lines = ["SMS Desk is made with the work of others. What it is shipped with, and under which terms:", ""]
    lines += [f"  {heading}" for heading, _ in parts]
    for heading, body in parts:
        lines += ["", "=" * 100, heading, "=" * 100, "", body.strip()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
