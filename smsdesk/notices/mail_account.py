"""What an email needs: the account it goes out through, the mail itself, and how it can be refused (A9)."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from smsdesk.domain.text import Text


class Security(StrEnum):
    """How the line to the mail server is encrypted."""

    STARTTLS = "starttls"
    """Begins readable and must be encrypted before anything is told; never without."""
    TLS = "tls"
    """Encrypted from the first byte."""
    NONE = "none"
    """Readable for everybody on the way; a password is only told to this computer itself."""


#: The port that goes with each.
DEFAULT_PORTS: Mapping[Security, int] = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True)
class MailAccount:
    """The server and the sender. ``user`` empty: no login."""

    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    sender: str
    """The address that mails come from."""
    sender_name: str = ""


@dataclass(frozen=True)
class Mail:
    """One mail to one address, in plain text."""

    to: str
    subject: str
    text: str
    message_id: str
    """The same for every attempt, so that a mail which arrives twice is seen to be one. What is before the
    ``@`` is enough: the sender's domain is added."""


class MailRefused(Exception):
    """The mail did not go. ``reason`` says in one sentence what is wrong and what to do."""

    def __init__(self, reason: Text, permanent: bool, details: str = "") -> None:
        """``permanent``: trying the same again cannot help. ``details``: technical, without a secret or
        a person's address."""
        super().__init__(str(reason))
        self.reason = reason
        self.permanent = permanent
        self.details = details


def is_this_computer(host: str) -> bool:
    """Whether a host name or address is this computer itself, so that nobody can read along."""
    name = host.strip().rstrip(".").casefold()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
