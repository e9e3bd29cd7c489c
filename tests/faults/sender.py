"""A program that only sends: run by the crash tests, which kill it.

    python -m tests.faults.sender DATABASE CARRIER_ADDRESS (ask|deaf)

Says ``up`` when its engine runs and ``done`` when nothing is queued or in flight; ends when its input does.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from sqlalchemy import text as sql

from smsdesk.domain.text import text
from smsdesk.engine.engine import Engine, GatewayChoice
from smsdesk.engine.events import Event
from smsdesk.engine.timing import Timing
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from smsdesk.store.database import Database

#: Slow enough that a kill finds something under way.
MESSAGES_PER_SECOND = 2_000.0
_OPEN = sql("SELECT SUM(queued + in_flight) FROM task")


class Deaf(SandboxGateway):
    """Cannot be asked what became of a message, as most carriers."""

    can_look_up = False


def main(path: str, address: str, manner: str) -> None:
    database = Database(Path(path))
    news = threading.Event()
    kind = Deaf if manner == "deaf" else SandboxGateway

    def heard(_event: Event) -> None:
        news.set()

    engine = Engine(
        database,
        {
            "sandbox": GatewayChoice(
                text("Sandbox"), make=lambda: kind(address, messages_per_second=MESSAGES_PER_SECOND)
            )
        },
        lambda: time.time_ns() // 1_000_000,
        heard,
        Timing(tick=0.1, shortest_poll=0.02, longest_poll=0.1, doubt=1.0),
    )
    engine.start()
    say("up")
    threading.Thread(target=tell_when_done, args=(database, news), daemon=True).start()
    sys.stdin.read()
    engine.stop()


def tell_when_done(database: Database, news: threading.Event) -> None:
    while True:
        news.wait(0.2)
        news.clear()
        with database.read() as session:
            if not session.execute(_OPEN).scalar():
                say("done")
                return


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
