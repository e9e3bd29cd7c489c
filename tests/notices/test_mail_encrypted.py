"""A9: encrypted as it was asked for, with whom it was meant for, or not at all."""

from __future__ import annotations

import asyncio
import datetime
import ssl

import pytest
import trustme

from smsdesk.notices.mail import Security
from tests.notices.mail_server import post_office, saying
from tests.notices.mailing import PASSWORD, account, certified, refusal


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
