"""G1, G2, P2: the rules of a signature."""

from __future__ import annotations

import pytest

from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.signature_rules import (
    CertificateType,
    allowed_certificates,
    allowed_types,
    authorization_required,
    check_signature,
    remarks_required,
)
from smsdesk.domain.signatures import Purpose, SignatureType

MAINLAND, GLOBAL = Region.MAINLAND, Region.GLOBAL


@pytest.mark.parametrize(
    ("content", "region"),
    [
        ("云店", MAINLAND),
        ("Acme云店2", MAINLAND),
        ("一二三四五六七八九十甲乙", MAINLAND),
        ("测试云科技", MAINLAND),
        ("Acme Inc.", GLOBAL),
        ("Müller & Söhne", GLOBAL),
        ("x" * 15, GLOBAL),
    ],
)
def test_right_signatures(content: str, region: Region) -> None:
    assert check_signature(content, region) == []


@pytest.mark.parametrize(
    ("content", "region", "rule"),
    [
        ("", MAINLAND, "length"),
        ("云", MAINLAND, "length"),
        ("一二三四五六七八九十甲乙丙", MAINLAND, "length"),
        ("x" * 16, GLOBAL, "length"),
        ("【云店】", MAINLAND, "brackets"),
        ("[Acme]", GLOBAL, "brackets"),
        ("云 店", MAINLAND, "characters"),
        ("云店!", MAINLAND, "characters"),
        ("云店😀", MAINLAND, "characters"),
        ("Acme\n1", GLOBAL, "characters"),
        ("123456", MAINLAND, "only_digits"),
        ("123 456", GLOBAL, "only_digits"),
        ("测试", MAINLAND, "neutral"),
        ("验证码", MAINLAND, "neutral"),
        ("会议通知", MAINLAND, "neutral"),
        ("测试1", MAINLAND, "neutral"),
        ("aabb", MAINLAND, "neutral"),
        ("Notification", GLOBAL, "neutral"),
        ("云\u200b店", GLOBAL, "invisible"),
        (" Acme", GLOBAL, "blanks"),
    ],
)
def test_broken_rules(content: str, region: Region, rule: str) -> None:
    findings = check_signature(content, region)
    assert f"signature.{rule}" in [finding.rule for finding in findings]
    assert all(0 <= finding.start <= finding.end <= len(content) for finding in findings)


def test_rights_of_the_identity() -> None:
    individual = {SignatureType.APP, SignatureType.WEBSITE, SignatureType.OFFICIAL_ACCOUNT}
    assert set(allowed_types(Identity.INDIVIDUAL)) == individual
    assert set(allowed_types(Identity.ORGANIZATION)) == set(SignatureType)
    assert {type for type in SignatureType if remarks_required(type)} == individual
    assert authorization_required(Purpose.FOR_OTHERS)
    assert not authorization_required(Purpose.SELF_USE)


def test_every_type_can_be_proved_and_every_certificate_proves_one() -> None:
    used = {certificate for type in SignatureType for certificate in allowed_certificates(type)}
    assert used == set(CertificateType)
    assert len({str(certificate.label) for certificate in CertificateType}) == len(CertificateType)
