"""Sends a mail through the desk's account (A9)."""

from __future__ import annotations

import asyncio
import email.policy
import email.utils
import re
import ssl
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from typing import TYPE_CHECKING

from smsdesk.domain.email_addresses import EmailAddress, parse_email, server_name
from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import text
from smsdesk.notices.mail_account import (
    DEFAULT_PORTS,
    Mail,
    MailAccount,
    MailRefused,
    Security,
    is_this_computer,
)
from smsdesk.notices.mail_faults import Step, explain

# Imported where it is used: a desk that tells nobody does without it.
if TYPE_CHECKING:
    from smsdesk.notices.mail_client import Client

__all__ = [
    "DEFAULT_PORTS",
    "Mail",
    "MailAccount",
    "MailRefused",
    "Security",
    "compose",
    "is_this_computer",
    "send_mail",
]

SEND_SECONDS = 20.0
#: Said instead of this computer's name, which is nobody's business and takes a look-up; as Thunderbird does.
_GREETING = "[127.0.0.1]"
#: The longest a subject or name may be; more is cut.
_HEADER_LENGTH = 200
#: Headers in ASCII, text encoded: the way every server can take.
_POLICY = email.policy.SMTP.clone(cte_type="7bit")
_UTF8_POLICY = email.policy.SMTPUTF8.clone(cte_type="7bit")


async def send_mail(
    account: MailAccount,
    mail: Mail,
    *,
    timeout: float = SEND_SECONDS,  # noqa: ASYNC109  # it is told in the sentence about it
    trust: ssl.SSLContext | None = None,
) -> None:
    """Hand the mail to the account's server; returns once it is accepted, within ``timeout`` seconds.

    ``trust``: whose certificates are believed, the system's for None. Raises ``MailRefused``. After one with
    ``permanent`` False the mail may have been accepted nevertheless, where the answer was lost.
    """
    from aiosmtplib import SMTPException

    from smsdesk.notices.mail_client import Client

    host = _host(account)
    if account.user and account.security is Security.NONE and not is_this_computer(account.host):
        raise MailRefused(
            text(
                "The password would travel readable to {host}, so it was not sent. "
                "Choose STARTTLS or TLS in Settings → Email.",
                host=account.host,
            ),
            permanent=True,
        )
    sender, recipient = _address(account.sender), _address(mail.to)
    message = compose(account, mail)
    client = Client(
        hostname=host,
        port=account.port,
        use_tls=account.security is Security.TLS,
        start_tls=False,  # asked for below, where its refusal can be told from others
        tls_context=trust,
        local_hostname=_GREETING,
        timeout=timeout,
    )
    step = Step.CONNECT
    try:
        async with asyncio.timeout(timeout):
            await client.connect()
            step = Step.GREET
            await client.ehlo()
            if account.security is Security.STARTTLS:
                step = Step.ENCRYPT
                await client.starttls()
                await client.ehlo()
            if account.user:
                step = Step.LOGIN
                await client.log_in(account.user, account.password)
            step = Step.SENDER
            options, encoding = _options(client, sender, recipient)
            await client.mail(sender.wire, options=options, encoding=encoding)
            step = Step.RECIPIENT
            await client.rcpt(recipient.wire, encoding=encoding)
            step = Step.TEXT
            await client.data(message)
        await client.part()
    except MailRefused:
        raise
    except (SMTPException, OSError, ValueError) as error:  # a time-out is an OSError too
        raise explain(error, step, account, timeout) from error
    finally:
        client.close()


def compose(account: MailAccount, mail: Mail) -> bytes:
    """The mail as it is sent. What could break out of a header is taken out of it."""
    sender, recipient = _address(account.sender), _address(mail.to)
    policy = _POLICY if _is_ascii(sender, recipient) else _UTF8_POLICY
    message = EmailMessage(policy=policy)
    message["From"] = Address(_one_line(account.sender_name), sender.local, sender.wire_domain)
    message["To"] = Address("", recipient.local, recipient.wire_domain)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = email.utils.localtime()
    message["Message-ID"] = _message_id(mail.message_id, sender)
    # No holiday reply wants to answer a program (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_lines(mail.text))
    return message.as_bytes()


def _host(account: MailAccount) -> str:
    """The host as name servers know it."""
    try:
        return server_name(account.host)
    except ValueError as error:
        raise MailRefused(
            text(
                "“{host}” is not the name of a mail server. Correct it in Settings → Email.",
                host=account.host,
            ),
            permanent=True,
        ) from error


def _address(given: str) -> EmailAddress:
    try:
        return parse_email(given)
    except Invalid as fault:
        raise MailRefused(fault.message, permanent=True) from fault


def _is_ascii(*addresses: EmailAddress) -> bool:
    return all(each.wire.isascii() for each in addresses)


def _options(client: Client, *addresses: EmailAddress) -> tuple[list[str], str]:
    """How the addresses are told. Raises ``MailRefused`` where the server cannot take their script."""
    if _is_ascii(*addresses):
        return [], "ascii"
    if not client.supports_extension("smtputf8"):
        raise MailRefused(
            text(
                "The mail server takes no address with other than plain Latin letters before the @. "
                "Use another address."
            ),
            permanent=True,
        )
    return ["SMTPUTF8"], "utf-8"


def _one_line(words: str) -> str:
    """Header text: breaks and control characters become a blank, halves of characters a question mark."""
    plain = "".join(
        "?" if (kind := unicodedata.category(char)) == "Cs" else " " if kind in ("Cc", "Zl", "Zp") else char
        for char in words
    )
    return " ".join(plain.split())[:_HEADER_LENGTH]


def _lines(words: str) -> str:
    """The text with ``\\n`` at line ends, without other control characters."""
    kept = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        "?" if unicodedata.category(char) == "Cs" else char
        for char in kept
        if char in "\n\t" or unicodedata.category(char) != "Cc"
    )


def _message_id(given: str, sender: EmailAddress) -> str:
    left, _, right = given.strip("<> ").partition("@")
    kept = re.sub(r"[^A-Za-z0-9.+=_-]", "-", left).strip(".")[:64] or "mail"
    domain = re.sub(r"[^A-Za-z0-9.-]", "-", right).strip(".")[:150] or sender.wire_domain
    return f"<{kept}@{domain}>"
