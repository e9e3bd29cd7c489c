"""Pictures of what is seen when something went wrong: the fault, the death, the choice of how to start."""

from __future__ import annotations

from dataclasses import replace

from smsdesk.domain.errors import Unusable
from smsdesk.domain.text import text
from smsdesk.store.crash_reports import report_fault
from smsdesk.store.folder import Folder
from smsdesk.ui.about import show_about, show_licences
from smsdesk.ui.crash_dialog import CrashDialog, DeathDialog
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.start_choice import StartDialog

VALUE = "a value that is in no report"


def _fault() -> Exception:
    try:
        int(VALUE)
    except ValueError as fault:
        return fault
    raise AssertionError


@scene("fault")
async def fault(stage: Stage) -> None:
    failed = _fault()
    CrashDialog(stage.window, failed, report_fault(Folder(stage.context.runner.desk.folder), failed)).show()


@scene("fault-details")
async def fault_details(stage: Stage) -> None:
    failed = _fault()
    dialog = CrashDialog(stage.window, failed, report_fault(None, failed))
    dialog.show()
    dialog.details.toggle()


@scene("fault-told")
async def fault_told(stage: Stage) -> None:
    path = "/home/ann/.local/share/SMS Desk/smsdesk.db"
    said = text("The database {path} is damaged. Restore a backup.", path=path)
    CrashDialog(stage.window, Unusable(said, details="SQLITE_CORRUPT")).show()


@scene("fault-death")
async def death(stage: Stage) -> None:
    DeathDialog(stage.window, report_fault(None, _fault())).show()


@scene("start-failed")
async def start_failed(stage: Stage) -> None:
    StartDialog(failed=True, report=report_fault(None, _fault())).show()


@scene("start-asked")
async def start_asked(stage: Stage) -> None:
    StartDialog(failed=False).show()


@scene("about")
async def about(stage: Stage) -> None:
    stage.context.runner.spawn(show_about(stage.context), stage.window.bars)
    await stage.settle(0.1)


@scene("about-licences")
async def licences(stage: Stage) -> None:
    stage.context.runner.spawn(show_licences(stage.context), stage.window.bars)
    await stage.settle(0.1)


@scene("safe-mode")
async def safe_mode(stage: Stage) -> None:
    # The last one: the window stays in it.
    stage.window.context = replace(stage.window.context, safe=True)
    stage.window.rebuild()
    await stage.open("applications")
