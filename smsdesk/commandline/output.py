"""What a command says: results on standard output, everything about the way there on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import text
from smsdesk.operations.desk import Progress


def say(line: str = "") -> None:
    """A line of the result."""
    _write(line + "\n")


def say_json(result: Mapping[str, object]) -> None:
    """The whole result as one JSON object."""
    # A stream that cannot hold every character gets them escaped, which reads back the same.
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    _write(json.dumps(result, ensure_ascii=plain, indent=2) + "\n")


def note(line: str) -> None:
    """A line that is not part of the result."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _write(words: str) -> None:
    try:
        sys.stdout.write(words)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unavailable(
            text("The result cannot be written: {reason}.", reason=error.strerror or str(error))
        ) from error


@contextmanager
def progress_bar(title: str, unit: str) -> Iterator[Progress]:
    """A progress for a job, shown as a bar on a terminal and not at all elsewhere."""
    if not sys.stderr.isatty():
        yield Progress()
        return
    from tqdm import tqdm

    with tqdm(desc=title, unit=f" {unit}", leave=False, dynamic_ncols=True, mininterval=0.1) as bar:

        def show(done: int, total: int) -> None:
            if total:
                bar.total = total
            bar.update(done - bar.n)

        yield Progress(show)


def is_interactive() -> bool:
    """Whether somebody is there to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agrees(question: str, yes: str) -> bool:
    """Ask on the terminal; only ``yes`` (or its first letter) agrees."""
    sys.stderr.write(question)
    sys.stderr.flush()
    answer = sys.stdin.readline().strip().casefold()
    return answer in (yes.casefold(), yes[:1].casefold())
