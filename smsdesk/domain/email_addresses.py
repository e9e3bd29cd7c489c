"""Email addresses (A9): a practical rule for what a person types.

Stricter than RFC 5322, which allows comments, quotes and blanks that nobody has, and as long as RFC 5321
allows. Domains in any script are accepted and shown as they are written; servers are told their ASCII form.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import NamedTuple

from smsdesk.domain.errors import Invalid
from smsdesk.domain.limits import EMAIL_LENGTH
from smsdesk.domain.text import Text, text

#: RFC 5321, 4.5.3.1.1, in bytes.
_LOCAL_LENGTH = 64
_DOMAIN_LENGTH = 253
#: A plain form makes one character of at most so many.
_NEVER_SHORTER_THAN = 4
#: What RFC 5322 allows outside quotes, besides letters and digits.
_MARKS = frozenset("!#$%&'*+-/=?^_`{|}~.")
_ADDRESS_OF_NUMBERS = re.compile(r"\[.*\]|[\d.]+", re.ASCII)


class EmailAddress(NamedTuple):
    """A checked address."""

    local: str
    domain: str
    """In its own script, lower case."""
    wire_domain: str
    """In ASCII, as servers and name servers know it."""

    @property
    def shown(self) -> str:
        """As people read it, and as it is kept."""
        return f"{self.local}@{self.domain}"

    @property
    def wire(self) -> str:
        """As servers are told it; only the part before the ``@`` can be outside ASCII."""
        return f"{self.local}@{self.wire_domain}"


def parse_email(given: str, *, field: str = "email") -> EmailAddress:
    """The address in its parts. Full-width characters of an input method are read as what they stand for.

    Raises ``Invalid`` at ``field`` with what is wrong.
    """
    if len(given.strip()) > _NEVER_SHORTER_THAN * EMAIL_LENGTH.value:
        # Before it is put into its plain form: a hundred thousand accents take seconds to put in order.
        raise Invalid(_too_long(), field=field)
    # An ideographic full stop is what the dot's key gives; compatibility forms cover the other wide ones.
    written = unicodedata.normalize(
        "NFKC", given.strip().replace("\u3002", ".").replace("\uff61", ".")
    ).strip()
    local, at, domain = written.rpartition("@")
    fault = _fault_of(written, local, at, domain)
    if fault is not None:
        raise Invalid(fault, field=field)
    try:
        wire_domain = wire_host(domain)
        shown = _in_its_script(wire_domain)
    except ValueError as error:
        raise Invalid(
            text(
                "“{domain}” is not a name of a mail domain. Write it like example.com.", domain=_short(domain)
            ),
            field=field,
        ) from error
    found = EmailAddress(local, shown, wire_domain)
    if len(wire_domain) > _DOMAIN_LENGTH or EMAIL_LENGTH.exceeded(len(found.wire.encode())):
        raise Invalid(_too_long(), field=field)
    return found


def check_email(given: str, *, field: str = "email") -> str:
    """The address as it is kept and shown. Raises ``Invalid`` at ``field`` with what is wrong."""
    return parse_email(given, field=field).shown


def email_fault(given: str) -> Text | None:
    """What is wrong with an address, None when nothing is: the rule of a form's field."""
    try:
        parse_email(given)
    except Invalid as fault:
        return fault.message
    return None


def wire_host(host: str) -> str:
    """The ASCII form of a host's name in any script; raises ``ValueError`` for what is no name."""
    import idna  # here: its tables take their time, and few addresses are ever checked

    return idna.encode(host, uts46=True, std3_rules=True).decode("ascii").lower()


def server_name(given: str) -> str:
    """A server's name in ASCII, or its numeric address; raises ``ValueError`` for what is neither."""
    name = given.strip()
    try:
        return str(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        return wire_host(name.rstrip("."))


def _in_its_script(wire_domain: str) -> str:
    import idna

    return idna.decode(wire_domain)


def _fault_of(written: str, local: str, at: str, domain: str) -> Text | None:
    if not written:
        return text("Enter an email address like ann@example.com.")
    if EMAIL_LENGTH.exceeded(len(written)):
        return _too_long()
    if "@" in local:
        return text("An email address has one @. Enter one address only.")
    if any(unicodedata.category(char)[0] in "CZ" for char in written):
        return text("An email address has no blanks or invisible characters in it. Take them out.")
    if not at or not domain:
        return text("This is no email address: it lacks what follows the @, like in ann@example.com.")
    if not local:
        return text("This is no email address: it lacks what comes before the @, like in ann@example.com.")
    for char in local:
        if not _may_stand_before_the_at(char):
            return text("“{char}” cannot stand in an email address. Take it out.", char=char)
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return text("Before the @ a dot stands between two other characters. Check the dots.")
    if len(local.encode()) > _LOCAL_LENGTH:
        return text("What comes before the @ is too long: at most {most} characters.", most=_LOCAL_LENGTH)
    if _ADDRESS_OF_NUMBERS.fullmatch(domain):
        return text("After the @ stands a name like example.com, not a number.")
    if "." not in domain and domain.lower() != "localhost":
        return text("What follows the @ lacks its ending, like .com in example.com.")
    return None


def _too_long() -> Text:
    return text("This address is too long: at most {most} characters.", most=EMAIL_LENGTH.value)


def _may_stand_before_the_at(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char in _MARKS
    return unicodedata.category(char)[0] in "LMN"


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39]}…"
