"""A program that only sends, through gateways as their settings make them: run by the crash tests.

    python -m tests.faults.gateway_sender DATABASE SETTINGS

``SETTINGS`` is a JSON file: the values of each gateway by its key. Says ``up`` when its engine runs and ends
when its input does.
"""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path

from smsdesk.engine.engine import Engine, GatewayChoice
from smsdesk.engine.timing import Timing
from smsdesk.gateways.registry import DECLARED, Surroundings
from smsdesk.gateways.settings import check_values, filled
from smsdesk.store.database import Database


def main(path: str, settings: str) -> None:
    file = Path(path)
    choices: dict[str, GatewayChoice] = {}
    for key, given in json.loads(Path(settings).read_text()).items():
        declared = DECLARED[key]
        values = filled(declared.settings, given)
        check_values(declared.settings, values)
        around = Surroundings(folder=file.parent / "gateways" / key)
        choices[key] = GatewayChoice(declared.name, partial(declared.make, values, around))
    engine = Engine(
        Database(file),
        choices,
        lambda: time.time_ns() // 1_000_000,
        lambda _event: None,
        Timing(
            *(0.1,), first_probe=0.05, longest_probe=0.2, shortest_poll=0.02, longest_poll=0.1, doubt=0.5,
            patience=0.1, homecoming=0.3,
        ),
    )  # fmt: skip
    engine.start()
    sys.stdout.write("up\n")
    sys.stdout.flush()
    sys.stdin.read()
    engine.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
