"""What a smart group asks of a customer (C3): conditions that must all hold, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid
from smsdesk.domain.places import country_name
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import Text, text, textn


class Contact(StrEnum):
    """What passed between the business and a customer."""

    MESSAGED = "messaged"
    """A message was sent to them."""
    RECEIVED = "received"
    """A message is reported as delivered."""
    MISSED = "missed"
    """A message failed or was reported as not delivered."""
    REPLIED = "replied"
    """They replied."""


class Comparison(StrEnum):
    """How a column of the business's own is compared; case does not matter."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    MONTH = "month"
    """A date in a month; the value is 1 to 12."""
    TODAY = "today"
    """A date with today's day and month: a birthday."""
    EMPTY = "empty"
    FILLED = "filled"


@dataclass(frozen=True)
class ContactCondition:
    """Whether something passed in the last ``days`` days (0: ever); ``holds`` False turns it round."""

    contact: Contact
    days: int = 0
    holds: bool = True


@dataclass(frozen=True)
class FieldCondition:
    """What a column of the business's own says; a customer for whom it says nothing has an empty one."""

    field_id: int
    comparison: Comparison
    value: str = ""


@dataclass(frozen=True)
class CustomerFilter:
    """All of it must hold; what is empty asks nothing."""

    countries: tuple[str, ...] = ()
    """ISO 3166 alpha-2; one of them."""
    sms_type: SmsType | None = None
    group_ids: tuple[int, ...] = ()
    """In one of these groups, which have members of their own."""
    contacts: tuple[ContactCondition, ...] = ()
    fields: tuple[FieldCondition, ...] = ()

    def is_empty(self) -> bool:
        """Whether it asks nothing and so takes everybody."""
        return self == CustomerFilter()

    def to_json(self) -> str:
        """For the store; ``from_json`` gives an equal filter."""
        return json.dumps(
            {
                "countries": self.countries,
                "sms_type": self.sms_type,
                "group_ids": self.group_ids,
                "contacts": [[one.contact, one.days, one.holds] for one in self.contacts],
                "fields": [[one.field_id, one.comparison, one.value] for one in self.fields],
            },
            ensure_ascii=False,
        )

    @staticmethod
    def from_json(stored: str) -> CustomerFilter:
        """Raises ``ValueError`` when it is not a filter."""
        try:
            parts: Mapping[str, Any] = json.loads(stored)
            return CustomerFilter(
                countries=tuple(str(one) for one in parts["countries"]),
                sms_type=None if parts["sms_type"] is None else SmsType(parts["sms_type"]),
                group_ids=tuple(int(one) for one in parts["group_ids"]),
                contacts=tuple(
                    ContactCondition(Contact(contact), int(days), bool(holds))
                    for contact, days, holds in parts["contacts"]
                ),
                fields=tuple(
                    FieldCondition(int(field_id), Comparison(comparison), str(value))
                    for field_id, comparison, value in parts["fields"]
                ),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a filter") from error


#: Comparisons with something that is written down.
WITH_VALUE = frozenset({Comparison.IS, Comparison.IS_NOT, Comparison.CONTAINS})
#: By the value of a condition on a month, what it is called.
MONTHS: Mapping[str, Text] = {
    "1": text("January"),
    "2": text("February"),
    "3": text("March"),
    "4": text("April"),
    "5": text("May"),
    "6": text("June"),
    "7": text("July"),
    "8": text("August"),
    "9": text("September"),
    "10": text("October"),
    "11": text("November"),
    "12": text("December"),
}
#: Longest time back a condition looks, in days.
LONGEST_DAYS = 3_650
#: Most conditions of one kind.
MOST_CONDITIONS = 10


def check_filter(given: CustomerFilter) -> None:
    """Raises ``Invalid`` at the part that cannot be used."""
    if given.is_empty():
        raise Invalid(
            text("Choose at least one condition; without one it would be everybody."), field="filter"
        )
    for one in given.contacts:
        if not 0 <= one.days <= LONGEST_DAYS:
            raise Invalid(
                text("Choose a number of days from 1 to {most}.", most=f"{LONGEST_DAYS:,}"), field="contacts"
            )
    for each in given.fields:
        if each.comparison in WITH_VALUE and not each.value.strip():
            raise Invalid(text("Write what the column is compared with."), field="fields")
        if each.comparison is Comparison.MONTH and each.value not in MONTHS:
            raise Invalid(text("Choose a month."), field="fields")
        if limits.CUSTOMER_FIELD_LENGTH.exceeded(len(each.value)):
            raise Invalid(
                text("At most {limit} characters", limit=limits.CUSTOMER_FIELD_LENGTH.value), field="fields"
            )
    if max(len(given.contacts), len(given.fields)) > MOST_CONDITIONS:
        raise Invalid(text("At most {most} conditions of a kind.", most=MOST_CONDITIONS), field="filter")


def gone_words(
    given: CustomerFilter, field_names: Mapping[int, str], group_names: Mapping[int, str]
) -> Text | None:
    """Why the filter finds nobody: it asks for something that was deleted. None when all of it is there.

    What is gone may not simply be left out of the question: fewer conditions would find more people, and
    fewer groups would keep fewer people from getting a message.
    """
    fields = [one for one in given.fields if one.field_id not in field_names]
    groups = [one for one in given.group_ids if one not in group_names]
    if fields and groups:
        return text(
            "It asks for a column and a group that were deleted, so it finds nobody. Edit its filter."
        )
    if fields:
        return text("It asks for a column that was deleted, so it finds nobody. Edit its filter.")
    if groups:
        return text("It asks for a group that was deleted, so it finds nobody. Edit its filter.")
    return None


def filter_words(
    given: CustomerFilter,
    field_names: Mapping[int, str] = MappingProxyType({}),
    group_names: Mapping[int, str] = MappingProxyType({}),
) -> Sequence[Text]:
    """Each condition as a short sentence, for lists and summaries."""
    words: list[Text] = []
    if given.countries:
        names = ", ".join(country_name(one) for one in given.countries)
        words.append(text("from {countries}", countries=names))
    if given.sms_type is not None:
        words.append(
            text("kept for marketing messages")
            if given.sms_type is SmsType.MARKETING
            else text("kept for regular messages")
        )
    if given.group_ids:
        words.append(_group_words([group_names.get(one, "") for one in given.group_ids]))
    words += [_contact_words(one) for one in given.contacts]
    words += [_field_words(one, field_names.get(one.field_id, "")) for one in given.fields]
    return words


def _group_words(names: Sequence[str]) -> Text:
    there = [name for name in names if name]
    if not there:
        return text("in a group that was deleted")
    if len(there) < len(names):
        return text("in “{groups}” or a group that was deleted", groups="”, “".join(there))
    if len(there) == 1:
        return text("in “{group}”", group=there[0])
    return text("in one of “{groups}”", groups="”, “".join(there))


def _contact_words(one: ContactCondition) -> Text:
    if not one.days:
        return {
            (Contact.MESSAGED, True): text("was sent a message"),
            (Contact.MESSAGED, False): text("was never sent a message"),
            (Contact.RECEIVED, True): text("received a message"),
            (Contact.RECEIVED, False): text("never received a message"),
            (Contact.MISSED, True): text("missed a message"),
            (Contact.MISSED, False): text("never missed a message"),
            (Contact.REPLIED, True): text("replied"),
            (Contact.REPLIED, False): text("never replied"),
        }[one.contact, one.holds]
    days = one.days
    return {
        (Contact.MESSAGED, True): textn(
            "was sent a message in the last {count} day", "was sent a message in the last {count} days", days
        ),
        (Contact.MESSAGED, False): textn(
            "was sent no message in the last {count} day",
            "was sent no message in the last {count} days",
            days,
        ),
        (Contact.RECEIVED, True): textn(
            "received a message in the last {count} day", "received a message in the last {count} days", days
        ),
        (Contact.RECEIVED, False): textn(
            "received no message in the last {count} day",
            "received no message in the last {count} days",
            days,
        ),
        (Contact.MISSED, True): textn(
            "missed a message in the last {count} day", "missed a message in the last {count} days", days
        ),
        (Contact.MISSED, False): textn(
            "missed no message in the last {count} day", "missed no message in the last {count} days", days
        ),
        (Contact.REPLIED, True): textn(
            "replied in the last {count} day", "replied in the last {count} days", days
        ),
        (Contact.REPLIED, False): textn(
            "did not reply in the last {count} day", "did not reply in the last {count} days", days
        ),
    }[one.contact, one.holds]


def _field_words(one: FieldCondition, name: str) -> Text:
    if not name:
        return text("a column that was deleted")
    values = {"column": name, "value": one.value}
    month = MONTHS.get(one.value, one.value)
    return {
        Comparison.IS: text("{column} is “{value}”", **values),
        Comparison.IS_NOT: text("{column} is not “{value}”", **values),
        Comparison.CONTAINS: text("{column} contains “{value}”", **values),
        Comparison.MONTH: text("{column} is in {month}", column=name, month=month),
        Comparison.TODAY: text("{column} is today's day and month", column=name),
        Comparison.EMPTY: text("{column} is empty", column=name),
        Comparison.FILLED: text("{column} is filled", column=name),
    }[one.comparison]
