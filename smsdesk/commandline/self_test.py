"""``smsdesk self-test``: inside the installed program, in a folder that is thrown away."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
from pathlib import Path

from smsdesk.app import App, open_desk
from smsdesk.commandline import self_test_package as package
from smsdesk.commandline.exit_codes import INCOMPLETE
from smsdesk.commandline.output import say, say_json
from smsdesk.commandline.self_test_steps import OwnSurroundings, Trial, expect
from smsdesk.commandline.watching import watch_reports, watch_sending
from smsdesk.domain.errors import Invalid
from smsdesk.domain.profile import Identity
from smsdesk.domain.recipients import Recipe, SheetSource
from smsdesk.domain.records import RecordFilter
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import tr
from smsdesk.gateways.registry import DECLARED
from smsdesk.operations.applications import reveal_app_key
from smsdesk.operations.bulk import send
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.export_process import write_apart
from smsdesk.operations.images import read_image
from smsdesk.operations.profile import create_profile
from smsdesk.operations.recipients import prepare
from smsdesk.operations.records import export_records
from smsdesk.operations.reports import export_report
from smsdesk.operations.sample import Sample, make_sample
from smsdesk.sheets.reading import read
from smsdesk.store.backup import back_up
from smsdesk.store.folder import key_folder
from smsdesk.store.migrating import HEAD, REVISIONS, revision_of
from smsdesk.store.secrets import FileSecrets
from smsdesk.store.settings import DESK_ID, read_setting


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
    trial = Trial(place, as_json=options.json)
    try:
        _try_package(trial, options)
        with OwnSurroundings():
            _try_desk(trial, options)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    if options.json:
        say_json(trial.as_object())
    else:
        say(
            tr("Something does not work; see above. It may help to install SMS Desk again.")
            if trial.failed
            else tr("Everything works.")
        )
    return INCOMPLETE if trial.failed else 0


def _try_package(trial: Trial, options: argparse.Namespace) -> None:
    trial.step(tr("The files that belong to the program"), package.check_files)
    window = not options.no_window
    trial.step(tr("The modules it is made of"), lambda: package.check_modules(window=window))
    trial.step(tr("Its languages"), package.check_languages)
    trial.step(tr("Certificates for secure lines"), package.check_certificates)
    trial.step(tr("Time zones"), package.check_time_zones)
    trial.step(tr("Keyrings"), package.check_keyrings)
    trial.step(tr("Keys in an encrypted file"), lambda: _keys_in_a_file(trial.place))
    trial.step(tr("A picture for a signature"), _picture)


def _try_desk(trial: Trial, options: argparse.Namespace) -> None:
    opened: list[App] = []
    if not trial.step(tr("A new desk and its engine"), lambda: _open(trial.place / "desk", opened)):
        return
    app = opened[0]
    try:
        made: list[Sample] = []
        if not trial.step(tr("The sample desk and its AppKey"), lambda: made.append(_sample(app))):
            return
        report = trial.place / "report.xlsx"
        sent: list[int] = []
        trial.step(
            tr("A spreadsheet in, messages out, a report"), lambda: sent.append(_send(app, made[0], report))
        )
        trial.step(
            tr("Records written by a program beside this one"),
            lambda: _export(app.desk, made[0], trial.place),
        )
        trial.step(tr("Gateways"), lambda: _gateways(app))
        trial.step(tr("A backup"), lambda: _back_up(app, trial.place / "backup"))
        if not options.no_window:
            pictures = options.pictures or trial.place / "pictures"
            _try_window(trial, app.desk, pictures, sent[0] if sent else None)
    finally:
        _forget(app)


def _try_window(trial: Trial, desk: Desk, pictures: Path, task_id: int | None) -> None:
    # A library that Qt misses must be told in this step, and not end the test.
    if not trial.step(tr("The libraries of the screen"), _screen_libraries):
        return
    from smsdesk.ui import self_test as window

    trial.step(tr("Styles, icons and the user guide"), window.check_looks)
    trial.step(tr("Typefaces"), window.check_typefaces)
    if task_id is not None:
        pdf = trial.place / "report.pdf"
        trial.step(tr("A report as a PDF document"), lambda: window.check_pdf(desk, task_id, pdf))
    trial.step(tr("The window and its tabs"), lambda: _tabs(desk, pictures))


def _open(folder: Path, opened: list[App]) -> str:
    opened.append(open_desk(folder, engine=True, kind="send"))
    expect(revision_of(opened[0].folder.database) == HEAD, "the database is not at this version")
    return tr("{count} migrations", count=len(REVISIONS))


def _forget(app: App) -> None:
    """Close the desk; its key lies among the user's own and goes with it."""
    with app.desk.database.read() as session:
        desk_id = read_setting(session, DESK_ID)
    app.close()
    if desk_id:
        (key_folder() / f"{desk_id}.key").unlink(missing_ok=True)
        for folder in (key_folder(), key_folder().parent):
            with contextlib.suppress(OSError):  # there are others in it, or it was never made
                folder.rmdir()


def _keys_in_a_file(place: Path) -> None:
    first = FileSecrets(place / "keys.vault", place / "key")
    first.set("a", "b")
    expect(FileSecrets(place / "keys.vault", place / "key").get("a") == "b", "a key did not come back")


def _picture() -> str:
    """One that is there: the user guide's."""
    checked = read_image(min((package.HOME / "docs" / "pictures").glob("*.png")), field="picture")
    return f"{checked.width} × {checked.height}"


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
    expect(len(key) == 32, "the AppKey is not kept")
    return made


def _send(app: App, made: Sample, report: Path) -> int:
    recipe = Recipe(
        SheetSource(str(made.sheet)), application_id=made.application.id, template_id=made.template.id
    )
    prepared = prepare(app.desk, recipe=recipe)
    expect(prepared.ready > 50 and prepared.rejected_count() > 3, "the check found something else")
    task = watch_reports(app, watch_sending(app, send(app.desk, preparation=prepared, consent=True)))
    expect(task.status is TaskStatus.SENT, f"the task ended as {task.status.value}")
    expect(task.totals.delivered > 30 and not task.totals.unknown, "too few were delivered")
    written = export_report(app.desk, task_id=task.id, path=report)
    with read(report) as reading:
        rows = sum(1 for _ in reading.rows())
    expect(written == prepared.ready == rows - 1, "the report has another number of rows")
    return task.id


def _export(desk: Desk, made: Sample, place: Path) -> str:
    path = place / "records.csv"
    rows = write_apart(
        desk, export_records, path=path, progress=Progress(), filter=RecordFilter(made.template.region)
    )
    expect(rows > 50 and path.stat().st_size > 1000, "the records are not in the file")
    return tr("{count} rows", count=rows)


def _gateways(app: App) -> str:
    app.gateways.build("sandbox")
    for key in DECLARED:
        # The others want settings first, and say so.
        with contextlib.suppress(Invalid):
            app.gateways.build(key)
    return ", ".join(str(one.name) for one in DECLARED.values())


def _back_up(app: App, target: Path) -> None:
    back_up(app.folder.database, target)


def _screen_libraries() -> None:
    from smsdesk.ui.self_test import check_screen_libraries

    check_screen_libraries()


def _tabs(desk: Desk, pictures: Path) -> str:
    from smsdesk.ui.self_test import take_pictures

    taken = take_pictures(desk, pictures)
    expect(len(taken) == 6, "there are not six tabs")
    return tr("{count} pictures", count=len(taken))
