"""The SMPP gateway against a carrier that misbehaves: the contract, and what is its own."""

from __future__ import annotations

import asyncio
import ssl
import struct
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
import trustme

from smsdesk.gateways.base import (
    Accepted,
    Gateway,
    GatewayDown,
    Outcome,
    OutgoingMessage,
    Refused,
    Throttled,
    TryLater,
    Unknown,
)
from smsdesk.gateways.smpp import connecting
from smsdesk.gateways.smpp.addresses import Senders
from smsdesk.gateways.smpp.gateway import SmppGateway
from smsdesk.gateways.smpp.inbox import PARTS_MS
from smsdesk.gateways.smpp.options import Options
from smsdesk.gateways.smpp.texts import Joining
from tests.gateways.contract import FarSide, Fault, GatewayContract, messages_to, until
from tests.gateways.smpp_server import Smsc, option, pack_deliver

GOOD = ("+8613800000001", "+8613800000002", "+12025550123")
REFUSED, REPLYING = "+8613800000009", "+8613800000008"


def options(port: int, **values: object) -> Options:
    return Options(
        **{
            "host": "127.0.0.1", "port": port, "tls": False, "system_id": "shop", "password": "secret",
            "answer_seconds": 1.0, **values,
        }  # type: ignore[arg-type]
    )  # fmt: skip


class SmppFarSide:
    good_numbers: Sequence[str] = GOOD
    refused_number = REFUSED
    refused_code = "InvalidParameterValue.IncorrectPhoneNumber"
    replying_number = REPLYING

    def __init__(self, smsc: Smsc, own: SmppGateway) -> None:
        self.smsc = smsc
        self.own = own
        self.references: dict[str, str] = {}
        self.gateway: Gateway = own
        send = own.send

        async def noted(messages: Sequence[OutgoingMessage]) -> Sequence[Outcome]:
            # The protocol carries no reference of ours; numbers stand for them.
            self.references |= {one.number.lstrip("+"): one.reference for one in messages}
            return await send(messages)

        own.send = noted  # type: ignore[method-assign]

    async def suffer(self, fault: Fault) -> None:
        self.smsc.manners.next_faults.append(fault.value)

    async def go_down(self) -> None:
        await self.smsc.go_down()

    async def come_up(self) -> None:
        await self.smsc.come_up()

    def taken(self) -> Counter[str]:
        return Counter(self.references[one.number] for one in self.smsc.taken)


@asynccontextmanager
async def carrier(**values: object) -> AsyncIterator[SmppFarSide]:
    async with Smsc() as smsc:
        smsc.manners.submit_status = lambda number: 0x0B if "+" + number == REFUSED else 0
        smsc.manners.replying = frozenset({REPLYING.lstrip("+")})
        gateway = SmppGateway(options(smsc.port, **values))
        await gateway.open()
        try:
            yield SmppFarSide(smsc, gateway)
        finally:
            await gateway.close()


class TestContract(GatewayContract):
    def far_side(self, folder: Path) -> AbstractAsyncContextManager[FarSide]:
        return carrier()


def run(scenario: Callable[[SmppFarSide], Awaitable[None]], **values: object) -> None:
    async def whole() -> None:
        async with carrier(**values) as far:
            await scenario(far)

    asyncio.run(whole())


async def reached(done: Callable[[], object]) -> None:
    """Wait until the other side has seen something."""

    async def look() -> Sequence[bool]:
        return [True] if done() else []

    await until(look, 1)


# --- the session ----------------------------------------------------------------------------------


def test_no_more_than_the_window_is_under_way_and_one_session_serves_all() -> None:
    async def scenario(far: SmppFarSide) -> None:
        far.smsc.manners.hold_answers = True
        sends = [
            asyncio.create_task(far.gateway.send(messages_to(f"+86137{place:08d}"))) for place in range(10)
        ]
        await reached(lambda: len(far.smsc.taken) == 4)
        await far.own.probe()
        assert len(far.smsc.taken) == 4
        far.smsc.manners.hold_answers = False
        far.smsc.sessions[0].release()
        for send in sends:
            (outcome,) = await send
            assert isinstance(outcome, Accepted)
        assert far.smsc.binds == {9: 1}

    run(scenario, window=4)


def test_an_idle_session_is_kept_alive_and_a_silent_one_is_given_up() -> None:
    async def scenario(far: SmppFarSide) -> None:
        await far.gateway.probe()
        await reached(lambda: far.smsc.heard[0x15] >= 3)
        assert far.smsc.binds == {9: 1}
        far.smsc.manners.answers_link = False
        await reached(lambda: not far.smsc.sessions)
        far.smsc.manners.answers_link = True
        # Asking for receipts, as the engine does all the time, opens the next one.
        assert list(await far.gateway.poll_receipts()) == []
        assert far.smsc.binds == {9: 2}

    run(scenario, idle_seconds=0.1, answer_seconds=0.3)


def test_after_an_unbind_what_is_owed_is_waited_for_and_the_next_session_goes_on() -> None:
    async def scenario(far: SmppFarSide) -> None:
        far.smsc.manners.hold_answers = True
        sending = asyncio.create_task(far.gateway.send(messages_to(GOOD[0])))
        await reached(lambda: far.smsc.taken)
        (session,) = far.smsc.sessions
        session.unbind()
        session.write(struct.pack(">LLLL", 16, 0x15, 0, 9))
        await reached(lambda: far.smsc.heard[0x80000015])
        assert not far.smsc.heard[0x80000006]
        session.release()
        (outcome,) = await sending
        assert isinstance(outcome, Accepted)
        await reached(lambda: far.smsc.heard[0x80000006] == 1)
        far.smsc.manners.hold_answers = False
        (outcome,) = await far.gateway.send(messages_to(GOOD[1]))
        assert isinstance(outcome, Accepted)
        assert far.smsc.binds == {9: 2}

    run(scenario)


def test_a_cut_leaves_the_written_ones_unknown_and_the_others_unsent() -> None:
    async def scenario(far: SmppFarSide) -> None:
        far.smsc.manners.hold_answers = True
        sends = [
            asyncio.create_task(far.gateway.send(messages_to(f"+86137{place:08d}"))) for place in range(5)
        ]
        await reached(lambda: len(far.smsc.taken) == 2)
        await far.smsc.go_down()
        found = await asyncio.gather(*sends, return_exceptions=True)
        kinds = Counter(type(one) if isinstance(one, BaseException) else type(one[0]) for one in found)
        assert kinds == {Unknown: 2, GatewayDown: 3}
        assert len(far.smsc.taken) == 2

    run(scenario, window=2)


def test_a_carrier_that_falls_silent_puts_no_more_than_a_window_in_doubt() -> None:
    async def scenario(far: SmppFarSide) -> None:
        far.smsc.manners.hold_answers = True
        far.smsc.manners.answers_link = far.smsc.manners.receipts = False
        await far.gateway.poll_replies()
        far.smsc.close_door()
        found = await asyncio.gather(
            *(far.gateway.send(messages_to(f"+86137{place:08d}")) for place in range(6)),
            return_exceptions=True,
        )
        kinds = Counter(type(one) if isinstance(one, BaseException) else type(one[0]) for one in found)
        assert kinds == {Unknown: 2, GatewayDown: 4}
        assert len(far.smsc.taken) == 2

    run(scenario, window=2, answer_seconds=0.2)


def test_a_forgotten_login_is_made_anew() -> None:
    async def scenario(far: SmppFarSide) -> None:
        far.smsc.manners.submit_status = lambda _number: 4
        (outcome,) = await far.gateway.send(messages_to(GOOD[0]))
        assert isinstance(outcome, TryLater)
        far.smsc.manners.submit_status = lambda _number: 0
        (outcome,) = await far.gateway.send(messages_to(GOOD[0]))
        assert isinstance(outcome, Accepted)
        assert far.smsc.binds == {9: 2}

    run(scenario)


def test_sequence_numbers_begin_anew_after_the_last() -> None:
    async def scenario(far: SmppFarSide) -> None:
        await far.gateway.probe()
        far.own._link._sessions[9]._sequences = count(0x7FFFFFFE)
        for number in GOOD:
            (outcome,) = await far.gateway.send(messages_to(number))
            assert isinstance(outcome, Accepted)
        assert far.smsc.binds == {9: 1}

    run(scenario)


@pytest.mark.parametrize(("fault", "kind"), [("nack", Refused), ("server_fault_nack", Unknown)])
def test_a_nack_is_an_answer(fault: str, kind: type) -> None:
    async def scenario(far: SmppFarSide) -> None:
        far.smsc.manners.next_faults.append(fault)
        (outcome,) = await far.gateway.send(messages_to(GOOD[0]))
        assert type(outcome) is kind

    run(scenario)


def test_what_nobody_asked_for_does_no_harm() -> None:
    async def scenario(far: SmppFarSide) -> None:
        await far.gateway.probe()
        (session,) = far.smsc.sessions
        for command, sequence in ((0x80000004, 77), (0x80000000, 0), (0x0B, 1), (0x102, 2), (0x03, 3)):
            session.write(struct.pack(">LLLL", 16, command, 0, sequence))
        # A unit in single octets, and two in one piece.
        for octet in struct.pack(">LLLL", 16, 0x15, 0, 9):
            session.write(bytes([octet]))
            await asyncio.sleep(0)
        session.write(struct.pack(">LLLL", 16, 0x15, 0, 10) * 2)
        await reached(lambda: far.smsc.heard[0x80000015] == 3)
        assert far.smsc.heard[0x80000000] == 1
        assert far.smsc.binds == {9: 1}

    run(scenario)


def test_two_sessions_where_there_is_none_for_both() -> None:
    async def scenario(far: SmppFarSide) -> None:
        far.smsc.manners.transceivers = False
        await far.gateway.send(messages_to(GOOD[0]))
        assert len(await until(far.gateway.poll_receipts, 1)) == 1
        assert far.smsc.binds == {1: 1, 2: 1}

    run(scenario, separate=True)


# --- long messages --------------------------------------------------------------------------------

LONG = "【晨光书店】" + "长" * 150


def test_a_long_message_goes_in_parts_and_is_named_by_all() -> None:
    async def scenario(far: SmppFarSide) -> None:
        far.smsc.manners.next_faults.extend(["", "throttled", ""])
        (outcome,) = await far.gateway.send(messages_to(GOOD[0], content=LONG))
        assert outcome == Accepted(far.smsc.taken[0].id, 3, tuple(one.id for one in far.smsc.taken))
        assert [one.esm_class for one in far.smsc.taken] == [0x40] * 3
        assert len({one.message[3] for one in far.smsc.taken}) == 1
        assert b"".join(one.message[6:] for one in far.smsc.taken).decode("utf-16-be") == LONG

    run(scenario)


@pytest.mark.parametrize(
    ("faults", "kind", "taken"),
    [
        (["throttled"], Throttled, 0),
        (["refused"], Refused, 0),
        (["", "refused"], Unknown, 1),
        (["", "lost_answer"], Unknown, 2),
        (["", "", "lost_request"], Unknown, 2),
    ],
)
def test_of_a_long_message_taken_in_part_nothing_is_claimed(
    faults: list[str], kind: type, taken: int
) -> None:
    async def scenario(far: SmppFarSide) -> None:
        far.smsc.manners.next_faults.extend(faults)
        (outcome,) = await far.gateway.send(messages_to(GOOD[0], content=LONG))
        assert type(outcome) is kind
        assert len(far.smsc.taken) == taken

    run(scenario)


def test_a_long_message_as_a_whole_and_all_that_is_set() -> None:
    async def scenario(far: SmppFarSide) -> None:
        (outcome,) = await far.gateway.send(messages_to(GOOD[0], content=LONG))
        assert isinstance(outcome, Accepted)
        assert (outcome.fee, outcome.parts) == (3, ())
        (taken,) = far.smsc.taken
        assert taken.message == b""
        assert taken.options[0x0424].decode("utf-16-be") == LONG
        assert (taken.source, taken.number) == ((5, 0, "SHOP"), "8613800000001")
        assert (taken.validity, taken.registered) == ("000002000000000R", 1)

    run(
        scenario, joining=Joining.PAYLOAD, senders=Senders("SHOP"), validity=b"000002000000000R\0",
        service_type="CMT",
    )  # fmt: skip


# --- what comes back ------------------------------------------------------------------------------


def test_a_receipt_is_answered_when_it_is_confirmed_and_comes_again_until_then() -> None:
    async def scenario(far: SmppFarSide) -> None:
        await far.gateway.send(messages_to(GOOD[0]))
        (receipt,) = await until(far.gateway.poll_receipts, 1)
        assert len(far.smsc.owed) == 1
        far.smsc.cut()
        await far.gateway.probe()
        # It has come twice, and is one.
        await reached(lambda: far.smsc.binds == {9: 2})
        await far.gateway.probe()
        assert list(await far.gateway.poll_receipts()) == [receipt]
        await far.gateway.confirm_receipts([receipt])
        await reached(lambda: not far.smsc.owed)
        assert list(await far.gateway.poll_receipts()) == []

    run(scenario)


@pytest.mark.expects_log("What came cannot be read")
def test_late_double_and_unreadable_receipts() -> None:
    async def scenario(far: SmppFarSide) -> None:
        await far.gateway.send(messages_to(GOOD[0]))
        (first,) = await until(far.gateway.poll_receipts, 1)
        await far.gateway.confirm_receipts([first])
        await reached(lambda: not far.smsc.owed)
        # The same once more: the store knows it by its key.
        far.smsc.deliver(far.smsc.sessions[0].receipt(far.smsc.taken[0]))
        (again,) = await until(far.gateway.poll_receipts, 1)
        assert again.key == first.key
        await far.gateway.confirm_receipts([again])
        # On its way, of no message, and nothing at all: answered, so that they do not come for ever.
        for words in (b"id:5 stat:ENROUTE", b"stat:DELIVRD", b"id:"):
            far.smsc.deliver(pack_deliver("8613800000001", "106", 4, 0, words))
        await reached(lambda: not far.smsc.owed)
        far.smsc.sessions[0].deliver(99, b"\0\1\1no end")
        await reached(lambda: far.smsc.heard[0x80000005] == 6)
        assert list(await far.gateway.poll_receipts()) == []

    run(scenario)


def reply(number: int, words: str, *, reference: int = 9, total: int = 3) -> bytes:
    message = bytes([5, 0, 3, reference, total, number]) + words.encode("utf-16-be")
    return pack_deliver("8613800000001", "106", 0x40, 8, message)


def test_a_long_reply_is_put_together_in_any_order() -> None:
    async def scenario(far: SmppFarSide) -> None:
        await far.gateway.probe()
        far.smsc.deliver(reply(3, "。"))
        far.smsc.deliver(reply(1, "谢谢"))
        far.smsc.deliver(reply(2, "！没有", reference=10))
        # Parts are answered at once: some carriers send one after the other.
        await reached(lambda: not far.smsc.owed)
        assert list(await far.gateway.poll_replies()) == []
        far.smsc.deliver(reply(2, "，下午来"))
        (whole,) = await until(far.gateway.poll_replies, 1)
        assert (whole.number, whole.content) == ("+8613800000001", "谢谢，下午来。")
        assert len(far.smsc.owed) == 1
        await far.gateway.confirm_replies([whole])
        await reached(lambda: not far.smsc.owed)

    run(scenario)


def test_a_long_reply_that_stays_unfinished_is_given_after_a_while() -> None:
    async def scenario(far: SmppFarSide) -> None:
        far.smsc.deliver(reply(2, "下午来"))
        await far.gateway.probe()
        await reached(lambda: not far.smsc.owed)
        assert list(await far.gateway.poll_replies()) == []
        far.own._inbox._clock = lambda: time.time_ns() // 1_000_000 + PARTS_MS
        (part,) = await far.gateway.poll_replies()
        assert part.content == "…下午来…"
        await far.gateway.confirm_replies([part])
        assert list(await far.gateway.poll_replies()) == []

    run(scenario)


def test_the_same_words_twice_are_two_replies_and_a_repetition_is_one() -> None:
    async def scenario(far: SmppFarSide) -> None:
        await far.gateway.probe()
        body = pack_deliver("8613800000001", "106", 0, 0, b"1", options=option(0x0424, b""))
        far.smsc.deliver(body)
        far.smsc.deliver(body)
        two = await until(far.gateway.poll_replies, 2)
        assert len({one.key for one in two}) == 2
        # The line breaks before they are answered: both come again, and are known.
        far.smsc.cut()
        await far.gateway.probe()
        await far.gateway.probe()
        assert list(await far.gateway.poll_replies()) == list(two)
        await far.gateway.confirm_replies(two)
        await reached(lambda: not far.smsc.owed)
        # Answered, but the answer is lost with the line.
        far.smsc.cut()
        far.smsc.deliver(body)
        await far.gateway.probe()
        await reached(lambda: not far.smsc.owed)
        assert list(await far.gateway.poll_replies()) == []

    run(scenario)


# --- the test of a connection ---------------------------------------------------------------------


async def told(values: Mapping[str, object], port: int) -> str:
    gateway = SmppGateway(options(port, **values))
    try:
        return str(await gateway.test_connection())
    except GatewayDown as down:
        return str(down.reason)
    finally:
        await gateway.close()


@pytest.mark.parametrize(
    ("manners", "values", "words"),
    [
        ({}, {}, "lets shop in and answers"),
        ({}, {"password": "wrong"}, "refuses the password"),
        ({"bind_status": 0x0F}, {}, "does not know the system ID shop"),
        ({"bind_status": 0x05}, {}, "says that it is in use"),
        ({"bind_status": 0x53}, {}, "refuses the system type"),
        ({"bind_status": 0x58}, {}, "asked too often"),
        ({"bind_status": 0x0D}, {}, "refuses the login"),
        ({"bind_status": 0x88}, {}, "0x00000088"),
        ({"transceivers": False}, {}, "Choose two sessions"),
        ({"first_words": b"HTTP/1.1 400 Bad Request\r\n\r\n"}, {}, "a web server"),
        ({"first_words": b"SSH-2.0-OpenSSH_9.6\r\n"}, {}, "not an SMPP server"),
        ({"first_words": b"\x15\x03\x03\0\2\2\x32"}, {}, "encrypted connection (TLS). Switch it on"),
        ({"first_words": b"\0"}, {}, "does not answer"),
        ({"answers_link": False}, {"answer_seconds": 0.3}, "does not answer"),
        ({}, {"tls": True}, "does not offer an encrypted connection"),
        ({}, {"host": "nowhere.invalid"}, "is not known"),
        ({}, {"ca_file": "/nowhere.pem", "tls": True}, "/nowhere.pem cannot be read"),
    ],
)
def test_the_test_says_in_words_what_is_wrong(
    manners: Mapping[str, object], values: Mapping[str, object], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "BIND_SECONDS", 0.5)
    monkeypatch.setattr(connecting, "HANDSHAKE_SECONDS", 0.5)

    async def scenario() -> None:
        async with Smsc() as smsc:
            for name, value in manners.items():
                setattr(smsc.manners, name, value)
            assert words in await told(values, smsc.port)

    asyncio.run(scenario())


def test_the_test_without_anybody_there() -> None:
    async def scenario() -> None:
        async with Smsc() as smsc:
            port = smsc.port
        assert "Nothing answers" in await told({}, port)

    asyncio.run(scenario())


def test_encryption_is_trusted_by_the_carrier_s_own_authority_only(tmp_path: Path) -> None:
    authority, other = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    other.cert_pem.write_to_path(str(tmp_path / "other.pem"))
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(trust)

    async def scenario() -> None:
        async with Smsc(trust=trust) as smsc:
            ours = {"tls": True, "ca_file": str(tmp_path / "ca.pem")}
            assert "answers" in await told(ours, smsc.port)
            theirs = {"tls": True, "ca_file": str(tmp_path / "other.pem")}
            assert "cannot be trusted" in await told(theirs, smsc.port)
            assert "cannot be trusted" in await told({**ours, "host": "localhost"}, smsc.port)
            gateway = SmppGateway(options(smsc.port, **ours))
            (outcome,) = await gateway.send(messages_to(GOOD[0]))
            assert isinstance(outcome, Accepted)
            await gateway.close()

    asyncio.run(scenario())
