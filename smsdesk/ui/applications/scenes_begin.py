"""Pictures of the applications page of whoever has just begun, and of a search."""

from __future__ import annotations

from smsdesk.operations.next_steps import StepsDone
from smsdesk.ui.applications.list_page import ApplicationsPage
from smsdesk.ui.gallery import Stage, scene


async def _page(stage: Stage) -> ApplicationsPage:
    """As it is stored, whatever the scene before made of it."""
    page = await stage.open("applications", "list")
    assert isinstance(page, ApplicationsPage)
    assert page.tools.search is not None
    page.tools.search.clear()
    await stage.settle(0.3)
    page.refresh()
    await stage.settle()
    return page


@scene("applications-nothing-found")
async def nothing_found(stage: Stage) -> None:
    page = await _page(stage)
    assert page.tools.search is not None
    page.tools.search.setText("florist")
    await stage.settle(0.3)


@scene("applications-empty")
async def empty(stage: Stage) -> None:
    page = await _page(stage)
    page.steps.hide()
    page.stack.setCurrentWidget(page.empty)
    await stage.settle()


@scene("applications-next-steps")
async def next_steps(stage: Stage) -> None:
    page = await _page(stage)
    page.steps.show_steps(StepsDone(False, False, False, False, False))
    await stage.settle()
