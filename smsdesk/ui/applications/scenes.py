"""Pictures of the Applications tab."""

from __future__ import annotations

from smsdesk.operations.applications import disable_application, enable_application, list_applications
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.gallery import Stage, scene


@scene("applications-cards")
async def cards(stage: Stage) -> None:
    await stage.open("applications", "list")


@scene("applications-new")
async def new(stage: Stage) -> None:
    await stage.open("applications", "", new=True)


async def opened(stage: Stage, section: str) -> ApplicationPage:
    """The page of the first application."""
    first = (await stage.run(list_applications))[0].application
    page = await stage.open("applications", "", application_id=first.id, section=section)
    assert isinstance(page, ApplicationPage)
    return page


@scene("applications-information")
async def information(stage: Stage) -> None:
    await opened(stage, "information")


@scene("applications-limits")
async def sending_limits(stage: Stage) -> None:
    await opened(stage, "limits")


@scene("applications-allowlist-empty")
async def allowlist_empty(stage: Stage) -> None:
    await opened(stage, "allowlist")


@scene("applications-gateway")
async def gateway(stage: Stage) -> None:
    await opened(stage, "gateway")


@scene("applications-disabled")
async def disabled(stage: Stage) -> None:
    first = (await stage.run(list_applications))[0].application
    await stage.run(disable_application, application_id=first.id)
    await stage.open("applications", "list")


@scene("applications-disabled-page")
async def disabled_page(stage: Stage) -> None:
    page = await opened(stage, "information")
    await stage.run(enable_application, application_id=page.application_id)
