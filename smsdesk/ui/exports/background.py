"""Exports that run on while the user does something else: threads of their own, progress, Cancel (D8)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from smsdesk.domain.errors import Cancelled, DeskError, Invalid
from smsdesk.domain.exports import Export
from smsdesk.domain.text import Text, text
from smsdesk.operations.export_process import write_apart
from smsdesk.operations.exports import keep_export
from smsdesk.ui.bridge import Work
from smsdesk.ui.context import Context

#: ``job(desk, *, path, progress, **arguments) -> rows``.
Job = Callable[..., int]

#: Exports that write at the same time; further ones wait. They have threads of their own: pages never wait
#: for an export.
_AT_ONCE = 2


class RunningExport(QObject):
    """One that is being written or waits for its turn."""

    def __init__(self, title: Text, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self.path = path
        self.work = Work(self)
        self.call: Future[int] | None = None
        self.done: asyncio.Task[Export | None] | None = None
        """Ends with the kept export; with None when it failed or was cancelled."""

    def cancel(self) -> None:
        """Stop it; nothing is left of its file."""
        self.work.cancel()
        if self.call is not None:
            self.call.cancel()  # one that waits for its turn never begins


class Exports(QObject):
    """The exports of this desk: ``Exports.of(context)``. They outlive pages and changes of the language."""

    changed = Signal()
    """One began or ended."""
    progressed = Signal()
    """One is farther than before; at most ten times a second."""
    finished = Signal(object)
    """``Export``."""
    failed = Signal(object)
    """``DeskError``; a cancelled one is not told."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.hub)
        self._runner = context.runner
        self._running: list[RunningExport] = []
        self._pool: ThreadPoolExecutor | None = None

    @classmethod
    def of(cls, context: Context) -> Exports:
        """The one of this desk, made when first asked for."""
        found = context.hub.findChild(cls)
        return found if found is not None else cls(context)

    def running(self) -> list[RunningExport]:
        """Those that are not finished, in the order in which they began."""
        return list(self._running)

    def begin(self, title: Text, path: Path, job: Job, arguments: Mapping[str, Any]) -> RunningExport:
        """Write to ``path`` in the background. Raises ``Invalid`` when another export writes that file."""
        if any(_place(one.path) == _place(path) for one in self._running):
            raise Invalid(
                text(
                    "“{file}” is just being written by another export. Wait until it is finished, or choose "
                    "another name.",
                    file=path.name,
                ),
                field="path",
            )
        one = RunningExport(title, path, self)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="desk-export")
        large = getattr(job, "apart", False)
        run = partial(write_apart, self._runner.desk, job) if large else partial(job, self._runner.desk)
        one.call = self._pool.submit(run, path=path, progress=one.work.progress, **arguments)
        self._running.append(one)
        one.work.changed.connect(lambda _done, _total: self.progressed.emit())
        one.work.start()
        one.done = self._runner.spawn(self._follow(one, one.call))
        self.changed.emit()
        return one

    async def _follow(self, one: RunningExport, call: Future[int]) -> Export | None:
        written = asyncio.wrap_future(call)
        try:
            try:
                await asyncio.wait({written})
            except asyncio.CancelledError:  # the desk is closed: nothing may use it afterwards
                one.cancel()
                await asyncio.gather(written, return_exceptions=True)
                raise
            if written.cancelled():
                return None
            export = await self._runner.run(
                keep_export, title=one.title, path=one.path, rows=written.result()
            )
        except Cancelled:
            return None
        except DeskError as fault:
            self.failed.emit(fault)
            return None
        finally:
            self._end(one)
        self.finished.emit(export)
        return export

    def _end(self, one: RunningExport) -> None:
        one.work.finish()
        self._running.remove(one)
        if not self._running and self._pool is not None:
            self._pool.shutdown(wait=False)
            self._pool = None
        self.changed.emit()
        one.deleteLater()


def _place(path: Path) -> str:
    """The same for all ways to write one file's name."""
    return os.path.normcase(os.path.realpath(path))
