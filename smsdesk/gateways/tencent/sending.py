"""Messages as the cloud takes them, and what its answer says of each (N1, E5). Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from smsdesk.domain.codes import Code, Retry, canonical, retry_of
from smsdesk.domain.profile import Region
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.template_values import values_in
from smsdesk.gateways.base import (
    Accepted,
    GatewayDown,
    Outcome,
    OutgoingMessage,
    Refused,
    Throttled,
    TryLater,
    Unknown,
)
from smsdesk.gateways.line import NoAnswer
from smsdesk.gateways.tencent.codes import Verdict, in_words, verdict
from smsdesk.gateways.tencent.context import context_of
from smsdesk.gateways.tencent.numbers import digits, same_number
from smsdesk.gateways.tencent.settings import Options

RECIPIENTS_PER_REQUEST = 200

#: Seconds after "too many requests": the cloud counts them by the second.
THROTTLE_SECONDS = 1.0

_SERIAL = re.compile(r"[!-~]{1,128}")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9.]{0,99}")
_MOST_FEE = 1000
_LONGEST_NOTE = 200

NO_TEMPLATE = Refused(
    "FailedOperation.TemplateUnapprovedOrNotExist", "the template is not approved at Tencent Cloud"
)
NO_SIGNATURE = Refused(
    "FailedOperation.SignatureIncorrectOrUnapproved", "mainland China needs an approved signature"
)
OTHER_TEXT = Refused(
    "FailedOperation.TemplateIncorrectOrUnapproved", "the text cannot be made from the template"
)

#: Said of one number; if the cloud says it of a whole request, it is asked again with fewer.
_OF_A_NUMBER = frozenset(
    {
        "InvalidParameterValue.IncorrectPhoneNumber",
        "FailedOperation.PhoneNumberInBlacklist",
        "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
        "UnsupportedOperation.UnsupportedRegion",
        "LimitExceeded.DeliveryFrequencyLimit",
        "LimitExceeded.PhoneNumberCountLimit",
        "LimitExceeded.PhoneNumberDailyLimit",
        "LimitExceeded.PhoneNumberOneHourLimit",
        "LimitExceeded.PhoneNumberSameContentDailyLimit",
        "LimitExceeded.PhoneNumberThirtySecondLimit",
    }
)


class AccountRefused(GatewayDown):
    """The account as a whole may not send, with this code; nothing was taken."""

    def __init__(self, code: str) -> None:
        super().__init__(in_words(code))
        self.code = code


def batches(messages: Sequence[OutgoingMessage]) -> list[list[int]]:
    """Places of messages that may share a request: one region, no number twice, at most 200.

    The cloud sends once to a number that is named twice, and takes no request for both regions.
    """
    times: defaultdict[str, int] = defaultdict(int)
    alike: defaultdict[tuple[Region, int], list[int]] = defaultdict(list)
    for place, one in enumerate(messages):
        alike[one.region, times[one.number]].append(place)
        times[one.number] += 1
    return [
        places[start : start + RECIPIENTS_PER_REQUEST]
        for places in alike.values()
        for start in range(0, len(places), RECIPIENTS_PER_REQUEST)
    ]


def request_for(messages: Sequence[OutgoingMessage], options: Options) -> dict[str, object] | Refused:
    """The parameters of ``SendSms``, in the order of the cloud's own client; why there are none."""
    first = messages[0]
    wording, mainland = first.wording, first.region is Region.MAINLAND
    if not wording.template:
        return NO_TEMPLATE
    if mainland and not wording.signature:
        return NO_SIGNATURE
    signature = bracketed(wording.signature, first.region)
    if not first.content.startswith(signature):
        return OTHER_TEXT
    values = values_in(wording.body, first.content[len(signature) :])
    if values is None:
        return OTHER_TEXT
    return {
        "PhoneNumberSet": [one.number for one in messages],
        "SmsSdkAppId": options.app_id,
        "TemplateId": wording.template,
        "SignName": wording.signature or None,
        "TemplateParamSet": list(values) or None,
        "SessionContext": context_of([one.reference for one in messages]),
        "SenderId": None if mainland else options.sender_id or None,
    }


def outcomes_in(response: Mapping[str, object], messages: Sequence[OutgoingMessage]) -> list[Outcome]:
    """One outcome for each message, by its number.

    ``NoAnswer`` when nothing can be read; ``GatewayDown`` when the account cannot send and nothing was taken.
    """
    items = response.get("SendStatusSet")
    if not isinstance(items, list):
        raise NoAnswer("answer without SendStatusSet")
    found: dict[str, Mapping[str, object]] = {}
    twice: set[str] = set()
    for place, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        number = digits(item.get("PhoneNumber"))
        # In the order of the question; some countries' numbers come back written otherwise.
        if len(items) == len(messages) and same_number(number, asked := digits(messages[place].number)):
            number = asked
        if number in found:
            twice.add(number)
        found[number] = item
    outcomes: list[Outcome] = []
    for one in messages:
        number = digits(one.number)
        known = found.get(number)
        if known is None or number in twice:
            outcomes.append(Unknown(note="not in the answer" if known is None else "answered twice"))
        else:
            outcomes.append(_outcome(known))
    return _without_down(outcomes)


def of_refusal(code: str, message: str, count: int) -> list[Outcome]:
    """What an error of a whole request, other than "down", says of its messages."""
    code = canonical(code)
    note = message[:_LONGEST_NOTE]
    outcome: Outcome
    match verdict(code):
        case Verdict.REFUSED:
            outcome = Refused(code, note)
        case Verdict.THROTTLED:
            outcome = Throttled(THROTTLE_SECONDS, code)
        case Verdict.LATER | Verdict.DOWN:
            outcome = TryLater(code, note)
        case Verdict.UNKNOWN:
            # A code that is not known to leave a doubt must not be explained as if it left none.
            outcome = Unknown(code if retry_of(code) is Retry.UNKNOWN else Code.UNKNOWN, note or code)
    return [outcome] * count


def worth_dividing(code: str, count: int) -> bool:
    """Whether a refused request may be one number's fault, so that the others can still go."""
    return count > 1 and canonical(code) in _OF_A_NUMBER


def _outcome(item: Mapping[str, object]) -> Outcome:
    match item:
        case {"Code": "Ok", "SerialNo": str(serial), "Fee": int(fee)} if (
            _SERIAL.fullmatch(serial) and not isinstance(fee, bool) and 0 <= fee <= _MOST_FEE
        ):
            return Accepted(serial, fee)
        case {"Code": str(code)} if code.lower() != "ok" and _CODE.fullmatch(code):
            message = item.get("Message")
            return of_refusal(code, message if isinstance(message, str) else "", 1)[0]
    # Also an "Ok" that cannot be read: it was taken, and is found by its number later.
    return Unknown(note="unreadable result")


def _without_down(outcomes: list[Outcome]) -> list[Outcome]:
    """Raise ``GatewayDown`` when the account as a whole was refused; else those few are tried later."""
    if all(isinstance(one, TryLater) and verdict(one.code) is Verdict.DOWN for one in outcomes):
        first = outcomes[0]
        assert isinstance(first, TryLater)
        raise AccountRefused(first.code)
    return outcomes
