"""What the tests of mails have in common: an account, a mail, and sending it to a server of the tests."""

from __future__ import annotations

import asyncio
import base64
import ssl
from dataclasses import replace

import pytest
import trustme

from smsdesk.notices.mail import Mail, MailAccount, MailRefused, Security, send_mail
from tests.notices.mail_server import HERE

PASSWORD = "correct horse battery"
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


def certified(authority: trustme.CA, *names: str, **more: object) -> ssl.SSLContext:
    """A server's side with a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*(names or (HERE,)), **more).configure_cert(context)  # type: ignore[arg-type]
    return context


#: What a server says.
EHLO, OK = b"250-mail\r\n250 SIZE 1000000\r\n", b"250 OK\r\n"
GREETING = b"220 mail\r\n"
