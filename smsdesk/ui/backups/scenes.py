"""Pictures of backup and restore, of the log, and of the guide."""

from __future__ import annotations

from smsdesk.operations.backup import list_backups, make_backup
from smsdesk.store.folder import Folder
from smsdesk.ui.backups import scenes_faults
from smsdesk.ui.backups.back_up import BackUpDialog
from smsdesk.ui.backups.restore import RestoreDialog
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.log_viewer import LogDialog, show_log
from smsdesk.ui.user_guide import guide_file, show_user_guide

__all__ = ["scenes_faults"]

_LOG = """2026-11-21 09:02:11,204 INFO MainThread smsdesk.app: SMS Desk begins
2026-11-21 09:14:40,018 WARNING smsdesk-engine smsdesk.engine.lane: The gateway smpp does not answer a probe
2026-11-21 09:14:58,730 ERROR desk-work_1 smsdesk.ui.bridge: a task of the window failed
Traceback (most recent call last):
  File "smsdesk/ui/bridge.py", line 271, in _guarded
    return await coroutine
OSError: [Errno 28] No space left on device
2026-11-21 09:15:02,115 INFO smsdesk-engine smsdesk.engine.dispatch: The gateway smpp answers again
2026-11-21 09:20:31,992 ERROR smsdesk-engine smsdesk.engine.engine: The gateway http cannot be opened
Traceback (most recent call last):
ValueError: '…'
"""


@scene("backup")
async def backup(stage: Stage) -> None:
    BackUpDialog(stage.context).open()


@scene("backup-made")
async def made(stage: Stage) -> None:
    dialog = BackUpDialog(stage.context)
    dialog.open()
    await dialog.back_up_to(None)


@scene("restore")
async def restore(stage: Stage) -> None:
    await stage.run(make_backup)
    dialog = RestoreDialog(stage.context, await stage.run(list_backups))
    dialog.list.setCurrentRow(0)
    dialog.open()


@scene("restore-none")
async def none(stage: Stage) -> None:
    RestoreDialog(stage.context, []).open()


@scene("log")
async def log(stage: Stage) -> None:
    stage.context.runner.spawn(show_log(stage.context), stage.window.bars)
    await stage.settle(0.1)


@scene("log-errors")
async def log_errors(stage: Stage) -> None:
    file = Folder(stage.context.runner.desk.folder).path / "shown.log"
    file.write_text(_LOG)
    dialog = LogDialog(stage.context, file)
    dialog.open()
    dialog.load()
    await stage.settle()
    dialog.table.opened.emit(dialog.table.model.row(2))


@scene("user-guide")
async def guide(stage: Stage) -> None:
    if guide_file().is_file():
        stage.context.runner.spawn(show_user_guide(stage.context), stage.window.bars)
        await stage.settle(0.1)
