"""The gateway to Tencent Cloud SMS, API 3.0 (N1).

Reports and replies are handed out once and only to accounts that support has enabled for it; what was handed
out is kept on disk until it is stored. Accounts without it, and reports that got lost on the way, are served
by asking number by number (``receipts_of``).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import (
    GatewayDown,
    GatewayLimits,
    IncomingReply,
    Known,
    Outcome,
    OutgoingMessage,
    Receipt,
    Refused,
    SentMessage,
    TryLater,
    Unknown,
)
from smsdesk.gateways.http.receiving import Place, Receiving
from smsdesk.gateways.line import NoAnswer
from smsdesk.gateways.tencent.accounting import TencentAccounting
from smsdesk.gateways.tencent.asking import PER_SECOND, Asking
from smsdesk.gateways.tencent.callbacks import CallbackRules, place_for
from smsdesk.gateways.tencent.codes import Verdict, in_words, only_this, verdict
from smsdesk.gateways.tencent.kept import MOST
from smsdesk.gateways.tencent.line import CloudRefusal, TencentLine, now_ms
from smsdesk.gateways.tencent.pulling import Pulling
from smsdesk.gateways.tencent.reports import receipt_in, reply_in
from smsdesk.gateways.tencent.reviews import TencentReviewing
from smsdesk.gateways.tencent.sending import (
    RECIPIENTS_PER_REQUEST,
    AccountRefused,
    batches,
    of_refusal,
    outcomes_in,
    request_for,
    worth_dividing,
)
from smsdesk.gateways.tencent.settings import Options, options_from

logger = logging.getLogger(__name__)


_NO_PACKAGE = "FailedOperation.InsufficientBalanceInSmsPackage"


class TencentGateway(TencentReviewing, TencentAccounting):
    """See ``Gateway``, ``Reviewing``, ``ReceiptsByNumber`` and ``Accounting`` for the contracts."""

    key = "tencent"
    can_look_up = True

    def __init__(
        self,
        options: Options,
        *,
        folder: Path | None = None,
        clock: Callable[[], int] = now_ms,
        idle_seconds: float = 1.0,
        questions_per_second: float = PER_SECOND,
        callbacks: Place | None = None,
    ) -> None:
        """``folder``: of the gateway's own. ``idle_seconds``: between two pulls that bring nothing.
        ``questions_per_second``: about single numbers. ``callbacks``: where they are received, if reports are
        not pulled."""
        self.limits = GatewayLimits(
            RECIPIENTS_PER_REQUEST, options.requests_at_once, options.messages_per_second
        )
        self._options = options
        self._line = TencentLine(options, clock)
        self._receiving = (
            Receiving(callbacks, CallbackRules(), clock=clock, folder=folder) if callbacks else None
        )
        self._deaf = False
        self._known = False
        """Whether what answers is the cloud, as far as was ever asked."""
        self._refused = ""
        """The code with which the account as a whole was refused the last time something was sent."""
        self._asking = Asking(self._line, options.app_id, clock, questions_per_second)
        self._receipts: Pulling[Receipt] = Pulling(
            self._line, "receipts", options.app_id, receipt_in, folder=folder, idle_seconds=idle_seconds
        )
        self._replies: Pulling[IncomingReply] = Pulling(
            self._line, "replies", options.app_id, reply_in, folder=folder, idle_seconds=idle_seconds
        )

    @classmethod
    def from_settings(cls, values: Mapping[str, str], folder: Path | None = None) -> Self:
        """Built from the values of ``SETTINGS``; ``Invalid`` names the field that is wrong."""
        return cls(options_from(values), folder=folder, callbacks=place_for(values))

    async def open(self) -> None:
        """Get ready on the running loop. Nothing is asked yet."""
        await self._line.open()

    async def close(self) -> None:
        """Let go of every connection; what is being handed out just now is kept first."""
        if self._receiving:
            await self._receiving.close()
        self._known = False
        await asyncio.gather(self._receipts.close(), self._replies.close())
        await self._line.close()

    # --- sending --------------------------------------------------------------------------------

    async def send(self, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
        """See ``Gateway.send``."""
        outcomes: dict[int, Outcome] = {}
        for places in batches(messages):
            batch = [messages[place] for place in places]
            try:
                found = await self._send(batch)
            except GatewayDown as down:
                self._known = False
                if not outcomes:
                    raise
                # Of an earlier part some may have been taken: only this one certainly was not.
                found = [TryLater("ServiceUnavailable", str(down))] * len(batch)
            outcomes.update(zip(places, found, strict=True))
        return [outcomes[place] for place in range(len(messages))]

    async def _send(self, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        request = request_for(messages, self._options)
        if isinstance(request, Refused):
            return [request] * len(messages)
        if not self._known:
            # Something else at the address would leave every message in doubt.
            await self.probe()
        try:
            found = outcomes_in(await self._line.ask("SendSms", request), messages)
            self._refused = ""
            return found
        except AccountRefused as no:
            self._refused = no.code
            raise
        except NoAnswer as fault:
            logger.info("No answer to a request of %d messages: %s", len(messages), fault)
            return [Unknown(note=str(fault))] * len(messages)
        except CloudRefusal as no:
            if verdict(no.code) is Verdict.DOWN:
                self._refused = no.code
                raise no.down() from no
            logger.info("A request of %d messages was refused: %s", len(messages), no.code)
            if not worth_dividing(no.code, len(messages)):
                return of_refusal(no.code, no.message, len(messages))
        half = len(messages) // 2
        return [*await self.send(messages[:half]), *await self._rest(messages[half:])]

    async def _rest(self, messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
        """The second half of a divided request: the first may have been taken, so that nothing is raised."""
        try:
            return await self.send(messages)
        except GatewayDown as down:
            return [TryLater("ServiceUnavailable", str(down))] * len(messages)

    # --- reports --------------------------------------------------------------------------------

    async def poll_receipts(self) -> Sequence[Receipt]:
        """See ``Gateway.poll_receipts``; none while the account may not have them handed out."""
        kept = await self._receipts.poll(asking=self._receiving is None)
        return [*kept, *heard.receipts.waiting(MOST)] if (heard := await self._listening()) else kept

    async def confirm_receipts(self, receipts: Sequence[Receipt]) -> None:
        """See ``Gateway.confirm_receipts``."""
        await self._receipts.kept.forget(receipts)
        if self._receiving:
            self._receiving.receipts.stored(receipts)

    async def poll_replies(self) -> Sequence[IncomingReply]:
        """See ``Gateway.poll_replies``; none while the account may not have them handed out."""
        kept = await self._replies.poll(asking=self._receiving is None)
        return [*kept, *heard.replies.waiting(MOST)] if (heard := await self._listening()) else kept

    async def confirm_replies(self, replies: Sequence[IncomingReply]) -> None:
        """See ``Gateway.confirm_replies``."""
        await self._replies.kept.forget(replies)
        if self._receiving:
            self._receiving.replies.stored(replies)

    async def _listening(self) -> Receiving | None:
        """Where callbacks are received, if they are. A port that is taken does not stop the sending."""
        if self._receiving is None:
            return None
        try:
            await self._receiving.listen()
        except GatewayDown as down:
            if not self._deaf:
                logger.warning("Callbacks cannot be received: %s", down)
            self._deaf = True
            return None
        self._deaf = False
        return self._receiving

    def poll_at_once(self) -> None:
        """Let the next polls ask, also when the account was refused lately: support may have enabled it."""
        self._receipts.hurry()
        self._replies.hurry()

    async def receipts_of(self, messages: Sequence[SentMessage]) -> Sequence[Receipt]:
        """See ``ReceiptsByNumber.receipts_of``."""
        return await self._asking.receipts_of(messages)

    async def look_up(self, messages: Sequence[OutgoingMessage]) -> Sequence[Known | None]:
        """See ``Gateway.look_up``: taken, where a report says so; else it cannot say."""
        return await self._asking.look_up(messages)

    # --- the other side -------------------------------------------------------------------------

    async def probe(self) -> None:
        """See ``Gateway.probe``: whether the cloud answers, takes the key, and has what it last missed."""
        try:
            await self._signatures()
            if self._refused == _NO_PACKAGE:
                if not sum(one.left for one in await self.packages()):
                    raise GatewayDown(in_words(_NO_PACKAGE))
            elif self._refused:
                await self.packages()
        except CloudRefusal as no:
            # A key that may only send is refused the question, and the cloud is there all the same.
            if not only_this(no.code) and verdict(no.code) is not Verdict.THROTTLED:
                raise no.down() from no
        self._known = True

    async def _signatures(self) -> None:
        await self._line.question(
            "DescribeSmsSignList", {"International": int(self._options.abroad), "Limit": 1, "Offset": 0}
        )

    async def test_connection(self) -> Text:
        """See ``Gateway.test_connection``: key, permission and clock, then application and balance, then
        whether reports are handed out."""
        try:
            await self._signatures()
            balance = await self._balance()
        except CloudRefusal as no:
            raise no.down() from no
        if self._receiving:
            await self._receiving.try_out()
            return text(
                "Tencent Cloud answers at {address} and takes the key. {balance} Enter "
                "this address for both callbacks in the console: {callback}",
                address=self._line.address,
                balance=balance,
                callback=self._receiving.address,
            )
        if all(await asyncio.gather(self._receipts.permitted(), self._replies.permitted())):
            return text(
                "Tencent Cloud answers at {address} and takes the key. {balance} "
                "Receipts and replies are fetched by themselves.",
                address=self._line.address,
                balance=balance,
            )
        return text(
            "Tencent Cloud answers at {address} and takes the key. {balance} Its support "
            "has not enabled the account for fetching receipts and replies: receipts are asked for number by "
            "number, which takes minutes; ask support to enable PullSmsSendStatus and PullSmsReplyStatus.",
            address=self._line.address,
            balance=balance,
        )

    async def _balance(self) -> Text:
        """Also sees whether the application is the account's own."""
        try:
            left = sum(one.left for one in await self.packages())
        except CloudRefusal as no:
            # Accounts that pay afterwards, and keys that may not ask.
            if not only_this(no.code):
                raise
            return text("Its balance cannot be read.")
        if not left and not self._options.abroad:
            return text("No package has anything left: nothing goes to mainland China until one is bought.")
        return text("Left in the packages: {left}.", left=f"{left:,}")
