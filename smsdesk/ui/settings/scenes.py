"""Pictures of the settings."""

from __future__ import annotations

import socket

from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.settings.dialog import SettingsDialog
from smsdesk.ui.settings.mail_section import MailContent


def _open(stage: Stage, section: str) -> SettingsDialog:
    dialog = SettingsDialog(stage.context, section)
    dialog.open()
    return dialog


@scene("settings-profile")
async def profile(stage: Stage) -> None:
    await stage.open("applications")
    _open(stage, "profile")


@scene("settings-prices-wrong")
async def prices(stage: Stage) -> None:
    dialog = _open(stage, "prices")
    dialog.form.set_values(currency="EUR", price_mainland="0.045", price_global="cheap")
    dialog.save.click()
    await stage.settle(0.1)


@scene("settings-limits")
async def limits(stage: Stage) -> None:
    _open(stage, "limits")
    await stage.settle()


@scene("settings-review")
async def review(stage: Stage) -> None:
    _open(stage, "review")


@scene("settings-appearance")
async def appearance(stage: Stage) -> None:
    _open(stage, "appearance")


def _mail(dialog: SettingsDialog) -> MailContent:
    found = next(each.content for each in dialog.sections if each.key == "mail")
    assert isinstance(found, MailContent)
    return found


@scene("settings-mail-empty")
async def mail_empty(stage: Stage) -> None:
    _open(stage, "mail")
    await stage.settle()


@scene("settings-mail-filled")
async def mail_filled(stage: Stage) -> None:
    dialog = _open(stage, "mail")
    await stage.settle()
    dialog.form.set_values(mail_on=True)
    content = _mail(dialog)
    address = content.fields["sender"].control
    address.setFocus()
    for typed in ("riverside.bakery@gmail.com",):
        address.setText(typed)  # type: ignore[attr-defined]
        address.textEdited.emit(typed)  # type: ignore[attr-defined]
    dialog.form.set_values(mail_password="kept elsewhere")
    await stage.settle(0.1)


@scene("settings-mail-test-failed")
async def mail_test_failed(stage: Stage) -> None:
    dialog = _open(stage, "mail")
    await stage.settle()
    content = _mail(dialog)
    dialog.form.set_values(mail_on=True)
    with socket.socket() as taken:
        # A port that is taken and listened to by nobody.
        taken.bind(("127.0.0.1", 0))
        dialog.form.set_values(
            mail_sender="alarms@riverside.example",
            mail_host="127.0.0.1",
            mail_port=taken.getsockname()[1],
            mail_security="none",
        )
        content.fields["security"].changed.emit()
        content.try_it.click()
        await stage.settle(0.5)
