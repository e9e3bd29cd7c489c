"""What each of the cloud's codes means for a message that was to be sent, and how it is told (N1, E4).

"Down" and "later" are said only where certainly nothing was taken; a fault within the cloud leaves a message
in doubt.
"""

from __future__ import annotations

from enum import StrEnum

from smsdesk.domain.codes import canonical, explain
from smsdesk.domain.text import Text, text, textn

#: The cloud refuses a proof that is further off than this, in ms.
CLOCK_TOLERANCE = 300_000


class Verdict(StrEnum):
    """What becomes of a message, or of a whole request."""

    REFUSED = "refused"
    """For good."""
    DOWN = "down"
    """Nothing goes this way until somebody acts: key, permission, clock, account, settings."""
    THROTTLED = "throttled"
    LATER = "later"
    """Certainly not taken, and may succeed later."""
    UNKNOWN = "unknown"
    """It may have been taken."""


_BY_CODE = {
    # Said of one kind of message, not of the account.
    "UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny": Verdict.REFUSED,
    "InvalidParameterValue.SdkAppIdNotExist": Verdict.DOWN,
    "InvalidParameter.AppidAndBizId": Verdict.DOWN,
    "FailedOperation.InsufficientBalanceInSmsPackage": Verdict.DOWN,
    # Refused by what stands before the sending itself, whatever their family says.
    "InternalError.JsonParseFail": Verdict.REFUSED,
    "InternalError.RequestTimeException": Verdict.DOWN,
    "InternalError.SigFieldMissing": Verdict.DOWN,
    "InternalError.SigVerificationFail": Verdict.DOWN,
    "InternalError.RestApiInterfaceNotExist": Verdict.DOWN,
    "LimitExceeded.GlobalSmsSendingRateLimit": Verdict.THROTTLED,
}
_BY_FAMILY = {
    "AuthFailure": Verdict.DOWN,
    "UnauthorizedOperation": Verdict.DOWN,
    "ActionOffline": Verdict.DOWN,
    "InvalidAction": Verdict.DOWN,
    "IpInBlacklist": Verdict.DOWN,
    "IpNotInWhitelist": Verdict.DOWN,
    "NoSuchProduct": Verdict.DOWN,
    "NoSuchVersion": Verdict.DOWN,
    "UnsupportedProtocol": Verdict.DOWN,
    "UnsupportedRegion": Verdict.DOWN,
    "RequestLimitExceeded": Verdict.THROTTLED,
    "ServiceUnavailable": Verdict.LATER,
    "ResourceInsufficient": Verdict.LATER,
    "ResourceUnavailable": Verdict.LATER,
    "DryRunOperation": Verdict.REFUSED,
    "FailedOperation": Verdict.REFUSED,
    "InvalidParameter": Verdict.REFUSED,
    "InvalidParameterValue": Verdict.REFUSED,
    "InvalidRequest": Verdict.REFUSED,
    "LimitExceeded": Verdict.REFUSED,
    "MissingParameter": Verdict.REFUSED,
    "UnknownParameter": Verdict.REFUSED,
    "UnsupportedOperation": Verdict.REFUSED,
    "RequestSizeLimitExceeded": Verdict.REFUSED,
    "ResourceInUse": Verdict.REFUSED,
    "ResourceNotFound": Verdict.REFUSED,
}

#: The account may not ask this; other things it may.
NOT_PERMITTED = frozenset(
    {
        "AuthFailure.UnauthorizedOperation",
        "UnauthorizedOperation",
        "UnauthorizedOperation.RequestPermissionDeny",
        "FailedOperation.ProhibitSubAccountUse",
        "FailedOperation.NotEnterpriseCertification",
        "UnsupportedOperation",
    }
)
_CLOCK = frozenset({"AuthFailure.SignatureExpire", "InternalError.RequestTimeException"})


def verdict(code: str) -> Verdict:
    """By the code, else by its family; what nobody knows leaves the message in doubt."""
    code = canonical(code)
    return _BY_CODE.get(code) or _BY_FAMILY.get(code.partition(".")[0], Verdict.UNKNOWN)


def only_this(code: str) -> bool:
    """Whether just what was asked is refused; of the account as a whole it says nothing."""
    return canonical(code) in NOT_PERMITTED or verdict(code) is Verdict.REFUSED


def in_words(code: str, skew: int | None = None) -> Text:
    """One or two sentences: what is wrong and what to do.

    ``skew``: how far this computer's clock is ahead of the cloud's, in ms, where that is known.
    """
    code = canonical(code)
    of_clock = code in _CLOCK or code.startswith("AuthFailure")
    if skew is not None and of_clock and abs(skew) > CLOCK_TOLERANCE:
        return _clock_words(skew)
    found = explain(code)
    return text(
        "Tencent Cloud: {title} ({code}). {what_to_do}",
        title=found.title,
        code=code,
        what_to_do=found.what_to_do,
    )


def _clock_words(skew: int) -> Text:
    if skew > 0:
        return text(
            "This computer's clock is {difference} ahead of Tencent Cloud's, which refuses its requests for "
            "that. Have the clock set by the network.",
            difference=_duration(skew),
        )
    return text(
        "This computer's clock is {difference} behind Tencent Cloud's, which refuses its requests for that. "
        "Have the clock set by the network.",
        difference=_duration(-skew),
    )


def _duration(ms: int) -> Text:
    minutes = round(ms / 60_000)
    if minutes < 120:
        return textn("1 minute", "{count} minutes", minutes)
    if minutes < 48 * 60:
        return textn("1 hour", "{count} hours", round(minutes / 60))
    return textn("1 day", "{count} days", round(minutes / 60 / 24))
