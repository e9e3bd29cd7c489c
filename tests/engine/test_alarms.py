"""Alarms reach people by SMS, email and on the desktop; a storm is one message (A5, A7, A9, E5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTPUTF8

import pytest

from smsdesk.domain.alarms import AlarmEvent, Channel
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import text
from smsdesk.engine.events import AlarmsChanged, TaskProgress
from smsdesk.engine.guards import NUMBER_DAY
from tests.engine.told import ANN, BOB, NOON, PAUSED, Told
from tests.engine.world import SOON, Clock, World, numbers
from tests.notices.mail_server import Post


def hold_back(told: Told) -> None:
    """One of two messages to a number is refused."""
    told.world.set("UPDATE application SET per_number_per_day = 1 WHERE id = :id", id=told.application)
    task = told.world.task(numbers(1) * 2, application=told.application)
    told.world.wake()
    told.world.until_status(task, TaskStatus.SENT)


def send_many(told: Told) -> None:
    """Two messages where the reminder is set to one."""
    told.world.set("UPDATE application SET reminder_mainland = 1 WHERE id = :id", id=told.application)
    task = told.world.task(numbers(2), application=told.application)
    told.world.wake()
    told.world.until_status(task, TaskStatus.SENT)


def review(told: Told) -> None:
    told.happen(AlarmEvent.REVIEW, text("The template “{name}” was approved.", name="Sale"), application=0)


@pytest.mark.parametrize(
    ("event", "cause", "sms", "line"),
    [
        (
            AlarmEvent.FREQUENCY_LIMIT,
            hold_back,
            "【Bakery】Shop: 1 message was held back by the sending limits",
            "- Task “Sale”: more than 1 message to one number in a day.",
        ),
        (
            AlarmEvent.EXCESSIVE,
            send_many,
            "【Bakery】Shop: More than 1 message to mainland China today.",
            "- More than 1 message to mainland China today.",
        ),
        (
            AlarmEvent.REVIEW,
            review,
            '【Bakery】The template "Sale" was approved.',
            "- The template “Sale” was approved.",
        ),
    ],
)
def test_each_event_arrives_by_every_way(
    told: Told, post: Post, event: AlarmEvent, cause: Callable[[Told], None], sms: str, line: str
) -> None:
    told.contact(events=[event])
    told.contact("Bob", BOB, "bob@bakery.example", events=[one for one in AlarmEvent if one is not event])
    cause(told)
    told.later()
    told.until_delivery(Channel.SMS, "sent")
    told.until_delivery(Channel.EMAIL, "sent")
    (message,) = told.sms()
    assert (message.number, message.content) == (ANN, sms)
    assert told.world.carrier.taken()[str(message.id)] == 1
    mail = post.mail()
    assert mail["To"] == "ann@bakery.example"
    assert line in mail.get_content()
    (alarm,) = told.desktop()
    assert (alarm.event, alarm.count) == (event, 1)
    assert told.world.heard_of(AlarmsChanged)
    assert message.task_id not in {event.task_id for event in told.world.heard_of(TaskProgress)}


def test_a_storm_of_ten_thousand_is_one_message_and_later_one_digest(told: Told, post: Post) -> None:
    told.contact()
    told.world.set("UPDATE application SET per_number_per_day = 1 WHERE id = :id", id=told.application)
    # Everybody had a message today.
    told.world.set(
        "INSERT INTO quota (day, scope, key, count) SELECT '2026-06-15', 'number:' || :id, value, 1"
        " FROM json_each(:numbers)",
        id=told.application,
        numbers=json.dumps(numbers(10_000)),
    )
    task = told.world.task(numbers(10_000), application=told.application)
    told.world.wake()
    told.world.until_status(task, TaskStatus.FAILED)
    told.later()
    (alarm,) = told.until_alarms(1)
    assert (alarm.count, len(alarm.details)) == (10_000, 1)
    told.until_delivery(Channel.EMAIL, "sent")
    (message,) = told.sms()
    assert message.content == "【Bakery】Shop: 10,000 messages were held back by the sending limits"

    for _ in range(3):
        task = told.world.task(numbers(5), application=told.application)
        told.world.wake()
        told.world.until_status(task, TaskStatus.FAILED)
    # Another event is told meanwhile, this one not: the pause after the first message is not over.
    told.happen(AlarmEvent.EXCESSIVE)
    told.later()
    told.world.until(lambda: len(told.sms()) == 2)
    task = told.world.task(numbers(5), application=told.application)
    told.world.wake()
    told.world.until_status(task, TaskStatus.FAILED)
    assert [one.count for one in told.alarms()] == [1, 20, 10_000]
    told.later(PAUSED)
    told.until_alarms(3)
    told.world.until(lambda: len(told.sms()) == 3)
    assert told.sms()[2].content == "【Bakery】Shop: 20 messages were held back by the sending limits"
    told.world.until(lambda: len(post.got) == 3)


def test_alarms_of_different_applications_and_events_do_not_wait_for_each_other(told: Told) -> None:
    other = told.world.application(name="Web")
    told.happen()
    told.happen(AlarmEvent.EXCESSIVE)
    told.happen(application=other)
    told.later()
    told.until_alarms(2)
    assert len(told.desktop()) == 3


def test_an_alarm_of_an_alarm_is_never_raised(told: Told) -> None:
    """The contact has had all messages of the day: the SMS is held back, and nobody is told of that."""
    told.world.set("UPDATE application SET per_number_per_day = 1 WHERE id = :id", id=told.application)
    told.world.set(
        "INSERT INTO quota VALUES ('2026-06-15', 'number:' || :id, :number, 1)",
        id=told.application,
        number=ANN,
    )
    told.contact(email="")
    told.happen()
    told.later()
    failed = told.until_delivery(Channel.SMS, "failed")
    assert str(failed.fault) == "The number has had its messages of today"
    assert [message.code for message in told.sms()] == [NUMBER_DAY]
    told.later(PAUSED)
    told.world.set("UPDATE application SET reminder_mainland = 1 WHERE id = :id", id=told.application)
    told.happen(AlarmEvent.REVIEW, application=0)
    told.later()
    told.world.until(lambda: len(told.sms()) == 2)
    assert [alarm.event for alarm in told.alarms()] == [AlarmEvent.REVIEW, AlarmEvent.FREQUENCY_LIMIT]


# --- restarts ---------------------------------------------------------------------------------------


def test_an_alarm_survives_a_restart_while_it_is_gathered(told: Told, post: Post) -> None:
    told.contact()
    told.happen()
    told.world.stop()
    told.clock.forward(3600)
    told.world.start()
    told.until_delivery(Channel.SMS, "sent")
    told.until_delivery(Channel.EMAIL, "sent")
    assert (len(told.sms()), len(post.got)) == (1, 1)


def test_an_sms_that_could_not_leave_before_a_restart_leaves_once_after_it(told: Told) -> None:
    told.contact(email="")
    told.world.carrier.go_down()
    told.happen()
    told.later()
    told.until_alarms(1)
    told.world.until(lambda: len(told.sms()) == 1)
    told.world.stop()
    told.world.carrier.come_up()
    told.world.start()
    told.until_delivery(Channel.SMS, "sent")
    (message,) = told.sms()
    assert told.world.carrier.taken()[str(message.id)] == 1


def test_an_email_whose_success_was_not_stored_goes_again_with_the_same_id(told: Told, post: Post) -> None:
    told.contact(number="")
    told.happen()
    told.later()
    sent = told.until_delivery(Channel.EMAIL, "sent")
    told.world.stop()
    # As a crash just before the store leaves it.
    told.world.set(
        "UPDATE alarm_delivery SET status = 'waiting', done_at = NULL, attempts = 0 WHERE id = :id",
        id=sent.id,
    )
    told.world.start()
    told.until_delivery(Channel.EMAIL, "sent")
    first, again = (message_from_bytes(one.content, policy=SMTPUTF8) for one in post.got)  # type: ignore[arg-type]
    assert first["Message-ID"] == again["Message-ID"]


# --- whom, and as whom ------------------------------------------------------------------------------


def test_a_review_goes_to_each_address_once(told: Told, post: Post) -> None:
    web = told.world.application(name="Web")
    told.contact()
    told.contact("Ann again", ANN, "Ann@Bakery.example", application=web)
    told.contact("Bob", BOB, "", application=web)
    told.happen(AlarmEvent.REVIEW, application=0)
    told.later()
    told.world.until(lambda: [one.status for one in told.sms()] == ["delivered"] * 2)
    assert [(one.number, one.application_id) for one in told.sms()] == [(ANN, told.application), (BOB, web)]
    told.until_delivery(Channel.EMAIL, "sent")
    assert len(post.got) == 1


def test_a_contact_that_was_deleted_is_told_nothing(told: Told, post: Post) -> None:
    contact = told.contact()
    told.happen()
    told.world.set("DELETE FROM alarm_contact WHERE id = :id", id=contact)
    told.later()
    (alarm,) = told.until_alarms(1)
    assert [one.channel for one in alarm.deliveries] == [Channel.DESKTOP]


def test_what_waits_in_the_name_of_a_deleted_application_ends(told: Told, post: Post) -> None:
    post.answers = {"RCPT": "451 4.3.0 Come back later"}
    told.world.carrier.go_down()
    told.contact()
    told.happen()
    told.later()
    told.until_delivery(Channel.EMAIL, "waiting", attempts=1)
    told.world.until(lambda: len(told.sms()) == 1)
    told.world.set("UPDATE application SET enabled = 0, deleted_at = 1 WHERE id = :id", id=told.application)
    told.world.wake()
    for channel in (Channel.SMS, Channel.EMAIL):
        assert str(told.until_delivery(channel, "failed").fault) == "The application was deleted."
    told.world.until(lambda: [one.status for one in told.sms()] == ["cancelled"])


def test_a_disabled_application_sends_no_alarm_by_sms(told: Told) -> None:
    told.world.set("UPDATE application SET enabled = 0 WHERE id = :id", id=told.application)
    told.contact()
    told.happen()
    told.later()
    failed = told.until_delivery(Channel.SMS, "failed")
    assert str(failed.fault) == "The application Shop is disabled, so it sends no alarms by SMS."
    told.until_delivery(Channel.EMAIL, "sent")


def test_mainland_needs_a_signature_and_abroad_does_not(told: Told) -> None:
    told.world.set("UPDATE signature SET status = 'rejected'")
    told.sign("Pending", status="pending")
    told.contact("Ann", ANN, "")
    told.contact("Carl", "+4915112345678", "")
    told.happen()
    told.later()
    told.world.until(lambda: [one.status for one in told.sms()] == ["delivered"])
    (message,) = told.sms()
    assert (message.region, message.country) == ("global", "DE")
    assert message.content == "Shop: 1 message was held back by the sending limits"
    (refused,) = [one for one in told.alarms()[0].deliveries if one.address == ANN]
    assert "needs an approved signature" in str(refused.fault)


def test_an_individual_sends_no_alarm_abroad(told: Told) -> None:
    profile = {
        "business_name": "Ann",
        "identity": "individual",
        "country": "CN",
        "time_zone": "Asia/Shanghai",
    }
    told.world.set("INSERT INTO setting VALUES ('profile', :profile)", profile=json.dumps(profile))
    told.contact("Carl", "+4915112345678", "")
    told.happen()
    told.later()
    assert "individual" in str(told.until_delivery(Channel.SMS, "failed").fault)


def test_a_receipt_that_says_no_is_shown(make_world: Callable[..., World]) -> None:
    clock = Clock(NOON)
    told = Told(make_world(clock=clock, script=replace(SOON, delivered=0.0)), clock)
    told.sign()
    told.contact(email="")
    told.world.start()
    told.happen()
    told.later()
    failed = told.until_delivery(Channel.SMS, "failed")
    assert failed.fault is not None


def test_names_are_plain_text(told: Told, post: Post) -> None:
    name = "Shop\r\nBcc: all@bakery.example\r\n\r\n<b>【Bank】</b>\u202e"
    told.world.set("UPDATE application SET name = :name WHERE id = :id", name=name, id=told.application)
    told.contact("Ann\nTo: x@y.z")
    told.happen(detail=text("Task “{task}”.", task="A\r\n.\r\nQUIT\r\n"))
    told.later()
    told.until_delivery(Channel.EMAIL, "sent")
    told.until_delivery(Channel.SMS, "sent")
    mail = post.mail()
    assert mail["Bcc"] is None
    assert post.got[0].rcpt_tos == ["ann@bakery.example"]
    assert "- Task “A . QUIT ”." in mail.get_content()
    (message,) = told.sms()
    assert "\n" not in message.content
    assert message.content.count("【") == 1
    assert message.fragments <= 2


def test_alarms_that_a_restore_has_held_are_not_sent(told: Told) -> None:
    """The task was stopped with all others; it is in no list, so nobody could start or cancel it."""
    told.world.carrier.go_down()
    told.contact(email="")
    told.happen()
    told.later()
    told.world.until(lambda: len(told.sms()) == 1)
    told.world.stop()
    told.world.set("UPDATE task SET status = 'stopped'")
    told.world.set("UPDATE alarm_delivery SET status = 'failed'")
    told.world.carrier.come_up()
    told.world.start()
    told.world.until(lambda: [one.status for one in told.sms()] == ["cancelled"])
    assert not told.world.carrier.taken()
