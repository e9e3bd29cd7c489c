"""Pictures of groups, the pool, and the import."""

from __future__ import annotations

import tempfile
from pathlib import Path

from smsdesk.domain.customer_filters import (
    Comparison,
    Contact,
    ContactCondition,
    CustomerFilter,
    FieldCondition,
)
from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr
from smsdesk.operations.customer_fields import delete_field, put_field
from smsdesk.operations.customers import update_customer
from smsdesk.operations.groups import create_group
from smsdesk.operations.sample import SHEET, write_sample_sheet
from smsdesk.ui.customers.group_choice import GroupTarget
from smsdesk.ui.customers.groups_page import GroupsPage
from smsdesk.ui.customers.import_page import ImportPage
from smsdesk.ui.customers.pool_page import PoolPage
from smsdesk.ui.gallery import Stage, scene


async def _groups(stage: Stage) -> GroupsPage:
    page = await stage.open("customers", "groups")
    assert isinstance(page, GroupsPage)
    return page


async def _pool(stage: Stage) -> PoolPage:
    page = await stage.open("customers", "pool")
    assert isinstance(page, PoolPage)
    page.search.clear()
    page.group_filter.setCurrentIndex(0)
    await stage.settle(0.1)
    return page


@scene("customers-groups")
async def groups_list(stage: Stage) -> None:
    await _groups(stage)


@scene("customers-group-members")
async def group_members(stage: Stage) -> None:
    page = await _groups(stage)
    page.table.view.selectRow(1)
    await stage.settle()


@scene("customers-group-empty")
async def group_empty(stage: Stage) -> None:
    page = await _groups(stage)
    name = tr("Friday list")
    if name not in [one.name for one in page.table.model.rows]:
        await stage.run(create_group, name=name, sms_type=SmsType.MARKETING)
        await stage.settle(0.1)
    page.table.select(next(one.id for one in page.table.model.rows if one.name == name))
    await stage.settle()


@scene("customers-group-name-taken")
async def group_name_taken(stage: Stage) -> None:
    page = await _groups(stage)
    page.new()
    assert page.form is not None
    page.form.fields["name"].control.setText(tr("VIP"))  # type: ignore[attr-defined]
    await stage.settle()


@scene("customers-group-delete")
async def group_delete(stage: Stage) -> None:
    page = await _groups(stage)
    one = next(each for each in page.table.model.rows if each.filter is None)
    asked = CustomerFilter(group_ids=(one.id,), contacts=(ContactCondition(Contact.REPLIED, 30),))
    await _smart(stage, tr("Answered lately"), asked)
    page.spawn(page.delete([one]))
    await stage.settle()


async def _smart(stage: Stage, name: str, asked: CustomerFilter) -> int:
    page = await _groups(stage)
    found = next((one for one in page.table.model.rows if one.name == name), None)
    if found is None:
        found = await stage.run(create_group, name=name, sms_type=SmsType.MARKETING, filter=asked)
        await stage.settle(0.15)
    return int(found.id)


@scene("customers-smart-group")
async def smart_group(stage: Stage) -> None:
    page = await _groups(stage)
    asked = CustomerFilter(
        countries=("CN",),
        sms_type=SmsType.REGULAR,
        contacts=(
            ContactCondition(Contact.REPLIED, 30, holds=False),
            ContactCondition(Contact.MISSED, 0, holds=False),
        ),
    )
    made = await _smart(stage, tr("Silent customers"), asked)
    await _smart(stage, tr("Everybody of China"), CustomerFilter(countries=("CN",)))
    page.table.select(made)
    await stage.settle()


@scene("customers-smart-group-new")
async def smart_group_new(stage: Stage) -> None:
    page = await _groups(stage)
    field = await stage.run(put_field, name=tr("Level"))
    await page.new_smart()
    form = page.group_form
    assert form is not None
    asked = CustomerFilter(
        countries=("CN",),
        contacts=(ContactCondition(Contact.RECEIVED, 90, holds=False),),
        fields=(FieldCondition(field.id, Comparison.IS_NOT, tr("Gold")),),
    )
    form.form.set_values(name=tr("Regular guests"), filter=asked)
    await stage.settle(0.5)


@scene("customers-smart-group-empty")
async def smart_group_empty(stage: Stage) -> None:
    page = await _groups(stage)
    await page.new_smart()
    await stage.settle()


@scene("customers-smart-group-gone")
async def smart_group_gone(stage: Stage) -> None:
    page = await _groups(stage)
    field = await stage.run(put_field, name=tr("Birthday"))
    asked = CustomerFilter(fields=(FieldCondition(field.id, Comparison.FILLED),))
    made = await _smart(stage, tr("Birthday cakes"), asked)
    await stage.run(delete_field, field_id=field.id)
    await stage.settle(0.15)
    page.table.select(made)
    await stage.settle()


@scene("customers-pool")
async def pool(stage: Stage) -> None:
    await _pool(stage)


@scene("customers-pool-edit")
async def pool_edit(stage: Stage) -> None:
    page = await _pool(stage)
    one = page.model.rows[2]
    await stage.run(
        update_customer,
        customer_id=one.id,
        name=one.name,
        note=tr("Rye on Fridays, no nuts"),
        sms_type=one.sms_type,
    )
    await stage.settle(0.1)
    page.table.view.selectRow(2)
    await stage.settle()


@scene("customers-pool-many")
async def pool_many(stage: Stage) -> None:
    page = await _pool(stage)
    page.search.setText("138")
    await stage.settle(0.15)
    page.table.view.selectAll()
    await stage.settle()


@scene("customers-pool-nothing-found")
async def pool_nothing(stage: Stage) -> None:
    page = await _pool(stage)
    page.search.setText("nobody")
    await stage.settle(0.15)


@scene("customers-enter-bad-lines")
async def enter_bad(stage: Stage) -> None:
    page = await _pool(stage)
    page.enter()
    assert page.entering is not None
    page.entering.numbers.set_value("13800138000\n13800138001\n010-62770000\n+1 202 555 0199\n1380013800")
    await page.entering.save()
    await stage.settle()


async def _import(stage: Stage) -> ImportPage:
    page = await stage.open("customers", "import")
    assert isinstance(page, ImportPage)
    return page


def _sheet() -> Path:
    path = Path(tempfile.mkdtemp(prefix="smsdesk-scene-")) / SHEET
    write_sample_sheet(path)
    return path


@scene("customers-import-begin")
async def import_begin(stage: Stage) -> None:
    await _import(stage)


@scene("customers-import-preview")
async def import_preview(stage: Stage) -> None:
    page = await _import(stage)
    page.file.take(_sheet())
    await stage.settle(0.2)


@scene("customers-import-unusable")
async def import_unusable(stage: Stage) -> None:
    page = await _import(stage)
    path = Path(tempfile.mkdtemp(prefix="smsdesk-scene-")) / "customers.xlsx"
    path.write_bytes(b"%PDF-1.7 not a workbook")
    page.file.take(path)
    await stage.settle(0.2)


@scene("customers-import-result")
async def import_result(stage: Stage) -> None:
    page = await _import(stage)
    page.file.take(_sheet())
    await stage.settle(0.2)
    page.target.choice.set_value(GroupTarget(new_group=tr("Orders of this week")))
    page.start.click()
    await stage.settle(0.3)
