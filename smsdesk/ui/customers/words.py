"""What types, countries and results are called on the pages about customers."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import language, tr, trn
from smsdesk.operations.customers import CustomersAdded


def type_words(type: SmsType) -> str:
    """Regular or marketing."""
    return {SmsType.REGULAR: tr("Regular"), SmsType.MARKETING: tr("Marketing")}[type]


def type_choices() -> list[tuple[SmsType, str]]:
    """For a control that asks for the type."""
    return [(each, type_words(each)) for each in SmsType]


def country_words(code: str) -> str:
    """A country by ISO 3166 alpha-2 in the window's language; the code itself when it has no name."""
    return _country(code, language())


@lru_cache(maxsize=512)
def _country(code: str, spoken: str) -> str:
    return str(Locale.parse(spoken).territories.get(code, code))


def members_words(count: int) -> str:
    """How many are in a group."""
    return trn("{count} member", "{count} members", count)


def customers_words(count: int) -> str:
    """How many customers."""
    return trn("{count} customer", "{count} customers", count)


def added_words(result: CustomersAdded) -> str:
    """What entering did, in one sentence."""
    known = result.merged + result.duplicates
    added = trn("{count} number added", "{count} numbers added", result.added)
    if not known:
        return tr("{added}.", added=added)
    return tr("{added}, {known} already there.", added=added, known=known)
