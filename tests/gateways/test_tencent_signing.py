"""Our requests are the official Python client's, byte for byte: one server gets both to compare them."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace

import pytest
from tencentcloud.common import abstract_client
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111 import models
from tencentcloud.sms.v20210111.sms_client import SmsClient

from smsdesk.gateways.base import OutgoingMessage, SentMessage, SubmissionRefused, Wording
from smsdesk.gateways.tencent.gateway import TencentGateway
from smsdesk.gateways.tencent.settings import Options
from smsdesk.gateways.tencent.signing import Keys, authorization, body_of, signed_headers
from tests.gateways.contract import messages_to
from tests.gateways.review_contract import signature_item, template_item
from tests.gateways.tencent_server import APP_ID, SECRET_ID, SECRET_KEY, ToyCloud

#: Python 3.12 says so of a call within the client.
pytestmark = pytest.mark.filterwarnings("ignore:.*utcfromtimestamp:DeprecationWarning")

#: What a proof covers, and what else says what is asked. The client adds its own name and a trace id.
COMPARED = (
    *("content-type", "host", "authorization", "x-tc-action", "x-tc-version"),
    *("x-tc-region", "x-tc-timestamp", "x-tc-language"),
)

Seen = tuple[str, dict[str, str], bytes]


def gateway_of(cloud: ToyCloud, stamp: int) -> TencentGateway:
    options = Options(
        Keys(SECRET_ID, SECRET_KEY), APP_ID, cloud.address + "/", "ap-guangzhou", qualification_id=77
    )
    return TencentGateway(options, clock=lambda: 1000 * stamp, idle_seconds=0)


def client_of(cloud: ToyCloud, language: str) -> SmsClient:
    profile = ClientProfile(
        httpProfile=HttpProfile(protocol="http", endpoint=f"127.0.0.1:{cloud.port}"), language=language
    )
    return SmsClient(Credential(SECRET_ID, SECRET_KEY), "ap-guangzhou", profile)


def in_globe(message: OutgoingMessage) -> OutgoingMessage:
    return replace(
        message,
        content='[Café]Hi "{Zoë}" \\ 😀\u2028, 3 left',
        wording=Wording("22", 'Hi "{1}" \\ {2}, 3 left', "Café"),
    )


OPERATIONS: Mapping[str, Callable[[TencentGateway], Awaitable[object]]] = {
    "one": lambda gateway: gateway.send(messages_to("+8613711112222")),
    "many": lambda gateway: gateway.send(messages_to(*(f"+861371111{n:04d}" for n in range(200)))),
    "global": lambda gateway: gateway.send([in_globe(messages_to("+14155550100")[0])]),
    "pull receipts": lambda gateway: gateway.poll_receipts(),
    "pull replies": lambda gateway: gateway.poll_replies(),
    "look up": lambda gateway: gateway.look_up(messages_to("+8613711112222")),
    "receipts": lambda gateway: gateway.receipts_of([SentMessage("1:1", "+8613711112222", 5)]),
    "signature": lambda gateway: gateway.submit_signature(signature_item()),
    "edited signature": lambda gateway: gateway.submit_signature(signature_item(), "1000"),
    "template": lambda gateway: gateway.submit_template(template_item()),
    "edited template": lambda gateway: gateway.submit_template(template_item(), "1000"),
    "find signature": lambda gateway: gateway.find_submission(signature_item()),
    "find template": lambda gateway: gateway.find_submission(template_item()),
    "signature states": lambda gateway: gateway.review_states("signature", ["1", "2"]),
    "template states": lambda gateway: gateway.review_states("template", ["1", "2"]),
    "withdraw signature": lambda gateway: gateway.withdraw("signature", "1"),
    "withdraw template": lambda gateway: gateway.withdraw("template", "1"),
    "probe": lambda gateway: gateway.probe(),
    "account": lambda gateway: gateway.account(1_795_000_000_000, 1_795_100_000_000),
}


async def ours(
    cloud: ToyCloud, stamp: int, work: Callable[[TencentGateway], Awaitable[object]]
) -> list[Seen]:
    gateway = gateway_of(cloud, stamp)
    await gateway.open()
    try:
        await work(gateway)
    except SubmissionRefused:
        pass
    finally:
        await gateway.close()
    seen = list(cloud.seen)
    cloud.seen.clear()
    return seen


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_request_is_the_official_clients(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with ToyCloud() as cloud:
        stamp = cloud.now() - 100
        monkeypatch.setattr(abstract_client, "time", SimpleNamespace(time=lambda: stamp + 0.5))
        mine = asyncio.run(ours(cloud, stamp, OPERATIONS[name]))
        assert mine
        for action, headers, body in mine:
            request = getattr(models, f"{action}Request")()
            request.from_json_string(body.decode())  # a field that it does not know is a warning here
            # Some are refused for what they ask; what counts is how they were asked.
            with contextlib.suppress(TencentCloudSDKException):
                getattr(client_of(cloud, headers["x-tc-language"]), action)(request)
            (_, theirs, their_body) = cloud.seen.pop()
            assert body == their_body
            assert {one: headers.get(one) for one in COMPARED} == {one: theirs.get(one) for one in COMPARED}
            assert headers["content-length"] == theirs["content-length"]


def test_the_captured_vector() -> None:
    """A request that was captured from the client, with its proof."""
    body = body_of(
        {
            "PhoneNumberSet": ["+8613711112222", "+8613711113333"],
            "SmsSdkAppId": "1400006666",
            "TemplateId": "1110",
            "SignName": "腾讯云",
            "TemplateParamSet": ["1234", "5"],
            "SessionContext": "ctx",
        }
    )
    assert len(body) == 201
    proof = authorization(
        body, Keys("AKIDEXAMPLE", "SecretKeyExample"), host="127.0.0.1:35069", timestamp=1795219286
    )
    assert proof == (
        "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2026-11-21/sms/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=d5cf8a20a64c177a64f61df96b5bca79cd5d944b2964a51cf9f9049f46c86e5b"
    )


def test_a_day_ends_at_midnight_in_greenwich() -> None:
    keys = Keys("id", "key")
    proofs = [authorization(b"{}", keys, host="h", timestamp=stamp) for stamp in (1795219199, 1795219200)]
    assert ["2026-11-20" in proofs[0], "2026-11-21" in proofs[1]] == [True, True]


def test_keys_do_not_show() -> None:
    headers = signed_headers("SendSms", b"{}", Keys("id", "hush"), host="h", region="r", timestamp=1)
    assert "hush" not in json.dumps(headers) + repr(Keys("id", "hush"))
