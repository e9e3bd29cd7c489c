"""Addresses for callbacks, trials, and how callbacks stand (A8, N3)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.applications import Application, ApplicationType, CallbackAddresses
from smsdesk.domain.callbacks import CallbackKind, CallbackState, ReplyFallback
from smsdesk.domain.errors import Invalid, NotFound, Unavailable
from smsdesk.domain.text import text
from smsdesk.operations import callbacks
from smsdesk.operations.applications import application, create_application
from smsdesk.operations.desk import Desk
from smsdesk.store.callback_rows import asked_again
from smsdesk.store.stored_text import text_to_json
from tests.notices import receiver as server
from tests.notices.receiver import Receiver
from tests.operations.conftest import START, Clock, IdleSender


@pytest.fixture
def shop(desk: Desk) -> Application:
    return create_application(desk, name="Shop", type=ApplicationType.APP)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def test_addresses_are_kept_in_their_plain_form_and_the_engine_is_woken(
    desk: Desk, shop: Application, sender: IdleSender
) -> None:
    heard: list[frozenset[str]] = []
    sender.woken = 0
    desk.listen(heard.append)
    after = callbacks.set_callbacks(
        desk, application_id=shop.id, status_url=" HTTPS://Shop.Example.com ", reply_url="", own_server=False
    )
    assert after.callbacks == CallbackAddresses("https://shop.example.com/", "", False)
    assert application(desk, application_id=shop.id) == after
    assert heard == [frozenset({"callback", "application"})]
    assert sender.woken == 1


@pytest.mark.parametrize("field", ["status_url", "reply_url"])
@pytest.mark.parametrize("wrong", ["http://127.0.0.1/", "shop.example.com", "https://a:b@shop.example.com/"])
def test_a_wrong_address_is_told_at_its_field_and_nothing_changes(
    desk: Desk, shop: Application, field: str, wrong: str
) -> None:
    urls = {"status_url": "https://shop.example.com/", "reply_url": "", field: wrong}
    with pytest.raises(Invalid) as told:
        callbacks.set_callbacks(desk, application_id=shop.id, **urls, own_server=False)
    assert told.value.field == field
    assert application(desk, application_id=shop.id).callbacks == CallbackAddresses()
    assert str(callbacks.address_problem(wrong, own_server=False)) == str(told.value)
    assert callbacks.address_problem("  ", own_server=False) is None


def test_an_application_that_is_gone(desk: Desk) -> None:
    with pytest.raises(NotFound):
        callbacks.set_callbacks(desk, application_id=99, status_url="", reply_url="", own_server=False)


def test_the_fallback_of_the_account(desk: Desk) -> None:
    assert callbacks.reply_fallback(desk) == ReplyFallback()
    kept = callbacks.set_reply_fallback(desk, reply_url="http://localhost:81/r", own_server=True)
    assert kept == callbacks.reply_fallback(desk) == ReplyFallback("http://localhost:81/r", True)
    with pytest.raises(Invalid, match="own server") as told:
        callbacks.set_reply_fallback(desk, reply_url="http://localhost:81/r", own_server=False)
    assert told.value.field == "reply_url"
    callbacks.set_reply_fallback(desk, reply_url="", own_server=False)
    assert callbacks.reply_fallback(desk) == ReplyFallback()


# --- trials ---------------------------------------------------------------------------------------


def test_a_trial_shows_what_went_and_what_came(desk: Desk, shop: Application, receiver: Receiver) -> None:
    tried = callbacks.test_callback(
        desk,
        application_id=shop.id,
        kind=CallbackKind.STATUS,
        url=receiver.url("/a?b=1"),
        own_server=True,
    )
    assert tried.problem is None
    first, _, body = tried.request.partition("\n\n")
    assert first.splitlines() == [
        "POST /a?b=1",
        f"Host: 127.0.0.1:{receiver.port}",
        "Content-Type: application/json",
    ]
    [[item]] = receiver.asked["/a"]
    assert json.loads(body) == [item]
    assert item["user_receive_time"] == "2026-03-02 10:00:00"
    assert tried.answer.startswith("200 OK\nContent-Type: application/json")
    assert tried.answer.endswith('\n\n{"result": 0, "errmsg": "OK"}')
    callbacks.test_callback(
        desk,
        application_id=callbacks.ACCOUNT,
        kind=CallbackKind.REPLY,
        url=receiver.url("/r"),
        own_server=True,
    )
    assert receiver.asked["/r"] == [
        {
            "extend": "",
            "mobile": "13800000000",
            "nationcode": "86",
            "sign": "Riverside Bakery",
            "text": "A trial from SMS Desk",
            "time": START // 1000,
        }
    ]


def test_a_trial_that_is_answered_badly_shows_the_answer(
    desk: Desk, shop: Application, receiver: Receiver
) -> None:
    hostile = "<b>\x00\u202e\u200b\x1b[31m</b>\r\n\U000e0041"
    receiver.behave(server.status(302, hostile, Location="http://169.254.169.254/"))
    tried = callbacks.test_callback(
        desk, application_id=shop.id, kind=CallbackKind.REPLY, url=receiver.url(), own_server=True
    )
    assert "not followed" in str(tried.problem)
    assert "Location: http://169.254.169.254/" in tried.answer
    assert tried.answer.endswith("<b>\\u0000\\u202e\\u200b\\u001b[31m</b>\n\\U000e0041")
    assert len(receiver.asked) == 1


@pytest.mark.parametrize(("kind", "field"), [("status", "status_url"), ("reply", "reply_url")])
def test_a_trial_without_an_answer_is_one_sentence_at_the_field(
    desk: Desk, shop: Application, receiver: Receiver, kind: str, field: str
) -> None:
    wanted = CallbackKind(kind)
    with pytest.raises(Invalid, match="own server") as refused:
        callbacks.test_callback(
            desk, application_id=shop.id, kind=wanted, url=receiver.url(), own_server=False
        )
    receiver.behave(server.close)
    with pytest.raises(Unavailable, match="without an answer") as broken:
        callbacks.test_callback(
            desk, application_id=shop.id, kind=wanted, url=receiver.url(), own_server=True
        )
    assert refused.value.field == broken.value.field == field
    with pytest.raises(NotFound):
        callbacks.test_callback(desk, application_id=99, kind=wanted, url=receiver.url(), own_server=True)


# --- how they stand -------------------------------------------------------------------------------


def put(desk: Desk, application_id: int, status: str, at: int, fault: str = "", **values: int) -> None:
    with desk.writing() as session:
        session.execute(
            sql(
                "INSERT INTO callback (application_id, kind, payload, status, attempts, created_at, due_at, "
                "fault, done_at) VALUES (:a, 'status', '{}', :s, 3, :at, :due, :fault, :done)"
            ),
            {
                "a": application_id,
                "s": status,
                "at": at,
                "due": values.get("due", 0),
                "fault": text_to_json(text(fault)) if fault else None,
                "done": values.get("done"),
            },
        )


def test_how_the_callbacks_of_an_application_stand(desk: Desk, shop: Application, clock: Clock) -> None:
    def state() -> CallbackState:
        return callbacks.callback_state(desk, application_id=shop.id)

    assert state() == CallbackState()
    put(desk, 99, "waiting", 1, "not ours")
    put(desk, shop.id, "done", 10, done=11)
    put(desk, shop.id, "done", 12, done=15)
    assert state() == CallbackState(last_success=15)
    put(desk, shop.id, "failed", 20, "It was closed.", done=30)
    assert state() == CallbackState(failed=1, fault=text("It was closed."), last_success=15)
    put(desk, shop.id, "waiting", 40, "It is down.", due=START * 2)
    put(desk, shop.id, "waiting", 50)
    assert state() == CallbackState(2, 1, text("It is down."), 40, 15)
    clock.move(seconds=1)
    after = callbacks.send_callbacks_again(desk, application_id=shop.id)
    assert after == CallbackState(3, 0, None, START + 1000, 15)
    assert callbacks.callback_state(desk, application_id=99).fault == text("not ours")
    with desk.reading() as session:
        rows = session.execute(sql("SELECT due_at, attempts FROM callback WHERE status = 'waiting'")).all()
        assert (0, 0) in rows
        assert asked_again(session) == START + 1000
        assert {tuple(row) for row in rows} == {(0, 0), (0, 3)}
    callbacks.send_callbacks_again(desk, application_id=shop.id)
    with desk.reading() as session:
        assert asked_again(session) == START + 1001, "asked twice in a moment counts twice"


def test_what_was_given_up_can_be_forgotten(desk: Desk, shop: Application) -> None:
    put(desk, shop.id, "failed", 20, "It was closed.", done=30)
    put(desk, shop.id, "waiting", 40)
    assert callbacks.forget_callbacks(desk, application_id=shop.id) == CallbackState(1, 0, None, 40, None)
