"""Which replies end a subscription (C5)."""

from __future__ import annotations

from unicodedata import normalize

#: The words of carriers and of this desk's own templates; the whole reply must be one of them.
KEYWORDS = frozenset({"t", "n", "td", "qx", "0000", "r", "退订", "t退订", "unsubscribe", "stop"})

#: What people type around a word without meaning anything by it.
_AROUND = " \t\r\n\u3000\u00a0\u200b.。!！,，\"'“”‘’"


def unsubscribes(reply: str) -> bool:
    """Whether a reply asks for no more messages: in any case, trimmed, full-width letters as plain ones."""
    return normalize("NFKC", reply[:100]).strip(_AROUND).casefold() in KEYWORDS
