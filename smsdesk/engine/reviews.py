"""Submits signatures and templates to the carriers that review, and asks what became of them (R1).

What is to be done is in the store (``store.submission_rows``), so that a restart goes on where it was. A
submission whose answer was lost is looked for at the carrier before it is submitted again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from smsdesk.domain.errors import DeskError
from smsdesk.domain.review import SubmissionState
from smsdesk.domain.text import Text, text
from smsdesk.engine import review_rows
from smsdesk.engine.events import Event, ReviewChanged
from smsdesk.engine.part import Part
from smsdesk.engine.review_rows import Changed, Job, Look
from smsdesk.engine.store_thread import StoreThread
from smsdesk.gateways.base import (
    Gateway,
    GatewayDown,
    Objection,
    ReviewAnswer,
    Reviewing,
    SignatureSubmission,
    SlowDown,
    Submission,
    SubmissionRefused,
)
from smsdesk.gateways.registry import DECLARED, Declared
from smsdesk.store.stored_text import text_to_json
from smsdesk.store.submission_rows import forget, put_off, unfinished

log = logging.getLogger(__name__)

#: So many are submitted in one turn, so that an edit and another gateway's answers do not wait for all.
_AT_ONCE = 20


class _Way(Gateway, Reviewing, Protocol):
    """A gateway whose carrier reviews."""


@dataclass(frozen=True, slots=True)
class ReviewPace:
    """How often a carrier is asked, in seconds; tests make it hurry."""

    shortest: float = 2.0
    share: float = 0.1
    """Of the time it has been there: after an hour it is asked every six minutes."""
    longest: float = 300.0
    longest_closed: float = 3600.0
    """Outside the review hours; the opening is not missed."""
    first_fault: float = 5.0
    longest_fault: float = 600.0
    """Before a carrier that could not be asked is tried again: twice as long each time."""
    answer: float = 90.0
    """A gateway that has not answered after so long is given up; gateways give up earlier by themselves."""


class Reviews(Part):
    """See the module. ``makers`` gives a fresh gateway, not open, by key; it may block."""

    name = "reviews"

    def __init__(
        self,
        store: StoreThread,
        makers: Mapping[str, Callable[[], Gateway]],
        *,
        clock: Callable[[], int],
        emit: Callable[[Event], None],
        declared: Mapping[str, Declared] = DECLARED,
        pace: ReviewPace | None = None,
    ) -> None:
        """``clock``: ms since 1970 UTC. ``emit`` is called on the loop and returns at once."""
        super().__init__()
        self._store = store
        self._makers = makers
        self._clock = clock
        self._emit = emit
        self._declared = declared
        self._pace = pace or ReviewPace()
        self._failed: dict[str, tuple[int, Mapping[str, str]]] = {}
        """How often a gateway could not be asked in a row, and the settings it had then."""

    async def turn(self) -> float | None:
        """Do what is due at every gateway."""
        now = self._clock()
        found = await self._look()
        if found.stale:
            self._tell(
                await self._store.write(partial(review_rows.bring_up, declared=self._declared, now=now))
            )
            found = await self._look()
        if not found.jobs:
            return None
        due: defaultdict[str, list[Job]] = defaultdict(list)
        for job in found.jobs:
            settings = found.settings.get(job.gateway, {})
            mended = job.faulty and settings != self._failed.get(job.gateway, (0, settings))[1]
            if job.due_at <= now or mended:
                due[job.gateway].append(job)
        await asyncio.gather(
            *(self._work(key, jobs, found.settings.get(key, {})) for key, jobs in due.items())
        )
        left = await self._store.read(lambda session: [row.due_at for row in unfinished(session)])
        return max(0.0, (min(left) - self._clock()) / 1000) if left else None

    async def _look(self) -> Look:
        # Only a read: a turn is made whenever reports were stored, and mostly there is nothing to do.
        return await self._store.read(lambda session: review_rows.look(session, self._declared))

    # --- one gateway ----------------------------------------------------------------------------

    async def _work(self, key: str, jobs: Sequence[Job], settings: Mapping[str, str]) -> None:
        """Do what is due at one gateway; what could not be done is put off."""
        left = {job.id: job for job in jobs}
        try:
            async with self._open(key) as way:
                asked = [one for one in jobs if one.state == SubmissionState.SUBMITTED]
                await self._ask(way, key, asked)
                left = {job.id: job for job in jobs if job not in asked}
                for job in [one for one in jobs if one.state == SubmissionState.WITHDRAWN]:
                    await self._withdraw(way, job)
                    del left[job.id]
                # What has failed before comes last: one that the carrier chokes on must not hold up the rest.
                waiting = [one for one in jobs if one.state == SubmissionState.WAITING]
                for job in sorted(waiting, key=lambda one: one.sent is not None)[:_AT_ONCE]:
                    await self._submit(way, job)
                    del left[job.id]
        except SlowDown as busy:
            await self._put_off(left.values(), max(busy.seconds, self._pace.first_fault), None)
        except GatewayDown as down:
            await self._fail(key, left.values(), down.reason, settings)
        except DeskError as fault:
            await self._fail(key, left.values(), fault.message, settings)
        except TimeoutError:
            reason = text("The carrier did not answer in time; it is asked again.")
            await self._fail(key, left.values(), reason, settings)
        except Exception:
            log.exception("The review at the gateway %s failed", key)
            reason = text("The review met an unexpected fault; it is tried again. The log has the details.")
            await self._fail(key, left.values(), reason, settings)
        else:
            self._failed.pop(key, None)

    @asynccontextmanager
    async def _open(self, key: str) -> AsyncIterator[_Way]:
        """A gateway of its own for this turn: what is being sent is not disturbed."""
        maker = self._makers.get(key)
        if maker is None:
            raise GatewayDown(text("The gateway is not there any more."))
        gateway = await asyncio.to_thread(maker)
        try:
            async with asyncio.timeout(self._pace.answer):
                await gateway.open()
            if not isinstance(gateway, Reviewing):
                raise GatewayDown(text("This gateway takes nothing for review. Choose another one."))
            yield gateway
        finally:
            await gateway.close()

    async def _put_off(self, jobs: Iterable[Job], seconds: float, fault: Text | None) -> None:
        ids = [job.id for job in jobs]
        until = self._clock() + round(1000 * seconds)
        kept = text_to_json(fault) if fault else None
        await self._store.write(lambda session: put_off(session, ids, until=until, fault=kept))

    async def _fail(self, key: str, jobs: Iterable[Job], reason: Text, settings: Mapping[str, str]) -> None:
        jobs = list(jobs)
        times = self._failed.get(key, (0, {}))[0]
        self._failed[key] = times + 1, settings
        log.info("The carrier behind %s cannot be asked about %d reviews", key, len(jobs))
        pause = min(self._pace.first_fault * 2 ** min(times, 20), self._pace.longest_fault)
        await self._put_off(jobs, pause, reason)
        self._tell(Changed(job.subject) for job in jobs)

    def _tell(self, changed: Iterable[Changed]) -> None:
        changed = list(changed)
        if changed:
            subjects = frozenset(one.subject for one in changed)
            self._emit(ReviewChanged(subjects, any(one.decided for one in changed)))

    # --- submitting -----------------------------------------------------------------------------

    async def _withdraw(self, way: _Way, job: Job) -> None:
        try:
            async with asyncio.timeout(self._pace.answer):
                if remote_id := job.remote_id or await self._unheard(way, job):
                    await way.withdraw(job.subject, remote_id)
        except SubmissionRefused as no:
            log.warning("The carrier behind %s does not forget a %s: %s", job.gateway, job.subject, no)
        await self._store.write(lambda session: forget(session, job.id))

    async def _submit(self, way: _Way, job: Job) -> None:
        item = await self._store.read(lambda session: review_rows.item_of(session, job))
        if item is None:
            return
        try:
            async with asyncio.timeout(self._pace.answer):
                remote_id = await self._edited(way, item, job.remote_id) if job.remote_id else ""
                remote_id = remote_id or await self._new(way, job, item)
        except SubmissionRefused as no:
            reason, now = no.reason, self._clock()
            self._tell(
                [
                    await self._store.write(
                        lambda session: review_rows.refused(
                            session, job, item, reason, self._declared, now=now
                        )
                    )
                ]
            )
            return
        if remote_id:
            now = self._clock()
            done = partial(
                review_rows.submitted,
                job=job,
                sent=item,
                remote_id=remote_id,
                now=now,
                due_at=self._next(job.gateway, now, now),
            )
            self._tell([await self._store.write(done)])

    async def _edited(self, way: _Way, item: Submission, remote_id: str) -> str:
        """Change what the carrier has; empty when it must be submitted as a new one."""
        try:
            return await _give(way, item, remote_id)
        except SubmissionRefused as no:
            if no.objection is Objection.GONE:
                return ""
            if no.objection is not Objection.ALREADY_APPROVED:
                raise
        if await way.find_submission(item) == remote_id:
            return remote_id  # what is approved is what was to be submitted
        await way.withdraw(item.subject, remote_id)
        return ""

    async def _new(self, way: _Way, job: Job, item: Submission) -> str:
        """Submit it, unless the carrier has it already; empty when it is not to be submitted any more."""
        if known := await self._known(way, job, item):
            return known
        # Edited since an answer was lost: what may have arrived then is what is to be edited.
        if (before := await self._unheard(way, job)) and (known := await self._edited(way, item, before)):
            return known
        if not await self._store.write(lambda session: review_rows.begin(session, job, item)):
            return ""
        try:
            return await _give(way, item)
        except SubmissionRefused as no:
            if no.objection is Objection.ALREADY_WAITING and (found := await way.find_submission(item)):
                return found
            raise

    async def _known(self, way: _Way, job: Job, item: Submission) -> str:
        found = await self._found(way, job, item)
        if not found:
            return ""
        (state,) = await way.review_states(item.subject, [found])
        if state.answer is ReviewAnswer.GONE:
            return ""
        if state.answer is ReviewAnswer.REJECTED and job.sent != review_rows.without_pictures(item):
            # Of an earlier time; this is another try.
            return await _give(way, item, found)
        return found

    async def _unheard(self, way: _Way, job: Job) -> str:
        """What the carrier calls a submission whose answer was lost; empty: there is none."""
        return await self._found(way, job, job.sent) if job.sent else ""

    async def _found(self, way: _Way, job: Job, item: Submission) -> str:
        found = await way.find_submission(item)
        if not found:
            return ""
        free = await self._store.read(lambda session: review_rows.is_free(session, job, found))
        return found if free else ""

    # --- asking ---------------------------------------------------------------------------------

    async def _ask(self, way: _Way, key: str, jobs: Sequence[Job]) -> None:
        for subject in sorted({job.subject for job in jobs}):
            asked = [job for job in jobs if job.subject == subject]
            async with asyncio.timeout(self._pace.answer):
                states = await way.review_states(subject, [job.remote_id for job in asked])
            now = self._clock()
            answers = list(zip(asked, states, strict=True))
            due = {job.id: self._next(key, job.submitted_at, now) for job in asked}
            work = partial(
                review_rows.answered, answers=answers, declared=self._declared, now=now, due_at=due
            )
            self._tell(await self._store.write(work))

    def _next(self, key: str, submitted_at: int, now: int) -> int:
        """When to ask again; ms since 1970 UTC."""
        pace, hours = self._pace, self._declared[key].hours
        pause = max(pace.shortest, pace.share * (now - submitted_at) / 1000)
        if hours.open_now(now):
            return now + round(1000 * min(pause, pace.longest))
        closed = now + round(1000 * min(max(pause, pace.longest), pace.longest_closed))
        return min(closed, hours.opens_at(now) + round(1000 * pace.shortest))


async def _give(way: _Way, item: Submission, remote_id: str = "") -> str:
    if isinstance(item, SignatureSubmission):
        return await way.submit_signature(item, remote_id)
    return await way.submit_template(item, remote_id)
