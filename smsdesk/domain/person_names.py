"""One name out of the parts that address books keep apart (C2)."""

from __future__ import annotations

import re

#: Chinese characters, kana and Hangul: written family name first, without a blank.
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


def joined_name(first: str, last: str) -> str:
    """``Ann``, ``Lund`` gives ``Ann Lund``; ``丽``, ``王`` gives ``王丽``."""
    first, last = first.strip(), last.strip()
    if not first or not last:
        return first or last
    if _EAST_ASIAN.search(first) and _EAST_ASIAN.search(last):
        return last + first
    return f"{first} {last}"
