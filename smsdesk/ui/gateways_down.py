"""Which gateways are down just now, and when each has answered, for pages that are made after the engine has
told it (A10, E4)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from smsdesk.engine.events import GatewayReached, GatewayState
from smsdesk.ui.context import Context


class GatewaysDown(QObject):
    """``changed`` when one goes down or comes back, ``reached`` when one has answered.
    Made at the start of the window: ``GatewaysDown.of``."""

    changed = Signal()
    reached = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.hub)
        self._down: dict[str, GatewayState] = {}
        self._reached: dict[str, int] = {}
        context.hub.gateway_state.connect(self._heard)
        context.hub.gateway_reached.connect(self._answered)

    @classmethod
    def of(cls, context: Context) -> GatewaysDown:
        """The one of this desk."""
        found = context.hub.findChild(cls)
        return found if found is not None else cls(context)

    def state(self, gateway: str) -> GatewayState | None:
        """What was told of a gateway that is down; None for one that is not."""
        return self._down.get(gateway)

    def reached_at(self, gateway: str) -> int | None:
        """When it has answered last, in ms since 1970 UTC; None: not since the start, or not with its present
        settings."""
        return self._reached.get(gateway)

    def _answered(self, told: GatewayReached) -> None:
        if told.at is None:
            self._reached.pop(told.gateway, None)
        else:
            self._reached[told.gateway] = told.at
        self.reached.emit()

    def _heard(self, state: GatewayState) -> None:
        before = self._down.get(state.gateway)
        if state.up:
            self._down.pop(state.gateway, None)
        else:
            self._down[state.gateway] = state
        if (before is None) != state.up or before != self._down.get(state.gateway):
            self.changed.emit()
