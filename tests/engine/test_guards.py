"""Who is not sent to, decided at the moment of sending (E2, A4, A5, A6, B9, C4, C5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.limits import GLOBAL_PER_DAY_SETTING
from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.tasks import TaskStatus
from smsdesk.engine.guards import ACCOUNT_DAY, BARRED, NUMBER_DAY, SAME_CONTENT
from smsdesk.store.message_states import _DUE
from smsdesk.store.settings import write_profile, write_setting
from tests.engine.world import Clock, World, numbers

ONE, TWO, THREE = numbers(3)
#: 2026-06-15 12:00 UTC: nowhere near midnight or a marketing hour in China or Europe.
NOON = 1_781_524_800_000
DAY = 86_400

_QUOTAS = sql("SELECT scope, SUM(count) FROM quota WHERE count > 0 GROUP BY scope")


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def noon(make_world: Callable[..., World], clock: Clock) -> World:
    world = make_world(clock=clock)
    world.start()
    return world


def send(
    world: World, application: int, numbers: list[str], content: str = "Hello", **values: object
) -> list[str]:
    """Send a task and give each message's code, or its status when it has none."""
    task = world.task(numbers, application=application, content=content, **values)
    world.wake()
    world.until_status(task, TaskStatus.SENT, TaskStatus.FAILED)
    return [one.code if one.status == "failed" else "sent" for one in world.messages(task)]


def test_the_same_content_goes_to_a_number_once_in_thirty_seconds(noon: World, clock: Clock) -> None:
    application = noon.application(same_content_seconds=30)
    assert send(noon, application, [ONE, TWO, ONE]) == ["sent", "sent", SAME_CONTENT]
    assert send(noon, application, [ONE], "Something else") == ["sent"]
    assert send(noon, application, [ONE]) == [SAME_CONTENT]
    assert send(noon, noon.application(same_content_seconds=30), [ONE]) == ["sent"]
    clock.forward(31)
    assert send(noon, application, [ONE]) == ["sent"]


def test_so_many_to_a_number_in_a_calendar_day(noon: World, clock: Clock) -> None:
    application = noon.application(per_number_per_day=2)
    assert send(noon, application, [ONE, ONE, ONE, TWO]) == ["sent", "sent", NUMBER_DAY, "sent"]
    clock.forward(DAY)
    assert send(noon, application, [ONE]) == ["sent"]


def test_the_day_is_the_profiles(noon: World, clock: Clock) -> None:
    with noon.database.write() as session:
        write_profile(session, Profile("Shop", Identity.ORGANIZATION, "NZ", "Pacific/Auckland"))
    application = noon.application(per_number_per_day=1)
    assert send(noon, application, [ONE]) == ["sent"]
    assert send(noon, application, [ONE]) == [NUMBER_DAY]
    clock.forward(60)  # midnight in Auckland (UTC+12) came with noon UTC; still the same day there
    assert send(noon, application, [ONE]) == [NUMBER_DAY]
    clock.forward(DAY)
    assert send(noon, application, [ONE]) == ["sent"]


def test_switched_off_limits_let_everything_pass(noon: World) -> None:
    assert send(noon, noon.application(), [ONE] * 12) == ["sent"] * 12


def test_the_allowlist_skips_both_limits(noon: World) -> None:
    application = noon.application(same_content_seconds=30, per_number_per_day=1)
    noon.set(
        "INSERT INTO allowlist (application_id, number) VALUES (:app, :number)", app=application, number=ONE
    )
    assert send(noon, application, [ONE, ONE, ONE, TWO, TWO]) == ["sent"] * 4 + [SAME_CONTENT]


@pytest.mark.parametrize("table", ["blocked", "unsubscribed"])
def test_who_is_barred_from_a_signature_and_type_gets_nothing_of_it(noon: World, table: str) -> None:
    more, values = (", created_at", ", 0") if table == "blocked" else (", keyword, at", ", 'T', 0")
    noon.set(
        f"INSERT INTO {table} (number, signature, sms_type{more}) "
        f"VALUES (:number, 'Shop', 'regular'{values})",
        number=ONE,
    )
    application = noon.application()
    assert send(noon, application, [ONE, TWO]) == [BARRED, "sent"]
    assert send(noon, application, [ONE], signature="Other") == ["sent"]
    assert send(noon, application, [ONE], sms_type="marketing") == ["sent"]


@pytest.mark.parametrize(
    ("entry", "region", "signature", "barred"),
    [
        ("", "global", "", True),
        ("", "global", "Shop", True),
        ("", "mainland", "Shop", False),
        ("Shop", "mainland", "Shop", True),
        ("Shop", "global", "Shop", False),
        ("Shop", "global", "", False),
        ("Shop", "mainland", "Other", False),
    ],
)
def test_a_block_holds_abroad_or_under_its_mainland_signature(
    noon: World, entry: str, region: str, signature: str, barred: bool
) -> None:
    """C4: the blocklist is of one region or the other, and of one type."""
    noon.set(
        "INSERT INTO blocked (number, signature, sms_type, created_at) "
        "VALUES (:number, :entry, 'regular', 0)",
        number=ONE,
        entry=entry,
    )
    about = {"region": region, "signature": signature}
    application = noon.application()
    assert send(noon, application, [ONE, TWO], **about) == [BARRED if barred else "sent", "sent"]
    assert send(noon, application, [ONE], sms_type="marketing", **about) == ["sent"]


def test_the_blocklist_is_asked_by_its_index(noon: World) -> None:
    """A claim asks it for every message: it must not be read from end to end."""
    with noon.database.read() as session:
        plan = session.execute(sql(f"EXPLAIN QUERY PLAN {_DUE.text}"), {"task": 1, "now": 1, "limit": 1})
        steps = [step for *_, step in plan]
    asked = next(step for step in steps if " b " in step)
    assert "number=? AND signature=? AND sms_type=?" in asked, steps


def test_the_account_sends_so_many_abroad_in_a_day(noon: World, clock: Clock) -> None:
    with noon.database.write() as session:
        write_setting(session, GLOBAL_PER_DAY_SETTING, 3)
    application = noon.application()
    abroad = [f"+4670174060{place}" for place in range(5)]
    assert send(noon, application, abroad[:2], region="global", country="SE") == ["sent", "sent"]
    assert send(noon, application, abroad[2:], region="global", country="SE") == ["sent"] + [ACCOUNT_DAY] * 2
    assert send(noon, application, [ONE]) == ["sent"]
    clock.forward(DAY)
    assert send(noon, application, abroad[:1], region="global", country="SE") == ["sent"]


def test_what_the_gateway_refuses_is_given_back(noon: World) -> None:
    with noon.database.write() as session:
        write_setting(session, GLOBAL_PER_DAY_SETTING, 2)
    application = noon.application(same_content_seconds=30, per_number_per_day=1)
    number, refused = "+12025550199", {"region": "global", "country": "US"}
    noon.carrier.switch(refuse=-1, refuse_code="FailedOperation.ContainSensitiveWord")
    for _ in range(3):
        assert send(noon, application, [number], **refused) == ["FailedOperation.ContainSensitiveWord"]
    noon.carrier.switch(refuse=0)
    assert send(noon, application, [number], **refused) == ["sent"]
    assert send(noon, application, [number], "Another", **refused) == [NUMBER_DAY]
    with noon.database.read() as session:
        counts = session.execute(_QUOTAS).all()
    assert sorted(counts) == [("account:global", 1), (f"number:{application}", 1)]


def test_a_retry_does_not_count_twice(noon: World, clock: Clock) -> None:
    application = noon.application(same_content_seconds=30, per_number_per_day=1)
    noon.carrier.switch(throttle=2, retry_after=0.05)
    task = noon.task([ONE], application=application)
    for attempts in (1, 2):
        noon.until(
            lambda attempts=attempts: (
                [(one.status, one.attempts) for one in noon.messages(task)] == [("queued", attempts)]
            )
        )
        clock.forward(10)
    noon.until_status(task, TaskStatus.SENT)
    with noon.database.read() as session:
        assert session.execute(_QUOTAS).all() == [(f"number:{application}", 1)]


def test_a_disabled_application_sends_nothing_and_says_why(noon: World) -> None:
    application = noon.application()
    noon.gateway_options["messages_per_second"] = 100.0
    task = noon.task(numbers(200), application=application)
    noon.wake()
    noon.until(lambda: noon.task_row(task).accepted + noon.task_row(task).delivered)
    noon.set("UPDATE application SET enabled = 0 WHERE id = :app", app=application)
    noon.wake()
    row = noon.until_status(task, TaskStatus.PAUSED)
    assert row.pause_reason
    assert "disabled" in row.pause_reason
    noon.until_counts(task, in_flight=0)
    taken = sum(noon.carrier.taken().values())
    noon.wake()
    assert noon.task_row(task).queued + taken == 200
    assert taken < 200
    noon.set("UPDATE application SET enabled = 1 WHERE id = :app", app=application)
    noon.wake()
    row = noon.until_status(task, TaskStatus.SENT)
    assert row.pause_reason is None
    assert set(noon.carrier.taken().values()) == {1}
