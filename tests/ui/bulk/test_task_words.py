"""How a task reads in a list and over its chart (B6, B8)."""

from __future__ import annotations

import pytest

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.task_reports import Timeline, TimelinePoint
from smsdesk.domain.tasks import Task, TaskStatus, Totals
from smsdesk.ui.bulk.delivery_card import grown
from smsdesk.ui.bulk.task_words import LiveTask, headline, progress_words, status_badge, time_line, when
from smsdesk.ui.formats import Formats
from smsdesk.ui.notifications import outcome

NOW = 1_772_416_800_000  # 2026-03-02 10:00 in Shanghai
MINUTE = 60_000
SHOWN = Formats(lambda: "Asia/Shanghai", lambda: NOW)


def task(status: TaskStatus, totals: Totals | None = None, **times: int | None) -> Task:
    return Task(
        id=1,
        name="Sale",
        application_id=1,
        application_name="Bakery",
        template_id=1,
        template_name="Order",
        signature="Riverside",
        body="Hello",
        region=Region.MAINLAND,
        sms_type=SmsType.REGULAR,
        source="pasted",
        status=status,
        pause_reason=None,
        send_at=times.get("send_at"),
        created_at=NOW - 60 * MINUTE,
        started_at=times.get("started_at"),
        finished_at=times.get("finished_at"),
        totals=totals or Totals(),
    )


@pytest.mark.parametrize(
    ("status", "totals", "pace", "words"),
    [
        (TaskStatus.DRAFT, Totals(), (0.0, None), "–"),
        (TaskStatus.SCHEDULED, Totals(total=1, queued=1), (0.0, None), "1 message"),
        (
            TaskStatus.SENDING,
            Totals(total=4000, queued=3000, accepted=1000),
            (1150.4, 2.6),
            "25% · 1,150/s · 3 s left",
        ),
        (TaskStatus.SENDING, Totals(total=4000, queued=4000), (0.0, None), "0%"),
        (TaskStatus.PAUSED, Totals(total=4, queued=3, delivered=1), (9.0, 1.0), "25%"),
        (TaskStatus.SENT, Totals(total=8, delivered=7, failed=1), (0.0, None), "87.5% delivered"),
        (TaskStatus.SENT, Totals(total=8, delivered=6, unknown=2), (0.0, None), "2 to decide"),
        (TaskStatus.CANCELLED, Totals(total=8, cancelled=8), (0.0, None), "8 messages not sent"),
    ],
)
def test_progress_in_one_line(
    status: TaskStatus, totals: Totals, pace: tuple[float, float | None], words: str
) -> None:
    assert progress_words(LiveTask(task(status, totals), *pace)) == words


@pytest.mark.parametrize(
    ("status", "totals", "words"),
    [
        (TaskStatus.SCHEDULED, Totals(total=500, queued=500), "500 messages wait"),
        (
            TaskStatus.SENDING,
            Totals(total=500, queued=300, accepted=100, delivered=90, failed=10),
            "190 of 500 messages sent",
        ),
        (TaskStatus.SENT, Totals(total=500, delivered=480, accepted=20), "All 500 messages were sent"),
        (TaskStatus.SENT, Totals(total=500, delivered=480, undelivered=20), "All 500 messages were sent"),
        (TaskStatus.SENT, Totals(total=500, delivered=480, failed=20), "480 of 500 messages sent"),
    ],
)
def test_the_headline_counts_what_the_carrier_took(status: TaskStatus, totals: Totals, words: str) -> None:
    assert headline(task(status, totals)) == words


@pytest.mark.parametrize(
    ("status", "times", "words"),
    [
        (TaskStatus.SCHEDULED, {"send_at": NOW + 60 * MINUTE}, "Begins today 11:00"),
        (
            TaskStatus.AWAITING_APPROVAL,
            {"send_at": NOW + 60 * MINUTE},
            "Begins today 11:00 once it is approved",
        ),
        (TaskStatus.OVERDUE, {"send_at": NOW - 60 * MINUTE}, "Was due today 09:00"),
        (TaskStatus.AWAITING_APPROVAL, {}, "Created today 09:00"),
        (TaskStatus.STOPPED, {"started_at": NOW - MINUTE}, "Begun today 09:59"),
        (
            TaskStatus.SENT,
            {"started_at": NOW - 5 * MINUTE, "finished_at": NOW - MINUTE},
            "Finished today 09:59, took 4 min",
        ),
    ],
)
def test_what_there_is_to_say_of_its_time(status: TaskStatus, times: dict[str, int], words: str) -> None:
    assert time_line(LiveTask(task(status, None, **times)), SHOWN) == words


def test_the_list_shows_when_a_task_begins_or_began() -> None:
    later, before = NOW + MINUTE, NOW - MINUTE
    assert when(task(TaskStatus.SCHEDULED, send_at=later)) == later
    assert when(task(TaskStatus.SENT, send_at=later, started_at=before)) == before
    assert when(task(TaskStatus.DRAFT, send_at=later)) == NOW - 60 * MINUTE


def test_the_counts_of_a_task_that_is_done_add_up_in_its_notification() -> None:
    totals = Totals(total=1_010, accepted=5, delivered=900, undelivered=65, failed=40)
    assert outcome(totals) == "970 sent, of these 65 not delivered; 40 failed"
    lost = Totals(total=10, delivered=7, failed=1, unknown=2)
    assert outcome(lost) == "7 sent, of these 0 not delivered; 1 failed, 2 to decide"


def test_every_status_has_a_word_of_its_own() -> None:
    assert len({status_badge(status).words for status in TaskStatus}) == len(TaskStatus)


def test_counts_grow_from_nothing_and_gaps_are_filled() -> None:
    points = (TimelinePoint(0, 5, 1, 0), TimelinePoint(3 * MINUTE, 2, 4, 1))
    ends, (sent, delivered, failed) = grown(Timeline(MINUTE, points))
    assert ends == [0, MINUTE, 2 * MINUTE, 3 * MINUTE, 4 * MINUTE]
    assert sent == [0, 5, 5, 5, 7]
    assert delivered == [0, 1, 1, 1, 5]
    assert failed == [0, 0, 0, 0, 1]


def test_a_month_of_silence_is_not_drawn_hour_by_hour() -> None:
    hour, month = 60 * MINUTE, 30 * 24 * 60 * MINUTE
    ends, (sent, _delivered, _failed) = grown(
        Timeline(hour, (TimelinePoint(0, 5, 0, 0), TimelinePoint(month, 2, 0, 0)))
    )
    assert ends == [0, hour, month + hour]
    assert sent == [0, 5, 7]
