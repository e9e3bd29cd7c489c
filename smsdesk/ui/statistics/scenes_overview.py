"""Pictures of the overview: a week, hours, a year, what is under the pointer, and as a table (D1)."""

from __future__ import annotations

import math
from datetime import date, timedelta

from PySide6.QtWidgets import QScrollArea

from smsdesk.domain.codes import Code
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.operations.desk import Desk
from smsdesk.operations.tasks import list_tasks
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.store.tables import MessageRow
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.gallery_words import said
from smsdesk.ui.statistics.overview_page import OverviewPage
from smsdesk.ui.statistics.past import Past, mobile_number, put_past
from smsdesk.ui.statistics.period_choice import CHOSEN, ChosenPeriod

NAME = "News of the bakery, a year ago"
_HOUR = 3_600_000
#: Days before today: the first and last of the year, and the last day of the week in it.
FIRST, LAST, WEEK = 805, 440, 500
TALKING = mobile_number("CN", 0)


def day_before(stage: Stage, days: int) -> date:
    """The day so many days before today."""
    return stage.context.formats.today() - timedelta(days=days)


async def furnish(stage: Stage) -> None:
    """A year of messages, long ago, once for a desk."""
    if any(task.name == NAME for task in await stage.run(list_tasks, search=NAME)):
        return
    starts = {
        before: stage.context.formats.day_start(day_before(stage, before))
        for before in range(LAST, FIRST + 1)
    }
    await stage.context.runner.call(lambda: _write(stage.context.runner.desk, starts))


def _write(desk: Desk, starts: dict[int, int]) -> None:
    past: list[Past] = []
    for before, start in starts.items():
        if before % 29 == 0:
            continue  # a day off: a gap in the rate
        busy = 14 + 9 * math.sin(before / 9) + (before * 7919 % 11)
        near = WEEK - 7 < before <= WEEK + 7
        for hour in range(9, 19) if near else (10,):
            count = round(busy * (0.4 + 0.6 * math.sin((hour - 8) / 3.3) ** 2))
            at = start + hour * _HOUR + 60_000
            past += [
                Past(at, MessageStatus.DELIVERED, max(1, count), fragments=1 + before % 2),
                Past(at, MessageStatus.ACCEPTED, 1),
            ]
        late = start + 11 * _HOUR
        past += [
            Past(late, MessageStatus.UNDELIVERED, 1 + before % 3, "UNDELIV"),
            Past(late, MessageStatus.FAILED, 1 + before % 5 // 4 * 6, Code.BLOCKED),
            Past(late, MessageStatus.FAILED, 1, Code.INVALID_NUMBER),
        ]
    words = said("Your order is ready.", "您的订单已备好。")
    task = put_past(
        desk, past, region=Region.MAINLAND, application_id=1, template_id=1, name=NAME, content=words
    )
    with desk.database.write() as session:
        for row in session.query(MessageRow).filter_by(task_id=task):
            if row.status == MessageStatus.FAILED or row.requested_at is None:
                continue
            row.sent_at = row.requested_at + 1_800
            if row.status != MessageStatus.ACCEPTED:
                # One in fifty comes late: its phone was off.
                row.reported_at = row.sent_at + (4 * _HOUR + 120_000 if row.position % 50 == 7 else 3_200)

    _talk(desk, starts[WEEK])


def _talk(desk: Desk, start: int) -> None:
    """A customer who asks back: ``TALKING``."""
    told = (
        said("Your order is ready.", "您的订单已备好。"),
        said("Your cake is ready.", "您的蛋糕已做好。"),
        said("We open at 8 on Sunday.", "本周日八点开门。"),
    )
    shop = said("Riverside", "河畔面包房")
    for day, words in enumerate(told):
        put_past(
            desk,
            [Past(start + (24 * day + 9) * _HOUR, MessageStatus.DELIVERED)],
            region=Region.MAINLAND,
            application_id=1,
            template_id=1,
            name=NAME,
            content=f"【{shop}】{words}",
        )
    facts = [
        ReplyFacts(f"talk {at}", TALKING, words, start + (10 + 24 * at) * _HOUR, "Riverside")
        for at, words in enumerate(
            (said("Until when can I pick it up?", "最晚几点可以取？"), said("Thank you!", "谢谢！"))
        )
    ]
    with desk.database.write() as session:
        store_replies(session, "sandbox", facts)


async def _open(stage: Stage, first: int, last: int) -> OverviewPage:
    await furnish(stage)
    stage.context.regions.set("statistics", Region.MAINLAND)
    page = await stage.open("statistics", "overview")
    assert isinstance(page, OverviewPage)
    page.choice.choose(ChosenPeriod(CHOSEN, day_before(stage, first), day_before(stage, last)))
    await stage.settle()
    return page


@scene("statistics-overview-week")
async def week(stage: Stage) -> None:
    await _open(stage, WEEK, WEEK - 6)


@scene("statistics-overview-hover")
async def hover(stage: Stage) -> None:
    page = await _open(stage, WEEK, WEEK - 6)
    page.chart.plot.go(3)


@scene("statistics-overview-hours")
async def hours(stage: Stage) -> None:
    await _open(stage, WEEK, WEEK)


@scene("statistics-overview-year")
async def year(stage: Stage) -> None:
    page = await _open(stage, FIRST, LAST)
    page.chart.plot.go(200)


@scene("statistics-overview-numbers")
async def numbers(stage: Stage) -> None:
    page = await _open(stage, WEEK, WEEK - 6)
    page.chart.as_table.click()
    area = page.findChild(QScrollArea)
    assert area is not None
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    await stage.settle()


@scene("statistics-overview-as-it-was")
async def as_it_was(stage: Stage) -> None:
    """Back to what the other pictures of the tab begin with."""
    page = await _open(stage, WEEK, WEEK)
    page.chart.as_table.setChecked(False)
    page.choice.choose(ChosenPeriod("30_days"))
    await stage.settle()
    page.bar.senders.application.menu.popup(
        page.bar.senders.application.mapToGlobal(page.bar.senders.application.rect().bottomLeft())
    )
    await stage.settle()
