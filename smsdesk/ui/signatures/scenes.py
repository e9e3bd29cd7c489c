"""Pictures of the Signatures tab."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.text import tr
from smsdesk.operations.profile import update_profile
from smsdesk.operations.review import reject
from smsdesk.operations.signatures import create_signature, delete_signature, list_signatures
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.signatures.form import SignatureForm
from smsdesk.ui.signatures.list_page import SignaturesPage
from smsdesk.ui.signatures.thumbnail_button import ThumbnailButton


async def _page(stage: Stage, region: Region = Region.MAINLAND) -> SignaturesPage:
    stage.context.regions.set("signatures", region)
    page = await stage.open("signatures", "list")
    assert isinstance(page, SignaturesPage)
    page._unfinished.forget_all()
    page.filter.setCurrentIndex(0)
    page.table.view.clearSelection()
    page.panel.close_panel()
    await stage.settle()
    return page


def _script(folder: Path) -> Path:
    path = folder / "licence.png"
    path.write_text("#!/bin/sh\n")
    return path


def _document(folder: Path, name: str, title: str) -> Path:
    """A page with a title, lines and a red seal, as a scan of a licence has."""
    paper = QImage(620, 877, QImage.Format.Format_RGB32)
    paper.fill(QColor("#fbf9f2"))
    painter = QPainter(paper)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    face = QFont()
    face.setPixelSize(40)
    painter.setFont(face)
    painter.setPen(QColor("#333333"))
    painter.drawText(QRect(0, 70, 620, 80), Qt.AlignmentFlag.AlignCenter, title)
    for line in range(9):
        painter.fillRect(90, 220 + 46 * line, 440 - 60 * (line % 3), 10, QColor("#c9c5b8"))
    pen = painter.pen()
    pen.setColor(QColor("#c8102e"))
    pen.setWidth(7)
    painter.setPen(pen)
    painter.drawEllipse(370, 640, 150, 150)
    painter.drawText(QRect(370, 640, 150, 150), Qt.AlignmentFlag.AlignCenter, "★")
    painter.end()
    path = folder / name
    paper.save(str(path))
    return path


async def _furnish(stage: Stage) -> None:
    """One with its documents that waits, and one that was rejected; made once."""
    there = await stage.run(list_signatures, region=Region.MAINLAND)
    if len(there) > 1:
        return
    await stage.run(update_profile, automatic_review=False)
    with tempfile.TemporaryDirectory() as place:
        licence = _document(Path(place), "licence.png", tr("Business licence"))
        letter = _document(Path(place), "letter.jpg", tr("Authorization"))
        await stage.run(
            create_signature,
            region=Region.MAINLAND,
            type=SignatureType.COMPANY,
            purpose=Purpose.FOR_OTHERS,
            content="山顶磨坊",
            remarks=tr("Our supplier, for which we send delivery notes."),
            certificate_type="business_licence",
            certificate_image=licence,
            authorization_image=letter,
        )
    made = await stage.run(
        create_signature,
        region=Region.MAINLAND,
        type=SignatureType.APP,
        purpose=Purpose.SELF_USE,
        content="河畔订单",
        remarks="App Store",
    )
    await stage.run(
        reject,
        subject="signature",
        subject_id=made.id,
        reason=tr("The app is not found under this name. Say in which store it is."),
    )
    await stage.run(update_profile, automatic_review=True)
    await stage.settle(0.1)


async def _choose(stage: Stage, page: SignaturesPage, status: ReviewStatus) -> None:
    await stage.settle(0.1)
    one = next(one for one in page.table.model.rows if one.status is status)
    page.table.select(one.id)
    await stage.settle()


@scene("signatures-list")
async def signatures_list(stage: Stage) -> None:
    await _furnish(stage)
    await _page(stage)


@scene("signatures-details-approved")
async def approved(stage: Stage) -> None:
    await _choose(stage, await _page(stage), ReviewStatus.APPROVED)


@scene("signatures-details-documents")
async def documents(stage: Stage) -> None:
    await _choose(stage, await _page(stage), ReviewStatus.PENDING)


@scene("signatures-details-rejected")
async def rejected(stage: Stage) -> None:
    await _choose(stage, await _page(stage), ReviewStatus.REJECTED)


@scene("signatures-picture")
async def picture(stage: Stage) -> None:
    await _choose(stage, await _page(stage), ReviewStatus.PENDING)
    stage.widget(ThumbnailButton).click()
    await stage.settle()


@scene("signatures-delete")
async def delete(stage: Stage) -> None:
    page = await _page(stage)
    page.spawn(page._delete([list(page.table.model.rows)[-1]]))
    await stage.settle()


async def _form(stage: Stage, region: Region = Region.MAINLAND) -> SignatureForm:
    page = await _page(stage, region)
    page.new()
    await stage.settle()
    return stage.widget(SignatureForm)


@scene("signatures-new")
async def new(stage: Stage) -> None:
    fields = await _form(stage)
    fields.form.set_values(content="河畔咖啡")


@scene("signatures-new-wrong")
async def new_wrong(stage: Stage) -> None:
    fields = await _form(stage)
    fields.content.control.setText("【测试】")  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as place:
        fields.certificate.take(_script(Path(place)))
        await stage.settle()
    stage.page().panel._scroll.ensureWidgetVisible(fields.certificate)


@scene("signatures-new-for-others")
async def new_for_others(stage: Stage) -> None:
    fields = await _form(stage)
    fields.form.set_values(content="山顶咖啡", purpose=Purpose.FOR_OTHERS)
    fields.owner.setText(tr("Hilltop Mills"))
    with tempfile.TemporaryDirectory() as place:
        fields.authorization.take(_document(Path(place), "letter.jpg", tr("Authorization")))
        await stage.settle()
    stage.page().panel._scroll.ensureWidgetVisible(fields.authorization)


@scene("signatures-new-app")
async def new_app(stage: Stage) -> None:
    fields = await _form(stage)
    fields.form.set_values(content="河畔点餐", type=SignatureType.APP)
    fields.form.set_values(certificate_type="app_screenshot")


@scene("signatures-new-global")
async def new_global(stage: Stage) -> None:
    fields = await _form(stage, Region.GLOBAL)
    fields.form.set_values(content="Riverside Café")


@scene("signatures-global")
async def global_list(stage: Stage) -> None:
    await _page(stage, Region.GLOBAL)


@scene("signatures-nothing-found")
async def nothing_found(stage: Stage) -> None:
    page = await _page(stage)
    assert page.tools.search is not None
    page.tools.search.setText("nothing")
    await stage.settle(0.1)


@scene("signatures-full")
async def full(stage: Stage) -> None:
    page = await _page(stage)
    assert page.tools.search is not None
    page.tools.search.clear()
    for number in range(47):
        await stage.run(
            create_signature,
            region=Region.MAINLAND,
            type=SignatureType.COMPANY,
            purpose=Purpose.SELF_USE,
            content=f"河畔面包{number}号店",
        )
    await stage.settle(0.1)


@scene("signatures-empty")
async def empty(stage: Stage) -> None:
    for one in await stage.run(list_signatures, region=Region.MAINLAND):
        await stage.run(delete_signature, signature_id=one.id)
    await _page(stage)


@scene("signatures-individual")
async def individual(stage: Stage) -> None:
    await _as_individual(stage)
    fields = await _form(stage)
    fields.form.set_values(content="河畔点餐")


@scene("signatures-individual-global")
async def individual_global(stage: Stage) -> None:
    await _as_individual(stage)
    await _page(stage, Region.GLOBAL)


async def _as_individual(stage: Stage) -> None:
    if stage.context.profile.identity is not Identity.INDIVIDUAL:
        stage.context.state.set(replace(stage.context.profile, identity=Identity.INDIVIDUAL))
        await stage.settle(0.1)
