"""Pictures of the lists that fill themselves, before anything is in them."""

from __future__ import annotations

from smsdesk.ui.customers.talking import talk
from smsdesk.ui.gallery import Stage, scene


@scene("customers-blocklist-empty")
async def blocklist_empty(stage: Stage) -> None:
    await stage.open("customers", "blocklist")


@scene("customers-unsubscribed-empty")
async def unsubscribed_empty(stage: Stage) -> None:
    await stage.open("customers", "unsubscribed")


@scene("customers-replies-empty")
async def replies_empty(stage: Stage) -> None:
    await stage.open("customers", "replies")
    # What the sandbox answers meanwhile is seen in a later picture.
    await talk(stage)
