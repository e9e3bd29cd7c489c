"""Rules of a template's variables (T1): {1}, {2}, … consecutive, apart, and never part of a link."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from smsdesk.domain.links import find_links
from smsdesk.domain.review import Finding
from smsdesk.domain.templates import VARIABLE, variables
from smsdesk.domain.text import text
from smsdesk.domain.writing import Draft

#: Any pair of braces, ASCII or full-width, with what a person may have meant as a variable.
_BRACED = re.compile(r"\$?[{｛﹛]\s*([^{}｛｝﹛﹜]{0,40}?)\s*[}｝﹜]")
_BRACE = re.compile(r"[{}｛｝﹛﹜]")
_TOUCHING = re.compile(r"\{[1-9]\d{0,2}\}(?:\s*\{[1-9]\d{0,2}\})+", re.ASCII)
#: What an e-mail address, or a variable in one, is written with.
_OF_MAIL = frozenset(string.ascii_letters + string.digits + "_.+-{}")
_IN_NUMBER = re.compile(r"\d{2,}\{[1-9]\d{0,2}\}\d{2,}", re.ASCII)


def misspelt_variables(draft: Draft) -> Iterator[Finding]:
    """Braces that make no variable: ``{name}``, ``{ 1 }``, ``{01}``, full-width ones, a brace alone."""
    content = draft.content
    covered: set[int] = set()
    following = max(variables(content), default=0) + 1
    named: dict[str, int] = {}
    for found in _BRACED.finditer(content):
        covered.update(range(*found.span()))
        if VARIABLE.fullmatch(found[0]):
            continue
        inner = found[1]
        fix: str | None = None
        if inner.isdecimal():
            number = int(inner)
            if 1 <= number <= 999:
                fix = f"{{{number}}}"
                following = max(following, number + 1)
        elif inner:
            if inner not in named:
                named[inner] = following
                following += 1
            fix = f"{{{named[inner]}}}"
        yield Finding(
            "",
            text("A variable is written with a number, like {example}.", example=fix or "{1}"),
            *found.span(),
            fix=fix,
        )
    for brace in _BRACE.finditer(content):
        if brace.start() not in covered:
            yield Finding("", text("This brace has no partner; braces only make variables."), *brace.span())


def numbered_from_one(draft: Draft) -> Iterator[Finding]:
    """Numbers must be 1, 2, 3 … without a gap; the first variable beyond a gap is told."""
    numbers = variables(draft.content)
    for expected, number in enumerate(numbers, 1):
        if number != expected:
            found = next(found for found in VARIABLE.finditer(draft.content) if int(found[1]) == number)
            yield Finding(
                "",
                text(
                    "Variables are numbered from 1 without a gap; {missing} is missing.",
                    missing=f"{{{expected}}}",
                ),
                *found.span(),
            )
            return


def no_variables_in_mainland(draft: Draft) -> Iterator[Finding]:
    """Some accounts may have no variables in mainland China."""
    for found in VARIABLE.finditer(draft.content):
        yield Finding(
            "",
            text("Your account may not use variables in mainland China: {variable}", variable=found[0]),
            *found.span(),
        )


def only_variables(draft: Draft) -> Iterator[Finding]:
    """A template cannot be only variables."""
    rest = VARIABLE.sub("", draft.content)
    if rest != draft.content and not any(character.isalnum() for character in rest):
        yield Finding("", text("A template cannot be only variables; it needs text of its own."))


def adjacent_variables(draft: Draft) -> Iterator[Finding]:
    """Variables may not touch."""
    for found in _TOUCHING.finditer(draft.content):
        yield Finding("", text("There must be text between two variables."), *found.span())


def variable_inside_link(draft: Draft) -> Iterator[Finding]:
    """A link or an e-mail address is constant text, never a variable or around one."""
    content = draft.content
    places = [found.span() for found in VARIABLE.finditer(content)]
    if not places:
        return
    filled = VARIABLE.sub(lambda found: "x" * len(found[0]), content)
    for link in find_links(filled):
        if any(start < link.end and link.start < end for start, end in places):
            yield Finding("", text("A link must be constant text, without a variable."), link.start, link.end)
    for start, end in _mail_addresses(content):
        if any(start <= first and last <= end for first, last in places):
            yield Finding(
                "", text("An e-mail address must be constant text, without a variable."), start, end
            )


def _mail_addresses(content: str) -> Iterator[tuple[int, int]]:
    """What stands around each @. By hand: a pattern would try every start within a long run anew."""
    at = content.find("@")
    while at >= 0:
        start, end = at, at + 1
        while start and content[start - 1] in _OF_MAIL:
            start -= 1
        while end < len(content) and content[end] in _OF_MAIL:
            end += 1
        if end - start > 1:
            yield start, end
        at = content.find("@", end)


def variable_inside_number(draft: Draft) -> Iterator[Finding]:
    """A variable may not stand inside a number, as in 186{1}1234."""
    for found in _IN_NUMBER.finditer(draft.content):
        yield Finding("", text("A variable cannot stand inside a number."), *found.span())
