"""What a provider's answer to a message means, by the rules of the settings (N1, E5).

Taken, refused, later and down only where a rule says so. What no rule knows may have been taken: ``Unknown``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import ClassVar

from smsdesk.domain.codes import api_codes
from smsdesk.domain.errors import Invalid
from smsdesk.domain.fragments import measure
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import (
    Accepted,
    GatewayDown,
    Outcome,
    OutgoingMessage,
    Refused,
    Throttled,
    TryLater,
    Unknown,
)
from smsdesk.gateways.http.where import Condition, Said, Where, conditions, where
from smsdesk.gateways.line import Answer

#: Of the account, and so of every message: nothing is lost by waiting until somebody tops it up.
NO_BALANCE = "FailedOperation.InsufficientBalanceInSmsPackage"

_LONGEST_NOTE = 200
_LONGEST_WAIT = 3600.0
_ID = re.compile(r"[!-~]{1,200}")
_CODE_LINE = re.compile(r"(?P<theirs>[^=]{1,100}?)\s*=\s*(?P<ours>[\w.]+)")
_RANGE = re.compile(r"([1-5]\d\d)(?:\s*[-–]\s*([1-5]\d\d))?")
#: Any code that has no line of its own.
_ANY = "*"

THROTTLED, LATER, STOP, UNKNOWN = "throttled", "later", "stop", "unknown"
VERDICTS = (THROTTLED, LATER, STOP, UNKNOWN)


class NothingTaken(GatewayDown):
    """By its status, the provider takes nothing from this account or at this address."""

    def __init__(self, reason: Text, status: int) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Statuses:
    """HTTP statuses as the user lists them: ``200-299, 304``."""

    ranges: tuple[tuple[int, int], ...]

    def __contains__(self, status: int) -> bool:
        return any(first <= status <= last for first, last in self.ranges)


def statuses(words: str, *, field: str) -> Statuses:
    """Raises ``Invalid`` at ``field``."""
    ranges: list[tuple[int, int]] = []
    for word in filter(None, (each.strip() for each in words.split(","))):
        found = _RANGE.fullmatch(word)
        if not found:
            raise Invalid(
                text(
                    "“{word}” is no status. Write them like {sample}.", word=word[:40], sample="200-299, 304"
                ),
                field=field,
            )
        ranges.append((int(found[1]), int(found[2] or found[1])))
    return Statuses(tuple(ranges))


@dataclass(frozen=True, slots=True)
class AnswerRules:
    """The rules of the settings, read once."""

    success_status: Statuses
    success: tuple[Condition, ...]
    id_at: Where | None
    code_at: Where | None
    words_at: Where | None
    codes: Mapping[str, str]
    """By the provider's code: a canonical code, or one of ``VERDICTS``."""
    refused_status: Statuses
    later_status: Statuses
    by_reference: bool = False
    """Reports name a message by the desk's reference, whatever the provider calls it."""

    #: What a status says of itself; any other refusal gives no reason.
    OF_STATUS: ClassVar[Mapping[int, str]] = {
        402: NO_BALANCE,
        413: "InvalidParameterValue.ContentLengthLimit",
    }

    def read(self, answer: Answer, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        """One outcome for each message. Raises ``GatewayDown`` when it says that nothing is taken at all."""
        said = Said(answer.headers, answer.body)
        if answer.status in self.success_status and all(one.holds(said) for one in self.success):
            return self._taken(said, messages)
        outcome = self._not_taken(answer, said)
        return [outcome] * len(messages)

    def _taken(self, said: Said, messages: Sequence[OutgoingMessage]) -> list[Outcome]:
        id_ = messages[0].reference
        if self.id_at is not None:
            found = (self.id_at.find(said) or "").strip()
            if not _ID.fullmatch(found):
                return [Unknown(note="the answer names no message")] * len(messages)
            if not self.by_reference:
                id_ = found
        return [Accepted(id_, fee_of(one)) for one in messages]

    def _not_taken(self, answer: Answer, said: Said) -> Outcome:
        theirs = (self.code_at.find(said) or "").strip() if self.code_at else ""
        ours = self.codes.get(theirs.casefold(), "") if theirs else ""
        if (
            theirs
            and not ours
            and (answer.status in self.success_status or answer.status in self.refused_status)
        ):
            # Of a proxy's or a broken server's answer, "any other code" would say too much.
            ours = self.codes.get(_ANY, "")
        note = self._note(answer, said, theirs)
        delay = seconds_to_wait(answer.headers)
        if ours:
            return _verdict(ours, note, delay)
        if answer.status == 429 or (answer.status in self.later_status and delay):
            return Throttled(delay)
        if answer.status in self.later_status:
            return TryLater("ServiceUnavailable", note)
        if answer.status in self.refused_status:
            if self.OF_STATUS.get(answer.status) == NO_BALANCE:
                return _verdict(NO_BALANCE, note, delay)
            return Refused(self.OF_STATUS.get(answer.status, "FailedOperation.OtherError"), note)
        if reason := _of_everything(answer.status, note):
            raise NothingTaken(reason, answer.status)
        return Unknown(note=note)

    def _note(self, answer: Answer, said: Said, theirs: str) -> str:
        words = (self.words_at.find(said) or "").strip() if self.words_at else ""
        known = " ".join(filter(None, (theirs, words)))
        return " ".join(f"status {answer.status} {known}".split())[:_LONGEST_NOTE]


def fee_of(message: OutgoingMessage) -> int:
    """Its fragments, by the desk's own count."""
    return max(1, measure(message.content, message.region).fragments)


def _verdict(ours: str, note: str, delay: float) -> Outcome:
    match ours:
        case _ if ours == NO_BALANCE:
            raise GatewayDown(
                text(
                    "The provider says that the account has nothing left. It says: {words} Top it up there; "
                    "sending goes on by itself.",
                    words=f"{note}.",
                )
            )
        case "throttled":
            return Throttled(delay)
        case "later":
            return TryLater("ServiceUnavailable", note)
        case "unknown":
            return Unknown(note=note)
        case "stop":
            raise GatewayDown(text("The provider takes nothing now. It says: {words}", words=note))
    return Refused(ours, note)


def _of_everything(status: int, note: str) -> Text | None:
    """Why no message can be taken, where the status says so and says that this one was not."""
    match status:
        case 401:
            return text("The provider does not accept the user name, password or key (status 401).")
        case 407:
            return text("A proxy between here and the provider wants a password (status 407).")
        case 403:
            return text(
                "The provider does not allow this account to send (status 403). Check key and rights."
            )
        case 404:
            return text("The provider knows no such address (status 404). Check the path.")
        case 405:
            return text("The provider does not take this method (status 405). Choose another one.")
        case 301 | 307 | 308:
            return text(
                "The provider has moved to another address (status {status}). Correct the address.",
                status=status,
            )
    return None


def answer_rules(values: Mapping[str, str]) -> AnswerRules:
    """Raises ``Invalid`` at the setting that is wrong."""
    rules = AnswerRules(
        success_status=statuses(values["success_status"], field="success_status"),
        success=conditions(values["success"], field="success"),
        id_at=where(values["id_at"], field="id_at"),
        code_at=where(values["code_at"], field="code_at"),
        words_at=where(values["words_at"], field="words_at"),
        codes=codes_in(values["codes"], field="codes"),
        refused_status=statuses(values["refused_status"], field="refused_status"),
        later_status=statuses(values["later_status"], field="later_status"),
        by_reference=values["report_names"] == "reference",
    )
    if not rules.success_status.ranges:
        raise Invalid(
            text("Say with which status a message is taken, like {sample}.", sample="200-299"),
            field="success_status",
        )
    if rules.codes and rules.code_at is None:
        raise Invalid(
            text("Say where the provider's code stands, or remove the list of codes."), field="code_at"
        )
    return rules


def codes_in(lines: str, *, field: str) -> dict[str, str]:
    """``21211 = FailedOperation.PhoneNumberParseFail``, one a line, by the provider's code in lower case.

    Raises ``Invalid`` at ``field``.
    """
    codes: dict[str, str] = {}
    ours = set(api_codes())
    for line in filter(None, map(str.strip, lines.splitlines())):
        found = _CODE_LINE.fullmatch(line)
        if not found:
            raise Invalid(
                text(
                    "“{line}” is no pair of codes. Write one a line, like {sample}.",
                    line=line[:100],
                    sample="21211 = FailedOperation.PhoneNumberParseFail",
                ),
                field=field,
            )
        if found["ours"] not in ours and found["ours"] not in VERDICTS:
            raise Invalid(
                text(
                    "There is no code {code}. Take one of the list of codes, or {words}.",
                    code=found["ours"],
                    words=", ".join(VERDICTS),
                ),
                field=field,
            )
        codes[found["theirs"].strip().casefold()] = found["ours"]
    return codes


def seconds_to_wait(headers: Mapping[str, str]) -> float:
    """What ``Retry-After`` asks for, 0 … 3600; a date counts from the answer's own."""
    words = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", words, re.ASCII):
        return min(float(words), _LONGEST_WAIT)
    try:
        then, now = parsedate_to_datetime(words), parsedate_to_datetime(headers.get("Date", ""))
        return min(max((then - now).total_seconds(), 0.0), _LONGEST_WAIT)
    except (ValueError, TypeError, OverflowError):
        return 0.0
