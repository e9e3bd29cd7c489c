"""Trying the connection to a provider, in words, without ever sending a message (A10, N1)."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import GatewayDown
from smsdesk.gateways.http.answers import Statuses
from smsdesk.gateways.http.placeholders import BY_NAME, SECRET, names_in
from smsdesk.gateways.http.request import checked_address, sign_in_header
from smsdesk.gateways.http.templates import address, in_header, template
from smsdesk.gateways.http.where import Said, Where, where
from smsdesk.gateways.line import Answer, Line, NoAnswer, NotWritten
from smsdesk.gateways.line_faults import place_in

_FINGERPRINT_SECONDS = 5.0
_OUT_OF_SERVICE = Statuses(((502, 504),))


@dataclass(frozen=True, slots=True)
class Trial:
    """What can be asked without sending anything."""

    balance: str
    """An address that only reads, whole; empty for none. May hold a key."""
    balance_at: Where | None
    bare: str
    """The address of messages without its query, or only the server's where the path is a message's own."""
    method: str
    """How the bare address is asked."""
    headers: Mapping[str, str]
    knows_key: bool
    """Whether the bare request carries the key, so that a 401 says something."""

    async def ask(self, line: Line) -> Answer:
        """Raises ``NotWritten`` or ``NoAnswer``."""
        if self.balance:
            return await line.ask("GET", self.balance, headers=self.headers, exact=True)
        return await line.ask(self.method, self.bare, headers=self.headers, exact=True)

    async def probe(self, line: Line) -> None:
        """Whether somebody answers and is in service. Raises ``GatewayDown``."""
        try:
            answer = await self.ask(line)
        except NotWritten as fault:
            raise GatewayDown(fault.reason) from fault
        except NoAnswer as fault:
            raise GatewayDown(self._unreadable(str(fault))) from fault
        if answer.status in _OUT_OF_SERVICE:
            raise GatewayDown(
                text(
                    "{address} says it is out of service (status {status}).",
                    address=place_in(self.bare),
                    status=answer.status,
                )
            )

    async def test(self, line: Line, fingerprint_wanted: bool) -> Text:
        """What the trial showed. Raises ``GatewayDown`` with what is wrong."""
        try:
            answer = await self.ask(line)
        except NotWritten as fault:
            raise GatewayDown(await self._with_fingerprint(fault, fingerprint_wanted)) from fault
        except NoAnswer as fault:
            raise GatewayDown(self._unreadable(str(fault))) from fault
        if problem := self._problem(answer):
            raise GatewayDown(problem)
        return self._success(answer)

    def _problem(self, answer: Answer) -> Text | None:
        place, status = place_in(self.balance or self.bare), answer.status
        signed = self.knows_key or bool(self.balance)
        page = "text/html" in answer.headers.get("Content-Type", "").lower()
        match status:
            case 401 if signed:
                return text(
                    "{address} answers, but does not accept the user name, password or key (status 401).",
                    address=place,
                )
            case 403 if signed:
                return text(
                    "{address} answers, but this account may not use it (status 403): the key is wrong, "
                    "lacks the right to send, or this computer's IP address is not on the provider's list.",
                    address=place,
                )
            case 407 | 511:
                return text(
                    "A proxy or the log-in page of a network is between here and {address} (status "
                    "{status}).",
                    address=place,
                    status=status,
                )
            case 301 | 302 | 303 | 307 | 308:
                return text(
                    "{address} sends on to {other}. Enter the address it has moved to.",
                    address=place,
                    other=place_in(answer.headers.get("Location", "")) or "?",
                )
            case 404 if self.balance:
                return text(
                    "{address} knows no such path for the test (status 404). Check it.", address=place
                )
            case 404 | 410:
                return text(
                    "{address} answers, but not at this path (status {status}): it is wrong, or the provider "
                    "hides it from everything but messages. Check the path; an address for the test would "
                    "tell.",
                    address=place,
                    status=status,
                )
            case _ if page and status < 300:
                return text(
                    "A web page answers at {address}, not an interface for messages. Check the path; a guest "
                    "network's log-in page or a proxy may be in between.",
                    address=place,
                )
            case _ if status >= 500 and status != 501:
                return text(
                    "{address} answers with a fault of its own (status {status}).",
                    address=place,
                    status=status,
                )
            case _ if self.balance and status >= 300:
                return text("{address} refuses the test (status {status}).", address=place, status=status)
        return None

    def _success(self, answer: Answer) -> Text:
        place = place_in(self.balance or self.bare)
        if self.balance and self.balance_at is not None:
            balance = (self.balance_at.find(Said(answer.headers, answer.body)) or "").strip()[:40]
            if not balance:
                raise GatewayDown(
                    text(
                        "{address} answers the test, but says no balance where it should stand.",
                        address=place,
                    )
                )
            return text("{address} accepts the account. Balance: {balance}.", address=place, balance=balance)
        if self.balance:
            return text("{address} accepts the account. No message was sent.", address=place)
        return text(
            "{address} answers. Whether it accepts the key, only a message shows: none was sent, only "
            "{method} was asked. An address for the test would tell more.",
            address=place,
            method=self.method,
        )

    def _unreadable(self, technical: str) -> Text:
        return text(
            "{address} was reached, but gives no readable answer ({details}). Check address and port.",
            address=place_in(self.balance or self.bare),
            details=technical,
        )

    async def _with_fingerprint(self, fault: NotWritten, wanted: bool) -> Text:
        found = await _fingerprint(self.balance or self.bare) if wanted else ""
        if not found:
            return fault.reason
        return text(
            "{reason} Its fingerprint is {fingerprint}: compare it with what the server itself shows before "
            "you enter it.",
            reason=fault.reason,
            fingerprint=found,
        )


def trial_of(values: Mapping[str, str], filling: Mapping[str, str]) -> Trial:
    """Raises ``Invalid`` at the setting that is wrong."""
    balance = ""
    if values["balance_address"].strip():
        balance = checked_address(values["balance_address"], field="balance_address")
        if wrong := next((name for name in sorted(names_in(balance)) if name not in filling), ""):
            raise Invalid(
                text("{name} is of a message and has no place here.", name="{" + wrong + "}"),
                field="balance_address",
            )
        balance = _constant(balance, filling)
    bare = checked_address(values["address"], field="address").partition("?")[0]
    if names_in(bare) & BY_NAME.keys():
        bare = place_in(bare) + "/"
    headers: dict[str, str] = {}
    for line in values["headers"].splitlines():
        name, _, value = (each.strip() for each in line.partition(":"))
        if name and not names_in(value) & BY_NAME.keys():
            (words,) = template(value, filling, in_header).parts or ("",)
            headers[name] = str(words)
    if signed := sign_in_header(values):
        headers["Authorization"] = signed
    headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    return Trial(
        balance=balance,
        balance_at=where(values["balance_at"], field="balance_at"),
        bare=_constant(bare, filling),
        # To a provider that sends on GET, HEAD may be the same as GET.
        method="OPTIONS" if values["method"] == "GET" else "HEAD",
        headers=headers,
        knows_key=bool(signed or names_in(values["headers"]) & SECRET),
    )


def is_unprotected(url: str) -> bool:
    """Whether everybody on the way can read what is sent there: plain HTTP to beyond this network."""
    parts = urlsplit(url)
    if parts.scheme != "http":
        return False
    host = parts.hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.endswith((".local", ".lan", ".internal", ".home.arpa"))
    return address.is_global


def trust_of(words: str) -> tuple[ssl.SSLContext | None, bytes]:
    """Certificates to trust besides the system's, or the fingerprint of the only one. Raises ``Invalid``."""
    words = words.strip()
    if not words:
        return None, b""
    if words.startswith("-----BEGIN"):
        context = ssl.create_default_context()
        try:
            context.load_verify_locations(cadata=words)
        except (ssl.SSLError, ValueError):
            raise Invalid(text("This is not a whole certificate."), field="certificate") from None
        return context, b""
    with contextlib.suppress(ValueError):
        digest = bytes.fromhex(words.replace(":", " "))
        if len(digest) == hashlib.sha256().digest_size:
            return None, digest
    raise Invalid(
        text(
            "A SHA-256 fingerprint has 64 digits and letters from A to F; a certificate begins {sample}.",
            sample="-----BEGIN CERTIFICATE-----",
        ),
        field="certificate",
    )


def _constant(url: str, filling: Mapping[str, str]) -> str:
    return "".join(part for part in address(url, filling, "utf-8").parts if isinstance(part, str))


async def _fingerprint(url: str) -> str:
    """Of the certificate a server shows, whatever it is; empty when it shows none that is refused."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        return ""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(_FINGERPRINT_SECONDS):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or 443, ssl=context)
    except (OSError, TimeoutError):
        return ""
    try:
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return hashlib.sha256(shown or b"").digest().hex(":").upper()
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
