"""The rules of a signature (G1, G2, P2): who may have which, and what its text may be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from smsdesk.domain import limits
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.review import Finding
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.template_characters import invisible_characters
from smsdesk.domain.text import Text, text
from smsdesk.domain.writing import Draft, Rule


class CertificateType(StrEnum):
    """What proves that the name is one's own, in the order of the provider's document types 0–8."""

    BUSINESS_CERTIFICATE = "business_certificate"
    BUSINESS_LICENCE = "business_licence"
    ORGANIZATION_CODE = "organization_code"
    SOCIAL_CREDIT_CODE = "social_credit_code"
    APP_SCREENSHOT = "app_screenshot"
    WEBSITE_SCREENSHOT = "website_screenshot"
    MINI_PROGRAM_SCREENSHOT = "mini_program_screenshot"
    TRADEMARK_CERTIFICATE = "trademark_certificate"
    ACCOUNT_SCREENSHOT = "account_screenshot"

    @property
    def label(self) -> Text:
        """The certificate's name."""
        return _CERTIFICATES[self]


_CERTIFICATES = {
    CertificateType.BUSINESS_CERTIFICATE: text("Three-in-one business certificate"),
    CertificateType.BUSINESS_LICENCE: text("Business licence"),
    CertificateType.ORGANIZATION_CODE: text("Organization code certificate"),
    CertificateType.SOCIAL_CREDIT_CODE: text("Social credit code certificate"),
    CertificateType.APP_SCREENSHOT: text("Screenshot of the app's back end"),
    CertificateType.WEBSITE_SCREENSHOT: text("Screenshot of the website's filing"),
    CertificateType.MINI_PROGRAM_SCREENSHOT: text("Screenshot of the Mini Program's settings"),
    CertificateType.TRADEMARK_CERTIFICATE: text("Trademark certificate"),
    CertificateType.ACCOUNT_SCREENSHOT: text("Screenshot of the official account's settings"),
}
_ORGANIZATION_PAPERS = (
    CertificateType.BUSINESS_CERTIFICATE,
    CertificateType.BUSINESS_LICENCE,
    CertificateType.ORGANIZATION_CODE,
    CertificateType.SOCIAL_CREDIT_CODE,
)
_ALLOWED_CERTIFICATES = {
    SignatureType.COMPANY: _ORGANIZATION_PAPERS[:2],
    SignatureType.APP: (*_ORGANIZATION_PAPERS, CertificateType.APP_SCREENSHOT),
    SignatureType.WEBSITE: (
        *_ORGANIZATION_PAPERS,
        CertificateType.WEBSITE_SCREENSHOT,
    ),
    SignatureType.OFFICIAL_ACCOUNT: (
        *_ORGANIZATION_PAPERS,
        CertificateType.ACCOUNT_SCREENSHOT,
        CertificateType.MINI_PROGRAM_SCREENSHOT,
    ),
    SignatureType.TRADEMARK: (CertificateType.TRADEMARK_CERTIFICATE,),
    SignatureType.INSTITUTION: _ORGANIZATION_PAPERS[2:],
}
_INDIVIDUAL_TYPES = (SignatureType.APP, SignatureType.WEBSITE, SignatureType.OFFICIAL_ACCOUNT)


def allowed_types(identity: Identity) -> tuple[SignatureType, ...]:
    """The signature types an identity may have (P2)."""
    return _INDIVIDUAL_TYPES if identity is Identity.INDIVIDUAL else tuple(SignatureType)


def allowed_certificates(type: SignatureType) -> tuple[CertificateType, ...]:
    """What may prove a signature of this type (G1)."""
    return _ALLOWED_CERTIFICATES[type]


def remarks_required(type: SignatureType) -> bool:
    """Whether the remarks must say where the app, website or account is found (G1)."""
    return type in _INDIVIDUAL_TYPES


def authorization_required(purpose: Purpose) -> bool:
    """Whether a letter of authorization must be given (G1)."""
    return purpose is Purpose.FOR_OTHERS


#: Words that name nobody; a signature made of nothing else is refused (G2).
_NEUTRAL = re.compile(
    r"(?:测试|測試|验证码|驗證碼|通知|提醒|公告|消息|短信|信息|会议|活动|系统|平台|客服|注册|登录|公司|网站|商城|店铺|用户|会员"
    r"|尊敬的|您好|重要|紧急|官方|签名|test(?:ing)?|notifications?|notices?|verif(?:y|ication)|codes?|otp|sms"
    r"|messages?|reminders?|alerts?|info(?:rmation)?|system|service|support|hello|company|website|shop|app"
    r"|signature|aabb|abc|demo|sample|\d|\s|[-_.])+",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[\[\]【】［］〔〕「」『』()（）<>《》{}｛｝]")


def check_signature(content: str, region: Region) -> list[Finding]:
    """Every rule the signature (without brackets) breaks, by place (G2)."""
    draft = Draft(content, region)
    found = [replace(finding, rule=rule.key) for rule in RULES if rule.on for finding in rule.check(draft)]
    return sorted(found, key=lambda finding: (finding.start, finding.end))


def _length(draft: Draft) -> Iterator[Finding]:
    least = limits.SIGNATURE_LENGTH_MINIMUM.value
    most = (
        limits.SIGNATURE_LENGTH_MAINLAND
        if draft.region is Region.MAINLAND
        else limits.SIGNATURE_LENGTH_GLOBAL
    ).value
    length = len(draft.content)
    if not least <= length <= most:
        yield Finding(
            "",
            text(
                "A signature has {least} to {most} characters; this has {characters}.",
                least=least,
                most=most,
                characters=length,
            ),
            min(length, most),
            length,
        )


def _brackets(draft: Draft) -> Iterator[Finding]:
    for found in _BRACKETS.finditer(draft.content):
        yield Finding(
            "", text("Leave the brackets out; they are put around it by themselves."), *found.span(), fix=""
        )


def _characters(draft: Draft) -> Iterator[Finding]:
    """Mainland: Chinese, Latin letters and digits only. Global: no control characters, no line breaks."""
    for place, character in enumerate(draft.content):
        if _BRACKETS.match(character):
            continue
        if draft.region is Region.MAINLAND:
            plain = unicodedata.normalize("NFKC", character)
            if _is_plain_letter(character):
                continue
            fix = plain if plain != character and _is_plain_letter(plain) else None
            if character.isspace():
                message, fix = text("A signature has no blanks."), ""
            else:
                message = text(
                    "A signature has Chinese characters, Latin letters and digits only, not {character}",
                    character=character,
                )
            yield Finding("", message, place, place + 1, fix=fix)
        elif character in "\r\n\t":
            yield Finding("", text("A signature is one line."), place, place + 1, fix=" ")


def _is_plain_letter(character: str) -> bool:
    if character.isascii():
        return character.isalnum()
    return len(character) == 1 and unicodedata.name(character, "").startswith("CJK UNIFIED IDEOGRAPH")


def _not_only_digits(draft: Draft) -> Iterator[Finding]:
    if draft.content and all(not character.isalpha() for character in draft.content):
        yield Finding("", text("A signature needs a name, not only digits."), 0, len(draft.content))


def _not_neutral(draft: Draft) -> Iterator[Finding]:
    if any(map(str.isalpha, draft.content)) and _NEUTRAL.fullmatch(draft.content):
        yield Finding(
            "",
            text(
                "“{signature}” names nobody; use the name of the company, app or brand.",
                signature=draft.content,
            ),
            0,
            len(draft.content),
        )


def _no_blanks_around(draft: Draft) -> Iterator[Finding]:
    content = draft.content
    if draft.region is Region.GLOBAL and content.strip() and content != content.strip():
        start = len(content) - len(content.lstrip())
        end = len(content.rstrip())
        for first, last in ((0, start), (end, len(content))):
            if first < last:
                yield Finding("", text("A signature has no blanks around it."), first, last, fix="")


_STANDARD = "signature standard 39022, 2025"

RULES: tuple[Rule, ...] = (
    Rule("length", "G2", _STANDARD, _length),
    Rule("brackets", "G2", _STANDARD, _brackets),
    Rule("characters", "G2", _STANDARD, _characters),
    Rule("only_digits", "G2", _STANDARD, _not_only_digits),
    Rule("neutral", "G2", _STANDARD, _not_neutral),
    Rule("blanks", "G2", "the desk's own", _no_blanks_around),
    Rule("invisible", "T3", "the desk's own", invisible_characters),
)
