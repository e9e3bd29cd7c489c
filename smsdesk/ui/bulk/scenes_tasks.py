"""Scenes of the list of tasks and of a task's page: real tasks, sent by the engine to the sandbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel
from sqlalchemy import delete, update

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.text import tr
from smsdesk.engine.engine import Engine
from smsdesk.operations.applications import list_applications
from smsdesk.operations.bulk import send
from smsdesk.operations.drafts import save_draft
from smsdesk.operations.recipients import prepare
from smsdesk.operations.reports import task_report
from smsdesk.operations.resending import Rest, rest_recipe
from smsdesk.operations.tasks import cancel_task, list_tasks, stop_task
from smsdesk.operations.tasks import task as read_task
from smsdesk.operations.templates import list_templates
from smsdesk.store.tables import GatewaySettingRow, TaskRow
from smsdesk.ui.bulk.report_pages import ReportPages
from smsdesk.ui.bulk.task_list import TaskListPage
from smsdesk.ui.bulk.task_page import TaskPage
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.widgets.layouts import STRETCH, holding, row, scrolling

_HOUR = 3_600_000
#: Endings of the sandbox's numbers that are refused or not delivered, each for a reason of its own.
_FAILING = ("01", "02", "03", "04", "05", "06", "10", "11", "12", "13")
#: Not taken, and the answer is lost with those of all messages of the request.
_LOST = "31"


def _people(count: int, start: int = 0) -> list[str]:
    return [f"139{start + place:08}" for place in range(count)]


def _failing() -> list[str]:
    return [f"138000000{ending}" for ending in _FAILING]


async def _recipe(stage: Stage, name: str, numbers: Iterable[str]) -> Recipe:
    template = (await stage.run(list_templates, region=Region.MAINLAND, search=tr("Order ready")))[0]
    application = (await stage.run(list_applications))[0].application
    lines = "\n".join(f"{number}, Ann, {1000 + at}, 18:00" for at, number in enumerate(numbers))
    columns = {"number": 0, "1": 1, "2": 2, "3": 3}
    return Recipe(
        PastedSource(lines, columns=columns),
        application_id=application.id,
        template_id=template.id,
        name=name,
    )


async def _send(stage: Stage, name: str, numbers: Iterable[str], send_at: int | None = None) -> Task:
    ready = await stage.run(prepare, recipe=await _recipe(stage, name, numbers))
    return await stage.run(send, preparation=ready, consent=True, send_at=send_at)


async def _until(stage: Stage, task: Task, *statuses: TaskStatus, done: int = 0, reported: int = 0) -> Task:
    """Wait until the task is in one of the states, so many are sent, and so many receipts have come."""
    while True:
        now = await stage.run(read_task, task_id=task.id)
        totals = now.totals
        told = totals.delivered + totals.undelivered
        if now.status in statuses and told + totals.accepted >= done and told >= reported:
            return now
        await stage.settle()


def _set_gateway(stage: Stage, settings: Mapping[str, str]) -> None:
    """Change the sandbox's settings as its page does; the engine takes them at once."""
    desk = stage.context.runner.desk
    with desk.database.write() as session:
        session.execute(delete(GatewaySettingRow).where(GatewaySettingRow.gateway == "sandbox"))
        session.add_all(
            GatewaySettingRow(gateway="sandbox", key=key, value=value) for key, value in settings.items()
        )
    assert isinstance(desk.sender, Engine)
    desk.sender.gateway_changed("sandbox")


def _put(stage: Stage, task: Task, status: TaskStatus, send_at: int) -> None:
    with stage.context.runner.desk.database.write() as session:
        changed = update(TaskRow).where(TaskRow.id == task.id)
        session.execute(changed.values(status=status, send_at=send_at))


async def _page(stage: Stage, task: Task) -> TaskPage:
    page = await stage.open("bulk", "task", task_id=task.id)
    assert isinstance(page, TaskPage)
    await stage.settle()
    return page


async def _named(stage: Stage, name: str) -> Task | None:
    found = await stage.run(list_tasks, search=name)
    return found[0] if found else None


async def _finished(stage: Stage) -> Task:
    """Sent to 240 people, some of whom it did not reach."""
    name = tr("Autumn orders")
    made = await _named(stage, name) or await _send(stage, name, [*_people(240), *_failing()])
    return await _until(stage, made, TaskStatus.SENT, reported=230)


@scene("tasks-empty")
async def empty(stage: Stage) -> None:
    stage.context.regions.set("bulk", Region.GLOBAL)
    await stage.open("bulk", state="")
    stage.context.regions.set("bulk", Region.MAINLAND)


@scene("task-finished")
async def finished(stage: Stage) -> None:
    await _page(stage, await _finished(stage))


@scene("task-reasons")
async def reasons(stage: Stage) -> None:
    page = await _page(stage, await _finished(stage))
    page.failures.all.click()


@scene("task-report")
async def report(stage: Stage) -> None:
    """The sheets of paper, side by side."""
    task = await _finished(stage)
    pages = ReportPages(await stage.run(task_report, task_id=task.id))
    sheets = []
    for number in range(min(2, len(pages.pages))):
        sheet = QLabel()
        picture = QPixmap.fromImage(pages.picture(number, scale=2.4))
        sheet.setPixmap(picture.scaledToWidth(640, Qt.TransformationMode.SmoothTransformation))
        sheets.append(sheet)
    stage.show(scrolling(holding(row(STRETCH, *sheets, STRETCH, spacing=24, margins=(12,)))))
    await stage.settle()


@scene("task-records")
async def records(stage: Stage) -> None:
    page = await _page(stage, await _finished(stage))
    page.area.verticalScrollBar().setValue(10_000)


@scene("task-search")
async def search(stage: Stage) -> None:
    """Somebody who is among those whom it reached is looked for among those whom it did not."""
    page = await _page(stage, await _finished(stage))
    page.records.search.setText("139 0000 0005")
    page.records.filter_by(MessageStatus.UNDELIVERED)
    page.go_to_search()
    # The box tells of its words a moment after the last key.
    page.records.search.searched.emit(page.records.search.text())
    await stage.settle()


@scene("task-search-found")
async def search_found(stage: Stage) -> None:
    page = await _page(stage, await _finished(stage))
    page.records.search.setText("139 0000 0005")
    page.go_to_search()
    page.records.search.searched.emit(page.records.search.text())
    await stage.settle()


@scene("task-reason")
async def reason(stage: Stage) -> None:
    page = await _page(stage, await _finished(stage))
    page.failures.chosen.emit((MessageStatus.UNDELIVERED, "MK:0001"))
    await stage.settle()


@scene("task-why")
async def why(stage: Stage) -> None:
    page = await _page(stage, await _finished(stage))
    page.failures.chosen.emit((MessageStatus.FAILED, "FailedOperation.PhoneNumberInBlacklist"))
    await stage.settle()
    page.records.table.view.selectRow(0)


@scene("task-rest")
async def rest(stage: Stage) -> None:
    page = await _page(stage, await _finished(stage))
    page.rest.click()
    await stage.settle()


@scene("task-unknown")
async def unknown(stage: Stage) -> None:
    name = tr("Late orders")
    lost = [f"138000000{_LOST}", *_people(20, 5_000)]
    made = await _named(stage, name) or await _send(stage, name, lost)
    while not (await stage.run(read_task, task_id=made.id)).totals.unknown:
        await stage.settle()
    await _page(stage, made)


@scene("task-unknown-one")
async def unknown_one(stage: Stage) -> None:
    await unknown(stage)
    page = stage.page()
    assert isinstance(page, TaskPage)
    page.notices.show_unknown.emit()
    await stage.settle()
    page.records.table.view.selectRow(0)


@scene("task-sending")
async def sending(stage: Stage) -> None:
    _set_gateway(stage, {"messages_per_second": "60"})
    made = await _send(stage, tr("Spring offer"), _people(3_000, 10_000))
    page = await _page(stage, made)
    await _until(stage, made, TaskStatus.SENDING, done=180)
    await stage.settle(0.3)
    assert page.isVisible()


@scene("task-outage")
async def outage(stage: Stage) -> None:
    made = await _named(stage, tr("Spring offer"))
    assert made is not None
    _set_gateway(stage, {"address": "127.0.0.1:9"})
    await _page(stage, await _until(stage, made, TaskStatus.PAUSED))


@scene("tasks-list")
async def tasks_list(stage: Stage) -> None:
    now = stage.context.formats.now()
    later = await _send(stage, tr("Opening hours at Easter"), _people(48, 20_000), now + 20 * _HOUR)
    await _send(stage, tr("Membership news"), _people(500, 30_000), now + 70 * _HOUR)
    await stage.run(cancel_task, task_id=later.id)
    await stage.run(save_draft, recipe=await _recipe(stage, tr("Cake week"), _people(30, 40_000)))
    _set_gateway(stage, {"messages_per_second": "60"})
    spring = await _named(stage, tr("Spring offer"))
    assert spring is not None
    await _until(stage, spring, TaskStatus.SENDING)
    stopped = await _send(stage, tr("Reminder to pick up"), _people(900, 50_000))
    await _until(stage, stopped, TaskStatus.SENDING, done=30)
    await stage.run(stop_task, task_id=stopped.id)
    page = await stage.open("bulk", state="")
    assert isinstance(page, TaskListPage)
    await stage.settle(0.3)


@scene("tasks-selected")
async def selected(stage: Stage) -> None:
    page = await stage.open("bulk", state="")
    assert isinstance(page, TaskListPage)
    spring = await _named(stage, tr("Spring offer"))
    assert spring is not None
    page.table.select(spring.id)


@scene("task-scheduled")
async def scheduled(stage: Stage) -> None:
    made = await _named(stage, tr("Membership news"))
    assert made is not None
    await _page(stage, made)


@scene("tasks-overdue")
async def overdue(stage: Stage) -> None:
    """As if the program had been closed when the time came."""
    made = await _named(stage, tr("Membership news"))
    assert made is not None
    _put(stage, made, TaskStatus.OVERDUE, stage.context.formats.now() - 3 * _HOUR)
    await stage.open("bulk", state="")
    stage.page().refresh()


@scene("task-overdue")
async def overdue_page(stage: Stage) -> None:
    made = await _named(stage, tr("Membership news"))
    assert made is not None
    await _page(stage, made)


@scene("task-approval")
async def approval(stage: Stage) -> None:
    """As an individual's task waits."""
    made = await _named(stage, tr("Membership news"))
    assert made is not None
    _put(stage, made, TaskStatus.AWAITING_APPROVAL, stage.context.formats.now() + 20 * _HOUR)
    await _page(stage, made)


@scene("tasks-nothing-found")
async def nothing_found(stage: Stage) -> None:
    page = await stage.open("bulk", state="drafts")
    assert isinstance(page, TaskListPage)
    assert page.tools.search is not None
    page.tools.search.setText(tr("Autumn orders"))  # a task, but no draft
    await stage.settle(0.3)


@scene("task-stopped")
async def stopped(stage: Stage) -> None:
    made = await _named(stage, tr("Reminder to pick up"))
    assert made is not None
    await _page(stage, made)


@scene("task-cancelled")
async def cancelled(stage: Stage) -> None:
    """Afterwards the gateway is as it was, for the scenes that follow."""
    _set_gateway(stage, {"messages_per_second": "60"})
    made = await _send(stage, tr("Opening hours at Easter"), _people(900, 60_000))
    await _until(stage, made, TaskStatus.SENDING, done=120)
    await stage.run(stop_task, task_id=made.id)
    await stage.run(cancel_task, task_id=made.id)
    _set_gateway(stage, {})
    await _page(stage, await stage.run(read_task, task_id=made.id))


@scene("task-rest-new")
async def rest_new(stage: Stage) -> None:
    made = await _finished(stage)
    recipe = await stage.run(rest_recipe, task_id=made.id, who=tuple(Rest))
    await stage.open("bulk", "new", recipe=recipe)
    await stage.settle(0.5)


@scene("task-rest-many")
async def rest_many(stage: Stage) -> None:
    recipe = await _recipe(stage, tr("Rest of {name}", name=tr("Autumn orders")), _people(2_500))
    source = recipe.source
    assert isinstance(source, PastedSource)
    named = replace(source, rest_of=tr("Autumn orders"), header_row=0)
    await stage.open("bulk", "new", recipe=replace(recipe, source=named))
    await stage.settle(0.5)
