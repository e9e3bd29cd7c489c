"""How an operation is declared, and what it is given.

``@operation`` wraps a change: it opens the one write transaction, keeps the audit entry (U4) and, once
the change is on disk, tells which kinds of things changed. ``@query`` wraps a look. ``@job`` wraps long
work that opens its own short transactions and reports progress. An operation that calls another
joins its transaction.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy.orm import Session

from smsdesk.domain.errors import Cancelled
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import Question
from smsdesk.store.database import Database
from smsdesk.store.secrets import SecretStore
from smsdesk.store.tables import AuditRow

log = logging.getLogger(__name__)

__all__ = ["Cancelled", "Desk", "Listener", "Progress", "Sender", "job", "operation", "query"]

#: Kinds of things whose change the engine must see at once.
WAKING = frozenset(
    {"task", "application", "blocklist", "allowlist", "alarm", "callback", "signature", "template"}
)

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

#: Told after a change is on disk: the kinds of things that changed, as declared by ``on``.
Listener = Callable[[frozenset[str]], None]


class Progress:
    """How far a job is, written by its worker and read by whoever shows it. Thread-safe."""

    def __init__(self, report: Callable[[int, int], None] | None = None) -> None:
        self._report = report
        self._cancelled = threading.Event()

    def report(self, done: int, total: int = 0) -> None:
        """``total`` 0 means not known. Raises ``Cancelled`` when the user stopped the job."""
        if self._cancelled.is_set():
            raise Cancelled(text("Stopped. Nothing was changed."))
        if self._report:
            self._report(done, total)

    def cancel(self) -> None:
        """Stop the job at its next report."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()


class Sender(Protocol):
    """What operations ask of the engine, from any thread."""

    def wake(self) -> None:
        """There is new work, or work was stopped: look now."""

    def gateway_changed(self, gateway: str) -> None:
        """Its settings changed: make it anew with them."""

    def ask_gateway(self, gateway: str, question: Question[T], values: Mapping[str, str] | None = None) -> T:
        """Ask a gateway something, with these settings or the stored ones; blocks up to 15 s.

        Raises ``Unavailable`` with the reason, ``Invalid`` at a wrong setting.
        """
        ...

    def gateways(self) -> Mapping[str, Text]:
        """The gateways there are, by key, with the name to show."""
        ...


@dataclass
class Desk:
    """The open desk: everything an operation needs, built in ``app.py``."""

    folder: Path
    database: Database
    secrets: SecretStore
    clock: Callable[[], int]
    """Milliseconds since 1970 UTC."""
    sender: Sender
    user: str = "owner"

    def __post_init__(self) -> None:
        self._listeners: list[Listener] = []

    @property
    def session(self) -> Session:
        """The session of the operation that runs; only inside one."""
        work = _work.get()
        if work is None:
            raise RuntimeError("desk.session outside an operation")
        return work.session

    def now(self) -> int:
        return self.clock()

    def before(self, state: object) -> None:
        """Keep the state before the change for the audit entry."""
        work = _work.get()
        if work is not None:
            work.before = state

    def changed(self, *kinds: str) -> None:
        """Further kinds of things this operation changed."""
        work = _work.get()
        if work is not None:
            work.kinds.update(kinds)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A short read transaction inside a job."""
        with self.database.read() as session:
            token = _work.set(_Work(session))
            try:
                yield session
            finally:
                _work.reset(token)

    @contextmanager
    def writing(self, *kinds: str) -> Iterator[Session]:
        """A short write transaction inside a job; its kinds are told when it is on disk."""
        with self.database.write() as session:
            work = _Work(session, kinds=set(kinds))
            token = _work.set(work)
            try:
                yield session
            finally:
                _work.reset(token)
        # After the commit: before it the engine would look and find nothing changed.
        if work.kinds & WAKING:
            self.sender.wake()
        self.tell(work.kinds)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Be told of changes, on the thread that made them; the result ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, kinds: set[str] | frozenset[str]) -> None:
        """Tell the listeners; also called by ``app.py`` for what the engine changed."""
        if kinds:
            for listener in list(self._listeners):
                listener(frozenset(kinds))


class _Work:
    def __init__(self, session: Session, kinds: set[str] | None = None) -> None:
        self.session = session
        self.kinds = kinds if kinds is not None else set()
        self.before: object = None


_work: ContextVar[_Work | None] = ContextVar("work", default=None)

Operation = Callable[Concatenate[Desk, P], R]


def operation(*, action: str, on: str) -> Callable[[Operation[P, R]], Operation[P, R]]:
    """Declare a change. ``action`` is its name in policies and audit, ``on`` the kind of thing it changes."""

    def declare(function: Operation[P, R]) -> Operation[P, R]:
        @wraps(function)
        def run(desk: Desk, /, *args: P.args, **arguments: P.kwargs) -> R:
            outer = _work.get()
            if outer is not None:
                outer.kinds.add(on)
                return function(desk, *args, **arguments)
            with desk.writing(on) as session:
                result = function(desk, *args, **arguments)
                work = _work.get()
                assert work is not None
                session.add(
                    AuditRow(
                        at=desk.now(),
                        user=desk.user,
                        action=action,
                        subject=on,
                        before=_as_json(work.before),
                        after=_as_json(result),
                    )
                )
            return result

        return run

    return declare


def query(function: Operation[P, R]) -> Operation[P, R]:
    """Declare a look: one read transaction, no change."""

    @wraps(function)
    def run(desk: Desk, /, *args: P.args, **arguments: P.kwargs) -> R:
        if _work.get() is not None:
            return function(desk, *args, **arguments)
        with desk.reading():
            return function(desk, *args, **arguments)

    return run


def job(*, action: str, apart: bool = False) -> Callable[[Operation[P, R]], Operation[P, R]]:
    """Declare long work. It takes ``progress: Progress``, uses ``desk.reading()``/``desk.writing()``.

    ``apart``: an export so large that the window has it written by another process
    (``operations/export_process.py``).
    """

    def declare(function: Operation[P, R]) -> Operation[P, R]:
        @wraps(function)
        def run(desk: Desk, /, *args: P.args, **arguments: P.kwargs) -> R:
            log.info("job %s begins", action)
            result = function(desk, *args, **arguments)
            log.info("job %s ended", action)
            return result

        run.apart = apart  # type: ignore[attr-defined]
        return run

    return declare


#: Fields that never reach the audit log: they are a customer's, or a secret.
_PRIVATE = frozenset({"number", "email", "content", "note", "app_key", "numbers", "body", "bad", "samples"})


def _as_json(state: object) -> str | None:
    if state is None or not is_dataclass(state) or isinstance(state, type):
        return None
    fields: dict[str, Any] = asdict(state)
    private = _PRIVATE | getattr(state, "PRIVATE", frozenset())
    return json.dumps({key: value for key, value in fields.items() if key not in private}, default=str)
