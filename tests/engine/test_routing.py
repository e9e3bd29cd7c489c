"""An application's second gateway takes over while the first is down, and never sends anything twice (N1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from smsdesk.domain.review import ReviewStatus, SubmissionState
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import Text, text
from smsdesk.engine.events import GatewayState
from smsdesk.engine.queue import claim
from smsdesk.engine.routing import Routes
from smsdesk.gateways.base import ReviewedBy
from smsdesk.store.tables import SubmissionRow, TemplateRow
from tests.engine.routed_world import Make, RoutedWorld
from tests.engine.world import QUICK, numbers

SWITCHING = replace(QUICK, patience=0.1, homecoming=0.2)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[RoutedWorld] = []

    def make(**timing: float) -> RoutedWorld:
        made.append(RoutedWorld(tmp_path, replace(SWITCHING, **timing)))
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture
def world(make: Make) -> RoutedWorld:
    return make()


def test_the_first_goes_down_in_the_middle_and_nothing_is_lost_or_sent_twice(make: Make) -> None:
    # Without patience: what waits in the first's lane has to come out of it at once.
    world = make(patience=0)
    world.gateway_options |= {"messages_per_second": 3_000.0}
    task = world.task(numbers(2_000), content=lambda number: f"【Shop】Hello {number}")
    world.start()
    first, second = world.carriers["first"], world.carriers["second"]
    world.until(lambda: len(first.taken()) > 300)
    first.go_down()
    world.until(lambda: len(second.taken()) > 0)
    assert "Second Telecom" in world.reason(task) or world.task_row(task).status == TaskStatus.SENT
    world.until_status(task, TaskStatus.SENT)
    by_first, by_second = world.taken_by("first"), world.taken_by("second")
    assert by_second, "the second took over"
    assert len(by_first) < 2_000
    assert set((by_first + by_second).values()) == {1}, "a message was sent twice"
    unknown = {str(one.id) for one in world.messages(task) if one.status == "unknown"}
    assert not unknown & set(by_second), "what may have been sent was sent again"
    settled = set(by_first) | set(by_second) | unknown
    assert settled == {str(one.id) for one in world.messages(task)}, "a message was lost"
    for one in world.messages(task):
        if str(one.id) not in unknown:
            assert one.gateway == ("second" if str(one.id) in by_second else "first")


def test_reports_of_both_are_applied(world: RoutedWorld) -> None:
    early = world.task(numbers(5))
    world.start()
    world.until_counts(early, delivered=5)
    world.carriers["first"].go_down()
    late = world.task(numbers(5, 100), application=world.task_row(early).application_id)
    world.until_counts(late, delivered=5)
    assert {one.gateway for one in world.messages(late)} == {"second"}
    assert world.reason(late) == ""


def test_it_returns_when_the_first_has_stayed_up_for_a_while(make: Make) -> None:
    world = make(homecoming=1.0)
    application = world.application()
    world.carriers["first"].go_down()
    away = world.task(numbers(3), application=application)
    world.start()
    world.until_counts(away, delivered=3)
    world.carriers["first"].come_up()
    world.until(lambda: any(one.up and one.gateway == "first" for one in world.heard_of(GatewayState)))
    between = world.task(numbers(3, 10), application=application)
    world.wake()
    world.until_status(between, TaskStatus.SENT)
    assert {one.gateway for one in world.messages(between)} == {"second"}
    later = world.task(
        [], application=application, send_at=world.clock() + 1_500, status=TaskStatus.SCHEDULED
    )
    world.until_status(later, TaskStatus.FAILED, TaskStatus.SENT)
    home = world.task(numbers(3, 20), application=application)
    world.wake()
    world.until_counts(home, delivered=3)
    assert {one.gateway for one in world.messages(home)} == {"first"}


def test_a_short_outage_is_waited_for(make: Make) -> None:
    world = make(patience=30.0)
    world.carriers["first"].go_down()
    task = world.task(numbers(4))
    world.start()
    assert "Second Telecom" not in world.until_reason(task, "Nothing answers")
    assert world.task_row(task).status == TaskStatus.PAUSED
    world.carriers["first"].come_up()
    world.until_counts(task, delivered=4)
    assert not world.taken_by("second")


def test_with_both_down_it_rests_and_says_why_of_both(world: RoutedWorld) -> None:
    for carrier in world.carriers.values():
        carrier.go_down()
    task = world.task(numbers(4))
    world.start()
    world.until_reason(task, "Both gateways", "First Telecom: Nothing", "Second Telecom: Nothing")
    assert world.task_row(task).status == TaskStatus.PAUSED
    world.carriers["second"].come_up()
    world.until_counts(task, delivered=4)
    assert set(world.taken_by("second").values()) == {1}
    assert not world.taken_by("first")


def test_what_was_certainly_not_taken_may_go_the_other_way(make: Make) -> None:
    """Here the first answers every probe and takes nothing."""
    world = make(homecoming=60, patience=0)
    world.carriers["first"].switch(unavailable=1_000)
    task = world.task(numbers(20), content=lambda number: f"【Shop】Hello {number}")
    world.start()
    world.until_counts(task, delivered=20)
    assert len(world.taken_by("second")) == 20
    assert not world.taken_by("first")
    assert any(one.attempts > 1 for one in world.messages(task))


def test_what_may_have_been_taken_stays_unknown(world: RoutedWorld) -> None:
    world.carriers["first"].switch(lose_answer=1)
    task = world.task(numbers(10))
    world.start()
    world.until_counts(task, unknown=10)
    world.carriers["first"].go_down()
    other = world.task(numbers(3, 50), application=world.task_row(task).application_id)
    world.wake()
    world.until_counts(other, delivered=3)
    assert world.statuses(task) == {"unknown": 10}
    assert len(world.taken_by("second")) == 3


def test_what_a_crash_left_with_the_first_waits_for_it(world: RoutedWorld) -> None:
    world.can_look_up = True
    task = world.task(numbers(8))
    with world.database.write() as session:
        claimed = claim(session, gateway="first", tasks=[task], limit=3, now=world.clock()).messages
    assert len(claimed) == 3
    world.carriers["first"].go_down()
    world.start()
    world.until_counts(task, delivered=5, in_flight=3)
    left = {str(one.id) for one in claimed}
    assert not left & set(world.taken_by("second"))
    world.carriers["first"].come_up()
    # It has none of them: they are sent, through whichever is in use then.
    world.until_counts(task, delivered=8)
    assert set((world.taken_by("first") + world.taken_by("second")).values()) == {1}


@pytest.mark.parametrize(
    ("first", "second", "through"),
    [("gone", "second", "second"), ("first", "gone", "first"), ("gone", "too", "")],
)
def test_a_gateway_that_this_program_does_not_have(
    world: RoutedWorld, first: str, second: str, through: str
) -> None:
    task = world.task(numbers(2), application=world.application(gateway=first, second_gateway=second))
    world.start()
    if through:
        world.until_counts(task, delivered=2)
        assert {one.gateway for one in world.messages(task)} == {through}
    else:
        world.until_reason(task, "gone", "too", "does not have")


def test_a_carrier_that_reviews_takes_over_only_what_it_has_approved(world: RoutedWorld) -> None:
    world.reviewed_by["second"] = ReviewedBy.CARRIER
    world.carriers["first"].go_down()
    with world.database.write() as session:
        row = TemplateRow(
            *(),
            region="mainland",
            type="regular",
            name="Sale",
            content="Hello",
            remarks="",
            status=ReviewStatus.APPROVED,
            reason="",
            created_at=0,
        )
        session.add(row)
        session.flush()
        template = row.id
    task = world.task(numbers(2), template_id=template, signature="", signature_id=None)
    world.start()
    world.until_reason(task, "has not approved", "Second Telecom")
    assert world.task_row(task).status == TaskStatus.PAUSED
    with world.database.write() as session:
        session.add(
            SubmissionRow(
                subject="template",
                subject_id=template,
                gateway="second",
                state=SubmissionState.APPROVED,
                remote_id="T-7",
                due_at=0,
            )
        )
    world.wake()
    world.until_counts(task, delivered=2)
    assert len(world.taken_by("second")) == 2


# --- the rule by itself -------------------------------------------------------------------------------

DOWN = {"one": text("No answer.")}


def routes() -> Routes:
    return Routes(names={"one": Text("One"), "two": Text("Two")}, patience=3, homecoming=60)


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ([(0, {})], "one"),
        ([(0, DOWN)], ""),
        ([(0, DOWN), (2.9, DOWN)], ""),
        ([(0, DOWN), (3, DOWN)], "two"),
        # A short one does not count.
        ([(0, DOWN), (2, {}), (4, DOWN)], ""),
        # It is up again, but not for long enough.
        ([(0, DOWN), (3, DOWN), (10, {}), (69, {})], "two"),
        ([(0, DOWN), (3, DOWN), (10, {}), (70, {})], "one"),
        # It came and went: the time begins anew, and nothing waits for it.
        ([(0, DOWN), (3, DOWN), (10, {}), (50, DOWN)], "two"),
        ([(0, DOWN), (3, DOWN), (10, {}), (50, DOWN), (60, {}), (119, {})], "two"),
        ([(0, DOWN), (3, DOWN), (10, {}), (50, DOWN), (60, {}), (120, {})], "one"),
        # The second is down too; the first is used as soon as it is up.
        ([(0, DOWN), (3, DOWN | {"two": text("Off.")})], ""),
        ([(0, DOWN), (3, DOWN), (10, {"two": text("Off.")})], "one"),
    ],
)
def test_the_way_follows_how_long_each_was_down(
    story: list[tuple[float, dict[str, Text]]], expected: str
) -> None:
    ways = routes()
    for at, down in story:
        ways.note(down, at)
    assert ways.choose("Shop", "one", "two").gateway == expected
    alone = ways.choose("Shop", "one", "")
    assert alone.gateway == ("" if "one" in story[-1][1] else "one")


def test_one_that_answers_probes_and_takes_nothing_is_down_all_the_time() -> None:
    ways = routes()
    ways.note(DOWN, 0)
    ways.note({}, 1, shaky={"one"})
    assert ways.choose("Shop", "one", "two").gateway == "one"
    ways.note(DOWN, 3)
    ways.note({}, 4, shaky={"one"})
    assert ways.choose("Shop", "one", "two").gateway == "two"
    ways.note({}, 64, shaky={"one"})
    assert ways.choose("Shop", "one", "two").gateway == "one"
    ways.note(DOWN, 65)
    assert ways.choose("Shop", "one", "two").gateway == "two"


def test_one_that_was_set_up_anew_is_used_at_once() -> None:
    ways = routes()
    ways.note(DOWN, 0)
    ways.note(DOWN, 5)
    assert ways.choose("Shop", "one", "two").gateway == "two"
    ways.forget("one")
    ways.note({}, 6)
    assert ways.choose("Shop", "one", "two").gateway == "one"
