"""Emails of alarms where the mail server misbehaves: told, tried again, given up, in nobody's way (A9)."""

from __future__ import annotations

import time

from smsdesk.domain.alarms import AlarmEvent, Channel
from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import text
from smsdesk.engine.alarms import MAIL_ATTEMPTS, mail_delay
from tests.engine.told import PAUSED, Told
from tests.notices.mail_server import Post, saying, script


def test_a_refusal_for_good_is_told_and_not_tried_again(told: Told, post: Post) -> None:
    post.answers = {"RCPT": "550 5.1.1 No such user"}
    told.contact(number="")
    told.happen()
    told.later()
    failed = told.until_delivery(Channel.EMAIL, "failed")
    assert failed.attempts == 1
    assert failed.fault is not None
    assert "ann@bakery.example" in str(failed.fault) or "mail server" in str(failed.fault)


def test_a_server_that_is_busy_is_tried_again(told: Told, post: Post) -> None:
    post.answers = {"RCPT": "451 4.3.0 Come back later"}
    told.contact(number="")
    told.happen()
    told.later()
    told.until_delivery(Channel.EMAIL, "waiting", attempts=1)
    told.later(61)
    told.until_delivery(Channel.EMAIL, "waiting", attempts=2)
    assert not post.got
    post.answers = {}
    told.later(241)
    assert told.until_delivery(Channel.EMAIL, "sent").attempts == 3
    assert len(post.got) == 1


def test_an_email_is_given_up_after_about_a_day(told: Told, post: Post) -> None:
    delays = [mail_delay(attempts, 1.0) / 3_600_000 for attempts in range(1, MAIL_ATTEMPTS)]
    assert 20 < sum(delays) < 30
    assert all(mail_delay(n, 0.0) < mail_delay(n, 1.0) for n in range(1, MAIL_ATTEMPTS))
    post.answers = {"RCPT": "451 4.3.0 Come back later"}
    told.contact(number="")
    told.happen()
    told.later()
    told.until_delivery(Channel.EMAIL, "waiting", attempts=1)
    told.world.set("UPDATE alarm_delivery SET attempts = :n WHERE channel = 'email'", n=MAIL_ATTEMPTS - 1)
    told.later(61)
    assert told.until_delivery(Channel.EMAIL, "failed").attempts == MAIL_ATTEMPTS


def test_a_mail_server_that_hangs_delays_nothing_else(told: Told) -> None:
    told.mail_seconds = 60.0
    told.world.stop()
    told.world.start()
    with saying(script(b"220 hello\r\n", then="hang")) as port:
        told.mail_to(port)
        for place in range(5):
            told.contact(f"Contact {place}", f"+861380013801{place}", f"{place}@bakery.example")
        told.happen()
        told.later()
        told.world.until(lambda: [one.status for one in told.sms()] == ["delivered"] * 5)
        # The next alarm is told too, though every line to the mail server is taken.
        told.happen(AlarmEvent.EXCESSIVE)
        told.later()
        told.world.until(lambda: [one.status for one in told.sms()] == ["delivered"] * 10)
        begun = time.monotonic()
        told.world.stop()
        assert time.monotonic() - begun < 30, "a hanging server holds up the end of the program"
    assert [one.status for one in told.alarms()[0].deliveries if one.channel is Channel.EMAIL] == [
        "waiting"
    ] * 5


def test_without_an_account_the_email_fails_with_what_to_do(told: Told) -> None:
    told.account = None
    told.contact()
    told.happen()
    told.later()
    failed = told.until_delivery(Channel.EMAIL, "failed")
    assert str(failed.fault) == "No email account is set up. Enter one under Settings, Email."
    told.until_delivery(Channel.SMS, "sent")


def test_while_the_keyring_is_locked_an_email_waits_for_a_day(told: Told, post: Post) -> None:
    locked = Unavailable(text("The keyring is locked."))
    account, told.account = told.account, locked
    told.contact(number="")
    told.happen()
    told.later()
    waiting = told.until_delivery(Channel.EMAIL, "waiting", attempts=0)
    told.world.until(lambda: str(told.delivery(Channel.EMAIL).fault) == "The keyring is locked.")
    told.account = account
    told.later(61)
    assert told.until_delivery(Channel.EMAIL, "sent").id == waiting.id
    told.account = locked
    told.happen()
    told.later(PAUSED)
    told.until_alarms(2)
    told.world.until(lambda: told.delivery(Channel.EMAIL).fault is not None)
    told.later(86_400 + 61)
    told.until_delivery(Channel.EMAIL, "failed")
    assert len(post.got) == 1
