"""The words that end a subscription, to read (C5)."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from smsdesk.domain.text import language, tr
from smsdesk.domain.unsubscribing import EVERY_LANGUAGE, keywords
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column, holding


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
        whole.addWidget(holding(column(label(_language(code), "label"), told, spacing=2)))
    return holding(whole)


def _language(code: str) -> str:
    """Its name in the window's language where Qt knows it, else in its own."""
    if code == EVERY_LANGUAGE:
        return tr("Everywhere")
    name = QLocale(code).nativeLanguageName()
    if language().startswith("en") or not name:
        return QLocale.languageToString(QLocale(code).language())
    return name[:1].upper() + name[1:]
