"""Pictures of what the window as a whole shows: its keys, and a file dragged over it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint

from smsdesk.ui.dropped_files import FileDrops
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.keyboard_map import show_keyboard_map


@scene("window-keyboard")
async def keyboard(stage: Stage) -> None:
    stage.context.runner.spawn(show_keyboard_map(stage.context), stage.window.bars)
    await stage.settle(0.1)


async def _dragged(stage: Stage, name: str) -> None:
    drops = stage.window.findChild(FileDrops)
    assert isinstance(drops, FileDrops)
    drops.veil.begin()
    drops.veil.look([Path("/home/ann", name)], QPoint(700, 300))


@scene("window-file-dragged")
async def dragged(stage: Stage) -> None:
    await stage.open("bulk")
    await _dragged(stage, "spring-offer.xlsx")


@scene("window-file-refused")
async def refused(stage: Stage) -> None:
    await stage.open("templates")
    await _dragged(stage, "logo.png")


@scene("window-file-into-field")
async def into_field(stage: Stage) -> None:
    await stage.open("customers", "import")
    await _dragged(stage, "customers.csv")


@scene("window-file-gone")
async def gone(stage: Stage) -> None:
    """As the other pictures of the window begin."""
    drops = stage.window.findChild(FileDrops)
    assert isinstance(drops, FileDrops)
    drops.veil.hide()
    await stage.open("applications")
