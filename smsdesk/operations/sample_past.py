"""A desk with a believable past, to try the statistics and the speed with (P1).

Fiction and a real desk never mix: it is made in a folder that has no desk, and is there whole or not at all.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from smsdesk.domain.errors import Invalid, NotAllowed, Unavailable
from smsdesk.domain.profile import Identity, Profile, Region, SmsType
from smsdesk.domain.text import text, tr
from smsdesk.operations.desk import Progress
from smsdesk.operations.past_messages import PastMessages
from smsdesk.operations.past_people import Person, people
from smsdesk.operations.past_plan import Sender, senders, sendings
from smsdesk.operations.profile import DEFAULT_COUNTRY, DEFAULT_ZONE
from smsdesk.operations.sample_people import NAMES
from smsdesk.store.database import Database
from smsdesk.store.folder import Folder
from smsdesk.store.migrating import open_database
from smsdesk.store.past_writing import PastWriter, fold_in
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.store.settings import write_profile

MOST_MESSAGES = 20_000_000
MOST_DAYS = 3_650
_GATEWAY = "sandbox"
#: What a message takes on disk with its receipt, its sums and its part of the indexes.
_BYTES_PER_MESSAGE = 900
#: Of the work after the messages, in messages that take as long.
_STEP = 0.03
_CUSTOMERS = 20_000
_REPLIES = ("OK", "Thanks!", "好的", "Yes, please", "Which address?", "收到", "Tomorrow at 10", "T")
_REPLY_BATCH = 1_000


@dataclass(frozen=True)
class Past:
    """What was made. ``now`` is its last moment, ms since 1970 UTC."""

    database: Path
    messages: int
    tasks: int
    applications: int
    replies: int
    customers: int
    now: int


def make_past(
    folder: Folder,
    *,
    messages: int,
    days: int,
    seed: int,
    now: int,
    zone: str = DEFAULT_ZONE,
    progress: Progress | None = None,
) -> Past:
    """A desk in ``folder`` with so many messages of the last ``days`` days: the same for the same arguments.

    1–20,000,000 messages over 1–3,650 days; one reply for a hundred messages. Raises ``Invalid`` for other
    numbers, ``NotAllowed`` where there is a desk, ``Unavailable`` when the disk has no room. Nothing is left
    of it when it is stopped or fails.
    """
    _check(folder, messages, days)
    progress = progress or Progress()
    folder.path.mkdir(parents=True, exist_ok=True)
    with _making(folder) as making:
        rng = random.Random(seed)
        database = open_database(making)
        database.close()
        there, persons = senders(messages), people(rng, messages)
        tasks = _write(making.database, rng, there, persons, messages, days, now, zone, progress)
        database = Database(making.database)
        with database.write() as session:
            write_profile(
                session,
                Profile(
                    tr("Riverside Bakery"),
                    Identity.ORGANIZATION,
                    DEFAULT_COUNTRY,
                    zone,
                    price_mainland="0.045",
                    price_global="0.30",
                ),
            )
        replies = _write_replies(database, rng, messages, now, progress)
        database.close()
        fold_in(making.database)
        making.database.replace(folder.database)
    return Past(folder.database, messages, tasks, len(there), replies, _customer_count(messages), now)


def _check(folder: Folder, messages: int, days: int) -> None:
    if not 1 <= messages <= MOST_MESSAGES:
        raise Invalid(text("A sample has 1 to {most} messages.", most=f"{MOST_MESSAGES:,}"), field="messages")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(text("A sample goes back 1 to {most} days.", most=f"{MOST_DAYS:,}"), field="days")
    if folder.has_desk():
        raise NotAllowed(
            text(
                "There is a desk in {path} already, and a made-up past is never mixed into one. "
                "Name a folder that is not there yet.",
                path=folder.path,
            )
        )
    place = next(each for each in (folder.path, *folder.path.parents) if each.exists())
    needed = messages * _BYTES_PER_MESSAGE
    if shutil.disk_usage(place).free < needed:
        raise Unavailable(
            text(
                "The disk with {path} has no room for this sample, which takes {size} MB.",
                path=folder.path,
                size=f"{needed // 1_000_000:,}",
            )
        )


@contextmanager
def _making(folder: Folder) -> Iterator[Folder]:
    """A folder beside the desk's place, gone at the end whatever happens."""
    making = Folder(folder.path / "sample-being-made")
    shutil.rmtree(making.path, ignore_errors=True)
    making.path.mkdir()
    try:
        yield making
    finally:
        shutil.rmtree(making.path, ignore_errors=True)


def _write(
    path: Path,
    rng: random.Random,
    there: list[Sender],
    persons: dict[Region, list[Person]],
    messages: int,
    days: int,
    now: int,
    zone: str,
    progress: Progress,
) -> int:
    """Everything but the replies; the number of tasks."""
    made = PastMessages(rng, persons, now=now)
    tasks, done = 0, 0
    with PastWriter(path) as writer:
        _write_subjects(writer, there, now)
        _write_customers(writer, persons, messages, now)
        step = max(int(messages * _STEP), 1)
        whole = messages + step * (writer.steps + 1)
        for tasks, sending in enumerate(
            sendings(rng, there, messages=messages, days=days, now=now, zone=zone), start=1
        ):
            task, rows = made.task(tasks, sending, gateway=_GATEWAY)
            writer.task(task, f"{sending.wording.name} {tasks}", rows)
            done += sending.size
            progress.report(done, whole)

        def stepped() -> None:
            nonlocal done
            done += step
            progress.report(done, whole)

        writer.finish(stepped)
    return tasks


def _write_subjects(writer: PastWriter, there: list[Sender], now: int) -> None:
    writer.rows(
        "application",
        (
            *("id", "name", "type", "overview", "app_id", "enabled", "gateway", "same_content_seconds"),
            *("per_number_per_day", "created_at"),
        ),
        ((one.id, one.name, "website", "", f"1400{one.id:06}", 1, _GATEWAY, 30, 10, now) for one in there),
    )
    wordings = {wording.id: wording for one in there for wording in one.wordings}
    writer.rows(
        "template",
        ("id", "region", "type", "name", "content", "remarks", "status", "reason", "created_at"),
        (
            (
                *(one.id, one.region, one.sms_type, one.name, one.body.replace("{order}", "{1}")),
                *("", "approved", "", now),
            )
            for one in wordings.values()
        ),
    )
    signatures = {one.signature.id: one.signature for one in there}
    writer.rows(
        "signature",
        (
            *("id", "region", "type", "purpose", "content", "remarks", "certificate_type"),
            *("certificate_image", "authorization_image", "status", "reason", "created_at"),
        ),
        (
            (one.id, one.region, "website", "self_use", one.content, "", "", "", "", "approved", "", now)
            for one in signatures.values()
        ),
    )


def _customer_count(messages: int) -> int:
    return min(max(messages // 50, 20), _CUSTOMERS)


def _write_customers(
    writer: PastWriter, persons: dict[Region, list[Person]], messages: int, now: int
) -> None:
    """The pool: those of the recipients who gave a name, two of three from the mainland."""
    abroad = _customer_count(messages) // 3
    known = dict.fromkeys(persons[Region.MAINLAND][: _customer_count(messages) - abroad])
    known |= dict.fromkeys(persons[Region.GLOBAL][:abroad])
    writer.rows(
        "customer",
        ("number", "country", "name", "note", "sms_type", "created_at"),
        (
            (one.number, one.country, NAMES[place % len(NAMES)], "", SmsType.REGULAR, now)
            for place, one in enumerate({one.number: one for one in known}.values())
        ),
    )


def _write_replies(
    database: Database, rng: random.Random, messages: int, now: int, progress: Progress
) -> int:
    """One for a hundred messages, through what stores the engine's: with the message it answers."""
    wanted = messages // 100
    answered = sorted(rng.sample(range(1, messages + 1), wanted))
    for first in range(0, wanted, _REPLY_BATCH):
        some = answered[first : first + _REPLY_BATCH]
        with database.write() as session:
            connection = session.connection()
            found = connection.exec_driver_sql(
                f"SELECT id, number, requested_at FROM message WHERE id IN ({', '.join('?' * len(some))})",
                tuple(some),
            ).all()
            facts = [
                ReplyFacts(
                    f"reply-{id_}",
                    number,
                    _REPLIES[rng.randrange(len(_REPLIES) * 4) % len(_REPLIES)] if id_ % 5 else "T",
                    min(at + rng.randrange(20_000, 6 * 3_600_000), now),
                    "",
                )
                for id_, number, at in found
            ]
            store_replies(session, _GATEWAY, facts, now=now)
        progress.report(0)
    return wanted
