"""Event callbacks (A8, N3): what a program of the user's is told, in the cloud's form.

Times of the status form are written in the profile's zone, as every time the desk shows; the cloud writes
its own zone's, which is China's. ``sid`` is the number of the message at the gateway. ``ext`` is always
empty: the desk's messages carry no words of a program yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from smsdesk.domain import number_plans
from smsdesk.domain.codes import explain
from smsdesk.domain.text import Text, language

DELIVERED = "DELIVRD"


class CallbackKind(StrEnum):
    """What is told of."""

    STATUS = "status"
    """A status report: up to 100 in one request, a JSON array."""
    REPLY = "reply"
    """A reply: one in one request, a JSON object."""


class CallbackStatus(StrEnum):
    """Where one item stands."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    """Given up; kept until it is sent again by hand."""


@dataclass(frozen=True)
class ReplyFallback:
    """Where replies go whose application has no address of its own, and those that answer no message."""

    reply_url: str = ""
    own_server: bool = False


@dataclass(frozen=True)
class CallbackState:
    """How the callbacks of an application stand. Times are ms since 1970 UTC."""

    waiting: int = 0
    failed: int = 0
    fault: Text | None = None
    """Of the last try, where it failed and something still waits or was given up."""
    oldest_waiting: int | None = None
    last_success: int | None = None


@dataclass(frozen=True)
class Exchange:
    """A trial request and its answer, to show. Text, never markup."""

    request: str
    answer: str
    seconds: float
    problem: Text | None
    """Why the answer is no success; None when it is one."""


def status_item(
    number: str, *, delivered: bool, code: str, at: int, gateway_id: str, zone: str
) -> dict[str, object]:
    """A status report. ``number`` E.164, ``at`` ms since 1970 UTC."""
    country, mobile = split_number(number)
    shown = code or (DELIVERED if delivered else "")
    return {
        "user_receive_time": f"{datetime.fromtimestamp(at // 1000, _zone(zone)):%Y-%m-%d %H:%M:%S}",
        "nationcode": country,
        "mobile": mobile,
        "report_status": "SUCCESS" if delivered else "FAIL",
        "errmsg": shown,
        "description": _title(shown, language()),
        "sid": gateway_id,
        "ext": "",
    }


def reply_item(number: str, *, signature: str, content: str, at: int) -> dict[str, object]:
    """A reply. ``time`` is in seconds."""
    country, mobile = split_number(number)
    return {
        "extend": "",
        "mobile": mobile,
        "nationcode": country,
        "sign": signature,
        "text": content,
        "time": at // 1000,
    }


def split_number(number: str) -> tuple[str, str]:
    """Country code and national number of an E.164 one; an empty country code for what is no number."""
    digits = number.removeprefix("+")
    if number.startswith("+86"):
        return "86", number[3:]
    code = number_plans.calling_code(digits) if number.startswith("+") else ""
    return code, digits[len(code) :]


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=1024)
def _title(code: str, _language: str) -> str:
    return str(explain(code).title)
