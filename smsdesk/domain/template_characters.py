"""Rules of single characters (T1, T3): reserved, decorative, invisible and look-alike ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from smsdesk.domain.fragments import GSM_7, measure
from smsdesk.domain.profile import Region
from smsdesk.domain.review import Finding
from smsdesk.domain.text import text
from smsdesk.domain.writing import Draft

_LEADING_SIGNATURE = re.compile(r"\s*【[^【】]{0,30}】")
_BRACKET = re.compile("[【】]")
_FACE = re.compile(
    r"\^[_.oO-]{0,3}\^|(?<![A-Za-z0-9])[:;]-?[DP](?![A-Za-z0-9])|[:;]-?\)|[:;]-?\((?=\s|$)"
    r"|T_T|>_<|=_=|\(╯[^)]{0,6}\)"
)
#: Named in the standard: ¥ ★ & ☞ ✓ ※ √ "and the like".
_DECORATIVE = re.compile(
    "[¥￥&＆※√〓§¤♀♂"
    "\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\u3200-\u32ff"
    "\U0001f000-\U0001faff]\ufe0f?"
)
#: Keep ± × ÷ ° ℃ % and the like: they carry meaning in a text.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e0fff]"
)
_BLANK = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_BREAKS = "\u2028\u2029\x85"
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
_MIXED_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ԯ]+")
#: Cyrillic and Greek letters that look like Latin ones.
_TWINS = str.maketrans(
    "АВЕЅІЈКМНОРСТХҮаеорсухіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοντ",
    "ABESIJKMHOPCTXYaeopcyxijshdqwABEZHIKMNOPTYXovt",
)
#: Typographic characters that force UCS-2 and have a plain form.
_PLAIN_FORMS = {
    "‘": "'", "’": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-",
    "…": "...", "´": "'", "`": "'", "‹": "<", "›": ">", "«": '"', "»": '"', "•": "-", "×": "x",
}  # fmt: skip
_TYPOGRAPHIC = re.compile("[" + "".join(_PLAIN_FORMS) + "]")


def bracket_characters(draft: Draft) -> Iterator[Finding]:
    """【 and 】 are the signature's."""
    leading = _LEADING_SIGNATURE.match(draft.content)
    if leading is not None:
        yield Finding(
            "", text("The signature is put before the text by itself; leave it out."), *leading.span(), fix=""
        )
    for found in _BRACKET.finditer(draft.content, leading.end() if leading else 0):
        yield Finding("", text("【 and 】 are reserved for the signature."), *found.span())


def decorative_characters(draft: Draft) -> Iterator[Finding]:
    """Mainland carriers refuse ornaments, emoji and faces made of characters."""
    if draft.region is not Region.MAINLAND:
        return
    for pattern in (_DECORATIVE, _FACE):
        for found in pattern.finditer(draft.content):
            if found[0].endswith(")") and _closes_a_bracket(draft.content, found.start()):
                continue
            yield Finding(
                "",
                text("Decorative characters are not allowed: {character}", character=found[0]),
                *found.span(),
                fix=None if found[0][0] in "¥￥&＆" else "",
            )


def _closes_a_bracket(content: str, place: int) -> bool:
    """Whether a bracket is open there: (note:) is no face."""
    return content.count("(", 0, place) > content.count(")", 0, place)


def invisible_characters(draft: Draft) -> Iterator[Finding]:
    """Characters nobody sees, which count and make filters suspicious."""
    for found in _INVISIBLE.finditer(draft.content):
        if _joins_letters(draft.content, found.start()):
            continue
        yield Finding(
            "",
            text("There is an invisible character here: {name}", name=_name(found[0])),
            *found.span(),
            fix="\n" if found[0] in _LINE_BREAKS else "",
        )
    for found in _BLANK.finditer(draft.content):
        yield Finding(
            "",
            text("This is not an ordinary blank: {name}", name=_name(found[0])),
            *found.span(),
            severity="warning",
            fix=" ",
        )


def look_alike_characters(draft: Draft) -> Iterator[Finding]:
    """Letters and digits that look like others: full-width, Cyrillic or Greek among Latin, typographic."""
    content = draft.content
    for found in _WIDE.finditer(content):
        inside_braces = content[found.start() - 1 : found.start()] in ("{", "｛")
        if not inside_braces:
            yield Finding(
                "",
                text("These are full-width characters: {characters}", characters=found[0]),
                *found.span(),
                severity="warning",
                fix=unicodedata.normalize("NFKC", found[0]),
            )
    for found in _MIXED_WORD.finditer(content):
        plain = found[0].translate(_TWINS)
        if plain != found[0] and re.search("[A-Za-z]", found[0]) and plain.isascii():
            yield Finding(
                "",
                text("This word mixes letters of two alphabets that look alike: {word}", word=found[0]),
                *found.span(),
                fix=plain,
            )
    yield from _typographic(draft)


def _typographic(draft: Draft) -> Iterator[Finding]:
    """Quotes and dashes, where they alone make a global message UCS-2."""
    if draft.region is not Region.GLOBAL or not _TYPOGRAPHIC.search(draft.content):
        return
    plain = _TYPOGRAPHIC.sub(lambda found: _PLAIN_FORMS[found[0]], draft.content)
    if measure(plain, Region.GLOBAL).encoding != GSM_7:
        return
    for found in _TYPOGRAPHIC.finditer(draft.content):
        if measure(found[0], Region.GLOBAL).encoding != GSM_7:
            yield Finding(
                "",
                text("With {character} a fragment holds only 70 characters, not 160.", character=found[0]),
                *found.span(),
                severity="warning",
                fix=_PLAIN_FORMS[found[0]],
            )


def _joins_letters(content: str, place: int) -> bool:
    """Whether a joiner stands where Persian, Indic or Khmer spelling wants one, or in an emoji."""
    if content[place] not in "\u200c\u200d" or not 0 < place < len(content) - 1:
        return False
    before = content[place - 1]
    return "\u0600" <= before <= "\u17ff" or before >= "\U0001f000" or before in "\ufe0f\u2764"


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '').lower()}".rstrip()
