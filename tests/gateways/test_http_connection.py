"""Test and outage in words, TLS, and what a lone refusal does to the others (A10, E4, N1)."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import trustme
from aiohttp import web

from smsdesk.domain.errors import Invalid
from smsdesk.gateways.base import Accepted, GatewayDown, Outcome, Refused, Unknown
from smsdesk.gateways.http.connection import is_unprotected
from smsdesk.gateways.http.gateway import HttpGateway
from smsdesk.gateways.http.presets import JSON, SIMPLE
from tests.gateways.contract import messages_to
from tests.ports import free_port

ONE = messages_to("+8613800000001", content="sécret text")
Serve = Callable[[web.BaseRequest], Awaitable[web.Response]]


async def served(
    serve: Serve,
    scenario: Callable[[HttpGateway], Awaitable[None]],
    values: Mapping[str, str],
    context: ssl.SSLContext | None = None,
) -> None:
    """The scenario with a gateway at a server that answers so; {origin} in the values is the server's."""
    runner = web.ServerRunner(web.Server(serve, access_log=None), shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    origin = f"{'https' if context else 'http'}://127.0.0.1:{runner.addresses[0][1]}"
    filled = {key: value.replace("{origin}", origin) for key, value in values.items()}
    gateway = HttpGateway.from_settings({**JSON.values, "token": "t0ken", **filled})
    await gateway.open()
    try:
        await scenario(gateway)
    finally:
        await gateway.close()
        await runner.cleanup()


def answering(status: int, text: str = "", **headers: str) -> tuple[Serve, list[str]]:
    asked: list[str] = []

    async def serve(request: web.BaseRequest) -> web.Response:
        asked.append(f"{request.method} {request.path_qs}")
        kind = "text/html" if text.startswith("<") else "application/json"
        return web.Response(status=status, text=text, content_type=kind, headers=headers)

    return serve, asked


BARE = {"address": "{origin}/send?to={number}"}
BALANCE = {**BARE, "balance_address": "{origin}/balance?u={username}", "balance_at": "left"}


@pytest.mark.parametrize(
    ("values", "answer", "words"),
    [
        (BARE, answering(200), "answers. Whether it accepts the key"),
        (BARE, answering(204), "answers. Whether it accepts the key"),
        (BARE, answering(405), "answers. Whether it accepts the key"),
        (BARE, answering(415), "answers. Whether it accepts the key"),
        (BARE, answering(501), "answers. Whether it accepts the key"),
        (BARE, answering(401), "!does not accept the user name, password or key"),
        ({**BARE, "sign_in": "none"}, answering(401), "answers. Whether it accepts the key"),
        (BARE, answering(403), "!may not use it (status 403)"),
        (BARE, answering(404), "!not at this path (status 404)"),
        (BARE, answering(407), "!A proxy or the log-in page"),
        (BARE, answering(302, Location="https://other.example/login?x=1"), "!sends on to https://other.example."),
        (BARE, answering(500), "!a fault of its own (status 500)"),
        (BARE, answering(200, "<html>"), "!A web page answers"),
        (BALANCE, answering(200, '{"left": 12.5}'), "accepts the account. Balance: 12.5."),
        (BALANCE, answering(200, "{}"), "!says no balance"),
        (BALANCE, answering(200, "<html>"), "!A web page answers"),
        (BALANCE, answering(401), "!does not accept"),
        (BALANCE, answering(404), "!no such path for the test"),
        (BALANCE, answering(429), "!refuses the test (status 429)"),
        ({**BALANCE, "balance_at": ""}, answering(204), "accepts the account. No message was sent."),
    ],
)  # fmt: skip
def test_the_test_tells_what_it_found(
    values: Mapping[str, str], answer: tuple[Serve, list[str]], words: str
) -> None:
    serve, asked = answer

    async def scenario(gateway: HttpGateway) -> None:
        if words.startswith("!"):
            with pytest.raises(GatewayDown) as down:
                await gateway.test_connection()
            said = str(down.value.reason)
        else:
            said = str(await gateway.test_connection())
        assert words.removeprefix("!") in said
        assert "t0ken" not in said

    asyncio.run(served(serve, scenario, values))
    assert asked == [("GET /balance?u=" if "balance_address" in values else "HEAD /send")]


def test_a_path_that_is_a_messages_own_is_not_asked() -> None:
    serve, asked = answering(200)

    async def scenario(gateway: HttpGateway) -> None:
        await gateway.test_connection()
        await gateway.probe()

    asyncio.run(served(serve, scenario, {"address": "{origin}/to/{number}/send"}))
    asyncio.run(served(serve, scenario, {**SIMPLE.values, "address": "{origin}/send"}))
    assert asked == ["HEAD /", "HEAD /", "OPTIONS /send", "OPTIONS /send"]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_server_out_of_service_is_down(status: int) -> None:
    async def scenario(gateway: HttpGateway) -> None:
        with pytest.raises(GatewayDown, match="out of service"):
            await gateway.probe()

    asyncio.run(served(answering(status)[0], scenario, BARE))


def test_nobody_there_and_no_such_name_are_told_apart() -> None:
    async def scenario() -> None:
        for address, words in (
            (f"http://127.0.0.1:{free_port()}/", "Nothing answers at"),
            ("https://provider.invalid/", "is not known"),
        ):
            gateway = HttpGateway.from_settings({**JSON.values, "token": "t0ken", "address": address})
            for ask in (gateway.test_connection, gateway.probe):
                with pytest.raises(GatewayDown, match=words):
                    await ask()
            with pytest.raises(GatewayDown, match=words):
                await gateway.send(ONE)
            await gateway.close()

    asyncio.run(scenario())


def test_a_secret_that_is_missing_is_asked_for_before_anything_is_sent() -> None:
    serve, asked = answering(200)

    async def scenario(gateway: HttpGateway) -> None:
        asks: Sequence[Callable[[], Awaitable[object]]] = (
            gateway.test_connection,
            gateway.probe,
            lambda: gateway.send(ONE),
        )
        for ask in asks:
            with pytest.raises(GatewayDown, match="Enter “Token or API key”"):
                await ask()

    asyncio.run(served(serve, scenario, {**BARE, "token": ""}))
    assert asked == []


def test_a_certificate_of_ones_own_is_trusted_by_fingerprint_or_as_it_is() -> None:
    authority = trustme.CA()
    good = authority.issue_cert("127.0.0.1")
    leaf = good.cert_chain_pems[0].bytes().decode()
    fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(leaf)).digest().hex(":").upper()

    def context(certificate: trustme.LeafCert) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(made)
        return made

    async def well(gateway: HttpGateway) -> None:
        assert "answers" in str(await gateway.test_connection())

    async def untrusted(gateway: HttpGateway) -> None:
        with pytest.raises(GatewayDown, match=f"Its fingerprint is {fingerprint}"):
            await gateway.test_connection()
        with pytest.raises(GatewayDown):
            await gateway.send(ONE)

    async def expired(gateway: HttpGateway) -> None:
        with pytest.raises(GatewayDown, match="has expired"):
            await gateway.test_connection()

    async def other(gateway: HttpGateway) -> None:
        with pytest.raises(GatewayDown, match="not the one entered"):
            await gateway.test_connection()

    serve, _ = answering(200)
    pem = authority.cert_pem.bytes().decode()
    past = datetime(2020, 1, 1, tzinfo=UTC)
    old = authority.issue_cert("127.0.0.1", not_before=past, not_after=past + timedelta(1))
    asyncio.run(served(serve, untrusted, BARE, context(good)))
    for trusted in (pem, fingerprint, fingerprint.replace(":", "").lower()):
        asyncio.run(served(serve, well, {**BARE, "certificate": trusted}, context(good)))
    asyncio.run(served(serve, expired, {**BARE, "certificate": pem}, context(old)))
    asyncio.run(served(serve, other, {**BARE, "certificate": "00" * 32}, context(good)))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("certificate", {"certificate": "AB:CD"}),
        ("certificate", {"certificate": "-----BEGIN CERTIFICATE-----\nx"}),
        ("balance_address", {"balance_address": "https://x.example/{number}"}),
        ("balance_address", {"balance_address": "mailto:x"}),
        ("balance_at", {"balance_at": "a..b"}),
        ("alphabet_words", {"alphabet_words": "one"}),
        ("requests_at_once", {"requests_at_once": "0"}),
        ("messages_per_second", {"messages_per_second": "many"}),
    ],
)
def test_a_wrong_setting_is_named(field: str, values: Mapping[str, str]) -> None:
    with pytest.raises(Invalid) as wrong:
        HttpGateway.from_settings({**JSON.values, **values})
    assert wrong.value.field == field
    assert str(wrong.value)


def test_limits_are_read() -> None:
    gateway = HttpGateway.from_settings(
        {**JSON.values, "requests_at_once": "7", "messages_per_second": "0.5", "recipients_per_request": "50"}
    )
    assert (gateway.limits.requests_at_once, gateway.limits.messages_per_second) == (7, 0.5)
    assert gateway.limits.recipients_per_request == 50


def test_one_number_that_is_forbidden_holds_up_nobody_else() -> None:
    statuses = iter([403, 200, 403, 200, 403, 403, 403, 403, 403, 200])

    async def serve(request: web.BaseRequest) -> web.Response:
        return web.json_response({"id": "1"}, status=next(statuses))

    async def scenario(gateway: HttpGateway) -> None:
        async def sent() -> type[Outcome] | type[GatewayDown]:
            try:
                return type((await gateway.send(ONE))[0])
            except GatewayDown:
                return GatewayDown

        # Before anything got through, the account is at fault; later the message is, unless all are.
        found = [await sent() for _ in range(10)]
        assert found[:4] == [GatewayDown, Accepted, Refused, Accepted]
        assert found[4:] == [Refused, Refused, Refused, GatewayDown, Refused, Accepted]

    asyncio.run(served(serve, scenario, BARE))


def test_a_text_outside_the_alphabet_is_refused_here() -> None:
    serve, asked = answering(200, '{"id": "1"}')

    async def scenario(gateway: HttpGateway) -> None:
        (outcome,) = await gateway.send(messages_to("+8613800000001", content="你好"))
        assert isinstance(outcome, Refused)
        (outcome,) = await gateway.send(messages_to("+8613800000001", content="Hi"))
        assert isinstance(outcome, Accepted)

    body = '{"to": "{number}", "hex": "{content_gsm_hex}"}'
    asyncio.run(served(serve, scenario, {**BARE, "body": body}))
    assert len(asked) == 1


def test_a_message_by_get_is_written_once_and_nothing_of_it_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    heard: list[str] = []

    async def serve(request: web.BaseRequest) -> web.Response:
        heard.append(request.path_qs)
        assert request.transport
        request.transport.abort()
        return web.Response()

    async def scenario(gateway: HttpGateway) -> None:
        (outcome,) = await gateway.send(ONE)
        assert isinstance(outcome, Unknown)

    asyncio.run(served(serve, scenario, {**SIMPLE.values, "address": "{origin}/send"}))
    assert len(heard) == 1
    for part in ("t0ken", "s%C3%A9cret", "sécret", "13800000001"):
        assert part in heard[0] or part == "sécret"
        assert part not in caplog.text.replace("\\x", "%")


@pytest.mark.parametrize(
    ("url", "unprotected"),
    [
        ("https://api.example.com/", False),
        ("http://api.example.com/", True),
        ("http://8.8.8.8/", True),
        ("http://127.0.0.1:13013/", False),
        ("http://192.168.1.20:8080/", False),
        ("http://phone.local/", False),
        ("http://localhost/", False),
    ],
)
def test_who_can_read_along(url: str, unprotected: bool) -> None:
    assert is_unprotected(url) is unprotected
