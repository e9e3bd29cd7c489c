"""Pictures of the Statistics tab, on messages that the sandbox really sent."""

from __future__ import annotations

from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.applications import list_applications
from smsdesk.operations.bulk import send
from smsdesk.operations.recipients import prepare
from smsdesk.operations.signatures import list_signatures
from smsdesk.operations.tasks import list_tasks
from smsdesk.operations.templates import list_templates
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.statistics.overview_page import OverviewPage
from smsdesk.ui.statistics.records_page import RecordsPage

NAME = "Order ready, sent for the statistics"


async def _history(stage: Stage) -> None:
    """Some messages with every fate the sandbox knows, once per desk."""
    if any(task.name == NAME for task in await stage.run(list_tasks, search=NAME)):
        return
    application = (await stage.run(list_applications))[0].application
    template = (await stage.run(list_templates, region=Region.MAINLAND))[-1]
    signature = (await stage.run(list_signatures, region=Region.MAINLAND))[-1]
    numbers = [f"1390013{place * 37:04d}" for place in range(1, 90)] + ["13800000010", "13800000004"]
    lines = "\n".join(f"{number}\tAnn\t{1000 + place}\t18:30" for place, number in enumerate(numbers))
    recipe = Recipe(
        PastedSource("number\t{1}\t{2}\t{3}\n" + lines),
        application_id=application.id,
        template_id=template.id,
        signature_id=signature.id,
        name=NAME,
    )
    preparation = await stage.run(prepare, recipe=recipe)
    task = await stage.run(send, preparation=preparation, name=NAME, consent=True)
    for _ in range(300):
        await stage.settle()
        now = next(one for one in await stage.run(list_tasks, search=NAME) if one.id == task.id)
        if now.status is not TaskStatus.SENDING and not now.totals.accepted:
            break


@scene("statistics-overview-empty")
async def overview_empty(stage: Stage) -> None:
    stage.context.regions.set("statistics", Region.GLOBAL)
    await stage.open("statistics", "overview")


@scene("statistics-overview")
async def overview(stage: Stage) -> None:
    await _history(stage)
    stage.context.regions.set("statistics", Region.MAINLAND)
    page = await stage.open("statistics", "overview")
    assert isinstance(page, OverviewPage)
    page.period.choose("7_days")
    await stage.settle()


@scene("statistics-overview-day")
async def overview_day(stage: Stage) -> None:
    await _history(stage)
    stage.context.regions.set("statistics", Region.MAINLAND)
    page = await stage.open("statistics", "overview")
    assert isinstance(page, OverviewPage)
    page.period.choose("today")
    await stage.settle()


@scene("statistics-records")
async def records(stage: Stage) -> None:
    await _history(stage)
    stage.context.regions.set("statistics", Region.MAINLAND)
    await stage.open("statistics", "records")


@scene("statistics-records-why")
async def why(stage: Stage) -> None:
    await _history(stage)
    stage.context.regions.set("statistics", Region.MAINLAND)
    page = await stage.open("statistics", "records")
    assert isinstance(page, RecordsPage)
    failed = [
        place for place, one in enumerate(page.table.model.rows) if one.code and one.reported_at is None
    ]
    page.table.view.selectRow(failed[0] if failed else 0)
    await stage.settle()


from smsdesk.ui.statistics import (  # noqa: E402 their pictures come after these
    scenes_analyses,
    scenes_overview,
    scenes_records,
)

__all__ = ["scenes_analyses", "scenes_overview", "scenes_records"]
