"""Pictures of the Templates tab."""

from __future__ import annotations

from dataclasses import replace

from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.recipients import PastedSource, Recipe
from smsdesk.domain.templates import Sample
from smsdesk.operations.applications import list_applications
from smsdesk.operations.bulk import send
from smsdesk.operations.drafts import save_draft
from smsdesk.operations.profile import update_profile
from smsdesk.operations.recipients import prepare
from smsdesk.operations.review import reject
from smsdesk.operations.template_usage import template_usage
from smsdesk.operations.templates import create_template, delete_template, list_templates
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.gallery_words import said
from smsdesk.ui.templates.draft_keeper import Drafts
from smsdesk.ui.templates.editor_page import EditorPage
from smsdesk.ui.templates.list_page import TemplatesPage

_ORDER = "Dear {1}, your order {2} is ready. Please pick it up before {3}."
_LONG = (
    "您好，{1}，您在河畔面包店订的生日蛋糕已经做好，请于{2}之前带着订单号{3}到店里来取，地址是滨江路二十八号，"
    "营业时间为早上七点到晚上八点。祝您生活愉快！"
)


async def _list(stage: Stage, region: Region = Region.MAINLAND) -> TemplatesPage:
    stage.context.regions.set("templates", region)
    page = await stage.open("templates", "list")
    assert isinstance(page, TemplatesPage)
    return page


async def _editor(
    stage: Stage,
    region: Region,
    content: str,
    *,
    type: SmsType = SmsType.REGULAR,
    samples: tuple[Sample, ...] = (),
    name: str = "",
) -> EditorPage:
    page = await _list(stage, region)
    Drafts(stage.context.settings, region).drop("new")
    page.new()
    await stage.settle()
    editor = stage.widget(EditorPage)
    editor.form.set_values(name=name or said("Order ready", "取货通知"), type=type)
    editor.samples.set_samples(samples)
    editor.editor.setPlainText(content)
    editor.content.look()
    await stage.settle()
    return editor


@scene("templates-list")
async def templates_list(stage: Stage) -> None:
    await _list(stage)


@scene("templates-empty")
async def empty(stage: Stage) -> None:
    page = await _list(stage, Region.GLOBAL)
    for one in await stage.run(list_templates, region=Region.GLOBAL):
        await stage.run(delete_template, template_id=one.id)
    page.refresh()
    await stage.settle()


@scene("templates-details")
async def templates_details(stage: Stage) -> None:
    """Used by two tasks, one of them scheduled, and a draft."""
    chosen = (await stage.run(list_templates, region=Region.MAINLAND))[-1]
    application = (await stage.run(list_applications))[0].application
    who = said("Ann", "王芳")
    lines = "\n".join(f"1390000{at:04}, {who}, {1000 + at}, 18:00" for at in range(120))
    recipe = Recipe(
        PastedSource(lines, columns={"number": 0, "1": 1, "2": 2, "3": 3}),
        application_id=application.id,
        template_id=chosen.id,
        name=said("Orders of Friday", "周五的订单"),
    )
    if not (await stage.run(template_usage, template_id=chosen.id)).drafts:
        await stage.run(save_draft, recipe=replace(recipe, name=said("Orders of Saturday", "周六的订单")))
        ready = await stage.run(prepare, recipe=recipe)
        later = stage.context.formats.now() + 24 * 3_600_000
        await stage.run(send, preparation=ready, consent=True, send_at=later)
    page = await _list(stage)
    page.refresh()
    await stage.settle()
    page.table.select(chosen.id)
    await stage.settle()


@scene("templates-rejected")
async def rejected(stage: Stage) -> None:
    await stage.run(update_profile, automatic_review=False)
    made = await stage.run(
        create_template,
        region=Region.MAINLAND,
        type=SmsType.REGULAR,
        name=said("Cake ready", "蛋糕取货通知"),
        content=_LONG,
        samples=(Sample(said("Name", "称呼"), "王芳"), Sample(said("Day", "取货日"), "周五")),
    )
    await stage.run(
        reject,
        subject="template",
        subject_id=made.id,
        reason=said(
            "Say which shop the cake waits in, and until when.", "请写明在哪家店取蛋糕、几点之前取。"
        ),
    )
    page = await _list(stage)
    page.refresh()
    await stage.settle()
    page.table.select(made.id)
    await stage.settle()


@scene("templates-pending")
async def pending(stage: Stage) -> None:
    await stage.run(update_profile, automatic_review=False)
    made = await stage.run(
        create_template,
        region=Region.MAINLAND,
        type=SmsType.REGULAR,
        name=said("Order on its way", "发货通知"),
        content="您好，您的订单{1}已由{2}送出。",
    )
    page = await _list(stage)
    page.refresh()
    await stage.settle()
    page.table.select(made.id)
    await stage.settle()


@scene("templates-delete")
async def delete(stage: Stage) -> None:
    page = await _list(stage)
    rows = await stage.run(list_templates, region=Region.MAINLAND)
    page.spawn(page.delete(rows[-1:]))
    await stage.settle()


@scene("templates-unfinished")
async def unfinished(stage: Stage) -> None:
    editor = await _editor(stage, Region.MAINLAND, _LONG)
    editor.form.set_values(name=said("Cake ready", "蛋糕取货通知"))
    await _list(stage)
    await stage.settle()


@scene("templates-editor")
async def editor(stage: Stage) -> None:
    await _editor(
        stage,
        Region.GLOBAL,
        _ORDER,
        samples=(
            Sample(said("Name", "称呼"), "Ann"),
            Sample(said("Order number", "订单号"), "1042"),
            Sample(said("Until", "截止时间"), "Friday 18:00"),
        ),
    )


@scene("templates-editor-chinese")
async def editor_chinese(stage: Stage) -> None:
    await _editor(
        stage,
        Region.MAINLAND,
        _LONG,
        samples=(Sample("称呼", "王芳"), Sample("取货日", "周五"), Sample("订单号", "A-1042")),
        name="蛋糕取货通知",
    )


@scene("templates-editor-empty")
async def editor_empty(stage: Stage) -> None:
    await _editor(stage, Region.MAINLAND, "")


@scene("templates-editor-wrong")
async def editor_wrong(stage: Stage) -> None:
    await _editor(stage, Region.MAINLAND, "【Riverside】Dear {name}, order ｛1｝{3} at www.{2}.com ★")


@scene("templates-editor-invisible")
async def editor_invisible(stage: Stage) -> None:
    """Zero width, overriding and look-alike characters."""
    await _editor(
        stage,
        Region.GLOBAL,
        "\ufeffDear {1},\u200b\u200b your or\u00adder {2} is re\u200dady.\nSee\u3000you at the b\u0430kery "
        "\u202esoon\u202c. \u0001Bye\u2060!",
    )


@scene("templates-editor-ucs2")
async def editor_ucs2(stage: Stage) -> None:
    await _editor(
        stage,
        Region.GLOBAL,
        "Hello {1}, your order {2} is ready. See you at the bakery – we’re open till {3}.",
    )


@scene("templates-editor-long")
async def editor_long(stage: Stage) -> None:
    await _editor(stage, Region.MAINLAND, _LONG * 7)


@scene("templates-editor-marketing")
async def editor_marketing(stage: Stage) -> None:
    await _editor(
        stage, Region.MAINLAND, "河畔面包店夏季新到水果蛋糕，欢迎{1}来店品尝。", type=SmsType.MARKETING
    )


@scene("templates-editor-individual")
async def editor_individual(stage: Stage) -> None:
    context = stage.context
    context.state.set(replace(context.profile, identity=Identity.INDIVIDUAL))
    await stage.settle()  # the window is built anew and comes back to the page that was open
    await _editor(stage, Region.MAINLAND, "您的验证码是{1}，{2}分钟内有效，请勿告诉他人。")


@scene("templates-individual-global")
async def individual_global(stage: Stage) -> None:
    context = stage.context
    context.state.set(replace(context.profile, identity=Identity.INDIVIDUAL))
    await stage.settle()
    await _list(stage, Region.GLOBAL)
