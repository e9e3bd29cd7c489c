"""Who may be sent to, decided at the moment of sending, whoever asked (E2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from smsdesk.domain.calendar_days import country_zone, day_of, marketing_opening
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region, SmsType
from smsdesk.store.message_states import Due, Verdict
from smsdesk.store.quotas import Quota, take_account_day, take_number_day, take_same_content

BARRED = "FailedOperation.PhoneNumberInBlacklist"
SAME_CONTENT = "LimitExceeded.PhoneNumberThirtySecondLimit"
NUMBER_DAY = "LimitExceeded.PhoneNumberDailyLimit"
ACCOUNT_DAY = "LimitExceeded.DailyLimit"


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the messages of one task."""

    region: Region
    sms_type: SmsType
    same_content_seconds: int | None
    per_number_per_day: int | None
    global_per_day: int
    zone: str
    """The profile's, for calendar days (P3) and for countries of which no zone is known."""

    def opening(self, country: str, now: int) -> int:
        """When a message may go to the country: ``now``, or the morning that marketing waits for (B13)."""
        if self.sms_type is not SmsType.MARKETING:
            return now
        return marketing_opening(now, country_zone(country, self.zone))


def judge(session: Session, due: Sequence[Due], rules: Rules, *, now: int) -> dict[int, Verdict]:
    """A verdict for each message, its quotas taken; for the one write transaction that also moves them.

    A message that already holds its quotas (a retry) is asked only whether it is still welcome.
    """
    verdicts: dict[int, Verdict] = {}
    asking: list[Due] = []
    for message in due:
        if message.barred:
            verdicts[message.id] = _refused(BARRED, message.reserved)
        elif (opening := rules.opening(message.country, now)) > now:
            verdicts[message.id] = Verdict(MessageStatus.QUEUED, reserved=message.reserved, due_at=opening)
        elif message.reserved:
            verdicts[message.id] = Verdict(MessageStatus.IN_FLIGHT, reserved=message.reserved)
        else:
            asking.append(message)
    return verdicts | _take_quotas(session, asking, rules, now)


def _take_quotas(session: Session, asking: Sequence[Due], rules: Rules, now: int) -> dict[int, Verdict]:
    day = day_of(now, rules.zone)
    held = dict.fromkeys((message.id for message in asking), Quota.NONE)
    refused: dict[int, str] = {}

    def take(quota: Quota, code: str, wanted: dict[int, str], granted: set[int]) -> None:
        for id_ in wanted:
            if id_ in granted:
                held[id_] |= quota
            else:
                refused[id_] = code

    limited = {message.id: message.number for message in asking if not message.trusted}
    if limited and rules.same_content_seconds is not None:
        seconds = rules.same_content_seconds
        granted = take_same_content(session, limited, now=now, seconds=seconds)
        take(Quota.SAME_CONTENT, SAME_CONTENT, limited, granted)
        limited = {id_: limited[id_] for id_ in limited if id_ in granted}
    if limited and rules.per_number_per_day is not None:
        granted = take_number_day(session, limited, day=day, limit=rules.per_number_per_day)
        take(Quota.NUMBER_DAY, NUMBER_DAY, limited, granted)
    if rules.region is Region.GLOBAL:
        wanted = {message.id: message.number for message in asking if message.id not in refused}
        count = take_account_day(session, len(wanted), day=day, limit=rules.global_per_day)
        take(Quota.ACCOUNT_DAY, ACCOUNT_DAY, wanted, set(list(wanted)[:count]))
    return {
        id_: _refused(refused[id_], quota)
        if id_ in refused
        else Verdict(MessageStatus.IN_FLIGHT, reserved=int(quota))
        for id_, quota in held.items()
    }


def _refused(code: str, reserved: int) -> Verdict:
    # What it holds is written with it: that is how it is found to be given back.
    return Verdict(MessageStatus.FAILED, code, reserved=int(reserved))
