"""Whether a folder lies on a network drive: SQLite's write-ahead log needs memory shared on one machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_NETWORK_TYPES = frozenset(
    {
        "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone",
        "fuse.sshfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs", "webdav",
    }
)  # fmt: skip
_DRIVE_REMOTE = 4


def is_network_drive(path: Path) -> bool:
    """True for what the system says is remote; False also where it cannot be said."""
    path = path.resolve()
    if sys.platform == "win32":
        return _remote_on_windows(path)
    else:  # noqa: RET505  # for the type checker, which looks at one platform at a time
        mounts = _mounts_on_macos() if sys.platform == "darwin" else _mounts_on_linux()
        return _mount_type(path, mounts) in _NETWORK_TYPES


def _mount_type(path: Path, mounts: list[tuple[str, str]]) -> str:
    """The type of the innermost mount that holds the path; of two at one place the later one covers."""
    best, kind = -1, ""
    for place, mount_kind in mounts:
        if path.is_relative_to(place) and len(place) >= best:
            best, kind = len(place), mount_kind
    return kind


def _mounts_on_linux() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    mounts = []
    for line in lines:
        fields = line.split(" ")
        if len(fields) >= 3:
            mounts.append((fields[1].replace("\\040", " "), fields[2]))
    return mounts


def _mounts_on_macos() -> list[tuple[str, str]]:
    try:
        said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    # "//user@server/share on /Volumes/share (smbfs, nodev, nosuid)"
    mounts = []
    for line in said.splitlines():
        place, bracket, kind = line.partition(" on ")[2].rpartition(" (")
        if bracket:
            mounts.append((place, kind.split(",")[0].rstrip(")")))
    return mounts


if sys.platform == "win32":
    import ctypes

    def _remote_on_windows(path: Path) -> bool:
        root = path.anchor
        return root.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(root) == _DRIVE_REMOTE
