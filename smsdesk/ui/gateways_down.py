"""Which gateways are down just now, for pages that are made after the engine has told it (E4)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from smsdesk.engine.events import GatewayState
from smsdesk.ui.context import Context


class GatewaysDown(QObject):
    """``changed`` when one goes down or comes back. Made at the start of the window: ``GatewaysDown.of``."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context.hub)
        self._down: dict[str, GatewayState] = {}
        context.hub.gateway_state.connect(self._heard)

    @classmethod
    def of(cls, context: Context) -> GatewaysDown:
        """The one of this desk."""
        found = context.hub.findChild(cls)
        return found if found is not None else cls(context)

    def state(self, gateway: str) -> GatewayState | None:
        """What was told of a gateway that is down; None for one that is not."""
        return self._down.get(gateway)

    def _heard(self, state: GatewayState) -> None:
        before = self._down.get(state.gateway)
        if state.up:
            self._down.pop(state.gateway, None)
        else:
            self._down[state.gateway] = state
        if (before is None) != state.up or before != self._down.get(state.gateway):
            self.changed.emit()
