"""How much work something is, on a machine that has other work too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """What is done within takes this thread no longer; what the machine does meanwhile is not counted.

    A bound leaves room for a machine that is ten times slower: it is to catch what grows with the square.
    """
    began = time.thread_time()
    yield
    took = time.thread_time() - began
    assert took < seconds, f"took {took:.3f} s of work, and {seconds} s are allowed"
