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
from smsdesk.domain.text import set_language
from smsdesk.engine.events import Event
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import profile as read_profile
from smsdesk.ui.bridge import DeskRunner, Hub
from smsdesk.ui.context import build_context
from smsdesk.ui.crash_dialog import CrashDialog, CrashReporter
from smsdesk.ui.garbage import Collector
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

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]: ...

    def close(self) -> None: ...


def run(open_desk: Callable[[], OpenDesk], folder: Path) -> int:
    """Show the window until it is closed; the exit status of the program.

    A window that has the folder open already is brought to the front instead (0). A folder that cannot
    be opened is told in a dialog (1).
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("SMS Desk")
    application.setDesktopFileName("smsdesk")
    application.setWindowIcon(app_icon())
    application.setQuitOnLastWindowClosed(False)
    if raise_running(folder):
        return 0
    set_language(effective(""))
    theme = Theme(application)
    collector = Collector(application)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            return int(loop.run_until_complete(_live(open_desk, folder, application, theme)))
    finally:
        collector.end()


async def _live(
    open_desk: Callable[[], OpenDesk], folder: Path, application: QApplication, theme: Theme
) -> int:
    loop = asyncio.get_running_loop()
    try:
        opened = await loop.run_in_executor(None, open_desk)
    except DeskError as fault:
        await _tell(fault)
        return 1
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
        window = MainWindow(context, TABS, theme, Languages(application))
        reporter.window = window
        notifications = Notifications(window.context, window)
        instance.wanted.connect(notifications.bring_to_front)
        closed = asyncio.Event()
        window.closed.connect(closed.set)
        application.commitDataRequest.connect(lambda _manager: context.settings.flush())
        window.show()
        await closed.wait()
    finally:
        for each in deaf:
            each()
        instance.close()
        await runner.close()
        # The engine lets what is in flight come back before it ends.
        await loop.run_in_executor(None, opened.close)
    return 0


async def _tell(fault: DeskError) -> None:
    dialog = CrashDialog(None, fault)
    gone = asyncio.Event()
    dialog.finished.connect(gone.set)
    dialog.show()
    await gone.wait()


def _unhandled(reporter: CrashReporter, about: dict[str, Any]) -> None:
    fault = about.get("exception")
    log.error("the window's loop: %s", about.get("message"), exc_info=fault)
    if isinstance(fault, BaseException):
        reporter.report(fault)
