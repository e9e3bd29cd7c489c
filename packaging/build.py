"""Makes the packages this platform can: ``make package``. They stand in dist/.

Linux: smsdesk_VERSION_amd64.deb and smsdesk-VERSION-linux-x86_64.tar.xz. Windows: smsdesk-VERSION-windows.exe
(NSIS). macOS: smsdesk-VERSION-macos-ARCH.dmg. Anything larger than agreed is an error.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import contents
import debian
import elf
import licences

ROOT = contents.ROOT
BUILD = ROOT / "build"
DIST = ROOT / "dist"
ICONS = BUILD / "icons"

#: Megabytes (10^6 bytes) a package may take, installed and packed.
MOST_UNPACKED = 220
MOST_PACKED = 70


def main() -> int:
    version = contents.version()
    now = _moment()
    os.environ["SOURCE_DATE_EPOCH"] = str(now)
    os.environ.setdefault("PYTHONHASHSEED", "1")
    DIST.mkdir(exist_ok=True)
    _prepare()
    program = _freeze()
    _try_out(program)
    made = [*{"linux": _linux, "win32": _windows, "darwin": _macos}[sys.platform](program, version, now)]
    return _weigh(program, made)


def _prepare() -> None:
    """What the recipe wants to be there: pictures, compiled translations, licences, the list of contents."""
    _run([sys.executable, ROOT / "scripts" / "translations.py", "compile"])
    _run([sys.executable, ROOT / "packaging" / "icons.py", ICONS])
    licences.write(BUILD / "LICENSES.txt")
    contents.write_list(BUILD / "contents.txt", BUILD / "LICENSES.txt")


def _freeze() -> Path:
    """The folder, or on macOS the bundle, with the program."""
    _run(
        [
            sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", DIST,
            "--workpath", BUILD / "work", ROOT / "packaging" / "smsdesk.spec",
        ]
    )  # fmt: skip
    if sys.platform == "darwin":
        return DIST / "SMS Desk.app"
    folder = DIST / "smsdesk"
    if sys.platform == "linux":
        elf.make_lean(folder, leave=folder / "smsdesk")
    return folder


def _try_out(program: Path) -> None:
    """The program's own test of itself: it notices what was forgotten."""
    start = program / "Contents" / "MacOS" if sys.platform == "darwin" else program
    _run([start / ("smsdesk.exe" if sys.platform == "win32" else "smsdesk"), "self-test"])


def _linux(program: Path, version: str, now: int) -> Iterator[Path]:
    package = DIST / f"smsdesk_{version}_amd64.deb"
    debian.make(program, ICONS, BUILD / "debian", package, version, now)
    yield package
    archive = DIST / f"smsdesk-{version}-linux-{platform.machine()}.tar.xz"
    _archive(program, f"smsdesk-{version}", archive, now)
    yield archive


#: What lies in the portable archive beside the program, and where.
PORTABLE = {
    "packaging/linux/portable/README.txt": "README.txt",
    "packaging/linux/portable/menu-entry.sh": "menu-entry.sh",
    "packaging/linux/smsdesk.desktop": "share/smsdesk.desktop",
    "build/icons/256.png": "share/smsdesk.png",
}


def _archive(program: Path, name: str, target: Path, now: int) -> None:
    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = now
        entry.mode = 0o755 if entry.mode & 0o100 else 0o644
        return entry

    with tarfile.open(target, "w:xz", preset=6) as archive:
        archive.add(program, name, filter=plain)
        for source, place in PORTABLE.items():
            archive.add(ROOT / source, f"{name}/{place}", filter=plain)


def _windows(program: Path, version: str, now: int) -> Iterator[Path]:
    target = DIST / f"smsdesk-{version}-windows.exe"
    script = ROOT / "packaging" / "windows" / "smsdesk.nsi"
    _run(
        [
            _makensis(), "-V2", f"-DVERSION={version}", f"-DPROGRAM={program}", f"-DTARGET={target}",
            f"-DICON={ICONS / 'smsdesk.ico'}", script,
        ]
    )  # fmt: skip
    yield target


def _makensis() -> str:
    usual = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS" / "makensis.exe"
    return shutil.which("makensis") or str(usual)


def _macos(program: Path, version: str, now: int) -> Iterator[Path]:
    target = DIST / f"smsdesk-{version}-macos-{platform.machine()}.dmg"
    _run(["sh", ROOT / "packaging" / "macos" / "dmg.sh", program, target])
    yield target


def _weigh(program: Path, made: list[Path]) -> int:
    """Say what everything weighs; 1 when something weighs too much."""
    files = [path for path in program.rglob("*") if path.is_file() and not path.is_symlink()]
    sizes = [("unpacked", program, sum(path.stat().st_size for path in files), MOST_UNPACKED)]
    sizes += [("packed", path, path.stat().st_size, MOST_PACKED) for path in made]
    for what, path, size, most in sizes:
        verdict = "" if size <= most * 1_000_000 else "  TOO LARGE"
        print(f"{path.relative_to(ROOT)}: {size / 1e6:.1f} MB {what} (at most {most}){verdict}")
    return int(any(size > most * 1_000_000 for _, _, size, most in sizes))


def _moment() -> int:
    """When the last commit was made: what is built from it again bears the same times."""
    said = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return int(said) if said else int(time.time())


def _run(words: list[object]) -> None:
    subprocess.run([str(word) for word in words], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
