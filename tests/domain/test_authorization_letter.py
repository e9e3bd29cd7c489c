"""The letter of authorization (G1): filled with the names, which are text and nothing else."""

from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.authorization_letter import Letter, Line, authorization_letter, one_line_of
from smsdesk.domain.profile import Region
from smsdesk.domain.signature_rules import CertificateType
from smsdesk.domain.signature_standing import certificate_note, type_note
from smsdesk.domain.signatures import SignatureType


def letter(**more: object) -> Letter:
    names = {"business": "Riverside Bakery", "owner": "Hilltop Mills", "content": "山顶磨坊"}
    return authorization_letter(**{**names, "region": Region.MAINLAND, **more})  # type: ignore[arg-type]


def test_it_names_owner_business_and_signature() -> None:
    made = letter()
    filled = {line.words: line.value for line in made.parties}
    assert filled["Owner of the name"] == "Hilltop Mills"
    assert filled["Authorized business"] == "Riverside Bakery"
    assert filled["Signature"] == "【山顶磨坊】"
    assert filled["Recipients"] == "in mainland China"
    abroad = letter(content="Hilltop", region=Region.GLOBAL)
    assert Line("Signature", "[Hilltop]") in abroad.parties


def test_what_is_not_known_and_what_is_signed_is_left_for_a_pen() -> None:
    made = letter(owner="", content="")
    assert Line("Owner of the name") in made.parties
    assert Line("Signature") in made.parties
    assert all(not line.value for line in made.signing)
    assert {"Valid from", "Valid until", "Place and date"} <= {line.words for line in made.signing}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('Ann\'s <b>Shop</b> & "Co"', 'Ann\'s <b>Shop</b> & "Co"'),
        ("two\nlines\r\nand\ta tab\u2028more", "two lines and a tab more"),
        ("abc\u202edcba\u2066x", "abcdcbax"),
        ("nul\0l", "nul l"),
        ("{owner} %s {0}", "{owner} %s {0}"),
        ("x" * 500, "x" * 200),
    ],
)
def test_a_name_is_one_line_of_plain_text(typed: str, printed: str) -> None:
    assert letter(owner=typed).parties[0].value == printed


@given(st.text())
def test_no_name_breaks_the_letter(name: str) -> None:
    shown = one_line_of(name)
    assert len(shown.splitlines()) <= 1
    assert not any(unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") for each in shown)
    assert dataclasses.is_dataclass(letter(owner=name, business=name, content=name))


@pytest.mark.parametrize(
    ("type", "region", "noted"),
    [
        (SignatureType.COMPANY, Region.MAINLAND, False),
        (SignatureType.TRADEMARK, Region.MAINLAND, False),
        (SignatureType.INSTITUTION, Region.GLOBAL, False),
        (SignatureType.APP, Region.MAINLAND, True),
        (SignatureType.APP, Region.GLOBAL, False),
        (SignatureType.WEBSITE, Region.MAINLAND, True),
        (SignatureType.WEBSITE, Region.GLOBAL, True),
        (SignatureType.OFFICIAL_ACCOUNT, Region.MAINLAND, True),
    ],
)
def test_a_type_that_is_taken_no_more_is_noted(type: SignatureType, region: Region, noted: bool) -> None:
    assert (type_note(type, region) is not None) is noted


@pytest.mark.parametrize(
    ("certificate", "region", "noted"),
    [
        (CertificateType.BUSINESS_LICENCE, Region.MAINLAND, False),
        (CertificateType.TRADEMARK_CERTIFICATE, Region.MAINLAND, False),
        (CertificateType.APP_SCREENSHOT, Region.MAINLAND, True),
        (CertificateType.APP_SCREENSHOT, Region.GLOBAL, False),
        (CertificateType.WEBSITE_SCREENSHOT, Region.GLOBAL, True),
        (CertificateType.MINI_PROGRAM_SCREENSHOT, Region.MAINLAND, True),
        (CertificateType.ACCOUNT_SCREENSHOT, Region.GLOBAL, True),
    ],
)
def test_a_certificate_that_is_taken_no_more_is_noted(
    certificate: CertificateType, region: Region, noted: bool
) -> None:
    assert (certificate_note(certificate, region) is not None) is noted
