"""The Kannel preset against Debian's own Kannel: bearerbox, smsbox, and a phone network of one line (N1).

Skipped where the package ``kannel`` is not installed; ``SMSDESK_KANNEL`` may name a folder with its programs.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from smsdesk.gateways.base import Accepted, GatewayDown
from smsdesk.gateways.http.gateway import HttpGateway
from smsdesk.gateways.http.presets import KANNEL
from tests.gateways.contract import messages_to, until
from tests.gateways.http_toy import PASSWORD, USER
from tests.ports import free_port

PROGRAMS = Path(os.environ.get("SMSDESK_KANNEL", "/usr/sbin"))
pytestmark = pytest.mark.skipif(
    not (PROGRAMS / "smsbox").is_file() or sys.platform != "linux", reason="Debian's kannel is not installed"
)
PATH = "0123456789abcdefghij"
SETTINGS = """
group = core
admin-port = {admin}
smsbox-port = {box}
admin-password = secret
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE
host = 127.0.0.1
port = {smsc}

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}

group = sendsms-user
username = "{user}"
password = "{password}"
max-messages = 10
concatenation = true

group = sms-service
keyword = default
get-url = "http://127.0.0.1:{receiver}/{path}?from=%p&text=%b&reply=%I"
catch-all = yes
max-messages = 0
"""
CONTENTS = ("Hello {[€]} “Tea” + 50%".replace("“", '"').replace("”", '"'), "【晨光书店】您好 😀 & <b> 100%")


async def reached(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection, as soon as somebody listens."""
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(0.02)


@asynccontextmanager
async def kannel(folder: Path, ports: dict[str, int]) -> AsyncIterator[asyncio.StreamReader]:
    """Both programs running, and what the phone network is given."""
    settings = folder / "kannel.conf"
    settings.write_text(SETTINGS.format(user=USER, password=PASSWORD, path=PATH, **ports))
    running: list[asyncio.subprocess.Process] = []
    with (folder / "kannel.log").open("wb") as log:
        try:
            for name, port in (("bearerbox", "box"), ("smsbox", "sendsms")):
                program = str(PROGRAMS / name)
                running.append(
                    await asyncio.create_subprocess_exec(
                        program, "-v", "4", str(settings), stdout=log, stderr=log
                    )
                )
                _, writer = await reached(ports[port])
                writer.close()
            reader, writer = await reached(ports["smsc"])
            writer.write(b"+8613800000001 12345 text hello from a phone\n")
            yield reader
            writer.close()
        finally:
            for process in reversed(running):
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(signal.SIGKILL)
                await process.wait()


def test_texts_arrive_and_reports_and_replies_come_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        ports = {name: free_port() for name in ("admin", "box", "smsc", "sendsms", "receiver")}
        values = {
            **KANNEL.values,
            "address": f"http://127.0.0.1:{ports['sendsms']}/cgi-bin/sendsms",
            "username": USER,
            "password": PASSWORD,
            "sender": "12345",
            "receiver_port": str(ports["receiver"]),
            "receiver_path": PATH,
        }
        gateway = HttpGateway.from_settings(values)
        await gateway.open()
        try:
            await gateway.poll_receipts()
            async with kannel(tmp_path, ports) as network:
                await talk(gateway, network)
                wrong = HttpGateway.from_settings({**values, "password": "wrong"})
                with pytest.raises(GatewayDown, match="403"):
                    await wrong.send(messages_to("+8613800000001"))
                await wrong.close()
        finally:
            await gateway.close()

    asyncio.run(scenario())


async def talk(gateway: HttpGateway, network: asyncio.StreamReader) -> None:
    assert "answers" in str(await gateway.test_connection())
    references = set()
    for place, content in enumerate(CONTENTS):
        (message,) = messages_to("+8613800000001", content=content, start=place)
        assert isinstance((await gateway.send([message]))[0], Accepted)
        references.add(message.reference)
        async with asyncio.timeout(10):
            line = (await network.readline()).rstrip(b"\n")
        sender, number, kind, words = line.split(b" ", 3)
        assert (sender, number) == (b"12345", b"+8613800000001")
        if kind == b"text":
            assert words.decode() == content
        else:
            assert unquote_to_bytes(words.replace(b"+", b" ")).decode("utf-16-be") == content
    receipts = await until(gateway.poll_receipts, 2)
    assert {one.gateway_id for one in receipts} == references
    assert all(one.delivered for one in receipts)
    await gateway.confirm_receipts(receipts)
    (reply,) = await until(gateway.poll_replies, 1)
    assert (reply.number, reply.content) == ("+8613800000001", "hello from a phone")
    await gateway.confirm_replies([reply])
