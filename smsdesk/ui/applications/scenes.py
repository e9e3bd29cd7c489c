"""Pictures of the Applications tab."""

from __future__ import annotations

from smsdesk.operations.applications import disable_application, list_applications
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.gallery import Stage, scene


@scene("applications-cards")
async def cards(stage: Stage) -> None:
    await stage.open("applications", "list")


@scene("applications-new")
async def new(stage: Stage) -> None:
    await stage.open("applications", "", new=True)


async def _opened(stage: Stage, section: int) -> ApplicationPage:
    first = (await stage.run(list_applications))[0].application
    page = await stage.open("applications", "", application_id=first.id)
    assert isinstance(page, ApplicationPage)
    page.choose(section)
    await stage.settle()
    return page


@scene("applications-information")
async def information(stage: Stage) -> None:
    await _opened(stage, 0)


@scene("applications-limits")
async def sending_limits(stage: Stage) -> None:
    await _opened(stage, 1)


@scene("applications-allowlist-empty")
async def allowlist_empty(stage: Stage) -> None:
    await _opened(stage, 2)


@scene("applications-gateway")
async def gateway(stage: Stage) -> None:
    await _opened(stage, 3)


@scene("applications-disabled")
async def disabled(stage: Stage) -> None:
    first = (await stage.run(list_applications))[0].application
    await stage.run(disable_application, application_id=first.id)
    await stage.open("applications", "list")
