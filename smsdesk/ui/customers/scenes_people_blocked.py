"""Pictures of blocking the numbers of a file: the column to choose, some wrong, no room, a bad file, done,
and of what is blocked abroad."""

from __future__ import annotations

import tempfile
from pathlib import Path

from smsdesk.domain.customers import ABROAD
from smsdesk.domain.profile import Region, SmsType
from smsdesk.operations.blocklist import block_numbers
from smsdesk.operations.signatures import list_signatures
from smsdesk.ui.customers.block_file import BlockFile
from smsdesk.ui.customers.blocklist_page import BlocklistPage
from smsdesk.ui.gallery import Stage, scene


def unsubscribed_file(name: str, count: int, *, titles: str = "id,Phone,Date,Reason") -> Path:
    """As another program writes it: some twice, some no numbers."""
    path = Path(tempfile.mkdtemp(prefix="smsdesk-scene-")) / name
    lines = [titles]
    for at in range(count):
        number = {11: "1380000", 40: "", 60: "010-62770000", 75: "see notes"}.get(
            at, f"1390000{at % 10_000:04}"
        )
        lines.append(f"{at + 1},{number},2025-11-{at % 28 + 1:02},STOP")
    lines += [f"{count + 1},13900000001,2025-11-30,STOP", f"{count + 2},13900000002,2025-11-30,STOP"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


async def _page(stage: Stage) -> BlocklistPage:
    page = await stage.open("customers", "blocklist")
    assert isinstance(page, BlocklistPage)
    await stage.settle(0.1)
    return page


async def _form(stage: Stage, file: Path | None) -> BlockFile:
    page = await _page(stage)
    page.add_file(file)
    await stage.settle(0.6)
    return next(each for each in page.panel.findChildren(BlockFile) if each.isVisible())


@scene("customers-blocklist-file")
async def invitation(stage: Stage) -> None:
    await _form(stage, None)


@scene("customers-blocklist-file-column")
async def column_to_choose(stage: Stage) -> None:
    path = Path(tempfile.mkdtemp(prefix="smsdesk-scene-")) / "unsubscribed.csv"
    path.write_text("who,when\nAnn Lund,2025-11-02\nBo Berg,2025-11-03\n", encoding="utf-8")
    await _form(stage, path)


@scene("customers-blocklist-file-some-wrong")
async def some_wrong(stage: Stage) -> None:
    signature = (await stage.run(list_signatures, region=Region.MAINLAND))[0].content
    await stage.run(
        block_numbers,
        numbers="\n".join(f"1390000{at:04}" for at in range(100, 163)),
        signature=signature,
        sms_type=SmsType.REGULAR,
    )
    await _form(stage, unsubscribed_file("unsubscribed.csv", 640))


@scene("customers-blocklist-abroad")
async def abroad(stage: Stage) -> None:
    await stage.run(
        block_numbers,
        numbers="+447730438711\n+447730438712",
        signature=ABROAD,
        sms_type=SmsType.MARKETING,
    )
    page = await _page(stage)
    page.signature.combo.setCurrentIndex(1)
    page.add_file(unsubscribed_file("unsubscribed.csv", 640))
    await stage.settle(0.6)


@scene("customers-blocklist-file-no-room")
async def no_room(stage: Stage) -> None:
    await _form(stage, unsubscribed_file("unsubscribed.csv", 8_000))


@scene("customers-blocklist-file-refused")
async def refused(stage: Stage) -> None:
    path = Path(tempfile.mkdtemp(prefix="smsdesk-scene-")) / "unsubscribed.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    await _form(stage, path)


@scene("customers-blocklist-file-done")
async def done(stage: Stage) -> None:
    form = await _form(stage, unsubscribed_file("unsubscribed.csv", 640))
    form.start.click()
    await stage.settle(0.5)
