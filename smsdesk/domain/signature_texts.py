"""Rules of a signature's own text (G2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from smsdesk.domain import limits
from smsdesk.domain.profile import Region
from smsdesk.domain.review import Finding
from smsdesk.domain.text import text
from smsdesk.domain.word_lists import word_list
from smsdesk.domain.writing import Draft

_BRACKETS = re.compile(r"[\[\]【】［］〔〕「」『』()（）<>《》{}｛｝]")
#: Groups of ``data/refused_words.tsv`` that a signature may not hold.
_FORBIDDEN = "illegal"


def right_length(draft: Draft) -> Iterator[Finding]:
    """2 to 12 characters in mainland China, 15 elsewhere."""
    least = limits.SIGNATURE_LENGTH_MINIMUM.value
    most = (
        limits.SIGNATURE_LENGTH_MAINLAND
        if draft.region is Region.MAINLAND
        else limits.SIGNATURE_LENGTH_GLOBAL
    ).value
    length = len(draft.content)
    if not least <= length <= most:
        yield Finding(
            "",
            text(
                "A signature has {least} to {most} characters; this has {characters}.",
                least=least,
                most=most,
                characters=length,
            ),
            min(length, most),
            length,
        )


def no_brackets(draft: Draft) -> Iterator[Finding]:
    """The desk puts them around it."""
    for found in _BRACKETS.finditer(draft.content):
        yield Finding(
            "", text("Leave the brackets out; they are put around it by themselves."), *found.span(), fix=""
        )


def plain_characters(draft: Draft) -> Iterator[Finding]:
    """Mainland: Chinese, Latin letters and digits only. Global: no control characters, no line breaks."""
    for place, character in enumerate(draft.content):
        if _BRACKETS.match(character):
            continue
        if draft.region is Region.MAINLAND:
            plain = unicodedata.normalize("NFKC", character)
            if _is_plain_letter(character):
                continue
            fix = plain if plain != character and _is_plain_letter(plain) else None
            if character.isspace():
                message, fix = text("A signature has no blanks."), ""
            else:
                message = text(
                    "A signature has Chinese characters, Latin letters and digits only, not {character}",
                    character=character,
                )
            yield Finding("", message, place, place + 1, fix=fix)
        elif character in "\r\n\t":
            yield Finding("", text("A signature is one line."), place, place + 1, fix=" ")


def _is_plain_letter(character: str) -> bool:
    if character.isascii():
        return character.isalnum()
    return len(character) == 1 and unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH")


def not_only_digits(draft: Draft) -> Iterator[Finding]:
    """A number names nobody."""
    if draft.content and all(not character.isalpha() for character in draft.content):
        yield Finding("", text("A signature needs a name, not only digits."), 0, len(draft.content))


def not_neutral(draft: Draft) -> Iterator[Finding]:
    """Words that name nobody; a signature made of nothing else is refused (G2)."""
    if any(map(str.isalpha, draft.content)) and _neutral().fullmatch(draft.content):
        yield Finding(
            "",
            text(
                "“{signature}” names nobody; use the name of the company, app or brand.",
                signature=draft.content,
            ),
            0,
            len(draft.content),
        )


def no_blanks_around(draft: Draft) -> Iterator[Finding]:
    """None at its ends."""
    content = draft.content
    if draft.region is Region.GLOBAL and content.strip() and content != content.strip():
        start = len(content) - len(content.lstrip())
        end = len(content.rstrip())
        for first, last in ((0, start), (end, len(content))):
            if first < last:
                yield Finding("", text("A signature has no blanks around it."), first, last, fix="")


def nothing_forbidden(draft: Draft) -> Iterator[Finding]:
    """Gambling, pornography, drugs, religion, politics."""
    for hit in word_list(_FORBIDDEN).find(draft.content):
        yield Finding(
            "",
            text("“{word}” points to something forbidden or sensitive, which carriers refuse.", word=hit[0]),
            *hit.span(),
            severity="warning",
        )


def not_a_person(draft: Draft) -> Iterator[Finding]:
    """A person's name or title: the signature names a business."""
    if _person().fullmatch(draft.content):
        yield Finding(
            "",
            text(
                "“{signature}” looks like a person's name; carriers want that of a business, app or brand.",
                signature=draft.content,
            ),
            0,
            len(draft.content),
            severity="warning",
        )


@cache
def _neutral() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(word_list("neutral").words, key=len, reverse=True))
    return re.compile(rf"(?:{words}|\d|\s|[-_.])+", re.IGNORECASE)


@cache
def _person() -> re.Pattern[str]:
    names, titles, surnames = ("|".join(word_list(group).words) for group in ("person", "title", "surname"))
    return re.compile(rf"{names}|(?:{surnames})[\u4e00-\u9fff]{{0,2}}(?:{titles})")
