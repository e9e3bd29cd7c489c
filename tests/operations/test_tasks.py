"""Tasks once they are there: list, stop, resume, cancel, copy, doubt, page and report (B6–B8, E5, E9)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import python_calamine
from sqlalchemy import update

from smsdesk.domain.errors import Cancelled, NotAllowed, NotFound
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.domain.tasks import Task, TaskStatus, Totals
from smsdesk.operations import reports, task_pages, tasks
from smsdesk.operations.desk import Desk, Progress
from smsdesk.store.reckoning import reckon
from smsdesk.store.tables import TaskRow
from tests.operations.conftest import IdleSender
from tests.operations.shop import Fate, Shop, befall, furnish

NUMBERS = [f"138001380{place:02}" for place in range(10)]
HOUR = 3_600_000
MINUTE = 60_000


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


@pytest.fixture
def sent(shop: Shop) -> Task:
    """Ten messages, all still queued."""
    return shop.sent(shop.pasted("\n".join(NUMBERS)))


def put(desk: Desk, task: Task, status: TaskStatus) -> None:
    with desk.database.write() as session:
        session.execute(update(TaskRow).where(TaskRow.id == task.id).values(status=status))


def agrees(desk: Desk) -> bool:
    """Counts of tasks and rollups are those of the messages."""
    with desk.database.read() as session:
        return reckon(session) == []


# -- the list ------------------------------------------------------------------------------------------


def test_tasks_are_listed_newest_first_by_region_state_and_words(shop: Shop, desk: Desk) -> None:
    spring = shop.sent(shop.pasted("13800138000", name="Spring 50%"))
    abroad = shop.sent(shop.pasted("+447911123456", shop.abroad, name="Abroad"))
    later = shop.sent(shop.pasted("13900139000", name="SPRING again"), send_at=desk.now() + HOUR)

    def names(**wanted: object) -> list[int]:
        return [task.id for task in tasks.list_tasks(desk, **wanted)]  # type: ignore[arg-type]

    assert names() == [later.id, abroad.id, spring.id]
    assert names(region=Region.MAINLAND) == [later.id, spring.id]
    assert names(statuses=[TaskStatus.SCHEDULED]) == [later.id]
    assert names(search="spring") == [later.id, spring.id]
    assert names(search="50%") == [spring.id]
    assert names(search="%") == [spring.id]
    assert names(search="bakery") == [later.id, abroad.id, spring.id]
    assert names(limit=1) == [later.id]
    assert names(limit=1, before_id=later.id) == [abroad.id]


def test_a_task_that_is_not_there_is_one_sentence(desk: Desk) -> None:
    with pytest.raises(NotFound):
        tasks.task(desk, task_id=7)


# -- states --------------------------------------------------------------------------------------------

#: Which states each action is for, and the state that follows.
ACTIONS: list[tuple[Callable[..., Task], set[TaskStatus], TaskStatus]] = [
    (tasks.stop_task, {TaskStatus.SENDING, TaskStatus.PAUSED}, TaskStatus.STOPPED),
    (tasks.resume_task, {TaskStatus.STOPPED}, TaskStatus.SENDING),
    (
        tasks.cancel_task,
        {TaskStatus.SCHEDULED, TaskStatus.OVERDUE, TaskStatus.AWAITING_APPROVAL, TaskStatus.STOPPED},
        TaskStatus.CANCELLED,
    ),
    (tasks.start_overdue, {TaskStatus.OVERDUE}, TaskStatus.SENDING),
    (tasks.skip_overdue, {TaskStatus.OVERDUE}, TaskStatus.CANCELLED),
]


@pytest.mark.parametrize("status", TaskStatus)
@pytest.mark.parametrize(
    ("action", "allowed", "becomes"), ACTIONS, ids=lambda part: getattr(part, "__name__", "")
)
def test_an_action_changes_the_states_it_is_for_and_no_other(
    sent: Task,
    desk: Desk,
    action: Callable[..., Task],
    allowed: set[TaskStatus],
    becomes: TaskStatus,
    status: TaskStatus,
) -> None:
    put(desk, sent, status)
    if status in allowed:
        assert action(desk, task_id=sent.id).status is becomes
    else:
        with pytest.raises(NotAllowed):
            action(desk, task_id=sent.id)
        assert tasks.task(desk, task_id=sent.id).status is status
    assert agrees(desk)


def test_a_cancelled_task_cancels_what_is_queued_and_nothing_else(sent: Task, desk: Desk) -> None:
    befall(desk, sent, [Fate(MessageStatus.DELIVERED, reported=1_000)], TaskStatus.STOPPED)
    cancelled = tasks.cancel_task(desk, task_id=sent.id)
    assert cancelled.totals == Totals(total=10, delivered=1, cancelled=9, fragments=10)
    assert agrees(desk)


def test_a_stopped_task_keeps_its_queue_and_resuming_wakes_the_engine(
    sent: Task, desk: Desk, sender: IdleSender
) -> None:
    assert tasks.stop_task(desk, task_id=sent.id).totals.queued == 10
    woken = sender.woken
    assert tasks.resume_task(desk, task_id=sent.id).totals.queued == 10
    assert sender.woken == woken + 1


def test_a_copy_begins_with_the_same_recipe_without_its_time(shop: Shop, desk: Desk) -> None:
    recipe = shop.pasted("13800138000", name="Spring", send_at=desk.now() + HOUR)
    task = shop.sent(recipe)
    copy = tasks.copy_task(desk, task_id=task.id)
    assert copy.send_at is None
    assert (copy.source, copy.name, copy.template_id) == (recipe.source, "Spring", recipe.template_id)


# -- doubt (E5) ----------------------------------------------------------------------------------------


@pytest.fixture
def doubtful(sent: Task, desk: Desk) -> Task:
    """Two of ten may have been sent, the others were."""
    fates = [Fate(MessageStatus.UNKNOWN, "Unknown")] * 2 + [Fate(MessageStatus.ACCEPTED)] * 8
    befall(desk, sent, fates)
    return tasks.task(desk, task_id=sent.id)


def test_doubtful_messages_count_as_sent_when_the_user_says_so(doubtful: Task, desk: Desk) -> None:
    assert tasks.unknown_count(desk) == 2
    first = task_pages.task_messages(desk, task_id=doubtful.id, status=MessageStatus.UNKNOWN).rows[0]
    after = tasks.resolve_unknown(desk, task_id=doubtful.id, as_sent=True, message_id=first.id)
    assert (after.totals.unknown, after.totals.accepted, after.status) == (1, 9, TaskStatus.SENT)
    assert tasks.resolve_unknown(desk, task_id=doubtful.id, as_sent=True).totals.unknown == 0
    assert agrees(desk)
    with pytest.raises(NotAllowed):
        tasks.resolve_unknown(desk, task_id=doubtful.id, as_sent=True)


def test_doubtful_messages_are_queued_again_when_the_user_wants_it(
    doubtful: Task, desk: Desk, sender: IdleSender
) -> None:
    woken = sender.woken
    after = tasks.resolve_unknown(desk, task_id=doubtful.id, as_sent=False)
    assert (after.totals.unknown, after.totals.queued, after.status) == (0, 2, TaskStatus.SENDING)
    assert sender.woken > woken
    assert agrees(desk)


def test_only_messages_in_doubt_can_be_resolved(doubtful: Task, desk: Desk) -> None:
    fine = task_pages.task_messages(desk, task_id=doubtful.id, status=MessageStatus.ACCEPTED).rows[0]
    with pytest.raises(NotAllowed):
        tasks.resolve_unknown(desk, task_id=doubtful.id, as_sent=False, message_id=fine.id)


# -- a task's page (B8) --------------------------------------------------------------------------------


@pytest.fixture
def finished(sent: Task, desk: Desk) -> Task:
    """Five delivered over two minutes, two refused, two not delivered, one in doubt."""
    delivered = [
        Fate(MessageStatus.DELIVERED, requested=second * 1_000, reported=5_000)
        for second in (0, 10, 58, 60, 70)
    ]
    refused = Fate(MessageStatus.FAILED, "LimitExceeded.PhoneNumberDailyLimit", requested=1_000)
    lost = Fate(MessageStatus.UNDELIVERED, "UNDELIV", requested=1_000, reported=90_000)
    befall(desk, sent, [*delivered, refused, refused, lost, lost, Fate(MessageStatus.UNKNOWN, "Unknown")])
    return tasks.task(desk, task_id=sent.id)


def test_failures_are_told_by_reason_in_words(finished: Task, desk: Desk) -> None:
    found = task_pages.failures(desk, task_id=finished.id)
    assert [(one.status.value, one.code, one.count, one.share) for one in found] == [
        ("failed", "LimitExceeded.PhoneNumberDailyLimit", 2, 0.2),
        ("undelivered", "UNDELIV", 2, 0.2),
        ("unknown", "Unknown", 1, 0.1),
    ]
    assert all(len(str(one.reason)) > 5 for one in found)


def test_delivery_over_time_is_told_by_the_minute(finished: Task, desk: Desk) -> None:
    shown = task_pages.timeline(desk, task_id=finished.id)
    assert shown.step == MINUTE
    start = finished.created_at
    assert [(one.start - start, one.sent, one.delivered, one.failed) for one in shown.points] == [
        (0, 5, 2, 2),
        (MINUTE, 2, 3, 2),
    ]
    assert sum(one.sent for one in shown.points) == finished.totals.sent


def test_a_long_task_is_told_by_the_hour_and_an_unsent_one_not_at_all(sent: Task, desk: Desk) -> None:
    assert task_pages.timeline(desk, task_id=sent.id).points == ()
    befall(desk, sent, [Fate(MessageStatus.ACCEPTED, requested=hours * HOUR) for hours in range(6)])
    shown = task_pages.timeline(desk, task_id=sent.id)
    assert (shown.step, [one.sent for one in shown.points]) == (HOUR, [1] * 6)


def test_a_tasks_messages_page_in_both_directions(finished: Task, desk: Desk) -> None:
    def page(**keys: object) -> list[int]:
        found = task_pages.task_messages(desk, task_id=finished.id, limit=4, **keys)  # type: ignore[arg-type]
        pages.append(found)
        return [one.position for one in found.rows]

    pages: list[object] = []
    assert page() == [0, 1, 2, 3]
    assert page(after=3) == [4, 5, 6, 7]
    assert page(after=7) == [8, 9]
    assert page(before=8) == [4, 5, 6, 7]
    assert page(before=4) == [0, 1, 2, 3]
    keys = [(one.previous_key, one.next_key) for one in pages]  # type: ignore[attr-defined]
    assert keys == [(None, 3), (4, 7), (8, None), (4, 7), (None, 3)]
    lost = task_pages.task_messages(desk, task_id=finished.id, code="UNDELIV").rows
    assert [one.position for one in lost] == [7, 8]


# -- the report ----------------------------------------------------------------------------------------


def test_the_report_holds_totals_failures_in_words_and_every_message(
    finished: Task, desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    assert reports.export_report(desk, task_id=finished.id, path=path) == 10
    book = python_calamine.load_workbook(str(path))
    messages, about = (book.get_sheet_by_index(place).to_python() for place in (0, 1))
    assert len(messages) == 11
    assert [row[1] for row in messages[1:]] == [f"+86{number}" for number in NUMBERS]
    pairs = {str(row[0]): str(row[1]) for row in about}
    assert pairs["Messages"] == "10"
    assert (pairs["Delivered"], pairs["Failed"], pairs["Not delivered"]) == ("5", "2", "2")
    parts = ("Delivered", "Sent, no receipt yet", "Not delivered", "Failed", "Remaining", "Cancelled")
    unknown = int(pairs["Unknown: may have been sent"])
    assert sum(int(pairs[part]) for part in parts) + unknown == 10
    assert "Sent" not in pairs, "it holds what two of these hold"
    told = next(value for title, value in pairs.items() if "LimitExceeded.PhoneNumberDailyLimit" in title)
    assert told.startswith("2 messages (20.0%). ")
    assert len(told) > 30


def test_a_report_that_is_stopped_leaves_no_file(finished: Task, desk: Desk, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        reports.export_report(desk, task_id=finished.id, path=tmp_path / "report.xlsx", progress=progress)
    assert list(tmp_path.glob("report*")) == []
