"""Whether the window stays alive beside some work: the gaps of a 10 ms timer on its loop."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

import qasync
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from smsdesk.app import App, open_desk, tune
from smsdesk.operations.profile import profile
from smsdesk.ui.bridge import DeskRunner, Hub
from smsdesk.ui.context import build_context
from smsdesk.ui.languages import Languages
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.style import Theme
from smsdesk.ui.window_tabs import TABS

#: Milliseconds: the longest gap, and what 99 % of the gaps stay under.
LONGEST, MOST = 100, 25


class Living:
    """The real window on an open desk, with its engine. ``tick`` begins the timer, ``still`` ends it."""

    def __init__(self, opened: App, runner: DeskRunner, hub: Hub, window: MainWindow) -> None:
        self.opened = opened
        self.runner = runner
        self.hub = hub
        self.window = window
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer)
        self._timer.setInterval(10)
        self._timer.timeout.connect(self._tick)

    def tick(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def still(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now


def stays_alive(folder: Path, what: str, work: Callable[[Living], Awaitable[None]]) -> bool:
    """Run ``work`` beside the window of the desk in ``folder`` (which has a profile) and print the gaps."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    theme, languages = Theme(application, "light"), Languages(application)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        gaps = loop.run_until_complete(_beside(folder, work, theme, languages))
    worst, most = max(gaps), sorted(gaps)[int(len(gaps) * 0.99)]
    print(f"the window while {what}, {len(gaps):,} ticks:")
    print(
        f"  longest gap of a 10 ms timer {worst:.0f} ms (wanted under {LONGEST}), "
        f"99 % under {most:.0f} ms ({MOST})"
    )
    return worst < LONGEST and most < MOST


async def _beside(
    folder: Path, work: Callable[[Living], Awaitable[None]], theme: Theme, languages: Languages
) -> list[float]:
    opened = open_desk(folder, engine=True, kind="window")
    tune()
    runner, hub = DeskRunner(opened.desk), Hub()
    deaf = (opened.desk.listen(hub.notice), opened.subscribe(hub.engine_event))
    context = build_context(runner, hub, folder, await runner.run(profile), opened.desk.clock)
    window = MainWindow(context, TABS, theme, languages)
    window.resize(1366, 768)
    window.show()
    await asyncio.sleep(1)
    living = Living(opened, runner, hub, window)
    await work(living)
    living.still()
    for end in deaf:
        end()
    window.hide()
    await runner.close()
    await asyncio.get_running_loop().run_in_executor(None, opened.close)
    return living.gaps
