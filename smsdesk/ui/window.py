"""The program with a window, from the first line to the last."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import qasync
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import set_language, tr, trn
from smsdesk.engine.events import Event
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import profile as read_profile
from smsdesk.store.crash_reports import read_report, report_death, report_fault
from smsdesk.store.restoring import Restored, would_help
from smsdesk.store.start_record import StartRecord
from smsdesk.ui.bridge import DeskRunner, Hub
from smsdesk.ui.context import build_context
from smsdesk.ui.crash_dialog import CrashDialog, CrashReporter
from smsdesk.ui.end_signals import EndSignals
from smsdesk.ui.garbage import Collector
from smsdesk.ui.given_files import FilesToTasks, GivenFiles
from smsdesk.ui.icons import app_icon
from smsdesk.ui.languages import Languages, effective
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.notifications import Notifications
from smsdesk.ui.single_instance import SingleInstance, raise_running
from smsdesk.ui.style import Theme
from smsdesk.ui.widgets.bars import Bar
from smsdesk.ui.window_tabs import LATER, TABS, first_module

log = logging.getLogger(__name__)

#: A window that has been there so long is no failed start, in milliseconds.
LIVED_MS = 5_000
#: In so many seconds a window that is shown has been painted.
PAINTED_SECONDS = 0.1


class OpenDesk(Protocol):
    """What ``app.py`` opens: the desk and the engine beside it."""

    @property
    def desk(self) -> Desk: ...

    @property
    def restored(self) -> Restored | None: ...

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]: ...

    def begin(self) -> None: ...

    def close(self) -> None: ...


def run(
    open_desk: Callable[[bool], OpenDesk],
    start: StartRecord,
    shown: Callable[[], None] = lambda: None,
    file: Path | None = None,
    *,
    ask: bool = False,
) -> int:
    """Show the window until it is closed; the exit status of the program.

    ``open_desk`` is given whether it is for safe mode. ``start`` is told how far the window came; with
    ``ask`` the user is asked first how to start.
    ``shown`` is called when it is in view; ``file`` is a spreadsheet for a new bulk task, an absolute path.
    A window that has the folder open already is brought to the front instead (0). A folder that cannot
    be opened is told in a dialog (1). Logout and ``kill`` end it as if it were closed, without a question
    (0); so does Ctrl+C, which raises ``KeyboardInterrupt`` then, as everywhere.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("SMS Desk")
    application.setDesktopFileName("smsdesk")
    application.setWindowIcon(app_icon())
    application.setQuitOnLastWindowClosed(False)
    if raise_running(start.folder.path, file):
        return 0
    files = GivenFiles.of(application)
    if file is not None:
        files.take(file)
    set_language(effective(""))
    theme = Theme(application)
    collector = Collector(application)
    ends = EndSignals(application)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            living = Living(open_desk, start, application, theme, ends, shown)
            status = int(loop.run_until_complete(living.live(ask=ask)))
    finally:
        ends.close()
        collector.end()
        theme.end()
    if ends.interrupted:
        raise KeyboardInterrupt
    return status


class Living:
    """The program between its start and its end: a window, and another when the desk is opened anew."""

    def __init__(
        self,
        open_desk: Callable[[bool], OpenDesk],
        start: StartRecord,
        application: QApplication,
        theme: Theme,
        ends: EndSignals,
        shown: Callable[[], None],
    ) -> None:
        self._open_desk = open_desk
        self._start = start
        self._folder = start.folder
        self._application = application
        self._theme = theme
        self._ends = ends
        self._shown = shown
        self._languages = Languages(application)
        self._died = report_death(start.folder, start.died)

    async def live(self, *, ask: bool) -> int:
        """The exit status of the program."""
        try:
            return await self._live(ask)
        except DeskError:
            raise
        except Exception as fault:
            # Whoever started it from a menu sees nothing of what is written to the terminal.
            self._shown()
            await self._tell(CrashDialog(None, fault, report_fault(self._folder, fault)))
            raise

    async def _live(self, ask: bool) -> int:
        loop = asyncio.get_running_loop()
        safe = False
        if ask:
            # Here and in ``_mended``, not above: what restores a backup is imported where one may be.
            from smsdesk.ui.start_choice import Way, ask_how_to_start

            self._shown()
            report = self._died or read_report(self._folder, self._start.report)
            self._died = None
            way = await ask_how_to_start(
                self._folder, clock, self._ends, failed=self._start.failed, report=report
            )
            if way is None:
                self._start.put_back()
                return 0
            safe = way is Way.SAFE
        while True:
            try:
                opened = await loop.run_in_executor(None, self._open_desk, safe)
            except DeskError as fault:
                self._shown()
                if await self._mended(fault):
                    continue
                return 1
            if not await self._session(opened, safe):
                return 0
            safe = False
            self._start.begin_again()

    async def _session(self, opened: OpenDesk, safe: bool) -> bool:
        """The window on an open desk until it is closed; whether the desk is to be opened anew."""
        loop = asyncio.get_running_loop()
        reporter = CrashReporter(self._folder)
        sys.excepthook = reporter.hook
        loop.set_exception_handler(lambda _loop, about: _unhandled(reporter, about))
        instance = SingleInstance(self._folder.path)
        runner = DeskRunner(opened.desk, on_crash=reporter.report)
        hub = Hub()
        deaf = (opened.desk.listen(hub.notice), opened.subscribe(hub.engine_event))
        try:
            context = build_context(
                runner,
                hub,
                self._folder.path,
                await runner.run(read_profile),
                opened.desk.clock,
                safe=safe,
            )
            self._theme.choose("" if safe else context.profile.theme)
            # In a worker, so that the frame stays alive.
            await runner.call(partial(importlib.import_module, first_module(context)))
            window = MainWindow(context, TABS, self._theme, self._languages)
            reporter.window = window
            reporter.again = partial(_tell_again, window)
            notifications = Notifications(window.context, window)
            notifications.begin()
            instance.wanted.connect(notifications.bring_to_front)
            files = GivenFiles.of(self._application)
            instance.given.connect(files.take)
            closed = asyncio.Event()
            window.closed.connect(closed.set)
            self._application.commitDataRequest.connect(lambda _manager: context.settings.flush())
            window.show()
            self._shown()
            self._lives(window)
            runner.spawn(self._go_on(opened, runner))
            FilesToTasks(files, window.context)
            self._ends.call(window.leave)
            if opened.restored is not None:
                _tell_restored(window, opened.restored)
            if self._died is not None:
                reporter.died(self._died)
                self._died = None
            await closed.wait()
            await notifications.end()
        finally:
            self._ends.call(None)
            for each in deaf:
                each()
            instance.close()
            await runner.close()
            # The engine lets what is in flight come back before it ends.
            await loop.run_in_executor(None, opened.close)
        if window.reopening:
            window.deleteLater()
        return window.reopening

    async def _go_on(self, opened: OpenDesk, runner: DeskRunner) -> None:
        """What could wait until the window is in view: the engine, and the rest of the program."""
        await asyncio.sleep(PAINTED_SECONDS)
        await runner.idle()
        await runner.call(partial(_the_rest, opened, runner))

    def _lives(self, window: MainWindow) -> None:
        """Tell the record once the window has been there for a while, or the session ends before."""
        QTimer.singleShot(LIVED_MS, window, self._start.lived)
        self._application.commitDataRequest.connect(lambda _manager: self._start.lived())

    async def _mended(self, fault: DeskError) -> bool:
        """Tell why the desk cannot be opened; whether it is to be tried again with a backup in its place."""
        dialog = CrashDialog(None, fault)
        if would_help(self._folder, fault):
            dialog.offer(tr("Restore a backup…"))
        from smsdesk.ui.start_choice import restored

        return await self._tell(dialog) and await restored(self._folder, clock, self._ends)

    async def _tell(self, dialog: CrashDialog) -> bool:
        from smsdesk.ui.start_choice import answered

        self._ends.call(dialog.reject)
        return await answered(dialog)


def _the_rest(opened: OpenDesk, runner: DeskRunner) -> None:
    """On a worker, in one go: each turn of the window's loop that it does without is one for the user."""
    opened.begin()
    for name in LATER:
        if runner.closed:
            return
        importlib.import_module(name)


def clock() -> int:
    """Now, in milliseconds since 1970 UTC, before there is a desk with a clock."""
    return time.time_ns() // 1_000_000


def _tell_again(window: MainWindow, details: str) -> None:
    words = tr("The same fault of the program has happened again. What you did last may not have been done.")
    if all(bar.words.text() != words for bar in window.bars.bars()):
        window.bars.show_bar(Bar("error", words, details=details))


def _tell_restored(window: MainWindow, done: Restored) -> None:
    window.bars.info(str(done.message))
    if done.held:
        window.bars.warning(
            trn(
                "{count} task was about to send when the backup was made. It is stopped: look whether it was "
                "sent since, before you resume it.",
                "{count} tasks were about to send when the backup was made. They are stopped: look whether "
                "they were sent since, before you resume them.",
                done.held,
            ),
            (tr("Show tasks"), lambda: window.open_place("bulk")),
        )


def _unhandled(reporter: CrashReporter, about: dict[str, Any]) -> None:
    fault = about.get("exception")
    log.error("the window's loop: %s", about.get("message"), exc_info=fault)
    if isinstance(fault, BaseException):
        reporter.report(fault)
