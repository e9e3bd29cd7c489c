"""The sandbox way out: how fast the carrier takes and the gateway sends, beside a bare aiohttp handler.

Run: ``python tests/bench/bench_sandbox.py``. The server of each line is a process of its own on loopback;
the client is this one. Prints one JSON object at the end for ``make bench``.
"""

from __future__ import annotations

import asyncio
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import httpx
import psutil
from httpx_aiohttp import AiohttpTransport

from smsdesk.domain.profile import Region, SmsType
from smsdesk.gateways.base import Accepted, OutgoingMessage
from smsdesk.gateways.line import Line
from smsdesk.gateways.sandbox.gateway import SandboxGateway

BARE = """
import asyncio, json
from aiohttp import web
async def answer(request):
    await request.read()
    return web.Response(body=b'{"results":[]}', content_type="application/json")
async def main():
    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps({"address": "http://127.0.0.1:%d" % runner.addresses[0][1]}), flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""
BATCHES, SINGLES, AT_ONCE = 1000, 10_000, 8
CONTENT = "【晨光书店】您好，您订的书到了，请凭本短信来取。营业时间 9:00–21:00。"


@contextmanager
def server(*command: str) -> Iterator[tuple[str, psutil.Process]]:
    """A process that says its address on its first line."""
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())["address"], psutil.Process(process.pid)
        finally:
            process.terminate()


async def timed(count: int, at_once: int, job: Callable[[int], Awaitable[None]]) -> tuple[float, float]:
    """Jobs per second with so many at once, and this process's own processor seconds per 1,000 jobs."""
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            await job(number)

    start, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return count / (time.perf_counter() - start), (time.process_time() - used) * 1000 / count


def message(number: int) -> OutgoingMessage:
    return OutgoingMessage(
        number, f"+86139{number:08d}", CONTENT, Region.MAINLAND, SmsType.REGULAR, f"{number:032x}"
    )


async def clients_on_bare(address: str) -> dict[str, float]:
    """The same request by each way of asking, against a handler that does nothing."""
    body = {"content": CONTENT, "messages": [{"number": "+8613900000000", "reference": "0" * 32}]}
    found: dict[str, float] = {}
    async with aiohttp.ClientSession() as session:

        async def plain(_: int) -> None:
            async with session.post(address + "/v1/messages", json=body) as response:
                await response.read()

        found["aiohttp"], found["aiohttp_ms"] = await timed(SINGLES, AT_ONCE, plain)

    line = Line(connections=AT_ONCE, answer_seconds=30)

    async def over_line(_: int) -> None:
        (await line.ask("POST", address + "/v1/messages", body)).object()

    found["line"], found["line_ms"] = await timed(SINGLES, AT_ONCE, over_line)
    await line.close()
    async with httpx.AsyncClient(transport=AiohttpTransport(), trust_env=False) as client:

        async def over_httpx(_: int) -> None:
            (await client.post(address + "/v1/messages", json=body)).json()

        found["httpx_aiohttp"], found["httpx_aiohttp_ms"] = await timed(SINGLES, AT_ONCE, over_httpx)
    return found


async def gateway_on_carrier(address: str) -> dict[str, float]:
    """100,000 … 200,000 messages in batches, then single ones, every one accepted."""
    gateway = SandboxGateway(address)
    await gateway.open()
    size = gateway.limits.recipients_per_request
    assert math.isinf(gateway.limits.messages_per_second)

    async def batch(number: int) -> None:
        messages = [message(number * size + place) for place in range(size)]
        outcomes = await gateway.send(messages)
        assert all(isinstance(one, Accepted) for one in outcomes)

    async def single(number: int) -> None:
        (outcome,) = await gateway.send([message(90_000_000 + number)])
        assert isinstance(outcome, Accepted)

    batches, _ = await timed(BATCHES // 2, AT_ONCE, batch)
    singles, singles_ms = await timed(SINGLES, AT_ONCE, single)
    fetched = 0
    start = time.perf_counter()
    while receipts := await gateway.poll_receipts():
        await gateway.confirm_receipts(receipts)
        fetched += len(receipts)
    receipts_rate = fetched / (time.perf_counter() - start)
    await gateway.close()
    return {
        "batched_messages": batches * size,
        "single_messages": singles,
        "single_ms": singles_ms,
        "receipts": receipts_rate,
        "fetched": fetched,
    }


def main() -> None:
    with server("-c", BARE) as (address, _):
        found = asyncio.run(clients_on_bare(address))
    with tempfile.TemporaryDirectory() as folder:
        log = str(Path(folder) / "taken.log")
        options = ("-m", "smsdesk.carrier", "--port", "0", "--json", "--log", log, "--receipt-delay", "0.001")
        with server(*options) as (address, process):
            start = process.memory_info().rss
            found |= asyncio.run(gateway_on_carrier(address))
            found["carrier_mb"] = process.memory_info().rss / 1e6
            found["carrier_grown_mb"] = (process.memory_info().rss - start) / 1e6
    found["ratio_single_to_bare"] = found["single_messages"] / found["aiohttp"]
    found["own_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    for name, value in found.items():
        print(f"{name:24} {value:12,.2f}")
    print(json.dumps({"sandbox": found}))


if __name__ == "__main__":
    main()
