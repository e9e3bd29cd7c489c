"""Pictures of backup and restore, of the log, and of the guide."""

from __future__ import annotations

from smsdesk.operations.backup import list_backups, make_backup
from smsdesk.ui.backups import scenes_faults
from smsdesk.ui.backups.back_up import BackUpDialog
from smsdesk.ui.backups.restore import RestoreDialog
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.log_viewer import show_log
from smsdesk.ui.user_guide import guide_file, show_user_guide

__all__ = ["scenes_faults"]


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


@scene("user-guide")
async def guide(stage: Stage) -> None:
    if guide_file().is_file():
        stage.context.runner.spawn(show_user_guide(stage.context), stage.window.bars)
        await stage.settle(0.1)
