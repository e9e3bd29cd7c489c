"""Carriers' receipt codes in words, by category (D2, D5)."""

from __future__ import annotations

from smsdesk.domain.codes import Explanation, Phase, Retry, Who
from smsdesk.domain.text import Text, text

_CATEGORIES: dict[str, tuple[Text, tuple[Text, ...], Text, Who, Retry]] = {
    "delivered": (
        text("Delivered"),
        (text("The recipient's phone confirmed the message."),),
        text("Nothing."),
        Who.RECIPIENT,
        Retry.NEVER,
    ),
    "invalid_number": (
        text("The number does not exist or is suspended"),
        (
            text("The number was given up or never assigned."),
            text("The subscriber is suspended, often for an unpaid bill."),
            text("A digit is wrong."),
        ),
        text("Check the number with the customer, or remove it."),
        Who.RECIPIENT,
        Retry.NEVER,
    ),
    "invalid_or_off": (
        text("The number does not exist or the phone is off"),
        (
            text("The phone was off or without signal until the carrier gave up."),
            text("The number is not in use; the carrier does not tell the two apart."),
        ),
        text("Try once more on another day; when it fails again, check the number."),
        Who.RECIPIENT,
        Retry.WAIT,
    ),
    "off_or_unreachable": (
        text("The phone could not be reached"),
        (
            text("The phone was off or without signal until the carrier gave up."),
            text("The phone's message memory is full."),
            text("The phone is faulty or cannot receive messages abroad."),
        ),
        text("Try again later."),
        Who.RECIPIENT,
        Retry.WAIT,
    ),
    "blacklist": (
        text("The recipient refuses such messages"),
        (
            text("The recipient unsubscribed, or complained to the carrier."),
            text("The number is on a do-not-disturb list of the carrier."),
        ),
        text("Do not send to this number again; only the recipient can lift the refusal."),
        Who.RECIPIENT,
        Retry.NEVER,
    ),
    "frequency": (
        text("Too many messages to this number"),
        (
            text("The carrier allows each number only a few messages a day, from all senders together."),
            text("The same text went to the number within a short time."),
        ),
        text("Wait until tomorrow and send less often."),
        Who.CARRIER,
        Retry.WAIT,
    ),
    "content": (
        text("The carrier refused the text or the signature"),
        (
            text("The text holds a word or a link that the carrier's filter refuses."),
            text("The signature is not registered with the carrier, or there is more than one."),
            text("A marketing text does not say how to unsubscribe."),
        ),
        text("Change the template or ask the provider which word is refused."),
        Who.YOU,
        Retry.NEVER,
    ),
    "ported": (
        text("The number changed to another carrier"),
        (text("The number was ported and the route did not know it yet."),),
        text("Try again in a day; the route is corrected by the provider."),
        Who.CARRIER,
        Retry.WAIT,
    ),
    "gateway_block": (
        text("Blocked by the carrier's gateway"),
        (
            text("The route is closed for this kind of message or for this region."),
            text("The carrier takes no marketing for this number."),
        ),
        text("Ask the provider; another route may be needed."),
        Who.CARRIER,
        Retry.WAIT,
    ),
    "expired": (
        text("Not delivered in time"),
        (
            text("The phone was off or without signal until the message expired."),
            text("The carrier's network was overloaded."),
        ),
        text("Try again later."),
        Who.CARRIER,
        Retry.WAIT,
    ),
    "carrier_internal": (
        text("Fault in the carrier's network"),
        (
            text("The carrier's systems failed or were overloaded."),
            text("The number cannot be served at the moment."),
        ),
        text("Try again later; when many messages end like this, tell the provider."),
        Who.CARRIER,
        Retry.WAIT,
    ),
    "other": (
        text("Not delivered"),
        (text("The phone or the subscription cannot receive this message."),),
        text("Ask the provider with the message's number."),
        Who.CARRIER,
        Retry.WAIT,
    ),
}


def explanation(code: str, category: str) -> Explanation:
    """A receipt code of this category; of none, an honest "not known"."""
    if category in _CATEGORIES:
        title, causes, what_to_do, who, retry = _CATEGORIES[category]
        return Explanation(code, title, causes, what_to_do, who, Phase.AFTER, retry, category)
    return Explanation(
        code,
        text("A code that is not in the list: {code}", code=code),
        (text("The gateway or the carrier uses a code of its own."),),
        text("Ask the provider what the code means; until then take it that the message may have arrived."),
        Who.GATEWAY,
        Phase.AFTER,
        Retry.UNKNOWN,
    )


def categories() -> tuple[str, ...]:
    """Every category that is explained."""
    return tuple(_CATEGORIES)
