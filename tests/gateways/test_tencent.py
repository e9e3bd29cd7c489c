"""The gateway to Tencent Cloud over real HTTP to a toy of it: the contracts, and what is its own."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import ClassVar

from smsdesk.gateways.tencent.gateway import TencentGateway
from smsdesk.gateways.tencent.settings import Options
from smsdesk.gateways.tencent.signing import Keys
from tests.gateways.contract import PATIENT, FarSide, Fault, GatewayContract
from tests.gateways.review_contract import ReviewContract, ReviewFarSide
from tests.gateways.tencent_server import (
    APP_ID,
    BAD_PICTURE,
    REFUSED_NUMBER,
    REJECTED_WORD,
    REPLYING_NUMBER,
    SECRET_ID,
    SECRET_KEY,
    ToyCloud,
)


def gateway_of(
    cloud: ToyCloud,
    folder: Path | None = None,
    *,
    secret_key: str = SECRET_KEY,
    answer_seconds: float = PATIENT,
) -> TencentGateway:
    options = Options(
        Keys(SECRET_ID, secret_key),
        APP_ID,
        cloud.address + "/",
        "ap-guangzhou",
        answer_seconds=answer_seconds,
    )
    return TencentGateway(options, folder=folder, idle_seconds=0, questions_per_second=500)


class TencentFarSide:
    good_numbers: Sequence[str] = ("+8613811112222", "+8613811113333", "+8613811114444")
    refused_number = REFUSED_NUMBER
    refused_code = "FailedOperation.PhoneNumberInBlacklist"
    replying_number = REPLYING_NUMBER
    rejected_word = REJECTED_WORD
    bad_picture = BAD_PICTURE

    def __init__(self, gateway: TencentGateway, cloud: ToyCloud) -> None:
        self.gateway: TencentGateway = gateway
        self.cloud = cloud

    async def suffer(self, fault: Fault) -> None:
        self.cloud.next_fault = fault

    async def always(self, fault: Fault | None) -> None:
        self.cloud.always = fault

    async def decide(self) -> None:
        self.cloud.decide()

    async def go_down(self) -> None:
        await asyncio.to_thread(self.cloud.go_down)

    async def come_up(self) -> None:
        await asyncio.to_thread(self.cloud.come_up)

    def filed(self) -> int:
        return self.cloud.filed

    def taken(self) -> Counter[str]:
        return self.cloud.taken()


@asynccontextmanager
async def tencent(folder: Path, answer_seconds: float = PATIENT) -> AsyncIterator[TencentFarSide]:
    with ToyCloud() as cloud:
        gateway = gateway_of(cloud, folder / "gateway", answer_seconds=answer_seconds)
        await gateway.open()
        try:
            yield TencentFarSide(gateway, cloud)
        finally:
            await gateway.close()


class TestContract(GatewayContract):
    proves_absence: ClassVar[bool] = False

    def far_side(self, folder: Path) -> AbstractAsyncContextManager[FarSide]:
        return tencent(folder, self.answer_seconds)


class TestReviewContract(ReviewContract):
    def far_side(self, folder: Path) -> AbstractAsyncContextManager[ReviewFarSide]:
        return tencent(folder, self.answer_seconds)


def run(folder: Path, scenario: Callable[[TencentFarSide], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with tencent(folder) as far:
            await scenario(far)

    asyncio.run(whole())
