"""What became of each message of the made-up past, as the engine would have left it (E6, E7)."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from smsdesk.domain.codes import Code
from smsdesk.domain.fragments import measure
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region
from smsdesk.operations.past_people import Person
from smsdesk.operations.past_plan import HOURS, Manner, Sending
from smsdesk.store.message_states import UNSURE
from smsdesk.store.past_writing import PastMessage, PastTask
from smsdesk.store.task_writing import content_key

MINUTE = 60_000
HOUR = 60 * MINUTE


class Fate(NamedTuple):
    """How a message ended, and how many of ten thousand end so."""

    status: MessageStatus
    code: str
    often: float


#: What carriers report, the usual first; of the mainland's carriers and of those abroad.
_REPORTS = {
    Region.MAINLAND: (
        *("MK:0001", "UNDELIV", "MK:0010", "MI:0024", "EXPIRED", "MK:0012", "54", "CB:0001", "DB:0141", "1"),
        *("MI:0013", "713", "760", "IB:0194", "CL:105", "MBBLACK", "ID:0013", "BLACK", "24", "LT:0022", "9"),
        *("MK:0029", "CA:0054", "SGIP:27", "DA:0054", "174", "702", "IB:0008", "MK:0022", "REJECTD", "99"),
    ),
    Region.GLOBAL: ("UNDELIV", "EXPIRED", "REJECTD", "UNKNOWN"),
}
#: What is refused before anything leaves, by the desk or the gateway.
_REFUSALS = (
    *(Code.INVALID_NUMBER, Code.SAME_CONTENT, Code.BLOCKED, Code.PER_NUMBER_PER_DAY),
    *("FailedOperation.ContainSensitiveWord", "LimitExceeded.PhoneNumberOneHourLimit"),
    *("FailedOperation.TemplateIncorrectOrUnapproved", "FailedOperation.SignatureIncorrectOrUnapproved"),
    *(Code.NO_PACKAGE, Code.APPLICATION_DISABLED, "InvalidParameterValue.TemplateParameterLengthLimit"),
)
#: These the desk itself gives, without a request.
_UNASKED = frozenset({Code.SAME_CONTENT, Code.BLOCKED, Code.PER_NUMBER_PER_DAY})

#: Time from the gateway's answer to the report, and how many of a hundred come within it: most in seconds,
#: some after hours, when the telephone was switched on again.
_REPORTED_WITHIN = ((8_000, 84), (60_000, 11), (30 * MINUTE, 3), (12 * HOUR, 1.5), (72 * HOUR, 0.5))

#: Requests a second of a task that leaves at once.
_PACE = 200


def _fates(region: Region, trouble: bool) -> tuple[Fate, ...]:
    """On a day of trouble the prepaid balance is used up and carriers lose a lot."""
    refused, lost = (2_500, 900) if trouble else (230, 320)

    def share(whole: float, codes: Sequence[str]) -> list[float]:
        weights = [1 / (place + 1) for place in range(len(codes))]
        return [whole * weight / sum(weights) for weight in weights]

    refusals = (Code.NO_PACKAGE, *_REFUSALS) if trouble else _REFUSALS
    reports = _REPORTS[region]
    return (
        Fate(MessageStatus.DELIVERED, "", 10_000 - refused - lost - 102),
        Fate(MessageStatus.ACCEPTED, "", 100),
        Fate(MessageStatus.UNKNOWN, UNSURE, 2),
        *(
            Fate(MessageStatus.FAILED, code, often)
            for code, often in zip(refusals, share(refused, refusals), strict=True)
        ),
        *(
            Fate(MessageStatus.UNDELIVERED, code, often)
            for code, often in zip(reports, share(lost, reports), strict=True)
        ),
    )


_FATES = {(region, trouble): _fates(region, trouble) for region in Region for trouble in (False, True)}


class PastMessages:
    """Makes tasks and their messages, always the same for the same ``rng``."""

    def __init__(self, rng: random.Random, people: dict[Region, list[Person]], *, now: int) -> None:
        self._rng = rng
        self._people = people
        self._now = now
        self._sent_after = [rng.randrange(120, 900) for _ in range(997)]
        self._reported_after = [self._report_delay() for _ in range(9_973)]

    def task(self, number: int, sending: Sending, *, gateway: str) -> tuple[PastTask, Iterator[PastMessage]]:
        """A task and its messages; the task's counts are right once all messages were taken."""
        task = PastTask(
            id=number,
            application_id=sending.sender.id,
            template_id=sending.wording.id,
            template_name=sending.wording.name,
            signature_id=sending.sender.signature.id,
            signature=sending.sender.signature.content,
            body=sending.wording.body.replace("{order}", "{1}"),
            region=sending.wording.region,
            sms_type=sending.wording.sms_type,
            gateway=gateway,
            counts=Counter(),
        )
        return task, self._messages(task, sending)

    def _messages(self, task: PastTask, sending: Sending) -> Iterator[PastMessage]:
        fates = _FATES[task.region, sending.trouble]
        ended = self._rng.choices(fates, [fate.often for fate in fates], k=sending.size)
        persons = self._rng.choices(self._people[task.region], k=sending.size)
        moments = self._moments(sending)
        open_, close = ("【", "】") if task.region is Region.MAINLAND else ("[", "]")
        head, found, tail = sending.wording.body.partition("{order}")
        head = f"{open_}{task.signature}{close}{head}"
        size = measure(f"{head}{'000000' if found else ''}{tail}", task.region)
        content, key = head, content_key(head)
        counts, counted = Counter[Fate](), task.counts
        offset = task.id * 31
        for position, (fate, person, at) in enumerate(zip(ended, persons, moments, strict=True)):
            if found:
                content = f"{head}{100_000 + (offset + position * 7) % 900_000}{tail}"
                key = content_key(content)
            status, code, _ = fate
            sent = reported = None
            if status is not MessageStatus.FAILED and status is not MessageStatus.UNKNOWN:
                sent = at + self._sent_after[(offset + position) % 997]
                if status is not MessageStatus.ACCEPTED:
                    reported = sent + self._reported_after[(offset + position) % 9_973]
                    if reported > self._now:
                        fate = fates[1]
                        status, code, reported = fate.status, "", None
            counts[fate] += 1
            yield (
                *(task.id, position, task.application_id, task.template_id, task.signature_id, task.region),
                *(task.sms_type, person.number, person.country, content, key, size.characters),
                *(size.fragments, status, code, 0 if code in _UNASKED else 1, task.gateway),
                *(f"{task.id:06x}{position:07x}" if sent else None, moments[0], at, at, sent, reported),
                position + 2,
            )
        for fate, count in counts.items():
            counted[fate.status] += count
        counted["total"], counted["fragments"] = sending.size, sending.size * size.fragments
        task.started_at, task.finished_at = moments[0], moments[-1] + 1_000

    def _moments(self, sending: Sending) -> list[int]:
        """When each was requested, in order, never after now."""
        rng, start, last = self._rng, sending.start, self._now - 1_000
        if sending.manner is Manner.AT_ONCE:
            start = min(start, last - 1_000 * (sending.size // _PACE + 1))
            return [start + position * 1_000 // _PACE for position in range(sending.size)]
        hours = rng.choices(range(24), cum_weights=HOURS, k=sending.size)
        moments = sorted(start + hour * HOUR + int(rng.random() * HOUR) for hour in hours)
        late = bisect_right(moments, last)
        if late < len(moments):
            # Today is not over: what would come later came in the hours until now instead.
            moments[late:] = [
                max(start, last - int(rng.random() * max(last - start, 1))) for _ in moments[late:]
            ]
            moments.sort()
        return moments

    def _report_delay(self) -> int:
        within = [each[0] for each in _REPORTED_WITHIN]
        place = self._rng.choices(
            range(len(within)), cum_weights=[*accumulate(e[1] for e in _REPORTED_WITHIN)]
        )[0]
        shortest = within[place - 1] if place else 1_500
        return self._rng.randrange(shortest, within[place])
