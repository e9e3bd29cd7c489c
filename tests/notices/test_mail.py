"""A9: mails go out through a real server, and every way it can fail is one sentence."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import ssl
from dataclasses import replace

import pytest
import trustme

from smsdesk.notices.mail import Mail, MailAccount, MailRefused, Security, send_mail
from tests.notices.mail_server import HERE, post_office, saying, script

PASSWORD = "correct horse battery"
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
    "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
}  # fmt: skip
MAIL = Mail("bob@example.com", "An alarm", "Sending limit reached.\n", "alarm-7")


def account(port: int, security: Security = Security.NONE, **more: str) -> MailAccount:
    made = MailAccount(HERE, port, security, "", "", "ann@example.com", "Riverside Bakery")
    return replace(made, **more)  # type: ignore[arg-type]


def send(
    using: MailAccount, mail: Mail = MAIL, *, trust: ssl.SSLContext | None = None, within: float = 10
) -> None:
    asyncio.run(send_mail(using, mail, timeout=within, trust=trust))


def refusal(
    using: MailAccount, mail: Mail = MAIL, *, trust: ssl.SSLContext | None = None, within: float = 10
) -> MailRefused:
    with pytest.raises(MailRefused) as refused:
        send(using, mail, trust=trust, within=within)
    # Whatever went wrong: nobody reads the password in it.
    for told in (str(refused.value.reason), refused.value.details, repr(refused.value.reason.values)):
        assert PASSWORD not in told
        assert base64.b64encode(PASSWORD.encode()).decode() not in told
    return refused.value


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def certified(authority: trustme.CA, *names: str, **more: object) -> ssl.SSLContext:
    """A server's side with a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*(names or (HERE,)), **more).configure_cert(context)  # type: ignore[arg-type]
    return context


@pytest.fixture(scope="module")
def trust(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


# ---------------------------------------------------------------------------------------- it goes out


def test_a_mail_arrives_as_it_was_written() -> None:
    with post_office() as post:
        send(account(post.port), replace(MAIL, subject="Grenze erreicht: 限额", text="你好\n.\n..\nEnd"))
    (envelope,) = post.got
    mail = post.mail()
    assert (envelope.mail_from, envelope.rcpt_tos) == ("ann@example.com", ["bob@example.com"])
    assert mail["From"] == "Riverside Bakery <ann@example.com>"
    assert mail["To"] == "bob@example.com"
    assert mail["Subject"] == "Grenze erreicht: 限额"
    assert mail["Message-ID"] == "<alarm-7@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime is not None
    assert mail.get_content().splitlines() == ["你好", ".", "..", "End"]


def test_a_second_attempt_is_the_same_mail() -> None:
    with post_office() as post:
        send(account(post.port))
        send(account(post.port))
    first, second = (envelope.content for envelope in post.got)
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    assert [line for line in first.splitlines() if not line.startswith(b"Date:")] == [
        line for line in second.splitlines() if not line.startswith(b"Date:")
    ]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_it_goes_encrypted_with_a_login(
    authority: trustme.CA, trust: ssl.SSLContext, security: Security
) -> None:
    context = certified(authority)
    way = {"starttls": context} if security is Security.STARTTLS else {"tls": context}
    with post_office(**way, users={"ann": PASSWORD}) as post:  # type: ignore[arg-type]
        send(account(post.port, security, user="ann", password=PASSWORD), trust=trust)
    assert len(post.got) == 1
    assert post.encrypted == [True]
    assert post.logins == ["PLAIN"]


def test_a_password_is_told_readable_to_this_computer_only() -> None:
    with post_office(users={"ann": PASSWORD}) as post:
        send(account(post.port, user="ann", password=PASSWORD))
        assert len(post.got) == 1
        elsewhere = account(post.port, user="ann", password=PASSWORD, host="mail.invalid")
        refused = refusal(elsewhere)
    assert "would travel readable" in str(refused)
    assert refused.permanent
    assert post.logins == ["PLAIN"]


def test_addresses_in_other_scripts() -> None:
    with post_office() as post:
        send(account(post.port, sender="用户@例子.cn"), replace(MAIL, to="bob@münchen.de"))
    (envelope,) = post.got
    assert (envelope.mail_from, envelope.rcpt_tos) == ("用户@xn--fsqu00a.cn", ["bob@xn--mnchen-3ya.de"])
    assert "SMTPUTF8" in envelope.mail_options


def test_a_server_that_knows_latin_letters_only_is_told_no_others() -> None:
    with saying(script(b"220 old\r\n", b"250 old\r\n")) as port:
        refused = refusal(account(port, sender="用户@例子.cn"))
    assert "plain Latin letters" in str(refused)
    assert refused.permanent


@pytest.mark.parametrize(
    ("using", "mail"),
    [
        ({}, {"subject": "Hello\r\nBcc: eve@example.com\r\n\r\nBuy"}),
        ({}, {"subject": "Hello\u2028Bcc: eve@example.com\x85x\x0b\x00"}),
        ({"sender_name": 'Ann" <eve@example.com>\r\nBcc: eve@example.com'}, {}),
        ({}, {"message_id": "x>\r\nBcc: eve@example.com"}),
        ({}, {"subject": "half \ud83d", "text": "half \ud83d \x00 \x1b[2J"}),
        ({}, {"text": "line\r.\rMAIL FROM:<eve@example.com>\r\n.\r\nQUIT\r\n"}),
        ({}, {"subject": "x" * 5_000, "text": "y" * 5_000}),
    ],
)
def test_nothing_breaks_out_of_its_place(using: dict[str, str], mail: dict[str, str]) -> None:
    with post_office() as post:
        send(account(post.port, **using), replace(MAIL, **mail))
    (envelope,) = post.got
    assert envelope.rcpt_tos == ["bob@example.com"]
    assert envelope.mail_from == "ann@example.com"
    arrived = post.mail()
    assert "Bcc" not in arrived
    assert set(arrived.keys()) == HEADERS
    assert len(arrived.keys()) == len(HEADERS)
    assert not arrived.defects
    assert isinstance(envelope.content, bytes)
    assert max(map(len, envelope.content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "address", ["", "bob", "bob@example.com\r\nRCPT TO:<eve@example.com>", "a b@c.de", "a@b@c.de"]
)
def test_an_address_that_is_none_is_told_to_no_server(address: str) -> None:
    for using, mail in (
        (account(1), replace(MAIL, to=address)),
        (account(1, sender=address), MAIL),
    ):
        refused = refusal(using, mail)
        assert refused.permanent
        assert "@" in str(refused) or "blanks" in str(refused)


# ------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("command", "answer", "words", "permanent"),
    [
        (
            "MAIL",
            "553 5.7.1 Sender address rejected: not owned by user",
            "does not let ann@example.com",
            True,
        ),
        ("MAIL", "530 5.7.0 Authentication required", "wants a login first", True),
        ("MAIL", "451 4.3.0 Try later", "cannot take the mail just now", False),
        ("MAIL", "421 4.3.2 Closing", "cannot take the mail just now", False),
        ("RCPT", "550 5.1.1 No such user", "refuses the recipient", True),
        ("RCPT", "452 4.2.2 Mailbox full", "mailbox of the recipient is full", False),
        ("RCPT", "552 5.2.2 Mailbox full", "mailbox of the recipient is full", True),
        ("RCPT", "450 4.2.0 Greylisted", "cannot take the mail just now", False),
        ("DATA", "554 5.7.1 Looks like spam", "refuses the mail", True),
        ("DATA", "451 4.7.1 Later", "cannot take the mail just now", False),
    ],
)
def test_a_refusal_says_what_to_do(command: str, answer: str, words: str, permanent: bool) -> None:
    with post_office(answers={command: answer}) as post:
        refused = refusal(account(post.port))
    assert words in str(refused)
    assert refused.permanent is permanent
    assert answer[4:] in refused.details, "the server's own words are under Details"
    assert not post.got


def test_details_name_nobody() -> None:
    with post_office(answers={"RCPT": "550 5.1.1 <bob@example.com>: bob@example.com unknown"}) as post:
        refused = refusal(account(post.port))
    assert refused.details == "550 5.1.1 <…@example.com>: …@example.com unknown …@example.com"


def test_a_wrong_password_is_tried_once_and_hints_at_app_passwords() -> None:
    with post_office(users={"ann": "another"}) as post:
        refused = refusal(account(post.port, user="ann", password=PASSWORD))
    assert "app password" in str(refused)
    assert refused.permanent
    assert post.logins == ["PLAIN"], "a second attempt would bring the account nearer to being locked"


LOGIN_OFFER = b"250-mail\r\n250 AUTH PLAIN LOGIN CRAM-MD5\r\n"


@pytest.mark.parametrize(
    ("answer", "words", "permanent"),
    [
        (
            b"535 5.7.139 Authentication unsuccessful, basic authentication is disabled.\r\n",
            "no longer lets",
            True,
        ),
        (b"534 5.7.9 Application-specific password required\r\n", "app password", True),
        (b"454 4.7.0 Temporary authentication failure\r\n", "just now", False),
        (
            b"535 wrong: AUTH PLAIN %s\r\n" % base64.b64encode(f"\0ann\0{PASSWORD}".encode()),
            "app password",
            True,
        ),
        (b"535 wrong: %s\r\n" % PASSWORD.encode(), "app password", True),
    ],
)
def test_a_refused_login_never_repeats_the_password(answer: bytes, words: str, permanent: bool) -> None:
    with saying(script(b"220 mail\r\n", LOGIN_OFFER, answer)) as port:
        refused = refusal(account(port, user="ann", password=PASSWORD))
    assert words in str(refused)
    assert refused.permanent is permanent
    assert base64.b64encode(f"\0ann\0{PASSWORD}".encode()).decode() not in refused.details


def test_a_login_the_server_only_claims_to_know_is_followed_by_the_next() -> None:
    conversation = script(
        b"220 mail\r\n",
        LOGIN_OFFER,
        b"504 5.5.4 Unrecognized authentication type\r\n",
        b"334 UGFzc3dvcmQ6\r\n",
        b"235 2.7.0 Fine\r\n",
        b"250 OK\r\n",
        b"250 OK\r\n",
        b"354 Go on\r\n",
        b"250 OK\r\n",
        b"221 Bye\r\n",
    )
    with saying(conversation) as port:
        send(account(port, user="ann", password=PASSWORD))


@pytest.mark.parametrize("offer", [b"250 mail\r\n", b"250-mail\r\n250 AUTH XOAUTH2\r\n"])
def test_a_server_without_a_login_by_password(offer: bytes) -> None:
    with saying(script(b"220 mail\r\n", offer)) as port:
        refused = refusal(account(port, user="ann", password=PASSWORD))
    assert "takes no user name with a password" in str(refused)
    assert refused.permanent


# ----------------------------------------------------------------------------------------- encryption


def test_without_starttls_nothing_is_sent() -> None:
    with post_office() as post:
        refused = refusal(account(post.port, Security.STARTTLS))
    assert "offers no STARTTLS" in str(refused)
    assert refused.permanent
    assert not post.encrypted, "not even the sender was told"


def test_a_starttls_that_is_refused_is_not_gone_without() -> None:
    told: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail\r\n")
        told.append(await reader.readline())
        writer.write(b"250-mail\r\n250 STARTTLS\r\n")
        told.append(await reader.readline())
        writer.write(b"502 5.5.1 Not today\r\n")
        told.append(await reader.read())

    with saying(talk) as port:
        refused = refusal(account(port, Security.STARTTLS, user="ann", password=PASSWORD))
    assert "offers no STARTTLS" in str(refused)
    assert [line.split()[0] for line in told if line] == [b"EHLO", b"STARTTLS"]


def test_words_slipped_in_before_encryption_are_not_believed(
    authority: trustme.CA, trust: ssl.SSLContext
) -> None:
    """Somebody on the way adds an answer behind the readable one (RFC 3207, 4.2)."""
    context = certified(authority)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail\r\n")
        await reader.readline()
        writer.write(b"250-mail\r\n250 STARTTLS\r\n")
        await reader.readline()
        writer.write(b"220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n")
        await writer.start_tls(context)
        assert (await reader.readline()).startswith(b"EHLO")
        writer.write(b"250 mail\r\n")  # the true server offers no login
        await reader.read()

    with saying(talk) as port:
        refused = refusal(account(port, Security.STARTTLS, user="ann", password=PASSWORD), trust=trust)
    assert "takes no user name" in str(refused)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("fault", ["stranger", "other name", "expired"])
def test_a_certificate_that_is_wrong_is_not_believed(
    authority: trustme.CA, trust: ssl.SSLContext, security: Security, fault: str
) -> None:
    import datetime

    words = {
        "stranger": "Nobody this computer trusts",
        "other name": "another name",
        "expired": "not valid today",
    }
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    context = {
        "stranger": lambda: certified(trustme.CA()),
        "other name": lambda: certified(authority, "mail.example.com"),
        "expired": lambda: certified(authority, not_after=past),
    }[fault]()
    way = {"starttls": context} if security is Security.STARTTLS else {"tls": context}
    with post_office(**way, users={"ann": PASSWORD}) as post:  # type: ignore[arg-type]
        refused = refusal(account(post.port, security, user="ann", password=PASSWORD), trust=trust)
    assert words[fault] in str(refused)
    assert refused.permanent
    assert not post.logins


def test_the_systems_trust_is_the_default(authority: trustme.CA) -> None:
    with post_office(tls=certified(authority)) as post:
        refused = refusal(account(post.port, Security.TLS))
    assert "Nobody this computer trusts" in str(refused)


def test_tls_at_a_port_without_it_is_told_by_its_ports() -> None:
    with post_office() as post:
        refused = refusal(account(post.port, Security.TLS))
    assert "TLS goes with 465" in str(refused)


# ------------------------------------------------------------------------------------------- the line


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


EHLO, OK = b"250-mail\r\n250 SIZE 1000000\r\n", b"250 OK\r\n"
GREETING = b"220 mail\r\n"


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
    from smsdesk.notices.mail_faults import Step, explain

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
        for answer in (GREETING, EHLO, OK, OK, b"354 Go on\r\n"):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.2):
                    await asyncio.get_running_loop().create_future()
            writer.write(answer)
            await reader.readline()
        await reader.read()

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
        assert spoken.hung_up.result(timeout=10)


class _Told:
    """A server that greets, hears the first word, and then waits until the other side hangs up."""

    def __init__(self) -> None:
        import concurrent.futures
        import threading

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
