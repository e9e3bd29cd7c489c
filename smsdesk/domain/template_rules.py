"""The rules of a template's text (T1–T3): what is broken, where, and how one click mends it.

The rules are a table, ``RULES``: each says its requirement, its source with a date, and can be switched
off, because the provider changed several of them in 2024–2026. What a machine can decide is an error;
what only hints (word lists) is a warning, for a person to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from smsdesk.domain import limits
from smsdesk.domain.links import find_links
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import Finding
from smsdesk.domain.template_characters import (
    bracket_characters,
    decorative_characters,
    invisible_characters,
    look_alike_characters,
)
from smsdesk.domain.template_variables import (
    adjacent_variables,
    misspelt_variables,
    numbered_from_one,
    only_variables,
    variable_inside_link,
    variable_inside_number,
)
from smsdesk.domain.template_words import advertising, private_contacts, refused_topics, says_unsubscribe
from smsdesk.domain.templates import VARIABLE
from smsdesk.domain.text import text
from smsdesk.domain.writing import Draft, Rule

#: Short-link services that carriers refuse since anyone's link can hide there.
_SHORTENERS = frozenset(
    (
        "bit.ly",
        "t.cn",
        "tinyurl.com",
        "goo.gl",
        "dwz.cn",
        "url.cn",
        "is.gd",
        "ow.ly",
        "t.co",
        "suo.im",
        "cutt.ly",
    )
)

#: What is added to a marketing text that does not say how to unsubscribe.
UNSUBSCRIBE = {Region.MAINLAND: "拒收请回复R", Region.GLOBAL: " Reply Unsubscribe to opt out."}


def check_template(
    content: str, region: Region, sms_type: SmsType, identity: Identity = Identity.ORGANIZATION
) -> list[Finding]:
    """Every rule the text breaks, by place. No finding of severity ``error`` means it may be submitted."""
    draft = Draft(content, region, sms_type, identity)
    found = [replace(finding, rule=rule.key) for rule in RULES if rule.on for finding in rule.check(draft)]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.severity))


def apply_fixes(content: str, findings: Sequence[Finding]) -> str:
    """The text with every fix made; of two fixes that overlap the first counts (T3)."""
    parts: list[str] = []
    place = 0
    for finding in sorted(findings, key=lambda finding: (finding.start, finding.end)):
        if finding.fix is None or finding.start < place:
            continue
        parts += (content[place : finding.start], finding.fix)
        place = finding.end
    parts.append(content[place:])
    return "".join(parts)


def _not_empty(draft: Draft) -> Iterator[Finding]:
    if not draft.content.strip():
        yield Finding("", text("A template needs a text."))


def _not_too_long(draft: Draft) -> Iterator[Finding]:
    limit = limits.CONTENT_LENGTH.value
    length = len(draft.content)
    if length > limit:
        yield Finding(
            "",
            text(
                "The text has {characters} characters; {limit} are allowed.", characters=length, limit=limit
            ),
            limit,
            length,
        )


def _identity_allows(draft: Draft) -> Iterator[Finding]:
    if draft.identity is not Identity.INDIVIDUAL:
        return
    if draft.sms_type is SmsType.MARKETING:
        yield Finding("", text("An individual may use regular templates only, not marketing."))
    if draft.region is Region.GLOBAL:
        yield Finding("", text("An individual may send to mainland China only."))


def _tells_how_to_unsubscribe(draft: Draft) -> Iterator[Finding]:
    if draft.sms_type is not SmsType.MARKETING or says_unsubscribe(draft.content, draft.region):
        return
    end = len(draft.content)
    addition = UNSUBSCRIBE[draft.region]
    message = (
        text("A marketing text for mainland China must end with {words}.", words=addition)
        if draft.region is Region.MAINLAND
        else text("A marketing text must say how to unsubscribe, for example:{words}", words=addition)
    )
    yield Finding("", message, end, end, fix=addition)


def _no_short_links_of_others(draft: Draft) -> Iterator[Finding]:
    for link in find_links(draft.content):
        host = draft.content[link.start : link.end].lower().rpartition("//")[2].partition("/")[0]
        if host in _SHORTENERS:
            yield Finding(
                "",
                text(
                    "Carriers refuse short links of others ({host}); use the page's own address.", host=host
                ),
                link.start,
                link.end,
                "warning",
            )


def _no_blanks_around(draft: Draft) -> Iterable[Finding]:
    content = draft.content
    if not content.strip():
        return
    start, end = len(content) - len(content.lstrip()), len(content.rstrip())
    if start:
        yield Finding("", text("Blanks at the beginning count as characters."), 0, start, "warning", "")
    if end < len(content):
        yield Finding("", text("Blanks at the end count as characters."), end, len(content), "warning", "")


_STANDARD = "template standard 39023, 2025-06"
_DESK = "the desk's own"

RULES: tuple[Rule, ...] = (
    Rule("empty", "T1", _STANDARD, _not_empty),
    Rule("length", "T1", "length rules 18058, 2024-12", _not_too_long),
    Rule("identity", "P2", "account rules, 2024-12", _identity_allows),
    Rule("variable_form", "T1", _STANDARD, misspelt_variables),
    Rule("variable_order", "T1", _STANDARD, numbered_from_one),
    Rule("only_variables", "T1", _STANDARD, only_variables),
    Rule("adjacent_variables", "T1", _STANDARD, adjacent_variables),
    Rule("variable_in_link", "T1", _STANDARD, variable_inside_link),
    Rule("variable_in_number", "T1", _STANDARD, variable_inside_number),
    Rule("unsubscribe", "T1", "document 100568, 2025", _tells_how_to_unsubscribe),
    Rule("brackets", "T1", _STANDARD, bracket_characters),
    Rule("decorative", "T1", _STANDARD, decorative_characters),
    Rule("invisible", "T3", _DESK, invisible_characters),
    Rule("look_alike", "T3", _DESK, look_alike_characters),
    Rule("short_link", "T1", _STANDARD, _no_short_links_of_others),
    Rule("blanks", "T3", _DESK, _no_blanks_around),
    Rule("private_contact", "R2", _STANDARD, private_contacts),
    Rule("topic", "R2", _STANDARD, refused_topics),
    Rule("advertising", "R2", _STANDARD, advertising),
)


def variable_places(content: str) -> list[tuple[int, int, int]]:
    """(start, end, number) of every variable, for highlighting (T2)."""
    return [(found.start(), found.end(), int(found[1])) for found in VARIABLE.finditer(content)]
