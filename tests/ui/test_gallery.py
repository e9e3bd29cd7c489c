"""What a picture waits for, and what it does not wait for."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

from PySide6.QtCore import QTimer

from smsdesk.ui.gallery import Stage
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
