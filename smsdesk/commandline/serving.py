"""``smsdesk serve``: the engine without a window, until it is stopped (E1)."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from smsdesk.app import open_desk, tune
from smsdesk.commandline.output import note, say, say_json
from smsdesk.domain.text import tr
from smsdesk.engine.events import EngineFault, Event, GatewayState, TaskOverdue, TaskProgress


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk serve --help``."""
    parser.add_argument("--json", action="store_true", help=tr("say that it is ready as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when it was stopped with SIGTERM; Ctrl+C raises as everywhere. Raises ``FolderInUse``."""
    ended = threading.Event()
    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, lambda _signal, _frame: ended.set())
    with open_desk(options.data_dir, engine=True, kind="serve") as app:
        tune()
        teller = Teller()
        app.subscribe(teller.heard)
        if options.json:
            say_json({"ready": True, "data_dir": str(app.folder.path)})
        else:
            say(tr("The sending engine works on {path}. Ctrl+C ends it.", path=app.folder.path))
        # A wait without an end does not hear Ctrl+C on Windows.
        while not ended.wait(1.0):
            pass
    return 0


class Teller:
    """Says what somebody who watches wants to know: changes, not every step."""

    def __init__(self) -> None:
        self._statuses: dict[int, str] = {}

    def heard(self, event: Event) -> None:
        match event:
            case TaskProgress(task_id=task, name=name, status=status, reason=reason, totals=totals):
                if self._statuses.get(task) == status:
                    return
                self._statuses[task] = status
                note(
                    tr(
                        "Task {number} “{name}”: {status} ({sent} of {total} sent) {reason}",
                        number=task,
                        name=name,
                        status=status.value,
                        sent=f"{totals.sent:,}",
                        total=f"{totals.total:,}",
                        reason=reason or "",
                    ).rstrip()
                )
            case GatewayState(gateway=gateway, up=False, reason=reason):
                note(tr("Gateway {name} is down: {reason}", name=gateway, reason=reason or ""))
            case GatewayState(gateway=gateway):
                note(tr("Gateway {name} answers again.", name=gateway))
            case TaskOverdue(task_id=task, name=name):
                note(
                    tr(
                        "Task {number} “{name}” is overdue; the window asks what to do.",
                        number=task,
                        name=name,
                    )
                )
            case EngineFault(message=message):
                note(str(message))
            case _:
                pass
