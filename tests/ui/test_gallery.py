"""What a picture waits for, and what it does not wait for."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from PySide6.QtCore import QTimer

from smsdesk.ui.gallery import _MOST_LOOKS, Stage
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.style import Theme
from tests.ui.conftest import Run


def pausing(window: MainWindow, milliseconds: int) -> QTimer:
    timer = QTimer(window, singleShot=True)
    timer.start(milliseconds)
    return timer


def test_a_page_that_pauses_after_typing_is_waited_for(
    window: MainWindow, theme: Theme, run: Run[Any]
) -> None:
    stage = Stage(window, theme)
    soon, later = pausing(window, 200), pausing(window, 60_000)
    run(stage.settle())
    assert not soon.isActive()
    assert later.isActive()


def test_what_a_worker_is_at_is_waited_for(window: MainWindow, theme: Theme, run: Run[Any]) -> None:
    stage, done = Stage(window, theme), threading.Event()
    answers: list[bool] = []

    async def ask() -> None:
        answers.append(await stage.context.runner.call(lambda: done.wait(60)))

    async def scene() -> None:
        stage.context.runner.spawn(ask())
        asyncio.get_running_loop().call_later(0.2, done.set)
        await stage.settle()
        assert answers == [True]

    run(scene())


def test_what_waits_for_an_answer_is_left_waiting(window: MainWindow, theme: Theme, run: Run[Any]) -> None:
    stage = Stage(window, theme)

    async def scene() -> None:
        question = asyncio.get_running_loop().create_future()
        asked = stage.context.runner.spawn(asyncio.wait_for(question, None))
        await stage.settle()
        assert asked is not None
        assert not asked.done()
        question.set_result(None)
        await asked

    run(scene())


def test_news_is_waited_for(window: MainWindow, theme: Theme, run: Run[Any]) -> None:
    stage, heard = Stage(window, theme), list[frozenset[str]]()
    stage.context.hub.changed.connect(heard.append)
    stage.context.hub.notice(frozenset({"task"}))
    run(stage.settle())
    assert heard == [frozenset({"task"})]


def test_news_without_end_is_not_waited_for(window: MainWindow, theme: Theme, run: Run[Any]) -> None:
    """As while the engine sends: after every handover the next is due."""
    stage, heard = Stage(window, theme), list[frozenset[str]]()
    hub = stage.context.hub

    def more(kinds: frozenset[str]) -> None:
        heard.append(kinds)
        hub.notice(kinds)

    hub.changed.connect(more)
    hub.notice(frozenset({"task"}))
    run(stage.settle())
    hub.changed.disconnect(more)
    # Enough for what the scene did; not until it gives up, however slow the looks are.
    assert 3 <= len(heard) < _MOST_LOOKS


def test_what_follows_turn_by_turn_is_waited_for(window: MainWindow, theme: Theme, run: Run[Any]) -> None:
    """Qt's own delays of no time at all, one after another: lay out, scroll, look again."""
    stage, turns = Stage(window, theme), list[int]()

    def turn() -> None:
        turns.append(len(turns))
        if len(turns) < 5:
            QTimer.singleShot(0, window, turn)

    async def scene() -> None:
        turn()
        await stage.settle()
        assert len(turns) == 5

    run(scene())
