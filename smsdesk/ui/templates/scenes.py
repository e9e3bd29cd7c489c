"""Pictures of the Templates tab."""

from __future__ import annotations

from smsdesk.domain.profile import Region
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.templates.editor_page import EditorPage
from smsdesk.ui.templates.list_page import TemplatesPage


async def _list(stage: Stage, region: Region = Region.MAINLAND) -> TemplatesPage:
    stage.context.regions.set("templates", region)
    page = await stage.open("templates", "list")
    assert isinstance(page, TemplatesPage)
    return page


async def _editor(stage: Stage, region: Region, content: str) -> None:
    page = await _list(stage, region)
    page.new()
    await stage.settle()
    editor = stage.widget(EditorPage)
    editor.form.set_values(name="Order ready")
    editor.editor.setPlainText(content)
    await stage.settle()


@scene("templates-list")
async def templates_list(stage: Stage) -> None:
    await _list(stage)


@scene("templates-details")
async def details(stage: Stage) -> None:
    page = await _list(stage)
    page.table.view.selectRow(0)
    await stage.settle()


@scene("templates-editor")
async def editor(stage: Stage) -> None:
    await _editor(
        stage,
        Region.GLOBAL,
        "Hello {1}, your order {2} is ready. See you at the bakery – we’re open till {3}.",
    )


@scene("templates-editor-wrong")
async def editor_wrong(stage: Stage) -> None:
    await _editor(stage, Region.MAINLAND, "【Riverside】Dear {name}, order ｛1｝{3} at www.{2}.com ★")


@scene("templates-editor-empty")
async def editor_empty(stage: Stage) -> None:
    await _editor(stage, Region.MAINLAND, "")
