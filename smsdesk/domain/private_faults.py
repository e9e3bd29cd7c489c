"""A fault as text that may be shown to strangers: where it happened, exactly, and none of the values.

What an exception says quotes what it choked on: a name, a number, a whole text. So of its words those stay
that stand in the program's own code where it came from, or that Python itself uses; every other is a value
and becomes ``…``.
"""

from __future__ import annotations

import hashlib
import os
import re
import traceback
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType

from smsdesk.domain.errors import DeskError

GAP = "…"
#: Of one traceback at most so many lines from each end: a recursion without end is long.
_LINES = 60

_ROOT = Path(__file__).parents[2].as_posix() + "/"
_LIBRARY = re.compile(r".*/(?:site-packages|python3[\d.]*|Lib)/(.+)")
_WORD = re.compile(r"\w+")
_GAPS = re.compile(rf"{GAP}(?:[^\w\n]{{0,3}}{GAP})+")
#: Numbers up to this long say how many; a longer one may be a code or a telephone number.
_SHORT_NUMBER = 3
_CONSTRAINT = re.compile(r"(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(: [\w., ]+)?")

#: What Python, SQLite and the system say of themselves.
_PYTHON = frozenset(
    _WORD.findall(
        """
        a an and any argument arguments as at attribute available base be been before between bool buffer but
        by bytes call callable can cannot changed character class closed code collection comparison
        concatenate connect connection constraint containing convert could coroutine current database date
        datetime decode deleted denied dict dictionary did different directory disk division does duplicate
        during element empty encode encountered end enough error event exceeded exception execution expected
        failed file finished first float for format found from full function future generator get given got
        handle has have high host if import in incorrect index instance instances int integer internal invalid
        is isn it item items iterable iteration iterator keyword length list locked long longer loop low
        malformed mapping match maximum memory method missing module more must name near negative no non none
        nonetype not null number object of on only open operand operation or order out outside own partially
        permission pop positional range read readonly recursion reference referenced refused required requires
        reset result returned row running same schema sequence set size slice socket started state statement
        step str string structure subscriptable such support supported syntax t table takes text than that the
        this thread time timed to token too tuple type types unable unbound unexpected unhashable unique
        unknown unpack unrecognized unsupported use used value values variable violates was were when where
        which with without word write year zero check foreign key primary utf ascii codec position ordinal
        start surrogates allowed c qt python already literal expecting column line char depth delimiter
        property quotes extra data escape control truncated byte continuation broken pipe refused reset peer
        temporary failure resolution certificate verify wrong kind long
        """
    )
)


def without_values(said: str, words: Iterable[str] = ()) -> str:
    """The sentence with ``…`` for every word that is neither Python's nor one of ``words``."""
    known = _PYTHON | frozenset(words)

    def keep(found: re.Match[str]) -> str:
        word = found[0]
        if word in known or word.lower() in _PYTHON or (word.isascii() and word.isdigit()):
            return word if not word.isdigit() or len(word) <= _SHORT_NUMBER else GAP
        return GAP

    # Control characters of a value would end the line.
    return _GAPS.sub(GAP, _WORD.sub(keep, " ".join(said.split())))


@cache
def words_of(code: CodeType) -> frozenset[str]:
    """Every word that stands in a piece of code: its names, and its texts without what is filled in."""
    found: set[str] = set()
    for name in (*code.co_names, *code.co_varnames, *code.co_freevars, code.co_name):
        found |= {name, *_WORD.findall(name)}
    for constant in code.co_consts:
        found.update(_words_in(constant))
    return frozenset(found)


def _words_in(constant: object) -> Iterable[str]:
    if isinstance(constant, str):
        return _WORD.findall(constant)
    if isinstance(constant, CodeType):
        return words_of(constant)
    if isinstance(constant, tuple | frozenset):
        return {word for each in constant for word in _words_in(each)}
    return ()


def short_path(path: str) -> str:
    """A file of code without the folders it lies in: they may be called like their owner."""
    path = path.replace("\\", "/")
    if path.startswith(_ROOT) and "/site-packages/" not in path:
        return path.removeprefix(_ROOT)
    library = _LIBRARY.search(path)
    return library[1] if library else path.rpartition("/")[2]


def private_traceback(fault: BaseException) -> str:
    """The traceback of a fault, with its causes, as Python writes it, but without values."""
    return "\n".join(_lines(fault, set()))


def fingerprint(fault: BaseException) -> str:
    """Eight characters: the same for the same fault at the same place, whatever the values are."""
    places = [
        f"{type(each).__name__} {short_path(place.filename)} {place.lineno} {place.name}"
        for each in _chain(fault)
        for place in traceback.extract_tb(each.__traceback__)[-6:]
    ]
    return hashlib.sha256("\n".join([type(fault).__name__, *places]).encode()).hexdigest()[:8]


def _chain(fault: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    found: BaseException | None = fault
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _lines(fault: BaseException, seen: set[int]) -> list[str]:
    seen.add(id(fault))
    lines: list[str] = []
    context = None if fault.__suppress_context__ else fault.__context__
    for before, words in (
        (fault.__cause__, "The above exception was the direct cause of the following exception:"),
        (context if fault.__cause__ is None else None, "During handling of it another exception occurred:"),
    ):
        if before is not None and id(before) not in seen:
            lines += [*_lines(before, seen), "", words, ""]
    if fault.__traceback__ is not None:
        lines.append("Traceback (most recent call last):")
        lines += _places(fault)
    lines.append(_last_line(fault))
    if isinstance(fault, BaseExceptionGroup):
        for each in fault.exceptions:
            if id(each) not in seen:
                lines += [f"  | {line}" for line in _lines(each, seen)]
    return lines


def _places(fault: BaseException) -> list[str]:
    stack = traceback.extract_tb(fault.__traceback__)
    for place in stack:
        place.filename = short_path(place.filename)
    written = [line for entry in stack.format() for line in entry.rstrip("\n").split("\n")]
    if len(written) > 2 * _LINES:
        written[_LINES:-_LINES] = ["  …"]
    return written


def _last_line(fault: BaseException) -> str:
    kind = type(fault)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    said = _said(fault)
    return f"{name}: {said}" if said else name


def _said(fault: BaseException) -> str:
    if isinstance(fault, DeskError):
        return fault.message.message  # the sentence as it stands in the code, its gaps unfilled
    name = getattr(fault, "sqlite_errorname", "")
    if isinstance(name, str) and name:
        known = _CONSTRAINT.fullmatch(str(fault))
        return f"{name} {known[0] if known else without_values(str(fault))}".strip()
    words: set[str] = set()
    if isinstance(fault, OSError) and fault.errno is not None:
        reason = getattr(fault, "reason", None)  # of ssl: a constant in capitals
        if isinstance(reason, str) and re.fullmatch(r"[A-Z_]+", reason):
            return f"[Errno {fault.errno}] {reason}"
        return f"[Errno {fault.errno}] {os.strerror(fault.errno)}"
    if isinstance(fault, AttributeError):
        words.add(type(getattr(fault, "obj", None)).__name__)
    if isinstance(fault, ImportError):
        words |= set(_WORD.findall(fault.name or ""))
    trace = fault.__traceback__
    while trace is not None:
        words |= words_of(trace.tb_frame.f_code)
        trace = trace.tb_next
    try:
        return without_values(str(fault), words)
    except Exception:  # noqa: BLE001 - of what a library's exception does when it is asked for its words
        return GAP
