"""Reading a provider's reports and replies by the field names of the settings (N1, E7)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from smsdesk.domain import number_plans
from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import text
from smsdesk.gateways.base import IncomingReply, Receipt
from smsdesk.gateways.http.report_settings import ASKED, PUSHED
from smsdesk.gateways.http.where import JsonPath, json_path, scalar, words_of

_ID = re.compile(r"[!-~]{1,200}")
_CODE = re.compile(r"[!-~]{1,64}")
_SPACING = re.compile(r"[\s()./-]")
_NUMBER = re.compile(r"[1-9]\d{6,14}", re.ASCII)
_LONGEST_REPLY = 2_000
_MOST_ITEMS = 1_000
#: A provider's clock may be so far ahead, in ms; a later time is of another zone, and not believed.
_AHEAD = 300_000
#: Texts alike from one number within so long are one that was sent twice, where nothing else tells, in ms.
_ALIKE = 600_000
_SECONDS_UNTIL = 100_000_000_000
"""A number of seconds below, of milliseconds from here on."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its name, or by a JSON path; of several the first that is there."""

    places: tuple[tuple[str, JsonPath | None], ...]

    def __bool__(self) -> bool:
        return bool(self.places)

    def value(self, item: object) -> object:
        for name, path in self.places:
            if isinstance(item, dict) and name in item:
                return item[name]
            if path is not None and (found := path.value(item)) is not None:
                return found
        return None

    def find(self, item: object) -> str:
        return (scalar(self.value(item)) or "").strip()


def field_of(words: str) -> Field:
    """Of ``name``, ``payload.id`` or ``one | another``."""
    names = [each.strip() for each in words.split("|") if each.strip()]
    return Field(tuple((name, json_path(name)) for name in names))


@dataclass(frozen=True, slots=True)
class ReportRules:
    """The mapping of the settings."""

    list_at: Field
    id: Field
    status: Field
    delivered: frozenset[str]
    failed: frozenset[str]
    code: Field
    number: Field
    time: Field
    reply_number: Field
    reply_content: Field
    reply_id: Field
    reply_time: Field
    calling_code: str

    def items(self, tree: object) -> list[object]:
        """The reports in one request, at most 1,000."""
        found = self.list_at.value(tree) if self.list_at else tree
        if isinstance(found, list):
            return found[:_MOST_ITEMS]
        return [tree]

    def receipt(self, item: object, now: int, *, id_: str = "") -> Receipt | None:
        """A final report; None for anything else, such as "sent". ``id_``: whose it is, if that is known."""
        status = self.status.find(item).casefold()
        delivered = status in self.delivered
        id_ = id_ or self.id.find(item)
        if not (delivered or status in self.failed) or not _ID.fullmatch(id_):
            return None
        code = "DELIVRD"
        if not delivered:
            code = self.code.find(item) or status.upper()
            code = code if _CODE.fullmatch(code) else "UNDELIV"
        number = self.plain_number(self.number.find(item))
        at = time_in(self.time.find(item), now)
        return Receipt(id_, number, delivered, code, at, _key(id_, number, code))

    def reply(self, item: object, now: int) -> IncomingReply | None:
        """A text from a recipient; None for anything else."""
        number = self.plain_number(self.reply_number.find(item))
        content = scalar(self.reply_content.value(item)) if self.reply_content else None
        if not number or content is None or self.status.find(item).casefold() in self.delivered | self.failed:
            return None
        content = content[:_LONGEST_REPLY].encode("utf-8", "replace").decode()
        when, name = self.reply_time.find(item), self.reply_id.find(item)
        key = _key(name) if name else _key(number, content, when or str(now // _ALIKE))
        return IncomingReply(key, number, content, time_in(when, now))

    def plain_number(self, words: str) -> str:
        """With + and country code; empty for what is no number."""
        digits = _SPACING.sub("", words)
        if digits.startswith("+"):
            digits = digits[1:]
        elif digits.startswith("00"):
            digits = digits[2:]
        elif self.calling_code and not (
            digits.startswith(self.calling_code)
            and number_plans.international(digits).kind is number_plans.Kind.MOBILE
        ):
            digits = self.calling_code + digits.removeprefix("0")
        return "+" + digits if _NUMBER.fullmatch(digits) else ""


def report_rules(values: Mapping[str, str]) -> ReportRules:
    """Raises ``Invalid`` at a setting without which reports cannot be read."""
    rules = ReportRules(
        list_at=field_of(values["report_list"]),
        id=field_of(values["report_id"]),
        status=field_of(values["report_status"]),
        delivered=words_of(values["delivered_words"]),
        failed=words_of(values["failed_words"]),
        code=field_of(values["report_code"]),
        number=field_of(values["report_number"]),
        time=field_of(values["report_time"]),
        reply_number=field_of(values["reply_number"]),
        reply_content=field_of(values["reply_content"]),
        reply_id=field_of(values["reply_id"]),
        reply_time=field_of(values["reply_time"]),
        calling_code=values["calling_code"].strip(),
    )
    if values["reports"] in (PUSHED, ASKED) and not rules.status:
        raise Invalid(text("Say which field of a report holds the status."), field="report_status")
    if values["reports"] == PUSHED and not rules.id:
        raise Invalid(text("Say which field of a report names the message."), field="report_id")
    if values["reports"] in (PUSHED, ASKED) and not rules.delivered:
        raise Invalid(text("Say which words mean that a message was delivered."), field="delivered_words")
    if rules.delivered & rules.failed:
        word = min(rules.delivered & rules.failed)
        raise Invalid(
            text("“{word}” cannot mean both delivered and failed.", word=word), field="failed_words"
        )
    if bool(rules.reply_number) != bool(rules.reply_content):
        raise Invalid(text("A reply needs both its sender's field and its text's."), field="reply_content")
    return rules


def time_in(words: str, now: int) -> int:
    """ms since 1970 UTC; ``now`` for what is no time, or one that has not come yet."""
    at = 0
    try:
        if re.fullmatch(r"\d{9,13}(\.\d{1,9})?", words, re.ASCII):
            number = float(words)
            at = int(number if number >= _SECONDS_UNTIL else number * 1000)
        elif words:
            moment = datetime.fromisoformat(words)
            at = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        at = 0
    return at if 0 < at <= now + _AHEAD else now


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
