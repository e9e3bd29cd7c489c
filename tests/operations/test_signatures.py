"""Signatures (G1, G2, G4, G5, P2) on a real file: refused in a sentence at the field, or kept as typed."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from smsdesk.domain.errors import DeskError, Invalid, LimitReached, NotAllowed, NotFound
from smsdesk.domain.profile import Identity, Profile, Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Purpose, Signature, SignatureType, SignatureUses
from smsdesk.operations import images, review, signatures
from smsdesk.operations.desk import Desk
from smsdesk.store.settings import read_profile, write_profile
from smsdesk.store.tables import ApplicationRow, ImageRow, TaskRow
from tests.pictures import png, write


def change_profile(desk: Desk, **changes: object) -> None:
    with desk.database.write() as session:
        profile = read_profile(session)
        assert isinstance(profile, Profile)
        write_profile(session, replace(profile, **changes))  # type: ignore[arg-type]


def given(content: str = "河畔面包", **more: object) -> dict[str, object]:
    return {"type": SignatureType.COMPANY, "purpose": Purpose.SELF_USE, "content": content, **more}


def sign(
    desk: Desk, content: str = "河畔面包", region: Region = Region.MAINLAND, **more: object
) -> Signature:
    return signatures.create_signature(desk, region=region, **given(content, **more))  # type: ignore[arg-type]


def edit(desk: Desk, one: Signature, content: str = "河畔面包", **more: object) -> Signature:
    return signatures.update_signature(desk, signature_id=one.id, **given(content, **more))  # type: ignore[arg-type]


def stored(desk: Desk) -> set[str]:
    with desk.database.read() as session:
        return {name for (name,) in session.query(ImageRow.name)}


@pytest.fixture
def by_hand(desk: Desk) -> Desk:
    """A desk on which a person reviews."""
    change_profile(desk, automatic_review=False)
    return desk


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (ReviewStatus.PENDING, "already waits for review"),
        (ReviewStatus.APPROVED, "is already approved"),
        (ReviewStatus.REJECTED, "was rejected in this region. Edit that one"),
    ],
)
def test_the_same_text_again_is_refused_with_what_to_do(
    by_hand: Desk, status: ReviewStatus, says: str
) -> None:
    one = sign(by_hand)
    if status is ReviewStatus.APPROVED:
        review.approve(by_hand, subject="signature", subject_id=one.id)
    elif status is ReviewStatus.REJECTED:
        review.reject(by_hand, subject="signature", subject_id=one.id, reason="Unclear.")
    with pytest.raises(Invalid, match=says) as refusal:
        sign(by_hand)
    assert refusal.value.field == "content"
    other = sign(by_hand, "河畔咖啡")
    with pytest.raises(Invalid, match=says):
        edit(by_hand, other)
    assert signatures.signature(by_hand, signature_id=other.id).content == "河畔咖啡"
    assert sign(by_hand, region=Region.GLOBAL).content == one.content, "the regions are apart"


def test_one_may_be_submitted_again_as_it_is(by_hand: Desk) -> None:
    one = sign(by_hand)
    review.reject(by_hand, subject="signature", subject_id=one.id, reason="Unclear.")
    again = edit(by_hand, one)
    assert (again.id, again.status, again.reason) == (one.id, ReviewStatus.PENDING, "")


@pytest.mark.parametrize(
    "content",
    [
        'Ann"s',
        "a<b>c",
        "two\nlines",
        "tab\there",
        "sp ace",
        "abc\u202ecba",
        "面\u200b包",
        "面\u2060包店",
        "面包🥐",
        "e\u0301\u0301a",
        "\ufeff面包",
        "面包\0店",
        "Ｒｉｖｅｒ",
        "x" * 10_000,
    ],
)
def test_mainland_takes_letters_and_digits_only(desk: Desk, content: str) -> None:
    with pytest.raises(Invalid) as refusal:
        sign(desk, content)
    assert refusal.value.field == "content"
    assert signatures.signature_count(desk, region=Region.MAINLAND) == 0


@pytest.mark.parametrize(
    "content", ["two\nlines", "abc\u202ecba", "Ri\u200bver", "[Riverside]", "Riv\0er", "\u2066River\u2069"]
)
def test_global_takes_nothing_that_is_not_seen(desk: Desk, content: str) -> None:
    with pytest.raises(Invalid) as refusal:
        sign(desk, content, region=Region.GLOBAL)
    assert refusal.value.field == "content"


@pytest.mark.parametrize("content", ['Ann\'s "Shop"', "Tom & Co", "a';DROP --", "Café Ünal"])
def test_what_is_taken_is_kept_as_the_characters_it_is(desk: Desk, content: str) -> None:
    one = sign(desk, content, region=Region.GLOBAL)
    assert signatures.signature(desk, signature_id=one.id).content == content
    assert [each.content for each in signatures.list_signatures(desk, region=Region.GLOBAL)] == [content]


def test_remarks_keep_their_lines_and_markup_as_text(desk: Desk) -> None:
    remarks = "Line one\r\n<script>alert('x')</script>\n\"quoted\""
    one = sign(desk, remarks=remarks)
    assert one.remarks == "Line one\n<script>alert('x')</script>\n\"quoted\""
    with pytest.raises(Invalid) as refusal:
        sign(desk, "河畔咖啡", remarks="x" * 501)
    assert refusal.value.field == "remarks"


@pytest.mark.parametrize("type", [SignatureType.APP, SignatureType.WEBSITE, SignatureType.OFFICIAL_ACCOUNT])
def test_remarks_are_required_where_a_reviewer_must_look_something_up(
    desk: Desk, type: SignatureType
) -> None:
    with pytest.raises(Invalid, match="where it can be found") as refusal:
        sign(desk, type=type, remarks=" \n ")
    assert refusal.value.field == "remarks"


def test_the_certificate_fits_the_type(desk: Desk) -> None:
    with pytest.raises(Invalid) as refusal:
        sign(desk, type=SignatureType.TRADEMARK, certificate_type="business_licence")
    assert refusal.value.field == "certificate_type"
    assert sign(desk, type=SignatureType.TRADEMARK, certificate_type="trademark_certificate").id


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("region", Region)
def test_one_of_each_purpose_in_each_region(
    desk: Desk, tmp_path: Path, purpose: Purpose, region: Region
) -> None:
    letter = write(tmp_path, "letter.png", png())
    made = sign(desk, "Riverside", region, purpose=purpose, authorization_image=letter)
    assert bool(made.authorization_image) is (purpose is Purpose.FOR_OTHERS), "only a letter that is needed"


def test_a_signature_for_others_needs_their_letter(desk: Desk) -> None:
    with pytest.raises(Invalid) as refusal:
        sign(desk, purpose=Purpose.FOR_OTHERS)
    assert refusal.value.field == "authorization_image"


def test_images_are_kept_replaced_and_removed_in_an_edit(by_hand: Desk, tmp_path: Path) -> None:
    first, second = write(tmp_path, "a.png", png()), write(tmp_path, "b.png", png(colour="navy"))
    one = sign(by_hand, purpose=Purpose.FOR_OTHERS, certificate_image=first, authorization_image=second)
    same = edit(by_hand, one, purpose=Purpose.FOR_OTHERS)
    assert (same.certificate_image, same.authorization_image) == (
        one.certificate_image,
        one.authorization_image,
    )
    replaced = edit(by_hand, one, purpose=Purpose.FOR_OTHERS, certificate_image=second)
    assert stored(by_hand) == {replaced.certificate_image} == {one.authorization_image}
    with pytest.raises(Invalid) as refusal:
        edit(by_hand, one, purpose=Purpose.FOR_OTHERS, remove_authorization=True)
    assert refusal.value.field == "authorization_image"
    assert stored(by_hand) == {one.authorization_image}, "a refused change changes nothing"
    bare = edit(by_hand, one, remove_certificate=True)
    assert (bare.certificate_image, bare.authorization_image) == ("", "")
    assert stored(by_hand) == set()


def test_a_bad_image_in_an_edit_leaves_all_as_it_was(by_hand: Desk, tmp_path: Path) -> None:
    one = sign(by_hand, certificate_image=write(tmp_path, "a.png", png()))
    with pytest.raises(DeskError) as refusal:
        edit(by_hand, one, "河畔咖啡", certificate_image=write(tmp_path, "b.png", b"#!/bin/sh\n"))
    assert refusal.value.field == "certificate_image"
    assert signatures.signature(by_hand, signature_id=one.id) == one


def test_eight_that_race_for_the_last_place_get_one(desk: Desk) -> None:
    for number in range(49):
        sign(desk, f"面包店{number}")
    results: list[object] = []

    def race(number: int) -> None:
        try:
            results.append(sign(desk, f"咖啡店{number}"))
        except LimitReached as refusal:
            results.append(str(refusal))

    racers = [threading.Thread(target=race, args=(number,)) for number in range(8)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()
    assert signatures.signature_count(desk, region=Region.MAINLAND) == 50
    assert len([each for each in results if isinstance(each, Signature)]) == 1
    assert len(results) == 8


def test_mainland_uses_the_first_approved_one_by_default(by_hand: Desk) -> None:
    assert signatures.default_signature(by_hand, region=Region.MAINLAND) is None
    first, second = sign(by_hand), sign(by_hand, "河畔咖啡")
    review.approve(by_hand, subject="signature", subject_id=second.id)
    assert signatures.default_signature(by_hand, region=Region.MAINLAND) == signatures.signature(
        by_hand, signature_id=second.id
    )
    review.approve(by_hand, subject="signature", subject_id=first.id)
    found = signatures.default_signature(by_hand, region=Region.MAINLAND)
    assert found is not None
    assert found.id == first.id
    signatures.delete_signature(by_hand, signature_id=first.id)
    found = signatures.default_signature(by_hand, region=Region.MAINLAND)
    assert found is not None
    assert found.id == second.id


def test_global_messages_carry_one_only_where_it_is_named(desk: Desk) -> None:
    sign(desk, "Riverside", region=Region.GLOBAL)
    assert signatures.default_signature(desk, region=Region.GLOBAL) is None


def test_what_would_miss_a_signature_is_counted(desk: Desk) -> None:
    one, other = sign(desk), sign(desk, "河畔咖啡")
    with desk.database.write() as session:
        session.add(
            ApplicationRow(
                id=1,
                name="a",
                type="app",
                overview="",
                app_id="1400000000",
                enabled=True,
                gateway="sandbox",
                same_content_seconds=30,
                per_number_per_day=10,
                created_at=0,
            )
        )
        session.flush()  # the tasks name it, and no relationship says which goes first
        for status, signature_id in (
            ("draft", one.id),
            ("draft", one.id),
            ("scheduled", one.id),
            ("sending", one.id),
            ("sent", one.id),
            ("draft", other.id),
            ("cancelled", one.id),
        ):
            session.add(
                TaskRow(
                    name="t",
                    application_id=1,
                    template_name="",
                    signature_id=signature_id,
                    signature="",
                    body="",
                    region="mainland",
                    sms_type="regular",
                    source="",
                    status=status,
                    created_at=0,
                )
            )
    assert signatures.signature_uses(desk, signature_ids=[one.id]) == SignatureUses(2, 2)
    assert signatures.signature_uses(desk, signature_ids=[one.id, other.id]) == SignatureUses(3, 2)
    assert signatures.signature_uses(desk, signature_ids=[]) == SignatureUses()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"type": SignatureType.COMPANY}, "types App, Website and Official account only"),
        ({"type": SignatureType.TRADEMARK}, "types App, Website and Official account only"),
        ({"type": SignatureType.INSTITUTION}, "types App, Website and Official account only"),
        ({"region": Region.GLOBAL, "type": SignatureType.APP, "remarks": "x"}, "outside mainland China"),
    ],
)
def test_an_individual_is_told_what_is_not_allowed(desk: Desk, more: dict[str, object], says: str) -> None:
    change_profile(desk, identity=Identity.INDIVIDUAL)
    with pytest.raises(NotAllowed, match=says):
        sign(desk, **more)  # type: ignore[arg-type]


def test_an_individual_cannot_make_a_company_of_an_app(by_hand: Desk) -> None:
    change_profile(by_hand, identity=Identity.INDIVIDUAL)
    one = sign(by_hand, type=SignatureType.APP, remarks="App Store: 河畔")
    with pytest.raises(NotAllowed) as refusal:
        edit(by_hand, one, type=SignatureType.COMPANY)
    assert refusal.value.field == "type"


def test_what_is_gone_is_told(desk: Desk) -> None:
    one = sign(desk)
    signatures.delete_signature(desk, signature_id=one.id)
    for act in (
        lambda: signatures.delete_signature(desk, signature_id=one.id),
        lambda: edit(desk, one),
        lambda: images.image(desk, name="gone"),
    ):
        with pytest.raises(NotFound):
            act()
