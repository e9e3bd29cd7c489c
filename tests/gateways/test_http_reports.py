"""Reports and replies by field names; what is pushed is answered when it is stored (E7, N1)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsdesk.domain.errors import Invalid
from smsdesk.gateways.base import GatewayDown, IncomingReply, Receipt
from smsdesk.gateways.http import receiving
from smsdesk.gateways.http.gateway import HttpGateway
from smsdesk.gateways.http.inbox import Inbox
from smsdesk.gateways.http.presets import JSON
from smsdesk.gateways.http.reports import ReportRules, report_rules, time_in
from smsdesk.gateways.http.settings import SETTINGS
from smsdesk.gateways.settings import filled
from tests.gateways.contract import until
from tests.ports import free_port

NOW, THEN = 1_800_000_000_000, 1_700_000_000_000
FIELDS = {
    "reports": "pushed",
    "report_id": "id | data.id",
    "report_status": "status",
    "report_code": "err",
    "report_number": "to",
    "report_time": "at",
    "reply_number": "from",
    "reply_content": "text",
}


def rules(**more: str) -> ReportRules:
    return report_rules(filled(SETTINGS, {**FIELDS, **more}))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"id": "7", "status": "delivered"}, ("7", "", True, "DELIVRD", NOW)),
        ({"id": 7, "status": "DELIVRD", "to": "8613800138"}, ("7", "+8613800138", True, "DELIVRD", NOW)),
        ({"data": {"id": "a"}, "status": "Delivered", "at": THEN / 1000}, ("a", "", True, "DELIVRD", THEN)),
        ({"id": "7", "status": "failed", "err": "30003"}, ("7", "", False, "30003", NOW)),
        ({"id": "7", "status": "rejected"}, ("7", "", False, "REJECTED", NOW)),
        ({"id": "7", "status": "failed", "err": "a b"}, ("7", "", False, "UNDELIV", NOW)),
        ({"id": "7", "status": "failed", "err": None, "to": "Shop"}, ("7", "", False, "FAILED", NOW)),
        ({"id": "7", "status": "sent"}, None),
        ({"id": "7", "status": ""}, None),
        ({"id": "7"}, None),
        ({"id": "", "status": "delivered"}, None),
        ({"id": "a\nb", "status": "delivered"}, None),
        ({"id": ["7"], "status": "delivered"}, None),
        ({"status": "delivered"}, None),
        (["7", "delivered"], None),
        ("delivered", None),
        (None, None),
    ],
)  # fmt: skip
def test_reports_are_read(item: object, expected: tuple[object, ...] | None) -> None:
    found = rules().receipt(item, NOW)
    assert (found and (found.gateway_id, found.number, found.delivered, found.code, found.at)) == expected


def test_one_and_zero_can_be_the_words() -> None:
    some = rules(delivered_words="1", failed_words="0, 2")
    assert some.receipt({"id": "a", "status": 1}, NOW)
    failed = some.receipt({"id": "a", "status": 0}, NOW)
    assert failed
    assert failed.code == "0"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", NOW),
        ("1700000000", 1_700_000_000_000),
        ("1700000000.5", 1_700_000_000_500),
        ("1700000000123", 1_700_000_000_123),
        ("2023-11-14T22:13:20Z", 1_700_000_000_000),
        ("2023-11-15 06:13:20+08:00", 1_700_000_000_000),
        ("2023-11-14 22:13:20", 1_700_000_000_000),
        ("yesterday", NOW),
        ("2999-01-01T00:00:00Z", NOW),
        ("0000-00-00", NOW),
        ("-5", NOW),
        ("9" * 13, NOW),
    ],
)
def test_times_are_read(words: str, expected: int) -> None:
    assert time_in(words, NOW) == expected


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        ("+86 138-0013-8000", "", "+8613800138000"),
        ("008613800138000", "", "+8613800138000"),
        ("8613800138000", "", "+8613800138000"),
        (" 8613800138000", "86", "+8613800138000"),
        ("13800138000", "86", "+8613800138000"),
        ("02079460000", "44", "+442079460000"),
        ("07911 123456", "44", "+447911123456"),
        ("2025550123", "1", "+12025550123"),
        ("Shop", "86", ""),
        ("10086", "", ""),
        ("", "86", ""),
    ],
)
def test_numbers_are_read(words: str, code: str, expected: str) -> None:
    assert rules(calling_code=code).plain_number(words) == expected


def test_replies_are_read_and_named_so_that_one_counts_once() -> None:
    some = rules(reply_id="rid", reply_time="when")
    first = some.reply({"from": "+8613800138000", "text": "T\ud800 好", "rid": "5"}, NOW)
    assert first == IncomingReply(first.key if first else "", "+8613800138000", "T? 好", NOW)
    again = some.reply({"from": "8613800138000", "text": "other", "rid": "5"}, NOW + 10**9)
    assert again
    assert first
    assert again.key == first.key
    nameless = [
        some.reply({"from": "+8613800138000", "text": "T", "when": when}, NOW) for when in ("1", "2", "1")
    ]
    keys = [one.key for one in nameless if one]
    assert keys[0] == keys[2] != keys[1]
    for item in ({"from": "Bank", "text": "x"}, {"from": "+8613800138000"}, {"text": "x"}, [], None):
        assert some.reply(item, NOW) is None
    long = some.reply({"from": "+8613800138000", "text": "x" * 9_999}, NOW)
    assert long
    assert len(long.content) == 2_000


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda each: (
            st.lists(each)
            | st.dictionaries(st.sampled_from(["id", "status", "to", "at", "from", "text", "data"]), each)
        ),
    )
)
def test_nothing_that_is_pushed_is_a_fault_of_ours(tree: object) -> None:
    some = rules(report_list="data")
    for item in some.items(tree):
        found = some.receipt(item, NOW)
        assert found is None or 0 < found.at <= NOW + 300_000
        some.reply(item, NOW)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("report_status", {"report_status": ""}),
        ("report_id", {"report_id": ""}),
        ("delivered_words", {"delivered_words": " , "}),
        ("failed_words", {"failed_words": "Delivered"}),
        ("reply_content", {"reply_content": ""}),
        ("receiver_host", {"receiver_host": "my computer"}),
        ("receiver_port", {"receiver_port": ""}),
        ("receiver_path", {"receiver_path": "short"}),
        ("receiver_path", {"receiver_path": "with/slash/and/more/letters"}),
        ("public_address", {"receiver_host": "0.0.0.0"}),
        ("public_address", {"public_address": "ftp://x"}),
        ("allowed_addresses", {"allowed_addresses": "provider.example"}),
        ("report_number", {"recipients_per_request": "5", "report_number": ""}),
        ("recipients_per_request", {"recipients_per_request": "5", "reports": "asked", "status_address": "http://x/{gateway_id}"}),
        ("status_address", {"reports": "asked", "status_address": "http://x/"}),
        ("status_address", {"reports": "asked", "status_address": "http://x/{gateway_id}/{number}"}),
        ("status_address", {"reports": "asked"}),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_work_is_told_at_its_setting(field: str, values: dict[str, str]) -> None:
    with pytest.raises(Invalid) as wrong:
        HttpGateway.from_settings({**JSON.values, **FIELDS, **values})
    assert wrong.value.field == field
    assert str(wrong.value)


def run(folder: Path, scenario: Callable[[HttpGateway, str], Awaitable[None]], **more: str) -> None:
    async def whole() -> None:
        values = {**JSON.values, **FIELDS, "token": "t", "receiver_port": str(free_port()), **more}
        gateway = HttpGateway.from_settings(values, folder)
        await gateway.open()
        try:
            await gateway.poll_receipts()
            path = (folder / "receiver-path").read_text()
            await scenario(gateway, f"http://127.0.0.1:{values['receiver_port']}/{path}")
        finally:
            await gateway.close()

    asyncio.run(whole())


async def push(url: str, value: object) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, data=json.dumps(value)) as response:
        return response.status, await response.text()


def test_a_report_is_answered_when_it_is_stored_and_not_before(tmp_path: Path) -> None:
    async def scenario(gateway: HttpGateway, url: str) -> None:
        item = {"id": "7", "status": "delivered", "to": "+8613800138000"}
        pushing = [asyncio.create_task(push(url, item)) for _ in range(3)]
        receipts = await until(gateway.poll_receipts, 1)
        assert list(await gateway.poll_receipts()) == list(receipts)
        assert not any(one.done() for one in pushing)
        await gateway.confirm_receipts(receipts)
        # A repeat that comes later than that is stored again, and known by its key there.
        while not all(one.done() for one in pushing):
            await gateway.confirm_receipts(await gateway.poll_receipts())
            await asyncio.wait(pushing, timeout=0.01)
        assert [one.result() for one in pushing] == [(200, "OK")] * 3
        assert await push(url, {"id": "7", "status": "sent"}) == (200, "OK")
        assert list(await gateway.poll_receipts()) == []

    run(tmp_path, scenario)


def test_a_report_that_is_not_stored_in_time_is_to_be_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "STORE_SECONDS", 0.05)

    async def scenario(gateway: HttpGateway, url: str) -> None:
        assert (await push(url, {"from": "+8613800138000", "text": "T"}))[0] == 503
        (reply,) = await gateway.poll_replies()
        await gateway.confirm_replies([reply])
        assert list(await gateway.poll_replies()) == []

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("", "text/plain"), ('{"result": 0}', "application/json"), ("<Response/>", "text/xml")],
)
def test_what_is_answered_is_said_as_what_it_is(tmp_path: Path, answer: str, kind: str) -> None:
    async def scenario(gateway: HttpGateway, url: str) -> None:
        item = {"id": "7", "status": "sent"}
        async with aiohttp.ClientSession() as session, session.post(url, json=item) as response:
            assert (response.status, response.content_type, await response.text()) == (200, kind, answer)

    run(tmp_path, scenario, receiver_answer=answer)


def test_the_path_is_made_once_and_kept(tmp_path: Path) -> None:
    paths: list[str] = []

    async def scenario(gateway: HttpGateway, url: str) -> None:
        paths.append(url.rpartition("/")[2])

    run(tmp_path / "http", scenario)
    run(tmp_path / "http", scenario)
    assert paths[0] == paths[1]
    assert len(paths[0]) >= 20
    (tmp_path / "http" / "receiver-path").write_text("../x")
    run(tmp_path / "http", scenario)
    assert paths[2] not in (paths[0], "../x")


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    async def scenario(gateway: HttpGateway, url: str) -> None:
        port = url.split(":")[2].partition("/")[0]
        other = HttpGateway.from_settings({**JSON.values, **FIELDS, "token": "t", "receiver_port": port})
        for ask in (other.poll_receipts, other.poll_replies, other.probe):
            with pytest.raises(GatewayDown, match=f"port {port}"):
                await ask()
        await other.close()

    run(tmp_path, scenario)


def test_an_inbox_has_room_for_so_many() -> None:
    def receipt(name: str) -> Receipt:
        return Receipt(name, "", True, "DELIVRD", 1, name)

    async def scenario() -> None:
        inbox = Inbox[Receipt](2)
        first = asyncio.create_task(inbox.keep([receipt("a"), receipt("b")], 5))
        await asyncio.sleep(0)
        assert not await inbox.keep([receipt("c")], 5)
        assert [one.key for one in inbox.waiting(1)] == ["a"]
        inbox.stored(inbox.waiting(9))
        assert await first
        assert await inbox.keep([], 0)

    asyncio.run(scenario())
