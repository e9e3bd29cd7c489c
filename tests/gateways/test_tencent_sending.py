"""What the cloud answers to messages, and what becomes of them, beyond the shared contract."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smsdesk.domain.profile import Region
from smsdesk.gateways.base import (
    Accepted,
    GatewayDown,
    Known,
    Outcome,
    OutgoingMessage,
    Refused,
    Throttled,
    TryLater,
    Unknown,
    Wording,
)
from smsdesk.gateways.line import NoAnswer
from smsdesk.gateways.tencent.sending import batches, outcomes_in
from tests.gateways.contract import Fault, messages_to
from tests.gateways.tencent_server import REFUSED_NUMBER, CloudError
from tests.gateways.test_tencent import TencentFarSide, gateway_of, run

ONE, TWO, THREE = "+8613811112222", "+8613811113333", "+8613811114444"
ABROAD = "+14155550100"


def bodies(far: TencentFarSide, action: str = "SendSms") -> list[dict[str, object]]:
    return [json.loads(body) for seen, _, body in far.cloud.seen if seen == action]


# --- what is asked --------------------------------------------------------------------------------


def test_values_are_read_out_of_the_text(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        (message,) = messages_to(ONE, content="【晨光书店】小明，您的书3本到了")
        wording = Wording("1110", "{1}，您的书{2}本到了", "晨光书店")
        (outcome,) = await far.gateway.send([replace(message, wording=wording)])
        assert isinstance(outcome, Accepted)
        (body,) = bodies(far)
        assert body == {
            "PhoneNumberSet": [ONE],
            "SmsSdkAppId": "1400006666",
            "TemplateId": "1110",
            "SignName": "晨光书店",
            "TemplateParamSet": ["小明", "3"],
            "SessionContext": message.reference,
        }

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("wording", "content", "region", "code"),
    [
        (
            Wording("", "您好", "晨光书店"),
            "【晨光书店】您好",
            Region.MAINLAND,
            "TemplateUnapprovedOrNotExist",
        ),
        (Wording("1110", "您好", ""), "您好", Region.MAINLAND, "SignatureIncorrectOrUnapproved"),
        (
            Wording("1110", "您好", "晨光"),
            "【晨光书店】您好",
            Region.MAINLAND,
            "TemplateIncorrectOrUnapproved",
        ),
        (
            Wording("1110", "您{1}好", "晨光"),
            "【晨光】您好吗",
            Region.MAINLAND,
            "TemplateIncorrectOrUnapproved",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_without_asking(
    tmp_path: Path, wording: Wording, content: str, region: Region, code: str
) -> None:
    async def scenario(far: TencentFarSide) -> None:
        (message,) = messages_to(ONE, content=content)
        (outcome,) = await far.gateway.send([replace(message, wording=wording, region=region)])
        assert isinstance(outcome, Refused)
        assert outcome.code == f"FailedOperation.{code}"
        assert outcome.note
        assert not far.cloud.seen

    run(tmp_path, scenario)


def test_abroad_a_signature_is_not_needed(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        (message,) = messages_to(ABROAD, content="Hello")
        (outcome,) = await far.gateway.send([replace(message, wording=Wording("1110", "Hello", ""))])
        assert isinstance(outcome, Accepted)
        assert "SignName" not in bodies(far)[0]

    run(tmp_path, scenario)


def test_regions_and_repeated_numbers_share_no_request(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        messages = messages_to(ONE, ABROAD, TWO, ONE, ABROAD)
        messages = [
            replace(one, content="[晨光书店]您好") if one.number == ABROAD else one for one in messages
        ]
        outcomes = await far.gateway.send(messages)
        assert [type(one) for one in outcomes] == [Accepted] * 5
        assert [one["PhoneNumberSet"] for one in bodies(far)] == [[ONE, TWO], [ABROAD], [ONE], [ABROAD]]
        assert len({one.gateway_id for one in outcomes if isinstance(one, Accepted)}) == 5
        assert far.taken() == {one.reference: 1 for one in messages}

    run(tmp_path, scenario)


def test_a_request_has_at_most_200_numbers() -> None:
    sizes = [len(one) for one in batches(messages_to(*(f"+861381111{n:04d}" for n in range(450))))]
    assert sizes == [200, 200, 50]


# --- what is answered -----------------------------------------------------------------------------


def item(number: str = ONE, **other: object) -> dict[str, object]:
    known: dict[str, object] = {"SerialNo": "1:2", "PhoneNumber": number, "Fee": 1, "Code": "Ok"}
    return known | other


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([item(), item(TWO)], [Accepted, Accepted]),
        ([item(TWO), item()], [Accepted, Accepted]),
        ([item("86 138 1111 2222"), item("8613811113333")], [Accepted, Accepted]),
        ([item(""), item("")], [Accepted, Accepted]),
        ([item("+5213811112222"), item(TWO)], [Accepted, Accepted]),
        ([item()], [Accepted, Unknown]),
        ([item(), item(), item(TWO)], [Unknown, Accepted]),
        ([item(), item(THREE)], [Accepted, Unknown]),
        ([item(), None], [Accepted, Unknown]),
        ([item(Fee=0), item(TWO, Fee=True)], [Accepted, Unknown]),
        ([item(SerialNo=""), item(TWO, SerialNo=5)], [Unknown, Unknown]),
        ([item(Fee="1"), item(TWO, Code="ok")], [Unknown, Unknown]),
        ([item(Code=""), item(TWO, Code=None)], [Unknown, Unknown]),
        ([item(Code="LimitExceeded.PhoneNumberDailyLimit"), item(TWO)], [Refused, Accepted]),
        ([item(Code="InternalError.Timeout"), item(TWO)], [Unknown, Accepted]),
        ([item(Code="LimitExceeded.GlobalSmsSendingRateLimit"), item(TWO)], [Throttled, Accepted]),
        ([item(Code="FailedOperation.InsufficientBalanceInSmsPackage"), item(TWO)], [TryLater, Accepted]),
        ([item(Code="Something.New"), item(TWO)], [Unknown, Accepted]),
    ],
)
def test_only_what_is_clear_is_believed(items: list[object], expected: list[type[Outcome]]) -> None:
    outcomes = outcomes_in({"SendStatusSet": items}, messages_to(ONE, TWO))
    assert [type(one) for one in outcomes] == expected


@pytest.mark.parametrize("said", [{}, {"SendStatusSet": None}, {"SendStatusSet": {}}])
def test_an_answer_without_results_is_none(said: dict[str, object]) -> None:
    with pytest.raises(NoAnswer):
        outcomes_in(said, messages_to(ONE))


def test_an_empty_account_stops_the_sending_and_says_so() -> None:
    items = [item(one, Code="FailedOperation.InsufficientBalanceInSmsPackage") for one in (ONE, TWO)]
    with pytest.raises(GatewayDown, match="The prepaid package is used up"):
        outcomes_in({"SendStatusSet": items}, messages_to(ONE, TWO))


CONTENT_TYPES = ["application/json", "application/json; charset=utf-8", "text/plain", "text/html", "x/y", ""]


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_an_answer_is_read_whatever_its_content_type(tmp_path: Path, content_type: str) -> None:
    async def scenario(far: TencentFarSide) -> None:
        far.cloud.content_type = content_type
        (outcome,) = await far.gateway.send(messages_to(ONE))
        assert isinstance(outcome, Accepted)
        # The official client takes this error for a success when a character set is named.
        far.cloud.errors["SendSms"] = "FailedOperation.ContainSensitiveWord"
        (outcome,) = await far.gateway.send(messages_to(ONE))
        assert outcome == Refused(
            "FailedOperation.ContainSensitiveWord", "the words for FailedOperation.ContainSensitiveWord"
        )

    run(tmp_path, scenario)


def test_one_bad_number_does_not_spoil_a_request(tmp_path: Path) -> None:
    """Where the cloud refuses a whole request for one of its numbers, the others are asked without it."""

    async def scenario(far: TencentFarSide) -> None:
        real = far.cloud.answer_to

        def picky(action: str, said: dict[str, object]) -> dict[str, object]:
            if action == "SendSms" and REFUSED_NUMBER in said["PhoneNumberSet"]:  # type: ignore[operator]
                raise CloudError("InvalidParameterValue.IncorrectPhoneNumber")
            return real(action, said)

        far.cloud.answer_to = picky  # type: ignore[method-assign]
        outcomes = await far.gateway.send(messages_to(ONE, TWO, REFUSED_NUMBER, THREE))
        assert [type(one) for one in outcomes] == [Accepted, Accepted, Refused, Accepted]
        assert far.taken().total() == 3

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("AuthFailure.SecretIdNotFound", "The SecretId was removed or never existed"),
        ("UnauthorizedOperation.RequestIpNotInWhitelist", "This computer's address is not allowed"),
        ("UnauthorizedOperation.ServiceSuspendDueToArrears", "Suspended because of an unpaid bill"),
        ("UnsupportedRegion", "region in the settings is wrong"),
    ],
)
def test_what_is_wrong_with_the_account_is_said(tmp_path: Path, error: str, words: str) -> None:
    async def scenario(far: TencentFarSide) -> None:
        far.cloud.errors["*"] = error
        asks: list[Callable[[], Awaitable[object]]] = [
            lambda: far.gateway.send(messages_to(ONE)),
            far.gateway.probe,
            far.gateway.test_connection,
        ]
        for ask in asks:
            with pytest.raises(GatewayDown, match=words):
                await ask()
        far.cloud.errors.clear()
        await far.gateway.probe()
        assert isinstance((await far.gateway.send(messages_to(ONE)))[0], Accepted)

    run(tmp_path, scenario)


def test_after_an_empty_package_a_probe_waits_for_a_new_one(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        empty = "FailedOperation.InsufficientBalanceInSmsPackage"
        far.cloud.item_codes = {ONE: empty}
        for ask in (lambda: far.gateway.send(messages_to(ONE)), far.gateway.probe):
            with pytest.raises(GatewayDown, match="The prepaid package is used up"):
                await ask()
        far.cloud.packages = [
            {"PackageExpiredTime": far.cloud.now() + 99, "PackageAmount": 100, "CurrentUsage": 1}
        ]
        await far.gateway.probe()
        far.cloud.item_codes = {}
        await far.gateway.send(messages_to(ONE))
        far.cloud.packages = []
        await far.gateway.probe()

    run(tmp_path, scenario)


@pytest.mark.parametrize("fault", [Fault.MALFORMED, Fault.SERVER_FAULT, Fault.WRONG_TYPE])
def test_nothing_is_sent_to_something_else(tmp_path: Path, fault: Fault) -> None:
    """Where something answers that is no cloud, messages wait and are not in doubt."""

    async def scenario(far: TencentFarSide) -> None:
        await far.always(fault)
        if fault is Fault.WRONG_TYPE:
            far.cloud.answer_to = lambda action, said: {"Error": 7}  # type: ignore[method-assign]
        with pytest.raises(GatewayDown, match="does not speak as Tencent Cloud does"):
            await far.gateway.send(messages_to(ONE))
        assert not bodies(far)

    run(tmp_path, scenario)


def test_a_wrong_clock_is_measured_and_said(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        far.cloud.clock_ahead = -14 * 60
        with pytest.raises(GatewayDown, match="clock is 14 minutes ahead of Tencent Cloud's"):
            await far.gateway.send(messages_to(ONE))

    run(tmp_path, scenario)


def test_a_wrong_key_is_told_from_a_wrong_clock(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        other = gateway_of(far.cloud, secret_key="wrong")
        await other.open()
        with pytest.raises(GatewayDown, match="The SecretKey does not fit the SecretId"):
            await other.test_connection()
        await other.close()

    run(tmp_path, scenario)


# --- look-up --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 5, 60])
def test_messages_of_a_lost_answer_are_found_by_their_numbers(tmp_path: Path, count: int) -> None:
    async def scenario(far: TencentFarSide) -> None:
        messages = messages_to(*(f"+861381111{n:04d}" for n in range(count)))
        await far.suffer(Fault.LOST_ANSWER)
        assert {type(one) for one in await far.gateway.send(messages)} == {Unknown}
        # The same numbers got another message, too, which is not taken for the lost one.
        later = messages_to(*(one.number for one in messages), start=1000)
        await far.gateway.send(later)
        known = await far.gateway.look_up([*messages[:3], *messages_to(messages[0].number, start=5000)])
        assert [one and one.taken for one in known] == [*[True] * min(count, 3), None]
        serials = [one["SerialNo"] for one in far.cloud.history]
        assert [one.gateway_id for one in known if one] == serials[: min(count, 3)]

    run(tmp_path, scenario)


def test_where_nothing_is_reported_nothing_is_claimed(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        far.cloud.reports = False
        messages: list[OutgoingMessage] = messages_to(ONE, TWO)
        await far.suffer(Fault.LOST_ANSWER)
        await far.gateway.send(messages[:1])
        assert list(await far.gateway.look_up(messages)) == [None, None]
        for code in ("RequestLimitExceeded", "InternalError.OtherError", "FailedOperation.FailResolvePacket"):
            far.cloud.errors["PullSmsSendStatusByPhoneNumber"] = code
            assert list(await far.gateway.look_up(messages[:1])) == [None]
        far.cloud.errors["PullSmsSendStatusByPhoneNumber"] = "AuthFailure.SecretIdNotFound"
        with pytest.raises(GatewayDown):
            await far.gateway.look_up(messages[:1])

    run(tmp_path, scenario)


@pytest.mark.expects_log("must enable PullSmsSendStatusByPhoneNumber")
def test_an_account_that_may_not_ask_is_asked_no_more(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        far.cloud.errors["PullSmsSendStatusByPhoneNumber"] = "UnauthorizedOperation.RequestPermissionDeny"
        for _ in range(2):
            assert list(await far.gateway.look_up(messages_to(ONE))) == [None]
        assert len(bodies(far, "PullSmsSendStatusByPhoneNumber")) == 1

    run(tmp_path, scenario)


def test_it_is_asked_seven_days_back_at_most(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        now = far.cloud.now()
        (message,) = messages_to(ONE)
        for requested_at in (0, 1000 * (now - 3600)):
            await far.gateway.look_up([replace(message, requested_at=requested_at)])
        old, new = (one["BeginTime"] for one in bodies(far, "PullSmsSendStatusByPhoneNumber"))
        assert isinstance(old, int)
        assert now - 7 * 86_400 < old < now - 6 * 86_400
        assert new == now - 3600 - 600

    run(tmp_path, scenario)


def test_what_was_found_costs_its_fragments(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        body = "很长" * 40
        (message,) = messages_to(ONE, content=f"【晨光书店】{body}")
        await far.suffer(Fault.LOST_ANSWER)
        await far.gateway.send([message])
        (known,) = await far.gateway.look_up([message])
        assert known == Known(True, far.cloud.history[0]["SerialNo"], 2)

    run(tmp_path, scenario)
