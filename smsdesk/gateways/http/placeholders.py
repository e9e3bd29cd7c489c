"""What can stand in the request of the generic HTTP gateway: {number}, {content}, {password} … (N1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from smsdesk.domain import number_plans
from smsdesk.domain.fragments import GSM_7, measure
from smsdesk.domain.profile import Region
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import OutgoingMessage

#: The 7-bit alphabet by code; the extension table stands behind the escape.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F,
    "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
_GSM = {character: f"{code:02X}" for code, character in enumerate(_BASIC) if character != "\x1b"} | {
    character: f"1B{code:02X}" for character, code in _EXTENSION.items()
}


class NotInAlphabet(Exception):
    """The text has a character that the GSM alphabet has not."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What placeholders are filled from, for one request."""

    messages: Sequence[OutgoingMessage]
    """Of one content, at least one."""
    separator: str = ","
    """Between the numbers when a request has several."""
    alphabet_words: tuple[str, str] = ("text", "unicode")
    """What the provider calls a text in the GSM alphabet, and one that is not."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One of a message. ``digits``: it is a plain number and may stand in JSON without quotation marks."""

    name: str
    about: Text
    fill: Callable[[Facts], str]
    digits: bool = False
    in_header: bool = True
    """A text with line breaks and any script has no place in a header."""


def _numbers(facts: Facts, form: Callable[[str], str]) -> str:
    return facts.separator.join(form(one.number) for one in facts.messages)


def _national(number: str) -> str:
    return number.removeprefix("+")[len(_calling_code(number)) :]


def _calling_code(number: str) -> str:
    # The numbering plans of the world take a moment to load; nobody else's code begins like this.
    return "86" if number.startswith("+86") else number_plans.calling_code(number.removeprefix("+"))


def _gsm_hex(facts: Facts) -> str:
    try:
        return "".join([_GSM[character] for character in facts.messages[0].content])
    except KeyError:
        raise NotInAlphabet from None


def _ucs2_hex(facts: Facts) -> str:
    return facts.messages[0].content.encode("utf-16-be", "replace").hex().upper()


def _is_gsm(facts: Facts) -> bool:
    return measure(facts.messages[0].content, Region.GLOBAL).encoding == GSM_7


def _alphabet(facts: Facts) -> str:
    return facts.alphabet_words[0 if _is_gsm(facts) else 1]


#: Filled anew for each request.
OF_MESSAGE: Sequence[Placeholder] = (
    Placeholder(
        "number",
        text("The number with + and country code: {sample}", sample="+8613800138000"),
        lambda facts: _numbers(facts, str),
    ),
    Placeholder(
        "number_digits",
        text("The number with country code, without +: {sample}", sample="8613800138000"),
        lambda facts: _numbers(facts, lambda number: number.removeprefix("+")),
        digits=True,
    ),
    Placeholder(
        "national",
        text("The number without country code: {sample}", sample="13800138000"),
        lambda facts: _numbers(facts, _national),
    ),
    Placeholder(
        "country_code",
        text("The country code of the number, without +: {sample}", sample="86"),
        lambda facts: _calling_code(facts.messages[0].number),
        digits=True,
    ),
    Placeholder(
        "content",
        text("The whole text of the message, with the signature"),
        lambda facts: facts.messages[0].content,
        in_header=False,
    ),
    Placeholder(
        "content_ucs2_hex",
        text("The text as hexadecimal UCS-2 (UTF-16): {sample}", sample="4F60597D"),
        _ucs2_hex,
    ),
    Placeholder(
        "content_gsm_hex",
        text(
            "The text as hexadecimal codes of the GSM alphabet; a text with another character is not sent: "
            "{sample}",
            sample="48656C6C6F",
        ),
        _gsm_hex,
    ),
    Placeholder(
        "content_hex",
        text(
            "The text as hexadecimal GSM codes where it can be, else as UCS-2; {name} says which",
            name="{alphabet}",
        ),
        lambda facts: _gsm_hex(facts) if _is_gsm(facts) else _ucs2_hex(facts),
    ),
    Placeholder(
        "alphabet",
        text("Whether the text fits the GSM alphabet or not, in the two words of “Words for the alphabet”"),
        _alphabet,
    ),
    Placeholder(
        "reference",
        text("The desk's own name of the message: letters and digits, unique for ever"),
        lambda facts: facts.messages[0].reference,
    ),
    Placeholder(
        "signature",
        text("The signature, without brackets"),
        lambda facts: facts.messages[0].wording.signature,
        in_header=False,
    ),
    Placeholder(
        "type",
        text("The kind of SMS: {sample}", sample="regular, marketing"),
        lambda facts: facts.messages[0].sms_type.value,
    ),
)

#: Filled once from the settings; by name what they are.
OF_SETTINGS: Mapping[str, Text] = {
    "username": text("The setting “User name”"),
    "password": text("The setting “Password”, kept in the keyring"),
    "token": text("The setting “Token or API key”, kept in the keyring"),
    "sender": text("The setting “Sender”. Empty: a field that holds it is left out"),
    "receipt_address": text(
        "Where the desk receives reports and replies. While it receives none, a field that holds it is left "
        "out"
    ),
}
SECRET = frozenset({"password", "token"})
#: What a field is left out for when it is empty.
OPTIONAL = frozenset({"sender", "receipt_address"})

BY_NAME: Mapping[str, Placeholder] = {one.name: one for one in OF_MESSAGE}

#: A word in braces, known or not.
WORD = re.compile(r"\{([a-z][a-z0-9_]*)\}", re.ASCII)


def names_in(template: str) -> frozenset[str]:
    """The words in braces of a template."""
    return frozenset(WORD.findall(template))


def unknown_in(template: str) -> str:
    """The first word in braces that is no placeholder; empty when there is none."""
    return next((name for name in WORD.findall(template) if not is_known(name)), "")


def is_known(name: str) -> bool:
    """Whether it can be filled."""
    return name in BY_NAME or name in OF_SETTINGS


def listed(*, in_header: bool = False) -> Sequence[tuple[str, Text]]:
    """All there are as they are written, with what each is; those that may stand in a header."""
    messages = [(one.name, one.about) for one in OF_MESSAGE if one.in_header or not in_header]
    return [("{" + name + "}", about) for name, about in (*messages, *OF_SETTINGS.items())]
