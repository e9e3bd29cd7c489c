"""Approve and reject, asked from a page that shows what waits (R2)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from smsdesk.domain.limits import REVIEW_REASON_LENGTH
from smsdesk.domain.review import CheckState
from smsdesk.domain.text import tr, trn
from smsdesk.operations.review import approve, checks, reject
from smsdesk.operations.rules import SIGNATURE
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.form import Form, FormField
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.text_area import TextArea


def common_reasons(subject: str) -> tuple[str, ...]:
    """What is most often wrong, so that it need not be typed."""
    if subject == SIGNATURE:
        return (
            tr("Name the business, app or brand it belongs to."),
            tr("The certificate cannot be read or has no red seal."),
            tr("The authorization letter does not cover this signature."),
            tr("It cannot be found where the remarks say."),
        )
    return (
        tr("It advertises, but its type is regular."),
        tr("Carriers refuse this topic."),
        tr("Say which business writes, and why."),
        tr("The link's domain has no ICP filing."),
    )


class RejectQuestion(Question):
    """Why: one of the common reasons, or words of one's own."""

    def __init__(self, parent: QWidget | None, subject: str, name: str) -> None:
        super().__init__(
            parent,
            tr("Reject {name}?", name=name),
            tr("Say why: the reason is shown with it, so that it can be corrected and submitted again."),
            tr("Reject"),
        )
        self.form = Form(self)
        # Longer is told by the counter, up to twice as long; more is not taken.
        self.words = TextArea(2 * REVIEW_REASON_LENGTH.value)
        self.words.setFixedHeight(88)
        self.reasons = [
            button(words, partial(self._add, words), kind="link", picture="plus")
            for words in common_reasons(subject)
        ]
        field = self.form.add("reason", FormField(tr("Reason"), self.words, limit=REVIEW_REASON_LENGTH.value))
        self.body.addSpacing(8)
        self.body.addWidget(field)
        self.body.addLayout(column(*(row(each, STRETCH) for each in self.reasons), spacing=4))
        self.form.save_with(self.accept_button)
        self.words.setFocus()

    def reason(self) -> str:
        """What was written."""
        return self.words.toPlainText().strip()

    def _add(self, words: str) -> None:
        before = self.reason()
        if words not in before:
            self.words.setPlainText(f"{before}\n{words}" if before else words)
            self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.words.setFocus()


async def approve_it(
    page: Page, subject: str, subject_id: int, unlooked: Sequence[str] | None = None
) -> bool:
    """Approve what is shown. ``unlooked``: the points of the checklist that nobody looked at, to ask about;
    None where the checks are not on the page: then it asks about those that did not pass."""
    if unlooked is None:
        found = await page.context.runner.run(checks, subject=subject, subject_id=subject_id)
        points = [str(one.title) for one in found if one.state in (CheckState.FAILED, CheckState.WARNED)]
        title = trn(
            "Approve though {count} check did not pass?",
            "Approve though {count} checks did not pass?",
            len(points),
        )
    else:
        points = list(unlooked)
        title = trn(
            "Approve though {count} point was not looked at?",
            "Approve though {count} points were not looked at?",
            len(points),
        )
    if points:
        listed = "\n".join(f"• {words}" for words in points)
        if not await Question(page, title, listed, tr("Approve")).answer():
            return False
    await page.context.runner.run(approve, subject=subject, subject_id=subject_id)
    page.bars.success(tr("Approved. It can be used now."))
    return True


async def reject_it(page: Page, subject: str, subject_id: int, name: str) -> bool:
    """Ask why, then reject. ``name`` says which."""
    question = RejectQuestion(page, subject, name)
    if not await question.answer():
        return False
    await page.context.runner.run(reject, subject=subject, subject_id=subject_id, reason=question.reason())
    page.bars.info(tr("Rejected. Its author sees why."))
    return True
