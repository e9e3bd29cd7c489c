"""How long a text is, in words."""

from __future__ import annotations

from smsdesk.domain.fragments import Measure
from smsdesk.domain.text import tr, trn


def measure_words(measured: Measure) -> str:
    """Characters, fragments and, where one character doubles the cost, which (T2)."""
    fragments = trn("{count} fragment", "{count} fragments", measured.fragments)
    words = trn(
        "{count} character, {fragments}",
        "{count} characters, {fragments}",
        measured.characters,
        fragments=fragments,
    )
    if measured.encoding == "UCS-2":
        return tr(
            "{length}, UCS-2 because of “{character}”",
            length=words,
            character=measured.forcing,
        )
    return words
