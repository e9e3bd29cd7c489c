"""Pictures of conversations and of the answers to them."""

from __future__ import annotations

from smsdesk.domain.text import tr
from smsdesk.ui.customers.replies_page import RepliesPage
from smsdesk.ui.customers.talking import NUMBERS, chat, replied, talk
from smsdesk.ui.gallery import Stage, scene


async def _page(stage: Stage) -> RepliesPage:
    await talk(stage)
    await replied(stage)
    await chat(stage)
    page = await stage.open("customers", "replies")
    assert isinstance(page, RepliesPage)
    assert page.tools.search is not None
    if page.tools.search.text():  # the scene before searched
        page.tools.search.clear()
        await stage.settle(0.3)
    await stage.settle(0.1)
    return page


@scene("customers-replies-unread")
async def replies_unread(stage: Stage) -> None:
    await _page(stage)


@scene("customers-replies")
async def replies(stage: Stage) -> None:
    page = await _page(stage)
    page.open_conversation(NUMBERS[2])
    await stage.settle(0.1)


@scene("customers-replies-odd")
async def replies_odd(stage: Stage) -> None:
    page = await _page(stage)
    page.open_conversation(NUMBERS[0])
    await stage.settle(0.1)


@scene("customers-replies-answer")
async def replies_answer(stage: Stage) -> None:
    page = await _page(stage)
    page.open_conversation(NUMBERS[2])
    await stage.settle(0.1)
    templates = [page.form.template.itemText(at) for at in range(page.form.template.count())]
    page.form.template.setCurrentIndex(templates.index(max(templates, key=len)))
    for field in page.form.fields:
        field.setText(tr("Zhao Wei"))
    await stage.settle(0.15)


@scene("customers-replies-refused")
async def replies_refused(stage: Stage) -> None:
    page = await _page(stage)
    page.open_conversation(NUMBERS[0])
    await stage.settle(0.1)
    for at in range(page.form.template.count()):
        page.form.template.setCurrentIndex(at)
        if page.form.refusal():  # of the type that was unsubscribed from
            break
    for field in page.form.fields:
        field.setText("1")
    await stage.settle(0.15)


@scene("customers-replies-nothing-found")
async def replies_nothing(stage: Stage) -> None:
    page = await _page(stage)
    assert page.tools.search is not None
    page.tools.search.setText("zzz")
    await stage.settle(0.3)
