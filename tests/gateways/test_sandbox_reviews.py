"""The sandbox's review over real HTTP: the contract, and answers that cannot be read (R1)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from smsdesk.carrier import Delay, Script
from smsdesk.carrier.server import Carrier
from smsdesk.domain.errors import Invalid
from smsdesk.gateways.base import GatewayDown, ReviewAnswer, ReviewedBy, ReviewState, SubmissionRefused
from smsdesk.gateways.registry import DECLARED
from smsdesk.gateways.sandbox.gateway import SandboxGateway
from tests.gateways.contract import PATIENT, Fault
from tests.gateways.review_contract import ReviewContract, ReviewFarSide, signature_item, template_item
from tests.gateways.test_sandbox import SWITCH_OF

LATER = Script(review_delay=Delay.exactly(60))


class SandboxReviews:
    rejected_word = "reject"
    bad_picture = b"GIF89a"

    def __init__(self, gateway: SandboxGateway, carrier: Carrier, clock: list[int]) -> None:
        self.gateway = gateway
        self.carrier = carrier
        self._clock = clock

    async def suffer(self, fault: Fault) -> None:
        self.carrier.switches.set({SWITCH_OF[fault]: 1, "slow_seconds": 60.0})

    async def always(self, fault: Fault | None) -> None:
        self.carrier.switches.all_off()
        if fault:
            self.carrier.switches.set({SWITCH_OF[fault]: -1, "slow_seconds": 60.0})

    async def decide(self) -> None:
        self._clock[0] += 60_000

    async def go_down(self) -> None:
        await self.carrier.go_down()

    async def come_up(self) -> None:
        await self.carrier.come_up()

    def filed(self) -> int:
        return self.carrier.book.reviews.counts.reviews_filed


@asynccontextmanager
async def sandbox(folder: Path, answer_seconds: float = PATIENT) -> AsyncIterator[SandboxReviews]:
    clock = [1_700_000_000_000]
    async with Carrier(LATER, log_path=folder / "taken.log", clock=lambda: clock[0]) as carrier:
        gateway = SandboxGateway(carrier.address, answer_seconds=answer_seconds)
        await gateway.open()
        try:
            yield SandboxReviews(gateway, carrier, clock)
        finally:
            await gateway.close()


class TestReviewContract(ReviewContract):
    def far_side(self, folder: Path) -> AbstractAsyncContextManager[ReviewFarSide]:
        return sandbox(folder, self.answer_seconds)


def test_a_picture_of_5_mb_arrives(tmp_path: Path) -> None:
    async def whole() -> None:
        async with sandbox(tmp_path) as far:
            picture = b"\x89PNG\r\n\x1a\n" + bytes(5 * 1024 * 1024 - 8)
            assert await far.gateway.submit_signature(signature_item(picture=picture))

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("values", "by"),
    [
        ({}, ReviewedBy.DESK),
        ({"review": ""}, ReviewedBy.DESK),
        ({"review": "here"}, ReviewedBy.DESK),
        ({"review": "carrier"}, ReviewedBy.CARRIER),
    ],
)
def test_who_reviews_is_a_setting(values: Mapping[str, str], by: ReviewedBy) -> None:
    declared = DECLARED["sandbox"]
    assert declared.reviewed_by(values) is by
    declared.check(values)
    (setting,) = (one for one in declared.settings if one.key == "review")
    assert len(setting.words) == len(setting.choices)


def test_nobody_else_reviews() -> None:
    with pytest.raises(Invalid) as wrong:
        DECLARED["sandbox"].check({"review": "the moon"})
    assert wrong.value.field == "review"


# --- answers that cannot be read ------------------------------------------------------------------


async def asking(answer: web.Response, ask: str) -> object:
    """What the gateway makes of an answer of a carrier that is well otherwise."""

    async def handle(request: web.BaseRequest) -> web.Response:
        if request.path == "/v1/health":
            return web.json_response({"carrier": "smsdesk-sandbox", "version": 1})
        return answer

    runner = web.ServerRunner(web.Server(handle, access_log=None), shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    gateway = SandboxGateway(f"127.0.0.1:{runner.addresses[0][1]}", answer_seconds=PATIENT)
    try:
        match ask:
            case "submit":
                return await gateway.submit_template(template_item())
            case "find":
                return await gateway.find_submission(template_item())
            case "states":
                return await gateway.review_states("template", ["t1"])
            case _:
                await gateway.withdraw("template", "t1")
                return None
    finally:
        await gateway.close()
        await runner.cleanup()


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        ("submit", {}),
        ("submit", {"id": ""}),
        ("submit", {"id": 7}),
        ("submit", {"id": None}),
        ("submit", {"id": "x" * 65}),
        ("submit", {"id": "s1\n"}),
        ("submit", {"id": "书"}),
        ("submit", []),
        ("find", {"id": 7}),
        ("find", {"id": ["s1"]}),
        ("find", {}),
        ("states", {}),
        ("states", {"states": []}),
        ("states", {"states": {}}),
        ("states", {"states": {"t1": None}}),
        ("states", {"states": {"t1": {"answer": "approved"}}}),
        ("states", {"states": {"t1": {"answer": "perhaps", "reason": ""}}}),
        ("states", {"states": {"t1": {"answer": "approved", "reason": 5}}}),
        ("withdraw", {}),
        ("withdraw", {"withdrawn": "yes"}),
    ],
)
def test_only_what_is_clear_is_believed(ask: str, answer: object) -> None:
    with pytest.raises(GatewayDown, match="no readable answer"):
        asyncio.run(asking(web.json_response(answer), ask))


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("资质不符", "资质不符"),
        ("  two\n lines\t", "two lines"),
        ("x" * 2000, "x" * 500),
        ("\ud800", "?"),
    ],
)
def test_the_carriers_words_are_made_fit_to_show(reason: str, shown: str) -> None:
    answer = {"states": {"t1": {"answer": "rejected", "reason": reason}}}
    states = asyncio.run(asking(web.json_response(text=json.dumps(answer)), "states"))
    assert states == [ReviewState(ReviewAnswer.REJECTED, shown)]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"code": "InvalidParameter.DirtyWordFound"}, SubmissionRefused),
        (400, {"code": "SomethingNew.OfNextYear"}, SubmissionRefused),
        (400, {"code": 5}, GatewayDown),
        (400, {}, GatewayDown),
        (404, {"code": "InvalidAction"}, GatewayDown),
        (302, {"id": "s1"}, GatewayDown),
        (503, {}, GatewayDown),
        (500, {"code": "InternalError.UnknownError"}, GatewayDown),
    ],
)
def test_a_refusal_is_a_refusal_only_where_it_says_so(status: int, body: object, kind: type) -> None:
    with pytest.raises(kind) as raised:
        asyncio.run(asking(web.json_response(body, status=status), "submit"))
    assert str(raised.value)
