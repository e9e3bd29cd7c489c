"""Faults of a line: what certainly was not written, and what perhaps was."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
import trustme
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from smsdesk.gateways.line import LARGEST_ANSWER, Answer, Line, NoAnswer, NotWritten

TLS_HELLO = b"\x16"


@asynccontextmanager
async def speaking(*parts: bytes, then_wait: bool = False) -> AsyncIterator[str]:
    """A server that reads a request, says these bytes and hangs up, or waits."""
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.read(1) != TLS_HELLO:
            await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
        if then_wait:
            await over.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x"
        finally:
            over.set()


@asynccontextmanager
async def line(answer_seconds: float = 60) -> AsyncIterator[Line]:
    one = Line(connections=2, answer_seconds=answer_seconds)
    try:
        yield one
    finally:
        await one.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"HTTP/1.1 2",),
        (b"220 smtp.example ESMTP\r\n",),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",),
        (HEAD + b"short",),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 100_000 + b"\r\n\r\n",),
    ],
    ids=["nothing", "a beginning", "not HTTP", "bad length", "too short", "bad chunk", "huge header"],
)
def test_a_broken_answer_is_no_answer(parts: tuple[bytes, ...]) -> None:
    async def scenario() -> None:
        async with speaking(*parts) as url, line() as one:
            with pytest.raises(NoAnswer):
                await one.ask("POST", url, {"a": 1})

    asyncio.run(scenario())


@pytest.mark.parametrize("parts", [(), (HEAD,), (HEAD + b"short",)], ids=["nothing", "head", "part"])
def test_silence_is_no_answer_after_a_time(parts: tuple[bytes, ...]) -> None:
    async def scenario() -> None:
        async with speaking(*parts, then_wait=True) as url, line(0.05) as one:
            with pytest.raises(NoAnswer):
                await one.ask("POST", url, {"a": 1})

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:{free}/x", "Nothing answers at http://127.0.0.1:{free}."),
        ("http://carrier.invalid/x", "The name in http://carrier.invalid is not known."),
        ("nonsense", "nonsense is not an address"),
        ("ftp://127.0.0.1/x", "ftp://127.0.0.1 is not an address"),
        ("http://:80/x", "is not an address"),
    ],
)
def test_what_was_not_written_is_said_in_words(url: str, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]

    async def scenario() -> None:
        async with line() as one:
            with pytest.raises(NotWritten) as fault:
                await one.ask("POST", url.format(free=free), {"a": 1})
            assert words.format(free=free) in str(fault.value.reason)

    asyncio.run(scenario())


def test_plain_http_where_a_safe_line_is_wanted_is_not_written() -> None:
    async def scenario() -> None:
        async with speaking(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url, line() as one:
            with pytest.raises(NotWritten, match="can be trusted"):
                await one.ask("POST", url.replace("http:", "https:"), {"a": 1})

    asyncio.run(scenario())


@pytest.mark.parametrize("size", [LARGEST_ANSWER, LARGEST_ANSWER + 1])
def test_the_largest_answer_is_read_and_no_larger(size: int) -> None:
    body = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b" " * size

    async def scenario() -> None:
        async with speaking(body) as url, line() as one:
            if size <= LARGEST_ANSWER:
                assert len((await one.ask("GET", url)).body) == size
            else:
                with pytest.raises(NoAnswer, match="too large"):
                    await one.ask("GET", url)

    asyncio.run(scenario())


def test_a_compressed_answer_is_not_unpacked() -> None:
    packed = gzip.compress(json.dumps({"a": 1}).encode())
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)

    async def scenario() -> None:
        async with speaking(head + packed) as url, line() as one:
            answer = await one.ask("GET", url)
            assert answer.body == packed
            with pytest.raises(NoAnswer):
                answer.object()

    asyncio.run(scenario())


def test_a_connection_is_used_again_and_a_redirect_not_followed() -> None:
    peers: set[object] = set()

    async def answer(request: web.BaseRequest) -> web.Response:
        assert request.transport
        peers.add(request.transport.get_extra_info("peername"))
        return web.Response(status=307, headers={"Location": "/elsewhere", "Set-Cookie": "a=b"})

    async def scenario() -> None:
        runner = web.ServerRunner(web.Server(answer, access_log=None), shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with line() as one:
            for _ in range(5):
                found = await one.ask("POST", f"http://127.0.0.1:{runner.addresses[0][1]}/x", {})
                assert (found.status, found.body) == (307, b"")
        await runner.cleanup()
        assert len(peers) == 1

    asyncio.run(scenario())


def test_a_request_that_may_be_read_once_only_is_not_repeated() -> None:
    """Providers exist to which a GET is a message."""
    heard: list[bytes] = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    async def scenario() -> None:
        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/send?to=1"
        async with server:
            one = Line(connections=1, answer_seconds=60, once=True)
            with pytest.raises(NoAnswer):
                await one.ask("GET", url)
            await one.close()
        assert len(heard) == 1

    asyncio.run(scenario())


def test_bytes_headers_and_an_escaped_address_arrive_as_they_are() -> None:
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"</x>"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async def scenario() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/%7Ea?to=%2B1&t=%41+%25"
        async with server, line() as one:
            headers = {"Content-Type": "text/xml", "X-Key": "a;b"}
            await one.ask("PUT", url, body="<x>ü</x>".encode(), headers=headers, exact=True)

    asyncio.run(scenario())
    assert heard[0].startswith(b"PUT /%7Ea?to=%2B1&t=%41+%25 HTTP/1.1\r\n")
    assert b"\r\nContent-Type: text/xml\r\n" in heard[0]
    assert b"\r\nX-Key: a;b\r\n" in heard[0]
    assert heard[0].endswith("<x>ü</x>".encode())


def test_what_is_wrong_with_a_certificate_is_told_apart() -> None:
    mine, other = trustme.CA(), trustme.CA()
    past = datetime(2020, 1, 1, tzinfo=UTC)
    good = mine.issue_cert("127.0.0.1")
    leaf = good.cert_chain_pems[0].bytes()
    fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(leaf.decode())).digest()
    trusting = ssl.create_default_context()
    mine.configure_trust(trusting)

    async def told(certificate: trustme.LeafCert, **options: object) -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if await reader.readline():
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        one = Line(connections=1, answer_seconds=60, **options)  # type: ignore[arg-type]
        async with server:
            try:
                await one.ask("GET", f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/?key=secret")
            except NotWritten as fault:
                return str(fault.reason)
            finally:
                await one.close()
        return "well"

    async def scenario() -> None:
        assert await told(good, trust=trusting) == "well"
        assert await told(good, fingerprint=fingerprint) == "well"
        expired = mine.issue_cert("127.0.0.1", not_before=past, not_after=past + timedelta(1))
        assert "has expired" in await told(expired, trust=trusting)
        assert "another name" in await told(mine.issue_cert("other.example"), trust=trusting)
        assert "self-signed" in await told(_self_signed())
        assert "nobody this computer trusts" in await told(other.issue_cert("127.0.0.1"), trust=trusting)
        assert "not the one entered" in await told(other.issue_cert("127.0.0.1"), fingerprint=fingerprint)
        assert "secret" not in await told(good)

    asyncio.run(scenario())


def _self_signed() -> trustme.LeafCert:
    """As a server's own installer makes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return trustme.LeafCert(pem, made.public_bytes(Encoding.PEM), [])


def test_an_object_is_read() -> None:
    assert Answer(200, {}, b' {"a": [1]} ').object() == {"a": [1]}
