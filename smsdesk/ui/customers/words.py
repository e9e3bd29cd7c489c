"""What results and numbers of people are called on the pages about customers."""

from __future__ import annotations

from collections.abc import Sequence

from smsdesk.domain.customers import ABROAD, CustomerGroup
from smsdesk.domain.profile import Region
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.text import tr, trn
from smsdesk.operations.blocklist import abroad_words
from smsdesk.operations.customers import CustomersAdded
from smsdesk.operations.number_changes import Refusals


def members_words(count: int) -> str:
    """How many are in a group."""
    return trn("{count} member", "{count} members", count)


def customers_words(count: int) -> str:
    """How many customers."""
    return trn("{count} customer", "{count} customers", count)


def refusal_words(number: str, found: Refusals) -> str:
    """What a number does not want; empty when nothing is known."""
    gone, blocked = number in found.unsubscribed, number in found.blocked
    if gone and blocked:
        return tr("unsubscribed and blocked")
    return tr("unsubscribed") if gone else tr("blocked") if blocked else ""


def asking_words(asking: Sequence[CustomerGroup]) -> str:
    """What becomes of the smart groups that ask for what is to be deleted."""
    return trn(
        "The smart group “{names}” asks for it. It finds nobody any more until its filter is changed.",
        "The smart groups “{names}” ask for it. They find nobody any more until their filters are changed.",
        len(asking),
        names="”, “".join(one.name for one in asking),
    )


def added_words(result: CustomersAdded) -> str:
    """What entering did, in one sentence."""
    known = result.merged + result.duplicates
    added = trn("{count} number added", "{count} numbers added", result.added)
    if not known:
        return tr("{added}.", added=added)
    return tr("{added}, {known} already there.", added=added, known=known)


def blocked_under_words(signature: str) -> str:
    """What an entry of the blocklist is for."""
    return abroad_words() if signature == ABROAD else bracketed(signature, Region.MAINLAND)


def blocking_choices(signatures: Sequence[str], home_country: str) -> list[tuple[str, str]]:
    """What numbers can be blocked under, most likely first; other countries always."""
    found = [(each, blocked_under_words(each)) for each in signatures]
    found.insert(len(found) if home_country == "CN" else 0, (ABROAD, blocked_under_words(ABROAD)))
    return found


def blocking_hint(signature: str) -> str:
    """Where a block under this signature holds, and where not."""
    if signature == ABROAD:
        return tr("Holds for all messages of this type to other countries, whatever their signature.")
    return tr("Holds for messages with this mainland signature only, not for those to other countries.")
