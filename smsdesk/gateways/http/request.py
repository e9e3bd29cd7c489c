"""The request of the generic HTTP gateway, made from its settings, and how it looks (N1, A10)."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from smsdesk.domain.errors import Invalid
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import Text, text, tr
from smsdesk.gateways.base import OutgoingMessage, Wording
from smsdesk.gateways.http.pasted import nearest, take_apart
from smsdesk.gateways.http.placeholders import (
    BY_NAME,
    SECRET,
    Facts,
    NotInAlphabet,
    names_in,
    unknown_in,
)
from smsdesk.gateways.http.templates import (
    Template,
    address,
    as_it_is,
    form,
    in_header,
    is_unset,
    json_body,
    template,
    xml_body,
)
from smsdesk.gateways.settings import DOTS

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}", re.ASCII)
#: What the program writes itself; another value would make two requests of one.
_OWN = frozenset({"host", "content-length", "transfer-encoding", "connection", "expect", "upgrade", "te"})
_TYPES = {
    "fields": "application/x-www-form-urlencoded",
    "json": "application/json",
    "xml": "text/xml",
    "text": "text/plain",
}
#: Stands for a secret in a preview until everything is escaped.
_VEILED = "smsdesk-secret-{name}-veil"
_UNVEIL = re.compile(r"smsdesk-secret-\w+-veil")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, whole. Its address may hold a key: it belongs into no log and no sentence."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How every request is made; ``Facts`` are all that changes."""

    method: str
    url: Template
    query: Template
    """Fields that go into the address."""
    headers: tuple[tuple[str, Template], ...]
    body: Template | None
    charset: str
    fixed_headers: Mapping[str, str] | None
    """Where no header changes."""

    def request(self, facts: Facts) -> Request:
        """Raises ``NotInAlphabet``."""
        url = self.url.render(facts)
        if self.query.parts:
            url += ("&" if "?" in url else "?") + self.query.render(facts)
        headers = self.fixed_headers
        if headers is None:
            headers = {name: one.render(facts) for name, one in self.headers}
        body = self.body.render(facts).encode(self.charset, "replace") if self.body else None
        return Request(self.method, url, headers, body)


def constants(values: Mapping[str, str], receipt_address: str = "") -> dict[str, str]:
    """What the placeholders of the settings are filled with."""
    return {
        "username": values.get("username", ""),
        "password": values.get("password", ""),
        "token": values.get("token", ""),
        "sender": values.get("sender", ""),
        "receipt_address": receipt_address,
    }


def plan_of(values: Mapping[str, str], filling: Mapping[str, str]) -> Plan:
    """The requests that these settings make. Raises ``Invalid`` at the setting that is wrong."""
    url = checked_address(values["address"], field="address")
    method, body_type = values["method"], values["body_type"]
    charset = "utf-8" if body_type == "json" else values["charset"]
    for key in ("address", "body", "headers"):
        if name := unknown_in(values[key]):
            raise Invalid(_unknown(name), field=key)
    body: Template | None = None
    query = Template(())
    match body_type:
        case "fields" if method == "GET":
            query = form(values["body"], filling, charset, field="body")
        case _ if method == "GET":
            if values["body"].strip():
                raise Invalid(
                    text("A GET request has fields only. Choose POST, or write one field a line."),
                    field="body_type",
                )
        case "fields":
            body = form(values["body"], filling, charset, field="body")
        case "json":
            body = json_body(values["body"], filling, field="body")
        case "xml":
            body = xml_body(values["body"], filling, field="body")
        case _:
            body = template(values["body"], filling, as_it_is)
    if not any(
        names_in(values[key]) & {"number", "number_digits", "national"}
        for key in ("address", "body", "headers")
    ):
        if take_apart(values):
            raise Invalid(
                text("The link still holds its samples instead of placeholders. Press “Take it apart”."),
                field="address",
            )
        raise Invalid(
            text("The recipient's number is nowhere. Put {number} where it belongs.", number="{number}"),
            field="body",
        )
    headers = _headers(values, filling)
    if body is not None and not any(name.lower() == "content-type" for name, _ in headers):
        kind = _TYPES[body_type] + ("" if body_type in ("fields", "json") else f"; charset={charset}")
        headers = (("Content-Type", Template((kind,))), *headers)
    changing = any(not isinstance(part, str) for _, one in headers for part in one.parts)
    fixed = None if changing else {name: one.render(_SAMPLE) for name, one in headers}
    return Plan(method, address(url, filling, charset), query, headers, body, charset, fixed)


def _unknown(name: str) -> Text:
    meant = nearest(name)
    if not meant:
        return text(
            "There is no placeholder {name}. Look at the list under “Insert placeholder”.",
            name="{" + name + "}",
        )
    return text(
        "There is no placeholder {name}. Did you mean {meant}?",
        name="{" + name + "}",
        meant="{" + meant + "}",
    )


def secrets_needed(values: Mapping[str, str]) -> Sequence[str]:
    """The keys of the secret settings without which the request is not whole."""
    names = frozenset().union(*(names_in(values[key]) for key in ("address", "body", "headers")))
    needed = set(names & SECRET)
    if values["sign_in"] == "basic":
        needed.add("password")
    if values["sign_in"] == "bearer":
        needed.add("token")
    return sorted(needed)


def sign_in_header(values: Mapping[str, str]) -> str:
    """The ``Authorization`` that the settings ask for; empty for none."""
    match values["sign_in"]:
        case "basic":
            pair = f"{values.get('username', '')}:{values.get('password', '')}"
            return "Basic " + base64.b64encode(pair.encode("utf-8", "replace")).decode()
        case "bearer":
            return "Bearer " + in_header(values.get("token", ""))
    return ""


def checked_address(words: str, *, field: str) -> str:
    """An address with its scheme and a path. Raises ``Invalid``; the name is not looked up."""
    words = words.strip()
    if words and "://" not in words:
        words = "https://" + words
    try:
        parts = urlsplit(words)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if any(char.isspace() or not char.isprintable() for char in words) or "\\" in words:
        problem: Text | None = text(
            "There is a blank or an invisible character in the address. Type it again."
        )
    elif not host or port == 0 or "{" in words.split("/")[2] or "%" in host:
        problem = text(
            "This is not a web address. It looks like {sample}.", sample="https://api.example.com/sms"
        )
    elif parts.scheme not in ("http", "https"):
        problem = text(
            "The address begins with https:// or http://, such as {sample}.",
            sample="https://api.example.com/sms",
        )
    elif "@" in parts.netloc:
        problem = text("A user name or password cannot stand in the address. Enter it below.")
    elif parts.fragment:
        problem = text("An address ends before the #.")
    else:
        problem = None
    if problem:
        raise Invalid(problem, field=field)
    front, mark, query = words.partition("?")
    scheme, _, rest = front.partition("://")
    place, slash, path = rest.partition("/")
    if not place.isascii():
        place = _in_ascii(place, field)
    return f"{scheme.lower()}://{place}/{path if slash else ''}{mark}{query}"


def _in_ascii(place: str, field: str) -> str:
    """A name in another script as the network knows it."""
    import idna  # its tables are large, and most names need none

    name, colon, port = place.partition(":")
    try:
        return idna.encode(name, uts46=True).decode("ascii") + colon + port
    except UnicodeError:
        raise Invalid(text("“{host}” cannot be the name of a server.", host=name), field=field) from None


def _headers(values: Mapping[str, str], filling: Mapping[str, str]) -> tuple[tuple[str, Template], ...]:
    headers: dict[str, tuple[str, Template]] = {}
    if signed := sign_in_header(values):
        headers["authorization"] = ("Authorization", Template((signed,)))
    for line in filter(None, map(str.strip, values["headers"].splitlines())):
        name, colon, value = (each.strip() for each in line.partition(":"))
        if not colon or not _NAME.fullmatch(name) or not value.isprintable():
            raise Invalid(
                text(
                    "“{line}” is no header. Write one a line, like {sample}.",
                    line=name[:100],
                    sample="X-API-Key: {token}",
                ),
                field="headers",
            )
        if name.lower() in _OWN or name.lower() in headers:
            raise Invalid(text("{name} is set by the program. Remove the line.", name=name), field="headers")
        if wrong := next(
            (one for one in names_in(value) if one in BY_NAME and not BY_NAME[one].in_header), ""
        ):
            raise Invalid(
                text(
                    "{name} cannot stand in a header: it can hold line breaks and any script.",
                    name="{" + wrong + "}",
                ),
                field="headers",
            )
        if not is_unset(value, filling):
            headers[name.lower()] = (name, template(value, filling, in_header))
    return tuple(headers.values())


_SAMPLE = Facts(
    (
        OutgoingMessage(
            1,
            "+8613800138000",
            "…",
            Region.MAINLAND,
            SmsType.REGULAR,
            "0123456789abcdef0123456789abcdef",
            Wording("", "…", ""),
        ),
    )
)


def sample_facts(values: Mapping[str, str]) -> Facts:
    """A message that shows what becomes of more than plain letters."""
    content = tr("[Riverside Bakery] Your order is ready: 2 × “Special” & more, 50% off.")
    one = OutgoingMessage(
        1, "+8613800138000", content, Region.MAINLAND, SmsType.REGULAR, _SAMPLE.messages[0].reference,
        Wording("", content, "Riverside Bakery"),
    )  # fmt: skip
    return Facts((one,), values.get("separator") or ",", alphabet_words(values))


def alphabet_words(values: Mapping[str, str]) -> tuple[str, str]:
    """The two words of the setting. Raises ``Invalid`` when they are not two."""
    words = [each.strip() for each in values.get("alphabet_words", "").split(",")]
    if len(words) != 2:
        raise Invalid(
            text("Write two words with a comma, like {sample}.", sample="text, unicode"),
            field="alphabet_words",
        )
    return words[0], words[1]


def shown(values: Mapping[str, str], receipt_address: str) -> str:
    """The request for a sample message exactly as it would leave, secrets as dots. Raises ``Invalid``."""
    hidden = {**values, **{name: _VEILED.format(name=name) for name in SECRET}}
    plan = plan_of(hidden, constants(hidden, receipt_address))
    try:
        request = plan.request(sample_facts(values))
    except NotInAlphabet:
        return tr(
            "The sample message has characters that the GSM alphabet has not; such a message is not sent."
        )
    lines = [f"{request.method} {request.url}"]
    for name, value in request.headers.items():
        kind = value.split(" ")[0]
        basic = name == "Authorization" and kind == "Basic" and values["sign_in"] == "basic"
        lines.append(f"{name}: {kind} {DOTS}" if basic else f"{name}: {value}")
    if request.body is not None:
        lines += ["", request.body.decode(plan.charset, "replace")]
    return _UNVEIL.sub(DOTS, "\n".join(lines))
