"""Event callbacks of an application and of the account: addresses, a trial, and how they stand (A8, N3)."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from urllib.parse import urlsplit

from smsdesk.domain.applications import Application
from smsdesk.domain.callbacks import (
    CallbackKind,
    CallbackState,
    Exchange,
    ReplyFallback,
    reply_item,
    status_item,
)
from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import Text, tr
from smsdesk.notices import addresses
from smsdesk.notices.answers import Answer
from smsdesk.notices.callbacks import CallbackFailed, post
from smsdesk.operations.applications import application
from smsdesk.operations.desk import Desk, job, operation, query
from smsdesk.operations.profile import profile, time_zone
from smsdesk.store import callback_rows
from smsdesk.store.settings import write_setting
from smsdesk.store.tables import ApplicationRow

__all__ = [
    "CallbackKind", "CallbackState", "Exchange", "ReplyFallback", "address_problem", "callback_state",
    "forget_callbacks", "reply_fallback", "send_callbacks_again", "set_callbacks", "set_reply_fallback",
    "test_callback",
]  # fmt: skip

#: The account itself, where an application is asked for: what belongs to no application.
ACCOUNT = callback_rows.NO_APPLICATION


def address_problem(url: str, *, own_server: bool) -> Text | None:
    """What is wrong with an address as it is written; None when nothing is, or it is empty. Asks nobody."""
    url = url.strip()
    return addresses.address_problem(url, own_server=own_server) if url else None


@operation(action="ModifyAppCallback", on="callback")
def set_callbacks(
    desk: Desk, *, application_id: int, status_url: str, reply_url: str, own_server: bool
) -> Application:
    """A8: where a program is told of this application's reports and replies; empty for nowhere.

    ``own_server``: the user says that these are a server of their own, which may be on this computer or in
    this network. Raises ``Invalid`` at the address that is wrong.
    """
    desk.before(application(desk, application_id=application_id))
    row = desk.session.get_one(ApplicationRow, application_id)
    row.status_url = _checked(status_url, own_server, "status_url")
    row.reply_url = _checked(reply_url, own_server, "reply_url")
    row.own_server = own_server
    desk.session.flush()
    callback_rows.try_at_once(desk.session, now=desk.now())
    desk.changed("application")
    return application(desk, application_id=application_id)


@query
def reply_fallback(desk: Desk) -> ReplyFallback:
    """Where replies go whose application has no address of its own (A8)."""
    return callback_rows.read_fallback(desk.session)


@operation(action="ModifyReplyCallback", on="callback")
def set_reply_fallback(desk: Desk, *, reply_url: str, own_server: bool) -> ReplyFallback:
    """A8: the account's own address for replies, empty for nowhere. Raises ``Invalid`` at ``reply_url``."""
    desk.before(callback_rows.read_fallback(desk.session))
    kept = {"reply_url": _checked(reply_url, own_server, "reply_url"), "own_server": own_server}
    write_setting(desk.session, callback_rows.REPLY_FALLBACK, kept)
    callback_rows.try_at_once(desk.session, now=desk.now())
    return callback_rows.read_fallback(desk.session)


@query
def callback_state(desk: Desk, *, application_id: int) -> CallbackState:
    """What waits, what was given up and why; of replies that belong to no application for ``ACCOUNT``."""
    return callback_rows.state_of(desk.session, application_id)


@operation(action="SendCallbacksAgain", on="callback")
def send_callbacks_again(desk: Desk, *, application_id: int) -> CallbackState:
    """Try everything that waits or was given up anew, and at once."""
    callback_rows.put_back(desk.session, application_id, now=desk.now())
    return callback_rows.state_of(desk.session, application_id)


@operation(action="ForgetCallbacks", on="callback")
def forget_callbacks(desk: Desk, *, application_id: int) -> CallbackState:
    """Throw away what was given up; what waits stays."""
    callback_rows.forget_failed(desk.session, application_id)
    return callback_rows.state_of(desk.session, application_id)


@job(action="TestCallback")
def test_callback(
    desk: Desk,
    *,
    application_id: int,
    kind: CallbackKind,
    url: str,
    own_server: bool,
) -> Exchange:
    """A8: send a made-up item to the address now; up to 10 s.

    An answer of any kind comes back with what is wrong with it. Raises ``Invalid`` for a wrong address and
    ``Unavailable`` when no answer came, both at ``status_url`` or ``reply_url``.
    """
    field = f"{kind}_url"
    address = addresses.check_address(url.strip(), own_server=own_server, field=field)
    with desk.reading():
        if application_id != ACCOUNT:
            application(desk, application_id=application_id)
        sample = _sample(desk, kind)
    body = json.dumps([sample] if kind is CallbackKind.STATUS else sample, ensure_ascii=False, indent=2)
    try:
        answer = asyncio.run(post(address.url, body, own_server=own_server))
    except CallbackFailed as fault:
        raise Unavailable(fault.reason, field=field, details=fault.details) from fault
    return Exchange(_request(address.url, body), _answer(answer), answer.seconds, answer.problem)


def _checked(url: str, own_server: bool, field: str) -> str:
    url = url.strip()
    return addresses.check_address(url, own_server=own_server, field=field).url if url else ""


def _sample(desk: Desk, kind: CallbackKind) -> dict[str, object]:
    number, now = "+8613800000000", desk.now()
    if kind is CallbackKind.STATUS:
        zone = time_zone(desk).key
        return status_item(number, delivered=True, code="", at=now, gateway_id="trial", zone=zone)
    found = profile(desk)
    signature = found.business_name if found else ""
    return reply_item(number, signature=signature, content=tr("A trial from SMS Desk"), at=now)


def _request(url: str, body: str) -> str:
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return f"POST {path}\nHost: {parts.netloc}\nContent-Type: application/json\n\n{body}"


def _answer(answer: Answer) -> str:
    headers = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
    return _visible(f"{answer.status} {answer.reason}\n{headers}\n{answer.text}")


def _visible(words: str) -> str:
    """Characters that would move, hide or turn round others are written as what they are."""
    return "".join(
        char if unicodedata.category(char)[0] != "C" or char in "\n\t" else _code_point(ord(char))
        for char in words.replace("\r\n", "\n")
    )


def _code_point(number: int) -> str:
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
