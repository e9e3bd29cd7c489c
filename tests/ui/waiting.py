"""Waiting for what a window is to show."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


def wait_until(run: Callable[..., Any], holds: Callable[[], object]) -> None:
    """Let the loop run until something holds, at most as long as ``run`` waits.

    What is not there yet (an assertion, a lookup) does not hold; at the end of the time it is what is told.
    """
    missing: list[Exception] = []

    async def watch() -> None:
        loop, held = asyncio.get_running_loop(), asyncio.Event()

        def look() -> None:
            missing.clear()
            try:
                if holds():
                    held.set()
                    return
            except (AssertionError, LookupError, StopIteration) as fault:
                missing.append(fault)
            loop.call_later(0.005, look)

        look()
        await held.wait()

    try:
        run(watch())
    except TimeoutError as late:
        raise AssertionError("it has not come to hold") from (missing[0] if missing else late)
