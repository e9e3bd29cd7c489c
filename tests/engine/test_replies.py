"""Replies find the message they answer, and some end a subscription at once (C5, C6)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.unsubscribing import unsubscribes
from smsdesk.engine.events import RepliesArrived
from smsdesk.engine.guards import BARRED
from smsdesk.engine.queue import claim
from smsdesk.store.database import Database
from smsdesk.store.message_states import Result, settle
from smsdesk.store.reply_rows import LONGEST_REPLY, ReplyFacts, store_replies
from tests.engine.test_quotas import NOW, put
from tests.engine.world import World, make_store, numbers

HOUR = 3_600_000


@pytest.mark.parametrize(
    "reply",
    [
        "T",
        "t",
        " N ",
        "TD",
        "qx",
        "0000",
        "Unsubscribe",
        "UNSUBSCRIBE.",
        "R",
        "退订",
        "T退订",
        "stop",
        "Ｔ",
        "“T”\n",
    ],
)
def test_these_words_end_a_subscription(reply: str) -> None:
    assert unsubscribes(reply)


@pytest.mark.parametrize("reply", ["", "No", "Not today", "T shirt?", "000", "Please stop by", "TT", "订"])
def test_other_words_do_not(reply: str) -> None:
    assert not unsubscribes(reply)


def test_who_replies_t_gets_nothing_more_of_a_running_task(world: World) -> None:
    world.start()
    leaving = "+8613800000050"
    application = world.application()
    first = world.task([leaving, *numbers(3)], application=application)
    world.until_status(first, TaskStatus.SENT)
    told = world.until(lambda: world.heard_of(RepliesArrived))
    assert (told[0].count, told[0].unsubscribed) == (1, 1)
    second = world.task([*numbers(2), leaving], application=application, content="Again")
    world.until_status(second, TaskStatus.SENT)
    assert [one.code for one in world.messages(second) if one.number == leaving] == [BARRED]
    with world.database.read() as session:
        row = session.execute(
            sql("SELECT u.signature, u.sms_type, u.keyword, m.task_id FROM unsubscribed u "
                "JOIN reply r ON r.id = u.reply_id JOIN message m ON m.id = r.message_id")
        ).one()  # fmt: skip
    assert tuple(row) == ("Shop", "regular", "T", first)


@pytest.mark.parametrize(
    ("hours", "signature", "answers", "unsubscribed"),
    [(71, "", True, 1), (73, "", False, 0), (1, "Shop", True, 1), (1, "Other", False, 0), (-1, "", False, 0)],
)
def test_a_reply_answers_the_last_message_within_three_days(
    tmp_path: Path, hours: int, signature: str, answers: bool, unsubscribed: int
) -> None:
    database = Database(make_store(tmp_path / "desk.sqlite"))
    task = put(database, numbers(1) * 2)
    with database.write() as session:
        claimed = claim(session, gateway="sandbox", tasks=[task], limit=2, now=NOW).messages
        settle(
            session, [Result(one.id, MessageStatus.ACCEPTED, gateway_id="g") for one in claimed], zone="UTC"
        )
    reply = ReplyFacts("k", numbers(1)[0], "td", NOW + hours * HOUR, signature)
    for expected in ((1, unsubscribed), (0, 0)):  # the same one again changes nothing
        with database.write() as session:
            assert store_replies(session, "sandbox", [reply]) == expected
    with database.read() as session:
        assert session.execute(sql("SELECT message_id FROM reply")).scalars().all() == [
            claimed[-1].id if answers else None
        ]
    database.close()


def test_megabytes_are_no_reply(tmp_path: Path) -> None:
    database = Database(make_store(tmp_path / "desk.sqlite"))
    with database.write() as session:
        store_replies(session, "sandbox", [ReplyFacts("k", numbers(1)[0], "x" * 5_000_000, NOW, "")])
    with database.read() as session:
        assert session.execute(sql("SELECT length(content) FROM reply")).scalar() == LONGEST_REPLY
    database.close()
