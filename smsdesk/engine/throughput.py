"""How many per second of late. Pure: times are seconds of any monotonic clock, given by the caller."""

from __future__ import annotations

from collections import deque

#: Adds closer together than this are one sample, so that memory stays small.
_GRAIN = 0.05
_SHORTEST = 0.1


class Throughput:
    """A sliding count over a window of seconds."""

    def __init__(self, window: float = 2.0) -> None:
        self._window = window
        self._samples: deque[tuple[float, int]] = deque()
        self._total = 0
        self._since: float | None = None

    def add(self, count: int, now: float) -> None:
        """So many more happened."""
        if self._since is None:
            self._since = now
        if self._samples and now - self._samples[-1][0] < _GRAIN:
            at, before = self._samples.pop()
            self._samples.append((at, before + count))
        else:
            self._samples.append((now, count))
        self._total += count
        self._forget(now)

    def per_second(self, now: float) -> float:
        """The rate over the window, or since the beginning while that is shorter."""
        self._forget(now)
        if self._since is None or not self._total:
            return 0.0
        return self._total / max(_SHORTEST, min(self._window, now - self._since))

    def _forget(self, now: float) -> None:
        while self._samples and self._samples[0][0] < now - self._window:
            self._total -= self._samples.popleft()[1]
        if not self._samples:
            self._since = None if not self._total else self._since
