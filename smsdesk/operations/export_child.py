"""The process that writes one large export beside the window (D8).

Python runs one thread at a time: a million rows made in a thread of the window would leave it waiting for
its turn at every step. It takes one request on standard input, writes the file with a desk of its own that
only reads, and answers on standard output. Standard input stays open as long as the export is wanted: its
end, also by the death of the program, cancels the export, which leaves nothing.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import pickle
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import set_language
from smsdesk.operations.desk import Desk, Progress
from smsdesk.store.database import Database

log = logging.getLogger(__name__)

#: Seconds between two reports.
PACE = 0.1
#: How much more willingly it lets others run than the window does.
_NICE = 5


@dataclass(frozen=True)
class Request:
    """What is to be written; ``job`` is ``module:name``."""

    folder: Path
    database: Path
    user: str
    now: int
    language: str
    job: str
    path: Path
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """One report; the last one has ``rows``, ``fault`` or ``bug``."""

    done: int = 0
    total: int = 0
    rows: int | None = None
    fault: DeskError | None = None
    bug: str = ""


class _OutOfReach:
    """Stands for what an export never touches: secrets and gateways."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"an export has no business with {name}")


class _Reporter:
    """Tells the latest state at its pace, also when the job says nothing: the parent looks up at each."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._latest = (0, 0)
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._ticker = threading.Thread(target=self._tick, name="reports", daemon=True)
        self._ticker.start()

    def note(self, done: int, total: int) -> None:
        self._latest = (done, total)

    def end(self, answer: Answer) -> None:
        self._ended.set()
        self._ticker.join()
        self._say(answer)

    def _tick(self) -> None:
        while not self._ended.wait(PACE):
            self._say(Answer(*self._latest))

    def _say(self, answer: Answer) -> None:
        with self._lock, contextlib.suppress(OSError):  # nobody listens: standard input has ended too
            pickle.dump(answer, self._out)
            self._out.flush()


def main() -> int:
    """Write one export; 0 also when the answer is a fault."""
    asked = open(0, "rb", closefd=False)  # noqa: SIM115 - ends with the process
    out = open(1, "wb", closefd=False)  # noqa: SIM115
    request: Request = pickle.load(asked)
    if sys.platform != "win32":
        os.nice(_NICE)
    reporter = _Reporter(out)
    progress = Progress(reporter.note)
    threading.Thread(target=_wait_for_end, args=(asked, progress), daemon=True).start()
    reporter.end(_answer(request, progress))
    return 0


def _wait_for_end(asked: BinaryIO, progress: Progress) -> None:
    asked.read()
    progress.cancel()


def _answer(request: Request, progress: Progress) -> Answer:
    set_language(request.language)
    database = Database(request.database)
    nobody = cast("Any", _OutOfReach())
    desk = Desk(request.folder, database, nobody, lambda: request.now, nobody, request.user)
    module, _, name = request.job.partition(":")
    try:
        job = getattr(importlib.import_module(module), name)
        return Answer(rows=job(desk, path=request.path, progress=progress, **request.arguments))
    except DeskError as fault:
        return Answer(fault=fault)
    except Exception:  # the program's crash dialog tells of it
        log.exception("an export failed")
        return Answer(bug=traceback.format_exc())
    finally:
        database.close()


if __name__ == "__main__":
    # Under this name the classes would be others than those that the program knows.
    from smsdesk.operations.export_child import main as run

    sys.exit(run())
