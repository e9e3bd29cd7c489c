"""What every code of the cloud's does to a message, and how it is told."""

from __future__ import annotations

import pytest

from smsdesk.domain.codes import api_codes, explain
from smsdesk.gateways.base import Refused, Throttled, TryLater, Unknown
from smsdesk.gateways.tencent.codes import Verdict, in_words, verdict
from smsdesk.gateways.tencent.sending import of_refusal

#: Every code but those that are refused for good, which is the rule.
OTHERS = {
    Verdict.DOWN: """
        ActionOffline AuthFailure.InvalidAuthorization AuthFailure.InvalidSecretId AuthFailure.MFAFailure
        AuthFailure.SecretIdNotFound AuthFailure.SignatureExpire AuthFailure.SignatureFailure
        AuthFailure.TokenFailure AuthFailure.UnauthorizedOperation InvalidAction IpInBlacklist
        IpNotInWhitelist NoSuchProduct NoSuchVersion UnauthorizedOperation UnsupportedProtocol
        UnsupportedRegion
        UnauthorizedOperation.RequestIpNotInWhitelist UnauthorizedOperation.RequestPermissionDeny
        UnauthorizedOperation.SdkAppIdIsDisabled UnauthorizedOperation.ServiceSuspendDueToArrears
        UnauthorizedOperation.SmsSdkAppIdVerifyFail FailedOperation.InsufficientBalanceInSmsPackage
        InvalidParameter.AppidAndBizId InvalidParameterValue.SdkAppIdNotExist
        InternalError.RequestTimeException InternalError.RestApiInterfaceNotExist
        InternalError.SigFieldMissing InternalError.SigVerificationFail
    """,
    Verdict.THROTTLED: """
        RequestLimitExceeded RequestLimitExceeded.GlobalRegionUinLimitExceeded
        RequestLimitExceeded.IPLimitExceeded RequestLimitExceeded.UinLimitExceeded
        LimitExceeded.GlobalSmsSendingRateLimit
    """,
    Verdict.LATER: "ServiceUnavailable ResourceInsufficient ResourceUnavailable",
    Verdict.UNKNOWN: """
        InternalError InternalError.OtherError InternalError.ParseBackendResponseFail
        InternalError.SendAndRecvFail InternalError.Timeout InternalError.UnknownError
        ResponseSizeLimitExceeded Unknown
    """,
}
EXPECTED = {code: kind for kind, codes in OTHERS.items() for code in codes.split()}


@pytest.mark.parametrize("code", api_codes())
def test_every_code_of_the_api(code: str) -> None:
    assert verdict(code) is EXPECTED.get(code, Verdict.REFUSED)
    assert code in str(in_words(code))


def test_the_table_names_only_codes_there_are() -> None:
    assert set(EXPECTED) <= set(api_codes())


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("1036", Verdict.REFUSED),
        ("60008", Verdict.UNKNOWN),
        ("UnauthorizedOperation.SerivceSuspendDueToArrears", Verdict.DOWN),
        ("UnsupportedOperation.", Verdict.REFUSED),
        ("AuthFailure.SomethingNew", Verdict.DOWN),
        ("RequestLimitExceeded.SomethingNew", Verdict.THROTTLED),
        ("LimitExceeded.SomethingNew", Verdict.REFUSED),
        ("InternalError.SomethingNew", Verdict.UNKNOWN),
        ("SomethingNew", Verdict.UNKNOWN),
        ("", Verdict.UNKNOWN),
    ],
)
def test_codes_nobody_has_listed(code: str, kind: Verdict) -> None:
    assert verdict(code) is kind


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("FailedOperation.PhoneNumberInBlacklist", Refused("FailedOperation.PhoneNumberInBlacklist", "no")),
        ("RequestLimitExceeded", Throttled(1.0, "RequestLimitExceeded")),
        ("ServiceUnavailable", TryLater("ServiceUnavailable", "no")),
        ("InternalError.Timeout", Unknown("InternalError.Timeout", "no")),
        ("SomethingNew", Unknown("SomethingNew", "no")),
    ],
)
def test_outcomes_of_codes(code: str, outcome: object) -> None:
    assert of_refusal(code, "no", 2) == [outcome, outcome]


@pytest.mark.parametrize("code", EXPECTED)
def test_a_doubt_is_explained_as_one(code: str) -> None:
    (outcome,) = of_refusal(code, "", 1)
    assert isinstance(outcome, Unknown) is (EXPECTED[code] is Verdict.UNKNOWN)
    if isinstance(outcome, Unknown):
        assert explain(outcome.code).retry == "unknown"


@pytest.mark.parametrize(
    ("skew", "words"),
    [
        (14 * 60_000, "clock is 14 minutes ahead of Tencent Cloud's"),
        (-6 * 60_000, "clock is 6 minutes behind Tencent Cloud's"),
        (8 * 3_600_000, "clock is 8 hours ahead"),
        (-400 * 86_400_000, "clock is 400 days behind"),
        (0, "clocks differ by more than 5 minutes"),
        (None, "clocks differ by more than 5 minutes"),
    ],
)
def test_a_wrong_clock_is_explained(skew: int | None, words: str) -> None:
    assert words in str(in_words("AuthFailure.SignatureExpire", skew))


def test_only_the_proof_is_blamed_on_the_clock() -> None:
    assert "clock is" not in str(in_words("UnauthorizedOperation.ServiceSuspendDueToArrears", 3_600_000))
