"""Tool tips are plain text: Qt takes words that look like markup for markup, a customer's name too."""

from __future__ import annotations

import html


def plain_tip(words: str) -> str:
    """The words as a tool tip that shows them as they are, ``<b>`` and line breaks included."""
    if "<" not in words and "&" not in words:
        return words
    return f'<span style="white-space: pre-wrap">{html.escape(words, quote=False)}</span>'
