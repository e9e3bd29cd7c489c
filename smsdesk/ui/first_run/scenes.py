"""Pictures of the first start."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from smsdesk.domain.profile import Identity
from smsdesk.domain.text import tr
from smsdesk.ui.first_run.page import FirstRunPage
from smsdesk.ui.gallery import Stage, scene


def _page(stage: Stage) -> FirstRunPage:
    page = stage.widget(FirstRunPage)
    page.country.set_value("CN")
    page.zone.set_value("Asia/Shanghai")
    return page


@scene("first-run", desk="empty")
async def first_run(stage: Stage) -> None:
    _page(stage)
    await stage.settle()


@scene("first-run-answered", desk="empty")
async def answered(stage: Stage) -> None:
    page = _page(stage)
    assert isinstance(page.name.control, QLineEdit)
    page.name.control.setText(tr("Riverside Bakery"))
    page.identity.set_value(Identity.INDIVIDUAL)
    await stage.settle()


@scene("first-run-country", desk="empty")
async def searching(stage: Stage) -> None:
    page = _page(stage)
    page.country.control.box.setEditText("Ger")  # type: ignore[attr-defined]
    page.country.check()
    await stage.settle()
