"""Settings → Limits: messages abroad per day (B9), numbers on the blocklist (C4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QSpinBox

from smsdesk.app import App
from smsdesk.domain.limits import GLOBAL_PER_DAY
from smsdesk.domain.profile import Identity
from smsdesk.operations.account_limit import AccountLimit, account_limit
from smsdesk.operations.blocklist_limit import BlocklistLimit, blocklist_limit
from smsdesk.operations.profile import required_profile
from smsdesk.store.settings import write_profile
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.settings.dialog import SettingsDialog

Settled = Callable[[], None]


def test_the_limit_is_raised_and_cancel_leaves_it_alone(
    opened: App, window: MainWindow, settled: Settled
) -> None:
    for press, after in (("save", 2_500), ("reject", 2_500)):
        dialog = SettingsDialog(window.context, "limits")
        dialog.open()
        settled()
        box = dialog.form.fields["global_per_day"].control
        assert isinstance(box, QSpinBox)
        assert dialog.changes() == {}
        box.setValue(2_500 if press == "save" else 7_000)
        if press == "save":
            dialog.save.click()
        else:
            dialog.reject()
        settled()
        assert not dialog.isVisible()
        assert account_limit(opened.desk) == AccountLimit(after, 0)


def test_the_blocklist_can_hold_more(opened: App, window: MainWindow, settled: Settled) -> None:
    dialog = SettingsDialog(window.context, "limits")
    dialog.open()
    settled()
    box = dialog.form.fields["blocked_numbers"].control
    assert isinstance(box, QSpinBox)
    assert box.value() == 1_000
    box.setValue(20_000)
    dialog.save.click()
    settled()
    assert not dialog.isVisible()
    assert blocklist_limit(opened.desk) == BlocklistLimit(20_000, 0)
    assert account_limit(opened.desk).most == int(GLOBAL_PER_DAY)


def test_a_person_has_no_limit_abroad(opened: App, window: MainWindow, settled: Settled) -> None:
    with opened.desk.writing("profile") as session:
        write_profile(session, replace(required_profile(opened.desk), identity=Identity.INDIVIDUAL))
    settled()
    dialog = SettingsDialog(window.context)
    [section] = [each for each in dialog.sections if each.key == "limits"]
    assert section.fields == ("blocked_numbers",)
    assert "global_per_day" not in dialog.form.fields
