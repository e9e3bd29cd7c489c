"""How many messages to hold claimed for a gateway: enough to keep it busy, and no more, since after a crash
all of them are in doubt (E5). Pure: times are seconds of any monotonic clock."""

from __future__ import annotations

from math import inf

from smsdesk.engine.throughput import Throughput
from smsdesk.gateways.base import GatewayLimits

#: Beyond what is under way, as much as leaves while the next lot is being claimed.
AHEAD_SECONDS = 0.1
#: Never more, for the memory and for the doubt.
MOST = 3_000
#: What a request is taken to hold before the first one was made.
_FIRST_SIZE = 25.0
#: Weight of the latest request in the averages.
_WEIGHT = 0.2


class Supply:
    """Learns from requests how large they are and how long they take."""

    def __init__(self, limits: GatewayLimits) -> None:
        self._limits = limits
        self._throughput = Throughput()
        self._size = min(_FIRST_SIZE, float(limits.recipients_per_request))
        self._seconds = 0.0

    def request_size(self, rate: float) -> int:
        """Messages of one request at a pace of ``rate`` per second: at most what leaves in one second, so
        that a slow gateway's task can be stopped within one."""
        return int(max(1, min(self._limits.recipients_per_request, rate)))

    def formed(self, messages: int, requests: int) -> None:
        """So many messages made so many requests."""
        if requests:
            self._size += _WEIGHT * (messages / requests - self._size)
            self._size = max(self._size, 1.0)

    def answered(self, seconds: float) -> None:
        """A request took so long."""
        self._seconds += _WEIGHT * (seconds - self._seconds)

    def left(self, messages: int, now: float) -> None:
        """So many messages are done with."""
        self._throughput.add(messages, now)

    def target(self, rate: float, now: float) -> int:
        """How many to hold at a pace of ``rate`` messages per second (``inf``: as fast as it goes)."""
        under_way = self._limits.requests_at_once * self._size
        if rate == inf:
            wanted = under_way + self._throughput.per_second(now) * AHEAD_SECONDS
        else:
            wanted = min(under_way, rate * 2 * self._seconds) + rate * AHEAD_SECONDS
        return int(min(MOST, max(self.request_size(rate), wanted)))
