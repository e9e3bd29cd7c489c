"""Each gateway beside a bare client loop of the same protocol: personalised messages a second.

Run: ``python tests/bench/bench_gateways.py [name …]``. The other side of both is the same server, a process
of its own on loopback. A gateway must reach at least half of the bare loop. A new gateway adds a function to
``GATEWAYS``. Prints one JSON object at the end for ``make bench``.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from smsdesk.domain.profile import Region, SmsType
from smsdesk.gateways.base import Accepted, OutgoingMessage, Wording
from smsdesk.gateways.http.gateway import HttpGateway
from smsdesk.gateways.http.presets import JSON
from smsdesk.gateways.smpp.gateway import SmppGateway
from smsdesk.gateways.smpp.options import Options as SmppOptions
from smsdesk.gateways.tencent.gateway import TencentGateway
from smsdesk.gateways.tencent.settings import Options
from smsdesk.gateways.tencent.signing import Keys
from tests.bench.bare_smpp import SERVER, BareClient

#: A gateway reaches at least this share of the bare loop.
LEAST = 0.5
AT_ONCE = 8
MESSAGES = 4_000
#: The two take turns, so that a machine that slows down slows both.
ROUNDS = 3


class Figures(NamedTuple):
    """Personalised messages a second."""

    gateway: float
    bare: float


async def timed(count: int, job: Callable[[int], Awaitable[None]], at_once: int = AT_ONCE) -> float:
    """Jobs a second with so many at once."""
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            await job(number)

    start = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return count / (time.perf_counter() - start)


async def beside(
    gateway: Callable[[int], Awaitable[None]], bare: Callable[[int], Awaitable[None]]
) -> Figures:
    """Both jobs in turns; the better round of each counts."""
    found = [(await timed(MESSAGES, gateway), await timed(MESSAGES, bare)) for _ in range(ROUNDS)]
    return Figures(max(one[0] for one in found), max(one[1] for one in found))


def message(number: int) -> OutgoingMessage:
    """One with a content of its own."""
    return OutgoingMessage(
        number,
        f"+86139{number:08d}",
        f"【晨光书店】您好，{number}，您订的书到了，请于{number % 28 + 1}日前来取。",
        Region.MAINLAND,
        SmsType.REGULAR,
        f"0123456789abcdef-{number}-1-19b2f3c4d5e",
        Wording("1110", "您好，{1}，您订的书到了，请于{2}日前来取。", "晨光书店"),
    )


@contextmanager
def server(source: str) -> Iterator[str]:
    """A process running this Python source, which prints what it is reached by on its first line."""
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


# --- Tencent Cloud SMS ----------------------------------------------------------------------------

_CLOUD = """
import asyncio, json
from aiohttp import web
async def answer(request):
    said = json.loads(await request.read())
    numbers = said.get("PhoneNumberSet", ())
    items = [{"SerialNo": "2640:1", "PhoneNumber": one, "Fee": 1, "SessionContext": said["SessionContext"],
              "Code": "Ok", "Message": "send success", "IsoCode": "CN"} for one in numbers]
    body = json.dumps({"Response": {"SendStatusSet": items, "RequestId": "r"}}).encode()
    return web.Response(body=body, content_type="application/json")
async def main():
    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("http://127.0.0.1:%d/" % runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


async def bench_tencent() -> Figures:
    """Against a request of the same size that is neither signed nor checked."""
    with server(_CLOUD) as address:
        options = Options(Keys("AKIDEXAMPLE", "SecretKeyExample"), "1400006666", address, "ap-guangzhou")
        gateway = TencentGateway(options)
        await gateway.open()

        async def through(number: int) -> None:
            (outcome,) = await gateway.send([message(number)])
            assert isinstance(outcome, Accepted)

        async with aiohttp.ClientSession() as session:

            async def bare(number: int) -> None:
                one = message(number)
                request = {
                    "PhoneNumberSet": [one.number],
                    "SmsSdkAppId": "1400006666",
                    "TemplateId": "1110",
                    "SignName": "晨光书店",
                    "TemplateParamSet": [str(number), str(number % 28 + 1)],
                    "SessionContext": one.reference,
                }
                async with session.post(address, json=request) as response:
                    (item,) = (await response.json())["Response"]["SendStatusSet"]
                    assert item["Code"] == "Ok"

            try:
                return await beside(through, bare)
            finally:
                await gateway.close()


# --- SMPP -----------------------------------------------------------------------------------------


async def bench_smpp() -> Figures:
    """One session each and the same window."""
    with server(SERVER) as port:
        options = SmppOptions("127.0.0.1", "shop", "secret", int(port), tls=False, window=AT_ONCE)
        gateway = SmppGateway(options)
        await gateway.open()
        _, client = await asyncio.get_running_loop().create_connection(BareClient, "127.0.0.1", int(port))
        await client.bind()

        async def through(number: int) -> None:
            (outcome,) = await gateway.send([message(number)])
            assert isinstance(outcome, Accepted)

        async def bare(number: int) -> None:
            one = message(number)
            assert await client.submit(one.number[1:], one.content) == 0

        try:
            return await beside(through, bare)
        finally:
            client.close()
            await gateway.close()


# --- any HTTP gateway -----------------------------------------------------------------------------

_PROVIDER = """
import asyncio, json
from aiohttp import web
async def answer(request):
    said = json.loads(await request.read())
    body = json.dumps({"id": said["reference"][-40:], "status": "queued", "to": said["to"]}).encode()
    return web.Response(body=body, status=201, content_type="application/json")
async def main():
    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print("http://127.0.0.1:%d/v1/messages" % runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


async def bench_http() -> Figures:
    """The preset for JSON, against the same request made by hand."""
    with server(_PROVIDER) as address:
        own = {"address": address, "token": "t0ken", "sender": "Shop", "requests_at_once": str(AT_ONCE)}
        gateway = HttpGateway.from_settings({**JSON.values, **own})
        await gateway.open()

        async def through(number: int) -> None:
            (outcome,) = await gateway.send([message(number)])
            assert isinstance(outcome, Accepted)

        async with aiohttp.ClientSession() as session:

            async def bare(number: int) -> None:
                one = message(number)
                request = {"to": one.number, "from": "Shop", "text": one.content, "reference": one.reference}
                headers = {"Authorization": "Bearer t0ken"}
                async with session.post(address, json=request, headers=headers) as response:
                    assert (await response.json())["id"]

            try:
                return await beside(through, bare)
            finally:
                await gateway.close()


GATEWAYS: Mapping[str, Callable[[], Awaitable[Figures]]] = {
    "tencent": bench_tencent,
    "smpp": bench_smpp,
    "http": bench_http,
}


def main() -> int:
    """0 when every gateway is at least half as fast as its bare loop."""
    names = sys.argv[1:] or list(GATEWAYS)
    found = {name: asyncio.run(_one(GATEWAYS[name])) for name in names}
    for name, one in found.items():
        print(
            f"{name:12} {one.gateway:10,.0f} messages/s, bare {one.bare:10,.0f}, {one.gateway / one.bare:.2f}"
        )
    print(json.dumps({"gateways": {name: one._asdict() for name, one in found.items()}}))
    slow = [name for name, one in found.items() if one.gateway < LEAST * one.bare]
    if slow:
        print(f"Slower than {LEAST:.0%} of a bare loop: {', '.join(slow)}", file=sys.stderr)
    return 1 if slow else 0


async def _one(bench: Callable[[], Awaitable[Figures]]) -> Figures:
    return await bench()


if __name__ == "__main__":
    sys.exit(main())
