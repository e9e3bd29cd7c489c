"""Reports and replies that the cloud hands out once: none is lost, and accounts without them are told."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from smsdesk.gateways.base import Accepted, GatewayDown, IncomingReply, Receipt, SentMessage
from smsdesk.gateways.tencent.kept import Kept
from smsdesk.gateways.tencent.reports import receipt_in, reply_in
from tests.gateways.contract import Fault, messages_to
from tests.gateways.tencent_server import REPLYING_NUMBER, ToyCloud
from tests.gateways.test_tencent import TencentFarSide, gateway_of, run

ONE, TWO, THREE = "+8613811112222", "+8613811113333", "+8613811114444"


def report(**other: Any) -> dict[str, Any]:
    known = {
        **{"UserReceiveTime": 1795219286, "PhoneNumber": ONE, "SerialNo": "1:2"},
        **{"ReportStatus": "SUCCESS", "Description": "DELIVRD", "SessionContext": "x"},
    }
    return known | other


@pytest.mark.parametrize(
    ("item", "receipt"),
    [
        (report(), Receipt("1:2", ONE, True, "DELIVRD", 1795219286000)),
        (report(SubError="E1", New={}), Receipt("1:2", ONE, True, "DELIVRD", 1795219286000)),
        (
            report(ReportStatus="FAIL", Description="DB:0141"),
            Receipt("1:2", ONE, False, "DB:0141", 1795219286000),
        ),
        (report(ReportStatus="FAIL", Description=None), Receipt("1:2", ONE, False, "UNDELIV", 1795219286000)),
        (
            report(ReportStatus="FAIL", Description="空号\n \ud83d" + "x" * 99),
            Receipt("1:2", ONE, False, "空号 ?" + "x" * 56, 1795219286000),
        ),
        (
            report(PhoneNumber=None, CountryCode="86", SubscriberNumber="13811112222"),
            Receipt("1:2", ONE, True, "DELIVRD", 1795219286000),
        ),
        (report(PhoneNumber="8613811112222"), Receipt("1:2", ONE, True, "DELIVRD", 1795219286000)),
        # Abroad a number may come back written otherwise; what has no time was long ago.
        (report(PhoneNumber="+5215512345678"), Receipt("1:2", "", True, "DELIVRD", 1795219286000)),
        (report(PhoneNumber=""), Receipt("1:2", "", True, "DELIVRD", 1795219286000)),
        (report(UserReceiveTime="x"), Receipt("1:2", ONE, True, "DELIVRD", 1000)),
        (report(UserReceiveTime=1 << 70), Receipt("1:2", ONE, True, "DELIVRD", 1000)),
    ],
)
def test_a_report_is_read(item: object, receipt: Receipt) -> None:
    assert receipt_in(item) == receipt


@pytest.mark.expects_log("cannot be read")
@pytest.mark.parametrize(
    "item", [None, 7, [], {}, report(SerialNo=""), report(SerialNo=None), report(ReportStatus="PERHAPS")]
)
def test_nonsense_is_no_report(item: object) -> None:
    assert receipt_in(item) is None


def test_a_reply_is_read() -> None:
    item = {"PhoneNumber": ONE, "ReplyContent": "T\ud83d", "ReplyTime": 1795219286, "SignName": "晨光"}
    reply = reply_in(item)
    assert reply
    assert (reply.number, reply.content, reply.at, reply.signature) == (ONE, "T?", 1795219286000, "晨光")
    assert reply_in(dict(item)) == reply
    others = [item | {"ReplyTime": 1}, item | {"ReplyContent": "T"}, item | {"SignName": "x"}]
    assert len({reply.key, *(found.key for one in others if (found := reply_in(one)))}) == 4


@pytest.mark.expects_log("cannot be read")
@pytest.mark.parametrize("item", [None, {}, {"ReplyContent": "x"}, {"ReplyContent": 5, "PhoneNumber": ONE}])
def test_nonsense_is_no_reply(item: object) -> None:
    assert reply_in(item) is None


# --- handed out once ------------------------------------------------------------------------------


def test_what_was_handed_out_survives_the_program(tmp_path: Path) -> None:
    """Killed between the cloud's answer and the desk's store: the next run has them all the same."""

    async def scenario(far: TencentFarSide) -> None:
        await far.gateway.send(messages_to(ONE, TWO, REPLYING_NUMBER))
        pulled = [*await far.gateway.poll_receipts(), *await far.gateway.poll_replies()]
        assert len(pulled) == 4
        assert not far.cloud.statuses
        after = gateway_of(far.cloud, tmp_path / "gateway")
        await after.open()
        receipts, replies = await after.poll_receipts(), await after.poll_replies()
        assert [*receipts, *replies] == pulled
        await after.confirm_receipts(receipts[:2])
        assert list(await after.poll_receipts()) == list(receipts[2:])
        await after.confirm_receipts(receipts[2:])
        await after.confirm_replies(replies)
        await after.close()
        assert list((tmp_path / "gateway").iterdir()) == []

    run(tmp_path, scenario)


def handing_out(far: TencentFarSide) -> asyncio.Event:
    """Set when the cloud has given its reports away, and its answer is still on its way."""
    given, loop, real = asyncio.Event(), asyncio.get_running_loop(), far.cloud.answer_to

    def watched(action: str, said: dict[str, Any]) -> dict[str, Any]:
        answer = real(action, said)
        if action == "PullSmsSendStatus":
            loop.call_soon_threadsafe(given.set)
        return answer

    far.cloud.answer_to = watched  # type: ignore[method-assign]
    return given


def test_a_poll_that_is_cut_off_loses_nothing(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        await far.gateway.send(messages_to(ONE))
        given = handing_out(far)
        poll = asyncio.create_task(far.gateway.poll_receipts())
        await given.wait()
        poll.cancel()
        await asyncio.gather(poll, return_exceptions=True)
        assert len(await far.gateway.poll_receipts()) == 1

    run(tmp_path, scenario)


def test_closing_waits_for_what_is_being_handed_out(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        await far.gateway.send(messages_to(ONE))
        given = handing_out(far)
        poll = asyncio.create_task(far.gateway.poll_receipts())
        await given.wait()
        poll.cancel()
        await far.gateway.close()
        (file,) = (tmp_path / "gateway").iterdir()
        assert json.loads(file.read_text())[0]["PhoneNumber"] == ONE

    run(tmp_path, scenario)


@pytest.mark.expects_log("cannot be kept on disk")
def test_without_a_disk_they_are_kept_in_memory(tmp_path: Path) -> None:
    async def scenario() -> None:
        (tmp_path / "file").write_text("in the way")
        kept: Kept[Receipt] = Kept(tmp_path / "file" / "folder", "receipts", receipt_in)
        await kept.load()
        await kept.add([report()])
        await kept.add([report(SerialNo="3:4")])
        assert [one.gateway_id for one in kept.all()] == ["1:2", "3:4"]
        await kept.forget(kept.all())
        assert len(kept) == 0

    asyncio.run(scenario())


@pytest.mark.expects_log("cannot be read: receipts-1.json")
def test_a_damaged_file_does_not_hide_the_others(tmp_path: Path) -> None:
    async def scenario() -> None:
        (tmp_path / "receipts-1.json").write_text("[{")
        (tmp_path / "receipts-2.json").write_text(json.dumps([report()]))
        (tmp_path / "receipts-3.json").write_text('{"a": 1}')
        (tmp_path / "receipts-4.json.part").write_text("[")
        kept: Kept[Receipt] = Kept(tmp_path, "receipts", receipt_in)
        await kept.load()
        assert len(kept.all()) == 1

    asyncio.run(scenario())


# --- accounts that may not ------------------------------------------------------------------------


@pytest.mark.expects_log("must enable PullSmsSendStatus for", "must enable PullSmsReplyStatus for")
def test_an_account_that_may_not_pull_goes_on_sending_and_asks_by_number(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        far.cloud.errors = {
            "PullSmsSendStatus": "UnauthorizedOperation.RequestPermissionDeny",
            "PullSmsReplyStatus": "FailedOperation.OtherError",
        }
        (outcome,) = await far.gateway.send(messages_to(ONE))
        assert isinstance(outcome, Accepted)
        for _ in range(3):
            assert [*await far.gateway.poll_receipts(), *await far.gateway.poll_replies()] == []
        assert sum(action.startswith("Pull") for action, _, _ in far.cloud.seen) == 2
        words = str(await far.gateway.test_connection())
        assert "support has not enabled" in words
        sent = SentMessage(outcome.gateway_id, ONE, 1000 * far.cloud.now())
        other = SentMessage("9:9", ONE, 1000 * far.cloud.now())
        (receipt,) = await far.gateway.receipts_of([sent, other])
        assert (receipt.gateway_id, receipt.number, receipt.delivered) == (outcome.gateway_id, ONE, True)

    run(tmp_path, scenario)


def test_a_fault_of_the_queue_does_not_stop_the_sending(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        for code in ("RequestLimitExceeded", "InternalError.OtherError", "ServiceUnavailable"):
            far.cloud.errors["PullSmsSendStatus"] = code
            far.gateway.poll_at_once()
            assert list(await far.gateway.poll_receipts()) == []
        far.cloud.errors["PullSmsSendStatus"] = "AuthFailure.SignatureFailure"
        far.gateway.poll_at_once()
        with pytest.raises(GatewayDown):
            await far.gateway.poll_receipts()

    run(tmp_path, scenario)


def test_the_words_of_a_test(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        now = far.cloud.now()
        package = {"PackageCreateTime": 1, "PackageEffectiveTime": 1, "PackageType": 1, "PackageId": 5}
        far.cloud.packages = [
            package | {"PackageExpiredTime": now + 999, "PackageAmount": 10_000, "CurrentUsage": 766},
            package | {"PackageExpiredTime": now - 999, "PackageAmount": 10_000, "CurrentUsage": 0},
            package | {"PackageExpiredTime": now + 99, "PackageAmount": 100, "CurrentUsage": 101},
        ]
        await far.gateway.send(messages_to(REPLYING_NUMBER))
        words = str(await far.gateway.test_connection())
        assert "Left in the packages: 9,234." in words
        assert "fetched by themselves" in words
        # What the test had handed out is not lost.
        assert isinstance((await far.gateway.poll_receipts())[0], Receipt)
        assert isinstance((await far.gateway.poll_replies())[0], IncomingReply)
        packages, far.cloud.packages = far.cloud.packages, []
        assert "nothing goes to mainland China until one is bought" in str(
            await far.gateway.test_connection()
        )
        far.cloud.packages = packages
        far.cloud.errors["SmsPackagesStatistics"] = "UnsupportedOperation"
        assert "Its balance cannot be read." in str(await far.gateway.test_connection())
        assert (await far.gateway.account(1000 * (now - 5), 1000 * now)).packages == ()
        far.cloud.errors.clear()
        account = await far.gateway.account(1000 * (now - 40 * 86_400), 1000 * now)
        assert [one.left for one in account.packages] == [0, 9234]
        # Two parts, because one question may be about 32 days.
        assert (account.requests, account.accepted, account.fragments) == (12, 10, 14)
        assert (account.reported, account.delivered, account.undelivered) == (8, 6, 2)

    run(tmp_path, scenario)


def test_a_test_loses_no_reports_of_the_sending_gateway(tmp_path: Path) -> None:
    with ToyCloud() as cloud:

        async def scenario() -> None:
            sending = gateway_of(cloud, tmp_path / "gateway")
            await sending.open()
            assert list(await sending.poll_receipts()) == []
            await sending.send(messages_to(ONE))
            tested = gateway_of(cloud, tmp_path / "gateway")
            await tested.open()
            await tested.test_connection()
            await tested.close()
            sending.poll_at_once()
            assert len(await sending.poll_receipts()) == 1
            await sending.close()

        asyncio.run(scenario())


def test_reports_with_many_of_them_come_in_lots(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        await far.suffer(Fault.LOST_ANSWER)
        await far.gateway.send(messages_to(*(f"+861381111{n:04d}" for n in range(150))))
        assert len(await far.gateway.poll_receipts()) == 100
        receipts = await far.gateway.poll_receipts()
        assert len({one.gateway_id for one in receipts}) == 150
        await far.gateway.confirm_receipts(receipts)
        assert list(await far.gateway.poll_receipts()) == []

    run(tmp_path, scenario)
