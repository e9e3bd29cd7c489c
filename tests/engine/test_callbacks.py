"""Every report and every reply is told, at least once and in order, whatever the other side does (N3, A8)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.callbacks import CallbackKind
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import set_language, text
from smsdesk.engine.callbacks import DAY_MS, HOUR_MS, Callbacks, Patience
from smsdesk.engine.events import CallbacksMoved, RepliesArrived
from smsdesk.notices.callbacks import Caller
from smsdesk.store.callback_rows import REPLY_FALLBACK, TRY_AGAIN, Route, give_up
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.store.settings import write_setting
from smsdesk.store.stored_text import text_from_json
from tests.engine.world import World, numbers
from tests.notices import receiver as server
from tests.notices.receiver import Receiver

QUICK = Patience(pauses=(0.05,) * 3, refused_pauses=(0.05, 0.05, 0.05))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def shop(make_world: Callable[..., World]) -> World:
    """A world whose engine delivers callbacks in a hurry."""
    world = make_world()
    with_callbacks(world)
    return world


def with_callbacks(world: World, patience: Patience = QUICK, seconds: float = 10.0) -> None:
    world.parts = lambda store: [
        Callbacks(
            store,
            clock=world.clock,
            emit=world._hear,
            patience=patience,
            caller=lambda: Caller(seconds=seconds),
        )
    ]


def statuses(world: World, application: int | None = None) -> Counter[str]:
    with world.database.read() as session:
        rows = session.execute(
            sql("SELECT status FROM callback WHERE :a IS NULL OR application_id = :a"), {"a": application}
        )
        return Counter(rows.scalars())


def until_done(world: World, count: int) -> None:
    world.until(lambda: statuses(world) == {"done": count})


def told(receiver: Receiver, path: str) -> list[dict[str, Any]]:
    return [item for lot in receiver.asked[path] for item in lot]


def put_items(world: World, application: int, count: int, kind: str = "status", start: int = 0) -> None:
    """Items as they wait in the outbox."""
    with world.database.write() as session:
        for place in range(start, start + count):
            payload = json.dumps({"sid": str(place)})
            values = {"a": application, "k": kind, "p": payload, "now": world.clock()}
            session.execute(
                sql(
                    "INSERT INTO callback (application_id, kind, payload, status, created_at, due_at) "
                    "VALUES (:a, :k, :p, 'waiting', :now, 0)"
                ),
                values,
            )


def sids(receiver: Receiver, path: str) -> list[int]:
    return [int(item["sid"]) for item in told(receiver, path)]


def test_every_report_is_told_once_in_the_clouds_form(shop: World, receiver: Receiver) -> None:
    application = shop.application(status_url=receiver.url("/status"), own_server=True)
    shop.start()
    task = shop.task(numbers(250), application=application)
    shop.until_counts(task, delivered=250)
    until_done(shop, 250)
    items = told(receiver, "/status")
    assert max(map(len, receiver.asked["/status"])) <= 100
    messages = {message.gateway_id: message for message in shop.messages(task)}
    assert Counter(item["sid"] for item in items) == dict.fromkeys(messages, 1)
    for item in items:
        assert item.pop("user_receive_time")[:2] == "20"
        assert item["mobile"] == messages[item.pop("sid")].number.removeprefix("+86")
        del item["mobile"]
        assert item == {
            "nationcode": "86",
            "report_status": "SUCCESS",
            "errmsg": "DELIVRD",
            "description": "Delivered",
            "ext": "",
        }
    assert shop.heard_of(CallbacksMoved)


def test_nothing_is_written_where_nobody_wants_to_know(shop: World, receiver: Receiver) -> None:
    wanting = shop.application(name="A", status_url=receiver.url("/a"), own_server=True)
    silent = shop.application(name="B")
    shop.start()
    first = shop.task(numbers(3), application=wanting)
    second = shop.task(["+8613800000050", *numbers(3, start=10)], application=silent)
    shop.until_counts(first, delivered=3)
    shop.until_counts(second, delivered=4)
    shop.until(lambda: shop.heard_of(RepliesArrived))
    until_done(shop, 3)
    assert statuses(shop, silent) == {}


def test_a_reply_is_told_alone_to_its_application_or_the_account(shop: World, receiver: Receiver) -> None:
    own = shop.application(name="A", reply_url=receiver.url("/own"), own_server=True)
    other = shop.application(name="B")
    fallback = {"reply_url": receiver.url("/account"), "own_server": True}
    with shop.database.write() as session:
        write_setting(session, REPLY_FALLBACK, fallback)
    shop.start()
    for number, application in (("+8613800000050", own), ("+8613800000052", other)):
        shop.task([number], application=application)
    shop.until(lambda: statuses(shop) == {"done": 2})
    with shop.database.write() as session:
        facts = [
            ReplyFacts("k", "+4670123456", "Hej", 1_781_524_800_999, ""),
            ReplyFacts("l", "nobody", "", 1_781_524_801_000, "Shop"),
        ]
        store_replies(session, "sandbox", facts, now=shop.clock())
    shop.wake()
    until_done(shop, 4)
    [reply] = receiver.asked["/own"]
    assert isinstance(reply.pop("time"), int)
    assert reply == {
        "extend": "", "mobile": "13800000050", "nationcode": "86", "sign": "Shop", "text": "T",
    }  # fmt: skip
    assert receiver.asked["/account"].pop(0)["mobile"] == "13800000052"
    assert receiver.asked["/account"] == [
        {
            "extend": "", "mobile": "70123456", "nationcode": "46", "sign": "", "text": "Hej",
            "time": 1_781_524_800,
        },
        {
            "extend": "", "mobile": "nobody", "nationcode": "", "sign": "Shop", "text": "",
            "time": 1_781_524_801,
        },
    ]  # fmt: skip


def test_a_server_that_is_down_for_a_while_gets_everything_later(shop: World, receiver: Receiver) -> None:
    application = shop.application(status_url=receiver.url("/s"), own_server=True)
    receiver.go_down()
    shop.start()
    task = shop.task(numbers(120), application=application)
    shop.until_counts(task, delivered=120)
    shop.until(lambda: len(shop.heard_of(CallbacksMoved)) >= 3)
    assert statuses(shop) == {"waiting": 120}
    receiver.come_up()
    until_done(shop, 120)
    assert len({item["sid"] for item in told(receiver, "/s")}) == 120


def test_order_is_kept_over_failures_of_every_kind(shop: World, receiver: Receiver) -> None:
    application = shop.application(reply_url=receiver.url("/r"), own_server=True)
    with_callbacks(shop, Patience(pauses=(0.02,), refused_together=99), seconds=2)
    put_items(shop, application, 30, kind="reply")
    receiver.behave(
        server.fine, server.status(500), server.close, server.hang, server.break_off, server.endless,
        server.status(302, Location="/x"), server.body(b'{"result":1}'), server.fine,
        path="/r",
    )  # fmt: skip
    shop.start()
    until_done(shop, 30)
    came = [int(item["sid"]) for item in receiver.asked["/r"]]
    assert list(dict.fromkeys(came)) == list(range(30))
    assert came == sorted(came), "nothing overtakes what failed"
    assert Counter(came) == {**dict.fromkeys(range(30), 1), 1: 8}
    assert set(receiver.asked) == {"/r"}, "the redirect was not followed"


def test_a_restart_loses_nothing(shop: World, receiver: Receiver) -> None:
    application = shop.application(status_url=receiver.url("/s"), own_server=True)
    put_items(shop, application, 250)
    receiver.behave(server.fine, server.hang, path="/s")
    shop.start()
    receiver.until(lambda: len(receiver.asked["/s"]) == 2)
    shop.stop()
    assert statuses(shop) == {"done": 100, "waiting": 150}
    shop.start()
    until_done(shop, 250)
    # What was under way at the stop is told again: at least once.
    assert sids(receiver, "/s") == [*range(200), *range(100, 250)]


def test_a_slow_server_holds_up_nobody_else(shop: World, receiver: Receiver) -> None:
    slow = [
        shop.application(name=f"S{place}", status_url=receiver.url("/slow"), own_server=True)
        for place in range(3)
    ]
    quick = shop.application(
        name="Q", status_url=receiver.url("/quick"), reply_url=receiver.url("/slow"), own_server=True
    )
    receiver.behave(path="/slow", usual=server.hang)
    for application in (*slow, quick):
        put_items(shop, application, 5)
    put_items(shop, quick, 5, kind="reply")
    shop.start()
    shop.until(lambda: statuses(shop, quick) == {"done": 5, "waiting": 5})
    receiver.until(lambda: receiver.open == 4)
    assert statuses(shop)["waiting"] == 20


def test_one_bad_item_does_not_hold_up_the_rest(shop: World, receiver: Receiver) -> None:
    application = shop.application(reply_url=receiver.url("/r"), own_server=True)
    put_items(shop, application, 5, kind="reply")

    async def dislike(request: Any) -> Any:
        bad = json.loads(await request.read())["sid"] == "1"
        return await (server.status(500)(request) if bad else server.fine(request))

    receiver.behave(path="/r", usual=dislike)
    shop.start()
    shop.until(lambda: statuses(shop) == {"done": 4, "failed": 1})
    came = [int(item["sid"]) for item in receiver.asked["/r"]]
    assert Counter(came) == {0: 1, 1: 6, 2: 1, 3: 1, 4: 1}
    assert came[:4] == [0, 1, 1, 1]
    with shop.database.read() as session:
        stored = session.execute(sql("SELECT fault FROM callback WHERE status = 'failed'")).scalar()
    assert "status 500" in str(text_from_json(stored))


def test_a_refused_lot_is_tried_item_by_item(shop: World, receiver: Receiver) -> None:
    application = shop.application(status_url=receiver.url("/s"), own_server=True)
    put_items(shop, application, 4)

    async def dislike(request: Any) -> Any:
        bad = any(item["sid"] == "2" for item in json.loads(await request.read()))
        return await (server.body(b'{"result":1}')(request) if bad else server.fine(request))

    receiver.behave(path="/s", usual=dislike)
    shop.start()
    shop.until(lambda: statuses(shop) == {"done": 3, "failed": 1})
    assert receiver.asked["/s"][:3] == [[{"sid": str(place)} for place in range(4)]] * 3
    assert [{"sid": "3"}] in receiver.asked["/s"]


def test_after_a_day_it_is_given_up_and_kept(shop: World, receiver: Receiver) -> None:
    application = shop.application(status_url=receiver.url("/s"), own_server=True)
    receiver.go_down()
    put_items(shop, application, 3)
    shop.set("UPDATE callback SET created_at = created_at - :day", day=DAY_MS)
    put_items(shop, application, 2, start=3)
    shop.start()
    shop.until(lambda: statuses(shop) == {"failed": 3, "waiting": 2})
    receiver.come_up()
    shop.until(lambda: statuses(shop) == {"failed": 3, "done": 2})
    shop.set(
        "UPDATE callback SET status = 'waiting', created_at = :now WHERE status = 'failed'", now=shop.clock()
    )
    shop.wake()
    until_done(shop, 5)
    assert sids(receiver, "/s") == [3, 4, 0, 1, 2]


def test_an_address_taken_away_fails_what_waits(shop: World, receiver: Receiver) -> None:
    gone = shop.application(name="A")
    deleted = shop.application(
        name="B", status_url=receiver.url("/s"), own_server=True, enabled=False, deleted_at=1
    )
    for application in (gone, deleted):
        put_items(shop, application, 2)
    put_items(shop, gone, 1, kind="reply")
    shop.start()
    shop.until(lambda: statuses(shop) == {"failed": 5})
    assert receiver.asked == {}
    with shop.database.read() as session:
        faults = session.execute(sql("SELECT DISTINCT fault FROM callback")).scalars().all()
    assert [str(text_from_json(fault)) for fault in faults] == [
        "The address was removed before this could be sent."
    ]


def test_an_address_is_looked_up_when_it_is_sent_to(shop: World, receiver: Receiver) -> None:
    application = shop.application(status_url="http://127.0.0.1:9/", own_server=False)
    put_items(shop, application, 2)
    with_callbacks(shop, Patience(pauses=(3600,)))
    shop.start()
    shop.until(lambda: shop.heard_of(CallbacksMoved))
    with shop.database.read() as session:
        fault = session.execute(sql("SELECT fault FROM callback")).scalar()
    assert "own server, say so" in str(text_from_json(fault)), "never to this computer without the word"
    shop.set("UPDATE application SET status_url = :url, own_server = 1", url=receiver.url("/s"))
    with shop.database.write() as session:
        write_setting(session, TRY_AGAIN, shop.clock())
    shop.wake()
    until_done(shop, 2)


def test_done_items_are_forgotten_after_a_week(shop: World, receiver: Receiver) -> None:
    application = shop.application(status_url=receiver.url("/s"), own_server=True)
    put_items(shop, application, 2500)
    week = 7 * 24 * HOUR_MS + 1
    shop.set("UPDATE callback SET status = 'done', done_at = :at WHERE id <= 2400", at=shop.clock() - week)
    shop.set("UPDATE callback SET status = 'done', done_at = :at WHERE status = 'waiting'", at=shop.clock())
    put_items(shop, application, 1)
    with_callbacks(shop, Patience(keep_done=50))
    shop.start()
    shop.until(lambda: statuses(shop)["waiting"] == 0 and statuses(shop)["done"] <= 51)


def test_ten_thousand_reports(shop: World, receiver: Receiver) -> None:
    application = shop.application(status_url=receiver.url("/s"), own_server=True)
    shop.start()
    task = shop.task(numbers(10_000), application=application)
    shop.until_counts(task, delivered=10_000)
    shop.until(lambda: statuses(shop) == {"done": 10_000})
    assert len({item["sid"] for item in told(receiver, "/s")}) == len(told(receiver, "/s")) == 10_000


def test_an_item_speaks_the_programs_language_and_the_profiles_time(shop: World, receiver: Receiver) -> None:
    application = shop.application(status_url=receiver.url("/s"), own_server=True)
    profile = {
        "business_name": "Shop", "identity": "organization", "country": "CN", "time_zone": "Asia/Shanghai",
    }  # fmt: skip
    with shop.database.write() as session:
        write_setting(session, "profile", profile)
    shop.start()
    set_language("zh_CN")
    try:
        task = shop.task(["+8613800000001"], application=application)
        shop.until_status(task, TaskStatus.SENT)
        until_done(shop, 1)
    finally:
        set_language("en")
    [item] = told(receiver, "/s")
    assert (item["report_status"], item["errmsg"]) == ("FAIL", "UNDELIV")
    assert not item["description"].isascii()
    [message] = shop.messages(task)
    assert message.reported_at
    there = datetime.fromisoformat(item["user_receive_time"]).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    assert there.timestamp() == message.reported_at // 1000


def test_a_report_that_came_before_its_answer_is_told(shop: World, receiver: Receiver) -> None:
    application = shop.application(status_url=receiver.url("/s"), own_server=True)
    shop.start()
    task = shop.task(["+8613800000034", "+8613800000042"], application=application)
    shop.until_counts(task, delivered=2)
    until_done(shop, 2)
    assert {item["mobile"] for item in told(receiver, "/s")} == {"13800000034", "13800000042"}


def test_giving_up_one_route_leaves_the_others(shop: World) -> None:
    for application in (1, 2):
        put_items(shop, application, 2)
        put_items(shop, application, 2, kind="reply")
    with shop.database.write() as session:
        before = shop.clock()
        assert give_up(session, Route(1, CallbackKind.REPLY), text("x"), now=before, before=before) == 2
    assert statuses(shop, 1) == {"waiting": 2, "failed": 2}
    assert statuses(shop, 2) == {"waiting": 4}
