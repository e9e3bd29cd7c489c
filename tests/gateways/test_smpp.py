"""The SMPP gateway against a carrier that misbehaves: the contract, sessions and long messages (N1, E4)."""

from __future__ import annotations

import asyncio
import struct
from collections import Counter
from contextlib import AbstractAsyncContextManager
from itertools import count
from pathlib import Path

import pytest

from smsdesk.gateways.base import (
    Accepted,
    GatewayDown,
    Refused,
    Throttled,
    TryLater,
    Unknown,
)
from smsdesk.gateways.smpp.addresses import Senders
from smsdesk.gateways.smpp.texts import Joining
from tests.gateways.contract import FarSide, GatewayContract, messages_to, until
from tests.gateways.smpp_far_side import GOOD, SmppFarSide, carrier, reached, run


class TestContract(GatewayContract):
    def far_side(self, folder: Path) -> AbstractAsyncContextManager[FarSide]:
        return carrier(answer_seconds=self.answer_seconds)


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
