"""The log file: what the program did, never to whom or with which words.

No code of ours logs a number, a content or a key. The formatter below is the second lock on that door:
errors of libraries quote the values they choked on.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
from types import TracebackType

from smsdesk.domain.private_faults import private_traceback
from smsdesk.store.folder import Folder, secure

MAX_BYTES = 1_000_000
KEPT_FILES = 4

#: Five digits in a row, also when written in groups, or 16 hex characters (keys).
_DIGITS = re.compile(r"\+?\d(?:[ \-().]{0,2}\d){4,}")
_HEX = re.compile(r"\b[0-9a-fA-F]{16,}\b")
#: What a library quotes of a value: longer than a name of ours, with a blank, or not ASCII.
_QUOTED = re.compile(r"""(['"])(?:(?!\1)[^\n]){41,}\1|(['"])(?:(?!\2)[^\n])*[^\x00-\x7f](?:(?!\2)[^\n])*\2""")
_FRAME = re.compile(r"^\s+(File \"|\^|~)")


def mask(message: str) -> str:
    """The message without long digit runs and hex keys."""
    return _DIGITS.sub("•••••", _HEX.sub("•••••", message))


def mask_error(report: str) -> str:
    """A traceback without the values that its error quotes; where it happened stays."""
    lines = report.splitlines()
    return "\n".join(line if _FRAME.match(line) else mask(_QUOTED.sub("'…'", line)) for line in lines)


class PrivateFormatter(logging.Formatter):
    """Masks what could be a customer's or a secret in messages and tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        moment = self.formatTime(record)
        line = f"{moment} {record.levelname} {record.threadName} {record.name}: {mask(record.getMessage())}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return private_traceback(ei[1]) if ei[1] is not None else ""


class QuietHandler(logging.handlers.RotatingFileHandler):
    """A full disk must not bring a traceback to the user through the log."""

    def doRollover(self) -> None:
        try:
            super().doRollover()
        except OSError:
            # Windows renames no file that another program has open, and the record would be lost. The file
            # grows on: tried with each record, this would push the older files out.
            self.maxBytes += MAX_BYTES
            if self.stream is None:
                self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)


def start_log(folder: Folder) -> logging.Handler | None:
    """Log to the folder from now on; ``stop_log`` ends it. None where the file cannot be written."""
    root = logging.getLogger()
    try:
        handler = QuietHandler(
            folder.log_file, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=False
        )
    except OSError:
        return None
    secure(folder.log_file)
    handler.setFormatter(PrivateFormatter())
    handler.setLevel(logging.INFO)
    root.addHandler(handler)
    root.setLevel(min(root.level or logging.INFO, logging.INFO))
    # These tell every request or statement with its values.
    for name in ("sqlalchemy", "alembic", "httpx", "httpcore", "aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return handler


def stop_log(handler: logging.Handler | None) -> None:
    """Close the file."""
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        handler.close()
