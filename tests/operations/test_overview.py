"""Overview figures, hourly and daily in the profile's zone, beside the period before (D1, P3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smsdesk.domain.calendar_days import Period, chosen_days
from smsdesk.domain.errors import Invalid
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.statistics import Figures, StatisticsFilter
from smsdesk.operations import overview
from smsdesk.operations.desk import Desk
from smsdesk.store.message_counts import RollupKey, Tally, write_change
from tests.operations.conftest import START, Clock
from tests.operations.shop import Fate, Shop, befall, change_profile, furnish

QUARTER = 900_000
HOUR = 4 * QUARTER

Count = tuple[int, MessageStatus, int]


def roll(desk: Desk, counts: Sequence[Count], **more: int | str) -> None:
    """Messages counted at moments (ms), each with two fragments."""
    origin: dict[str, int | str] = {
        "application_id": 1,
        "template_id": 1,
        "signature_id": 1,
        "region": Region.MAINLAND,
        "country": "CN",
        **more,
    }
    change = Tally()
    for at, status, messages in counts:
        key = cast("RollupKey", (at - at % QUARTER, *origin.values(), status, ""))
        change.rollups.setdefault(key, Counter()).update(messages=messages, fragments=2 * messages)
    with desk.database.write() as session:
        write_change(session, change)


def day(text: str, zone: str) -> Period:
    return chosen_days(text, text, zone)


def test_figures_count_what_was_asked_for_taken_and_became_of_it(desk: Desk) -> None:
    roll(
        desk,
        [
            (START, MessageStatus.DELIVERED, 5),
            (START, MessageStatus.ACCEPTED, 2),
            (START, MessageStatus.UNDELIVERED, 1),
            (START, MessageStatus.FAILED, 3),
            (START, MessageStatus.UNKNOWN, 1),
            (START, MessageStatus.IN_FLIGHT, 4),
        ],
    )
    shown = overview.overview(
        desk, filter=StatisticsFilter(Region.MAINLAND, START, START + HOUR)
    ).overview.total
    assert shown == Figures(
        requests=16, accepted=8, fragments=16, delivered=5, undelivered=1, failed=3, unknown=1
    )
    assert shown.success_rate == 0.5


def test_the_filters_choose_application_template_and_region(desk: Desk) -> None:
    roll(desk, [(START, MessageStatus.DELIVERED, 1)])
    roll(desk, [(START, MessageStatus.DELIVERED, 2)], application_id=2)
    roll(desk, [(START, MessageStatus.DELIVERED, 4)], application_id=2, template_id=2)
    roll(desk, [(START, MessageStatus.DELIVERED, 8)], region=Region.GLOBAL, country="GB")

    def requests(region: Region = Region.MAINLAND, **filters: int) -> int:
        found = overview.overview(desk, filter=StatisticsFilter(region, START, START + HOUR, **filters))
        return found.overview.total.requests

    assert requests() == 7
    assert requests(application_id=2) == 6
    assert requests(template_id=1) == 3
    assert requests(application_id=2, template_id=2) == 4
    assert requests(Region.GLOBAL) == 8
    assert requests(Region.GLOBAL, application_id=7) == 0


#: Zone, day, its hours: summer time begins and ends, half-hour zones, and a day without a change.
DAYS = [
    ("Asia/Shanghai", "2026-03-02", 24),
    ("Europe/Berlin", "2026-03-29", 23),
    ("Europe/Berlin", "2026-10-25", 25),
    ("Asia/Kolkata", "2026-03-02", 24),
    ("America/St_Johns", "2026-11-01", 25),
]


@pytest.mark.parametrize(("zone", "text", "hours"), DAYS)
def test_one_day_is_told_by_its_hours_whatever_the_clocks_do(
    desk: Desk, zone: str, text: str, hours: int
) -> None:
    change_profile(desk, time_zone=zone)
    whole = day(text, zone)
    before = day(str(datetime.fromisoformat(text).date() - timedelta(days=1)), zone)
    # A message in the first and last quarter hour of the day, and in those beside it.
    moments = (before.start, whole.start - QUARTER, whole.start, whole.end - QUARTER, whole.end)
    roll(desk, [(at, MessageStatus.DELIVERED, 10**place) for place, at in enumerate(moments)])
    shown = overview.overview(desk, filter=StatisticsFilter(Region.MAINLAND, whole.start, whole.end))
    assert shown.overview.hourly
    trend = shown.overview.trend
    assert len(trend) == hours
    assert (trend[0].start, trend[0].figures.requests) == (whole.start, 100)
    assert (trend[-1].start, trend[-1].figures.requests) == (whole.end - HOUR, 1000)
    assert shown.overview.total.requests == 1100
    assert shown.before.requests == 11


def test_more_days_are_told_by_the_day_and_compared_with_as_many_before(desk: Desk) -> None:
    zone = "Europe/Berlin"
    change_profile(desk, time_zone=zone)
    week = chosen_days("2026-03-27", "2026-04-02", zone)
    assert week.end - week.start == 7 * 24 * HOUR - HOUR
    before = chosen_days("2026-03-20", "2026-03-26", zone)
    roll(
        desk,
        [
            (before.start - QUARTER, MessageStatus.DELIVERED, 1),
            (before.start, MessageStatus.DELIVERED, 10),
            (week.start, MessageStatus.DELIVERED, 100),
            (week.end - QUARTER, MessageStatus.DELIVERED, 1000),
        ],
    )
    shown = overview.overview(desk, filter=StatisticsFilter(Region.MAINLAND, week.start, week.end))
    assert [point.figures.requests for point in shown.overview.trend] == [100, 0, 0, 0, 0, 0, 1000]
    local = [datetime.fromtimestamp(point.start / 1000, ZoneInfo(zone)) for point in shown.overview.trend]
    assert {one.hour for one in local} == {0}
    assert shown.before.requests == 10
    assert not shown.overview.hourly


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"]),
    first=st.dates(datetime(2026, 1, 1).date(), datetime(2026, 12, 1).date()),  # noqa: DTZ001
    days=st.integers(1, 40),
)
def test_a_trend_adds_up_to_its_total_and_misses_nothing(
    big_past: tuple[Desk, list[Count]], zone: str, first: object, days: int
) -> None:
    desk, counts = big_past
    change_profile(desk, time_zone=zone)
    last = first + timedelta(days=days - 1)  # type: ignore[operator]
    chosen = chosen_days(str(first), str(last), zone)
    shown = overview.overview(desk, filter=StatisticsFilter(Region.MAINLAND, chosen.start, chosen.end))
    right = sum(messages for at, _, messages in counts if chosen.start <= at < chosen.end)
    assert shown.overview.total.requests == right
    assert sum(point.figures.requests for point in shown.overview.trend) == right
    assert len(shown.overview.trend) == (days if days > 1 else len(range(chosen.start, chosen.end, HOUR)))


@pytest.fixture
def big_past(desk: Desk) -> tuple[Desk, list[Count]]:
    """A message every seven hours and a quarter of 2026."""
    begin = 1_767_225_600_000
    counts = [
        (begin + step * (7 * HOUR + QUARTER), MessageStatus.DELIVERED, step % 5 + 1) for step in range(1_200)
    ]
    roll(desk, counts)
    return desk, counts


def test_the_usual_periods_are_whole_days_of_the_zone(desk: Desk, clock: Clock) -> None:
    zone = "Asia/Shanghai"
    assert overview.period(desk, choice="today") == day("2026-03-02", zone)
    assert overview.period(desk, choice="yesterday") == day("2026-03-01", zone)
    assert overview.period(desk, choice="7_days") == chosen_days("2026-02-24", "2026-03-02", zone)
    assert overview.period(desk, choice="30_days") == chosen_days("2026-02-01", "2026-03-02", zone)
    clock.move(hours=14)
    assert overview.period(desk, choice="today") == day("2026-03-03", zone)


def test_a_period_that_ends_before_it_begins_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid) as fault:
        overview.overview(desk, filter=StatisticsFilter(Region.MAINLAND, START, START))
    assert fault.value.field == "end"


def test_the_overview_agrees_with_what_tasks_really_did(desk: Desk) -> None:
    shop: Shop = furnish(desk)
    task = shop.sent(shop.pasted("13800138000\n13900139000\n13700137000"))
    befall(
        desk,
        task,
        [
            Fate(MessageStatus.DELIVERED),
            Fate(MessageStatus.FAILED, "1015"),
            Fate(MessageStatus.QUEUED, requested=-1),
        ],
    )
    chosen = overview.period(desk, choice="today")
    shown = overview.overview(
        desk, filter=StatisticsFilter(Region.MAINLAND, *chosen, template_id=shop.notice.id)
    )
    assert shown.overview.total == Figures(requests=2, accepted=1, fragments=1, delivered=1, failed=1)
