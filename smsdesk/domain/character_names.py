"""Short names of characters that nobody sees, for the mark that stands at their place (T3)."""

from __future__ import annotations

import unicodedata

_SHORT = {
    0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0B: "VT", 0x0C: "FF", 0x1B: "ESC", 0x7F: "DEL", 0x85: "NEL",
    0xA0: "NBSP", 0xAD: "SHY", 0x034F: "CGJ", 0x061C: "ALM", 0x180E: "MVS",
    0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ", 0x200E: "LRM", 0x200F: "RLM",
    0x2028: "LSEP", 0x2029: "PSEP",
    0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO", 0x202F: "NNBSP",
    0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
    0x2800: "BRAILLE", 0x3164: "FILLER", 0xFFA0: "FILLER", 0x115F: "FILLER", 0x1160: "FILLER",
    0xFFFC: "OBJ", 0xFFFD: "?",
}  # fmt: skip
_UNSEEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))


def unseen(character: str) -> bool:
    """Whether one sees nothing, or nothing that means anything, where it stands. A blank is seen."""
    code = ord(character)
    if code in (0x09, 0x0A, 0x20):
        return False
    varies = 0xFE00 <= code <= 0xFE0F or 0x180B <= code <= 0x180D
    return varies or code in _SHORT or unicodedata.category(character) in _UNSEEN


def short_name(character: str) -> str:
    """A few letters: the abbreviation of the standard, else ``U+XXXX``."""
    code = ord(character)
    if 0xFE00 <= code <= 0xFE0F:
        return f"VS{code - 0xFDFF}"
    return _SHORT.get(code, f"U+{code:04X}")
