"""The carrier's HTTP interface, version 1, on loopback only. Bodies are JSON both ways.

``POST /v1/messages``
    ``{"content": "…", "messages": [{"number": "+86…", "reference": "…"}, …]}``, 1 to 200 messages.
    200 answers ``{"results": […]}``, one per message, in order, each one of
    ``{"reference", "status": "accepted", "id", "fee"}`` (``fee`` is fragments),
    ``{"reference", "status": "refused", "code"}``, ``{"reference", "status": "throttled", "retry_after"}``.
    400, 429 (with ``Retry-After``) and 503 with ``"processed": 0`` took nothing. References do not make
    a repeat harmless: what is sent twice is taken twice, and counted.
``GET /v1/receipts?limit=1000&wait=0``, ``GET /v1/replies?limit=1000&wait=0``
    ``{"receipts": [{"key", "id", "number", "delivered", "code", "at"}]}`` and
    ``{"replies": [{"key", "number", "content", "at"}]}``: the same ones until they are confirmed.
    ``wait``: seconds to hold the answer while there are none.
``POST /v1/receipts/confirm``, ``POST /v1/replies/confirm``
    ``{"keys": […]}``, at most 5,000; answers ``{"confirmed": n}``.
``POST /v1/lookup``
    ``{"references": […]}``, at most 1,000; answers ``{"found": {reference: {"id", "fee"} | null},
    "complete": bool}``. ``null`` means "not taken" only when ``complete``: the whole record is there.
``POST /v1/reviews``, ``/v1/reviews/states``, ``/v1/reviews/find``, ``/v1/reviews/withdraw``
    The review of signatures and templates: ``review_interface``.
``GET /v1/health``, ``GET /v1/switches``, ``POST /v1/switches``, ``GET /v1/log/counts``
    State, faults (``switches``), and what was counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from aiohttp import web

from smsdesk.carrier.answers import Pace, fault_of, take_batch
from smsdesk.carrier.book import Book, Outbox, Report
from smsdesk.carrier.journal import Taken, read_journal
from smsdesk.carrier.json_answer import json_answer
from smsdesk.carrier.magic import Replying, magic_behaviour, stranger
from smsdesk.carrier.requests import BadRequest, batch_in, object_in, texts_in
from smsdesk.carrier.review_interface import ReviewInterface
from smsdesk.carrier.spoiled import SPOILED
from smsdesk.carrier.switches import FOREVER, Switches

logger = logging.getLogger(__name__)

_HOSTS = frozenset({"127.0.0.1", "localhost"})
_LARGEST_PAGE = 5000
_LONGEST_WAIT = 30.0

_Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Interface:
    """Answers requests from a ``Book``; ``handle`` is what a low-level aiohttp server calls."""

    def __init__(
        self,
        book: Book,
        switches: Switches,
        *,
        log_path: Path | None,
        clock: Callable[[], int],
        outage: Callable[[float], None],
    ) -> None:
        """``outage`` is called to begin one of so many seconds; ``clock`` gives ms since 1970 UTC."""
        self.book = book
        self.switches = switches
        self.closing = asyncio.Event()
        """Set to let every answer that is held back go."""
        self._news = asyncio.Event()
        self._fetched = {"early_receipts": asyncio.Event(), "early_replies": asyncio.Event()}
        self._log_path = log_path
        self._clock = clock
        self._begin_outage = outage
        self._pace = Pace()
        self._routes: Mapping[tuple[str, str], _Answer] = {
            ("POST", "/v1/messages"): self._submit,
            ("GET", "/v1/receipts"): self._give_receipts,
            ("GET", "/v1/replies"): self._give_replies,
            ("POST", "/v1/receipts/confirm"): self._confirm,
            ("POST", "/v1/replies/confirm"): self._confirm,
            ("POST", "/v1/lookup"): self._look_up,
            ("GET", "/v1/health"): self._health,
            ("GET", "/v1/switches"): self._show_switches,
            ("POST", "/v1/switches"): self._set_switches,
            ("GET", "/v1/log/counts"): self._show_counts,
            **ReviewInterface(book.reviews, switches, clock=clock, pause=self.pause).routes,
        }

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until the carrier closes."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """The answer to any request."""
        # A page in somebody's browser can reach loopback, by a rebound name or a plain form: neither gets in.
        if request.url.host not in _HOSTS:
            return json_answer({"error": "This carrier answers on loopback only.", "processed": 0}, 403)
        if request.method == "POST" and request.content_type != "application/json":
            return json_answer({"error": "Send application/json.", "processed": 0}, 415)
        answer = self._routes.get((request.method, request.path))
        if not answer:
            return json_answer({"error": "There is no such thing here.", "processed": 0}, 404)
        try:
            return await answer(request)
        except BadRequest as wrong:
            return json_answer({"code": wrong.code, "error": str(wrong), "processed": 0}, 400)
        except web.HTTPRequestEntityTooLarge:
            return json_answer(
                {"code": "RequestSizeLimitExceeded", "error": "The request is too large.", "processed": 0},
                413,
            )

    async def _submit(self, request: web.BaseRequest) -> web.StreamResponse:
        book, switches = self.book, self.switches
        book.counts.requests += 1
        batch = batch_in(await request.read())
        if switches.hit("unavailable"):
            return json_answer({"error": "The service is down.", "processed": 0}, 503)
        now = self._clock()
        wait = self._pace.wait(len(batch.messages), switches.messages_per_second, now)
        if switches.hit("throttle"):
            wait = max(wait, switches.retry_after)
        if wait:
            book.counts.throttled += len(batch.messages)
            return json_answer(
                {"error": "Slow down.", "processed": 0}, 429, headers={"Retry-After": f"{wait:.3f}"}
            )
        fault = fault_of(batch, switches)
        if fault != "lose_request":
            try:
                results = take_batch(book, batch, switches, now, fault=fault)
            except OSError as full:
                logger.warning("The record cannot be written: %s", full.strerror)
                return json_answer({"error": "The record cannot be written.", "processed": 0}, 503)
            self._news.set()
            if not fault:
                return json_answer({"results": results})
        else:
            results = []
        if fault == "slow":
            await self.pause(switches.slow_seconds)
        elif fault in self._fetched:
            fetched = self._fetched[fault]
            fetched.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(fetched.wait(), switches.slow_seconds)
        spoil = SPOILED.get(fault)
        return await spoil(request, results) if spoil else json_answer({"results": results})

    async def _give_receipts(self, request: web.BaseRequest) -> web.StreamResponse:
        reports = await self._waiting(self.book.receipts, request)
        if reports:
            self._fetched["early_receipts"].set()
        return json_answer({"receipts": [_receipt(report) for report in reports]})

    async def _give_replies(self, request: web.BaseRequest) -> web.StreamResponse:
        reports = await self._waiting(self.book.replies, request)
        if reports:
            self._fetched["early_replies"].set()
        return json_answer(
            {
                "replies": [
                    {"key": one.key, "number": self._writer(one), "content": one.text, "at": one.at}
                    for one in reports
                ]
            }
        )

    def _writer(self, reply: Report) -> str:
        """The number it comes from."""
        magic = magic_behaviour(reply.number)
        strange = magic is not None and magic.replying is Replying.STRANGER
        return stranger(reply.number) if strange or self.switches.stranger_replies else reply.number

    async def _waiting(self, outbox: Outbox, request: web.BaseRequest) -> list[Report]:
        limit = int(_number(request, "limit", 1000, _LARGEST_PAGE))
        until = self._clock() + 1000 * _number(request, "wait", 0, _LONGEST_WAIT)
        while True:
            now = self._clock()
            held = self.switches.late_replies if outbox is self.book.replies else 0.0
            outbox.mature(now, held=held)
            reports = outbox.given(
                limit,
                newest_first=self.switches.out_of_order_receipts,
                twice=self.switches.duplicate_receipts,
            )
            if reports or now >= until or self.closing.is_set():
                return reports
            due = outbox.due[0][0] + 1000 * held if outbox.due else until
            wake = min(until, due, now + 1000)
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), max(0.001, (wake - now) / 1000))

    async def _confirm(self, request: web.BaseRequest) -> web.StreamResponse:
        keys = texts_in(object_in(await request.read()), "keys", _LARGEST_PAGE)
        try:
            return json_answer({"confirmed": self.book.confirm(keys)})
        except OSError as full:
            # After its next start the carrier gives them out once more; the desk knows them then.
            logger.warning("The record cannot be written: %s", full.strerror)
            return json_answer({"error": "The record cannot be written."}, 503)

    async def _look_up(self, request: web.BaseRequest) -> web.StreamResponse:
        references = texts_in(object_in(await request.read()), "references", 1000)
        found = {one: self.book.known(one) for one in references}
        missing = {one for one, known in found.items() if not known}
        if missing and self._log_path:
            found |= await asyncio.to_thread(_in_journal, self._log_path, missing)
        return json_answer(
            {
                "found": {
                    one: {"id": str(known[0]), "fee": known[1]} if known else None
                    for one, known in found.items()
                },
                "complete": self._log_path is not None,
            }
        )

    async def _health(self, request: web.BaseRequest) -> web.StreamResponse:
        if self.switches.unavailable == FOREVER:
            return json_answer({"error": "The service is down."}, 503)
        return json_answer({"carrier": "smsdesk-sandbox", "version": 1})

    async def _show_switches(self, request: web.BaseRequest) -> web.StreamResponse:
        return json_answer(self.switches.values())

    async def _set_switches(self, request: web.BaseRequest) -> web.StreamResponse:
        wanted = object_in(await request.read())
        try:
            self.switches.set(wanted)
        except ValueError as wrong:
            raise BadRequest("InvalidParameter", f"No such switch, or not a value for it: {wrong}") from None
        if wanted.get("outage"):
            self._begin_outage(self.switches.outage)
        return json_answer(self.switches.values())

    async def _show_counts(self, request: web.BaseRequest) -> web.StreamResponse:
        book = self.book
        waiting = {
            "receipts_waiting": len(book.receipts.due) + len(book.receipts.waiting),
            "replies_waiting": len(book.replies.due) + len(book.replies.waiting),
        }
        return json_answer(asdict(book.counts) | asdict(book.reviews.counts) | waiting)


def _receipt(report: Report) -> dict[str, object]:
    return {
        "key": report.key,
        "id": str(report.message),
        "number": report.number,
        "delivered": report.text == "DELIVRD",
        "code": report.text,
        "at": report.at,
    }


def _number(request: web.BaseRequest, name: str, default: float, most: float) -> float:
    words = request.query.get(name, "")
    try:
        value = float(words) if words else default
    except ValueError:
        value = -1
    if not 0 <= value <= most:
        raise BadRequest("InvalidParameter", f"{name} must be a number from 0 to {most:g}.")
    return value


def _in_journal(path: Path, references: set[str]) -> dict[str, tuple[int, int] | None]:
    return {
        fact.reference: (fact.id, fact.fee)
        for fact in read_journal(path)
        if isinstance(fact, Taken) and fact.reference in references
    }
