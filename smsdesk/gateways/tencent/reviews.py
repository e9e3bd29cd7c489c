"""Review of signatures and templates at Tencent Cloud (R1)."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from smsdesk.domain.codes import canonical
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signature_rules import CertificateType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.templates import carries_code
from smsdesk.domain.text import text
from smsdesk.gateways.base import (
    Objection,
    ReviewAnswer,
    ReviewState,
    SignatureSubmission,
    SlowDown,
    Submission,
    SubmissionRefused,
    TemplateSubmission,
)
from smsdesk.gateways.review_codes import OBJECTIONS, refusal
from smsdesk.gateways.tencent.codes import Verdict, verdict
from smsdesk.gateways.tencent.line import CloudRefusal, TencentLine
from smsdesk.gateways.tencent.settings import Options, international

logger = logging.getLogger(__name__)

_IDS_AT_ONCE = 100
_PAGE = 100
#: No account has more; a listing that does not end is not followed for ever.
_MOST_PAGES = 50
_SLOW_SECONDS = 2.0
_LONGEST_REASON = 500
_SPACES = re.compile(r"\s+")
_EVERYWHERE = 3

_SIGNATURE_TYPES: Mapping[SignatureType, int] = {
    SignatureType.COMPANY: 0,
    SignatureType.APP: 1,
    SignatureType.WEBSITE: 2,
    SignatureType.OFFICIAL_ACCOUNT: 3,
    SignatureType.TRADEMARK: 4,
    SignatureType.INSTITUTION: 5,
}
_MINI_PROGRAM = 6
#: In the order of the cloud's document types.
DOCUMENT_TYPES: Mapping[str, int] = {kind.value: number for number, kind in enumerate(CertificateType)}

#: What a listing says when it has none of those asked for.
_NONE_OF_THEM = frozenset({"FailedOperation.MissingSignatureList", "FailedOperation.MissingTemplateList"})

_ANSWERS = {
    0: ReviewAnswer.APPROVED,
    1: ReviewAnswer.PENDING,
    2: ReviewAnswer.PENDING,
    -1: ReviewAnswer.REJECTED,
}


@dataclass(frozen=True, slots=True)
class _Listing:
    """What the cloud calls things of one subject."""

    action: str
    items: str
    ids: str
    id: str
    content: str
    delete: str
    deleted: str


_LISTINGS: Mapping[str, _Listing] = {
    "signature": _Listing(
        *("DescribeSmsSignList", "DescribeSignListStatusSet", "SignIdSet"),
        *("SignId", "SignName", "DeleteSmsSign", "DeleteSignStatus"),
    ),
    "template": _Listing(
        *("DescribeSmsTemplateList", "DescribeTemplateStatusSet", "TemplateIdSet"),
        *("TemplateId", "TemplateContent", "DeleteSmsTemplate", "DeleteTemplateStatus"),
    ),
}


class TencentReviewing:
    """See ``Reviewing`` for the contract."""

    _line: TencentLine
    _options: Options

    async def submit_signature(self, item: SignatureSubmission, remote_id: str = "") -> str:
        """See ``Reviewing.submit_signature``."""
        if item.certificate is None:
            raise SubmissionRefused(
                text("Tencent Cloud asks for a picture of the certificate. Add it and save the signature.")
            )
        mini_program = item.certificate_type == CertificateType.MINI_PROGRAM_SCREENSHOT
        others = item.purpose is Purpose.FOR_OTHERS
        authorization = item.authorization if others else None
        return await self._submit(
            {
                "SignName": item.content,
                "SignType": _MINI_PROGRAM if mini_program else _SIGNATURE_TYPES[item.type],
                "DocumentType": DOCUMENT_TYPES.get(item.certificate_type, 0),
                "International": international(item.region),
                "SignPurpose": int(others),
                "ProofImage": base64.b64encode(item.certificate.content).decode("ascii"),
                "CommissionImage": base64.b64encode(authorization.content).decode("ascii")
                if authorization
                else None,
                "Remark": item.remarks or None,
                "QualificationId": self._options.qualification_id if item.region is Region.MAINLAND else None,
            },
            *("SmsSign", "SignId", "SignStatus", remote_id),
        )

    async def submit_template(self, item: TemplateSubmission, remote_id: str = "") -> str:
        """See ``Reviewing.submit_template``."""
        return await self._submit(
            {
                "TemplateName": item.name,
                "TemplateContent": item.content,
                "SmsType": sms_type(item, old=self._options.old_types),
                "International": international(item.region),
                # It may not be empty.
                "Remark": item.remarks or item.name,
            },
            *("SmsTemplate", "TemplateId", "TemplateStatus", remote_id),
        )

    async def _submit(
        self, value: dict[str, object], subject: str, id_: str, answer: str, remote_id: str
    ) -> str:
        if remote_id and not _is_id(remote_id):
            raise refusal(
                "FailedOperation.TemplateIdNotExist"
                if "Template" in id_
                else "FailedOperation.SignIdNotExist"
            )
        if remote_id:
            response = await self._review(f"Modify{subject}", {id_: int(remote_id), **value})
            said = response.get(f"Modify{answer}")
        else:
            response = await self._review(f"Add{subject}", value)
            said = response.get(f"Add{answer}")
        # One of the two ids is a text and the other a number; both are taken for either.
        found = str(said.get(id_)) if isinstance(said, dict) else ""
        if not _is_id(found):
            raise self._line.unreadable()
        return found

    async def find_submission(self, item: Submission) -> str:
        """See ``Reviewing.find_submission``."""
        listing, wanted = _LISTINGS[item.subject], international(item.region)
        best: tuple[int, int] | None = None
        async for entry in self._entries(listing, wanted):
            content, id_, created = entry.get(listing.content), entry.get(listing.id), entry.get("CreateTime")
            if (
                isinstance(content, str)
                and content.strip() == item.content.strip()
                and isinstance(id_, int)
                and entry.get("International", wanted) in (wanted, _EVERYWHERE)
            ):
                found = (created if isinstance(created, int) else 0, id_)
                best = found if best is None else max(best, found)
        return str(best[1]) if best else ""

    async def _entries(self, listing: _Listing, wanted: int) -> AsyncIterator[Mapping[str, object]]:
        for page in range(_MOST_PAGES):
            request = {"International": wanted, "Limit": _PAGE, "Offset": page * _PAGE}
            entries = await self._list(listing, request)
            for entry in entries:
                yield entry
            if len(entries) < _PAGE:
                return

    async def review_states(self, subject: str, remote_ids: Sequence[str]) -> Sequence[ReviewState]:
        """See ``Reviewing.review_states``."""
        listing = _LISTINGS[subject]
        left = sorted({int(id_) for id_ in remote_ids if _is_id(id_)})
        found: dict[int, ReviewState] = {}
        # The id alone does not say which region it is of, and a listing is of one.
        for wanted in (0, 1):
            for start in range(0, len(left), _IDS_AT_ONCE):
                found |= await self._states(listing, wanted, left[start : start + _IDS_AT_ONCE])
            left = [id_ for id_ in left if id_ not in found]
        gone = ReviewState(ReviewAnswer.GONE)
        return [found.get(int(id_), gone) if _is_id(id_) else gone for id_ in remote_ids]

    async def _states(self, listing: _Listing, wanted: int, ids: list[int]) -> dict[int, ReviewState]:
        request = {
            **{"International": wanted, listing.ids: ids},
            **{"Limit": _IDS_AT_ONCE, "Offset": 0},
        }
        try:
            response = await self._asked(listing.action, request)
        except CloudRefusal as no:
            if canonical(no.code) not in _NONE_OF_THEM:
                raise no.down() from no
            if len(ids) < 2:
                return {}
            # Perhaps it says so of all because of one: none is called gone for another's sake.
            half = len(ids) // 2
            return await self._states(listing, wanted, ids[:half]) | await self._states(
                listing, wanted, ids[half:]
            )
        return {
            id_: self._state(entry)
            for entry in self._listed(response, listing)
            if isinstance(id_ := entry.get(listing.id), int) and id_ in ids
        }

    def _state(self, entry: Mapping[str, object]) -> ReviewState:
        code, reply = entry.get("StatusCode"), entry.get("ReviewReply")
        if isinstance(code, bool) or not isinstance(code, int) or code not in _ANSWERS:
            raise self._line.unreadable()
        if _ANSWERS[code] is not ReviewAnswer.REJECTED or not isinstance(reply, str):
            return ReviewState(_ANSWERS[code])
        # Made storable and of one line: it is shown in lists.
        words = reply[:_LONGEST_REASON].encode("utf-8", "replace").decode()
        return ReviewState(ReviewAnswer.REJECTED, _SPACES.sub(" ", words).strip())

    async def withdraw(self, subject: str, remote_id: str) -> None:
        """See ``Reviewing.withdraw``."""
        if not _is_id(remote_id):
            return
        listing = _LISTINGS[subject]
        try:
            response = await self._review(listing.delete, {listing.id: int(remote_id)})
        except SubmissionRefused as no:
            if no.objection is not Objection.GONE:
                raise
            return
        if not isinstance(response.get(listing.deleted), dict):
            raise self._line.unreadable()

    # --- the other side -------------------------------------------------------------------------

    async def _list(self, listing: _Listing, request: Mapping[str, object]) -> list[Mapping[str, object]]:
        try:
            return self._listed(await self._asked(listing.action, request), listing)
        except CloudRefusal as no:
            if canonical(no.code) in _NONE_OF_THEM:
                return []
            raise no.down() from no

    def _listed(self, response: Mapping[str, object], listing: _Listing) -> list[Mapping[str, object]]:
        entries = response.get(listing.items)
        if entries is None:
            entries = []
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            raise self._line.unreadable()
        return entries

    async def _review(self, action: str, value: Mapping[str, object]) -> dict[str, object]:
        """A good answer to a submission; ``SubmissionRefused``, ``SlowDown`` or ``GatewayDown``."""
        try:
            return await self._asked(action, value)
        except CloudRefusal as no:
            code = canonical(no.code)
            if verdict(code) is Verdict.REFUSED or code in OBJECTIONS:
                logger.info("Tencent Cloud refused %s: %s", action, code)
                raise refusal(code) from no
            raise no.down() from no

    async def _asked(self, action: str, value: Mapping[str, object]) -> dict[str, object]:
        """``CloudRefusal``, ``SlowDown`` or ``GatewayDown``."""
        try:
            return await self._line.question(action, value)
        except CloudRefusal as no:
            if verdict(no.code) is Verdict.THROTTLED:
                reason = text("Tencent Cloud asks to be asked later.")
                raise SlowDown(reason, _SLOW_SECONDS) from no
            raise


def sms_type(item: TemplateSubmission, *, old: bool) -> int:
    """The cloud's number for what a template is for; ``old``: for an account from before 2024-05-16."""
    if item.type is SmsType.MARKETING:
        return 1
    if old:
        return 0
    code = carries_code(item.content, item.region)
    if item.region is Region.GLOBAL:
        # The cloud's rule: a global verification template says "code".
        code = re.search(r"\bcode\b", item.content, re.IGNORECASE) is not None
    return 3 if code else 2


def _is_id(words: str) -> bool:
    return re.fullmatch(r"[0-9]{1,18}", words, re.ASCII) is not None
