"""Pictures of the Signatures tab."""

from __future__ import annotations

from smsdesk.domain.profile import Region
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.signatures.form import SignatureForm
from smsdesk.ui.signatures.list_page import SignaturesPage


async def _page(stage: Stage, region: Region = Region.MAINLAND) -> SignaturesPage:
    stage.context.regions.set("signatures", region)
    page = await stage.open("signatures")
    assert isinstance(page, SignaturesPage)
    return page


@scene("signatures-list")
async def signatures_list(stage: Stage) -> None:
    await _page(stage)


@scene("signatures-details")
async def details(stage: Stage) -> None:
    page = await _page(stage)
    page.table.view.selectRow(0)
    await stage.settle()


@scene("signatures-new-wrong")
async def new_wrong(stage: Stage) -> None:
    page = await _page(stage)
    page.new()
    await stage.settle()
    fields = stage.widget(SignatureForm)
    fields.content.control.setText("【测试】")  # type: ignore[attr-defined]
    await stage.settle()


@scene("signatures-global")
async def global_list(stage: Stage) -> None:
    await _page(stage, Region.GLOBAL)
