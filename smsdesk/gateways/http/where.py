"""Where something stands in what a provider says: a JSON path, an XML tag, a header, or between words (N1).

``messages[0].id`` (or ``json: messages[0].id``) · ``xml: sms/id`` · ``xml: sms@id`` ·
``header: X-Message-Id`` · ``text: OK {here} *``. The words of ``text:`` are looked for in order, ``*`` skips
anything, and ``{here}`` is what is wanted: up to the next words, or to the next blank. No rule takes longer
than one look at the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.parsers import expat

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import text

#: Characters of a text that are looked at: an honest answer is short.
_LOOKED_AT = 20_000
_DEEPEST = 100
_LONGEST = 2_000
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")
_PATH = re.compile(
    r"[^.\[\]\s][^.\[\]]*(?:\[\d{1,6}\])*(?:\.[^.\[\]]+(?:\[\d{1,6}\])*)*|(?:\[\d{1,6}\])+(?:\.[^.\[\]]+(?:\[\d{1,6}\])*)*"
)
_TAG = re.compile(r"[\w.:-]+(?:/[\w.:-]+)*(?:@[\w.:-]+)?")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_END = re.compile(r"[\s<>\"',;|&\]}]|$")
HERE = "{here}"


class Said:
    """What a provider said, read only as far as a rule wants it."""

    def __init__(self, headers: Mapping[str, str], body: bytes) -> None:
        """``headers``: found whatever the case of their names, if the mapping does so."""
        self.headers = headers
        self._body = body

    @cached_property
    def words(self) -> str:
        """The text, whatever it is."""
        charset = re.search(r"charset=\"?([\w-]{1,20})", self.headers.get("Content-Type", ""))
        try:
            whole = self._body.decode(charset[1] if charset else "utf-8", "replace")
        except LookupError:
            whole = self._body.decode("utf-8", "replace")
        return whole.removeprefix("\ufeff").strip()

    @cached_property
    def tree(self) -> object:
        """What JSON it is; None when it is none."""
        try:
            return json.loads(self.words)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class JsonPath:
    """``a.b[0].c``; an item of a list that is the whole answer is ``[0].c``."""

    steps: tuple[str | int, ...]

    def find(self, said: Said) -> str | None:
        return scalar(self.value(said.tree))

    def value(self, tree: object) -> object:
        """What stands there; None when there is nothing."""
        for step in self.steps:
            if isinstance(step, str) and isinstance(tree, dict):
                tree = tree.get(step)
            elif isinstance(step, int) and isinstance(tree, list) and step < len(tree):
                tree = tree[step]
            else:
                return None
        return tree


@dataclass(frozen=True, slots=True)
class XmlPlace:
    """The first tag whose path ends so, or an attribute of it; prefixes of names do not matter."""

    tags: tuple[str, ...]
    attribute: str = ""

    def find(self, said: Said) -> str | None:
        return _Finder(self.tags, self.attribute).find(said.words)


@dataclass(frozen=True, slots=True)
class HeaderPlace:
    name: str

    def find(self, said: Said) -> str | None:
        return said.headers.get(self.name)


@dataclass(frozen=True, slots=True)
class TextPlace:
    """Words in order; None among them is what is wanted."""

    parts: tuple[str | None, ...]

    def find(self, said: Said) -> str | None:
        """What stands between the words; the last of them when nothing is asked for."""
        words = said.words[:_LOOKED_AT]
        place, wanted, found = 0, -1, ""
        for part in self.parts:
            if part is None:
                wanted = place
                continue
            start = words.find(part, place)
            if start < 0:
                return None
            if wanted >= 0:
                found, wanted = words[wanted:start], -1
            place = start + len(part)
        if wanted >= 0:
            # Blanks before it belong to nothing.
            wanted += len(words[wanted:]) - len(words[wanted:].lstrip(" \t"))
            end = _END.search(words, wanted)
            found = words[wanted : end.start()] if end else words[wanted:]
        if None in self.parts:
            return found.strip() or None
        return self.parts[-1] if self.parts else None


Where = JsonPath | XmlPlace | HeaderPlace | TextPlace


def where(words: str, *, field: str) -> Where | None:
    """The place that is meant, None for empty words. Raises ``Invalid`` at ``field``."""
    words = words.strip()
    if not words:
        return None
    kind, colon, rest = (each.strip() for each in words.partition(":"))
    match kind.lower():
        case "xml" if colon and _TAG.fullmatch(rest):
            path, _, attribute = rest.partition("@")
            return XmlPlace(tuple(_plain(tag) for tag in path.split("/")), attribute)
        case "header" if colon and _HEADER.fullmatch(rest):
            return HeaderPlace(rest)
        case "text" if colon and rest.count(HERE) <= 1 and rest.replace("*", "").replace(HERE, "").strip():
            return TextPlace(_parts(rest))
        case "json" if colon and (found := json_path(rest)):
            return found
        case "xml" | "header" | "text" | "json" if colon:
            pass
        case _ if found := json_path(words):
            return found
    raise Invalid(
        text(
            "“{words}” names no place. Write a JSON path like {json}, or begin with {kinds}.",
            words=words[:100],
            json="messages[0].id",
            kinds="xml:, header:, text:",
        ),
        field=field,
    )


def json_path(words: str) -> JsonPath | None:
    """``messages[0].id`` as steps; None for what is no path."""
    words = words.strip().removeprefix("$.").removeprefix("$")
    if not _PATH.fullmatch(words):
        return None
    return JsonPath(tuple(name or int(place) for name, place in _STEP.findall(words)))


def scalar(value: object) -> str | None:
    """A word or number as it is compared and kept, at most 2,000 characters; None for anything else."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value[:_LONGEST]
        case int():
            # Python itself refuses to write a number of thousands of digits.
            return str(value) if value.bit_length() < 256 else None
        case float():
            return repr(value)
    return None


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must be there and, if values are given, be one of them; case does not matter."""

    place: Where
    values: frozenset[str] = frozenset()

    def holds(self, said: Said) -> bool:
        if isinstance(self.place, JsonPath) and not self.values:
            return self.place.value(said.tree) is not None
        found = self.place.find(said)
        return found is not None and (not self.values or found.strip().casefold() in self.values)


def conditions(lines: str, *, field: str) -> tuple[Condition, ...]:
    """One a line: a place, or ``place = value | other value``. Raises ``Invalid`` at ``field``."""
    found: list[Condition] = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        if line.lower().startswith("text:"):
            words, values = line, ""
        else:
            words, _, values = line.partition("=")
        place = where(words, field=field)
        if place is not None:
            found.append(Condition(place, words_of(values, "|")))
    return tuple(found)


def words_of(line: str, separator: str = ",") -> frozenset[str]:
    """The words of a list, ready to be compared without regard to upper and lower case."""
    return frozenset(word.strip().casefold() for word in line.split(separator) if word.strip())


def _parts(words: str) -> tuple[str | None, ...]:
    parts: list[str | None] = []
    for piece in re.split(r"(\{here\}|\*)", words):
        if piece == HERE:
            parts.append(None)
        elif piece.strip() and piece != "*":
            parts.append(piece)
    return tuple(parts)


def _plain(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Found(Exception):
    """Nothing more needs to be read."""


class _Finder:
    """Reads XML once, builds nothing, and gives up on what no honest answer has."""

    def __init__(self, tags: Sequence[str], attribute: str) -> None:
        self._tags = list(tags)
        self._attribute = attribute
        self._path: list[str] = []
        self._inside = 0
        self._found: list[str] | None = None

    def find(self, words: str) -> str | None:
        if "<!DOCTYPE" in words[:2000].upper() or "<!ENTITY" in words.upper():
            return None
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        try:
            parser.Parse(words, True)
        except _Found:
            pass
        except (expat.ExpatError, ValueError):
            return None
        return "".join(self._found).strip()[:_LONGEST] if self._found is not None else None

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._path.append(_plain(name))
        if len(self._path) > _DEEPEST:
            self._found = None
            raise _Found
        if self._inside or self._path[-len(self._tags) :] != self._tags:
            return
        if not self._attribute:
            self._inside, self._found = len(self._path), []
        elif (value := attributes.get(self._attribute)) is not None:
            self._found = [value]
            raise _Found

    def _data(self, words: str) -> None:
        if self._inside and self._found is not None:
            self._found.append(words)

    def _end(self, name: str) -> None:
        if self._inside == len(self._path):
            raise _Found
        self._path.pop()
