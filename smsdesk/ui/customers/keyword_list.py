"""The words that end a subscription, to read (C5)."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import Text, text, tr
from smsdesk.domain.unsubscribing import EVERY_LANGUAGE, keywords
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column, holding

#: What each language is called in the window's: Qt knows it only in English and in the language itself.
LANGUAGE_NAMES: Mapping[str, Text] = {
    EVERY_LANGUAGE: text("Everywhere"),
    "zh": text("Chinese"),
    "en": text("English"),
    "de": text("German"),
    "fr": text("French"),
    "es": text("Spanish"),
    "it": text("Italian"),
    "pt": text("Portuguese"),
    "nl": text("Dutch"),
    "pl": text("Polish"),
    "sv": text("Swedish"),
    "ru": text("Russian"),
    "tr": text("Turkish"),
    "ja": text("Japanese"),
    "ko": text("Korean"),
}


def keyword_list() -> QWidget:
    """By language, in the order of the list."""
    by_language: dict[str, list[str]] = {}
    for one in keywords():
        by_language.setdefault(one.language, []).append(one.word)
    whole = column(
        label(
            tr(
                "A reply that is one of these words and nothing else, within 72 hours of a message, ends the "
                "subscription to messages of that type under that signature. Capital or small letters, "
                "blanks and full stops make no difference."
            ),
            "secondary",
            wrap=True,
        ),
        spacing=12,
    )
    for code, words in by_language.items():
        told = label(tr(", ").join(words), wrap=True, selectable=True)
        whole.addWidget(holding(column(label(str(LANGUAGE_NAMES.get(code, code)), "label"), told, spacing=2)))
    return holding(whole)
