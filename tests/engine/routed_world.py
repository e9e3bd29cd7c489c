"""An engine with two gateways, each with a real carrier of its own on loopback."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from smsdesk.domain.text import text
from smsdesk.engine.engine import Engine, GatewayChoice
from smsdesk.engine.timing import Timing
from smsdesk.gateways.base import Gateway, ReviewedBy
from smsdesk.gateways.registry import Declared
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.engine.test_carrier_faults import deaf
from tests.engine.world import QUICK, CarrierThread, World

NAMES = {"first": "First Telecom", "second": "Second Telecom"}


class RoutedWorld(World):
    """Gateways ``first`` and ``second``; what a gateway left unanswered stays unknown."""

    def __init__(self, folder: Path, timing: Timing = QUICK) -> None:
        super().__init__(folder, timing=timing)
        self.carriers: dict[str, CarrierThread] = {}
        for key in NAMES:
            (folder / key).mkdir()
            self.carriers[key] = CarrierThread(folder / key, self.script)
        self.reviewed_by: dict[str, ReviewedBy] = {}
        self.can_look_up = False
        self.declared = {
            key: Declared(
                text(name),
                (),
                lambda _values, _around, key=key: self.make(key),  # type: ignore[misc]
                lambda _values, key=key: self.reviewed_by.get(key, ReviewedBy.DESK),  # type: ignore[misc]
            )
            for key, name in NAMES.items()
        }

    def close(self) -> None:
        for carrier in self.carriers.values():
            carrier.close()
        super().close()

    def make(self, key: str) -> Gateway:
        address = self.carriers[key].carrier.address
        gateway = SandboxGateway(address, **self.gateway_options)  # type: ignore[arg-type]
        return gateway if self.can_look_up else deaf(gateway)

    def start(self) -> Engine:
        choices = {key: GatewayChoice(text(name), partial(self.make, key)) for key, name in NAMES.items()}
        self.engine = Engine(
            self.database, choices, self.clock, self._hear, self.timing, declared=self.declared
        )
        self.engine.start()
        return self.engine

    def application(self, **values: object) -> int:
        return super().application(**{"gateway": "first", "second_gateway": "second", **values})

    def taken_by(self, key: str) -> Counter[str]:
        """How often each message id was taken by the carrier of a gateway."""
        return self.carriers[key].taken()

    def reason(self, task: int) -> str:
        """Why it rests, or goes another way; empty for neither."""
        from smsdesk.store.stored_text import text_from_json

        return str(text_from_json(self.task_row(task).pause_reason) or "")

    def until_reason(self, task: int, *words: str) -> str:
        """Wait until the reason holds all these words."""

        def said() -> str:
            reason = self.reason(task)
            return reason if all(one in reason for one in words) else ""

        return self.until(said)


Make = Callable[..., RoutedWorld]
