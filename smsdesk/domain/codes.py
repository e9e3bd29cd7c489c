"""What a code means and what to do about it (D2 "Why?", D4).

The desk's own codes are the canonical names of the cloud's API 3.0; ``legacy`` and ``canonical`` translate to
and from the numbers of the older v5. Carriers' receipt codes are explained by their category; the list of
1,975 is read when the first one is asked for, and an unknown code gets an honest answer.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from smsdesk.domain.text import Text

RECEIPT_CODES = Path(__file__).parent / "data" / "receipt_codes.tsv"


class Who(StrEnum):
    """Who can change something."""

    YOU = "you"
    RECIPIENT = "recipient"
    CARRIER = "carrier"
    GATEWAY = "gateway"
    DESK = "desk"


class Phase(StrEnum):
    """Whether it arose before or after the message was submitted to the gateway (D2)."""

    BEFORE = "before"
    AFTER = "after"


class Retry(StrEnum):
    """Whether the same message may be sent again."""

    SAFE = "safe"
    """It certainly was not sent and may succeed now."""
    WAIT = "wait"
    """It may succeed later."""
    UNKNOWN = "unknown"
    """It may have been sent already: look before sending it again."""
    NEVER = "never"
    """It cannot succeed unchanged."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One code in words."""

    code: str
    title: Text
    causes: tuple[Text, ...]
    """The likely causes, the likeliest first."""
    what_to_do: Text
    who: Who
    phase: Phase
    retry: Retry
    category: str = ""
    """Of a receipt code: ``invalid_number``, ``blacklist`` …; empty for the codes of the API."""


class Code:
    """The codes the desk itself gives; every other one comes from a gateway or a carrier."""

    BLOCKED = "FailedOperation.PhoneNumberInBlacklist"
    UNSUBSCRIBED = "FailedOperation.PhoneNumberInBlacklist"
    SAME_CONTENT = "LimitExceeded.PhoneNumberThirtySecondLimit"
    PER_NUMBER_PER_DAY = "LimitExceeded.PhoneNumberDailyLimit"
    GLOBAL_PER_DAY = "LimitExceeded.DailyLimit"
    NO_PACKAGE = "FailedOperation.InsufficientBalanceInSmsPackage"
    IN_ARREARS = "UnauthorizedOperation.ServiceSuspendDueToArrears"
    APPLICATION_DISABLED = "UnauthorizedOperation.SdkAppIdIsDisabled"
    MARKETING_HOURS = "FailedOperation.MarketingSendTimeConstraint"
    INVALID_NUMBER = "InvalidParameterValue.IncorrectPhoneNumber"
    CONTENT_TOO_LONG = "InvalidParameterValue.ContentLengthLimit"
    TIMED_OUT = "InternalError.Timeout"
    NETWORK = "InternalError.SendAndRecvFail"
    THROTTLED = "RequestLimitExceeded"
    GATEWAY_DOWN = "ServiceUnavailable"
    UNKNOWN = "Unknown"
    """The desk's own, not of the API: it may have been sent, and nobody can say."""


#: Numbers of v5 by canonical name, in the order of the provider's page; 60008 is the time-out.
_LEGACY: Mapping[str, int] = {
    "InternalError.SigVerificationFail": 1001,
    "FailedOperation.ContainSensitiveWord": 1002,
    "InternalError.SigFieldMissing": 1003,
    "FailedOperation.FailResolvePacket": 1004,
    "UnauthorizedOperation.RequestPermissionDeny": 1006,
    "InternalError.OtherError": 1007,
    "UnauthorizedOperation.RequestIpNotInWhitelist": 1009,
    "InternalError.RestApiInterfaceNotExist": 1011,
    "FailedOperation.SignatureIncorrectOrUnapproved": 1012,
    "LimitExceeded.DeliveryFrequencyLimit": 1013,
    "FailedOperation.TemplateIncorrectOrUnapproved": 1014,
    "FailedOperation.PhoneNumberInBlacklist": 1015,
    "InvalidParameterValue.IncorrectPhoneNumber": 1016,
    "InvalidParameterValue.ContentLengthLimit": 1017,
    "InvalidParameterValue.SdkAppIdNotExist": 1019,
    "UnauthorizedOperation.SdkAppIdIsDisabled": 1020,
    "InternalError.RequestTimeException": 1021,
    "LimitExceeded.AppDailyLimit": 1022,
    "LimitExceeded.PhoneNumberThirtySecondLimit": 1023,
    "LimitExceeded.PhoneNumberOneHourLimit": 1024,
    "LimitExceeded.PhoneNumberDailyLimit": 1025,
    "LimitExceeded.PhoneNumberSameContentDailyLimit": 1026,
    "FailedOperation.MarketingSendTimeConstraint": 1029,
    "UnsupportedOperation": 1030,
    "FailedOperation.InsufficientBalanceInSmsPackage": 1031,
    "UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny": 1032,
    "UnauthorizedOperation.ServiceSuspendDueToArrears": 1033,
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber": 1034,
    "InvalidParameterValue.TemplateParameterLengthLimit": 1036,
    "InvalidParameterValue.TemplateParameterFormatError": 1038,
    "UnsupportedOperation.UnsupportedRegion": 1045,
    "LimitExceeded.PhoneNumberCountLimit": 1046,
    "LimitExceeded.DailyLimit": 1047,
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": 1048,
    "LimitExceeded.AppMainlandChinaDailyLimit": 1049,
    "LimitExceeded.AppGlobalDailyLimit": 1050,
    "LimitExceeded.AppCountryOrRegionInBlacklist": 1051,
    "LimitExceeded.AppCountryOrRegionDailyLimit": 1052,
    "InternalError.Timeout": 60008,
}
_CANONICAL = {str(number): code for code, number in _LEGACY.items()} | {
    "1008": "InternalError.Timeout",
    # Written wrongly in older SDKs, with a trailing dot in the provider's metadata.
    "UnauthorizedOperation.SerivceSuspendDueToArrears": "UnauthorizedOperation.ServiceSuspendDueToArrears",
    "UnsupportedOperation.": "UnsupportedOperation",
}


def legacy(code: str) -> int | None:
    """The v5 number of a canonical code; None where v5 had none."""
    return _LEGACY.get(code)


def canonical(code: str) -> str:
    """The canonical name of a v5 number or of a misspelling; anything else as it is."""
    return _CANONICAL.get(code, code)


def explain(code: str) -> Explanation:
    """What the code means. Never fails: a code nobody knows is explained as such."""
    from smsdesk.domain import code_explanations, receipt_explanations

    found = code_explanations.explanation(canonical(code))
    if found is not None:
        return found
    return receipt_explanations.explanation(code, receipt_category(code))


def retry_of(code: str) -> Retry:
    """Whether a message that ended with this code may be sent again (B12)."""
    return explain(code).retry


def receipt_category(code: str) -> str:
    """The category of a carrier's receipt code; empty for an unknown one."""
    categories = _receipt_categories()
    return categories.get(code) or categories.get(code.strip().upper(), "")


def api_codes() -> tuple[str, ...]:
    """Every canonical code of the API that is explained."""
    from smsdesk.domain import code_explanations

    return code_explanations.codes()


@cache
def receipt_codes() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Every receipt code of the provider's list by category, then by carrier as the list calls it."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for row in _receipt_rows():
        found.setdefault(row["category"], {}).setdefault(row["carrier"], {})[row["code"]] = None
    return {
        category: {carrier: tuple(codes) for carrier, codes in carriers.items()}
        for category, carriers in found.items()
    }


@cache
def _receipt_categories() -> dict[str, str]:
    """Category by receipt code; of a code with two meanings the first in the provider's list."""
    categories: dict[str, str] = {}
    for row in _receipt_rows():
        categories.setdefault(row["code"], row["category"])
    return categories


def _receipt_rows() -> list[dict[str, str]]:
    with RECEIPT_CODES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
