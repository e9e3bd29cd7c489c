"""Finds the system libraries that Qt's window needs and this computer lacks; installs them where it may.

Where it may not (no root, no password-free sudo, not a Debian), it names what is missing in one line and
exits with 1. Qt itself blames ``xcb-cursor0`` whatever is missing, so this asks the loader (``ldd``).

    python scripts/system_libraries.py            the libraries
    python scripts/system_libraries.py --fonts    also a font with Chinese characters, for pictures
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

#: What of Qt this program loads. The Wayland plugin needs no check: every Wayland desktop has its libraries.
QT_MODULES = ("Core", "DBus", "Gui", "Network", "Svg", "SvgWidgets", "Test", "Widgets")
QT_FILES = (
    *(f"Qt{module}.abi3.so" for module in QT_MODULES),
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/xcbglintegrations/libqxcb-glx-integration.so",
    "Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
    "Qt/plugins/iconengines/libqsvgicon.so",
)

#: Debian's package of each library these files ask for.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinput.so.0": "libxcb-xinput0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}

CHINESE_FONT = "fonts-noto-cjk"


def missing_libraries() -> list[str]:
    """Names of the shared libraries (``libEGL.so.1``) that the loader does not find, sorted."""
    found = importlib.util.find_spec("PySide6")
    if found is None or found.origin is None:
        sys.exit("PySide6 is not installed in this environment: run make run or make test.")
    folder = Path(found.origin).parent
    missing = set()
    for name in QT_FILES:
        listing = subprocess.run(["ldd", folder / name], capture_output=True, text=True, check=False).stdout
        missing |= {line.split()[0] for line in listing.splitlines() if "not found" in line}
    return sorted(missing)


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font for Chinese; without fontconfig's tools: whether Debian's is there."""
    if shutil.which("fc-list"):
        listing = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False)
        return bool(listing.stdout.strip())
    return any(Path("/usr/share/fonts").rglob("NotoSansCJK*"))


def as_root() -> list[str] | None:
    """What to put before a command so that it runs as root without asking; ``None`` where that cannot be."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def install(packages: list[str], prefix: list[str]) -> None:
    """Install Debian packages without questions; shows apt's last words where it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*prefix, "apt-get", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-3:]), file=sys.stderr)


def wanted_packages(missing: list[str], fonts: bool) -> list[str]:
    """Debian's packages for the missing libraries, and the font for the pictures when it is asked for."""
    packages = {PACKAGES[name] for name in missing if name in PACKAGES}
    if fonts and not has_chinese_font():
        packages.add(CHINESE_FONT)
    return sorted(packages)


def main() -> int:
    if sys.platform != "linux" or not shutil.which("ldd"):
        return 0
    fonts = "--fonts" in sys.argv[1:]
    missing = missing_libraries()
    packages = wanted_packages(missing, fonts)
    prefix = as_root() if shutil.which("apt-get") else None
    if packages and prefix is not None:
        print(f"Installing system libraries: {' '.join(packages)}", flush=True)
        install(packages, prefix)
        missing = missing_libraries()
        packages = wanted_packages(missing, fonts)
    if not missing and not packages:
        return 0
    unknown = [name for name in missing if name not in PACKAGES]
    if packages and shutil.which("apt-get") and not unknown:
        command = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
        print(f"System libraries are missing; as root, or with sudo: {command}", file=sys.stderr)
    else:
        names = [*missing, *(name for name in packages if name == CHINESE_FONT)]
        print(f"System libraries are missing; install them and try again: {' '.join(names)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
