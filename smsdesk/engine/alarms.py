"""Telling the alarm contacts: takes alarms that are due, sends the emails, follows the SMS (A9).

Everything is a row that survives a restart. An SMS is an ordinary message and goes out once (E5). An email
may go out twice when the program dies between the server's yes and the store; with the same Message-ID.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from sqlalchemy.orm import Session

from smsdesk.domain.alarm_words import body, subject
from smsdesk.domain.alarms import DeliveryStatus
from smsdesk.domain.errors import DeskError
from smsdesk.domain.text import Text, text
from smsdesk.engine.alarm_messages import drop_held, drop_of_deleted, send_sms
from smsdesk.engine.events import AlarmsChanged, Event
from smsdesk.engine.part import Part
from smsdesk.engine.queue import zone_of
from smsdesk.engine.store_thread import StoreThread
from smsdesk.notices.mail import Mail, MailAccount, MailRefused, send_mail
from smsdesk.store.alarm_deliveries import (
    Outcome,
    Waiting,
    due_mails,
    followed,
    next_mail,
    of_deleted_applications,
    settle,
    waiting_sms,
)
from smsdesk.store.alarm_rows import next_due, take_alarms
from smsdesk.store.settings import DESK_ID, read_setting

log = logging.getLogger(__name__)

#: Emails under way at once; a server that hangs holds one of them and nothing else.
MAILS_AT_ONCE = 4
MAIL_SECONDS = 20.0
#: An email is tried so often: after 1, 4, 16, 64 and 256 minutes and then every eight hours, about a day.
MAIL_ATTEMPTS = 8
_FIRST_DELAY_MS = 60_000
_LONGEST_DELAY_MS = 8 * 3_600_000
#: While the keyring with the account's password is locked, which is no attempt; but not for ever.
_LOCKED_DELAY_MS = 60_000
_LONGEST_LOCKED_MS = 86_400_000
#: A message of an alarm is looked at so often, in seconds: while it is young, and later.
_FOLLOW_SOON, _FOLLOW_LATER = 1.0, 30.0
_YOUNG_MS = 60_000


class _Look(NamedTuple):
    """What waits; times in ms since 1970 UTC, None for nothing."""

    alarm_at: int | None
    sms_since: int | None
    mail_at: int | None
    mails: list[Waiting]
    orphans: bool
    """Something waits in the name of a deleted application."""
    zone: str
    desk_id: str


class Alarms(Part):
    """The part of the engine that works off the outbox of alarms."""

    name = "alarms"

    def __init__(
        self,
        store: StoreThread,
        *,
        clock: Callable[[], int],
        account: Callable[[], MailAccount | None],
        emit: Callable[[Event], None],
        mail_seconds: float = MAIL_SECONDS,
    ) -> None:
        """``account`` gives the account that mails go out through, as it is now, None without one; it is
        called on a thread of its own, may block, and raises ``DeskError`` while it cannot be told."""
        super().__init__()
        self._store = store
        self._clock = clock
        self._account = account
        self._emit = emit
        self._mail_seconds = mail_seconds
        self._mailing: dict[int, asyncio.Task[None]] = {}
        self._first = True

    async def turn(self) -> float | None:
        """Take what is due, note what became of messages, and begin emails as there is room."""
        now = self._clock()
        if self._first:
            await self._store.write(drop_held)
            self._first = False
        look = await self._look(now)
        taking = look.alarm_at is not None and look.alarm_at <= now
        if taking or look.orphans or look.sms_since is not None:
            if await self._store.write(partial(_work, now=now)):
                self._emit(AlarmsChanged())
            look = await self._look(now)
        for waiting in look.mails:
            job = asyncio.create_task(self._mail(waiting, look), name=f"mail {waiting.id}")
            self._mailing[waiting.id] = job
        # One that finds no room is begun when another one ends.
        mail_at = None if look.mails or len(self._mailing) >= MAILS_AT_ONCE else look.mail_at
        return _pause(now, look.alarm_at, mail_at, look.sms_since)

    async def close(self) -> None:
        """Break off what is under way; it is still in the store for the next start."""
        jobs = list(self._mailing.values())
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    async def _look(self, now: int) -> _Look:
        but = list(self._mailing)
        return await self._store.read(partial(_look, now=now, but=but, room=MAILS_AT_ONCE - len(but)))

    async def _mail(self, waiting: Waiting, look: _Look) -> None:
        try:
            outcome = await self._attempt(waiting, look)
            now = self._clock()
            await self._store.write(partial(settle, outcomes=[(waiting.id, outcome)], now=now))
        finally:
            del self._mailing[waiting.id]
        self._emit(AlarmsChanged())
        self.wake()

    async def _attempt(self, waiting: Waiting, look: _Look) -> Outcome:
        mail = Mail(
            to=waiting.address,
            subject=subject(waiting.alarm, waiting.application),
            text=body(waiting.alarm, waiting.application, look.zone),
            # A restored desk counts its deliveries anew; the time keeps them apart.
            message_id=f"alarm-{waiting.id}-{waiting.alarm.first_at}-{look.desk_id}",
        )
        try:
            account = await asyncio.to_thread(self._account)
            if account is None:
                return Outcome(
                    DeliveryStatus.FAILED,
                    text("No email account is set up. Enter one under Settings, Email."),
                )
            await send_mail(account, mail, timeout=self._mail_seconds)
        except DeskError as fault:
            now = self._clock()
            if now - waiting.alarm.last_at > _LONGEST_LOCKED_MS:
                return Outcome(DeliveryStatus.FAILED, fault.message)
            return Outcome(DeliveryStatus.WAITING, fault.message, now + _LOCKED_DELAY_MS, attempts=0)
        except MailRefused as refused:
            log.info("An email was refused: %s", refused.details)
            return _after(refused.reason, waiting.attempts + 1, self._clock(), permanent=refused.permanent)
        except Exception:
            log.exception("An email could not be sent")
            reason = text("The email could not be sent. The log has the details.")
            return _after(reason, waiting.attempts + 1, self._clock(), permanent=False)
        return Outcome(DeliveryStatus.SENT)


def mail_delay(attempts: int, chance: float) -> int:
    """Milliseconds to wait after so many attempts; ``chance``, drawn from 0 … 1, spreads it."""
    whole = min(_FIRST_DELAY_MS * 4 ** (attempts - 1), _LONGEST_DELAY_MS)
    return int(whole * (0.75 + chance / 4))


def _after(reason: Text, attempts: int, now: int, *, permanent: bool) -> Outcome:
    if permanent or attempts >= MAIL_ATTEMPTS:
        return Outcome(DeliveryStatus.FAILED, reason)
    return Outcome(DeliveryStatus.WAITING, reason, now + mail_delay(attempts, random.random()))


def _look(session: Session, *, now: int, but: list[int], room: int) -> _Look:
    return _Look(
        next_due(session),
        waiting_sms(session),
        next_mail(session, but=but),
        due_mails(session, now=now, but=but, limit=room),
        bool(of_deleted_applications(session)),
        zone_of(session),
        str(read_setting(session, DESK_ID)),
    )


def _work(session: Session, *, now: int) -> bool:
    """One transaction: whether anything changed that is shown."""
    changed = take_alarms(session, now=now)
    changed |= send_sms(session, now=now)
    changed |= drop_of_deleted(session, now=now)
    ended = followed(session)
    settle(session, ended, now=now)
    return changed or bool(ended)


def _pause(now: int, alarm_at: int | None, mail_at: int | None, sms_since: int | None) -> float | None:
    """Seconds until something is due."""
    waits = [max(0.0, (at - now) / 1000) for at in (alarm_at, mail_at) if at is not None]
    if sms_since is not None:
        waits.append(_FOLLOW_SOON if now - sms_since < _YOUNG_MS else _FOLLOW_LATER)
    return min(waits, default=None)
