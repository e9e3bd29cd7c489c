"""Pictures of the import: own columns, the mapping of the last time, contacts, and what came of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtWidgets import QScrollArea

from smsdesk.domain.profile import SmsType
from smsdesk.domain.text import tr
from smsdesk.ui.customers.group_choice import GroupTarget
from smsdesk.ui.customers.import_page import ImportPage
from smsdesk.ui.gallery import Stage, scene


async def _page(stage: Stage) -> ImportPage:
    page = await stage.open("customers", "import")
    assert isinstance(page, ImportPage)
    return page


async def _show_columns(stage: Stage, page: ImportPage) -> None:
    """Scroll to the columns, which are below the fold of a small window."""
    await stage.settle(0.2)
    area = page.findChildren(QScrollArea)[0]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    await stage.settle()


def _file(name: str, *lines: str) -> Path:
    path = Path(tempfile.mkdtemp(prefix="smsdesk-scene-")) / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _regulars() -> Path:
    return _file(
        "regulars.csv",
        "Mobile,First name,Last name,Birthday,Favourite,Notes,Office tel",
        "13800000201,Ann,Lund,1990-04-15,Rye bread,No nuts,010-62770000",
        "13800000202,Bo,Berg,1984-11-02,Croissant,,",
        "+1 202 555 0123,Carmen,Díaz,1979-07-30,Baguette,Fridays only,",
        "12345,Dot,Ek,,Rolls,,",
    )


@scene("customers-import-own-columns")
async def own_columns(stage: Stage) -> None:
    page = await _page(stage)
    page.file.take(_regulars())
    await _show_columns(stage, page)


@scene("customers-import-remembered")
async def remembered(stage: Stage) -> None:
    page = await _page(stage)
    page.file.take(_regulars())
    await stage.settle(0.2)
    page.columns.mapping.take(5, "out")
    page.start.click()
    await stage.settle(0.3)
    page = await _page(stage)
    if page.result is not None:
        page.again.click()
        await stage.settle(0.1)
    page.file.take(_regulars())
    await _show_columns(stage, page)


@scene("customers-import-cards")
async def cards(stage: Stage) -> None:
    page = await _page(stage)
    page.file.take(
        _file(
            "contacts.vcf",
            *("BEGIN:VCARD", "VERSION:3.0", "N:Lund;Ann;;;", "TEL;TYPE=CELL:13800000201"),
            *("TEL;TYPE=WORK:010-62770000", "ORG:Riverside Café", "BDAY:1990-04-15", "END:VCARD"),
            *("BEGIN:VCARD", "VERSION:3.0", "N:王;丽;;;", "TEL;TYPE=CELL:13800000207", "END:VCARD"),
        )
    )
    await _show_columns(stage, page)


@scene("customers-import-shop-result")
async def shop_result(stage: Stage) -> None:
    page = await _page(stage)
    page.file.take(
        _file(
            "customers_export.csv",
            "First Name,Last Name,Email,Phone,Accepts SMS Marketing,Total Spent,Note,Tags",
            "Ann,Lund,ann@example.com,+12025550131,yes,120.50,rye,VIP",
            "Bo,Berg,bo@example.com,+12025550132,no,80.00,,",
            "Cy,Holm,cy@example.com,,yes,12.00,,",
            "Dot,Ek,dot@example.com,12,yes,3.00,,",
        )
    )
    await stage.settle(0.2)
    page.target.choice.set_value(GroupTarget(new_group=tr("Autumn sale")))
    page.target._type.set_value(SmsType.MARKETING)
    page.start.click()
    await stage.settle(0.3)
