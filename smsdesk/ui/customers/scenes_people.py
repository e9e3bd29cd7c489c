"""Pictures of the blocklist, of replies and who unsubscribed, and of a desk without customers."""

from __future__ import annotations

from smsdesk.domain.profile import Region, SmsType
from smsdesk.operations.blocklist import block_numbers, list_blocked
from smsdesk.operations.customer_search import list_customers
from smsdesk.operations.customers import delete_customers
from smsdesk.operations.groups import delete_group, list_groups
from smsdesk.operations.signatures import list_signatures
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.talking import replied, talk
from smsdesk.ui.gallery import Stage, scene


async def _signature(stage: Stage) -> str:
    return (await stage.run(list_signatures, region=Region.MAINLAND))[0].content


@scene("customers-blocklist")
async def blocklist(stage: Stage) -> None:
    if not await stage.run(list_blocked):
        await stage.run(
            block_numbers,
            numbers="13800000009\n13800000012\n13800000044",
            signature=await _signature(stage),
            sms_type=SmsType.MARKETING,
        )
    page = await stage.open("customers", "blocklist")
    assert isinstance(page, BlocklistPage)
    await stage.settle(0.1)
    page.add("13800000001\n1380000")
    await stage.settle(0.4)


@scene("customers-unsubscribed")
async def unsubscribed(stage: Stage) -> None:
    await talk(stage)
    await replied(stage)
    await stage.open("customers", "unsubscribed")
    await stage.settle(0.1)


@scene("customers-groups-empty")
async def groups_empty(stage: Stage) -> None:
    for one in await stage.run(list_groups):
        await stage.run(delete_group, group_id=one.id)
    await stage.open("customers", "groups")


@scene("customers-pool-empty")
async def pool_empty(stage: Stage) -> None:
    everybody = await stage.run(list_customers, most=10_000)
    await stage.run(delete_customers, customer_ids=[one.id for one in everybody.customers])
    await stage.open("customers", "pool")
