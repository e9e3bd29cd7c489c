"""A spreadsheet's rows, read by a child process that a bad file may take down in our place (B2, S1).

    with read(path) as reading:
        show(reading.info)
        for batch in reading.batches():
            for row_number, cells in batch:
                ...

The child reads ahead by a few batches while the caller works, so memory stays bounded by batches and the
two use a processor each.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from smsdesk.domain.child_process import READ_SHEET, start
from smsdesk.domain.errors import Cancelled, DeskError, Unavailable, Unusable
from smsdesk.domain.text import text
from smsdesk.sheets.contract import Limits, SheetInfo, fault_from_wire, info_from_wire

logger = logging.getLogger(__name__)

#: The number of the row in the file, from 1 as Excel or a text editor shows it, and its cells. Rows of a text
#: file differ in length as their lines do; rows of a sheet are cut after their last filled cell.
Row = tuple[int, tuple[str, ...]]

#: Batches that wait for the caller; the child pauses when they are full.
_AHEAD = 4
#: Seconds between looks at ``cancelled``.
_LOOK = 0.05
#: Longest line from the child, in bytes; a batch of full cells is well below.
_LONGEST_LINE = 512 * 1024 * 1024


def _never() -> bool:
    return False


def read(
    path: str | os.PathLike[str],
    *,
    sheet: int | str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    include_hidden: bool = False,
    limits: Limits | None = None,
    cancelled: Callable[[], bool] = _never,
) -> Reading:
    """Begin to read a spreadsheet: a context manager whose ``info`` is known at once.

    ``sheet`` is a name, or a position from 1 among ``info.sheet_names``; without it the first visible sheet
    with something in it is read. ``encoding`` (a key of ``ENCODINGS`` or any other codec) and ``delimiter``
    overrule what is recognised in a text file.

    Rows hidden in the spreadsheet, by hand or by a filter, are left out
    unless ``include_hidden``: whoever hid them did not mean to send to them, a message cannot be called back,
    and a note tells how many there were. ``cancelled`` is asked on the caller's thread, ten times a second or
    more often while it waits.

    Raises ``NotFound``, ``Unusable`` or ``LimitReached`` with a sentence that names the file and what to do,
    ``Invalid`` when the chosen sheet, encoding or delimiter does not fit, ``Cancelled`` when told to stop.
    """
    request = {
        "path": os.path.abspath(path),
        "sheet": sheet,
        "encoding": encoding,
        "delimiter": delimiter,
        "include_hidden": include_hidden,
        "limits": vars(limits or Limits()),
    }
    return Reading(request, limits or Limits(), cancelled)


class Reading:
    """One file being read. Closing it ends the child, wherever it is."""

    def __init__(self, request: dict[str, Any], limits: Limits, cancelled: Callable[[], bool]) -> None:
        self._name = Path(request["path"]).name
        self._limits = limits
        self._cancelled = cancelled
        self._lines: queue.Queue[bytes] = queue.Queue(maxsize=_AHEAD)
        self._closed = threading.Event()
        self._process = _start()
        self._listener = threading.Thread(target=self._listen, name="sheet-reading", daemon=True)
        self._listener.start()
        try:
            self._ask(request)
            self._info = info_from_wire(self._next("info"))
        except BaseException:
            self.close()
            raise

    @property
    def info(self) -> SheetInfo:
        """What is read; notes and counts are complete once the last batch has been taken."""
        return self._info

    def batches(self) -> Iterator[list[Row]]:
        """The rows in order, some thousand at a time. To be taken once."""
        while True:
            words = self._next("rows")
            if "rows" not in words:
                self._info = info_from_wire(words)
                return
            yield list(zip(words["numbers"], map(tuple, words["rows"]), strict=True))

    def rows(self) -> Iterator[Row]:
        """The rows in order, one at a time."""
        for batch in self.batches():
            yield from batch

    def close(self) -> None:
        """End the child and forget what it still says. May be called again."""
        self._closed.set()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except BrokenPipeError:
                    logger.debug("the reading child had closed its pipe")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.close()
        except OSError:
            logger.debug("the reading child ended before it was asked")  # _next tells how it died

    def _listen(self) -> None:
        """Carry the child's lines to the queue; an empty line says that it has ended."""
        assert self._process.stdout is not None
        line = b"begin"
        while line and not self._closed.is_set():
            line = self._process.stdout.readline(_LONGEST_LINE)
            while not self._closed.is_set():
                try:
                    self._lines.put(line, timeout=_LOOK)
                    break
                except queue.Full:
                    continue

    def _next(self, kind: str) -> dict[str, Any]:
        """The child's next words, of the kind or the final ``info``; its fault or its death is raised."""
        deadline = time.monotonic() + self._limits.seconds
        while True:
            if self._cancelled():
                raise Cancelled(text("Reading “{file}” was cancelled.", file=self._name))
            try:
                line = self._lines.get(timeout=_LOOK)
                break
            except queue.Empty:
                if time.monotonic() > deadline:
                    raise self._too_slow() from None
        if not line.endswith(b"\n"):
            if line:  # cut short by the child's death, or longer than an honest child writes
                self._process.kill()
            raise self._death()
        words: dict[str, Any] = json.loads(line)
        if "fault" in words:
            raise fault_from_wire(words["fault"])
        return words if kind == "rows" and "rows" in words else words["info"]

    def _too_slow(self) -> DeskError:
        return Unusable(
            text(
                "“{file}” could not be read within {seconds} seconds. It may be damaged or built to "
                "overload programs: open it in a spreadsheet program, copy the rows into a new sheet "
                "and save that.",
                file=self._name,
                seconds=self._limits.seconds,
            )
        )

    def _death(self) -> DeskError:
        """What to tell when the child ended without a word: the file needed too much, or broke the reader."""
        code = self._process.wait()
        logger.info("the reading child ended with status %s", code)
        return Unusable(
            text(
                "“{file}” could not be read: it is damaged, or needs far more memory or time than a list of "
                "numbers does. Copy the rows into a new sheet and save that as .xlsx or .csv.",
                file=self._name,
            ),
            details=f"reader ended with status {code}",
        )


def _start() -> subprocess.Popen[bytes]:
    try:
        return start(READ_SHEET)
    except OSError as fault:
        raise Unavailable(
            text("The spreadsheet reader could not be started. Close other programs and try again."),
            details=str(fault),
        ) from fault
