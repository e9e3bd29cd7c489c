"""The generic HTTP gateway (N1): any provider with an HTTP interface, described by settings.

How its requests are made is in ``request``, what answers mean in ``answers``, how reports come in
``receiving`` (pushed) and ``asking`` (asked for).
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import (
    Accepted,
    GatewayDown,
    GatewayLimits,
    IncomingReply,
    Known,
    Outcome,
    OutgoingMessage,
    Receipt,
    Refused,
    SentMessage,
    Unknown,
)
from smsdesk.gateways.http.answers import NothingTaken, answer_rules, fee_of
from smsdesk.gateways.http.asking import Asking, status_address
from smsdesk.gateways.http.connection import is_unprotected, trial_of, trust_of
from smsdesk.gateways.http.placeholders import Facts, NotInAlphabet
from smsdesk.gateways.http.receiving import SAMPLE_PATH, Receiving, place_of
from smsdesk.gateways.http.report_settings import ASKED, PUSHED
from smsdesk.gateways.http.reports import report_rules
from smsdesk.gateways.http.request import (
    Plan,
    alphabet_words,
    constants,
    plan_of,
    secrets_needed,
    shown,
)
from smsdesk.gateways.http.settings import SETTINGS
from smsdesk.gateways.line import Answer, Line, NoAnswer, NotWritten
from smsdesk.gateways.settings import filled, number_in, problem_with

logger = logging.getLogger(__name__)

_PAGE = 1_000
#: So many refusals by status alone are the messages' own; after them nobody's message gets through.
_FORGIVEN = 3
_BY_KEY = {one.key: one for one in SETTINGS}


def clock_ms() -> int:
    """Now, in ms since 1970 UTC."""
    return time.time_ns() // 1_000_000


def timer_ms() -> int:
    """Milliseconds of a clock that only goes on."""
    return time.monotonic_ns() // 1_000_000


class HttpGateway:
    """See ``Gateway`` for the contract."""

    key = "http"

    def __init__(
        self,
        values: Mapping[str, str],
        *,
        folder: Path | None = None,
        clock: Callable[[], int] = clock_ms,
        timer: Callable[[], int] = timer_ms,
    ) -> None:
        """``values``: of ``SETTINGS``, those left out as declared. ``folder``: for the path of reports.
        ``timer``: as ``clock``, from any beginning, and nobody sets it.

        Raises ``Invalid`` at the setting that is wrong.
        """
        values = filled(SETTINGS, values)
        self._values = values
        self._rules = answer_rules(values)
        reports = report_rules(values)
        place = place_of(values)
        self._receiving = Receiving(place, reports, clock=clock, folder=folder) if place is not None else None
        filling = constants(values, place.address(SAMPLE_PATH) if place else "")
        self._plan: Plan = plan_of(values, filling)
        self._trial = trial_of(values, filling)
        self._missing = [key for key in secrets_needed(values) if not values[key]]
        self._words = alphabet_words(values)
        trust, fingerprint = trust_of(values["certificate"])
        self.limits = _limits(values)
        # Two more than the engine sends over, so that reports never wait behind slow answers.
        self._line = Line(
            connections=self.limits.requests_at_once + 2,
            answer_seconds=_number(values, "answer_seconds"),
            trust=trust,
            fingerprint=fingerprint,
            once=True,
        )
        where = status_address(values, filling)
        self._asking = Asking(where, reports, self._read, clock=clock, timer=timer) if where else None
        #: A provider that keeps messages under the desk's reference can be asked what became of one.
        self.can_look_up = self._asking is not None and self._rules.by_reference
        self._worked = False
        self._refusals = 0
        self._is_ready = False

    @staticmethod
    def from_settings(values: Mapping[str, str], folder: Path | None = None) -> HttpGateway:
        """Built from the values of ``SETTINGS``; ``Invalid`` names the field that is wrong."""
        kind = AskedHttpGateway if values.get("reports") == ASKED else HttpGateway
        return kind(values, folder=folder)

    async def open(self) -> None:
        """Get ready on the running loop. Nothing is asked yet, and nobody listens before the first poll."""
        self._get_ready()
        await self._line.open()

    async def close(self) -> None:
        """Let go of every connection, and of the port."""
        if self._receiving is not None:
            await self._receiving.close()
        await self._line.close()

    def _get_ready(self) -> None:
        """With the path that is kept in the folder, which is not read before."""
        if not self._is_ready and self._receiving is not None:
            self._plan = plan_of(self._values, constants(self._values, self._receiving.address))
        self._is_ready = True

    # --- sending --------------------------------------------------------------------------------

    async def send(self, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
        """See ``Gateway.send``."""
        self._check_secrets()
        self._get_ready()
        try:
            request = self._plan.request(Facts(messages, self._values["separator"], self._words))
        except NotInAlphabet:
            foreign = Refused("InvalidParameter.InvalidParameters", "a character outside the GSM alphabet")
            return [foreign] * len(messages)
        try:
            answer = await self._line.ask(
                request.method, request.url, body=request.body, headers=request.headers, exact=True
            )
        except NotWritten as fault:
            raise GatewayDown(fault.reason) from fault
        except NoAnswer as fault:
            logger.info("No answer to a request of %d messages: %s", len(messages), fault)
            return [Unknown(note=str(fault))] * len(messages)
        outcomes = self._judge(answer, messages)
        if self._asking is not None:
            for message, outcome in zip(messages, outcomes, strict=True):
                if isinstance(outcome, Accepted):
                    self._asking.await_report(outcome.gateway_id, message.number)
        return outcomes

    def _judge(self, answer: Answer, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
        """By the rules. Where messages got through before, a 403 or 404 may be about this one alone: it must
        not hold up all others for ever."""
        try:
            outcomes = self._rules.read(answer, messages)
        except NothingTaken as none:
            if none.status not in (403, 404) or not self._worked or self._refusals >= _FORGIVEN:
                self._refusals = 0
                raise
            self._refusals += 1
            refused = Refused("FailedOperation.OtherError", f"status {none.status}")
            return [refused] * len(messages)
        if isinstance(outcomes[0], Accepted):
            self._worked, self._refusals = True, 0
        return outcomes

    def _check_secrets(self) -> None:
        for key in self._missing:
            raise GatewayDown(text("Enter “{label}” in the gateway's settings.", label=_BY_KEY[key].label))

    # --- reports --------------------------------------------------------------------------------

    async def poll_receipts(self) -> Sequence[Receipt]:
        """See ``Gateway.poll_receipts``; at most 1,000 at a time."""
        if self._asking is not None:
            return await self._asking.poll()
        if self._receiving is None:
            return ()
        await self._receiving.listen()
        return self._receiving.receipts.waiting(_PAGE)

    async def confirm_receipts(self, receipts: Sequence[Receipt]) -> None:
        """See ``Gateway.confirm_receipts``: whoever sent them is answered now."""
        if self._asking is not None:
            self._asking.confirm(receipts)
        elif self._receiving is not None:
            self._receiving.receipts.stored(receipts)

    async def poll_replies(self) -> Sequence[IncomingReply]:
        """See ``Gateway.poll_replies``; at most 1,000 at a time."""
        if self._receiving is None:
            return ()
        await self._receiving.listen()
        return self._receiving.replies.waiting(_PAGE)

    async def confirm_replies(self, replies: Sequence[IncomingReply]) -> None:
        """See ``Gateway.confirm_replies``: whoever sent them is answered now."""
        if self._receiving is not None:
            self._receiving.replies.stored(replies)

    async def look_up(self, messages: Sequence[OutgoingMessage]) -> Sequence[Known | None]:
        """See ``Gateway.look_up``: what is found was taken; that something was not, nothing proves."""
        if self._asking is None or not self.can_look_up:
            return [None] * len(messages)
        taken = await self._asking.known([one.reference for one in messages])
        for one in messages:
            if one.reference in taken:
                self._asking.await_report(one.reference, one.number)
        return [
            Known(taken=True, gateway_id=one.reference, fee=fee_of(one)) if one.reference in taken else None
            for one in messages
        ]

    # --- the other side -------------------------------------------------------------------------

    async def probe(self) -> None:
        """See ``Gateway.probe``: whether a server answers, and reports can be received."""
        self._check_secrets()
        if self._receiving is not None:
            await self._receiving.listen()
        await self._trial.probe(self._line)

    async def test_connection(self) -> Text:
        """See ``Gateway.test_connection``. Never sends a message."""
        self._check_secrets()
        told = await self._trial.test(self._line, not self._values["certificate"].strip())
        if is_unprotected(self._trial.bare):
            told = text(
                "{told} The address begins with http://, so that others on the way can read key and "
                "messages; use https:// if the provider has it.",
                told=told,
            )
        if self._receiving is not None:
            await self._receiving.try_out()
            told = text(
                "{told} Reports are received at {address}.", told=told, address=self._receiving.address
            )
        return told

    async def _read(self, url: str) -> Answer:
        return await self._line.ask("GET", url, headers=self._trial.headers, exact=True)


class AskedHttpGateway(HttpGateway):
    """One whose provider is asked for reports, also for those the engine misses (``ReceiptsByNumber``)."""

    async def receipts_of(self, messages: Sequence[SentMessage]) -> Sequence[Receipt]:
        """See ``ReceiptsByNumber``."""
        assert self._asking is not None
        return await self._asking.receipts_of(messages)


def preview(values: Mapping[str, str]) -> str:
    """The request for a sample message exactly as it would leave, secrets as dots; or what is wrong with the
    settings. Pure, and quick enough for every key pressed (A10)."""
    values = filled(SETTINGS, values)
    for setting in SETTINGS:
        if problem := problem_with(setting, values[setting.key]):
            return str(problem)
    try:
        place = place_of(values)
        return shown(values, place.address(place.path or SAMPLE_PATH) if place else "")
    except (Invalid, ValueError) as wrong:
        return str(wrong)


def _limits(values: Mapping[str, str]) -> GatewayLimits:
    recipients = int(_number(values, "recipients_per_request"))
    if recipients > 1 and values["reports"] == ASKED:
        raise Invalid(
            text("Reports of single messages can be asked for with one recipient per request only."),
            field="recipients_per_request",
        )
    if recipients > 1 and values["reports"] == PUSHED and not values["report_number"].strip():
        raise Invalid(
            text("With several recipients in one request, say which field of a report holds the number."),
            field="report_number",
        )
    rate = number_in(values, _BY_KEY["messages_per_second"])
    return GatewayLimits(
        recipients, int(_number(values, "requests_at_once")), math.inf if rate is None else rate
    )


def _number(values: Mapping[str, str], key: str) -> float:
    value = number_in(values, _BY_KEY[key])
    assert value is not None
    return value
