"""The codes of the cloud's API 3.0 in words, each with its family (D2)."""

from __future__ import annotations

from smsdesk.domain import code_families as family
from smsdesk.domain.code_families import Family
from smsdesk.domain.codes import Explanation
from smsdesk.domain.text import Text, text

_CODES: dict[str, tuple[Text, Family]] = {
    "FailedOperation.ContainSensitiveWord": (text("The text holds a refused word"), family.WORDS),
    "FailedOperation.FailResolvePacket": (text("The provider could not read the request"), family.REQUEST),
    "FailedOperation.ForbidAddMarketingTemplates": (
        text("This account may not have marketing templates"),
        family.ACCOUNT,
    ),
    "FailedOperation.InsufficientBalanceInSmsPackage": (text("The prepaid package is used up"), family.MONEY),
    "FailedOperation.JsonParseFail": (text("The provider could not read the request"), family.REQUEST),
    "FailedOperation.MarketingSendTimeConstraint": (text("Outside the hours of marketing"), family.HOURS),
    "FailedOperation.MissingSignature": (text("There is no signature yet"), family.SIGNATURE),
    "FailedOperation.MissingSignatureList": (text("The signature asked for is not there"), family.STATE),
    "FailedOperation.MissingSignatureToModify": (text("The signature to change is not there"), family.STATE),
    "FailedOperation.MissingTemplateList": (text("The template asked for is not there"), family.STATE),
    "FailedOperation.MissingTemplateToModify": (text("The template to change is not there"), family.STATE),
    "FailedOperation.NotEnterpriseCertification": (
        text("The account is not verified as an organization"),
        family.ACCOUNT,
    ),
    "FailedOperation.OtherError": (text("The provider refused without saying why"), family.REQUEST),
    "FailedOperation.ParametersOtherError": (
        text("The provider refused a detail of the request"),
        family.REQUEST,
    ),
    "FailedOperation.PhoneNumberInBlacklist": (
        text("The recipient unsubscribed or is blocked"),
        family.REFUSED_BY_RECIPIENT,
    ),
    "FailedOperation.PhoneNumberParseFail": (text("The number cannot be read"), family.NUMBER),
    "FailedOperation.ProhibitSubAccountUse": (text("A sub-account may not do this"), family.RIGHTS),
    "FailedOperation.QualificationIdNotApproved": (text("The qualification is not approved"), family.PAPERS),
    "FailedOperation.SignIdNotExist": (text("The signature is not there"), family.STATE),
    "FailedOperation.SignNumberLimit": (text("The most signatures are reached"), family.FULL),
    "FailedOperation.SignatureIncorrectOrUnapproved": (
        text("The signature is not approved"),
        family.SIGNATURE,
    ),
    "FailedOperation.TemplateAlreadyPassedCheck": (
        text("An approved template cannot be changed"),
        family.STATE,
    ),
    "FailedOperation.TemplateIdNotExist": (text("The template is not there"), family.STATE),
    "FailedOperation.TemplateIncorrectOrUnapproved": (
        text("The template is not approved, or the text differs from it"),
        family.TEMPLATE,
    ),
    "FailedOperation.TemplateNumberLimit": (text("The most templates are reached"), family.FULL),
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": (
        text("The number of values differs from the template's variables"),
        family.TEMPLATE,
    ),
    "FailedOperation.TemplateUnapprovedOrNotExist": (
        text("The template is not approved or not there"),
        family.TEMPLATE,
    ),
    "InternalError.JsonParseFail": (text("The provider could not read the request"), family.REQUEST),
    "InternalError.OtherError": (text("Fault at the provider"), family.FAULT),
    "InternalError.ParseBackendResponseFail": (text("The carrier's answer was unreadable"), family.FAULT),
    "InternalError.RequestTimeException": (text("The clocks differ by more than 10 minutes"), family.CLOCK),
    "InternalError.RestApiInterfaceNotExist": (text("The provider has no such interface"), family.REQUEST),
    "InternalError.SendAndRecvFail": (text("The connection broke while sending"), family.UNDECIDED),
    "InternalError.SigFieldMissing": (text("The request's proof is missing"), family.KEYS),
    "InternalError.SigVerificationFail": (text("The request's proof is wrong"), family.KEYS),
    "InternalError.Timeout": (text("No answer in time"), family.UNDECIDED),
    "InternalError.UnknownError": (text("Unknown fault at the provider"), family.FAULT),
    "InvalidParameter": (text("A detail of the request is wrong"), family.REQUEST),
    "InvalidParameter.AppidAndBizId": (
        text("Account and application do not belong together"),
        family.APPLICATION,
    ),
    "InvalidParameter.DirtyWordFound": (text("The text holds a refused word"), family.WORDS),
    "InvalidParameter.InvalidParameters": (text("A detail of the request is wrong"), family.REQUEST),
    "InvalidParameterValue.BeginTimeVerifyFail": (
        text("The beginning of the period is wrong"),
        family.REQUEST,
    ),
    "InvalidParameterValue.ContentLengthLimit": (text("The message is too long"), family.VALUE),
    "InvalidParameterValue.EndTimeVerifyFail": (text("The end of the period is wrong"), family.REQUEST),
    "InvalidParameterValue.ImageInvalid": (
        text("The picture of the certificate cannot be used"),
        family.PAPERS,
    ),
    "InvalidParameterValue.IncorrectPhoneNumber": (text("The number is not a mobile number"), family.NUMBER),
    "InvalidParameterValue.InvalidDocumentType": (
        text("The certificate does not fit the type of signature"),
        family.PAPERS,
    ),
    "InvalidParameterValue.InvalidInternational": (text("The region is wrong"), family.REQUEST),
    "InvalidParameterValue.InvalidSignPurpose": (
        text("The purpose of the signature is wrong"),
        family.PAPERS,
    ),
    "InvalidParameterValue.InvalidSmsType": (text("The SMS type is not allowed"), family.REQUEST),
    "InvalidParameterValue.InvalidStartTime": (text("The period ends before it begins"), family.REQUEST),
    "InvalidParameterValue.InvalidTemplateFormat": (
        text("The template breaks a rule of form"),
        family.TEMPLATE,
    ),
    "InvalidParameterValue.InvalidUsedMethod": (text("The purpose of the signature is wrong"), family.PAPERS),
    "InvalidParameterValue.LimitVerifyFail": (text("More was asked for than one page holds"), family.REQUEST),
    "InvalidParameterValue.MarketingTemplateWithoutUnsubscribe": (
        text("The marketing text does not say how to unsubscribe"),
        family.TEMPLATE,
    ),
    "InvalidParameterValue.MultiSmsInfoSetEmpty": (text("The request has no messages"), family.REQUEST),
    "InvalidParameterValue.OffsetVerifyFail": (
        text("A page that is not there was asked for"),
        family.REQUEST,
    ),
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": (text("A value holds a link"), family.VALUE),
    "InvalidParameterValue.QualificationIdNotFound": (text("The qualification is not there"), family.PAPERS),
    "InvalidParameterValue.SdkAppIdNotExist": (text("The SDK AppID is not there"), family.APPLICATION),
    "InvalidParameterValue.SignAlreadyPassedCheck": (
        text("An approved signature cannot be changed"),
        family.STATE,
    ),
    "InvalidParameterValue.SignExistAndUnapproved": (
        text("The same signature is waiting for review already"),
        family.STATE,
    ),
    "InvalidParameterValue.SignNameLengthTooLong": (text("The signature is too long"), family.SIGNATURE),
    "InvalidParameterValue.TemplateParameterFormatError": (
        text("The value of a verification code is not 0 to 6 digits"),
        family.VALUE,
    ),
    "InvalidParameterValue.TemplateParameterLengthLimit": (text("A value is too long"), family.VALUE),
    "InvalidParameterValue.TemplateWithDirtyWords": (text("The template holds a refused word"), family.WORDS),
    "InvalidParameterValue.UnsupportedTemplateVariable": (
        text("This account may not use variables in such templates"),
        family.ACCOUNT,
    ),
    "LimitExceeded": (text("A quota is used up"), family.QUOTA),
    "LimitExceeded.AppCountryOrRegionDailyLimit": (
        text("Today's quota for this country is used up"),
        family.QUOTA,
    ),
    "LimitExceeded.AppCountryOrRegionInBlacklist": (
        text("The country is not allowed for this application"),
        family.DESTINATION,
    ),
    "LimitExceeded.AppDailyLimit": (text("The application's quota of today is used up"), family.QUOTA),
    "LimitExceeded.AppGlobalDailyLimit": (
        text("The application's global quota of today is used up"),
        family.QUOTA,
    ),
    "LimitExceeded.AppMainlandChinaDailyLimit": (
        text("The application's mainland quota of today is used up"),
        family.QUOTA,
    ),
    "LimitExceeded.DailyLimit": (text("The account's global quota of today is used up"), family.QUOTA),
    "LimitExceeded.DeliveryFrequencyLimit": (text("A frequency limit was reached"), family.FREQUENCY),
    "LimitExceeded.GlobalSmsSendingRateLimit": (text("Too many global messages at once"), family.PACE),
    "LimitExceeded.PhoneNumberCountLimit": (text("More than 200 numbers in one request"), family.REQUEST),
    "LimitExceeded.PhoneNumberDailyLimit": (
        text("The number has had its messages of today"),
        family.FREQUENCY,
    ),
    "LimitExceeded.PhoneNumberOneHourLimit": (
        text("The number has had its messages of this hour"),
        family.FREQUENCY,
    ),
    "LimitExceeded.PhoneNumberSameContentDailyLimit": (
        text("The number has had this text today"),
        family.FREQUENCY,
    ),
    "LimitExceeded.PhoneNumberThirtySecondLimit": (
        text("The number has just had this text"),
        family.FREQUENCY,
    ),
    "MissingParameter": (text("A detail is missing in the request"), family.REQUEST),
    "MissingParameter.EmptyPhoneNumberSet": (text("The request has no numbers"), family.REQUEST),
    "UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny": (
        text("An individual may not send marketing"),
        family.ACCOUNT,
    ),
    "UnauthorizedOperation.RequestIpNotInWhitelist": (
        text("This computer's address is not allowed"),
        family.RIGHTS,
    ),
    "UnauthorizedOperation.RequestPermissionDeny": (text("No permission"), family.RIGHTS),
    "UnauthorizedOperation.SdkAppIdIsDisabled": (text("The application is disabled"), family.APPLICATION),
    "UnauthorizedOperation.ServiceSuspendDueToArrears": (
        text("Suspended because of an unpaid bill"),
        family.MONEY,
    ),
    "UnauthorizedOperation.SmsSdkAppIdVerifyFail": (
        text("The SDK AppID belongs to another account"),
        family.APPLICATION,
    ),
    "UnsupportedOperation": (text("The provider does not support this"), family.REQUEST),
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone": (
        text("A mainland template for a global number"),
        family.REGION,
    ),
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber": (
        text("Mainland and global numbers in one request"),
        family.REGION,
    ),
    "UnsupportedOperation.ContainDomesticPhoneNumber": (
        text("A mainland number among global ones"),
        family.REGION,
    ),
    "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone": (
        text("A global template for a mainland number"),
        family.REGION,
    ),
    "UnsupportedOperation.UnsupportedRegion": (text("This country is not served"), family.DESTINATION),
    "ActionOffline": (text("The provider has retired this function"), family.REQUEST),
    "AuthFailure.InvalidAuthorization": (text("The request's proof is malformed"), family.KEYS),
    "AuthFailure.InvalidSecretId": (text("The SecretId is not a key of the cloud"), family.KEYS),
    "AuthFailure.MFAFailure": (text("The second factor is missing"), family.RIGHTS),
    "AuthFailure.SecretIdNotFound": (text("The SecretId was removed or never existed"), family.KEYS),
    "AuthFailure.SignatureExpire": (text("The clocks differ by more than 5 minutes"), family.CLOCK),
    "AuthFailure.SignatureFailure": (text("The SecretKey does not fit the SecretId"), family.KEYS),
    "AuthFailure.TokenFailure": (text("The temporary token is wrong"), family.KEYS),
    "AuthFailure.UnauthorizedOperation": (text("A policy of the account denies this"), family.RIGHTS),
    "DryRunOperation": (text("A trial run that would have succeeded"), family.REQUEST),
    "FailedOperation": (text("The provider refused"), family.REQUEST),
    "InternalError": (text("Fault at the provider"), family.FAULT),
    "InvalidParameterValue": (text("A value of the request is wrong"), family.REQUEST),
    "InvalidRequest": (text("The request is malformed"), family.REQUEST),
    "InvalidAction": (text("The provider has no such function"), family.REQUEST),
    "IpInBlacklist": (text("This computer's address is refused"), family.RIGHTS),
    "IpNotInWhitelist": (text("This computer's address is not allowed"), family.RIGHTS),
    "UnknownParameter": (text("The request has a detail too many"), family.REQUEST),
    "NoSuchProduct": (text("The provider has no such service"), family.REQUEST),
    "NoSuchVersion": (text("The provider has no such version"), family.REQUEST),
    "RequestLimitExceeded": (text("Too many requests at once"), family.PACE),
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded": (
        text("Too many requests of this account at once"),
        family.PACE,
    ),
    "RequestLimitExceeded.IPLimitExceeded": (
        text("Too many requests from this computer at once"),
        family.PACE,
    ),
    "RequestLimitExceeded.UinLimitExceeded": (text("Too many requests of this account at once"), family.PACE),
    "RequestSizeLimitExceeded": (text("The request is too big"), family.REQUEST),
    "ResponseSizeLimitExceeded": (text("The answer would be too big"), family.REQUEST),
    "ResourceInUse": (text("It is in use"), family.STATE),
    "ResourceInsufficient": (text("The provider has not enough capacity"), family.DOWN),
    "ResourceNotFound": (text("It is not there"), family.STATE),
    "ResourceUnavailable": (text("It cannot be used just now"), family.DOWN),
    "ServiceUnavailable": (text("The gateway cannot be reached"), family.DOWN),
    "UnauthorizedOperation": (text("No permission"), family.RIGHTS),
    "UnsupportedProtocol": (text("The provider does not speak this protocol"), family.REQUEST),
    "UnsupportedRegion": (text("The provider's region in the settings is wrong"), family.REQUEST),
    "Unknown": (text("Unknown: may have been sent"), family.UNDECIDED),
}


def explanation(code: str) -> Explanation | None:
    """A code of the API, an unlisted one by its first part; None where that is unknown, too."""
    found = _CODES.get(code) or (_CODES.get(code.partition(".")[0]) if "." in code else None)
    if found is None:
        return None
    title, common = found
    return Explanation(code, title, common.causes, common.what_to_do, common.who, common.phase, common.retry)


def codes() -> tuple[str, ...]:
    """Every code that is listed."""
    return tuple(_CODES)
