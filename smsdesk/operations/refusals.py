"""Why a good number is still not sent to: what the store knows of it (B4, B9, A5, A6, C4, C5).

Told before sending so that nobody is surprised; the engine decides again at the moment of sending (E2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from smsdesk.domain.checking import Reason
from smsdesk.domain.customers import ABROAD
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import Text, text
from smsdesk.store.quotas import global_on_day, global_per_day
from smsdesk.store.tables import AllowlistRow, ApplicationRow, BlockedRow, QuotaRow, UnsubscribedRow

#: Why a message of a signature does not go to somebody, whoever asks.
BLOCKED = text("This number is on the blocklist of the signature.")
BLOCKED_ABROAD = text("This number is on the blocklist for messages to other countries.")
UNSUBSCRIBED = text("This person has unsubscribed from the signature.")


def blocked_under(signature: str, region: Region) -> str:
    """The signature of the blocklist's entries that hold for a message of this region and signature (C4).

    Abroad one entry holds whatever the signature; as the engine decides (``store.message_states``).
    """
    return ABROAD if region is Region.GLOBAL else signature


def why_blocked(region: Region) -> Text:
    """What is said of a number on the blocklist to which a message of this region goes."""
    return BLOCKED_ABROAD if region is Region.GLOBAL else BLOCKED


@dataclass
class Refusals:
    """Answers number by number in the order of the file; it counts what it lets through."""

    blocked: Set[str] = frozenset()
    why_blocked: Text = BLOCKED
    unsubscribed: Set[str] = frozenset()
    allowlisted: Set[str] = frozenset()
    per_number: int | None = None
    """Messages to one number per day; None without a limit."""
    sent_today: Mapping[str, int] = field(default_factory=dict)
    account_limit: int | None = None
    """Global messages of the account per day; None for mainland."""
    account_left: int = 0
    _counted: Counter[str] = field(default_factory=Counter)

    def check(self, number: str) -> tuple[Reason, Text] | None:
        """Why this number is refused; None counts it as one more message to it."""
        if number in self.blocked:
            return Reason.BLOCKED, self.why_blocked
        if number in self.unsubscribed:
            return Reason.UNSUBSCRIBED, UNSUBSCRIBED
        if self.per_number is not None and number not in self.allowlisted:
            before = self.sent_today.get(number, 0) + self._counted[number]
            if before >= self.per_number:
                return Reason.OVER_LIMIT, text(
                    "This number gets {limit} messages of this application a day at most.",
                    limit=self.per_number,
                )
        if self.account_limit is not None:
            if self.account_left <= 0:
                return Reason.OVER_LIMIT, text(
                    "This desk sends {limit} messages a day outside mainland China at most. Raise that under "
                    "Settings, Limits, or send to the rest tomorrow.",
                    limit=f"{self.account_limit:,}",
                )
            self.account_left -= 1
        if self.per_number is not None:
            self._counted[number] += 1
        return None


def load_refusals(
    session: Session,
    *,
    application_id: int | None,
    signature: str,
    region: Region,
    sms_type: SmsType,
    day: str,
) -> Refusals:
    """What the store knows for a task of this application and signature sent on this day, YYYY-MM-DD."""
    refusals = Refusals(
        blocked=_numbers(session, BlockedRow, blocked_under(signature, region), sms_type),
        why_blocked=why_blocked(region),
        unsubscribed=_numbers(session, UnsubscribedRow, signature, sms_type),
    )
    application = session.get(ApplicationRow, application_id) if application_id is not None else None
    if application is not None and application.per_number_per_day is not None:
        refusals.per_number = application.per_number_per_day
        refusals.allowlisted = frozenset(
            session.scalars(select(AllowlistRow.number).where(AllowlistRow.application_id == application.id))
        )
        refusals.sent_today = _counts(session, day, f"number:{application.id}")
    if region is Region.GLOBAL:
        refusals.account_limit = global_per_day(session)
        refusals.account_left = max(0, refusals.account_limit - global_on_day(session, day))
    return refusals


def _numbers(
    session: Session, table: type[BlockedRow] | type[UnsubscribedRow], signature: str, sms_type: SmsType
) -> frozenset[str]:
    return frozenset(
        session.scalars(
            select(table.number).where(table.signature == signature, table.sms_type == sms_type.value)
        )
    )


def _counts(session: Session, day: str, scope: str) -> dict[str, int]:
    rows = session.execute(
        select(QuotaRow.key, QuotaRow.count).where(
            QuotaRow.day == day, QuotaRow.scope == scope, QuotaRow.count > 0
        )
    )
    return {key: count for key, count in rows}
