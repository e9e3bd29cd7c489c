"""Boards of the widgets, for the gallery."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QPlainTextEdit, QSpinBox

from smsdesk.domain.errors import Unusable
from smsdesk.domain.review import Finding
from smsdesk.domain.tasks import Totals
from smsdesk.domain.text import text, tr
from smsdesk.ui import formats
from smsdesk.ui.bridge import Work
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.keyboard_map import keyboard_table
from smsdesk.ui.widgets.badge import Badge, StatusBadge
from smsdesk.ui.widgets.bar_chart import BarChart, BarItem
from smsdesk.ui.widgets.buttons import button, menu_button, more_button
from smsdesk.ui.widgets.card import Card, PressableCard
from smsdesk.ui.widgets.confirm import Question
from smsdesk.ui.widgets.drop_zone import DropZone
from smsdesk.ui.widgets.empty_state import EmptyState
from smsdesk.ui.widgets.figures import Figure, FigureRow
from smsdesk.ui.widgets.form import FormField, combo
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row, scrolling
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.phone_preview import PhonePreview
from smsdesk.ui.widgets.segmented import SegmentedControl
from smsdesk.ui.widgets.send_progress import SendProgress
from smsdesk.ui.widgets.template_editor import FindingList, TemplateEditor
from smsdesk.ui.widgets.timeline import Moment, Timeline
from smsdesk.ui.widgets.trend_chart import Series, TrendChart
from smsdesk.ui.widgets.work_bar import WorkBar


def _nothing() -> None:
    """A button of a board does nothing."""


@scene("widgets-controls")
async def controls(stage: Stage) -> None:
    page = Page(stage.context, title=tr("Controls"))
    page.bars.error(
        Unusable(
            text("The spreadsheet could not be read. Save it as .xlsx and try again."), details="BadZipFile"
        )
    )
    page.bars.undo(tr("Group deleted."), _nothing)
    kinds = ("", "primary", "danger", "danger-quiet", "quiet", "quiet-danger", "link")
    buttons = [button(kind or "plain", kind=kind, picture="plus") for kind in kinds]
    off = [button(kind or "plain", kind=kind) for kind in kinds[:3]]
    for each in off:
        each.setEnabled(False)
    menus = [menu_button(tr("Status"), QMenu()), more_button(QMenu(), tr("More"))]
    badges = [StatusBadge(Badge(role, role)) for role in ("success", "warning", "danger", "info", "neutral")]
    check, half = QCheckBox(tr("I agree to the fees")), QCheckBox(tr("Only some"))
    check.setChecked(True)
    half.setTristate(True)
    half.setCheckState(half.checkState().PartiallyChecked)
    wrong = FormField(tr("Name"), QLineEdit(), limit=10)
    wrong.control.setText("Longer than allowed")  # type: ignore[attr-defined]
    left = Card(tr("Fields"))
    left.add(
        wrong,
        FormField(
            tr("Type"),
            combo([(1, tr("Regular")), (2, tr("Marketing"))]),
            hint=tr("Marketing has stricter rules."),
        ),
        FormField(tr("Seconds"), QSpinBox()),
        FormField(tr("Remarks"), QPlainTextEdit(), optional=True, limit=200),
        check,
        half,
    )
    right = Card(tr("Buttons"))
    right.body.addLayout(row(*buttons[:4], STRETCH))
    right.body.addLayout(row(*buttons[4:], *menus, STRETCH))
    right.body.addLayout(row(*off, STRETCH))
    right.body.addLayout(
        row(SegmentedControl([(1, tr("Mainland China")), (2, tr("Global"))], "Region"), STRETCH)
    )
    right.body.addLayout(row(*badges, STRETCH))
    right.add(DropZone(tr("Drop a spreadsheet here, or press to choose"), ".xlsx, .csv, .tsv · 30 MB"))
    taken = DropZone("", "")
    taken.set_file("customers-spring.xlsx", "10,034 rows · 812 KB")
    right.add(taken)
    work = Work(page)
    bar = WorkBar(tr("Checking recipients"), work)
    work.changed.emit(6200, 10034)
    right.add(bar)
    right.body.addStretch(1)
    page.body.addWidget(scrolling(holding(row(left, right, spacing=16))))
    stage.show(page)


@scene("widgets-charts")
async def charts(stage: Stage) -> None:
    page = Page(stage.context, title=tr("Charts"))
    trend = TrendChart(tr("Requests"))
    values = [120, 340, 260, 610, 900, 1240, 1180, 870, 990, 1400, 1630, 1210, 760, 430]
    trend.set_data(
        [f"{day} Mar" for day in range(1, 15)],
        [
            Series(tr("Requests"), values),
            Series(tr("Delivered"), [round(value * 0.93) for value in values], "series_2"),
            Series(
                tr("Success rate"),
                [0.96] * 6 + [0.9, 0.93] + [0.97] * 6,
                "series_3",
                formats.share,
                share=True,
            ),
        ],
    )
    trend.plot.go(9)
    bars = BarChart(tr("Failures by reason"))
    bars.set_bars(
        [
            BarItem("1", tr("The phone was off or out of reach"), 812, "UNDELIV"),
            BarItem("2", tr("The number does not exist"), 240, "MK:0001"),
            BarItem("3", tr("Daily limit for one number"), 71, "1025"),
        ]
    )
    progress = SendProgress()
    progress.set_totals(
        Totals(
            total=50000,
            queued=36000,
            in_flight=600,
            accepted=2400,
            delivered=9800,
            failed=900,
            undelivered=300,
        )
    )
    figures = FigureRow(
        [
            Figure(tr("Requests"), "12,345", tr("+8% on the week before"), "success"),
            Figure(tr("Delivered"), "11,902", "96.4%"),
            Figure(tr("Billable fragments"), "18,220"),
            Figure(tr("Failed"), "443", "3.6%", "danger"),
        ]
    )
    timeline = Timeline(
        [
            Moment(tr("Queued"), "14:32:01"),
            Moment(tr("Sent"), "14:32:02", tr("Taken by the gateway after 0.4 s"), "info"),
            Moment(tr("Delivered"), "14:32:09", "", "success"),
        ]
    )
    page.body.addWidget(figures)
    page.body.addWidget(Card().add(progress))
    left = Card(tr("Trend"))
    left.body.addWidget(trend, 1)
    right = holding(
        column(Card(tr("Failures by reason")).add(bars), Card(tr("Its way")).add(timeline), spacing=16)
    )
    lower_right = scrolling(right)
    lower_right.setFixedWidth(440)
    lower = row(left, lower_right, spacing=16)
    lower.setStretch(0, 1)
    page.body.addLayout(lower, 1)
    stage.show(page)


@scene("widgets-template")
async def template(stage: Stage) -> None:
    page = Page(stage.context, title=tr("Writing"))
    content = "Dear {1}, your order {2} is ready。 Please pick it up before {3}! 😀 http://x.example/{4}"
    editor = TemplateEditor()
    editor.setPlainText(content)
    findings = [
        Finding(
            "link", text("A link must be constant text; {variable} is inside one.", variable="{4}"), 70, 88
        ),
        Finding("lookalike", text("This full stop is a Chinese one."), 34, 35, "warning", "."),
    ]
    editor.set_findings(findings)
    listed = FindingList()
    listed.set_findings(findings)
    phone = PhonePreview(tr("Preview"))
    phone.show_message(
        "【Riverside】Dear Ann, your order 1042 is ready.\nPlease pick it up before 18:00! 祝您愉快 😀",
        signature="【Riverside】",
        note=tr("2 fragments"),
        sender="1069 0000 1234",
    )
    card = Card(tr("Content"))
    card.add(FormField(tr("Content"), editor, limit=500), listed)
    card.body.addStretch(1)
    pressable = PressableCard("Riverside")
    pressable.body.addLayout(
        row(label("Riverside Bakery", "heading"), STRETCH, StatusBadge(Badge(tr("Enabled"), "success")))
    )
    pressable.body.addWidget(label("SDK AppID 1400 123 456", "secondary"))
    side = holding(column(phone, pressable, spacing=16))
    lower = row(card, side, spacing=16)
    lower.setStretch(0, 1)
    page.body.addLayout(lower, 1)
    stage.show(page)


@scene("widgets-empty")
async def empty(stage: Stage) -> None:
    page = Page(stage.context, title=tr("Empty"))
    page.body.addWidget(
        EmptyState(
            "message-square-text",
            tr("Templates are the texts you send, with variables for names and dates."),
            tr("A template is checked once and can then be sent as often as you like."),
            action=(tr("New template"), _nothing),
            sample=(tr("Try it with sample data"), _nothing),
        )
    )
    stage.show(page)


@scene("widgets-question")
async def question(stage: Stage) -> None:
    page = Page(stage.context, title=tr("Question"))
    page.body.addWidget(Card().add(keyboard_table()))
    stage.show(page)
    Question(
        stage.window,
        tr("Delete the application “Riverside Bakery”?"),
        tr("It cannot be undone. Its message records stay readable in the statistics."),
        tr("Delete application"),
        destructive=True,
    ).open()


from smsdesk.ui.widgets import scenes_window  # noqa: E402 its pictures come after these

__all__ = ["scenes_window"]
