"""The word lists of the review standard, read from ``data/refused_words.tsv`` (R2).

They hint; a person judges. A hit inside a phrase that means no harm (会所 in 我们会所有门店) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FILE = "refused_words.tsv"


@dataclass(frozen=True)
class WordList:
    """The words of one group; ``harmless`` are phrases in which they count for nothing."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]
    harmless: re.Pattern[str] | None

    def find(self, content: str) -> Iterator[re.Match[str]]:
        """Every hit, in order."""
        hits = list(self.pattern.finditer(content))
        if not hits:
            return
        spared = [found.span() for found in self.harmless.finditer(content)] if self.harmless else []
        for hit in hits:
            if not any(start <= hit.start() and hit.end() <= end for start, end in spared):
                yield hit


@cache
def word_list(group: str) -> WordList:
    """The list of a group. Raises KeyError for an unknown one."""
    words, harmless = _read()[group]
    return WordList(
        words, re.compile(_any_of(words), re.IGNORECASE), re.compile(_inside(harmless)) if harmless else None
    )


@cache
def groups() -> tuple[str, ...]:
    """Every group of the file."""
    return tuple(_read())


@cache
def _read() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for line in (files("smsdesk.domain") / "data" / FILE).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        group, _topic, words, *harmless = line.split("\t")
        before = found.get(group, ((), ()))
        found[group] = (before[0] + _parts(words), before[1] + _parts(harmless[0] if harmless else ""))
    return found


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.strip().split("|") if part)


def _any_of(words: tuple[str, ...]) -> str:
    # Longest first, so that the whole of a hit is named.
    return "|".join(_word(word) for word in sorted(words, key=len, reverse=True))


def _word(word: str) -> str:
    """The pattern of one word: blanks of any number, ``*`` for any ending, whole words in Latin letters."""
    stem = word.removesuffix("*")
    pattern = r"\s+".join(re.escape(part) for part in stem.split(" "))
    if stem != word:
        pattern += "[a-z]*"
    if stem[0].isascii():
        pattern = rf"(?<![a-z0-9]){pattern}"
    return rf"{pattern}(?![a-z0-9])" if stem[-1].isascii() else pattern


def _inside(phrases: tuple[str, ...]) -> str:
    """Phrases may overlap each other: looked for at every place."""
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
