"""Receipts and replies that Tencent Cloud sends by itself to a path nobody can guess."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from smsdesk.domain.errors import Invalid
from smsdesk.gateways.base import IncomingReply, Receipt
from smsdesk.gateways.settings import filled
from smsdesk.gateways.tencent.callbacks import CallbackRules
from smsdesk.gateways.tencent.gateway import TencentGateway
from smsdesk.gateways.tencent.settings import SETTINGS
from tests.gateways.contract import messages_to, until
from tests.gateways.tencent_server import APP_ID, SECRET_ID, SECRET_KEY, ToyCloud
from tests.ports import free_port

STATUS = {
    **{"user_receive_time": "2026-11-21 16:52:39", "nationcode": "86", "mobile": "13811112222"},
    **{"report_status": "SUCCESS", "errmsg": "DELIVRD", "description": "用户短信送达成功"},
    **{"sid": "2640:1", "ext": "x", "sub_error": "new"},
}
REPLY = {
    **{"extend": "", "mobile": "13811112222", "nationcode": "86", "sign": "晨光", "text": "T"},
    "time": 1795251159,
}
AT = 1795251159000


def gateway_of(cloud: ToyCloud, folder: Path, port: int, **more: str) -> TencentGateway:
    values = {
        **{"secret_id": SECRET_ID, "secret_key": SECRET_KEY, "sdk_app_id": APP_ID},
        **{"endpoint": cloud.address, "reports": "pushed", "receiver_port": str(port)},
        **{"receiver_path": "a-path-nobody-guesses", **more},
    }
    return TencentGateway.from_settings(filled(SETTINGS, values), folder)


@pytest.mark.parametrize(
    ("item", "receipt"),
    [
        (STATUS, Receipt("2640:1", "+8613811112222", True, "DELIVRD", AT, "")),
        (
            STATUS | {"report_status": "FAIL", "errmsg": "MK:0001"},
            Receipt("2640:1", "+8613811112222", False, "MK:0001", AT, ""),
        ),
        (STATUS | {"user_receive_time": "x"}, Receipt("2640:1", "+8613811112222", True, "DELIVRD", 1000, "")),
        (STATUS | {"report_status": "?"}, None),
        (REPLY, None),
        (None, None),
    ],
)
def test_receipts(item: dict[str, Any] | None, receipt: Receipt | None) -> None:
    found = CallbackRules().receipt(item, 5)
    if receipt is None or found is None:
        assert found == receipt
    else:
        assert found.key
        assert (found.gateway_id, found.number, found.delivered, found.code, found.at) == (
            *(receipt.gateway_id, receipt.number, receipt.delivered, receipt.code, receipt.at),
        )


def test_replies() -> None:
    reply = CallbackRules().reply(REPLY, 5)
    assert reply
    assert (reply.number, reply.content, reply.at, reply.signature) == ("+8613811112222", "T", AT, "晨光")
    assert CallbackRules().reply(STATUS, 5) is None


def test_callbacks_are_answered_when_they_are_stored(tmp_path: Path) -> None:
    async def scenario(cloud: ToyCloud) -> None:
        port = free_port()
        gateway = gateway_of(cloud, tmp_path, port)
        await gateway.open()
        assert [*await gateway.poll_receipts(), *await gateway.poll_replies()] == []
        async with aiohttp.ClientSession() as session:

            async def push(what: object) -> object:
                url = f"http://127.0.0.1:{port}/a-path-nobody-guesses"
                async with session.post(url, data=json.dumps(what)) as response:
                    return json.loads(await response.read())

            pushing = [asyncio.create_task(push([STATUS, {"odd": 1}])), asyncio.create_task(push(REPLY))]
            receipts = await until(gateway.poll_receipts, 1)
            replies = await until(gateway.poll_replies, 1)
            assert not any(one.done() for one in pushing)
            await gateway.confirm_receipts(receipts)
            await gateway.confirm_replies(replies)
            assert await asyncio.gather(*pushing) == [{"result": 0, "errmsg": "OK"}] * 2
        assert isinstance(receipts[0], Receipt)
        assert isinstance(replies[0], IncomingReply)
        assert not any(action.startswith("Pull") for action, _, _ in cloud.seen)
        # Beside the one that sends, a Test sees that the port is the desk's own, and says the address.
        tested = gateway_of(cloud, tmp_path, port)
        await tested.open()
        assert f"http://127.0.0.1:{port}/a-path-nobody-guesses" in str(await tested.test_connection())
        await tested.close()
        await gateway.close()

    with ToyCloud() as cloud:
        asyncio.run(scenario(cloud))


@pytest.mark.expects_log("Callbacks cannot be received")
def test_a_port_that_is_taken_does_not_stop_the_sending(tmp_path: Path) -> None:
    async def scenario(cloud: ToyCloud) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            gateway = gateway_of(cloud, tmp_path, other.getsockname()[1])
            await gateway.open()
            for _ in range(2):
                assert [*await gateway.poll_receipts(), *await gateway.poll_replies()] == []
            assert len(await gateway.send(messages_to("+8613811112222"))) == 1
        assert list(await gateway.poll_receipts()) == []
        await gateway.close()

    with ToyCloud() as cloud:
        asyncio.run(scenario(cloud))


@pytest.mark.parametrize(
    ("field", "value"), [("receiver_path", "short"), ("receiver_host", "a b"), ("allowed_addresses", "x")]
)
def test_what_is_wrong_is_named(tmp_path: Path, field: str, value: str) -> None:
    with ToyCloud() as cloud, pytest.raises(Invalid) as wrong:
        gateway_of(cloud, tmp_path, 8027, **{field: value})
    assert wrong.value.field == field
