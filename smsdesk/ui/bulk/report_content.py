"""A task's report on paper: what stands in it, from the top (B8)."""

from __future__ import annotations

from PySide6.QtCore import Qt

from smsdesk.domain.codes import explain
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import SmsType
from smsdesk.domain.signatures import bracketed
from smsdesk.domain.statistics import Reason
from smsdesk.domain.task_reports import TaskReport, Timeline
from smsdesk.domain.text import tr, trn
from smsdesk.ui import formats
from smsdesk.ui.bulk.delivery_card import grown
from smsdesk.ui.bulk.report_blocks import Block, Cell, Chart, Curve, Gap, Line, Words
from smsdesk.ui.bulk.task_words import status_badge
from smsdesk.ui.formats import Formats
from smsdesk.ui.messages.words import status_badge as message_badge

_DAY = 86_400_000


def report_title(report: TaskReport) -> str:
    """The first line of the report."""
    return tr("Report: {task}", task=report.task.name)


def blocks_of(report: TaskReport) -> list[Block]:
    """The report from the top."""
    shown = Formats(lambda: report.zone, lambda: report.made_at)
    made = tr(
        "{status} · figures of {time} ({zone})",
        status=status_badge(report.task.status).words,
        time=shown.exact(report.made_at),
        zone=report.zone,
    )
    found: list[Block] = [
        Words(report.business_name, 10, grey=True, keeps_with_next=True),
        Words(report_title(report), 20, bold=True, keeps_with_next=True),
        Words(made, 10, grey=True),
        Gap(10),
        *_facts(report, shown),
        *_heading(tr("Text as confirmed")),
        Words(_text(report), boxed=True),
        *_heading(tr("What became of the messages")),
        *_totals(report),
    ]
    if report.timeline.points:
        found += [*_heading(tr("Delivery over time")), _chart(report.timeline, shown)]
    found += _reasons(report)
    return found


def _heading(words: str) -> list[Block]:
    return [
        Gap(16, keeps_with_next=True),
        Words(words, 13, bold=True, keeps_with_next=True),
        Gap(4, keeps_with_next=True),
    ]


def _text(report: TaskReport) -> str:
    task = report.task
    return (bracketed(task.signature, task.region) if task.signature else "") + task.body


def _facts(report: TaskReport, shown: Formats) -> list[Block]:
    task = report.task
    types = {SmsType.REGULAR: tr("Regular"), SmsType.MARKETING: tr("Marketing")}
    facts = [
        (tr("Application"), task.application_name),
        (tr("Template"), task.template_name),
        (tr("SMS type"), types[task.sms_type]),
        (tr("Recipients from"), task.source),
        (tr("Created"), shown.exact(task.created_at)),
        (tr("Planned for"), shown.exact(task.send_at) if task.send_at else ""),
        (tr("Begun"), shown.exact(task.started_at) if task.started_at else ""),
        (tr("Finished at"), shown.exact(task.finished_at) if task.finished_at else ""),
    ]
    return [
        Line([Cell(name, 0.24, grey=True), Cell(value, 0.76)], ruled=False) for name, value in facts if value
    ]


def _totals(report: TaskReport) -> list[Block]:
    """States that add up to all messages, those without any left out."""
    totals = report.task.totals
    counts = (
        (tr("Delivered"), totals.delivered),
        (tr("Sent, no receipt yet"), totals.accepted),
        (tr("Not delivered"), totals.undelivered),
        (tr("Failed"), totals.failed),
        (tr("Unknown: may have been sent"), totals.unknown),
        (tr("Cancelled"), totals.cancelled),
        (tr("Remaining"), totals.remaining),
    )
    lines: list[Block] = [_total_line(name, count, totals.total) for name, count in counts if count]
    lines.append(_total_line(tr("All messages"), totals.total, totals.total, whole=True))
    fragments = trn("{count} billing fragment", "{count} billing fragments", totals.fragments)
    lines.append(Words(tr("In all {fragments}.", fragments=fragments), 9, grey=True))
    return lines


def _total_line(name: str, count: int, total: int, *, whole: bool = False) -> Line:
    share = count / total if total else 0.0
    return Line(
        [
            Cell(name, 0.40, bold=whole),
            Cell(formats.number(count), 0.16, right=True, bold=whole),
            Cell(formats.share(share, even=True) if total else formats.NOTHING, 0.14, right=True, bold=whole),
            Cell("", 0.30, bar=None if whole else share),
        ],
        keeps_with_next=not whole,
    )


def _chart(timeline: Timeline, shown: Formats) -> Chart:
    ends, (sent, delivered, failed) = grown(timeline)
    days = ends[-1] - ends[0] > _DAY
    return Chart(
        [shown.moment(end).strftime("%m-%d %H:%M" if days else "%H:%M") for end in ends],
        [
            Curve(tr("Sent"), sent, Qt.PenStyle.SolidLine),
            Curve(tr("Delivered"), delivered, Qt.PenStyle.DashLine),
            Curve(tr("Failed or not delivered"), failed, Qt.PenStyle.DotLine),
        ],
    )


def _reasons(report: TaskReport) -> list[Block]:
    if not report.failures:
        return [*_heading(tr("Failures by reason")), Words(tr("Nothing failed."), grey=True)]
    found = _heading(tr("Failures by reason"))
    head = [
        Cell(tr("Reason and what to do"), 0.56, bold=True),
        Cell(tr("State"), 0.18, bold=True),
        Cell(tr("Messages"), 0.13, right=True, bold=True),
        Cell(tr("Share"), 0.13, right=True, bold=True),
    ]
    found.append(Line(head, keeps_with_next=True))
    for one in report.failures:
        found += _reason(one)
    return found


def _reason(one: Reason) -> list[Block]:
    nameless = not one.code and one.status is not MessageStatus.UNKNOWN
    title = tr("No reason was given") if nameless else str(one.reason)
    advice = (
        tr("Ask the provider when many messages end like this.")
        if nameless
        else str(explain(one.code).what_to_do)
    )
    if one.code:
        advice = tr("{code} · {advice}", code=one.code, advice=advice)
    cells = [
        Cell(title, 0.56),
        Cell(message_badge(one.status).words, 0.18),
        Cell(formats.number(one.count), 0.13, right=True),
        Cell(formats.share(one.share, even=True), 0.13, right=True),
    ]
    below = Line([Cell(advice, 0.92, grey=True)], size=9)
    return [Line(cells, ruled=False, keeps_with_next=True), below]
