"""Pictures of the review queue and of the rules in the settings."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QScrollArea

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.operations.profile import update_profile
from smsdesk.operations.review import reject as reject_entry
from smsdesk.operations.rules import TEMPLATE
from smsdesk.operations.signatures import create_signature
from smsdesk.operations.templates import create_template, update_template
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.gallery_words import said
from smsdesk.ui.review.decide import RejectQuestion
from smsdesk.ui.review.queue_page import QueuePage
from smsdesk.ui.settings.dialog import SettingsDialog
from smsdesk.ui.settings.review_section import RuleGroup


def _templates() -> tuple[tuple[str, SmsType, str], ...]:
    return (
        (
            said("Order ready", "取货通知"),
            SmsType.REGULAR,
            said(
                "Dear {1}, your order {2} is ready. Please pick it up before {3}.",
                "{1}您好，您的订单{2}已备好，请在{3}前来店取货。",
            ),
        ),
        (
            said("Loan offer", "贷款通知"),
            SmsType.REGULAR,
            said(
                "Dear {1}, your loan is approved. Details: www.example.com/offer",
                "{1}您好，您的贷款已批准，详情：www.example.com/offer",
            ),
        ),
        (
            said("Weekend", "周末优惠"),
            SmsType.MARKETING,
            said(
                "This weekend two loaves for one at Riverside. 拒收请回复R", "本周末面包买一送一。拒收请回复R"
            ),
        ),
        (
            said("Survey", "问卷调查"),
            SmsType.REGULAR,
            "您好{1}，请填写问卷，可得优惠券。客服微信：abc12345",
        ),
    )


async def _queue(stage: Stage, tab: str, region: Region = Region.MAINLAND) -> QueuePage:
    stage.context.regions.set(tab, region)
    page = await stage.open(tab, "review")
    assert isinstance(page, QueuePage)
    return page


async def _fill(stage: Stage) -> None:
    """Things that wait, once."""
    await stage.run(update_profile, automatic_review=False)
    for name, sms_type, content in _templates():
        await stage.run(create_template, region=Region.MAINLAND, type=sms_type, name=name, content=content)
    with TemporaryDirectory() as folder:
        paper = _paper(Path(folder) / "licence.png")
        await stage.run(
            create_signature,
            region=Region.MAINLAND,
            type=SignatureType.COMPANY,
            purpose=Purpose.FOR_OTHERS,
            content="河畔面包",
            certificate_type="business_licence",
            certificate_image=paper,
            authorization_image=paper,
        )
    for content in ("王先生", "Riverside2"):
        await stage.run(
            create_signature,
            region=Region.MAINLAND,
            type=SignatureType.WEBSITE,
            purpose=Purpose.SELF_USE,
            content=content,
            remarks="riverside.example",
        )
    await stage.settle()


def _paper(path: Path) -> Path:
    """A page with lines and a red seal."""
    page = QImage(420, 594, QImage.Format.Format_RGB32)
    page.fill(QColor("white"))
    painter = QPainter(page)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for line in range(8):
        painter.fillRect(50, 80 + 40 * line, 320 - 30 * (line % 3), 10, QColor("#9aa0a6"))
    pen = painter.pen()
    pen.setColor(QColor("#d0021b"))
    pen.setWidth(8)
    painter.setPen(pen)
    painter.drawEllipse(250, 440, 110, 110)
    painter.end()
    page.save(str(path))
    return path


@scene("review-empty")
async def empty(stage: Stage) -> None:
    await _queue(stage, "templates")


@scene("review-queue-templates")
async def templates(stage: Stage) -> None:
    await _fill(stage)
    await _queue(stage, "templates")


@scene("review-template-details")
async def template_details(stage: Stage) -> None:
    page = await _queue(stage, "templates")
    page.table.view.selectRow(3)
    await stage.settle()


@scene("review-template-passed")
async def template_passed(stage: Stage) -> None:
    page = await _queue(stage, "templates")
    page.table.view.selectRow(2)
    await stage.settle()
    bar = page.panel.findChildren(QScrollArea)[0].verticalScrollBar()
    bar.setValue(bar.maximum())


@scene("review-several")
async def several(stage: Stage) -> None:
    page = await _queue(stage, "templates")
    selection = page.table.view.selectionModel()
    both = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
    for row in (0, 2):
        selection.select(page.table.model.index(row, 0), both)
    await stage.settle()
    page.panel.close_panel()


@scene("review-signature-details")
async def signature_details(stage: Stage) -> None:
    page = await _queue(stage, "signatures")
    page.table.view.selectRow(0)
    await stage.settle()


@scene("review-signature-warning")
async def signature_warning(stage: Stage) -> None:
    page = await _queue(stage, "signatures")
    page.table.view.selectRow(1)
    await stage.settle()


@scene("review-reject")
async def reject(stage: Stage) -> None:
    page = await _queue(stage, "templates")
    page.table.view.selectRow(1)
    page.spawn(page.reject(page.table.model.row(1)))
    await stage.settle()
    asked = stage.window.findChildren(RejectQuestion)[-1]
    asked.reasons[1].click()


@scene("review-approve-unlooked")
async def unlooked(stage: Stage) -> None:
    page = await _queue(stage, "templates")
    page.table.view.selectRow(0)
    await stage.settle()
    page.spawn(page.approve(page.table.model.row(0)))
    await stage.settle()


@scene("review-rejected")
async def rejected(stage: Stage) -> None:
    """Mended once and rejected once more: the history says who and why."""
    queue = await _queue(stage, "templates")
    entry = queue.table.model.row(1)
    for reason in (
        said("Say which business writes, and why.", "请写明是哪家企业发送、为何发送。"),
        said("Carriers refuse this topic.", "运营商拒绝此类主题。"),
    ):
        await stage.run(reject_entry, subject=TEMPLATE, subject_id=entry.subject_id, reason=reason)
        await stage.run(
            update_template,
            template_id=entry.subject_id,
            type=SmsType.REGULAR,
            name=entry.title,
            content=entry.content,
        )
    await stage.open("templates", "review", subject_id=entry.subject_id)
    await stage.settle()
    page = stage.page()
    bar = page.panel.findChildren(QScrollArea)[0].verticalScrollBar()
    bar.setValue(bar.maximum())


@scene("review-settings-folded")
async def settings_folded(stage: Stage) -> None:
    await _settings(stage, unfolded=False)


@scene("review-settings-rules")
async def settings_rules(stage: Stage) -> None:
    await _settings(stage, unfolded=True)


async def _settings(stage: Stage, *, unfolded: bool) -> None:
    await stage.open("templates")
    dialog = SettingsDialog(stage.context, "review")
    dialog.open()
    await stage.settle()
    if unfolded:
        dialog.findChildren(RuleGroup)[1].unfold()
        await stage.settle()
