"""Where a callback may go (A8): the check of an address as it is written, and of the address it leads to.

A program of somebody else must not be able to make the desk talk to what only this computer can reach: its
own services, the office's printers, a cloud's metadata. So an address is public unless the user said "this is
my own server"; then it may be loopback or of a private network as well, and still nothing else. What a name
leads to is decided anew at every connection, on the very address that is connected to (``Passage``).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote, urlsplit

from smsdesk.domain.errors import Invalid
from smsdesk.domain.limits import URL_LENGTH
from smsdesk.domain.text import Text, text

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

SAMPLE = "https://shop.example.com/sms"

_SCHEMES = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII).fullmatch
_LONGEST_HOST = 253
#: The last part of a name that a resolver would take for a number: 127.1, 0x7f000001, 017700000001.
_NUMERIC = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII).fullmatch
_HOST_AND_PORT = re.compile(r"(?:\[[^\[\]]*\]|[^\[\]:]*)(?::\d*)?", re.ASCII).fullmatch
_LOCAL_NAMES = ("localhost", "local", "internal", "lan", "home.arpa")

_PRIVATE = [
    ipaddress.ip_network(each)
    for each in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
        # Shared by the customers of a provider, and by networks such as Tailscale's.
        "100.64.0.0/10",
    )
]
_LINK_LOCAL = [ipaddress.ip_network(each) for each in ("169.254.0.0/16", "fe80::/10")]
#: Where clouds hand out keys to whoever asks from inside, beside the link-local ones.
_METADATA = {
    ipaddress.ip_address(each)
    for each in ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254")
}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
#: Public in no sense, whatever the library's tables say of them.
_NOWHERE = [
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "64:ff9b:1::/48",
        "fec0::/10",
    )
]


class Reach(Enum):
    """What an IP address is, seen from here."""

    PUBLIC = "public"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    METADATA = "metadata"
    """Link-local, where computers in a cloud get their keys."""
    NOWHERE = "nowhere"
    """Multicast, reserved, for documentation, or an address that hides another one."""


@dataclass(frozen=True)
class Address:
    """A checked address, as it is connected to."""

    url: str
    """Without fragment, host in lower case and punycode, in ASCII."""
    host: str
    port: int


def check_address(url: str, *, own_server: bool, field: str = "") -> Address:
    """The address in its plain form. Raises ``Invalid`` with one sentence at ``field``.

    What a name leads to is not looked up here.
    """
    problem, address = _read(url, own_server)
    if address is None:
        assert problem is not None
        raise Invalid(problem, field=field)
    return address


def address_problem(url: str, *, own_server: bool) -> Text | None:
    """What is wrong with the address, None when nothing is; quick enough for every key pressed."""
    return _read(url, own_server)[0]


def reach_of(address: IPAddress) -> Reach:
    """What the address is; of one that carries another inside, what that one is."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return Reach.METADATA
        if address.ipv4_mapped is not None:
            return reach_of(address.ipv4_mapped)
        if any(reach_of(inner) is not Reach.PUBLIC for inner in _inside(address)):
            return Reach.NOWHERE
        if address in _NAT64:
            return Reach.PUBLIC
    if address in _METADATA or _within(address, _LINK_LOCAL):
        return Reach.METADATA
    if address.is_loopback:
        return Reach.LOOPBACK
    if _within(address, _PRIVATE):
        return Reach.PRIVATE
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return Reach.NOWHERE
    return Reach.NOWHERE if _within(address, _NOWHERE) else Reach.PUBLIC


def refusal(address: IPAddress, *, own_server: bool) -> Text | None:
    """Why nothing is sent to the address, None when it may be."""
    match reach_of(address):
        case Reach.PUBLIC:
            return None
        case Reach.LOOPBACK | Reach.PRIVATE:
            if own_server:
                return None
            return text(
                "{address} is on this computer or in this network. If it is your own server, say so.",
                address=address,
            )
        case Reach.METADATA:
            return text(
                "{address} is an address with which computers find their settings. Nothing is sent there.",
                address=address,
            )
    return text("{address} is not the address of a server that could be called.", address=address)


def _inside(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 one leads to by 6to4, Teredo, NAT64 or the old compatible form."""
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    if address.sixtofour is not None:
        return [address.sixtofour]
    return list(address.teredo or ())


def _within(address: IPAddress, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _read(url: str, own_server: bool) -> tuple[Text | None, Address | None]:
    if len(url) > URL_LENGTH.value:
        return text("The address is too long: at most {most} characters.", most=URL_LENGTH.value), None
    # Before anything is split: parsers leave some of these out in silence.
    if any(char.isspace() or not char.isprintable() for char in url) or "\\" in url:
        return text("There is a blank or an invisible character in the address. Type it again."), None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return text("This is not a web address. It looks like {sample}.", sample=SAMPLE), None
    if parts.scheme not in _SCHEMES or not url.lower().startswith(parts.scheme + "://"):
        return text("The address begins with https:// or http://, such as {sample}.", sample=SAMPLE), None
    if "@" in parts.netloc:
        return text("A user name or password cannot stand in the address."), None
    if not host:
        return text("The name of the server is missing, as in {sample}.", sample=SAMPLE), None
    if not _HOST_AND_PORT(parts.netloc):
        return text("This is not a web address. It looks like {sample}.", sample=SAMPLE), None
    if port == 0:
        return text("A port is a number from 1 to 65,535."), None
    problem, plain = _read_host(host, "[" in parts.netloc, own_server)
    if problem is not None:
        return problem, None
    used = port or _SCHEMES[parts.scheme]
    shown = plain if used == _SCHEMES[parts.scheme] else f"{plain}:{used}"
    # What is escaped already stays so; what has no place in a request's first line is escaped.
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    whole = f"{parts.scheme}://{shown}{path}" + (f"?{query}" if query else "")
    return None, Address(whole, plain.strip("[]"), used)


def _read_host(host: str, in_brackets: bool, own_server: bool) -> tuple[Text | None, str]:
    if in_brackets:
        try:
            address = ipaddress.IPv6Address(host)
        except ValueError:
            return text("“{host}” is not an IPv6 address.", host=host), ""
        return refusal(address, own_server=own_server), f"[{address}]"
    name = _plain_name(host)
    if name is None:
        return text("“{host}” cannot be the name of a server.", host=host), ""
    if _NUMERIC(name.rpartition(".")[2]):
        try:
            # Four plain decimal numbers only: the library refuses octal, hexadecimal and short forms.
            literal = ipaddress.IPv4Address(name)
        except ValueError:
            return text(
                "Write an IP address as four numbers from 0 to 255, such as {sample}.", sample="192.168.1.20"
            ), ""
        return refusal(literal, own_server=own_server), name
    if not own_server and ("." not in name or name.endswith(tuple(f".{each}" for each in _LOCAL_NAMES))):
        return text(
            "“{host}” is on this computer or in this network. If it is your own server, say so.", host=host
        ), ""
    return None, name


def _plain_name(host: str) -> str | None:
    """The name in lower case and punycode; None when no server can have it."""
    name = host.lower().removesuffix(".")
    if not name.isascii() or "xn--" in name:
        import idna  # its tables are large, and most names need none

        try:
            # Maps what looks like digits and dots to digits and dots first, so that they are seen below.
            name = idna.encode(name, uts46=True).decode("ascii").removesuffix(".")
        except UnicodeError:
            return None
    if not name or len(name) > _LONGEST_HOST or not all(map(_LABEL, name.split("."))):
        return None
    return name
