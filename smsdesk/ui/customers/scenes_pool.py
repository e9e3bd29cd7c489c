"""Pictures of the pool: its panel, a cell being edited, own columns, many at once, merging and erasing."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea

from smsdesk.domain.text import tr
from smsdesk.operations.customer_fields import list_fields, put_field
from smsdesk.operations.customers import update_customer
from smsdesk.ui.customers.own_columns import OwnColumns, open_own_columns
from smsdesk.ui.customers.pool_page import PoolPage
from smsdesk.ui.customers.talking import replied, talk
from smsdesk.ui.gallery import Stage, scene


async def _pool(stage: Stage) -> PoolPage:
    page = await stage.open("customers", "pool")
    assert isinstance(page, PoolPage)
    page.search.setFocus()  # a cell that is still edited is left
    page.search.clear()
    page.filters.reset()
    await stage.settle(0.3)
    return page


async def _with_columns(stage: Stage) -> PoolPage:
    """Two columns of the shop's own, filled for those in view."""
    page = await _pool(stage)
    if not await stage.run(list_fields):
        birthday = await stage.run(put_field, name=tr("Birthday"))
        order = await stage.run(put_field, name=tr("Usual order"))
        orders = (tr("Two rye loaves"), tr("Cinnamon buns"), tr("Sourdough"), "")
        for at, one in enumerate(page.model.rows[:12]):
            values = {birthday.id: f"{at % 12 + 1:02d}-{(at * 7) % 28 + 1:02d}", order.id: orders[at % 4]}
            await stage.run(update_customer, customer_id=one.id, fields=values)
        await stage.settle(0.3)
    return page


@scene("customers-pool-columns")
async def pool_columns(stage: Stage) -> None:
    await _with_columns(stage)


@scene("customers-pool-panel")
async def pool_panel(stage: Stage) -> None:
    await talk(stage)
    await replied(stage)
    page = await _with_columns(stage)
    page.search.setText("13800000051")
    await stage.settle(0.5)
    page.table.view.selectRow(0)
    await stage.settle(0.3)


@scene("customers-pool-panel-history")
async def pool_panel_history(stage: Stage) -> None:
    page = await _with_columns(stage)
    page.search.setText("13800000051")
    await stage.settle(0.5)
    page.table.view.selectRow(0)
    await stage.settle(0.3)
    scroll = page.panel.findChildren(QScrollArea)[0].verticalScrollBar()
    scroll.setValue(scroll.maximum())
    await stage.settle()


@scene("customers-pool-cell")
async def pool_cell(stage: Stage) -> None:
    page = await _with_columns(stage)
    page.table.view.setCurrentIndex(page.model.index(3, 1))
    page.editing.begin()
    await stage.settle()


@scene("customers-pool-changed")
async def pool_changed(stage: Stage) -> None:
    page = await _with_columns(stage)
    page.model.setData(page.model.index(3, 3), tr("Calls on Mondays"))
    await stage.settle(0.3)


@scene("customers-pool-filtered")
async def pool_filtered(stage: Stage) -> None:
    page = await _pool(stage)
    page.filters.country.setCurrentIndex(1)
    page.filters.type.setCurrentIndex(1)
    await stage.settle(0.3)


@scene("customers-own-columns")
async def own_columns(stage: Stage) -> None:
    page = await _with_columns(stage)
    open_own_columns(page)
    await stage.settle(0.3)


@scene("customers-own-column-delete")
async def own_column_delete(stage: Stage) -> None:
    page = await _with_columns(stage)
    body = open_own_columns(page)
    assert isinstance(body, OwnColumns)
    await stage.settle(0.3)
    page.spawn(body.delete(body.fields[0]))
    await stage.settle(0.3)


@scene("customers-pool-merge")
async def pool_merge(stage: Stage) -> None:
    page = await _with_columns(stage)
    page.spawn(page.actions_on.merge(page.model.rows[2:5]))
    await stage.settle(0.2)


@scene("customers-pool-erase")
async def pool_erase(stage: Stage) -> None:
    await talk(stage)
    page = await _pool(stage)
    page.search.setText("13800000050")
    await stage.settle(0.5)
    page.spawn(page.actions_on.erase(page.model.rows[:1]))
    await stage.settle(0.2)


@scene("customers-pool-whole")
async def pool_whole(stage: Stage) -> None:
    page = await _pool(stage)
    # The sample's pool fits in one page: as if more were there.
    page._total = 1_000_000
    page.table.view.selectAll()
    await stage.settle()
    page.whole_choice.choose()
    await stage.settle()
