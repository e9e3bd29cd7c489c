"""Codes of one family share their causes and what to do about them (D2)."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain.codes import Phase, Retry, Who
from smsdesk.domain.text import Text, text


@dataclass(frozen=True, slots=True)
class Family:
    """What is common to a family; ``causes`` follow a code's own."""

    causes: tuple[Text, ...]
    what_to_do: Text
    who: Who
    retry: Retry
    phase: Phase = Phase.BEFORE


KEYS = Family(
    (
        text("The SecretId or SecretKey in the gateway's settings is wrong or was replaced."),
        text("The clock of this computer is wrong."),
    ),
    text("Check the keys in the gateway's settings and the computer's clock, then press Test."),
    Who.YOU,
    Retry.SAFE,
)
CLOCK = Family(
    (text("The clock of this computer differs from the provider's by minutes."),),
    text("Set the computer's clock by the network, then send again."),
    Who.YOU,
    Retry.SAFE,
)
RIGHTS = Family(
    (text("The key's account is not allowed to do this."),),
    text("Give the key the right in the provider's console, or use another key."),
    Who.YOU,
    Retry.SAFE,
)
ACCOUNT = Family(
    (text("The provider's account is not verified for it."),),
    text("Have the account verified as an organization at the provider."),
    Who.YOU,
    Retry.NEVER,
)
APPLICATION = Family(
    (text("The application is disabled, was deleted, or belongs to another account."),),
    text("Check the application and its SDK AppID, enable it, and send again."),
    Who.YOU,
    Retry.SAFE,
)
MONEY = Family(
    (text("There is no prepaid balance left, or a bill is unpaid."),),
    text("Buy a package or pay the bill, then resume the task."),
    Who.YOU,
    Retry.SAFE,
)
NUMBER = Family(
    (text("A digit is missing or wrong."), text("The country code is missing.")),
    text("Correct the number and send to it again."),
    Who.YOU,
    Retry.NEVER,
)
REFUSED_BY_RECIPIENT = Family(
    (
        text("The recipient unsubscribed from this signature."),
        text("The number is on the blocklist."),
        text("The number is on the provider's do-not-disturb list."),
    ),
    text("Do not send to this number; when the recipient asks for messages again, apply for removal."),
    Who.RECIPIENT,
    Retry.NEVER,
)
REGION = Family(
    (text("Mainland and global numbers need templates of their own region."),),
    text("Put these recipients into a task of their region."),
    Who.YOU,
    Retry.NEVER,
)
DESTINATION = Family(
    (text("The provider or the application's settings do not serve this country."),),
    text("Have the country opened at the provider, or leave these recipients out."),
    Who.YOU,
    Retry.NEVER,
)
FREQUENCY = Family(
    (text("The number got several messages within a short time."),),
    text("Wait and send again, or change the application's frequency limit."),
    Who.DESK,
    Retry.WAIT,
)
QUOTA = Family(
    (text("Today's quota is used up."),),
    text("Send the rest tomorrow, or have the limit raised."),
    Who.YOU,
    Retry.WAIT,
)
HOURS = Family(
    (text("Marketing may be sent between 08:00 and 22:00 only."),),
    text("Send it after 08:00 in the recipient's country."),
    Who.DESK,
    Retry.WAIT,
)
PACE = Family(
    (text("More requests came in a second than the provider allows."),),
    text("The desk slows down and goes on by itself."),
    Who.DESK,
    Retry.SAFE,
)
SIGNATURE = Family(
    (
        text("The signature is not approved at the provider, or was deleted there."),
        text("The text differs from the approved one by a character."),
    ),
    text("Use an approved signature, written exactly as it was approved."),
    Who.YOU,
    Retry.NEVER,
)
TEMPLATE = Family(
    (
        text("The template is not approved at the provider, or was deleted there."),
        text("The text differs from the approved one."),
    ),
    text("Use an approved template and give every variable a value."),
    Who.YOU,
    Retry.NEVER,
)
VALUE = Family(
    (text("A value from the spreadsheet does not keep the rules of variables."),),
    text("Correct the value in the row and send to it again."),
    Who.YOU,
    Retry.NEVER,
)
WORDS = Family(
    (text("The text or a value holds a word that the filter refuses."),),
    text("Change the words and send again."),
    Who.YOU,
    Retry.NEVER,
)
REQUEST = Family(
    (text("The request does not keep the rules of the provider's interface."),),
    text("Correct what is named and try again; when nothing seems wrong, tell the program's support."),
    Who.YOU,
    Retry.NEVER,
)
PAPERS = Family(
    (text("The certificate, the letter or the qualification does not fit the application."),),
    text("Correct the papers and submit again."),
    Who.YOU,
    Retry.NEVER,
)
STATE = Family(
    (text("The item was changed, deleted or decided in the meantime."),),
    text("Refresh the list and look at its state."),
    Who.YOU,
    Retry.NEVER,
)
FULL = Family(
    (text("The provider's maximum is reached."),),
    text("Delete one that is no longer used."),
    Who.YOU,
    Retry.NEVER,
)
FAULT = Family(
    (text("A fault at the provider."),),
    text("The message was not confirmed: look at its receipt before sending it again."),
    Who.GATEWAY,
    Retry.UNKNOWN,
    Phase.AFTER,
)
DOWN = Family(
    (text("The gateway is overloaded or being maintained."), text("The network is interrupted.")),
    text("The task pauses, probes the gateway and resumes by itself."),
    Who.GATEWAY,
    Retry.SAFE,
)
UNDECIDED = Family(
    (
        text("The request was on its way when the connection broke or the program ended."),
        text("The gateway took the request and did not answer in time."),
    ),
    text("Wait for a receipt, or ask the recipient; then mark the message as sent or send it again."),
    Who.YOU,
    Retry.UNKNOWN,
    Phase.AFTER,
)
