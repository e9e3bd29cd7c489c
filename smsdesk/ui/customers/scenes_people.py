"""Pictures of the blocklist, of who unsubscribed, and of the replies."""

from __future__ import annotations

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.text import tr
from smsdesk.operations.blocklist import block_numbers, list_blocked, list_replies
from smsdesk.operations.desk import Desk
from smsdesk.operations.signatures import list_signatures
from smsdesk.store.reply_rows import ReplyFacts, store_replies
from smsdesk.store.tables import UnsubscribedRow
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.customers.replies_page import RepliesPage
from smsdesk.ui.gallery import Stage, scene

_MINUTE = 60_000


def _answer(desk: Desk, signature: str) -> None:
    """What a carrier would have told: replies, one of which ends a subscription."""
    if list_replies(desk).rows:
        return
    now = desk.now()
    said = [
        ("+8613800000003", tr("Thank you, I will come by at five."), 4),
        ("+8613800000007", "T", 31),
        (
            "+12025550108",
            tr("Can you keep a table for six instead of four? We come at half past seven."),
            190,
        ),
        ("+8613800000011", tr("Do you have the rye bread without nuts today?"), 1_500),
    ]
    with desk.writing("reply") as session:
        facts = [
            ReplyFacts(str(at), number, content, now - at * _MINUTE, signature)
            for number, content, at in said
        ]
        store_replies(session, "sandbox", facts)
        session.add(
            UnsubscribedRow(
                number="+8613800000007",
                signature=signature,
                sms_type=SmsType.MARKETING.value,
                keyword="T",
                at=now - 31 * _MINUTE,
                reply_id=None,
            )
        )


async def _signature(stage: Stage) -> str:
    return (await stage.run(list_signatures, region=Region.MAINLAND))[0].content


@scene("customers-blocklist-empty")
async def blocklist_empty(stage: Stage) -> None:
    await stage.open("customers", "blocklist")


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


@scene("customers-unsubscribed-empty")
async def unsubscribed_empty(stage: Stage) -> None:
    await stage.open("customers", "unsubscribed")


@scene("customers-replies-empty")
async def replies_empty(stage: Stage) -> None:
    await stage.open("customers", "replies")


@scene("customers-replies")
async def replies(stage: Stage) -> None:
    signature = await _signature(stage)
    await stage.context.runner.call(lambda: _answer(stage.context.runner.desk, signature))
    page = await stage.open("customers", "replies")
    assert isinstance(page, RepliesPage)
    await stage.settle(0.1)
    page.table.view.selectRow(2)
    await stage.settle()


@scene("customers-unsubscribed")
async def unsubscribed(stage: Stage) -> None:
    signature = await _signature(stage)
    await stage.context.runner.call(lambda: _answer(stage.context.runner.desk, signature))
    await stage.open("customers", "unsubscribed")
    await stage.settle(0.1)
