"""Rules of a template's text as a whole (T1, T3, P2): length, rights, unsubscribing, links, blanks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smsdesk.domain import limits
from smsdesk.domain.links import find_links
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import Finding
from smsdesk.domain.template_words import says_unsubscribe
from smsdesk.domain.text import text
from smsdesk.domain.writing import Draft

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


def has_link(draft: Draft) -> bool:
    """Whether the text leads to a page."""
    return bool(find_links(draft.content))


def not_empty(draft: Draft) -> Iterator[Finding]:
    """It has a text at all."""
    if not draft.content.strip():
        yield Finding("", text("A template needs a text."))


def not_too_long(draft: Draft) -> Iterator[Finding]:
    """At most 500 characters, placeholders counted as written."""
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


def identity_allows(draft: Draft) -> Iterator[Finding]:
    """What an individual may send (P2)."""
    if draft.identity is not Identity.INDIVIDUAL:
        return
    if draft.sms_type is SmsType.MARKETING:
        yield Finding("", text("An individual may use regular templates only, not marketing."))
    if draft.region is Region.GLOBAL:
        yield Finding("", text("An individual may send to mainland China only."))


def tells_how_to_unsubscribe(draft: Draft) -> Iterator[Finding]:
    """Marketing says how to unsubscribe: mainland at its end, elsewhere anywhere."""
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


def no_short_links_of_others(draft: Draft) -> Iterator[Finding]:
    """Anyone's page can hide behind a short link."""
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


def no_blanks_around(draft: Draft) -> Iterable[Finding]:
    """Blanks around the text count as characters."""
    content = draft.content
    if not content.strip():
        return
    start, end = len(content) - len(content.lstrip()), len(content.rstrip())
    if start:
        yield Finding("", text("Blanks at the beginning count as characters."), 0, start, "warning", "")
    if end < len(content):
        yield Finding("", text("Blanks at the end count as characters."), end, len(content), "warning", "")
