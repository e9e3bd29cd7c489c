"""The composition root: the only place where folder, store, secrets, gateways, carrier and engine are put
together. The window, ``serve``, the command line and the tests all start here.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import secrets
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from smsdesk.carrier.inside import CarrierInside
from smsdesk.domain.errors import DeskError, Unusable
from smsdesk.domain.text import Text, set_language
from smsdesk.engine.events import (
    AlarmsChanged,
    CallbacksMoved,
    Event,
    ReceiptsApplied,
    RepliesArrived,
    ReviewChanged,
    TaskOverdue,
    TaskProgress,
)
from smsdesk.gateways import trial
from smsdesk.gateways.base import Gateway, Question
from smsdesk.gateways.registry import DECLARED, Surroundings
from smsdesk.gateways.settings import check_values, filled
from smsdesk.operations.desk import Desk
from smsdesk.store.backup import back_up_by_timer
from smsdesk.store.database import Database
from smsdesk.store.engine_lock import EngineLock
from smsdesk.store.folder import Folder, folder_at, key_folder, prepare
from smsdesk.store.gateway_settings import secret_name, stored_settings
from smsdesk.store.logfile import start_log, stop_log
from smsdesk.store.migrating import open_database
from smsdesk.store.restoring import Restored, finish_restore
from smsdesk.store.secrets import SecretStore, open_secrets
from smsdesk.store.settings import DESK_ID, check_rows, read_desk_id, read_profile, write_setting
from smsdesk.store.start_record import StartRecord

if TYPE_CHECKING:
    from smsdesk.engine.engine import Engine
    from smsdesk.engine.part import Part
    from smsdesk.engine.store_thread import StoreThread

log = logging.getLogger(__name__)

#: A thread that computes lets others have their turn after so many seconds; Python's own 0.005 makes the
#: window stutter while the engine works.
SWITCH_SECONDS = 0.001

#: How often the holder of a folder looks whether a program beside it changed something, in seconds.
NOTICE_SECONDS = 0.3
BACKUP_LOOK_SECONDS = 900.0

#: What a program beside the holder may have changed: all that is shown anywhere.
EVERY_KIND = frozenset(
    {
        "alarm", "allowlist", "application", "blocklist", "callback", "customer", "export", "gateway",
        "group", "mail", "message", "profile", "removal", "reply", "review", "signature", "task", "template",
    }
)  # fmt: skip

Listener = Callable[[Event], None]
T = TypeVar("T")


def clock() -> int:
    """Now, in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def open_desk(
    path: Path | None, *, engine: bool, kind: str = "window", safe: bool = False, waits: bool = False
) -> App:
    """Open the data folder (the default one for None), making it where it is missing.

    With ``engine`` the folder's lock is taken in the name of ``kind`` (``window``, ``serve``, ``send``)
    and the engine runs until ``App.close``; without it the desk works beside whoever holds the folder.
    A restore that was prepared (``operations.backup``) is finished by the one with the lock. ``safe``: the
    folder is held as with an engine, but none runs: nothing is sent and no gateway is asked by itself.
    ``waits``: the engine runs from ``App.begin`` on.
    Raises ``FolderInUse``, ``Unavailable`` or ``Unusable`` with one sentence.
    """
    with contextlib.ExitStack() as undo:
        folder = prepare(folder_at(path))
        restored = None
        undo.callback(stop_log, start_log(folder))
        if engine:
            undo.callback(EngineLock(folder).take(kind).release)
            restored = finish_restore(folder, now=clock())
        database = open_database(folder)
        undo.callback(database.close)
        app = App(folder, database, _open_secrets(folder, database))
        app.restored = restored
        undo.callback(app.gateways.close)
        if engine and not safe:
            app.start_engine(undo, waits=waits)
        app.undo = undo.pop_all()
        return app


def tune() -> None:
    """For a program that runs an engine without a window: short turns between threads, few collections."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def run_window(
    path: Path | None,
    shown: Callable[[], None] = lambda: None,
    file: Path | None = None,
    *,
    start: StartRecord | None = None,
    ask: bool = False,
) -> int:
    """The program as most people know it: the window and the engine, until the window is closed.

    ``shown`` is called when the window, or a dialog in its place, is in view. ``file``: a spreadsheet to
    begin a bulk task with, an absolute path. ``start`` is told how far the window came; with ``ask`` the
    user is asked first how to start.
    """
    from smsdesk.ui.window import run

    def open_app(safe: bool) -> App:
        # What the engine imports and opens would take the window's turns just when it is being drawn.
        app = open_desk(path, engine=True, kind="window", safe=safe, waits=True)
        # On a worker's thread: what is there is only set aside. Collecting is the window's own business
        # (ui/garbage.py).
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.freeze()
        return app

    return run(open_app, start or StartRecord(folder_at(path)), shown, file, ask=ask)


def _open_secrets(folder: Folder, database: Database) -> SecretStore:
    with database.read() as session:
        check_rows(session)
        desk_id = read_desk_id(session)
        profile = read_profile(session)
    if desk_id is None:
        with database.write() as session:
            # Another program may have been first.
            desk_id = read_desk_id(session) or secrets.token_hex(8)
            write_setting(session, DESK_ID, desk_id)
    if profile and profile.language:
        set_language(profile.language)
    return open_secrets(folder.path, desk_id, key_folder=key_folder())


class App:
    """An open desk with everything around it."""

    def __init__(self, folder: Folder, database: Database, secret_store: SecretStore) -> None:
        self.folder = folder
        self.undo = contextlib.ExitStack()
        self.gateways = Gateways(database, secret_store, CarrierInside(folder.carrier_journal), folder.path)
        self.engine: Engine | None = None
        self.restored: Restored | None = None
        """What a restore that waited for this start has done."""
        beside = Bystander(folder, self.gateways)
        self.desk = Desk(folder.path, database, secret_store, clock, beside)
        self._stop_poking = self.desk.listen(lambda _kinds: beside.wake())
        self._listeners: list[Listener] = []
        self._statuses: dict[int, str] = {}
        self._begin: list[Callable[[], None]] = []

    def start_engine(self, undo: contextlib.ExitStack, *, waits: bool) -> None:
        """Run the engine, with ``waits`` from ``begin`` on; ``undo`` gets how it is stopped. For
        ``open_desk`` only."""
        from smsdesk.engine.engine import Engine, GatewayChoice

        choices = {
            key: GatewayChoice(name, partial(self.gateways.build, key))
            for key, name in Gateways.NAMES.items()
        }
        self.engine = Engine(self.desk.database, choices, clock, self._heard, parts=self._parts)
        self.desk.sender = self.engine
        self._stop_poking()
        undo.callback(self.engine.stop)
        watch = _Watch(self.folder, self._looked_at)
        undo.callback(watch.stop)
        self._begin = [self.engine.start, watch.start]
        if not waits:
            self.begin()

    def begin(self) -> None:
        """Let the engine run that ``open_desk`` was told to let wait; told again, or without one, it does
        nothing."""
        while self._begin:
            self._begin.pop(0)()

    def _parts(self, store: StoreThread) -> list[Part]:
        """What the engine works off beside the sending."""
        from smsdesk.engine.alarms import Alarms
        from smsdesk.engine.callbacks import Callbacks
        from smsdesk.engine.reviews import Reviews
        from smsdesk.operations.mail import mail_account

        account = partial(mail_account, self.desk.database, self.desk.secrets)
        makers = {key: partial(self.gateways.build, key) for key in Gateways.NAMES}
        return [
            Alarms(store, clock=clock, account=account, emit=self._heard),
            Callbacks(store, clock=clock, emit=self._heard),
            Reviews(store, makers, clock=clock, emit=self._heard),
        ]

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of the engine's events, on its thread: hand over and return. The result ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """End everything in the reverse order; safe to call twice."""
        self.undo.close()

    def __enter__(self) -> App:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _heard(self, event: Event) -> None:
        for listener in list(self._listeners):
            listener(event)
        self.desk.tell(self._kinds(event))

    def _kinds(self, event: Event) -> frozenset[str]:
        match event:
            case TaskProgress(task_id=task, status=status):
                # The figures come with the event itself; only another status changes what lists hold.
                changed = self._statuses.get(task) != status
                self._statuses[task] = status
                return frozenset({"message", "task"} if changed else {"message"})
            case ReceiptsApplied():
                return frozenset({"message"})
            case RepliesArrived():
                return frozenset({"reply"})
            case TaskOverdue():
                return frozenset({"task"})
            case ReviewChanged(subjects=subjects, decided=decided):
                return subjects | {"review"} | ({"alarm"} if decided else set())
            case AlarmsChanged():
                return frozenset({"alarm"})
            case CallbacksMoved():
                return frozenset({"callback"})
            case _:
                return frozenset()

    def _looked_at(self) -> None:
        """A program beside this one changed something."""
        if self.engine:
            self.engine.wake()
        self.desk.tell(EVERY_KIND)


class Gateways:
    """The ways out there are (N1), each built from its settings when the engine wants it."""

    NAMES: Mapping[str, Text] = {key: declared.name for key, declared in DECLARED.items()}

    def __init__(
        self, database: Database, secret_store: SecretStore, inside: CarrierInside, folder: Path
    ) -> None:
        """``folder``: the data folder."""
        self._database = database
        self._secrets = secret_store
        self._inside = inside
        self._folder = folder / "gateways"

    def build(self, key: str, typed: Mapping[str, str] | None = None) -> Gateway:
        """A gateway that is not open yet, with the stored settings or, for a trial, those that are typed;
        a secret that was not typed is the one that is kept.

        ``Invalid`` names a wrong setting, ``KeyError`` no gateway.
        """
        declared = DECLARED[key]
        if typed is None:
            with self._database.read() as session:
                values = filled(declared.settings, stored_settings(session, key))
        else:
            values = filled(declared.settings, typed)
        for setting in declared.settings:
            if setting.secret:
                written = typed.get(setting.key, "") if typed else ""
                values[setting.key] = written or self._kept(key, setting.key, trial=typed is not None)
        check_values(declared.settings, values)
        return declared.make(values, Surroundings(self._inside.address, self._folder / key))

    def _kept(self, gateway: str, key: str, *, trial: bool) -> str:
        """A secret, empty where there is none. Where the file of keys cannot be opened, those that are being
        entered again are tried without it."""
        try:
            return self._secrets.get(secret_name(gateway, key)) or ""
        except Unusable:
            if trial:
                return ""
            raise

    def close(self) -> None:
        """End the carrier inside the program, where it was started."""
        self._inside.close()

    async def ask(self, key: str, question: Question[T], values: Mapping[str, str] | None = None) -> T:
        """Ask a gateway something beside the engine (A10). Raises ``Unavailable`` with the reason."""
        return await trial.ask(self.build(key, values), question)


class Bystander:
    """The sender of a desk without an engine of its own: whoever holds the folder is told to look."""

    def __init__(self, folder: Folder, gateways: Gateways) -> None:
        self._folder = folder
        self._gateways = gateways

    def wake(self) -> None:
        """Touch the notice file; without a holder it says nothing to nobody."""
        with contextlib.suppress(OSError):
            self._folder.notice_file.write_text(str(time.time_ns()))

    def gateway_changed(self, gateway: str) -> None:
        """Whoever holds the folder makes its gateways anew at its next start; it looks for work now."""
        self.wake()

    def ask_gateway(self, gateway: str, question: Question[T], values: Mapping[str, str] | None = None) -> T:
        return asyncio.run(self._gateways.ask(gateway, question, values))

    def gateways(self) -> Mapping[str, Text]:
        return Gateways.NAMES


class _Watch(threading.Thread):
    """Beside the engine: sees what other programs changed, and makes the daily backup (S3)."""

    def __init__(self, folder: Folder, noticed: Callable[[], None]) -> None:
        super().__init__(name="watch", daemon=True)
        self._folder = folder
        self._noticed = noticed
        self._stopped = threading.Event()
        self._seen = self._notice()

    def stop(self) -> None:
        self._stopped.set()
        if self.is_alive():
            self.join()

    def run(self) -> None:
        # Not at once: the start has better things to do.
        next_look = time.monotonic() + 60
        while not self._stopped.wait(NOTICE_SECONDS):
            notice = self._notice()
            if notice != self._seen:
                self._seen = notice
                self._noticed()
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + BACKUP_LOOK_SECONDS
                self._back_up()

    def _notice(self) -> str:
        try:
            return self._folder.notice_file.read_text()
        except OSError:
            return ""

    def _back_up(self) -> None:
        try:
            back_up_by_timer(self._folder)
        except DeskError as error:
            log.warning("the daily backup failed: %s", error.details)
