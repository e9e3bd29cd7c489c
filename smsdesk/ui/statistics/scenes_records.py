"""Pictures of the message records: filtered, nothing found, a late report, a thread, and choosing (D2)."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from smsdesk.domain.codes import Code
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.statistics.records_filters import SUCCESSES
from smsdesk.ui.statistics.records_page import RecordsPage
from smsdesk.ui.statistics.scenes_overview import TALKING, WEEK, day_before, furnish


async def _open(stage: Stage, **arguments: object) -> RecordsPage:
    await furnish(stage)
    days = {"first": day_before(stage, WEEK), "last": day_before(stage, WEEK - 6)}
    page = await stage.open("statistics", "records", **({"region": Region.MAINLAND} | days | arguments))
    assert isinstance(page, RecordsPage)
    return page


@scene("statistics-records-filtered")
async def filtered(stage: Stage) -> None:
    await _open(stage, application_id=1, status=MessageStatus.FAILED, code=Code.BLOCKED)


@scene("statistics-records-choosing")
async def choosing(stage: Stage) -> None:
    page = await _open(stage, status=SUCCESSES)
    code = page.filters.code
    code.menu.popup(code.mapToGlobal(QPoint(0, code.height() + 4)))
    await stage.settle()


@scene("statistics-records-nothing")
async def nothing(stage: Stage) -> None:
    await _open(stage, status=MessageStatus.UNKNOWN, application_id=1)


@scene("statistics-records-number-too-short")
async def too_short(stage: Stage) -> None:
    await _open(stage, number="07")


@scene("statistics-records-late")
async def late(stage: Stage) -> None:
    page = await _open(stage, status=MessageStatus.DELIVERED)
    await page.show_message(next(one for one in page.table.model.rows if one.position % 50 == 7))
    await stage.settle()


@scene("statistics-records-thread")
async def thread(stage: Stage) -> None:
    page = await _open(stage, status=MessageStatus.DELIVERED)
    page.arrive(number=TALKING)
    await stage.settle()
    page.table.view.selectRow(0)
    await stage.settle()
    await page.show_thread(TALKING)
    await stage.settle()


@scene("statistics-records-columns")
async def columns(stage: Stage) -> None:
    page = await _open(stage)
    page.columns.click()
    await stage.settle()
