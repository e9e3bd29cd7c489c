"""Pictures of the blocklist, of replies and who unsubscribed, and of a desk without customers."""

from __future__ import annotations

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import tr
from smsdesk.operations.blocklist import block_numbers, list_blocked
from smsdesk.operations.customer_search import list_customers
from smsdesk.operations.customers import delete_customers
from smsdesk.operations.groups import delete_group, list_groups
from smsdesk.operations.signatures import list_signatures
from smsdesk.operations.unsubscribed import ask_for_removal, list_removals, reject_removal
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.talking import replied, talk
from smsdesk.ui.customers.unsubscribed_page import UnsubscribedPage
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


async def _unsubscribed(stage: Stage) -> UnsubscribedPage:
    page = await stage.open("customers", "unsubscribed")
    assert isinstance(page, UnsubscribedPage)
    page.arrive()
    await stage.settle(0.1)
    return page


@scene("customers-unsubscribed")
async def unsubscribed(stage: Stage) -> None:
    await talk(stage)
    await replied(stage)
    await _unsubscribed(stage)


@scene("customers-unsubscribed-words")
async def unsubscribed_words(stage: Stage) -> None:
    page = await _unsubscribed(stage)
    page.words.click()
    await stage.settle()


@scene("customers-removal-reason")
async def removal_reason(stage: Stage) -> None:
    page = await _unsubscribed(stage)
    page.spawn(page.apply(page.table.model.rows))
    await stage.settle()


async def _removals(stage: Stage) -> UnsubscribedPage:
    page = await _unsubscribed(stage)
    if not (await stage.run(list_removals)).rows:
        ids = [one.id for one in page.table.model.rows]
        made = await stage.run(
            ask_for_removal, unsubscribed_ids=ids, reason=tr("Signed the form at the counter on Friday")
        )
        await stage.run(
            reject_removal, removal_id=made[0].id, answer=tr("The form is for another number. Ask again.")
        )
    page.arrive(removals=True)
    await stage.settle(0.1)
    return page


@scene("customers-removals")
async def removals(stage: Stage) -> None:
    page = await _removals(stage)
    page.removals.view.selectRow(1)
    await stage.settle()


@scene("customers-removal-approve")
async def removal_approve(stage: Stage) -> None:
    page = await _removals(stage)
    page.spawn(page.removals.approve(page.removals.model.rows[0]))
    await stage.settle()


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
