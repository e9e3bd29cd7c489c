"""Reading the cloud's reports and replies: only what is clear is believed (E7, S1). Pure."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Mapping
from typing import Any

from smsdesk.gateways.base import IncomingReply, Receipt
from smsdesk.gateways.tencent.numbers import digits

logger = logging.getLogger(__name__)

_SERIAL = re.compile(r"[!-~]{1,128}")
_SPACES = re.compile(r"\s+")
_LONGEST_CODE = 60
_LONGEST_REPLY = 2000
#: Seconds since 1970 until the year 2106.
_LAST_SECOND = 1 << 32


def receipt_in(item: object) -> Receipt | None:
    """A report; None for what cannot be read, which is logged and does not hide the others."""
    match item:
        case {"SerialNo": str(serial), "ReportStatus": "SUCCESS" | "FAIL" as status, **rest} if (
            _SERIAL.fullmatch(serial)
        ):
            delivered = status == "SUCCESS"
            return Receipt(
                serial,
                _mainland(number_in(rest)),
                delivered,
                _code(rest.get("Description"), delivered),
                1000 * _seconds(rest.get("UserReceiveTime")),
            )
    logger.warning("A report of Tencent Cloud's cannot be read")
    return None


def reply_in(item: object) -> IncomingReply | None:
    """A reply, cut to 2,000 characters and made storable; None as ``receipt_in``."""
    match item:
        case {"ReplyContent": str(content), **rest} if number_in(rest):
            number, at = number_in(rest), _seconds(rest.get("ReplyTime"))
            named_by = rest.get("SignName")
            signature = _line(named_by, 50) if isinstance(named_by, str) else ""
            # The cloud gives replies no name: the same words at the same second are the same reply.
            named = "\n".join((number, str(at), signature, content)).encode("utf-8", "replace")
            whole = content[:_LONGEST_REPLY].encode("utf-8", "replace").decode()
            return IncomingReply(
                hashlib.blake2b(named, digest_size=16).hexdigest(), number, whole, 1000 * at, signature
            )
    logger.warning("A reply that Tencent Cloud took cannot be read")
    return None


def context_in(item: object) -> str:
    """The context that a report repeats; empty for none."""
    context = item.get("SessionContext") if isinstance(item, dict) else None
    return context if isinstance(context, str) else ""


def number_in(item: Mapping[Any, object]) -> str:
    """The number in E.164; empty when there is none."""
    number = digits(item.get("PhoneNumber"))
    if not number and digits(item.get("SubscriberNumber")):
        number = digits(item.get("CountryCode")) + digits(item.get("SubscriberNumber"))
    return f"+{number}" if 5 <= len(number) <= 18 else ""


def _mainland(number: str) -> str:
    """A number abroad may come back written otherwise; its serial number names the message alone, too."""
    return number if number.startswith("+86") else ""


def _code(description: object, delivered: bool) -> str:
    words = _line(description, _LONGEST_CODE) if isinstance(description, str) else ""
    return words or ("DELIVRD" if delivered else "UNDELIV")


def _line(words: str, most: int) -> str:
    return _SPACES.sub(" ", words[: 4 * most].encode("utf-8", "replace").decode()).strip()[:most]


def _seconds(value: object) -> int:
    """Seconds since 1970; 1 for what is none, so that it counts as long ago."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LAST_SECOND:
        return value
    return 1
