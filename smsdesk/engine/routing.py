"""Which of an application's two gateways is in use (N1). Pure: times are seconds of any monotonic clock.

The second takes over when the first has been down for a few seconds, so that one broken connection does not
change carriers, and keeps on until the first has stayed up for a while, so that one that comes and goes does
not either. Only what is certainly not taken is ever routed anew: the store knows it as queued.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from smsdesk.domain.text import Text, text


@dataclass(frozen=True, slots=True)
class Route:
    """Where a task's messages go."""

    gateway: str = ""
    """Key; empty: nowhere now."""
    reason: Text | None = None
    """Why nowhere, or why through the second."""


class Routes:
    """Remembers how long gateways have been down and up."""

    def __init__(self, *, names: Mapping[str, Text], patience: float, homecoming: float) -> None:
        """``names``: of every gateway this program has. After ``patience`` seconds the second takes over;
        the first must have been up for ``homecoming`` seconds to be used again."""
        self._names = names
        self._patience = patience
        self._homecoming = homecoming
        self._down: Mapping[str, Text] = {}
        self._down_since: dict[str, float] = {}
        self._up_since: dict[str, float] = {}
        self._left: set[str] = set()

    def note(self, down: Mapping[str, Text], now: float, shaky: Collection[str] = ()) -> None:
        """Which gateways cannot be reached now, and why. ``shaky`` ones answer again, but nothing got through
        since: when they fail once more, that is the same outage."""
        self._down = down
        for key in self._names:
            if key in down:
                self._up_since.pop(key, None)
                if now - self._down_since.setdefault(key, now) >= self._patience:
                    self._left.add(key)
                continue
            if key not in shaky:
                self._down_since.pop(key, None)
            if key in self._left and now - self._up_since.setdefault(key, now) >= self._homecoming:
                self._left.discard(key)
                del self._up_since[key]

    def forget(self, key: str) -> None:
        """It was set up anew: what was is no reason to avoid it."""
        self._left.discard(key)
        self._up_since.pop(key, None)
        self._down_since.pop(key, None)

    def choose(self, application: str, first: str, second: str) -> Route:
        """The way for an application's messages. ``second`` is empty where it has none."""
        problem = self._problem(application, first)
        left = first in self._left or first not in self._names
        if not second or second == first or not left:
            return Route(first) if problem is None else Route(reason=problem)
        other = self._problem(application, second)
        if other is None:
            return Route(second, self._why(first, second, problem))
        if problem is None:
            return Route(first)
        return Route(
            reason=text(
                "Both gateways are down. {first}: {reason} {second}: {other}",
                first=self._name(first),
                reason=problem,
                second=self._name(second),
                other=other,
            )
        )

    def not_approved(self, first: str, second: str) -> Route:
        """The second could take over, but its carrier does not know what is to be sent."""
        problem = self._down.get(first) or text("It is not back for long enough yet.")
        return Route(
            reason=text(
                "{first}: {reason} {second} cannot take over, because its carrier has not approved the "
                "template and the signature.",
                first=self._name(first),
                reason=problem,
                second=self._name(second),
            )
        )

    def _why(self, first: str, second: str, problem: Text | None) -> Text:
        if problem is None:
            return text(
                "It goes through {second}. {first} is back and is used again once it has stayed up for a "
                "while.",
                first=self._name(first),
                second=self._name(second),
            )
        return text(
            "It goes through {second}, because {first} is down. {reason}",
            first=self._name(first),
            second=self._name(second),
            reason=problem,
        )

    def _problem(self, application: str, gateway: str) -> Text | None:
        if gateway not in self._names:
            return text(
                "The application {application} sends through {gateway}, which this program does not have. "
                "Choose another gateway for it.",
                application=application,
                gateway=gateway,
            )
        return self._down.get(gateway)

    def _name(self, gateway: str) -> Text | str:
        return self._names.get(gateway, gateway)
