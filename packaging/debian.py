"""Makes the Debian package from the folder that PyInstaller made."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import time
from email.utils import formatdate
from pathlib import Path

import contents
import elf

LINUX = Path(__file__).resolve().parent / "linux"
DESCRIPTION = LINUX / "com.smsdesk.SMSDesk.metainfo.xml"
#: Sizes of the icon theme's folders.
ICONS = (16, 22, 24, 32, 48, 64, 128, 256, 512)
#: Debian's package of each library beyond those that ``scripts/system_libraries.py`` names for source runs.
PACKAGES = {
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libzstd.so.1": "libzstd1",
}
#: Renamed in newer systems; one of the two is there.
RENAMED = {"libglib2.0-0": "libglib2.0-0 | libglib2.0-0t64"}
#: Needed although no library says so.
ALWAYS = ("ca-certificates", "desktop-file-utils", "fontconfig", "hicolor-icon-theme", "shared-mime-info")
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_LIBC = re.compile(r"^(ld-linux.*|lib(c|m|dl|rt|pthread|util|resolv)\.so\.\d+)$")
#: Loads a library that is only recommended; without it there is no printer, and all else works.
_OPTIONAL = "libcupsprintersupport.so"


def make(program: Path, icons: Path, tree: Path, target: Path, version: str, now: int) -> None:
    """``target`` is the .deb; ``tree`` a folder that is made anew; ``now`` the time of every file (s)."""
    shutil.rmtree(tree, ignore_errors=True)
    inside = tree / "usr" / "lib" / "smsdesk"
    shutil.copytree(program, inside, symlinks=True)
    for path in (inside / "lib").glob("lib*.so*"):
        if contents.library(path.name) in contents.QT_LIBRARIES_OF_SYSTEM:
            path.unlink()  # Debian has them
    _surroundings(tree, inside, icons, version, now)
    _tidy(tree)
    size = sum(path.lstat().st_size for path in tree.rglob("*")) // 1024
    _control(tree, version, ", ".join(dependencies(inside)), size)
    _touch(tree, now)
    target.unlink(missing_ok=True)
    subprocess.run(
        ["dpkg-deb", "-Zxz", "--root-owner-group", "--build", tree, target],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(now)},
    )


def _surroundings(tree: Path, inside: Path, icons: Path, version: str, now: int) -> None:
    share = tree / "usr" / "share"
    commands = tree / "usr" / "bin"
    commands.mkdir(parents=True)
    (commands / "smsdesk").symlink_to("../lib/smsdesk/smsdesk")
    applications = share / "applications"
    applications.mkdir(parents=True)
    shutil.copy(LINUX / "smsdesk.desktop", applications)
    for size in ICONS:
        folder = share / "icons" / "hicolor" / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        shutil.copy(icons / f"{size}.png", folder / "smsdesk.png")
    scalable = share / "icons" / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copy(contents.ROOT / "resources" / "icons" / "smsdesk.svg", scalable)
    _papers(share, inside, version, now)


def _papers(share: Path, inside: Path, version: str, now: int) -> None:
    """What is read and not run: manual page, description for shops of programs, licences, changes."""
    words = {"VERSION": version, "DATE": time.strftime("%Y-%m-%d", time.gmtime(now))}
    manual = _folder(share / "man" / "man1")
    _pack(manual / "smsdesk.1.gz", _filled(LINUX / "smsdesk.1", words).encode())
    shop = _folder(share / "metainfo") / DESCRIPTION.name
    shop.write_text(_filled(DESCRIPTION, words), encoding="utf-8")
    papers = _folder(share / "doc" / "smsdesk")
    shutil.move(inside / "lib" / "LICENSES.txt", papers / "copyright")
    (inside / "lib" / "LICENSES.txt").symlink_to("../../../share/doc/smsdesk/copyright")
    _pack(papers / "CHANGELOG.md.gz", (contents.ROOT / "CHANGELOG.md").read_bytes())
    maintainer = re.search(
        r"^Maintainer: (.+)$", (LINUX / "control.in").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert maintainer is not None
    _pack(
        papers / "changelog.gz",
        f"smsdesk ({version}) unstable; urgency=medium\n\n"
        "  * What changed is told in CHANGELOG.md.gz beside this file.\n\n"
        f" -- {maintainer[1]}  {formatdate(now)}\n".encode(),
    )
    shutil.copy(LINUX / "lintian-overrides", _folder(share / "lintian" / "overrides") / "smsdesk")


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def _filled(path: Path, words: dict[str, str]) -> str:
    """The file with its ``@NAMES@`` replaced."""
    content = path.read_text(encoding="utf-8")
    for key, value in words.items():
        content = content.replace(f"@{key}@", value)
    return content


def _pack(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(content, mtime=0))


def _tidy(tree: Path) -> None:
    """Ordinary rights, whatever the builder's umask."""
    for path in [tree, *tree.rglob("*")]:
        if path.is_symlink():
            continue
        runs = path.is_dir() or (path.name == "smsdesk" and path.parent.name == "smsdesk")
        path.chmod(0o755 if runs else 0o644)


def _touch(tree: Path, now: int) -> None:
    for path in [*tree.rglob("*"), tree]:
        os.utime(path, (now, now), follow_symlinks=False)


def _control(tree: Path, version: str, depends: str, size: int) -> None:
    folder = tree / "DEBIAN"
    folder.mkdir()
    folder.chmod(0o755)
    words = {"VERSION": version, "ARCHITECTURE": "amd64", "SIZE": str(size), "DEPENDS": depends}
    (folder / "control").write_text(_filled(LINUX / "control.in", words), encoding="utf-8")
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}\n"
        for path in sorted((tree / "usr").rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")


def dependencies(inside: Path) -> list[str]:
    """Debian's packages that hold the libraries the program asks the system for.

    Raises ``RuntimeError`` for a library of which nobody knows the package.
    """
    packages = {**_source_packages(), **PACKAGES}
    own = {path.name for path in inside.rglob("*") if ".so" in path.name}
    asked: dict[str, str] = {}
    for path in elf.libraries(inside):
        if path.name != _OPTIONAL:
            said = subprocess.run(["readelf", "-d", path], capture_output=True, text=True, check=True).stdout
            asked |= dict.fromkeys(_NEEDED.findall(said), path.name)
    asked = {name: by for name, by in asked.items() if name not in own and not _LIBC.match(name)}
    if unknown := sorted(f"{name} (for {by})" for name, by in asked.items() if name not in packages):
        raise RuntimeError(f"no Debian package is known for {', '.join(unknown)}")
    found = {packages[name] for name in asked}
    libc = platform.libc_ver()[1]
    return [f"libc6 (>= {libc})", *sorted(RENAMED.get(name, name) for name in found | set(ALWAYS))]


def _source_packages() -> dict[str, str]:
    """The table of ``scripts/system_libraries.py``."""
    spec = importlib.util.spec_from_file_location(
        "system_libraries", contents.ROOT / "scripts" / "system_libraries.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, str] = module.PACKAGES
    return found
