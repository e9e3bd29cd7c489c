"""A carrier that floods, repeats itself and does not listen costs a bounded part of the program (N1, S1)."""

from __future__ import annotations

import asyncio
import struct
import time

import pytest

from smsdesk.domain.errors import Invalid
from smsdesk.gateways.smpp.gateway import SmppGateway
from smsdesk.gateways.smpp.inbox import Inbox
from smsdesk.gateways.smpp.options import options_from
from smsdesk.gateways.smpp.pdu import DELIVER_SM, Pdu
from smsdesk.gateways.smpp.session import Session
from smsdesk.gateways.smpp.statuses import TEMPORARY
from tests.gateways.contract import IMPATIENT
from tests.gateways.smpp_far_side import SmppFarSide, options, run
from tests.gateways.smpp_server import pack_deliver

SAME = {
    "receipt": pack_deliver("8613900000001", "", 4, 0, b"id:77-7 stat:DELIVRD done date:2611210901"),
    "reply": pack_deliver("8613900000001", "", 0, 0, b"Yes"),
}


class Line(Session):
    """Notes the statuses of the answers instead of sending them."""

    def __init__(self) -> None:
        self.reason = None
        self.statuses: list[int] = []

    def respond(self, request: int, sequence: int, status: int = 0) -> bool:
        self.statuses.append(status)
        return True


@pytest.mark.parametrize("kind", ["receipt", "reply"])
def test_the_same_ten_thousand_times_is_no_work_and_no_memory(kind: str) -> None:
    inbox, line = Inbox(options(1), lambda: 10**12, time.monotonic), Line()
    began = time.process_time()
    for sequence in range(10_000):
        inbox.receive(line, Pdu(DELIVER_SM, 0, sequence, SAME[kind]))
    assert time.process_time() - began < 5
    receipts, replies = inbox.receipts(), inbox.replies()
    assert (len(receipts) == 1) if kind == "receipt" else (len(replies) == 50)
    put_off = line.statuses.count(TEMPORARY)
    assert put_off == 10_000 - 50, "what cannot wait here stays with the carrier"
    inbox.confirm_receipts(receipts)
    inbox.confirm_replies(replies)
    assert line.statuses.count(0) == 50
    assert not inbox.receipts()
    assert not inbox.replies()
    inbox.receive(line, Pdu(DELIVER_SM, 0, 99_999, SAME["reply"]))
    assert len(inbox.replies()) == 1


def test_one_that_asks_for_ever_and_reads_nothing_is_left() -> None:
    """Its answers must not pile up here, and messages must not wait for it without end."""

    async def scenario() -> None:
        asked = struct.pack(">LLLL", 16, 0x15, 0, 7) * 2_000
        writers: list[asyncio.StreamWriter] = []

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.append(writer)
            head = await reader.readexactly(16)
            writer.write(
                struct.pack(">LLLL", 16 + 2, 0x80000009, 0, struct.unpack(">LLLL", head)[3]) + b"x\0"
            )
            try:
                while True:
                    writer.write(asked)
                    await writer.drain()
            except ConnectionError:
                pass
            finally:
                writer.transport.abort()

        server = await asyncio.start_server(talk, "127.0.0.1", 0, limit=1024)
        gateway = SmppGateway(options(server.sockets[0].getsockname()[1], answer_seconds=IMPATIENT))
        await gateway.open()
        session = await gateway._link.session()
        async with asyncio.timeout(60):
            while session.reason is None:
                assert session._transport is None or session._transport.get_write_buffer_size() < 1_000_000
                await asyncio.sleep(0.01)
        assert "does not answer any more" in str(session.reason)
        await gateway.close()
        server.close()
        for writer in writers:
            writer.transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0.05)

    asyncio.run(scenario())


def test_the_same_receipt_a_thousand_times_is_given_until_it_is_stored() -> None:
    async def scenario(far: SmppFarSide) -> None:
        await far.own.probe()
        for _ in range(1_000):
            far.smsc.deliver(SAME["receipt"])
        found = [*await far.own.poll_receipts()]
        async with asyncio.timeout(60):
            while not found:
                await asyncio.sleep(0.01)
                found = [*await far.own.poll_receipts()]
        while far.smsc.acknowledged < 1:
            await far.own.confirm_receipts(await far.own.poll_receipts())
            await asyncio.sleep(0.01)
        assert {one.gateway_id for one in found} == {"77-7"}
        assert len({one.key for one in found}) == 1

    run(scenario)


@pytest.mark.parametrize(
    ("host", "meant"),
    [
        ("smpp.example.com", "smpp.example.com"),
        ("::1", "::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        *(
            (wrong, "")
            for wrong in (
                "smpp.example.com:2775",
                "https://smpp.example.com",
                "user:pass@example.com",
                "[::1",
                "[]",
                "a b",
                "☃.example\u202e",
                "x" * 300,
                "::1%eth0;rm",
                "file:///etc/passwd",
            )
        ),
    ],
)
def test_a_server_is_a_name_or_an_address_and_nothing_else(host: str, meant: str) -> None:
    values = {"host": host, "system_id": "shop"}
    if meant:
        assert options_from(values).host == meant
        return
    with pytest.raises(Invalid) as wrong:
        options_from(values)
    assert wrong.value.field == "host"
