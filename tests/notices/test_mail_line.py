"""A9: servers that are not there, fall silent, hang up or are none."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import socket
import threading

import pytest

from smsdesk.notices.mail import Security, send_mail
from smsdesk.notices.mail_faults import Step, explain
from tests.notices.mail_server import HERE, saying, script
from tests.notices.mailing import EHLO, GREETING, MAIL, OK, account, refusal, send


def test_nobody_at_the_port() -> None:
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        refused = refusal(account(taken.getsockname()[1]))
    assert "takes no mail at port" in str(refused)
    assert not refused.permanent


def test_a_name_that_does_not_exist() -> None:
    refused = refusal(account(25, host="mail.invalid"))
    assert "was not found" in str(refused)
    assert not refused.permanent


@pytest.mark.parametrize("host", ["", "mail server", "mail\r\nQUIT", "邮件 服务器", "x" * 300])
def test_a_host_that_is_no_name(host: str) -> None:
    refused = refusal(account(25, host=host))
    assert "is not the name of a mail server" in str(refused)
    assert refused.permanent


@pytest.mark.parametrize(
    "said",
    [
        (),
        (GREETING,),
        (GREETING, EHLO),
        (GREETING, EHLO, OK),
        (GREETING, EHLO, OK, OK),
        (GREETING, EHLO, OK, OK, b"354 Go on\r\n"),
        (GREETING, EHLO, OK, OK, b"354 Go on\r\n", b"250 half an ans"),
        (b"220 half a gree",),
        (GREETING, b"250-half\r\n250-a list"),
    ],
)
def test_a_server_that_falls_silent_or_hangs_up(said: tuple[bytes, ...]) -> None:
    with saying(script(*said, then="hang")) as port:
        silent = refusal(account(port), within=0.3)
    assert "within 0 seconds" in str(silent)
    assert not silent.permanent
    with saying(script(*said)) as port:
        closed = refusal(account(port))
    assert "ended the conversation in the middle" in str(closed)
    assert not closed.permanent


@pytest.mark.parametrize(
    ("security", "said"),
    [
        (Security.TLS, ()),
        (Security.STARTTLS, (GREETING, b"250-mail\r\n250 STARTTLS\r\n", b"220 go\r\n")),
    ],
)
def test_a_server_that_falls_silent_before_the_line_is_encrypted(
    security: Security, said: tuple[bytes, ...]
) -> None:
    with saying(script(*said, then="hang")) as port:
        silent = refusal(account(port, security), within=0.3)
    assert "within 0 seconds" in str(silent)
    assert not silent.permanent

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in said:
            writer.write(answer)
            if not answer.startswith(b"220 go"):
                await reader.readline()
        await reader.read(1)
        writer.write(b"\x00nonsense\r\n" * 20)
        await reader.read()

    with saying(talk) as port:
        nonsense = refusal(account(port, security))
    assert "No encrypted line" in str(nonsense)


def test_no_answer_at_465_without_tls_names_the_remedy() -> None:
    """Such a server waits for the first encrypted word, and says nothing itself."""
    told = explain(TimeoutError(), Step.CONNECT, account(465, Security.STARTTLS), 20)
    assert "Port 465 wants TLS" in str(told)


@pytest.mark.parametrize(
    "said",
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n",),
        (b"SSH-2.0-OpenSSH_9.6\r\n",),
        (b"\x00\xff\xfe\n\n\n",),
        (b"999 what\r\n",),
        (b"250 a mail server greets with another number\r\n",),
        (GREETING, b"x" * 100_000),
        (GREETING, b"250-x\r\n" * 100_000),
        (b"220-" + b"x" * 1_000_000 + b"\r\n",),
        (GREETING, EHLO, b"\xff\xfe\r\n"),
        (GREETING, EHLO, OK, OK, b"354 Go on\r\n", b"thank you\r\n"),
        (GREETING, EHLO, OK, OK, b"250 no text wanted\r\n"),
    ],
)
def test_what_is_no_mail_server_is_told_as_that(said: tuple[bytes, ...]) -> None:
    with saying(script(*said, then="hang")) as port:
        refused = refusal(account(port))
    assert "does not talk like a mail server" in str(refused)
    assert not refused.permanent
    assert len(refused.details) <= 500
    assert refused.details.isprintable()


def test_an_endless_answer_ends_with_the_time() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"220-hello\r\n")
            await writer.drain()

    with saying(talk) as port:
        refused = refusal(account(port), within=5)
    assert not refused.permanent


def test_a_server_that_drips_is_given_up_after_the_whole_time() -> None:
    """Every single answer comes in time; all together do not."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in (GREETING, EHLO, OK, OK, b"354 Go on\r\n", OK, b"221 Bye\r\n"):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.2):
                    await asyncio.get_running_loop().create_future()
            writer.write(answer)
            await reader.readuntil(b"\r\n.\r\n" if answer.startswith(b"354") else b"\r\n")

    with saying(talk) as port:
        refused = refusal(account(port), within=0.5)
    assert "did not finish within" in str(refused)


def test_an_accepted_mail_is_sent_whatever_the_farewell() -> None:
    accepted = (GREETING, EHLO, OK, OK, b"354 Go on\r\n", OK)
    for farewell in (b"", b"500 What?\r\n", b"\xff\xff\r\n"):
        with saying(script(*accepted, *((farewell,) if farewell else ()))) as port:
            send(account(port))


@pytest.mark.parametrize("greeting", [b"554 5.7.1 You are on a list\r\n", b"421 4.3.2 Too busy\r\n"])
def test_a_server_that_does_not_want_to_talk(greeting: bytes) -> None:
    with saying(script(greeting)) as port:
        refused = refusal(account(port))
    assert refused.permanent is greeting.startswith(b"5")
    assert ("refuses to talk" if refused.permanent else "just now") in str(refused)


def test_stopping_in_the_middle_leaves_nothing_open() -> None:
    """The program is closed while a server hangs."""

    async def stop() -> None:
        task = asyncio.create_task(send_mail(account(port), MAIL))
        await spoken.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    spoken = _Told()
    with saying(spoken.talk) as port:
        asyncio.run(stop())
        assert spoken.hung_up.result(timeout=60)


class _Told:
    """A server that greets, hears the first word, and then waits until the other side hangs up."""

    def __init__(self) -> None:
        self._spoken = threading.Event()
        self.hung_up: concurrent.futures.Future[bool] = concurrent.futures.Future()

    async def wait(self) -> None:
        await asyncio.to_thread(self._spoken.wait, 10)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(GREETING)
        await reader.readline()
        self._spoken.set()
        try:
            await reader.read()
        finally:
            self.hung_up.set_result(True)
