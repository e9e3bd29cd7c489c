"""The rules of a signature (G1, G2, P2): who may have which, what proves it, and what its text may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum

from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.review import Check, Finding
from smsdesk.domain.signature_texts import (
    no_blanks_around,
    no_brackets,
    not_a_person,
    not_neutral,
    not_only_digits,
    nothing_forbidden,
    plain_characters,
    right_length,
)
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.template_characters import invisible_characters
from smsdesk.domain.text import Text, text
from smsdesk.domain.writing import (
    ENGINE_RELIES_ON_IT,
    THE_DESK,
    By,
    Draft,
    Rule,
    Stage,
    checklist,
    in_mainland,
    look,
    off_by_default,
)


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


#: A text longer than this is only told that it is too long.
READ_AT_MOST = 200

_STANDARD = text("Signature standard, document 39022")
_SAVING_ASKS = text("It is asked for when a signature is saved.")


def _for_others(draft: Draft) -> bool:
    return authorization_required(draft.papers.purpose)


def _found_somewhere(draft: Draft) -> bool:
    return remarks_required(draft.papers.type)


def _is_individual(draft: Draft) -> bool:
    return draft.identity is Identity.INDIVIDUAL


def _identity_allows(draft: Draft) -> Iterator[Finding]:
    if draft.papers.type not in allowed_types(draft.identity):
        yield Finding("", text("A person may use the types App, Website and Official account only."))
    if draft.region is Region.GLOBAL:
        yield Finding("", text("An individual may send to mainland China only."))


def _certificate_fits(draft: Draft) -> Iterator[Finding]:
    given = draft.papers.certificate_type
    if given and given not in allowed_certificates(draft.papers.type):
        yield Finding("", text("This certificate does not prove a signature of this type."))


def _letter_is_there(draft: Draft) -> Iterator[Finding]:
    if not draft.papers.authorization_image:
        yield Finding("", text("The image of the authorization letter is missing."))


def _remarks_say_where(draft: Draft) -> Iterator[Finding]:
    if not draft.papers.remarks.strip():
        yield Finding("", text("The remarks do not say where it can be found."))


def _only_once(draft: Draft) -> Iterator[Finding]:
    if draft.papers.taken:
        yield Finding("", text("The region has this signature already."))


RULES: tuple[Rule, ...] = (
    Rule(
        "signature.length", text("2 to 12 characters in mainland China, 2 to 15 elsewhere"), "G2", _STANDARD,
        "2025", right_length, essential=ENGINE_RELIES_ON_IT,
    ),
    Rule(
        "signature.brackets", text("No brackets: they are put around it"), "G2", _STANDARD, "2025",
        no_brackets, essential=ENGINE_RELIES_ON_IT,
    ),
    Rule(
        "signature.characters", text("Chinese, Latin letters and digits only in mainland China; one line"),
        "G2", _STANDARD, "2025", plain_characters,
    ),
    Rule("signature.only_digits", text("Not only digits"), "G2", _STANDARD, "2025", not_only_digits),
    Rule(
        "signature.neutral", text("Not a word that names nobody: test, notice, code"), "G2", _STANDARD,
        "2025", not_neutral,
    ),
    Rule("signature.blanks", text("No blanks around it"), "G2", THE_DESK, "", no_blanks_around),
    Rule("signature.invisible", text("No invisible characters"), "T3", THE_DESK, "", invisible_characters),
    Rule(
        "signature.forbidden", text("Nothing of gambling, pornography, drugs, religion or politics"), "G2",
        _STANDARD, "2025", nothing_forbidden,
    ),
    Rule("signature.person", text("Not a person's name"), "G2", _STANDARD, "2025", not_a_person),
    Rule(
        "signature.identity", text("The type and region are open to a person"), "P2", text("Account rules"),
        "2024-12", _identity_allows, applies=_is_individual, stage=Stage.PAPERS,
        essential=text("What a person may send is decided by the profile."),
    ),
    Rule(
        "signature.certificate_type", text("The certificate fits the type"), "G1", _STANDARD, "2025",
        _certificate_fits, stage=Stage.PAPERS, essential=_SAVING_ASKS,
    ),
    Rule(
        "signature.images", text("Images are .jpg or .png under 5 MB"), "G1", _STANDARD, "2025",
        stage=Stage.ELSEWHERE, essential=_SAVING_ASKS,
    ),
    Rule(
        "signature.letter", text("The authorization letter is there"), "G1", _STANDARD, "2025",
        _letter_is_there, applies=_for_others, stage=Stage.PAPERS, essential=_SAVING_ASKS,
    ),
    Rule(
        "signature.remarks", text("The remarks say where it can be found"), "G1", _STANDARD, "2025",
        _remarks_say_where, applies=_found_somewhere, stage=Stage.PAPERS, essential=_SAVING_ASKS,
    ),
    Rule(
        "signature.once", text("The region has it only once"), "G2", _STANDARD, "2025", _only_once,
        stage=Stage.PAPERS, essential=_SAVING_ASKS,
    ),
    Rule(
        "signature.owner", text("It names its owner: a company, app, brand or institution"), "G2", _STANDARD,
        "2025", by=By.PERSON,
    ),
    Rule(
        "signature.seal", text("The certificate is the original with its red seal, and still valid"), "G1",
        _STANDARD, "2025", by=By.PERSON,
    ),
    Rule(
        "signature.certificate_owner", text("The certificate is of the owner of this name"), "G1", _STANDARD,
        "2025", by=By.PERSON,
    ),
    Rule(
        "signature.letter_covers", text("The letter names this signature and is sealed by its owner"), "G1",
        _STANDARD, "2025", by=By.PERSON, applies=_for_others,
    ),
    Rule(
        "signature.found", text("It can be found where the remarks say"), "G1", _STANDARD, "2025",
        by=By.PERSON, applies=_found_somewhere,
    ),
    Rule(
        "signature.qualification", text("The business is registered by its real name with the carrier"), "G3",
        _STANDARD, "2025", by=By.PERSON, applies=in_mainland,
    ),
    Rule(
        "signature.editing", text("Only what waits or was rejected is edited"), "G4", _STANDARD, "2025",
        stage=Stage.ELSEWHERE, essential=text("What was approved may be in use."),
    ),
)  # fmt: skip

#: The rules that nobody has to keep until they are switched on.
DEFAULT_OFF = off_by_default(RULES)


def check_signature(content: str, region: Region, off: Collection[str] = DEFAULT_OFF) -> list[Finding]:
    """Every rule that the signature's text (without brackets) breaks, by place (G2).

    ``off``: keys of the rules that are switched off (``operations.rules.rules_off``).
    """
    return look(_read(content), Draft(content, region), off)


def signature_checks(draft: Draft, off: Collection[str] = DEFAULT_OFF) -> tuple[Check, ...]:
    """The reviewer's list: every rule in force for this signature and how it stands (R2)."""
    return checklist(_read(draft.content), draft, off)


def _read(content: str) -> tuple[Rule, ...]:
    """The rules for a text of this length."""
    if len(content) <= READ_AT_MOST:
        return RULES
    return tuple(rule for rule in RULES if rule.key == "signature.length")
