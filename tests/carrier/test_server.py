"""The carrier over real HTTP: what it takes, what it refuses whole, and its switches."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import json
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from smsdesk.carrier import SWITCHES, Delay, Script, Switches
from smsdesk.carrier.magic import number_with
from smsdesk.carrier.server import Carrier

SOON = Script(receipt_delay=Delay.exactly(0.02), reply_delay=Delay.exactly(0.02))
NUMBER = "+8613900000007"


class Asker:
    """A plain HTTP client beside the carrier it asks."""

    def __init__(self, carrier: Carrier, session: aiohttp.ClientSession) -> None:
        self.carrier = carrier
        self.session = session

    async def get(self, path: str) -> tuple[int, dict[str, object]]:
        async with self.session.get(self.carrier.address + path) as response:
            return response.status, await response.json()

    async def post(self, path: str, value: object) -> tuple[int, dict[str, object]]:
        async with self.session.post(self.carrier.address + path, json=value) as response:
            return response.status, await response.json()

    async def submit(self, *numbers: str, content: str = "hello") -> tuple[int, dict[str, object]]:
        messages = [{"number": one, "reference": f"ref-{place}"} for place, one in enumerate(numbers)]
        return await self.post("/v1/messages", {"content": content, "messages": messages})


@asynccontextmanager
async def asking(log_path: Path | None = None, script: Script = SOON) -> AsyncIterator[Asker]:
    async with Carrier(script, log_path=log_path) as carrier, aiohttp.ClientSession() as session:
        yield Asker(carrier, session)


def run(scenario: Callable[[Asker], Awaitable[None]], log_path: Path | None = None) -> None:
    async def whole() -> None:
        async with asking(log_path) as asker:
            await scenario(asker)

    asyncio.run(whole())


def only(found: object) -> dict[str, object]:
    assert isinstance(found, list)
    assert len(found) == 1
    item: dict[str, object] = found[0]
    return item


def one_message(**changes: object) -> dict[str, object]:
    return {"content": "hello", "messages": [{"number": NUMBER, "reference": "r"} | changes]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "InvalidParameter"),
        (b"{", "InvalidParameter"),
        (b"[" * 100_000, "InvalidParameter"),
        (b"[]", "InvalidParameter"),
        (b"\xff", "InvalidParameter"),
        (b"{}", "MissingParameter"),
        (b'{"content": 5, "messages": []}', "MissingParameter"),
        (b'{"content": "x", "messages": []}', "MissingParameter.EmptyPhoneNumberSet"),
        (b'{"content": "x", "messages": {}}', "MissingParameter.EmptyPhoneNumberSet"),
        (b'{"content": "x", "messages": [5]}', "InvalidParameter"),
        (json.dumps(one_message(number=5)).encode(), "InvalidParameter"),
        (json.dumps(one_message(reference="")).encode(), "InvalidParameter"),
        (json.dumps(one_message(reference="a\tb")).encode(), "InvalidParameter"),
        (json.dumps(one_message(reference="x" * 65)).encode(), "InvalidParameter"),
        (
            json.dumps({"content": "x" * 5001, "messages": [{"number": NUMBER, "reference": "r"}]}).encode(),
            "InvalidParameterValue.ContentLengthLimit",
        ),
        (
            json.dumps({"content": "x", "messages": [{"number": NUMBER, "reference": "r"}] * 201}).encode(),
            "LimitExceeded.PhoneNumberCountLimit",
        ),
        (b" " * 2_000_000, "RequestSizeLimitExceeded"),
    ],
)
def test_a_bad_request_is_refused_whole(body: bytes, code: str) -> None:
    async def scenario(asker: Asker) -> None:
        headers = {"Content-Type": "application/json"}
        async with asker.session.post(
            asker.carrier.address + "/v1/messages", data=io.BytesIO(body), headers=headers
        ) as response:
            answer = await response.json()
            assert response.status in (400, 413)
        assert (answer["code"], answer["processed"]) == (code, 0)
        assert asker.carrier.book.counts.accepted == 0

    run(scenario)


def test_one_result_per_message_in_order_with_its_fee() -> None:
    async def scenario(asker: Asker) -> None:
        numbers = (NUMBER, number_with("10"), "12345", number_with("20"), "+12025550100", "+46701234567")
        status, answer = await asker.submit(*numbers, content="x" * 100)
        assert status == 200
        first = int(answer["results"][0]["id"])
        assert answer["results"] == [
            {"reference": "ref-0", "status": "accepted", "id": str(first), "fee": 2},
            {"reference": "ref-1", "status": "refused", "code": "FailedOperation.PhoneNumberInBlacklist"},
            {"reference": "ref-2", "status": "refused", "code": "InvalidParameterValue.IncorrectPhoneNumber"},
            {"reference": "ref-3", "status": "throttled", "retry_after": 1.0},
            {"reference": "ref-4", "status": "accepted", "id": str(first + 1), "fee": 1},
            {"reference": "ref-5", "status": "accepted", "id": str(first + 2), "fee": 1},
        ]
        _, counts = await asker.get("/v1/log/counts")
        expected = {"requests": 1, "accepted": 3, "doubles": 0, "refused": 2, "throttled": 1}
        assert {name: counts[name] for name in expected} == expected

    run(scenario)


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
@pytest.mark.expects_log("The record cannot be written")
def test_a_confirmation_on_a_full_disk_is_refused_in_words(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "taken.log"

    async def scenario(asker: Asker) -> None:
        await asker.submit(number_with("50"))
        _, answer = await asker.get("/v1/receipts?wait=10")
        keys = {"keys": [only(answer["receipts"])["key"]]}
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
        try:
            status, said = await asker.post("/v1/receipts/confirm", keys)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert (status, said) == (503, {"error": "The record cannot be written."})
        assert (await asker.post("/v1/receipts/confirm", keys))[0] == 200

    run(scenario, path)


def test_receipts_and_replies_are_held_until_they_come_and_given_until_confirmed() -> None:
    async def scenario(asker: Asker) -> None:
        _, sent = await asker.submit(number_with("50"))
        _, answer = await asker.get("/v1/receipts?wait=10")
        receipt = only(answer["receipts"])
        assert receipt["id"] == sent["results"][0]["id"]
        assert (receipt["number"], receipt["delivered"]) == (number_with("50"), True)
        _, answer = await asker.get("/v1/replies?wait=10")
        reply = only(answer["replies"])
        assert (reply["content"], reply["number"]) == ("T", number_with("50"))
        assert await asker.post("/v1/receipts/confirm", {"keys": [receipt["key"]]}) == (200, {"confirmed": 1})
        assert await asker.post("/v1/replies/confirm", {"keys": [reply["key"]]}) == (200, {"confirmed": 1})
        assert await asker.get("/v1/receipts") == (200, {"receipts": []})
        assert await asker.get("/v1/replies") == (200, {"replies": []})

    run(scenario)


def test_a_poll_that_waits_hears_of_a_message_sent_meanwhile() -> None:
    async def scenario(asker: Asker) -> None:
        poll = asyncio.create_task(asker.get("/v1/receipts?wait=20"))
        await asker.submit(number_with("00"))
        _, answer = await asyncio.wait_for(poll, 60)
        assert only(answer["receipts"])

    run(scenario)


@pytest.mark.parametrize("query", ["limit=-1", "limit=x", "limit=1e9", "wait=nan", "wait=99"])
def test_a_wrong_query_is_told(query: str) -> None:
    async def scenario(asker: Asker) -> None:
        status, answer = await asker.get(f"/v1/receipts?{query}")
        assert (status, answer["code"]) == (400, "InvalidParameter")

    run(scenario)


@pytest.mark.parametrize("kept", [True, False])
def test_look_up_says_not_taken_only_with_the_whole_record(tmp_path: Path, kept: bool) -> None:
    async def scenario(asker: Asker) -> None:
        _, sent = await asker.submit(NUMBER)
        status, answer = await asker.post("/v1/lookup", {"references": ["ref-0", "other"]})
        assert (status, answer["complete"]) == (200, kept)
        assert answer["found"] == {"ref-0": {"id": sent["results"][0]["id"], "fee": 1}, "other": None}

    run(scenario, tmp_path / "taken.log" if kept else None)


def test_look_up_finds_in_the_record_what_memory_has_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smsdesk.carrier.book.REMEMBERED", 1)

    async def scenario(asker: Asker) -> None:
        _, sent = await asker.submit(NUMBER, number_with("00"), number_with("01"))
        _, answer = await asker.post("/v1/lookup", {"references": ["ref-0", "ref-2"]})
        assert answer["found"] == {
            f"ref-{place}": {"id": sent["results"][place]["id"], "fee": 1} for place in (0, 2)
        }

    run(scenario, tmp_path / "taken.log")


def test_every_switch_is_described_and_can_be_read_and_set() -> None:
    async def scenario(asker: Asker) -> None:
        status, values = await asker.get("/v1/switches")
        assert status == 200
        assert set(values) == {switch.name for switch in SWITCHES}
        wanted = {"throttle": 3, "duplicate_receipts": True, "slow_seconds": 0.5, "refuse_code": "X.Y"}
        assert await asker.post("/v1/switches", wanted) == (200, values | wanted)
        asker.carrier.switches.all_off()
        assert await asker.get("/v1/switches") == (200, values)

    run(scenario)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nonsense", 1),
        ("throttle", 1.5),
        ("throttle", True),
        ("throttle", -2),
        ("throttle", "1"),
        ("slow_seconds", -1),
        ("slow_seconds", 1e9),
        ("duplicate_receipts", 1),
        ("refuse_code", ""),
        ("refuse_code", "很"),
        ("hit", 1),
    ],
)
def test_a_wrong_switch_changes_nothing(name: str, value: object) -> None:
    async def scenario(asker: Asker) -> None:
        status, answer = await asker.post("/v1/switches", {"slow": 5, name: value})
        assert status == 400
        assert name in str(answer["error"])
        assert asker.carrier.switches == Switches()

    run(scenario)


def test_an_outage_by_switch_ends_by_itself_on_the_same_port() -> None:
    async def scenario(asker: Asker) -> None:
        assert (await asker.post("/v1/switches", {"outage": 0.05}))[0] == 200
        refused = 0
        while True:
            try:
                status, switches = await asker.get("/v1/switches")
            except aiohttp.ClientError:
                refused += 1
                continue
            if refused:
                break
        assert (status, switches["outage"]) == (200, 0.0)

    run(scenario)


def test_pages_in_a_browser_do_not_get_in() -> None:
    async def scenario(asker: Asker) -> None:
        url = asker.carrier.address + "/v1/switches"
        async with asker.session.get(url, headers={"Host": "evil.example"}) as response:
            assert response.status == 403
        headers = {"Content-Type": "text/plain"}
        async with asker.session.post(url, data=b'{"slow": 1}', headers=headers) as response:
            assert response.status == 415
        assert asker.carrier.switches == Switches()
        assert (await asker.get("/v2/nothing"))[0] == 404

    run(scenario)


def test_too_many_messages_a_second_are_throttled_with_a_delay() -> None:
    async def scenario(asker: Asker) -> None:
        asker.carrier.switches.set({"messages_per_second": 2.0})
        assert (await asker.submit(NUMBER, NUMBER))[0] == 200
        status, answer = await asker.submit(NUMBER)
        assert (status, answer["processed"]) == (429, 0)
        assert asker.carrier.book.counts.accepted == 2

    run(scenario)


def test_a_taken_port_is_an_os_error_and_leaves_nothing_open() -> None:
    async def scenario() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            carrier = Carrier(port=taken.getsockname()[1])
            with pytest.raises(OSError, match=r"(?i)address already in use"):
                await carrier.open()
            await carrier.close()

    asyncio.run(scenario())


def test_closing_while_an_answer_is_held_back_does_not_wait_for_it() -> None:
    async def scenario(asker: Asker) -> None:
        asker.carrier.switches.set({"slow": 1, "slow_seconds": 1000.0})
        slow = asyncio.create_task(asker.submit(NUMBER))
        await asker.get("/v1/receipts?wait=20")  # so it was taken, and its answer is held back
        await asyncio.wait_for(asker.carrier.close(), 60)
        await asyncio.gather(slow, return_exceptions=True)

    run(scenario)


@pytest.mark.parametrize("turns", range(6))
@pytest.mark.parametrize("ending", [Carrier.close, Carrier.go_down])
def test_whoever_is_at_the_door_when_it_closes_is_not_left_there(
    ending: Callable[[Carrier], Awaitable[None]], turns: int
) -> None:
    async def scenario() -> None:
        async with Carrier(SOON) as carrier:
            with socket.create_connection(("127.0.0.1", carrier.port)) as asker:
                for _ in range(turns):
                    await asyncio.sleep(0)
                await ending(carrier)
                asker.setblocking(False)
                with contextlib.suppress(ConnectionResetError):
                    assert await asyncio.get_running_loop().sock_recv(asker, 1) == b""

    asyncio.run(scenario())
    gc.collect()  # a connection that nobody ended says so when it goes, and warnings are errors
