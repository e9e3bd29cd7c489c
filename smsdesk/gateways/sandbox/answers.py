"""Reading what a sandbox carrier answers: only what is clear is believed (S1, E5)."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Mapping, Sequence

from smsdesk.gateways.base import (
    Accepted,
    IncomingReply,
    Known,
    Outcome,
    OutgoingMessage,
    Receipt,
    Refused,
    Throttled,
    Unknown,
)
from smsdesk.gateways.line import NoAnswer

logger = logging.getLogger(__name__)

_LONGEST_REPLY = 2000
_NAME = re.compile(r"[!-~]{1,64}")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9.]{0,99}")


def is_code(words: str) -> bool:
    """Whether it can be a canonical code."""
    return _CODE.fullmatch(words) is not None


def is_name(words: str) -> bool:
    """Whether it can be what a carrier calls something: 1 to 64 printable ASCII characters."""
    return _NAME.fullmatch(words) is not None


def results_in(said: Mapping[str, object], messages: Sequence[OutgoingMessage]) -> list[Outcome]:
    """By reference; what is missing, repeated or unreadable is unknown."""
    found: dict[str, Outcome] = {}
    unheard = Unknown(note="not in the answer")
    results = said.get("results")
    if not isinstance(results, list):
        raise NoAnswer("answer without results")
    for result in results:
        reference = result.get("reference") if isinstance(result, dict) else None
        if isinstance(reference, str):
            found[reference] = _outcome(result) if reference not in found else Unknown(note="answered twice")
    return [found.get(one.reference, unheard) for one in messages]


def _outcome(result: Mapping[str, object]) -> Outcome:
    match result:
        case {"status": "accepted", "id": str(id_), "fee": int(fee)} if (
            _NAME.fullmatch(id_) and not isinstance(fee, bool) and 0 < fee <= 1000
        ):
            return Accepted(id_, fee)
        case {"status": "refused", "code": str(code)} if is_code(code):
            return Refused(code)
        case {"status": "throttled"}:
            return Throttled(seconds_in(result.get("retry_after")))
    return Unknown(note="unreadable result")


def seconds_in(value: object) -> float:
    """A wish for a delay, 0 … 3600 seconds; 0 for anything that is none."""
    try:
        seconds = float(value) if isinstance(value, str | int | float) else 0.0
    except (ValueError, OverflowError):
        return 0.0
    return min(max(seconds, 0.0), 3600.0) if math.isfinite(seconds) else 0.0


def items_in(said: Mapping[str, object], name: str) -> Sequence[object]:
    """The list under a name, or none."""
    items = said.get(name)
    return items if isinstance(items, list) else ()


def receipt_in(item: object) -> Receipt | None:
    """A receipt; None for what cannot be read, which is logged and does not hide the others."""
    match item:
        case {
            "key": str(key),
            "id": str(id_),
            "number": str(number),
            "delivered": bool(delivered),
            "code": str(code),
            "at": int(at),
        } if _NAME.fullmatch(key) and _NAME.fullmatch(id_) and _NAME.fullmatch(code) and _is_time(at):
            return Receipt(id_, number, delivered, code, at, key)
    logger.warning("A receipt cannot be read")
    return None


def reply_in(item: object) -> IncomingReply | None:
    """A reply, cut to 2,000 characters and made storable; None as ``receipt_in``."""
    match item:
        case {"key": str(key), "number": str(number), "content": str(content), "at": int(at)} if (
            _NAME.fullmatch(key) and _is_time(at)
        ):
            whole = content[:_LONGEST_REPLY].encode("utf-8", "replace").decode()
            return IncomingReply(key, number, whole, at)
    logger.warning("A reply cannot be read")
    return None


def known_in(found: Mapping[object, object], reference: str, complete: bool) -> Known | None:
    """What is known of a message: "not taken" only from a carrier that has its ``complete`` record."""
    match found.get(reference, ""):
        case {"id": str(id_), "fee": int(fee)} if _NAME.fullmatch(id_) and 0 < fee <= 1000:
            return Known(taken=True, gateway_id=id_, fee=fee)
        case None if complete:
            return Known(taken=False)
    return None


def _is_time(at: int) -> bool:
    return not isinstance(at, bool) and 0 < at < 1 << 53
