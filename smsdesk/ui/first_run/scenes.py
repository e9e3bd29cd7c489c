"""Pictures of the first start."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from smsdesk.domain.profile import Identity
from smsdesk.domain.text import tr
from smsdesk.ui.first_run.page import FirstRunPage
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.widgets.searchable_choice import SearchableChoice


def _page(stage: Stage) -> FirstRunPage:
    page = stage.widget(FirstRunPage)
    page.form.set_values(country="CN", time_zone="Asia/Shanghai")
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
    page.form.set_values(identity=Identity.INDIVIDUAL)
    await stage.settle()


@scene("first-run-wrong", desk="empty")
async def searching(stage: Stage) -> None:
    page = _page(stage)
    control = page.country.control
    assert isinstance(control, SearchableChoice)
    control.box.setEditText("Atlantis")
    await stage.settle()
