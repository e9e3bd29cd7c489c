"""The program with a window, from the first line to the last."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import qasync
from PySide6.QtWidgets import QApplication

from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import set_language, tr, trn
from smsdesk.engine.events import Event
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import profile as read_profile
from smsdesk.store.restoring import Restored
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
from smsdesk.ui.window_tabs import TABS

log = logging.getLogger(__name__)


class OpenDesk(Protocol):
    """What ``app.py`` opens: the desk and the engine beside it."""

    @property
    def desk(self) -> Desk: ...

    @property
    def restored(self) -> Restored | None: ...

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]: ...

    def close(self) -> None: ...


def run(
    open_desk: Callable[[], OpenDesk],
    folder: Path,
    shown: Callable[[], None] = lambda: None,
    file: Path | None = None,
) -> int:
    """Show the window until it is closed; the exit status of the program.

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
    if raise_running(folder, file):
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
            status = int(loop.run_until_complete(_live(open_desk, folder, application, theme, ends, shown)))
    finally:
        ends.close()
        collector.end()
    if ends.interrupted:
        raise KeyboardInterrupt
    return status


async def _live(
    open_desk: Callable[[], OpenDesk],
    folder: Path,
    application: QApplication,
    theme: Theme,
    ends: EndSignals,
    shown: Callable[[], None],
) -> int:
    loop = asyncio.get_running_loop()
    languages = Languages(application)
    while True:
        try:
            opened = await loop.run_in_executor(None, open_desk)
        except DeskError as fault:
            shown()
            await _tell(fault, ends)
            return 1
        if not await _session(opened, folder, application, theme, languages, ends, shown):
            return 0


async def _session(
    opened: OpenDesk,
    folder: Path,
    application: QApplication,
    theme: Theme,
    languages: Languages,
    ends: EndSignals,
    shown: Callable[[], None],
) -> bool:
    """The window on an open desk until it is closed; whether the desk is to be opened anew (a restore)."""
    loop = asyncio.get_running_loop()
    reporter = CrashReporter()
    sys.excepthook = reporter.hook
    loop.set_exception_handler(lambda _loop, about: _unhandled(reporter, about))
    instance = SingleInstance(folder)
    runner = DeskRunner(opened.desk, on_crash=reporter.report)
    hub = Hub()
    deaf = (opened.desk.listen(hub.notice), opened.subscribe(hub.engine_event))
    try:
        context = build_context(runner, hub, folder, await runner.run(read_profile), opened.desk.clock)
        theme.choose(context.profile.theme)
        window = MainWindow(context, TABS, theme, languages)
        reporter.window = window
        notifications = Notifications(window.context, window)
        instance.wanted.connect(notifications.bring_to_front)
        files = GivenFiles.of(application)
        instance.given.connect(files.take)
        closed = asyncio.Event()
        window.closed.connect(closed.set)
        application.commitDataRequest.connect(lambda _manager: context.settings.flush())
        window.show()
        shown()
        FilesToTasks(files, window.context)
        ends.call(window.leave)
        if opened.restored is not None:
            _tell_restored(window, opened.restored)
        await closed.wait()
    finally:
        ends.call(None)
        for each in deaf:
            each()
        instance.close()
        await runner.close()
        # The engine lets what is in flight come back before it ends.
        await loop.run_in_executor(None, opened.close)
    if window.reopening:
        window.deleteLater()
    return window.reopening


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


async def _tell(fault: DeskError, ends: EndSignals) -> None:
    dialog = CrashDialog(None, fault)
    gone = asyncio.Event()
    dialog.finished.connect(gone.set)
    dialog.show()
    ends.call(dialog.reject)
    await gone.wait()


def _unhandled(reporter: CrashReporter, about: dict[str, Any]) -> None:
    fault = about.get("exception")
    log.error("the window's loop: %s", about.get("message"), exc_info=fault)
    if isinstance(fault, BaseException):
        reporter.report(fault)
