"""Requests to the user's own program against a real server with real faults (A8, N3)."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence

import pytest
import trustme

from smsdesk.notices.answers import LARGEST_ANSWER, Answer
from smsdesk.notices.callbacks import CallbackFailed, Caller, Closed, Door, Lookup, post
from tests.notices import receiver as server
from tests.notices.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def ask(
    url: str,
    *,
    words: str = '[{"sid":"1"}]',
    own_server: bool = True,
    seconds: float = 60.0,
    lookup: Lookup | None = None,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    async def run() -> Answer:
        caller = Caller(seconds=seconds, lookup=lookup, trust=trust)
        try:
            return await caller.post(url, words, own_server=own_server)
        finally:
            await caller.close()

    return asyncio.run(run())


def fault(url: str, **options: object) -> str:
    with pytest.raises(CallbackFailed) as told:
        ask(url, **options)  # type: ignore[arg-type]
    assert "{" not in str(told.value) or "result" in str(told.value), "every placeholder is filled"
    return str(told.value.reason)


def test_a_json_request_and_its_answer(receiver: Receiver) -> None:
    answer = asyncio.run(post(receiver.url("/a?b=1"), '{"text":"你好"}', own_server=True))
    assert (answer.status, answer.reason, answer.problem) == (200, "OK", None)
    assert json.loads(answer.text) == {"result": 0, "errmsg": "OK"}
    assert answer.headers["Content-Type"].startswith("application/json")
    assert 0 < answer.seconds < 60
    assert receiver.asked["/a"] == [{"text": "你好"}]
    assert receiver.headers[0]["Content-Type"] == "application/json"
    assert receiver.headers[0]["Accept-Encoding"] == "identity"
    assert "Cookie" not in receiver.headers[0]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (server.status(200), ""),
        (server.status(204), ""),
        (server.status(200, "OK"), ""),
        (server.body(b'{"result":0}'), ""),
        (server.body(b'{"result":0.0,"errmsg":"OK"}'), ""),
        (server.body(b'{"answer":1}'), ""),
        (server.body(b"[1,2]"), ""),
        (server.body(b"<script>alert(1)</script>", "text/html"), ""),
        (server.body(b'{"result":1,"errmsg":"no such shop"}'), "result 1 (no such shop)"),
        (server.body(b'{"result":"0"}'), ""),
        (server.body(b'{"result":false}'), "result False"),
        (server.body(b'{"result":null}'), "result None"),
        (server.body(b'{"result":1,"errmsg":{}}'), "result 1. Expected"),
        (server.body(b'{"result":' + b"[" * 30_000), ""),
        (server.status(500, "oh"), "status 500 Internal Server Error"),
        (server.status(404), "status 404 Not Found"),
        (server.status(302, Location="http://169.254.169.254/"), "sends on to http://169.254.169.254/"),
        (server.status(308, Location="/there"), "sends on to /there (status 308)"),
        (server.status(304), "status 304"),
    ],
)
def test_what_counts_as_success(receiver: Receiver, answer: server.Answer, told: str) -> None:
    receiver.behave(answer)
    problem = ask(receiver.url()).problem
    if told:
        assert told in str(problem)
    else:
        assert problem is None
    assert len(receiver.asked) == 1, "a redirect is not followed"


def test_an_answer_in_gbk_and_one_in_nonsense(receiver: Receiver) -> None:
    receiver.behave(
        server.body('{"result":1,"errmsg":"错误"}'.encode("gbk"), "application/json; charset=GBK")
    )
    assert "错误" in ask(receiver.url()).text
    receiver.behave(server.body(b"\xff\xfe\x00", "text/plain; charset=rot13"))
    assert ask(receiver.url()).text == "\ufffd\ufffd\x00"


def test_a_huge_answer_is_not_read(receiver: Receiver) -> None:
    receiver.behave(server.endless)
    assert "larger than 64 KB" in fault(receiver.url())
    receiver.behave(server.body(b"x" * LARGEST_ANSWER))
    assert len(ask(receiver.url()).text) == LARGEST_ANSWER
    receiver.behave(server.body(b"x" * (LARGEST_ANSWER + 1)))
    assert "larger than 64 KB" in fault(receiver.url())


def test_a_packed_answer_is_unpacked_up_to_the_limit_only(receiver: Receiver) -> None:
    receiver.behave(server.body(gzip.compress(b'{"result":7}'), Content_Encoding="gzip"))
    assert "result 7" in str(ask(receiver.url()).problem)
    bomb = gzip.compress(b"0" * 40_000_000)
    assert len(bomb) < LARGEST_ANSWER
    receiver.behave(server.body(bomb, Content_Encoding="gzip"))
    assert "larger than 64 KB" in fault(receiver.url())
    receiver.behave(server.body(b"no gzip", Content_Encoding="gzip"))
    assert "cannot be unpacked" in fault(receiver.url())
    receiver.behave(server.body(b"\x00", Content_Encoding="br"))
    assert "not asked for" in fault(receiver.url())


def test_servers_that_do_not_answer(receiver: Receiver) -> None:
    for never in (server.hang, server.drip):
        receiver.behave(never)
        begun = time.monotonic()
        assert fault(receiver.url(), seconds=0.3) == "127.0.0.1 did not answer within 0.3 seconds."
        assert time.monotonic() - begun < 30
    receiver.behave(server.close)
    assert fault(receiver.url()) == "127.0.0.1 closed the connection without an answer."
    receiver.behave(server.break_off)
    assert fault(receiver.url()) == "127.0.0.1 closed the connection in the middle of its answer."
    receiver.go_down()
    assert fault(receiver.url()).startswith("Nothing answers at 127.0.0.1.")


@pytest.mark.parametrize("garbage", [b"SSH-2.0-OpenSSH_9.6\r\n", b"\x00\xff" * 100, b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_no_web_server(garbage: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(garbage)

        talking = threading.Thread(target=talk)
        talking.start()
        assert "no web server" in fault(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        talking.join()


def test_headers_without_an_end(receiver: Receiver) -> None:
    receiver.behave(server.status(200, "", X_Long="x" * 20_000))
    assert "no web server" in fault(receiver.url())


def test_a_name_that_nobody_knows() -> None:
    assert fault("http://shop.example.invalid/", own_server=False).startswith("The name shop.example.invalid")


def test_a_name_server_that_is_silent_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = threading.Event()

    def never(*_: object, **__: object) -> list[object]:
        silent.wait(60)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", never)
    begun = time.monotonic()
    assert "did not answer within 0.2 seconds" in fault("https://shop.example.com/", seconds=0.2)
    assert time.monotonic() - begun < 30
    silent.set()


def test_a_wrong_address_is_told_without_a_connection() -> None:
    assert "https://" in fault("shop.example.com")
    assert "own server, say so" in fault("http://127.0.0.1:9/", own_server=False)


# --- TLS ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[Receiver]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "shop.localhost").configure_cert(context)
    made = Receiver(tls=context)
    yield made
    made.close()


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_certificates_are_verified(secure: Receiver, authority: trustme.CA, receiver: Receiver) -> None:
    assert fault(secure.url()) == "The certificate of 127.0.0.1 cannot be trusted. Nothing was sent."
    assert ask(secure.url(), trust=trusting(authority)).problem is None
    named = secure.url(host="other.localhost")
    assert "cannot be trusted" in fault(named, trust=trusting(authority), lookup=leading_to("127.0.0.1"))
    right = secure.url(host="shop.localhost")
    assert ask(right, trust=trusting(authority), lookup=leading_to("127.0.0.1")).problem is None
    assert len(secure.asked["/"]) == 2
    assert "no secure connection" in fault(receiver.url().replace("http:", "https:"))
    assert receiver.asked == {}


# --- where names lead -----------------------------------------------------------------------------


def leading_to(*answers: str | Sequence[str]) -> Lookup:
    """One answer for each look-up; the last one goes on."""
    left = [[each] if isinstance(each, str) else list(each) for each in answers]

    async def lookup(_host: str, _port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return lookup


@pytest.mark.parametrize(
    ("leads_to", "own_server", "told"),
    [
        ("127.0.0.1", False, "127.0.0.1 is on this computer"),
        ("::1", False, "::1 is on this computer"),
        ("::ffff:127.0.0.1", False, "is on this computer"),
        ("10.1.2.3", False, "10.1.2.3 is on this computer or in this network"),
        ("169.254.169.254", False, "169.254.169.254"),
        ("169.254.169.254", True, "Nothing is sent there"),
        ("fe80::1%eth0", True, "Nothing is sent there"),
        ("0.0.0.0", True, "not the address of a server"),
        ("2002:7f00:1::", True, "not the address of a server"),
        ("64:ff9b::7f00:1", True, "not the address of a server"),
    ],
)
def test_a_public_name_that_leads_inside(
    receiver: Receiver, leads_to: str, own_server: bool, told: str
) -> None:
    url = receiver.url(host="shop.example.com")
    assert told in fault(url, own_server=own_server, lookup=leading_to(leads_to))
    assert receiver.asked == {}


def test_a_name_that_leads_elsewhere_the_next_moment(receiver: Receiver) -> None:
    """Each connection is checked by itself: what was looked up before proves nothing."""
    url = receiver.url(host="shop.localhost")
    lookup = leading_to("127.0.0.1", "169.254.169.254")

    async def run() -> str:
        caller = Caller(lookup=lookup)
        try:
            receiver.behave(server.status(200, Connection="close"))
            assert (await caller.post(url, "1", own_server=True)).problem is None
            with pytest.raises(CallbackFailed) as told:
                await caller.post(url, "2", own_server=True)
            return str(told.value)
        finally:
            await caller.close()

    assert "169.254.169.254" in asyncio.run(run())
    assert receiver.asked["/"] == [1]


def test_a_name_is_looked_up_once_and_that_address_is_connected_to(receiver: Receiver) -> None:
    """First an allowed address, then one that is not: there is no second look-up between check and use."""
    looked_up: list[str] = []

    async def lookup(host: str, _port: int) -> Sequence[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["169.254.169.254"]

    assert ask(receiver.url(host="shop.example.com"), lookup=lookup).problem is None
    assert looked_up == ["shop.example.com"]


def test_of_several_addresses_only_the_allowed_ones_are_tried(receiver: Receiver) -> None:
    lookup = leading_to(["169.254.169.254", "127.0.0.1", "224.0.0.1"])
    assert ask(receiver.url(host="shop.example.com"), lookup=lookup).problem is None


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:10.0.0.1", "169.254.169.254", "fe80::1%1"])
def test_the_socket_itself_is_not_made_for_a_refused_address(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with pytest.raises(Closed):
        Door(own_server=False)((family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, 80)))


def test_a_connection_to_an_own_server_is_not_lent_to_others(receiver: Receiver) -> None:
    async def run() -> None:
        caller = Caller(lookup=leading_to("127.0.0.1"))
        try:
            url = receiver.url(host="shop.example.com")
            assert (await caller.post(url, "1", own_server=True)).problem is None
            with pytest.raises(CallbackFailed):
                await caller.post(url, "2", own_server=False)
        finally:
            await caller.close()

    asyncio.run(run())
    assert receiver.asked["/"] == [1]


def test_a_proxy_of_the_environment_is_not_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, receiver.url("/proxy"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert "Nothing answers" in fault(f"http://127.0.0.1:{port}/")
    assert receiver.asked == {}
