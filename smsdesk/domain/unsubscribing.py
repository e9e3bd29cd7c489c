"""Which replies end a subscription (C5): one of the words of ``data/unsubscribe_words.tsv``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple
from unicodedata import normalize

FILE = "unsubscribe_words.tsv"
#: Language of the words that carriers take everywhere.
EVERY_LANGUAGE = "mul"

#: What people type around a word without meaning anything by it.
_AROUND = " \t\r\n\u3000\u00a0\u200b\ufeff.。!！,，\"'“”‘’「」()（）"
#: A longer reply is no word, whatever stands around it; and a million accents take minutes to put in order.
_LONGEST_READ = 1_000


class Keyword(NamedTuple):
    """A word that ends a subscription."""

    language: str
    """ISO 639-1, or ``EVERY_LANGUAGE``."""
    word: str
    """As it is shown."""
    source: str
    """Who says so."""
    date: str
    """Year and month of the source."""


def unsubscribes(reply: str) -> bool:
    """Whether a reply asks for no more messages: the whole of it is one of the words, in any case, trimmed,
    full-width letters as plain ones."""
    return len(reply) <= _LONGEST_READ and _plain(reply) in _plain_words()


@cache
def keywords() -> tuple[Keyword, ...]:
    """Every word, in the order of the file."""
    lines = (files("smsdesk.domain") / "data" / FILE).read_text(encoding="utf-8").splitlines()
    return tuple(Keyword(*line.split("\t")) for line in lines if line and not line.startswith("#"))


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(_plain(one.word) for one in keywords())


def _plain(reply: str) -> str:
    return " ".join(normalize("NFKC", reply).strip(_AROUND).casefold().split())
