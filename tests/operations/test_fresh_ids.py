"""What is new has no history of what was deleted before it (R3)."""

from __future__ import annotations

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations import review, signatures, templates
from smsdesk.operations.desk import Desk


def test_a_new_template_has_no_history_of_a_deleted_one(desk: Desk) -> None:
    made = [
        templates.create_template(
            desk, region=Region.MAINLAND, type=SmsType.REGULAR, name="Shipped", content="您的订单{1}已发货。"
        )
    ]
    before = len(review.decisions(desk, subject="template", subject_id=made[0].id))
    templates.delete_template(desk, template_id=made[0].id)
    new = templates.create_template(
        desk, region=Region.MAINLAND, type=SmsType.REGULAR, name="Other", content="您的包裹{1}已签收。"
    )
    assert before == 1
    assert new.id != made[0].id
    assert len(review.decisions(desk, subject="template", subject_id=new.id)) == 1


def test_a_new_signature_has_no_history_of_a_deleted_one(desk: Desk) -> None:
    def sign(content: str) -> int:
        return signatures.create_signature(
            desk,
            region=Region.MAINLAND,
            type=SignatureType.COMPANY,
            purpose=Purpose.SELF_USE,
            content=content,
        ).id

    first = sign("河畔咖啡")
    assert review.decisions(desk, subject="signature", subject_id=first)
    signatures.delete_signature(desk, signature_id=first)
    second = sign("山间书店")
    assert second != first
    assert len(review.decisions(desk, subject="signature", subject_id=second)) == 1
