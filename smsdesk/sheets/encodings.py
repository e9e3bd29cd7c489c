"""Which encoding a text file is in: byte-order mark, strict UTF-8, then its characters (B2).

East Asian encodings are told apart by how many of the characters they give are everyday ones, Western
ones by whether the letters make words; a general detector is asked for the rest. A wrong reading is
possible all the same, so the user sees a preview and can choose another (``ENCODINGS``).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

#: Pairs of bytes that tell UTF-16 without a mark from a text with a stray zero.
_PAIRS = 8
#: Bytes that are looked at.
_SAMPLE = 65_536
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16's does: asked first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: A reading in an East Asian encoding is believed from this share of everyday characters on.
_BELIEVED = 0.7
#: Korean shares its bytes with the first half of the Chinese characters; so many must agree.
_KOREAN_EVIDENCE = 8


@dataclass(frozen=True)
class Encoding:
    """A codec, how sure it is, and the length of the byte-order mark before the text."""

    codec: str
    guessed: bool
    mark: int = 0
    #: Bytes that are not UTF-8 in a file that otherwise is; they are replaced.
    damaged: bool = False


def recognise(data: bytes) -> Encoding | None:
    """The most likely encoding; None when nothing reads the bytes, or when they are no text."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            return Encoding(codec, guessed=False, mark=len(mark), damaged=not _reads(body, codec))
    if wide := _wide(data[:4096]):
        return Encoding(wide, guessed=True, damaged=not _reads(data, wide))
    if _is_binary(data[:_SAMPLE]):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return Encoding("utf-8", guessed=False)
    if _nearly_utf8(data):
        return Encoding("utf-8", guessed=True, damaged=True)
    sample = _sample(data)
    for codec in _likely(sample):
        if _reads(data, codec):
            return Encoding(codec, guessed=True)
        if codec in _EVERYDAY and _nearly(data, codec):
            return Encoding(codec, guessed=True, damaged=True)
    return None


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: digits and commas put a zero into every other byte."""
    pairs = len(sample) // 2
    low, high = sample[0 : pairs * 2 : 2].count(0), sample[1 : pairs * 2 : 2].count(0)
    if pairs >= _PAIRS and high > pairs * 0.2 and low < pairs * 0.02:
        return "utf-16-le"
    if pairs >= _PAIRS and low > pairs * 0.2 and high < pairs * 0.02:
        return "utf-16-be"
    return None


def _is_binary(sample: bytes) -> bool:
    controls = len(sample) - len(sample.translate(None, bytes(range(1, 9)) + bytes(range(14, 32)) + b"\x7f"))
    return controls > len(sample) * 0.02 or sample.count(0) > max(_PAIRS, len(sample) * 0.05)


def _nearly_utf8(data: bytes) -> bool:
    return _nearly(data, "utf-8")


def _nearly(data: bytes, codec: str) -> bool:
    """A file with a few broken places, such as one cut off in a character."""
    text = data.decode(codec, "replace")
    broken = text.count("\ufffd")
    return broken * 20 < sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))


def _sample(data: bytes) -> bytes:
    """Lines that are not plain ASCII, up to some 64 KB: the others say nothing."""
    lines: list[bytes] = []
    length = 0
    for line in re.finditer(rb"[^\r\n]*[\x80-\xff][^\r\n]*", data):
        piece = line.group()[:_SAMPLE]
        lines.append(piece)
        length += len(piece)
        if length > _SAMPLE:
            break
    return b"\n".join(lines)


def _reads(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _likely(sample: bytes) -> list[str]:
    """Codecs to try, the likeliest first."""
    believed = sorted(
        ((share, codec) for codec, share in _everyday_shares(sample).items() if share >= _BELIEVED),
        key=lambda pair: -pair[0],
    )
    found = [codec for _, codec in believed]
    if _STANDING_ALONE(sample):
        # East Asian characters come in company; an accent, a currency sign or a curly quote stands alone.
        return [*_western(sample), *found]
    foreign = len(re.findall(rb"[\x80-\xff]", sample))
    if foreign * 2 < len(re.findall(rb"[A-Za-z]", sample)):
        return [*found, *_western(sample)]
    detected = _detected(sample)
    return [*found, *([detected] if detected else ()), *_western(sample)]


def _detected(sample: bytes) -> str | None:
    import charset_normalizer  # takes longer to import than most files to read

    best = charset_normalizer.from_bytes(sample[:_SAMPLE], preemptive_behaviour=False).best()
    return best.encoding if best is not None else None


def _lead_between(codec: str, first: int, last: int) -> Callable[[str], bool]:
    """Whether a character has two bytes in the codec, the first of them in the range."""

    def test(character: str) -> bool:
        try:
            encoded = character.encode(codec)
        except UnicodeEncodeError:
            return False
        return len(encoded) == 2 and first <= encoded[0] <= last

    return test


def _is_kana(character: str) -> bool:
    return "\u3041" <= character <= "\u30ff"


_gb_everyday = _lead_between("gb2312", 0xB0, 0xD7)
_big5_everyday = _lead_between("big5", 0xA4, 0xC6)
_sjis_everyday = _lead_between("cp932", 0x88, 0x97)
_eucjp_everyday = _lead_between("euc_jp", 0xB0, 0xCF)
_hangul = _lead_between("euc_kr", 0xB0, 0xC8)
_PUNCTUATION = frozenset("，。！？、：；“”‘’《》〈〉（）【】「」『』￥·…—～・ー\u3000")
_EVERYDAY: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "gb18030": _gb_everyday,
        "big5hkscs": _big5_everyday,
        "cp932": lambda character: _is_kana(character) or _sjis_everyday(character),
        "euc_jp": lambda character: _is_kana(character) or _eucjp_everyday(character),
        "cp949": _hangul,
    }
)


def _everyday_shares(sample: bytes) -> dict[str, float]:
    """By codec that can read the sample: the share of everyday characters among those beyond ASCII."""
    shares: dict[str, float] = {}
    for codec, everyday in _EVERYDAY.items():
        try:
            characters = re.sub(r"[\x00-\x7f]+", "", sample.decode(codec))[:4000]
        except UnicodeDecodeError:
            if not _nearly(sample, codec):
                continue
            characters = re.sub(r"[\x00-\x7f\ufffd]+", "", sample.decode(codec, "replace"))[:4000]
        telling = [character for character in characters if character not in _PUNCTUATION]
        if telling:
            shares[codec] = sum(map(everyday, telling)) / len(telling)
            if codec == "cp949":
                shares[codec] += 0.01 if len(telling) >= _KOREAN_EVIDENCE else -0.31
    return shares


#: Bytes beyond ASCII none of which stands next to another one.
_STANDING_ALONE = re.compile(rb"[^\x80-\xff]*(?:[\x80-\xff](?![\x80-\xff])[^\x80-\xff]*)+").fullmatch
_WEST = frozenset("éèêëàâäáãåçñíîïìóòôöõøúùûüßæœÉÈÀÄÁÖÓÜÚÑÇÅØÆÍ")
_CENTRE = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűöüäôľĺŕăâîşţđŐŰÖÜÄÔĽŞŢĐ")
_TURKISH = frozenset("çÇğĞıİöÖşŞüÜâîû")
_LATIN: Mapping[str, frozenset[str]] = MappingProxyType(
    {"cp1252": _WEST, "cp1250": _CENTRE, "mac_roman": _WEST, "cp1254": _TURKISH}
)
#: Letters of Turkish alone, capital and small; two of them in a text and it is Turkish.
_TURKISH_PAIRS = ("ıİ", "şŞ", "ğĞ")
_SIGNS = frozenset("€£§°©®«»“”„‘’–—…•·½¼ªº¡¿\xa0")


def _western(sample: bytes) -> list[str]:
    """The Latin encodings, those first in which the letters make the better words."""
    scores: dict[str, float] = {}
    for codec, letters in _LATIN.items():
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        scores[codec] = sum(
            _word_score(text, place.start(), letters) for place in re.finditer(r"[^\x00-\x7f]", text)
        )
        if codec == "cp1254" and sum(any(one in text for one in pair) for pair in _TURKISH_PAIRS) > 1:
            scores[codec] += sum(text.count(one) for pair in _TURKISH_PAIRS for one in pair)
    return sorted(scores, key=lambda codec: -scores[codec])


#: It’s, O’Brien, l’eau, with the character before the word.
_APOSTROPHE = re.compile(
    r".?[^\W\d_]’[st](?![^\W\d_])|(?:\W|^)[A-Z]’[A-Z]|(?:\W|^)[ldjnLDJN]’[aeiouyhAEIOUYHéÉ]"
).match


def _word_score(text: str, position: int, letters: frozenset[str]) -> float:
    """How well one character fits its neighbours: no capital after a small letter, no sign inside a word."""
    character = text[position]
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    if character == "’" and _APOSTROPHE(text[max(0, position - 2) : position + 3]):
        return 2
    if character.islower() and after.isupper():
        return -1
    if not character.isalpha():
        if before.isalpha() and after.isalpha() and character not in "’·":
            return -2
        return 0.5 if character in _SIGNS else -1
    if character.isupper() and before.isalpha() and before.islower():
        return -2
    if before.isdigit() or after.isdigit():  # a currency sign of another encoding
        return -1
    if character == "õ" and after != "e" and letters is _WEST:  # Hungarian ő
        return 0.5
    return 1.5 if character in letters else 0.5
