"""A carrier's refusal of a submission in words: the cloud's codes, for each gateway that speaks them (R1)."""

from __future__ import annotations

from collections.abc import Mapping

from smsdesk.domain.codes import explain
from smsdesk.domain.text import text
from smsdesk.gateways.base import Objection, SubmissionRefused

OBJECTIONS: Mapping[str, Objection] = {
    "InvalidParameterValue.SignExistAndUnapproved": Objection.ALREADY_WAITING,
    "InvalidParameterValue.SignAlreadyPassedCheck": Objection.ALREADY_APPROVED,
    "FailedOperation.TemplateAlreadyPassedCheck": Objection.ALREADY_APPROVED,
    "FailedOperation.SignIdNotExist": Objection.GONE,
    "FailedOperation.TemplateIdNotExist": Objection.GONE,
    "FailedOperation.MissingSignatureToModify": Objection.GONE,
    "FailedOperation.MissingTemplateToModify": Objection.GONE,
}


def refusal(code: str) -> SubmissionRefused:
    """The exception for a code, in words; any other code is about what was submitted."""
    found = explain(code)
    reason = text("{title}. {what_to_do}", title=found.title, what_to_do=found.what_to_do)
    return SubmissionRefused(reason, OBJECTIONS.get(code, Objection.CONTENT))
