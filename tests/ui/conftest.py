"""A real desk behind a real window's parts, off screen, on the loop that the window runs on."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest
import qasync
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog

from smsdesk.app import App, open_desk
from smsdesk.domain.profile import Identity
from smsdesk.domain.text import set_language
from smsdesk.operations.profile import create_profile
from smsdesk.operations.profile import profile as read_profile
from smsdesk.ui.bridge import DeskRunner, Hub
from smsdesk.ui.context import Context, build_context
from smsdesk.ui.languages import Languages
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.style import Theme
from smsdesk.ui.widgets.page import Page
from tests.empty_desks import put_empty_desk

R = TypeVar("R")
Run = Callable[[Coroutine[Any, Any, R]], R]

#: Seconds that a test waits for what it is to see; one that works does not wait so long.
PATIENCE = 60


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The program's style, light."""
    qapp.setQuitOnLastWindowClosed(False)  # as the program does: else a closed question stops the loop
    return Theme(qapp, "light")


@pytest.fixture(autouse=True)
def styled(theme: Theme) -> Iterator[None]:
    """Every test begins light and in English."""
    if theme.choice != "light":
        theme.choose("light")
    set_language("en")
    yield
    # What a test left to deleteLater() must not run in the next one, and what it made and forgot must not
    # make every style and collection of the tests after it slower.
    for widget in QApplication.topLevelWidgets():
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    set_language("en")


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """Cycles with QObjects are collected on Qt's thread, as ``ui.garbage`` does in the program."""
    gc.disable()
    yield
    gc.collect()
    # What is left after a test is not looked at again: a worker's hundreds of tests must not make each
    # collection slower than the one before.
    gc.freeze()
    gc.enable()


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The qasync loop, as the window has it."""
    made = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(made)
    yield made
    # The default executor's threads end here and not at some time.
    made.run_until_complete(made.shutdown_asyncgens())
    made.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def run(loop: asyncio.AbstractEventLoop) -> Run[Any]:
    """Run a coroutine on the loop until it is done, at most a minute: more than a busy machine needs."""

    def until_done(coroutine: Coroutine[Any, Any, R]) -> R:
        # Not run_until_complete: qasync ends that one with a round of Qt's events outside the loop, in which
        # other tasks would take a step without a loop that runs.
        task = loop.create_task(asyncio.wait_for(coroutine, PATIENCE))
        task.add_done_callback(lambda _task: loop.stop())
        loop.run_forever()
        return task.result()

    return until_done


@pytest.fixture
def crashes() -> list[BaseException]:
    """What would have opened the crash dialog; a test that leaves something here fails."""
    return []


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[App]:
    """A desk on a fresh folder with its profile, without an engine."""
    with open_desk(put_empty_desk(tmp_path / "desk"), engine=False) as made:
        create_profile(
            made.desk,
            business_name="Riverside Bakery",
            identity=Identity.ORGANIZATION,
            country="CN",
            time_zone="Asia/Shanghai",
        )
        yield made


@pytest.fixture
def context(opened: App, run: Run[Any], crashes: list[BaseException], tmp_path: Path) -> Iterator[Context]:
    """What pages are given; changes of the desk arrive through its hub."""
    runner = DeskRunner(opened.desk, on_crash=crashes.append)
    hub = Hub(pace=10)
    with ExitStack() as ends:
        ends.callback(opened.desk.listen(hub.notice))
        profile = run(runner.run(read_profile))
        yield build_context(runner, hub, tmp_path, profile, opened.desk.clock)
        run(runner.close())
    assert not crashes, crashes


@pytest.fixture
def settled(context: Context, run: Run[Any]) -> Callable[[], None]:
    """Let the loop run until nothing loads any more and notices have been handed over (10 ms)."""

    async def rest() -> None:
        calm = 0
        while calm < 5:
            await asyncio.sleep(0.005)
            # A question waits for its answer and not for time.
            asked = any(
                isinstance(each, QDialog) and each.isVisible() for each in QApplication.topLevelWidgets()
            )
            busy = (bool(context.runner._tasks) and not asked) or context.hub._poked
            await context.runner.idle()
            # Work that has just ended may have changed something, which is told up to 10 ms later.
            calm = 0 if busy else calm + 1

    return lambda: run(rest())


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None]:
    """pytest-qt runs Qt's events after the test, outside the loop: nothing may be waiting for it then."""
    yield
    if "context" not in item.fixturenames:
        return
    settled = item._request.getfixturevalue("settled")
    settled()
    if "window" in item.fixturenames:
        for page in item._request.getfixturevalue("window").findChildren(Page):
            page.dispose()  # with its timers
        settled()


@pytest.fixture
def window(
    context: Context, theme: Theme, qapp: QApplication, settled: Callable[[], None]
) -> Iterator[MainWindow]:
    """The whole window, shown, with its first tab loaded."""
    from smsdesk.ui.window_tabs import TABS  # here: a tab under construction fails only these tests

    languages = Languages(qapp)
    made = MainWindow(context, TABS, theme, languages)
    made.show()
    settled()
    yield made
    made.hide()
    made.deleteLater()
    languages.use("en")  # else Qt speaks Chinese to the next test, until somebody collects the translator
