"""Pictures of exports: the list, one that is being written, and what a finished one says."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
from pathlib import Path

from smsdesk.domain.exports import Export
from smsdesk.domain.text import text, tr
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.exports import forget_export, keep_export, list_exports
from smsdesk.ui.exports.background import Exports
from smsdesk.ui.exports.dialog import show_exports
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.gallery_words import said

_go_on = threading.Event()


def _slow(desk: Desk, *, path: Path, progress: Progress) -> int:
    """Stands still in the middle, as long as the picture is taken."""
    progress.report(412_000, 1_000_000)
    while not _go_on.wait(0.02):
        progress.report(412_000, 1_000_000)
    return 0


async def _files(stage: Stage) -> None:
    """Three finished exports, of which one was changed and one is gone."""
    found: list[Export] = await stage.run(list_exports)
    if found:
        return
    folder = Path(tempfile.mkdtemp(prefix="smsdesk-gallery-"))
    changed, gone = text("Customers"), text("Overview")
    for title, ending, rows, size in (
        (gone, "xlsx", 31, 8_400),
        (changed, "csv", 1_480, 96_000),
        (text("Report of {name}", name=tr("Spring offer")), "pdf", 0, 74_300),
        (text("Message records"), "xlsx", 48_210, 3_900_000),
    ):
        path = folder / f"{title}.{ending}"
        path.write_bytes(b"0" * size)
        await stage.run(keep_export, title=title, path=path, rows=rows)
    os.utime(folder / f"{changed}.csv", ns=(1, 1))
    (folder / f"{gone}.xlsx").unlink()


@scene("exports-empty")
async def exports_empty(stage: Stage) -> None:
    for one in await stage.run(list_exports):
        await stage.run(forget_export, export_id=one.id)
    await stage.open("statistics", "overview")
    stage.context.runner.spawn(show_exports(stage.context))
    await stage.settle()


@scene("exports")
async def exports(stage: Stage) -> None:
    await _files(stage)
    await stage.open("statistics", "overview")
    stage.context.runner.spawn(show_exports(stage.context))
    await stage.settle()


@scene("exports-running")
async def exports_running(stage: Stage) -> None:
    await _files(stage)
    _go_on.clear()
    await stage.open("statistics", "overview")
    path = Path(tempfile.gettempdir()) / said("Message records 2026.xlsx", "短信记录2026.xlsx")
    Exports.of(stage.context).begin(text("Message records"), path, _slow, {})
    await asyncio.sleep(0.25)
    stage.context.runner.spawn(show_exports(stage.context))
    await stage.settle()


@scene("exports-finished")
async def exports_finished(stage: Stage) -> None:
    stage.clean()
    for one in Exports.of(stage.context).running():
        one.cancel()
        assert one.done is not None
        await one.done
    await stage.open("statistics", "overview")
    await stage.settle()
    await _files(stage)
    kept: list[Export] = await stage.run(list_exports)
    Exports.of(stage.context).finished.emit(kept[0])
    await stage.settle()
