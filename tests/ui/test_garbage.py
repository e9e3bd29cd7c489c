"""Cycles with QObjects end on Qt's thread only, however much the workers make."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from smsdesk.ui.garbage import Collector


class Cyclic(QObject):
    """Holds itself, and notes on which thread it is let go."""

    ended_on: list[int]

    def __init__(self, ended_on: list[int]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: ended_on.append(threading.get_ident()))


@pytest.fixture
def collector(qapp: object) -> Iterator[Collector]:
    made = Collector()
    yield made
    made.end()
    gc.disable()  # as the fixture around every test of the window has it


def make_garbage() -> None:
    for _ in range(200_000):
        cycle: list[object] = []
        cycle.append(cycle)


def test_a_worker_that_makes_garbage_ends_no_qobject(collector: Collector) -> None:
    ended_on: list[int] = []
    Cyclic(ended_on)
    worker = threading.Thread(target=make_garbage)
    worker.start()
    worker.join()
    assert ended_on == []
    collector.look()
    assert ended_on == [threading.get_ident()]


def test_python_collects_again_after_the_end(qapp: object) -> None:
    made = Collector()
    assert not gc.isenabled()
    made.end()
    assert gc.isenabled()
    gc.disable()
