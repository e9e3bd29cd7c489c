"""The settings of an SMPP gateway, checked and read (A10, N1)."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import Text, text
from smsdesk.gateways.settings import Setting, filled, is_on, number_in
from smsdesk.gateways.smpp.addresses import NumberForm, Senders, sender_problem
from smsdesk.gateways.smpp.receipts import IdForm
from smsdesk.gateways.smpp.settings import (
    ALPHABET,
    ANSWER,
    BIND,
    IDLE,
    JOINING,
    NUMBER_FORM,
    PASSWORD,
    PORT,
    RATE,
    RECEIPT_ID,
    SEPARATE,
    SERVICE_TYPE,
    SETTINGS,
    SOURCE_NPI,
    SOURCE_TON,
    SYSTEM_ID,
    SYSTEM_TYPE,
    TLS,
    VALIDITY,
    WINDOW,
)
from smsdesk.gateways.smpp.texts import Alphabet, Joining

_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}")
_CLOCK = re.compile(r"([+-])(\d{1,2})(?::?(\d{2}))?")


@dataclass(frozen=True)
class Options:
    """The values of ``SETTINGS``, checked. Times are seconds."""

    host: str
    system_id: str
    password: str = field(default="", repr=False)
    port: int = 2775
    tls: bool = True
    ca_file: str = ""
    system_type: str = ""
    separate: bool = False
    senders: Senders = field(default_factory=Senders)
    number_form: NumberForm = NumberForm.DIGITS
    home: str = ""
    window: int = 10
    messages_per_second: float = math.inf
    answer_seconds: float = 30.0
    idle_seconds: float = 30.0
    alphabet: Alphabet = Alphabet.GSM
    joining: Joining = Joining.HEADER
    validity: bytes = b"\0"
    """As it stands in a submit_sm."""
    service_type: str = ""
    receipt_id: IdForm = IdForm.AUTO
    clock_minutes: int | None = None
    """The receipts' clock ahead of UTC; None when it is not known."""

    @property
    def address(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def options_from(given: Mapping[str, str]) -> Options:
    """``Invalid`` names the setting that is wrong."""
    values = {key: value.strip() for key, value in filled(SETTINGS, given).items()}
    values["host"] = _host(values["host"])
    for setting, most in ((SYSTEM_ID, 15), (PASSWORD, 64), (SYSTEM_TYPE, 12), (SERVICE_TYPE, 5)):
        _check_words(setting, values[setting.key], most)
    if not values["system_id"]:
        raise Invalid(text("{label} is needed.", label=SYSTEM_ID.label), field="system_id")
    rate = number_in(values, RATE)
    hours = number_in(values, VALIDITY)
    return Options(
        host=values["host"],
        system_id=values["system_id"],
        password=values["password"],
        port=_whole(values, PORT),
        tls=is_on(values, TLS),
        ca_file=values["ca_file"],
        system_type=values["system_type"],
        separate=_chosen(values, BIND) == SEPARATE,
        senders=_senders(values),
        number_form=NumberForm(_chosen(values, NUMBER_FORM)),
        home=_home(values),
        window=_whole(values, WINDOW),
        messages_per_second=math.inf if rate is None else rate,
        answer_seconds=_whole(values, ANSWER),
        idle_seconds=_whole(values, IDLE),
        alphabet=Alphabet(_chosen(values, ALPHABET)),
        joining=Joining(_chosen(values, JOINING)),
        validity=b"\0" if hours is None else _validity(int(hours)),
        service_type=values["service_type"],
        receipt_id=IdForm(_chosen(values, RECEIPT_ID)),
        clock_minutes=_clock(values["clock"]),
    )


def _host(words: str) -> str:
    """A name, in any script, or an address; one of IPv6 also in brackets."""
    name = words
    if ":" in words:
        bare = words[1:-1] if words.startswith("[") and words.endswith("]") else words
        try:
            # Without a zone: that is of this computer alone, and may hold any character.
            return str(ipaddress.IPv6Address(bare.replace("%", "[")))
        except ValueError:
            name = ""
    elif not words.isascii():
        import idna  # its tables are large, and most names need none

        try:
            name = idna.encode(words[:253], uts46=True).decode("ascii")
        except UnicodeError:
            name = ""
    if not _HOST.fullmatch(name):
        raise Invalid(text("Enter the server's name without http:// and without the port."), field="host")
    return name


def _check_words(setting: Setting, value: str, most: int) -> None:
    if len(value) > most or not value.isascii() or not value.isprintable():
        raise Invalid(
            text("{label}: at most {most} plain letters, digits and signs.", label=setting.label, most=most),
            field=setting.key,
        )


def _whole(values: Mapping[str, str], setting: Setting) -> int:
    return int(number_in(values, setting) or 0)


def _chosen(values: Mapping[str, str], setting: Setting) -> str:
    value = values[setting.key] or setting.default
    if value not in setting.choices:
        raise Invalid(text("{label}: choose one of the list.", label=setting.label), field=setting.key)
    return value


def _senders(values: Mapping[str, str]) -> Senders:
    sender = values["sender"]
    if problem := sender_problem(sender):
        raise Invalid(problem, field="sender")
    by_code: dict[str, str] = {}
    for line in values["senders"].splitlines():
        if not line.strip():
            continue
        code, equals, own = (piece.strip() for piece in line.partition("="))
        if not equals or not re.fullmatch(r"\+[0-9]{1,15}", code) or not own:
            raise Invalid(
                text("“{line}” is not like +44 = SHOP.", line=line.strip()[:40]),
                field="senders",
            )
        if problem := sender_problem(own):
            raise Invalid(problem, field="senders")
        by_code[code] = own
    ton, npi = number_in(values, SOURCE_TON), number_in(values, SOURCE_NPI)
    return Senders(sender, by_code, None if ton is None else int(ton), None if npi is None else int(npi))


def _home(values: Mapping[str, str]) -> str:
    home = values["home"].lstrip("+")
    if home and not re.fullmatch("[1-9][0-9]{0,2}", home):
        raise Invalid(text("Enter a country code like 86."), field="home")
    if not home and values["number_form"] == NumberForm.NATIONAL:
        raise Invalid(
            text("Numbers without country code need the carrier's country code here."), field="home"
        )
    return home


def _validity(hours: int) -> bytes:
    """A relative time of the protocol: YYMMDDhhmmsstnnp."""
    return f"0000{hours // 24:02d}{hours % 24:02d}0000000R".encode() + b"\0"


def _clock(words: str) -> int | None:
    if not words or words.upper() in ("UTC", "Z"):
        return 0 if words else None
    match = _CLOCK.fullmatch(words)
    minutes = int(match[2]) * 60 + int(match[3] or 0) if match else 24 * 60
    if match is None or minutes > 14 * 60:
        raise Invalid(text("Enter the clock's distance from UTC like +08:00."), field="clock")
    return -minutes if match[1] == "-" else minutes


def unsafe(options: Options) -> Text | None:
    """A sentence for whoever switched encryption off, unless the server is on this computer."""
    if options.tls or options.host in ("localhost", "::1") or options.host.startswith("127."):
        return None
    return text("This connection is not encrypted: keep it within a VPN.")
