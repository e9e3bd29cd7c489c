"""Runs a large export in a process of its own, so that the window does not wait for it (D8)."""

from __future__ import annotations

import contextlib
import logging
import pickle
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from smsdesk.domain.child_process import WRITE_EXPORT, start
from smsdesk.domain.errors import Cancelled, Unavailable
from smsdesk.domain.text import language, text
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.export_child import Answer, Request
from smsdesk.sheets.placing import sweep

log = logging.getLogger(__name__)

#: Seconds in which a cancelled export clears up before it is ended.
_GRACE = 10


class ExportFailed(RuntimeError):
    """A bug in the export; its traceback is the message."""


def write_apart(
    desk: Desk, job: Callable[..., int], *, path: Path, progress: Progress, **arguments: Any
) -> int:
    """As ``job(desk, path=…, progress=…, **arguments)``, in another process.

    Raises what the job raises, ``Cancelled`` when stopped, and ``Unavailable`` when the process could not be
    started or was ended from outside. Nothing is left of the file in any of these cases.
    """
    request = Request(
        folder=desk.folder,
        database=desk.database.path,
        user=desk.user,
        now=desk.now(),
        language=language(),
        job=f"{job.__module__}:{job.__qualname__}",
        path=path.absolute(),
        arguments=arguments,
    )
    process = _start()
    try:
        return _follow(process, request, progress)
    finally:
        _end(process)


def _follow(process: subprocess.Popen[bytes], request: Request, progress: Progress) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pickle.dump(request, process.stdin)
        process.stdin.flush()
        while True:
            answer: Answer = pickle.load(process.stdout)
            if answer.fault is not None:
                raise answer.fault
            if answer.bug:
                raise ExportFailed(answer.bug)
            if answer.rows is not None:
                return answer.rows
            progress.report(answer.done, answer.total)
    except Cancelled:
        _clear_up(process, request.path)
        raise
    except (EOFError, OSError, pickle.UnpicklingError) as end:
        code = process.wait()
        sweep(request.path)
        log.warning("an export's process ended with status %s", code)
        raise Unavailable(
            text(
                "“{file}” was not written: the system ended the export, perhaps for want of memory. Nothing "
                "is left of it. Close other programs and try again.",
                file=request.path.name,
            ),
            details=f"export ended with status {code}",
        ) from end


def _clear_up(process: subprocess.Popen[bytes], path: Path) -> None:
    """Let the cancelled child take away what it has written."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    assert process.stdout is not None
    process.stdout.close()  # or it could wait for us to read
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        sweep(path)


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _start() -> subprocess.Popen[bytes]:
    try:
        return start(WRITE_EXPORT, yielding=True)
    except OSError as fault:
        raise Unavailable(
            text("The export could not be started. Close other programs and try again."), details=str(fault)
        ) from fault
