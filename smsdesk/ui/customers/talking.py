"""A real send to numbers that the sandbox answers from, for the pictures of replies."""

from __future__ import annotations

import asyncio

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.text import tr
from smsdesk.operations.applications import list_applications
from smsdesk.operations.bulk import send
from smsdesk.operations.desk import Desk
from smsdesk.operations.recipients import prepare
from smsdesk.operations.replies import list_replies
from smsdesk.operations.tasks import list_tasks
from smsdesk.operations.templates import list_templates
from smsdesk.ui.gallery import Stage

#: They reply T, STOP, and with thanks.
_NUMBERS = "13800000050,Ann\n13800000051,Bo\n13800000052,Zhao Wei"
#: Rounds of a tenth of a second to wait for the replies.
_PATIENCE = 300


def _send(desk: Desk) -> None:
    template = next(
        one
        for one in list_templates(desk, region=Region.MAINLAND)
        if one.type is SmsType.MARKETING and one.status is ReviewStatus.APPROVED
    )
    recipe = Recipe(
        source=PastedSource(_NUMBERS),
        application_id=list_applications(desk)[0].application.id,
        template_id=template.id,
        name=tr("Weekend offer to three"),
        confirmed=True,
    )
    send(desk, preparation=prepare(desk, recipe=recipe), consent=True)


async def talk(stage: Stage) -> None:
    """Send, once."""
    everything = await stage.run(list_tasks, region=Region.MAINLAND)
    if not any(task.name == tr("Weekend offer to three") for task in everything):
        await stage.context.runner.call(lambda: _send(stage.context.runner.desk))


async def replied(stage: Stage) -> None:
    """Wait until all have replied."""
    for _ in range(_PATIENCE):
        if len((await stage.run(list_replies)).rows) >= 3:
            return
        await asyncio.sleep(0.1)
