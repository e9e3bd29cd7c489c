"""Signatures and templates as the cloud is given them, and how its lists are read."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signature_rules import CertificateType, allowed_certificates
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.gateways.base import GatewayDown, ReviewAnswer, SubmissionRefused
from smsdesk.gateways.tencent.reviews import DOCUMENT_TYPES, sms_type
from tests.gateways.review_contract import signature_item, template_item
from tests.gateways.test_tencent import TencentFarSide, run

#: Which document proves which type of signature, as the cloud documents it. 6 is a Mini Program.
DOCUMENTS = {0: {0, 1}, 1: {0, 1, 2, 3, 4}, 2: {0, 1, 2, 3, 5}, 3: {0, 1, 2, 3, 8}, 4: {7}, 5: {2, 3}, 6: {6}}


def submitted(far: TencentFarSide) -> dict[str, Any]:
    action, _, body = far.cloud.seen[-1]
    assert action.startswith(("AddSms", "ModifySms"))
    found: dict[str, Any] = json.loads(body)
    return found


@pytest.mark.parametrize("type", SignatureType)
def test_types_and_documents_are_the_clouds(tmp_path: Path, type: SignatureType) -> None:
    async def scenario(far: TencentFarSide) -> None:
        for place, certificate in enumerate(allowed_certificates(type)):
            item = replace(signature_item(f"签名{place}"), type=type, certificate_type=certificate)
            await far.gateway.submit_signature(item)
            said = submitted(far)
            assert said["DocumentType"] in DOCUMENTS[said["SignType"]]

    run(tmp_path, scenario)


def test_documents_are_numbered_as_the_cloud_does() -> None:
    assert DOCUMENT_TYPES[CertificateType.BUSINESS_CERTIFICATE] == 0
    assert DOCUMENT_TYPES[CertificateType.WEBSITE_SCREENSHOT] == 5
    assert DOCUMENT_TYPES[CertificateType.ACCOUNT_SCREENSHOT] == 8


def test_a_signature_goes_with_its_papers(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        item = signature_item()
        await far.gateway.submit_signature(item)
        said = submitted(far)
        assert item.certificate
        assert item.authorization
        assert base64.b64decode(said["ProofImage"]) == item.certificate.content
        assert base64.b64decode(said["CommissionImage"]) == item.authorization.content
        assert (said["SignPurpose"], said["International"], said["Remark"]) == (1, 0, "remarks")
        own = replace(item, purpose=Purpose.SELF_USE, region=Region.GLOBAL, content="Dawn Books", remarks="")
        await far.gateway.submit_signature(own)
        said = submitted(far)
        assert (said["SignPurpose"], said["International"]) == (0, 1)
        assert not {"CommissionImage", "Remark", "QualificationId"} & set(said)
        with pytest.raises(SubmissionRefused, match="picture of the certificate"):
            await far.gateway.submit_signature(replace(item, content="新签名", certificate=None))

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("type", "region", "content", "old", "number"),
    [
        (SmsType.REGULAR, Region.MAINLAND, "您的书到了", False, 2),
        (SmsType.REGULAR, Region.MAINLAND, "验证码{1}", False, 3),
        (SmsType.REGULAR, Region.GLOBAL, "Your Code is {1}", False, 3),
        (SmsType.REGULAR, Region.GLOBAL, "Please decode {1}", False, 2),
        (SmsType.MARKETING, Region.MAINLAND, "验证码{1}", False, 1),
        (SmsType.REGULAR, Region.MAINLAND, "验证码{1}", True, 0),
        (SmsType.MARKETING, Region.MAINLAND, "新书", True, 1),
    ],
)
def test_what_a_template_is_for(type: SmsType, region: Region, content: str, old: bool, number: int) -> None:
    assert sms_type(replace(template_item(content), type=type, region=region), old=old) == number


def test_an_entry_is_found_among_hundreds_in_its_own_region(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        gateway = far.gateway
        for place in range(250):
            far.cloud.entries["Template"][place + 1] = {
                **{"Content": f"您好{place}", "International": 0, "StatusCode": 0, "CreateTime": place}
            }
        abroad = replace(template_item("Hi {1}"), region=Region.GLOBAL)
        id_ = await gateway.submit_template(abroad)
        assert await gateway.find_submission(abroad) == id_
        assert await gateway.find_submission(replace(abroad, region=Region.MAINLAND)) == ""
        assert await gateway.find_submission(template_item("您好249")) == "250"
        far.cloud.entries["Template"][7]["Content"] = "您好249"
        assert await gateway.find_submission(template_item("您好249")) == "250"
        states = await gateway.review_states("template", ["1", id_, "999999", "250"])
        assert [one.answer for one in states] == [
            ReviewAnswer.APPROVED,
            ReviewAnswer.PENDING,
            ReviewAnswer.GONE,
            ReviewAnswer.APPROVED,
        ]

    run(tmp_path, scenario)


def test_none_is_gone_for_anothers_sake(tmp_path: Path) -> None:
    """A cloud that says "no such entries" of all because one is missing is asked again with fewer."""

    async def scenario(far: TencentFarSide) -> None:
        real = far.cloud.answer_to

        def strict(action: str, said: dict[str, Any]) -> dict[str, Any]:
            missing = set(said.get("SignIdSet", ())) - set(far.cloud.entries["Sign"])
            return real(action, said | ({"SignIdSet": [-1]} if missing else {}))

        ids = [await far.gateway.submit_signature(signature_item(f"签名{place}")) for place in range(5)]
        far.cloud.answer_to = strict  # type: ignore[method-assign]
        states = await far.gateway.review_states("signature", [*ids, "999"])
        assert [one.answer for one in states] == [*[ReviewAnswer.PENDING] * 5, ReviewAnswer.GONE]

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (0, ReviewAnswer.APPROVED),
        (1, ReviewAnswer.PENDING),
        # Approved, and not usable until carriers have registered it.
        (2, ReviewAnswer.PENDING),
        (-1, ReviewAnswer.REJECTED),
    ],
)
def test_states(tmp_path: Path, code: int, answer: ReviewAnswer) -> None:
    async def scenario(far: TencentFarSide) -> None:
        id_ = await far.gateway.submit_template(template_item())
        far.cloud.entries["Template"][int(id_)].update(StatusCode=code, ReviewReply=" 不\n合 ")
        (state,) = await far.gateway.review_states("template", [id_])
        assert state.answer is answer
        assert state.reason == ("不 合" if answer is ReviewAnswer.REJECTED else "")
        far.cloud.entries["Template"][int(id_)]["StatusCode"] = 9
        with pytest.raises(GatewayDown):
            await far.gateway.review_states("template", [id_])

    run(tmp_path, scenario)


def test_an_account_that_may_not_submit_is_told_why(tmp_path: Path) -> None:
    async def scenario(far: TencentFarSide) -> None:
        far.cloud.errors["AddSmsTemplate"] = "FailedOperation.NotEnterpriseCertification"
        with pytest.raises(SubmissionRefused, match="not verified as an organization"):
            await far.gateway.submit_template(template_item())

    run(tmp_path, scenario)
