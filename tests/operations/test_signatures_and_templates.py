"""Signatures, templates and their review (G1–G4, T1, T4, R2, R3, P2) on a real file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from smsdesk.domain.errors import DeskError, Invalid, LimitReached, NotAllowed
from smsdesk.domain.profile import Identity, Profile, Region, SmsType
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Purpose, Signature, SignatureType
from smsdesk.domain.templates import Template
from smsdesk.operations import images, review, signatures, templates
from smsdesk.operations.desk import Desk
from smsdesk.store.settings import read_profile, write_profile
from tests.pictures import png

PNG = png()


def change_profile(desk: Desk, **changes: object) -> None:
    with desk.database.write() as session:
        profile = read_profile(session)
        assert isinstance(profile, Profile)
        write_profile(session, replace(profile, **changes))  # type: ignore[arg-type]


def sign(desk: Desk, content: str = "河畔面包", **more: object) -> Signature:
    arguments: dict[str, object] = {
        "region": Region.MAINLAND,
        "type": SignatureType.COMPANY,
        "purpose": Purpose.SELF_USE,
        "content": content,
        **more,
    }
    return signatures.create_signature(desk, **arguments)  # type: ignore[arg-type]


def write(desk: Desk, content: str = "您的订单{1}已发货。", **more: object) -> Template:
    arguments: dict[str, object] = {
        "region": Region.MAINLAND,
        "type": SmsType.REGULAR,
        "name": "Order sent",
        "content": content,
        **more,
    }
    return templates.create_template(desk, **arguments)  # type: ignore[arg-type]


def test_what_passes_every_check_is_approved_at_once_and_the_decision_is_kept(desk: Desk) -> None:
    made = sign(desk)
    assert made.status is ReviewStatus.APPROVED
    decisions = review.decisions(desk, subject="signature", subject_id=made.id)
    assert [(one.by, one.status) for one in decisions] == [("automatic", ReviewStatus.APPROVED)]


def test_without_automatic_review_a_person_decides_once(desk: Desk) -> None:
    change_profile(desk, automatic_review=False)
    made, text = sign(desk), write(desk)
    assert [(one.subject, one.subject_id) for one in review.waiting(desk)] == [
        ("signature", made.id),
        ("template", text.id),
    ]
    with pytest.raises(Invalid, match="why"):
        review.reject(desk, subject="signature", subject_id=made.id, reason=" ")
    review.reject(desk, subject="signature", subject_id=made.id, reason="Name the company.")
    review.approve(desk, subject="template", subject_id=text.id)
    assert signatures.signature(desk, signature_id=made.id).reason == "Name the company."
    with pytest.raises(NotAllowed, match="already been decided"):
        review.approve(desk, subject="signature", subject_id=made.id)
    changed = signatures.update_signature(
        desk,
        signature_id=made.id,
        type=SignatureType.COMPANY,
        purpose=Purpose.SELF_USE,
        content="河畔面包店",
    )
    assert (changed.status, changed.reason) == (ReviewStatus.PENDING, "")


def test_approved_ones_cannot_be_edited(desk: Desk) -> None:
    made, text = sign(desk), write(desk)
    with pytest.raises(NotAllowed):
        signatures.update_signature(
            desk,
            signature_id=made.id,
            type=SignatureType.COMPANY,
            purpose=Purpose.SELF_USE,
            content="别的名字",
        )
    with pytest.raises(NotAllowed, match="Duplicate"):
        templates.update_template(
            desk, template_id=text.id, type=SmsType.REGULAR, name="x", content="您好{1}，再见。"
        )


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"content": "【河畔】"}, "content"),
        ({"content": "12345"}, "content"),
        ({"content": "测试"}, "content"),
        ({"content": "面"}, "content"),
        ({"content": "很长很长很长很长很长很长长"}, "content"),
        ({"type": SignatureType.APP}, "remarks"),
        ({"purpose": Purpose.FOR_OTHERS}, "authorization_image"),
    ],
)
def test_a_signature_that_breaks_a_rule_is_refused_at_its_field(
    desk: Desk, arguments: dict[str, object], field: str
) -> None:
    with pytest.raises(DeskError) as refusal:
        sign(desk, **arguments)
    assert refusal.value.field == field
    assert signatures.signature_count(desk, region=Region.MAINLAND) == 0


def test_regions_are_apart_and_full_at_fifty(desk: Desk) -> None:
    for number in range(50):
        sign(desk, f"面包店{number}")
    with pytest.raises(LimitReached, match="50"):
        sign(desk, "第五十一家")
    assert sign(desk, "Riverside", region=Region.GLOBAL).region is Region.GLOBAL


def test_an_individual_has_fewer_rights(desk: Desk) -> None:
    change_profile(desk, identity=Identity.INDIVIDUAL)
    for more in ({"type": SignatureType.COMPANY}, {"region": Region.GLOBAL, "content": "Riverside"}):
        with pytest.raises(NotAllowed):
            sign(desk, **more)
    with pytest.raises(NotAllowed):
        write(desk, "全场八折，拒收请回复R", type=SmsType.MARKETING)
    assert sign(desk, type=SignatureType.APP, remarks="App Store: 河畔").type is SignatureType.APP


@pytest.mark.parametrize(
    "content",
    [
        "{1}",
        "您好{1}{2}",
        "您好{2}",
        "您好{name}",
        "【河畔】您好{1}",
        "看 www.{1}.com 吧",
        "好" * 501,
        "",
    ],
)
def test_a_template_that_breaks_a_rule_is_refused(desk: Desk, content: str) -> None:
    with pytest.raises(Invalid) as refusal:
        write(desk, content)
    assert refusal.value.field == "content"


def test_images_are_known_by_content_and_stored_once(desk: Desk, tmp_path: Path) -> None:
    good, script = tmp_path / "licence.jpeg", tmp_path / "licence.png"
    good.write_bytes(PNG)
    script.write_text("#!/bin/sh\n")
    with pytest.raises(Invalid, match=r"not a \.jpg or \.png"):
        sign(desk, certificate_image=script)
    with pytest.raises(DeskError, match="not there any more"):
        sign(desk, certificate_image=tmp_path / "gone.png")
    made = sign(desk, certificate_image=good, purpose=Purpose.FOR_OTHERS, authorization_image=good)
    assert made.certificate_image == made.authorization_image
    assert made.certificate_image.endswith(".png")
    assert images.image(desk, name=made.certificate_image) == PNG
