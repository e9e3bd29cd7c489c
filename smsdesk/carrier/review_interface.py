"""The part of the carrier's HTTP interface that reviews signatures and templates.

``POST /v1/reviews``
    A signature ``{"subject": "signature", "region", "content", "type", "purpose", "remarks",
    "certificate_type", "images": ["…base64…"]}`` or a template ``{"subject": "template", "region", "type",
    "name", "content", "remarks"}``; with ``"id"`` the edit of that one. 200 answers ``{"id": "s12"}``;
    400 with a ``code`` of the cloud filed nothing: approved ones cannot be edited, a signature that is
    waiting cannot be submitted again, there is room for so many a region.
``POST /v1/reviews/states``
    ``{"subject", "ids": […]}``, at most 100; answers ``{"states": {id: {"answer", "reason"}}}``, ``answer``
    one of ``pending``, ``approved``, ``rejected``, ``gone``.
``POST /v1/reviews/find``
    ``{"subject", "region", "content", "name"}``; answers ``{"id": "s12"}``, the latest that says the same,
    or ``{"id": null}``.
``POST /v1/reviews/withdraw``
    ``{"subject", "id"}``; answers ``{"withdrawn": bool}``.

A switch that strikes "so many of the next requests" strikes submissions as it does messages; one that is on
for good (``-1``) strikes the other three too.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from smsdesk.carrier.answers import SPOILERS
from smsdesk.carrier.json_answer import json_answer
from smsdesk.carrier.requests import BadRequest, object_in, texts_in
from smsdesk.carrier.reviews import SIGNATURE, TEMPLATE, Filing, ReviewRefused, Reviews
from smsdesk.carrier.spoiled import SPOILED
from smsdesk.carrier.switches import FOREVER, Switches
from smsdesk.domain.profile import Region

logger = logging.getLogger(__name__)

#: Two pictures of 5 MB in base64, and the words.
LARGEST_FILING = 15 * 1024 * 1024
_MOST_IDS = 100
_LONGEST = 1000
#: Faults of an answer that make sense here; there are no halves and no receipts.
_FAULTS = ("lose_request", *(name for name in SPOILERS if name not in ("partial", "early_receipts")))

_Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class ReviewInterface:
    """Answers from ``Reviews``; ``routes`` is what ``Interface`` looks up."""

    def __init__(
        self,
        reviews: Reviews,
        switches: Switches,
        *,
        clock: Callable[[], int],
        pause: Callable[[float], Awaitable[None]],
    ) -> None:
        """``pause`` waits so many seconds, or until the carrier closes."""
        self._reviews = reviews
        self._switches = switches
        self._clock = clock
        self._pause = pause
        self.routes: Mapping[tuple[str, str], _Answer] = {
            ("POST", "/v1/reviews"): self._file,
            ("POST", "/v1/reviews/states"): self._asked(self._states),
            ("POST", "/v1/reviews/find"): self._asked(self._find),
            ("POST", "/v1/reviews/withdraw"): self._asked(self._withdraw),
        }

    async def _file(self, request: web.BaseRequest) -> web.StreamResponse:
        found = object_in(await _body(request))
        filing, id_ = _filing_in(found), _short(found, "id", "")
        if busy := self._busy(self._switches.hit):
            return busy
        fault = next((name for name in _FAULTS if self._switches.hit(name)), "")
        answer: dict[str, object] = {}
        if fault != "lose_request":
            try:
                answer = {"id": self._reviews.file(filing, id_, self._clock())}
            except ReviewRefused as refused:
                return json_answer({"code": refused.code, "processed": 0}, 400)
            except OSError as full:
                return _unwritten(full)
        return await self._answered(request, answer, fault)

    def _asked(self, look: Callable[[dict[str, object]], dict[str, object]]) -> _Answer:
        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            found = object_in(await request.read())
            if busy := self._busy(self._always):
                return busy
            fault = next((name for name in _FAULTS if self._always(name)), "")
            try:
                said = look(found) if fault != "lose_request" else {}
            except OSError as full:
                return _unwritten(full)
            return await self._answered(request, said, fault)

        return answer

    def _always(self, switch: str) -> bool:
        return bool(getattr(self._switches, switch) == FOREVER)

    def _busy(self, strikes: Callable[[str], bool]) -> web.Response | None:
        if strikes("unavailable"):
            return json_answer({"error": "The service is down.", "processed": 0}, 503)
        if strikes("throttle"):
            wait = {"Retry-After": f"{self._switches.retry_after:.3f}"}
            return json_answer({"error": "Slow down.", "processed": 0}, 429, headers=wait)
        return None

    async def _answered(
        self, request: web.BaseRequest, answer: dict[str, object], fault: str
    ) -> web.StreamResponse:
        if fault == "slow":
            await self._pause(self._switches.slow_seconds)
        spoil = SPOILED.get(fault)
        return await spoil(request, [answer]) if spoil else json_answer(answer)

    def _states(self, found: dict[str, object]) -> dict[str, object]:
        subject, now = _subject(found), self._clock()
        states: dict[str, object] = {}
        for id_ in texts_in(found, "ids", _MOST_IDS):
            answer, reason = self._reviews.state(subject, id_, now)
            states[id_] = {"answer": answer, "reason": reason}
        return {"states": states}

    def _find(self, found: dict[str, object]) -> dict[str, object]:
        return {"id": self._reviews.find(_filing_in(found)) or None}

    def _withdraw(self, found: dict[str, object]) -> dict[str, object]:
        return {"withdrawn": self._reviews.withdraw(_subject(found), _short(found, "id"))}


def _unwritten(full: OSError) -> web.Response:
    logger.warning("The record cannot be written: %s", full.strerror)
    return json_answer({"error": "The record cannot be written.", "processed": 0}, 503)


async def _body(request: web.BaseRequest) -> bytes:
    """The body, larger than those of messages for the pictures in it."""
    parts: list[bytes] = []
    size = 0
    async for part in request.content.iter_any():
        size += len(part)
        if size > LARGEST_FILING:
            raise web.HTTPRequestEntityTooLarge(LARGEST_FILING, size)
        parts.append(part)
    return b"".join(parts)


def _subject(found: Mapping[str, object]) -> str:
    subject = found.get("subject")
    if subject not in (SIGNATURE, TEMPLATE):
        raise BadRequest("InvalidParameter", "subject must be signature or template.")
    return str(subject)


def _short(found: Mapping[str, object], name: str, default: str | None = None) -> str:
    value = found.get(name, default)
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise BadRequest("InvalidParameter", f"{name} must be a text of at most {_LONGEST} characters.")
    return value


def _filing_in(found: Mapping[str, object]) -> Filing:
    region, images = found.get("region"), found.get("images", [])
    if region not in tuple(Region):
        raise BadRequest("InvalidParameterValue.InvalidInternational", "region must be mainland or global.")
    content = _short(found, "content")
    if not content:
        raise BadRequest("MissingParameter", "content must be a text.")
    if not isinstance(images, list) or len(images) > 2:
        raise BadRequest("InvalidParameter", "images must be a list of at most 2.")
    return Filing(
        _subject(found),
        Region(str(region)),
        content,
        _short(found, "name", ""),
        tuple(_picture(image) for image in images),
    )


def _picture(image: object) -> bytes:
    try:
        return base64.b64decode(image if isinstance(image, str) else "", validate=True)
    except (binascii.Error, ValueError):
        return b""
