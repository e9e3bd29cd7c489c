"""File → Back up and Restore, Help → Copy diagnostics (S3)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QWidget
from sqlalchemy import delete, update

from smsdesk.app import App
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.applications import create_application, set_gateway
from smsdesk.operations.backup import list_backups, make_backup
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.operations.desk import operation
from smsdesk.operations.profile import update_profile
from smsdesk.store.backup import Backup
from smsdesk.store.settings import PROFILE
from smsdesk.store.tables import SettingRow, TaskRow
from smsdesk.ui.backups import back_up, restore, show_back_up, show_restore
from smsdesk.ui.diagnostics import copy_diagnostics
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.statistics.past import Past, put_past
from tests.operations.shop import furnish

Settled = Callable[[], None]


def shown(window: MainWindow, kind: type[QDialog]) -> QDialog:
    return next(each for each in window.findChildren(kind) if each.isVisible())


def words_of(dialog: QDialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]


def test_a_backup_is_made_and_shown(opened: App, window: MainWindow, settled: Settled) -> None:
    window.context.runner.spawn(show_back_up(window.context), window.bars)
    settled()
    dialog = shown(window, back_up.BackUpDialog)
    assert isinstance(dialog, back_up.BackUpDialog)
    dialog.accept_button.click()
    settled()
    made = list_backups(opened.desk)
    assert len(made) == 1
    words = words_of(dialog)
    assert "The backup is made and checked." in words
    assert made[0].path.name in words
    assert str(made[0].path.parent) in words
    assert dialog.accept_button.text() == "Done"
    dialog.accept_button.click()
    settled()
    assert not window.findChildren(back_up.BackUpDialog)


def test_a_backup_that_cannot_be_written_says_why(
    opened: App, window: MainWindow, settled: Settled, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    dialog = back_up.BackUpDialog(window.context)
    dialog.open()
    window.context.runner.spawn(dialog.back_up_to(blocked / "desk.smsdesk-backup"), dialog.bars)
    settled()
    assert any("cannot be written" in bar.words.text() for bar in dialog.bars.bars())
    assert dialog.accept_button.isEnabled()
    dialog.reject()
    settled()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("daily-20260501-081500", "Daily"),
        ("hand-20260501-081500", "Made by hand"),
        ("before-restore-20260501-081500", "Before a restore"),
        ("before-0002-20260501-081500", "Before an update"),
        ("my desk", "From a file"),
        ("2026-05-01 08.15 daily", "Daily"),
        ("2026-05-01 08.15.07 by hand", "Made by hand"),
        ("2026-05-01 08.15.07.02 before a restore", "Before a restore"),
        ("2026-05-01 08.15 before an update", "Before an update"),
        ("SMS Desk 2026-05-01 08.15", "From a file"),
    ],
)
def test_a_backup_says_why_it_was_made(name: str, kind: str) -> None:
    assert restore.kind_words(Backup(Path(f"{name}.smsdesk-backup"), 0, 0)) == kind


def test_a_restore_closes_the_window_to_open_the_desk_anew(
    opened: App, window: MainWindow, settled: Settled
) -> None:
    made = make_backup(opened.desk)
    update_profile(opened.desk, business_name="Later")
    settled()
    window.context.runner.spawn(show_restore(window.context), window.bars)
    settled()
    dialog = shown(window, restore.RestoreDialog)
    assert isinstance(dialog, restore.RestoreDialog)
    assert dialog.chosen() == made, "the newest one is proposed"
    dialog.accept_button.click()
    settled()
    assert window.reopening
    assert not window.isVisible()
    assert (opened.folder.path / "smsdesk.db.to-restore").exists()


@pytest.mark.parametrize(("status", "told"), [(TaskStatus.SENDING, 1), (TaskStatus.STOPPED, 0)])
def test_a_restore_says_before_that_a_task_is_being_sent(
    opened: App, window: MainWindow, settled: Settled, status: TaskStatus, told: int
) -> None:
    application = create_application(opened.desk, name="Shop", type=ApplicationType.OTHER)
    put_past(
        opened.desk,
        [Past(opened.desk.clock(), MessageStatus.DELIVERED)],
        region=Region.MAINLAND,
        application_id=application.id,
    )
    with opened.desk.database.write() as session:
        session.execute(update(TaskRow).values(status=status))
    window.context.runner.spawn(show_restore(window.context), window.bars)
    settled()
    dialog = shown(window, restore.RestoreDialog)
    words = [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]
    assert len([each for each in words if "1 task is being sent now." in each]) == told
    dialog.reject()


def test_without_backups_a_file_is_to_be_chosen(window: MainWindow, settled: Settled) -> None:
    dialog = restore.RestoreDialog(window.context, [])
    dialog.open()
    settled()
    assert not dialog.list.isVisible()
    assert not dialog.accept_button.isEnabled()
    assert dialog.accept_button.toolTip() == "Choose a backup first."
    dialog.reject()


def test_what_is_no_backup_is_refused_and_the_window_stays(
    opened: App, window: MainWindow, settled: Settled, tmp_path: Path
) -> None:
    wrong = tmp_path / "holiday.jpg"
    wrong.write_bytes(b"\xff\xd8\xff" * 1000)
    window.context.runner.spawn(show_restore(window.context), window.bars)
    settled()
    dialog = shown(window, restore.RestoreDialog)
    assert isinstance(dialog, restore.RestoreDialog)
    dialog.add(wrong, wrong.name, choose=True)
    dialog.accept_button.click()
    settled()
    assert dialog.isVisible()
    assert [bar.words.text() for bar in dialog.bars.bars()]
    assert not window.reopening
    dialog.reject()
    settled()


@operation(action="Test", on="customer")
def _put(desk: object, customers: list[NewCustomer]) -> None:
    put_customers(desk, customers, sms_type=SmsType.REGULAR, group_id=None)  # type: ignore[arg-type]


SECRETS = {
    "business": "Riverside Bakery",
    "customer": "Ann Winterbourne",
    "number": "13800000000",
    "template": "Flour delivery {1} tomorrow",
    "signature": "Riverside",
    "key": "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA",
}


@pytest.mark.expects_log("told", "migration failed", "Flour")
def test_diagnostics_tell_counts_and_nobody(opened: App, window: MainWindow, settled: Settled) -> None:
    shop = furnish(opened.desk)
    _put(opened.desk, [NewCustomer(f"+86{SECRETS['number']}", "CN", SECRETS["customer"], "")])
    opened.desk.secrets.set("gateway/tencent/secret_key", SECRETS["key"])
    logger = logging.getLogger("smsdesk.store.migrating")
    logger.warning("told %s that %s is late", SECRETS["customer"], SECRETS["number"])
    try:
        raise RuntimeError(" and ".join(SECRETS.values()))
    except RuntimeError:
        logger.exception("migration failed")
    logging.getLogger("somelibrary").error("%s: %s", SECRETS["template"], SECRETS["key"])
    with opened.folder.log_file.open("a") as log:  # as an older version or a library may have written
        log.write(
            "2026-05-01 09:30:00,123 ERROR Main Thread smsdesk.engine: x\nTraceback\n"
            f'  File "/home/{SECRETS["customer"]}/smsdesk/x.py", line 5, in run\n    run(x)\n'
            f"ValueError: {SECRETS['customer']}\n    {SECRETS['signature']}\n"
        )
    window.context.runner.spawn(copy_diagnostics(window.context), window.bars)
    settled()
    copied = QGuiApplication.clipboard().text()
    assert "SMS Desk: " in copied
    assert "Rows in customer: 1" in copied
    assert str(opened.folder.path) in copied
    assert "Gateway sandbox: first of" in copied
    assert "ERROR smsdesk.store.migrating: migration failed" in copied
    assert "RuntimeError: " in copied
    assert '  File "x.py", line 5, in run' in copied
    names = [*SECRETS.values(), *SECRETS["customer"].split(), SECRETS["key"][:8], "Flour", "Riverside"]
    names += [shop.application.name, shop.signature.content, shop.order.content, shop.notice.name]
    assert [name for name in names if name in copied] == []


def _entry(window: MainWindow, words: str) -> QAction:
    entries = [entry for menu in window.menuBar().findChildren(QMenu) for entry in menu.actions()]
    return next(entry for entry in entries if entry.text() == words)


def _in_view() -> set[QWidget]:
    return {each for each in QApplication.topLevelWidgets() if each.isVisible()}


def _break_the_keys(folder: Path, opened: App) -> None:
    """A file of keys that came from another computer."""
    opened.desk.secrets.set("application/9/key", SECRETS["key"])
    vault = folder / "keys.vault"
    assert vault.exists()
    vault.write_bytes(b"from another computer")


def test_diagnostics_are_copied_where_the_keys_cannot_be_opened(
    opened: App, window: MainWindow, settled: Settled
) -> None:
    shop = furnish(opened.desk)
    set_gateway(opened.desk, application_id=shop.application.id, gateway="tencent")
    settled()
    _break_the_keys(opened.folder.path, opened)
    before = _in_view()
    _entry(window, "Copy diagnostics").trigger()
    settled()
    copied = QGuiApplication.clipboard().text()
    assert "Keys: cannot be opened (Unusable)" in copied
    assert "Gateway tencent: first of 1 applications, second of 0" in copied
    assert str(opened.folder.path / "keys.vault") not in copied
    assert _in_view() == before
    assert window.bars.bars() == []


@pytest.mark.parametrize("rebuilt", [False, True])
def test_what_went_wrong_from_the_menu_is_told_in_the_window(
    opened: App, window: MainWindow, settled: Settled, rebuilt: bool
) -> None:
    if rebuilt:
        window.rebuild()
        settled()
    with opened.desk.writing() as session:
        session.execute(delete(SettingRow).where(SettingRow.key == PROFILE))
    before = _in_view()
    _entry(window, "Dark").trigger()
    settled()
    assert len(window.bars.bars()) == 1
    assert window.isAncestorOf(window.bars.bars()[0])
    assert window.bars.isVisible()
    assert _in_view() == before
