"""Pictures of replies, failures, receipts and countries, on messages of days gone by."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import TypeVar

from PySide6.QtWidgets import QScrollArea

from smsdesk.domain.codes import RECEIPT_CODES, Code, api_codes
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.operations.desk import Desk
from smsdesk.operations.tasks import list_tasks
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.gallery_words import said
from smsdesk.ui.statistics.countries_page import CountriesPage
from smsdesk.ui.statistics.failures_page import FailuresPage
from smsdesk.ui.statistics.past import Past, mobile_number, put_past
from smsdesk.ui.statistics.period_choice import ChosenPeriod
from smsdesk.ui.statistics.receipts_page import ReceiptsPage
from smsdesk.ui.statistics.replies_page import RepliesPage

Shown = TypeVar("Shown", FailuresPage, ReceiptsPage, CountriesPage, RepliesPage)

_HOUR = 3_600_000
#: Days before today: a usual week, a day with one failure, one with dozens of codes, one without a failure.
_WEEK, _ONE, _MANY, _FINE = 90, 100, 110, 120
_KEYS = {
    FailuresPage: "failures",
    ReceiptsPage: "receipts",
    CountriesPage: "countries",
    RepliesPage: "replies",
}
_ABROAD = ("US", "GB", "DE", "SG", "HK", "JP", "FR", "AU", "BR", "ZA", "MY", "TH", "AE", "BA", "CD", "VC")


def _name() -> str:
    return said("Weekend offer, months ago", "几个月前的周末优惠")


def _day(stage: Stage, before: int) -> date:
    return stage.context.formats.today() - timedelta(days=before)


async def _furnish(stage: Stage) -> None:
    """Once for a desk."""
    if any(task.name == _name() for task in await stage.run(list_tasks, search=_name())):
        return
    starts = {
        before: stage.context.formats.day_start(_day(stage, before))
        for before in (*range(_WEEK - 6, _WEEK + 1), _ONE, _MANY, _FINE)
    }
    await stage.context.runner.call(lambda: _write(stage.context.runner.desk, starts))


def _write(desk: Desk, starts: dict[int, int]) -> None:
    week: list[Past] = []
    for place, before in enumerate(range(_WEEK, _WEEK - 7, -1)):
        at = starts[before] + 9 * _HOUR
        week += [
            Past(at, MessageStatus.DELIVERED, 120 + 37 * (place % 4)),
            Past(at, MessageStatus.ACCEPTED, 6 + 3 * place),
            Past(at, MessageStatus.UNDELIVERED, 4 + place, "UNDELIV"),
            Past(at, MessageStatus.UNDELIVERED, 3, "MK:0001"),
            Past(at, MessageStatus.UNDELIVERED, 1, "EXPIRED"),
            Past(at, MessageStatus.FAILED, 5 + place, Code.BLOCKED),
            Past(at, MessageStatus.FAILED, 3, Code.SAME_CONTENT),
            Past(at, MessageStatus.FAILED, 2, Code.INVALID_NUMBER),
            Past(at, MessageStatus.FAILED, 1, Code.NETWORK),
        ]
    week.append(Past(starts[_WEEK] + 10 * _HOUR, MessageStatus.FAILED, 18, Code.NO_PACKAGE))
    one = starts[_ONE] + 9 * _HOUR
    many = starts[_MANY] + 9 * _HOUR
    lines = RECEIPT_CODES.read_text(encoding="utf-8").splitlines()
    carriers = [line.split("\t")[0] for line in islice(lines, 1, 90, 3)]
    dozens = [
        Past(many, MessageStatus.FAILED, 60 - place, code)
        for place, code in enumerate(islice(api_codes(), 60))
    ]
    dozens += [Past(many, MessageStatus.UNDELIVERED, 40 - place, code) for place, code in enumerate(carriers)]
    dozens += [
        Past(many, MessageStatus.DELIVERED, 900),
        Past(many, MessageStatus.FAILED, 2),
        Past(many, MessageStatus.UNDELIVERED, 2),
    ]
    text = said("Your order is ready.", "您的订单已备好。")
    put = partial(
        put_past, region=Region.MAINLAND, application_id=1, template_id=1, name=_name(), content=text
    )
    put(desk, week)
    put(desk, [Past(one, MessageStatus.DELIVERED, 40), Past(one, MessageStatus.FAILED, 1, Code.NO_PACKAGE)])
    put(desk, dozens)
    put(desk, [Past(starts[_FINE] + 9 * _HOUR, MessageStatus.DELIVERED, 12)])
    abroad = []
    for place, country in enumerate(_ABROAD):
        at = starts[_WEEK - place % 7] + 15 * _HOUR
        abroad += [
            Past(
                at,
                MessageStatus.DELIVERED,
                2400 // (place + 1) ** 2 + 1,
                country=country,
                fragments=1 + place % 2,
            ),
            Past(at, MessageStatus.ACCEPTED, 40 // (place + 1) + 1, country=country),
            Past(at, MessageStatus.FAILED, 60 // (place + 2), Code.INVALID_NUMBER, country=country),
        ]
    put_past(desk, abroad, region=Region.GLOBAL, application_id=1, name=_name())
    put_past(
        desk, [Past(one, MessageStatus.DELIVERED, 5, country="GB")], region=Region.GLOBAL, application_id=1
    )
    _reply(desk, starts[_WEEK] + 9 * _HOUR)


def _reply(desk: Desk, sent: int) -> None:
    replies = (
        said("When do you open on Saturday?", "星期六几点开门？"),
        "T",
        "谢谢！星期六见，给我留两个全麦面包。",
        said(
            "Wann öffnet bitte die Filiale am Donaudampfschifffahrtsgesellschaftsplatz am kommenden Samstag?",
            "请问下周六滨江路二十八号的那家分店会开门吗？我们想订一个十二寸的生日蛋糕，上面写上孩子的名字。",
        ),
        "TD",
        said("Fine, thanks", "好的，谢谢"),
    )
    facts = [
        ReplyFacts(f"past {place}", mobile_number("CN", place), words, sent + (place + 1) * 1_200_000, "")
        for place, words in enumerate(replies)
    ]
    facts += [
        ReplyFacts("past 10", "+8613900139000", "STOP", sent + 20 * _HOUR, ""),
        ReplyFacts(
            "past 11", "+8613900139001", said("Who is this?", "请问您是哪位？"), sent + 21 * _HOUR, ""
        ),
    ]
    with desk.database.write() as session:
        store_replies(session, "sandbox", facts)


async def _at(
    stage: Stage, kind: type[Shown], before: int, until: int, region: Region = Region.MAINLAND
) -> Shown:
    """Open a page of the days from so many before today until so many before it."""
    await _furnish(stage)
    stage.context.regions.set("statistics", region)
    opened = await stage.open("statistics", _KEYS[kind])
    assert isinstance(opened, kind)
    opened.choice.choose(ChosenPeriod("chosen", _day(stage, before), _day(stage, until)))
    await stage.settle()
    return opened


@scene("statistics-failures")
async def failures(stage: Stage) -> None:
    await _at(stage, FailuresPage, _WEEK, _WEEK - 6)


@scene("statistics-failures-why")
async def failures_why(stage: Stage) -> None:
    page = await _at(stage, FailuresPage, _WEEK, _WEEK - 6)
    page.table.view.selectRow(0)
    await stage.settle()


@scene("statistics-failures-one")
async def failures_one(stage: Stage) -> None:
    await _at(stage, FailuresPage, _ONE, _ONE)


@scene("statistics-failures-many")
async def failures_many(stage: Stage) -> None:
    await _at(stage, FailuresPage, _MANY, _MANY)


@scene("statistics-failures-none")
async def failures_none(stage: Stage) -> None:
    await _at(stage, FailuresPage, _FINE, _FINE)


@scene("statistics-failures-empty")
async def failures_empty(stage: Stage) -> None:
    await _at(stage, FailuresPage, 300, 300)


@scene("statistics-receipts")
async def receipts(stage: Stage) -> None:
    await _at(stage, ReceiptsPage, _WEEK, _WEEK - 6)


@scene("statistics-receipts-reasons")
async def receipts_reasons(stage: Stage) -> None:
    page = await _at(stage, ReceiptsPage, _MANY, _MANY)
    bar = stage.widget(QScrollArea).verticalScrollBar()
    bar.setValue(bar.maximum())
    await stage.settle()
    page.table.view.setFocus()


@scene("statistics-receipts-many")
async def receipts_many(stage: Stage) -> None:
    page = await _at(stage, ReceiptsPage, _MANY, _MANY)
    page.table.view.selectRow(1)
    await stage.settle()


@scene("statistics-receipts-fine")
async def receipts_fine(stage: Stage) -> None:
    await _at(stage, ReceiptsPage, _FINE, _FINE)


@scene("statistics-receipts-empty")
async def receipts_empty(stage: Stage) -> None:
    await _at(stage, ReceiptsPage, 300, 300)


@scene("statistics-countries")
async def countries(stage: Stage) -> None:
    await _at(stage, CountriesPage, _WEEK, _WEEK - 6, Region.GLOBAL)


@scene("statistics-countries-one")
async def countries_one(stage: Stage) -> None:
    await _at(stage, CountriesPage, _ONE, _ONE, Region.GLOBAL)


@scene("statistics-countries-empty")
async def countries_empty(stage: Stage) -> None:
    await _at(stage, CountriesPage, 300, 300, Region.GLOBAL)


@scene("statistics-countries-mainland")
async def countries_mainland(stage: Stage) -> None:
    await _at(stage, CountriesPage, _WEEK, _WEEK - 6)


@scene("statistics-replies")
async def replies(stage: Stage) -> None:
    await _at(stage, RepliesPage, _WEEK, _WEEK - 6)


@scene("statistics-replies-details")
async def replies_details(stage: Stage) -> None:
    page = await _at(stage, RepliesPage, _WEEK, _WEEK - 6)
    page.table.view.selectRow(6)
    await stage.settle()


@scene("statistics-replies-empty")
async def replies_empty(stage: Stage) -> None:
    await _at(stage, RepliesPage, 300, 300)


@scene("statistics-replies-nothing-found")
async def replies_nothing(stage: Stage) -> None:
    page = await _at(stage, RepliesPage, _WEEK, _WEEK - 6)
    page.arrive(number="zzz")
    await stage.settle()
