"""How a part of the program is started as a process of its own.

From source that is a module under the interpreter. A packaged program has no interpreter: it starts itself
with an argument that no user types, and ``__main__`` runs the part.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from subprocess import Popen


@dataclass(frozen=True)
class Part:
    """A part of the program: the argument a packaged program is started with, and the module whose ``main()``
    it is."""

    argument: str
    module: str


READ_SHEET: Final = Part("--read-sheet", "smsdesk.sheets.child")
WRITE_EXPORT: Final = Part("--write-export", "smsdesk.operations.export_child")
PARTS: Final = {part.argument: part for part in (READ_SHEET, WRITE_EXPORT)}


def frozen() -> bool:
    """Whether this is a packaged program."""
    return bool(getattr(sys, "frozen", False))


def command(part: Part) -> list[str]:
    """What to start the part with."""
    return [sys.executable, *([part.argument] if frozen() else ["-m", part.module])]


def start(part: Part, *, yielding: bool = False) -> Popen[bytes]:
    """Start the part with its standard input and output as pipes; ``yielding`` lets others run first.

    It runs in the folder of the package: a module left in the user's own folder is never imported.
    Raises ``OSError`` when the system cannot start it.
    """
    import subprocess  # the parts themselves import this module, and start nothing

    root = str(Path(__file__).parents[2])
    environment = dict(os.environ)
    if not frozen():
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    if yielding:
        flags |= getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
    return subprocess.Popen(
        command(part),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=None if frozen() else root,
        env=environment,
        creationflags=flags,
    )
