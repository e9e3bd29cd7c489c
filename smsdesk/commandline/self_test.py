"""``smsdesk self-test``: inside the installed program, in a folder that is thrown away."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from smsdesk.app import App, open_desk
from smsdesk.commandline.exit_codes import INCOMPLETE
from smsdesk.commandline.output import say, say_json
from smsdesk.commandline.watching import watch_reports, watch_sending
from smsdesk.domain.errors import DeskError
from smsdesk.domain.profile import Identity
from smsdesk.domain.recipients import Recipe, SheetSource
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import tr
from smsdesk.operations.applications import reveal_app_key
from smsdesk.operations.bulk import send
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import create_profile
from smsdesk.operations.recipients import prepare
from smsdesk.operations.reports import export_report
from smsdesk.operations.sample import Sample, make_sample
from smsdesk.sheets.reading import read
from smsdesk.store.backup import back_up
from smsdesk.store.migrating import HEAD, revision_of
from smsdesk.store.secrets import FileSecrets


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk self-test --help``."""
    parser.add_argument(
        "--pictures", type=Path, metavar=tr("DIR"), help=tr("keep pictures of every tab there")
    )
    parser.add_argument("--no-window", action="store_true", help=tr("leave the window out"))
    parser.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when everything works, 1 when something does not."""
    place = Path(tempfile.mkdtemp(prefix="smsdesk-self-test-"))
    try:
        trial = Trial(place, as_json=options.json)
        _try_all(trial, options)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    failed = [one for one in trial.results if one.fault]
    if options.json:
        say_json(
            {
                "ok": not failed,
                "steps": [
                    {
                        "name": one.name,
                        "ok": not one.fault,
                        "seconds": round(one.seconds, 2),
                        "fault": one.fault,
                    }
                    for one in trial.results
                ],
            }
        )
    else:
        say(tr("Everything works.") if not failed else tr("Something does not work; see above."))
    return INCOMPLETE if failed else 0


@dataclass(frozen=True)
class Result:
    """How one step went; ``fault`` is empty when it works."""

    name: str
    seconds: float
    fault: str


@dataclass
class Trial:
    """The steps so far."""

    place: Path
    as_json: bool
    results: list[Result] = field(default_factory=list)

    def step(self, name: str, work: Callable[[], object]) -> bool:
        """Do it, say how it went; whatever it raises is a fault of this step."""
        began = time.monotonic()
        fault = ""
        try:
            work()
        except DeskError as error:
            fault = f"{error} {error.details}".strip()
        except Exception as error:  # noqa: BLE001  # the report is what this command is for
            fault = f"{type(error).__name__}: {error}"
        result = Result(name, round(time.monotonic() - began, 2), fault)
        self.results.append(result)
        if not self.as_json:
            verdict = tr("FAILED: {fault}", fault=fault) if fault else tr("works")
            say(f"{name:<44} {result.seconds:>6.1f} s  {verdict}")
        return not fault


def _try_all(trial: Trial, options: argparse.Namespace) -> None:
    folder = trial.place / "desk"
    opened: list[App] = []

    def open_it() -> None:
        opened.append(open_desk(folder, engine=True, kind="send"))
        _expect(revision_of(opened[0].folder.database) == HEAD, "the database is not at this version")

    try:
        trial.step(tr("Keys in an encrypted file"), lambda: _keys_in_a_file(trial.place))
        if not trial.step(tr("A new desk and its engine"), open_it):
            return
        app = opened[0]
        made: list[Sample] = []
        if not trial.step(tr("The sample desk and its AppKey"), lambda: made.append(_sample(app))):
            return
        report = trial.place / "report.xlsx"
        trial.step(tr("A spreadsheet in, messages out, a report"), lambda: _send(app, made[0], report))
        trial.step(tr("A backup"), lambda: back_up(app.folder.database, trial.place / "backup"))
        if not options.no_window:
            pictures = options.pictures or trial.place / "pictures"
            trial.step(tr("The window and its tabs"), lambda: _window(app.desk, pictures))
    finally:
        for each in opened:
            each.close()


def _keys_in_a_file(place: Path) -> None:
    first = FileSecrets(place / "keys.vault", place / "key")
    first.set("a", "b")
    _expect(FileSecrets(place / "keys.vault", place / "key").get("a") == "b", "a key did not come back")


def _sample(app: App) -> Sample:
    create_profile(
        app.desk,
        business_name=tr("Riverside Bakery"),
        identity=Identity.ORGANIZATION,
        country="CN",
        time_zone="Asia/Shanghai",
    )
    made = make_sample(app.desk)
    key = reveal_app_key(app.desk, application_id=made.application.id)
    _expect(len(key) == 32, "the AppKey is not kept")
    return made


def _send(app: App, made: Sample, report: Path) -> None:
    recipe = Recipe(
        SheetSource(str(made.sheet)), application_id=made.application.id, template_id=made.template.id
    )
    prepared = prepare(app.desk, recipe=recipe)
    _expect(prepared.ready > 50 and prepared.rejected_count() > 3, "the check found something else")
    task = watch_reports(app, watch_sending(app, send(app.desk, preparation=prepared, consent=True)))
    _expect(task.status is TaskStatus.SENT, f"the task ended as {task.status.value}")
    _expect(task.totals.delivered > 30 and not task.totals.unknown, "too few were delivered")
    written = export_report(app.desk, task_id=task.id, path=report)
    with read(report) as reading:
        rows = sum(1 for _ in reading.rows())
    _expect(written == prepared.ready == rows - 1, "the report has another number of rows")


def _window(desk: Desk, pictures: Path) -> None:
    # On a screen too: nobody wants a window that opens and closes by itself.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from smsdesk.ui.self_test import take_pictures

    taken = take_pictures(desk, pictures)
    _expect(len(taken) == 6, "there are not six tabs")


def _expect(fine: bool, otherwise: str) -> None:
    if not fine:
        raise RuntimeError(otherwise)
