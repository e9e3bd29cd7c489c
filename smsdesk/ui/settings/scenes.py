"""Pictures of the settings."""

from __future__ import annotations

from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.settings.dialog import SettingsDialog


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


@scene("settings-review")
async def review(stage: Stage) -> None:
    _open(stage, "review")


@scene("settings-appearance")
async def appearance(stage: Stage) -> None:
    _open(stage, "appearance")
