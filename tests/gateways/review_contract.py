"""What every gateway must do whose carrier reviews signatures and templates (R1).

A gateway's test file derives from ``ReviewContract`` as it does from ``contract.GatewayContract``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import ClassVar, Protocol

import pytest

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.gateways.base import (
    Gateway,
    GatewayDown,
    Objection,
    Picture,
    ReviewAnswer,
    Reviewing,
    ReviewState,
    SignatureSubmission,
    SlowDown,
    Submission,
    SubmissionRefused,
    TemplateSubmission,
)
from tests.gateways.contract import IMPATIENT, OUTCOMES, PATIENT, Fault


class ReviewingGateway(Gateway, Reviewing, Protocol):
    """A gateway whose carrier reviews."""


class ReviewFarSide(Protocol):
    """A gateway, open, and the toy of its carrier, which decides when it is told to."""

    gateway: ReviewingGateway
    rejected_word: str
    """A signature or template with it is rejected."""
    bad_picture: bytes
    """Refused at once."""

    async def suffer(self, fault: Fault) -> None:
        """The next submission goes wrong so; ``SLOW`` is slower than the gateway waits."""
        ...

    async def always(self, fault: Fault | None) -> None:
        """Every request about reviews goes wrong so, until None."""
        ...

    async def decide(self) -> None:
        """Everything in review is decided."""
        ...

    async def go_down(self) -> None: ...

    async def come_up(self) -> None: ...

    def filed(self) -> int:
        """How many submissions were taken that were no edits."""
        ...


def signature_item(content: str = "晨光书店", picture: bytes = b"\x89PNG\r\n\x1a\n") -> SignatureSubmission:
    return SignatureSubmission(
        Region.MAINLAND,
        SignatureType.COMPANY,
        Purpose.FOR_OTHERS,
        content,
        "remarks",
        "business_licence",
        Picture("png", picture),
        Picture("jpg", b"\xff\xd8\xff\xe0"),
    )


def template_item(content: str = "您好，{1}") -> TemplateSubmission:
    return TemplateSubmission(Region.MAINLAND, SmsType.REGULAR, "问候", content, "remarks")


async def give(gateway: Reviewing, item: Submission, remote_id: str = "") -> str:
    """Submit either."""
    if isinstance(item, SignatureSubmission):
        return await gateway.submit_signature(item, remote_id)
    return await gateway.submit_template(item, remote_id)


async def answer_of(gateway: Reviewing, item: Submission, remote_id: str) -> ReviewAnswer:
    (state,) = await gateway.review_states(item.subject, [remote_id])
    return state.answer


ITEMS = pytest.mark.parametrize("make", [signature_item, template_item])


class ReviewContract:
    """Derive, name the class ``Test…`` and define ``far_side``."""

    faults: ClassVar[Sequence[Fault]] = tuple(fault for fault in Fault if fault is not Fault.REFUSED)
    answer_seconds = PATIENT
    """How long the gateway of ``far_side`` waits for an answer."""

    def far_side(self, folder: Path) -> AbstractAsyncContextManager[ReviewFarSide]:
        """The gateway and its carrier, for the time of one test."""
        raise NotImplementedError

    def run(self, folder: Path, scenario: Callable[[ReviewFarSide], Awaitable[None]]) -> None:
        """One scenario on a loop of its own."""

        async def whole() -> None:
            async with self.far_side(folder) as far:
                assert isinstance(far.gateway, Reviewing)
                await scenario(far)

        asyncio.run(whole())

    @ITEMS
    def test_it_is_pending_then_decided(self, tmp_path: Path, make: Callable[..., Submission]) -> None:
        async def scenario(far: ReviewFarSide) -> None:
            gateway, good, bad = far.gateway, make(), make("x" + far.rejected_word)
            ids = [await give(gateway, item) for item in (good, bad)]
            assert all(0 < len(id_) <= 64 and id_.isascii() for id_ in ids)
            pending = ReviewState(ReviewAnswer.PENDING)
            assert list(await gateway.review_states(good.subject, ids)) == [pending, pending]
            await far.decide()
            approved, rejected = await gateway.review_states(good.subject, ids)
            assert approved == ReviewState(ReviewAnswer.APPROVED)
            assert rejected.answer is ReviewAnswer.REJECTED
            assert rejected.reason
            assert await gateway.review_states(good.subject, []) == []

        self.run(tmp_path, scenario)

    @ITEMS
    def test_many_are_asked_about_in_order(self, tmp_path: Path, make: Callable[..., Submission]) -> None:
        async def scenario(far: ReviewFarSide) -> None:
            item = make()
            known = await give(far.gateway, item)
            names = [f"none{place}" for place in range(250)]
            states = await far.gateway.review_states(item.subject, [known, *names, known])
            answers = [one.answer for one in states]
            assert answers == [ReviewAnswer.PENDING, *[ReviewAnswer.GONE] * 250, ReviewAnswer.PENDING]

        self.run(tmp_path, scenario)

    @ITEMS
    def test_only_what_is_not_approved_can_be_edited(
        self, tmp_path: Path, make: Callable[..., Submission]
    ) -> None:
        async def scenario(far: ReviewFarSide) -> None:
            gateway = far.gateway
            id_ = await give(gateway, make("x" + far.rejected_word))
            assert await give(gateway, make("y" + far.rejected_word), id_) == id_
            await far.decide()
            assert await give(gateway, make("z"), id_) == id_
            assert await answer_of(gateway, make(), id_) is ReviewAnswer.PENDING
            await far.decide()
            with pytest.raises(SubmissionRefused) as refused:
                await give(gateway, make("zz"), id_)
            assert refused.value.objection is Objection.ALREADY_APPROVED
            assert str(refused.value.reason)
            with pytest.raises(SubmissionRefused) as refused:
                await give(gateway, make("zz"), "none")
            assert refused.value.objection is Objection.GONE
            assert far.filed() == 1

        self.run(tmp_path, scenario)

    @ITEMS
    def test_what_is_withdrawn_is_gone(self, tmp_path: Path, make: Callable[..., Submission]) -> None:
        async def scenario(far: ReviewFarSide) -> None:
            item = make()
            for decided in (False, True):
                id_ = await give(far.gateway, item)
                if decided:
                    await far.decide()
                await far.gateway.withdraw(item.subject, id_)
                assert await answer_of(far.gateway, item, id_) is ReviewAnswer.GONE
                assert await far.gateway.find_submission(item) == ""
                await far.gateway.withdraw(item.subject, id_)

        self.run(tmp_path, scenario)

    def test_what_is_refused_at_once_says_why(self, tmp_path: Path) -> None:
        async def scenario(far: ReviewFarSide) -> None:
            with pytest.raises(SubmissionRefused) as refused:
                await far.gateway.submit_signature(signature_item(picture=far.bad_picture))
            assert refused.value.objection is Objection.CONTENT
            assert str(refused.value.reason)
            await far.gateway.submit_signature(signature_item())
            with pytest.raises(SubmissionRefused) as refused:
                await far.gateway.submit_signature(signature_item())
            assert refused.value.objection is Objection.ALREADY_WAITING
            assert far.filed() == 1

        self.run(tmp_path, scenario)

    @ITEMS
    @pytest.mark.parametrize("fault", Fault)
    def test_after_a_fault_it_can_be_found_and_is_there_once(
        self, tmp_path: Path, make: Callable[..., Submission], fault: Fault
    ) -> None:
        if fault not in self.faults:
            pytest.skip("not in this protocol")
        taken = OUTCOMES[fault][1]
        if fault is Fault.SLOW:
            self.answer_seconds = IMPATIENT

        async def scenario(far: ReviewFarSide) -> None:
            item = make()
            assert await far.gateway.find_submission(item) == ""
            await far.suffer(fault)
            with pytest.raises(GatewayDown) as down:
                await give(far.gateway, item)
            assert str(down.value.reason)
            assert isinstance(down.value, SlowDown) is (fault is Fault.THROTTLED)
            found = await far.gateway.find_submission(item)
            assert bool(found) is taken
            assert far.filed() == int(taken)
            if found:
                assert await answer_of(far.gateway, item, found) is ReviewAnswer.PENDING

        self.run(tmp_path, scenario)

    @pytest.mark.parametrize("fault", [*Fault, None])
    def test_nothing_but_down_is_raised_while_it_cannot_be_asked(
        self, tmp_path: Path, fault: Fault | None
    ) -> None:
        if fault is not None and fault not in self.faults:
            pytest.skip("not in this protocol")
        if fault is Fault.SLOW:
            self.answer_seconds = IMPATIENT

        async def scenario(far: ReviewFarSide) -> None:
            gateway, item = far.gateway, template_item()
            id_ = await give(gateway, item)
            if fault is None:
                await far.go_down()
            else:
                await far.always(fault)
            asks: Sequence[Callable[[], Awaitable[object]]] = (
                lambda: give(gateway, item),
                lambda: give(gateway, item, id_),
                lambda: gateway.find_submission(item),
                lambda: gateway.review_states("template", [id_]),
                lambda: gateway.withdraw("template", id_),
            )
            for ask in asks:
                with pytest.raises(GatewayDown) as down:
                    await ask()
                assert str(down.value.reason)
            if fault is None:
                await far.come_up()
            else:
                await far.always(None)
            await gateway.probe()
            await gateway.withdraw("template", id_)

        self.run(tmp_path, scenario)
