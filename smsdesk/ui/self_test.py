"""Pictures of every tab of the real window, for ``smsdesk self-test``: of the program as it is installed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import profile
from smsdesk.ui.bridge import DeskRunner, Hub
from smsdesk.ui.context import build_context
from smsdesk.ui.gallery import SIZE, Stage
from smsdesk.ui.garbage import Collector
from smsdesk.ui.languages import Languages
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.style import Theme
from smsdesk.ui.window_tabs import TABS

#: A picture with fewer colours than this shows nothing.
_LEAST_COLOURS = 8


def take_pictures(desk: Desk, target: Path) -> list[Path]:
    """One picture of each tab. Raises ``RuntimeError`` for a tab that stays blank or whose code fails."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    target.mkdir(parents=True, exist_ok=True)
    theme = Theme(application, "light")
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    collector = Collector(application)
    try:
        with loop:
            taken: list[Path] = loop.run_until_complete(_take(desk, target, application, theme))
    finally:
        collector.end()
    return taken


async def _take(desk: Desk, target: Path, application: QApplication, theme: Theme) -> list[Path]:
    faults: list[BaseException] = []
    runner = DeskRunner(desk, on_crash=faults.append)
    context = build_context(runner, Hub(), desk.folder, await runner.run(profile), desk.clock)
    window = MainWindow(context, TABS, theme, Languages(application))
    window.resize(*SIZE)
    window.show()
    stage = Stage(window, theme)
    taken = []
    try:
        for tab in TABS:
            await stage.open(tab.key)
            if faults:
                raise RuntimeError(f"the tab {tab.key} failed: {faults[0]!r}") from faults[0]
            picture = stage.picture().toImage()
            colours = {
                picture.pixel(x, y)
                for x in range(0, picture.width(), 7)
                for y in range(0, picture.height(), 7)
            }
            if len(colours) < _LEAST_COLOURS:
                raise RuntimeError(f"the tab {tab.key} stays blank")
            path = target / f"{tab.key}.png"
            picture.save(str(path))
            taken.append(path)
    finally:
        window.hide()
        await runner.close()
        window.deleteLater()
        application.processEvents()
    return taken
