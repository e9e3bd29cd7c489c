"""Work goes out, facts come in, nothing blocks, nothing is lost in silence."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from smsdesk.app import App
from smsdesk.domain.errors import DeskError, NotFound
from smsdesk.domain.tasks import TaskStatus, Totals
from smsdesk.domain.text import text
from smsdesk.engine.events import GatewayState, TaskProgress
from smsdesk.operations.desk import Cancelled, Desk, Progress, job, query
from smsdesk.ui.bridge import DeskRunner, Hub, Work
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.page import Page

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@query
def thread_name(desk: Desk, *, suffix: str) -> str:
    return threading.current_thread().name + suffix


@query
def not_there(desk: Desk) -> None:
    raise NotFound(text("It is not there any more. Load the page anew."))


@query
def broken(desk: Desk) -> None:
    raise ZeroDivisionError


@job(action="Count")
def count(desk: Desk, *, most: int, progress: Progress) -> int:
    for done in range(most):
        progress.report(done, most)
    return most


@job(action="Endless")
def endless(desk: Desk, *, begun: threading.Event, progress: Progress) -> None:
    while True:
        begun.set()
        progress.report(1)


def sent(done: int, task_id: int = 1) -> TaskProgress:
    return TaskProgress(task_id, "Spring", TaskStatus.SENDING, Totals(total=100, delivered=done), 10.0, 9.0)


def test_an_operation_runs_in_a_worker_and_gives_its_result(context: Context, run: Run) -> None:
    assert run(context.runner.run(thread_name, suffix="!")).startswith("desk-work")


def test_what_an_operation_raises_comes_back(context: Context, run: Run) -> None:
    with pytest.raises(NotFound):
        run(context.runner.run(not_there))


def test_progress_is_told_at_most_ten_times_a_second(context: Context, run: Run) -> None:
    work = Work()
    told: list[tuple[int, int]] = []
    work.changed.connect(lambda done, total: told.append((done, total)))
    assert run(context.runner.run_job(work, count, most=200_000, progress=work.progress)) == 200_000
    assert told[-1] == (199_999, 200_000)
    assert len(told) < 30


def test_a_job_is_cancelled_at_its_next_report(context: Context, run: Run) -> None:
    work, begun = Work(), threading.Event()

    async def cancel() -> None:
        task = asyncio.ensure_future(
            context.runner.run_job(work, endless, begun=begun, progress=work.progress)
        )
        await context.runner.call(begun.wait)
        work.cancel()
        await task

    with pytest.raises(Cancelled):
        run(cancel())


class _Mouth:
    def __init__(self) -> None:
        self.told: list[DeskError] = []

    def error(self, fault: DeskError) -> None:
        self.told.append(fault)


def test_a_fault_is_told_where_it_belongs(context: Context, run: Run) -> None:
    mouth = _Mouth()

    async def spawn() -> None:
        await context.runner.spawn(context.runner.run(not_there), mouth)

    run(spawn())
    assert [str(fault) for fault in mouth.told] == ["It is not there any more. Load the page anew."]


@pytest.mark.expects_log("a task of the window failed")
def test_a_bug_opens_the_crash_dialog(context: Context, run: Run, crashes: list[BaseException]) -> None:
    async def spawn() -> None:
        await context.runner.spawn(context.runner.run(broken), _Mouth())

    run(spawn())
    assert [type(fault) for fault in crashes] == [ZeroDivisionError]
    crashes.clear()


def test_what_a_page_wanted_to_show_is_of_no_interest_when_it_is_gone(
    context: Context, run: Run, crashes: list[BaseException]
) -> None:
    page = _Counting(context)

    async def load() -> None:
        page.deleteLater()
        QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)
        page.bars.show()

    async def spawn() -> None:
        await context.runner.spawn(load(), page.bars)

    run(spawn())
    assert not isValid(page)
    assert not crashes


def test_a_fault_is_told_by_the_window_when_the_page_is_gone(context: Context, run: Run) -> None:
    page = _Counting(context)
    context.runner.lasting = mouth = _Mouth()

    async def act() -> None:
        page.deleteLater()
        QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)
        await context.runner.run(not_there)

    async def spawn() -> None:
        await context.runner.spawn(act(), page.bars)

    run(spawn())
    assert [str(fault) for fault in mouth.told] == ["It is not there any more. Load the page anew."]


def test_work_without_bars_of_its_own_is_quiet_when_what_it_shows_on_is_gone(
    context: Context, run: Run, crashes: list[BaseException]
) -> None:
    page = _Counting(context)

    async def load() -> None:
        page.deleteLater()
        QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)
        page.bars.show()

    async def spawn() -> None:
        await context.runner.spawn(load(), owner=page)

    run(spawn())
    assert not isValid(page)
    assert not crashes


def test_a_fault_of_work_without_bars_is_told_by_the_window(
    context: Context, run: Run, crashes: list[BaseException]
) -> None:
    context.runner.lasting = mouth = _Mouth()

    async def spawn() -> None:
        await context.runner.spawn(context.runner.run(not_there))

    run(spawn())
    assert [str(fault) for fault in mouth.told] == ["It is not there any more. Load the page anew."]
    assert not crashes


def test_work_that_never_began_ends_without_a_warning(opened: App, run: Run) -> None:
    begun: list[bool] = []

    async def load() -> None:
        begun.append(True)

    async def close_at_once() -> None:
        runner = DeskRunner(opened.desk)
        runner.spawn(load())
        await runner.close()

    run(close_at_once())
    gc.collect()  # a coroutine that was never awaited says so when it goes, and warnings are errors
    assert not begun


def test_of_many_events_about_one_task_the_last_arrives(run: Run, qtbot: QtBot) -> None:
    hub = Hub()
    told: list[TaskProgress] = []
    down: list[GatewayState] = []
    hub.task_progress.connect(told.append)
    hub.gateway_state.connect(down.append)

    def engine() -> None:
        for done in range(1, 101):
            hub.engine_event(sent(done))
        hub.engine_event(sent(5, task_id=2))
        hub.engine_event(GatewayState("sandbox", up=False))

    thread = threading.Thread(target=engine)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(down) == 1, timeout=60_000)
    assert [(each.task_id, each.totals.delivered) for each in told] == [(1, 100), (2, 5)]


def test_notices_are_joined(qtbot: QtBot) -> None:
    hub = Hub()
    told: list[frozenset[str]] = []
    hub.changed.connect(told.append)
    hub.notice(frozenset({"task"}))
    hub.notice(frozenset({"message", "task"}))
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    hub.notice(frozenset({"group"}))
    qtbot.waitUntil(lambda: len(told) == 2, timeout=60_000)
    assert told == [{"task", "message"}, {"group"}]


class _Counting(Page):
    kinds = frozenset({"group"})
    loads = 0

    async def load(self) -> None:
        self.loads += 1
        await asyncio.sleep(0.02)


def test_a_hidden_page_goes_stale_and_loads_when_shown(
    context: Context, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page = _Counting(context)
    qtbot.addWidget(page)
    context.hub.notice(frozenset({"group"}))
    settled()
    assert page.loads == 0
    page.show()
    settled()
    assert page.loads == 1
    page.hide()
    for _ in range(3):
        context.hub.notice(frozenset({"group"}))
        settled()
    assert page.loads == 1
    page.show()
    settled()
    assert page.loads == 2
    context.hub.notice(frozenset({"task"}))
    settled()
    assert page.loads == 2


def test_what_changes_during_a_load_is_loaded_after_it(
    context: Context, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page = _Counting(context)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    page.refresh()
    settled()
    assert page.loads in (1, 2)
    before = page.loads

    async def during() -> None:
        page.refresh()
        await asyncio.sleep(0.005)
        page.refresh()

    context.runner.spawn(during())
    settled()
    assert page.loads == before + 2


def test_a_runner_that_is_closed_waits_for_its_workers(context: Context, run: Run) -> None:
    runner = DeskRunner(context.runner.desk)
    begun, may_end = threading.Event(), threading.Event()
    ended: list[bool] = []

    def slow() -> None:
        begun.set()
        may_end.wait()
        ended.append(True)

    async def close() -> None:
        runner.spawn(runner.call(slow))
        await context.runner.call(begun.wait)
        asyncio.get_running_loop().call_later(0.05, may_end.set)
        await runner.close()

    run(close())
    assert ended == [True]


def test_what_comes_after_the_end_begins_nothing(context: Context, run: Run[Any]) -> None:
    """A notice that was on its way when the window closed."""
    runner = DeskRunner(context.runner.desk)
    run(runner.close())
    asyncio.set_event_loop(None)
    assert runner.spawn(runner.call(lambda: None)) is None
