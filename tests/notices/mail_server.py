"""A real mail server on this computer's own address, in a thread, and others that misbehave."""

from __future__ import annotations

import asyncio
import logging
import queue
import ssl
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HERE = "127.0.0.1"
PATIENCE = 60.0

# What the tests' server has to say of who talks with it is no fault of the program.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Post:
    """What the server got, and how it answers: ``answers`` by command, else it takes everything."""

    port: int = 0
    users: Mapping[str, str] = field(default_factory=dict)
    """Password by user; empty: no login is offered."""
    answers: Mapping[str, str] = field(default_factory=dict)
    got: list[Envelope] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    """The way of every attempt."""
    encrypted: list[bool] = field(default_factory=list)
    """Of every attempt to hand over a mail."""

    def mail(self) -> EmailMessage:
        """The one mail that came."""
        (only,) = self.got
        assert isinstance(only.content, bytes)
        return message_from_bytes(only.content, policy=SMTPUTF8)  # type: ignore[return-value]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        if self.users and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("2"):
            self.got.append(envelope)
        return answer

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, way: str, given: Any
    ) -> AuthResult:
        self.logins.append(way)
        assert isinstance(given, LoginPassword)
        known = self.users.get(given.login.decode()) == given.password.decode()
        return AuthResult(success=known, handled=known)


@contextmanager
def serving(start: Callable[[], Coroutine[Any, Any, asyncio.Server]]) -> Iterator[int]:
    """Run a server on a loop in a thread; gives its port."""
    started: queue.Queue[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = queue.Queue()

    async def serve() -> None:
        over = asyncio.Event()
        server = await start()
        async with server:
            started.put((server.sockets[0].getsockname()[1], asyncio.get_running_loop(), over))
            await over.wait()
        # Conversations that nobody ended are given up, not waited for.
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="mail server")
    thread.start()
    port, loop, over = started.get(timeout=PATIENCE)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(PATIENCE)


@contextmanager
def post_office(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    users: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> Iterator[Post]:
    """A whole mail server: readable, with STARTTLS, or encrypted from the first byte."""
    post = Post(users=users or {}, answers=answers or {})

    def conversation() -> SMTP:
        return SMTP(
            post,
            enable_SMTPUTF8=True,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=post.authenticate if users else None,
            auth_require_tls=starttls is not None,
            auth_exclude_mechanism=[] if users else ["LOGIN", "PLAIN"],
        )

    async def start() -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(conversation, HERE, 0, ssl=tls)

    with serving(start) as post.port:
        yield post


@contextmanager
def saying(talk: Talk) -> Iterator[int]:
    """A server that holds this conversation with everybody; gives its port."""

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side had enough, or the test is over
        finally:
            writer.close()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(hold, HERE, 0)

    with serving(start) as port:
        yield port


def script(*answers: bytes, then: str = "close") -> Talk:
    """The greeting, then an answer for every line (for a whole mail: after its dot), then close or hang."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answers[0] if answers else b"")
        text = False
        for answer in answers[1:]:
            await reader.readuntil(b"\r\n.\r\n" if text else b"\r\n")
            writer.write(answer)
            text = answer.startswith(b"354")
        if then == "hang":
            while await reader.read(4096):
                pass  # until the other side hangs up
        elif answers and answers[-1].endswith(b"\r\n"):
            # Hung up on what was not read, this side's last answer could be lost on its way.
            await reader.readuntil(b"\r\n.\r\n" if text else b"\r\n")

    return talk
