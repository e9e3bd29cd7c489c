"""Things of the desk by id or by name, as the user typed it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from smsdesk.domain.applications import Application
from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.errors import Invalid, NotFound
from smsdesk.domain.profile import Region
from smsdesk.domain.signatures import Signature
from smsdesk.domain.templates import Template
from smsdesk.domain.text import Text, text
from smsdesk.operations.applications import list_applications
from smsdesk.operations.desk import Desk
from smsdesk.operations.groups import list_groups
from smsdesk.operations.signatures import list_signatures
from smsdesk.operations.templates import list_templates

T = TypeVar("T", Application, CustomerGroup, Signature, Template)

#: Names listed in a sentence at most.
_LISTED = 10


def chosen_application(desk: Desk, word: str) -> Application:
    """By id, AppID or name."""
    there = [card.application for card in list_applications(desk)]
    by_app_id = next((one for one in there if one.app_id == word), None)
    return by_app_id or _chosen(there, word, lambda one: one.name, _no_application)


def chosen_template(desk: Desk, word: str) -> Template:
    """Of either region."""
    there = [one for region in Region for one in list_templates(desk, region=region)]
    return _chosen(there, word, lambda one: one.name, _no_template)


def chosen_signature(desk: Desk, word: str, region: Region) -> Signature:
    """Of one region, by its content with or without brackets."""
    there = list_signatures(desk, region=region)
    return _chosen(there, word.strip("【】[]"), lambda one: one.content, _no_signature)


def chosen_group(desk: Desk, word: str) -> CustomerGroup:
    """Raises ``NotFound`` as the others do."""
    return _chosen(list_groups(desk), word, lambda one: one.name, _no_group)


def _chosen(
    there: Sequence[T], word: str, name: Callable[[T], str], missing: Callable[[str, str], Text]
) -> T:
    word = word.strip()
    if word.isascii() and word.isdigit():
        by_id = next((one for one in there if one.id == int(word)), None)
        if by_id is not None:
            return by_id
    named = [one for one in there if name(one) == word] or [
        one for one in there if name(one).casefold() == word.casefold()
    ]
    if len(named) == 1:
        return named[0]
    if named:
        raise Invalid(
            text(
                "“{name}” is the name of several. Give the id instead: {ids}.",
                name=word,
                ids=", ".join(str(one.id) for one in sorted(named, key=lambda one: one.id)),
            )
        )
    listed = [f"{name(one)} ({one.id})" for one in sorted(there, key=lambda one: one.id)[:_LISTED]]
    if len(there) > _LISTED:
        listed.append("…")
    raise NotFound(missing(word, ", ".join(listed) or "–"))


def _no_application(word: str, there: str) -> Text:
    return text("There is no application “{name}”. There is: {there}.", name=word, there=there)


def _no_template(word: str, there: str) -> Text:
    return text("There is no template “{name}”. There is: {there}.", name=word, there=there)


def _no_signature(word: str, there: str) -> Text:
    return text("There is no signature “{name}” in this region. There is: {there}.", name=word, there=there)


def _no_group(word: str, there: str) -> Text:
    return text("There is no group “{name}”. There is: {there}.", name=word, there=there)
