"""The characters that make a global message UCS-2, and what could stand in their place (T2).

One character outside the GSM 7-bit alphabet cuts the room of a fragment from 160 to 70. Many of them
come from a word processor or a telephone's keyboard (’ – …) and have a plain form that reads the same.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from smsdesk.domain.fragments import GSM_7, measure
from smsdesk.domain.profile import Region

#: Typographic characters, and letters that Unicode does not take apart.
_FORMS = {
    "‘": "'", "’": "'", "‚": ",", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "′": "'", "″": '"',
    "´": "'", "`": "'", "‹": "<", "›": ">", "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "•": "-", "·": "-", "×": "x",
    "⁄": "/", "∕": "/", "÷": "/", "\t": " ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE", "ħ": "h", "Ħ": "H",
}  # fmt: skip

#: What people see as one character: flags, families joined by U+200D, skin tones, letters with marks.
_SEEN_AS_ONE = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|.(?:[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]|\u200d.)*",
    re.DOTALL,
)


class Forcing(NamedTuple):
    """A character that forces UCS-2; ``start``/``end`` are positions in the text."""

    start: int
    end: int
    character: str
    """As it is seen: a letter with its marks, a whole emoji."""
    plain: str | None
    """What could stand there instead in GSM-7; None when nothing reads the same."""


def forcing_characters(text: str) -> list[Forcing]:
    """Every character of the text outside the GSM 7-bit alphabet, in order."""
    if not text or measure(text, Region.GLOBAL).encoding == GSM_7:
        return []
    known: dict[str, str | None] = {}
    found: list[Forcing] = []
    for seen in _SEEN_AS_ONE.finditer(text):
        character = seen[0]
        if character not in known:
            known[character] = "" if _is_gsm(character) else plain_form(character)
        plain = known[character]
        if plain != "":
            found.append(Forcing(seen.start(), seen.end(), character, plain))
    return found


def plain_form(character: str) -> str | None:
    """How a character outside GSM-7 is written within it, None where it cannot be.

    An accent that GSM-7 lacks is left out (``ê`` becomes ``e``): whoever writes decides whether that will do.
    """
    for form in (
        "".join(_FORMS.get(each, each) for each in character),
        unicodedata.normalize("NFC", character),
        "".join(_FORMS.get(each, each) for each in unicodedata.normalize("NFKC", character)),
        "".join(
            _FORMS.get(each, each)
            for each in unicodedata.normalize("NFKD", character)
            if not unicodedata.combining(each)
        ),
    ):
        if form and form != character and _is_gsm(form):
            return form
    return None


def in_plain_forms(text: str) -> str:
    """The text with the plain form wherever there is one."""
    parts: list[str] = []
    place = 0
    for each in forcing_characters(text):
        if each.plain is not None:
            parts += (text[place : each.start], each.plain)
            place = each.end
    return "".join((*parts, text[place:]))


def _is_gsm(text: str) -> bool:
    return measure(text, Region.GLOBAL).encoding == GSM_7
