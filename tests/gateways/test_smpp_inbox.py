"""What comes back over SMPP: receipts and replies, each once and none lost (E7, C5)."""

from __future__ import annotations

import time

import pytest

from smsdesk.gateways.smpp.inbox import PARTS_MS
from tests.gateways.contract import messages_to, until
from tests.gateways.smpp_far_side import GOOD, SmppFarSide, reached, run
from tests.gateways.smpp_server import option, pack_deliver


def test_a_receipt_is_answered_when_it_is_confirmed_and_comes_again_until_then() -> None:
    async def scenario(far: SmppFarSide) -> None:
        await far.gateway.send(messages_to(GOOD[0]))
        (receipt,) = await until(far.gateway.poll_receipts, 1)
        await far.gateway.probe()
        assert len(far.smsc.owed) == 1
        far.smsc.cut()
        await far.gateway.probe()
        # It has come twice, and is one.
        await reached(lambda: far.smsc.binds == {9: 2})
        await far.gateway.probe()
        assert list(await far.gateway.poll_receipts()) == [receipt]
        assert not far.smsc.heard[0x80000005]
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
