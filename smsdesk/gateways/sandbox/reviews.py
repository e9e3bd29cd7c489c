"""The sandbox's review of signatures and templates, over the same line as its messages (R1)."""

from __future__ import annotations

import base64
import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from smsdesk.domain.text import text
from smsdesk.gateways.base import (
    GatewayDown,
    ReviewAnswer,
    ReviewState,
    SignatureSubmission,
    SlowDown,
    Submission,
    TemplateSubmission,
)
from smsdesk.gateways.line import Answer, NoAnswer
from smsdesk.gateways.review_codes import refusal
from smsdesk.gateways.sandbox.answers import is_code, is_name, seconds_in

logger = logging.getLogger(__name__)

_IDS_AT_ONCE = 100
_LONGEST_REASON = 500
_SPACES = re.compile(r"\s+")


class SandboxReviewing(ABC):
    """See ``Reviewing`` for the contract; the gateway itself knows how to ask."""

    _base: str

    @abstractmethod
    async def _find(self) -> None:
        """Make sure that there is a carrier; ``GatewayDown``."""

    @abstractmethod
    async def _ask(self, method: str, path: str, value: object = None) -> Answer:
        """One request; ``GatewayDown`` or ``NoAnswer``."""

    async def submit_signature(self, item: SignatureSubmission, remote_id: str = "") -> str:
        """See ``Reviewing.submit_signature``."""
        pictures = [one for one in (item.certificate, item.authorization) if one]
        return await self._submit(
            _same(item)
            | {
                "type": item.type,
                "purpose": item.purpose,
                "remarks": item.remarks,
                "certificate_type": item.certificate_type,
                "images": [base64.b64encode(one.content).decode() for one in pictures],
            },
            remote_id,
        )

    async def submit_template(self, item: TemplateSubmission, remote_id: str = "") -> str:
        """See ``Reviewing.submit_template``."""
        return await self._submit(_same(item) | {"type": item.type, "remarks": item.remarks}, remote_id)

    async def _submit(self, value: dict[str, object], remote_id: str) -> str:
        said = await self._review("/v1/reviews", value | ({"id": remote_id} if remote_id else {}))
        id_ = said.get("id")
        if isinstance(id_, str) and is_name(id_):
            return id_
        raise self._unreadable("answer without an id")

    async def find_submission(self, item: Submission) -> str:
        """See ``Reviewing.find_submission``."""
        said = await self._review("/v1/reviews/find", _same(item))
        id_ = said.get("id", "")
        if id_ is None:
            return ""
        if isinstance(id_, str) and is_name(id_):
            return id_
        raise self._unreadable("answer without an id")

    async def review_states(self, subject: str, remote_ids: Sequence[str]) -> Sequence[ReviewState]:
        """See ``Reviewing.review_states``."""
        states: list[ReviewState] = []
        for start in range(0, len(remote_ids), _IDS_AT_ONCE):
            ids = list(remote_ids[start : start + _IDS_AT_ONCE])
            said = await self._review("/v1/reviews/states", {"subject": subject, "ids": ids})
            found = said.get("states")
            if not isinstance(found, dict):
                raise self._unreadable("answer without states")
            states += [self._state(found.get(id_)) for id_ in ids]
        return states

    def _state(self, said: object) -> ReviewState:
        match said:
            case {"answer": str(answer), "reason": str(reason)} if answer in tuple(ReviewAnswer):
                # Made storable and of one line: it is shown in lists.
                words = reason[:_LONGEST_REASON].encode("utf-8", "replace").decode()
                return ReviewState(ReviewAnswer(answer), _SPACES.sub(" ", words).strip())
        raise self._unreadable("unreadable state")

    async def withdraw(self, subject: str, remote_id: str) -> None:
        """See ``Reviewing.withdraw``."""
        said = await self._review("/v1/reviews/withdraw", {"subject": subject, "id": remote_id})
        if not isinstance(said.get("withdrawn"), bool):
            raise self._unreadable("unreadable answer")

    async def _review(self, path: str, value: Mapping[str, object]) -> dict[str, object]:
        """The object of a good answer; ``SubmissionRefused``, ``SlowDown`` or ``GatewayDown``."""
        await self._find()
        try:
            answer = await self._ask("POST", path, value)
            if answer.status == 200:
                return answer.object()
            if answer.status == 429:
                raise SlowDown(
                    text("The carrier at {address} asks to be asked later.", address=self._base),
                    seconds_in(answer.headers.get("Retry-After")),
                )
            code = answer.object().get("code")
        except NoAnswer as none:
            raise self._unreadable(str(none)) from none
        if answer.status in (400, 413) and isinstance(code, str) and is_code(code):
            raise refusal(code)
        if answer.status == 503:
            raise GatewayDown(text("The carrier at {address} says it is out of service.", address=self._base))
        raise self._unreadable(f"status {answer.status}")

    def _unreadable(self, fault: str) -> GatewayDown:
        logger.info("No answer about a review: %s", fault)
        return GatewayDown(text("The carrier at {address} gives no readable answer.", address=self._base))


def _same(item: Submission) -> dict[str, object]:
    """What an entry is found by."""
    value: dict[str, object] = {"subject": item.subject, "region": item.region, "content": item.content}
    return value | ({"name": item.name} if isinstance(item, TemplateSubmission) else {})
