"""A real send to numbers that the sandbox answers from, for the pictures of replies."""

from __future__ import annotations

import asyncio

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.text import tr
from smsdesk.operations.applications import list_applications
from smsdesk.operations.bulk import send
from smsdesk.operations.customer_search import list_customers
from smsdesk.operations.customers import enter_customers, update_customer
from smsdesk.operations.desk import Desk
from smsdesk.operations.recipients import prepare
from smsdesk.operations.replies import list_replies
from smsdesk.operations.tasks import list_tasks
from smsdesk.operations.templates import list_templates
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.ui.gallery import Stage

#: They reply T, STOP, and with thanks.
NUMBERS = ("+8613800000050", "+8613800000051", "+8613800000052")
_NAMES = ("Ann", "Bo", "Zhao Wei")
_LINES = "\n".join(
    f"{number.removeprefix('+86')},{name},{1042 + at},18:00"
    for at, (number, name) in enumerate(zip(NUMBERS, _NAMES, strict=True))
)
_STRANGER = "+8613800000099"
_HOUR = 3_600_000
#: Seconds to wait for the replies.
_PATIENCE = 60.0


def _send(desk: Desk) -> None:
    template = next(
        one
        for one in list_templates(desk, region=Region.MAINLAND)
        # Marketing would wait until the morning when the pictures are taken at night in China.
        if one.type is SmsType.REGULAR and one.status is ReviewStatus.APPROVED
    )
    recipe = Recipe(
        source=PastedSource(_LINES),
        application_id=list_applications(desk)[0].application.id,
        template_id=template.id,
        name=tr("Autumn orders"),
        confirmed=True,
    )
    send(desk, preparation=prepare(desk, recipe=recipe), consent=True)


async def talk(stage: Stage) -> None:
    """Send, once."""
    everything = await stage.run(list_tasks, region=Region.MAINLAND)
    if not any(task.name == tr("Autumn orders") for task in everything):
        await stage.context.runner.call(lambda: _send(stage.context.runner.desk))


async def replied(stage: Stage) -> None:
    """Wait until all have replied; a ``TimeoutError`` when they do not."""
    came = asyncio.Event()

    def heard(kinds: frozenset[str]) -> None:
        if "reply" in kinds:
            came.set()

    changed = stage.context.hub.changed
    changed.connect(heard)
    try:
        async with asyncio.timeout(_PATIENCE):
            while len((await stage.run(list_replies)).rows) < len(NUMBERS):
                await came.wait()
                came.clear()
    finally:
        changed.disconnect(heard)


async def chat(stage: Stage) -> None:
    """Names for them, what they wrote before and after, and somebody unknown; once."""
    known = await stage.run(list_replies, search=_STRANGER)
    if not known.rows:
        await stage.context.runner.call(lambda: _chat(stage.context.runner.desk))
        await stage.settle(0.1)


def _chat(desk: Desk) -> None:
    enter_customers(desk, numbers="\n".join(NUMBERS), sms_type=SmsType.REGULAR)
    for number, name in zip(NUMBERS, _NAMES, strict=True):
        one = list_customers(desk, search=number).customers[0]
        update_customer(desk, customer_id=one.id, name=name, note="", sms_type=SmsType.REGULAR)
    now = desk.now()
    said = [
        (NUMBERS[2], now - 50 * _HOUR, tr("Do you have rye bread on Fridays?")),
        (NUMBERS[2], now - 49 * _HOUR, tr("And could you keep two loaves for me? I come at six.")),
        (NUMBERS[2], now + 40_000, tr("One more question: are you open on the holiday?")),
        (NUMBERS[0], now - 30 * _HOUR, "STOP"),
        (_STRANGER, now - 26 * _HOUR, tr("Who is this?")),
    ]
    facts = [ReplyFacts(f"chat{at}", number, words, at, "") for number, at, words in said]
    with desk.writing("reply") as session:
        store_replies(session, "sandbox", facts)
