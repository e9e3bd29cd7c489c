"""The report of a task on paper: whole, adding up, readable in black and white, on any paper (B8)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from smsdesk.app import App
from smsdesk.domain.codes import explain
from smsdesk.domain.errors import Unavailable
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.statistics import Reason
from smsdesk.domain.task_reports import TaskReport, Timeline, TimelinePoint
from smsdesk.domain.text import set_language, text, tr
from smsdesk.operations.exports import list_exports
from smsdesk.operations.reports import task_report
from smsdesk.ui.bulk.report_blocks import Block, Chart, Line, Words
from smsdesk.ui.bulk.report_content import blocks_of
from smsdesk.ui.bulk.report_pages import ReportPages, paper_of, pdf_of, write_report_pdf
from smsdesk.ui.bulk.report_printing import print_report
from smsdesk.ui.context import Context
from smsdesk.ui.exports import Exports
from smsdesk.ui.main_window import MainWindow
from tests.operations.shop import Fate, befall, furnish

FATES = (
    *[Fate(MessageStatus.DELIVERED, "DELIVRD", 1_000 * place, 2_000) for place in range(5)],
    Fate(MessageStatus.UNDELIVERED, "MK:0001", 6_000, 4_000),
    Fate(MessageStatus.UNDELIVERED, "", 6_000, 4_000),
    Fate(MessageStatus.FAILED, "FailedOperation.PhoneNumberInBlacklist", 7_000),
    Fate(MessageStatus.UNKNOWN, "Unknown", 8_000),
    Fate(MessageStatus.ACCEPTED, "", 9_000),
)


@pytest.fixture
def task_id(opened: App) -> int:
    """A task of ten messages with every fate."""
    shop = furnish(opened.desk)
    numbers = "\n".join(f"138000000{place:02}" for place in range(len(FATES)))
    task = shop.sent(shop.pasted(numbers, name="Spring offer"))
    befall(opened.desk, task, FATES)
    return task.id


@pytest.fixture
def report(opened: App, task_id: int) -> TaskReport:
    return task_report(opened.desk, task_id=task_id)


@pytest.fixture
def chinese() -> Iterator[None]:
    set_language("zh_CN")
    yield
    set_language("en")


def words_of(blocks: list[Block]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Words):
            found.append(block.text)
        elif isinstance(block, Line):
            found += [cell.text for cell in block.cells]
    return found


def paper(pdf: bytes) -> list[int]:
    """Width and height of the first page, in points."""
    found = re.findall(rb"/MediaBox \[([\d. ]+)\]", pdf)
    return [round(float(side)) for side in found[0].split()][2:]


def long(report: TaskReport) -> TaskReport:
    """With reasons for several pages and a name for several lines."""
    reasons = tuple(
        Reason(MessageStatus.UNDELIVERED, f"IB:{number:04}", explain("IB:0001").title, 3, 0.01)
        for number in range(90)
    )
    task = replace(report.task, name="Spring offer for everybody " * 8)
    return replace(report, failures=reasons, task=task)


def test_it_tells_everything_and_adds_up(report: TaskReport) -> None:
    blocks = blocks_of(report)
    words = words_of(blocks)
    assert words[:2] == ["Riverside Bakery", "Report: Spring offer"]
    assert "【河畔面包】明天上午九点开门。" in words
    for one in ("Bakery", "Notice", "The number does not exist or is suspended", "No reason was given"):
        assert one in words
    advice = str(explain("MK:0001").what_to_do)
    assert f"MK:0001 · {advice}" in words
    lines = [block.cells for block in blocks if isinstance(block, Line) and len(block.cells) == 4]
    counts = {cells[0].text: int(cells[1].text) for cells in lines if cells[1].text.isdigit()}
    whole = counts.pop("All messages")
    assert counts == {
        "Delivered": 5,
        "Sent, no receipt yet": 1,
        "Not delivered": 2,
        "Failed": 1,
        "Unknown: may have been sent": 1,
    }
    assert sum(counts.values()) == whole == len(FATES)
    [chart] = [block for block in blocks if isinstance(block, Chart)]
    assert [curve.values[-1] for curve in chart.curves] == [8, 5, 3]
    assert len({curve.style for curve in chart.curves}) == 3


@pytest.mark.parametrize("country", ["CN", "US"])
def test_nothing_lies_beside_the_page(report: TaskReport, country: str) -> None:
    pages = ReportPages(replace(long(report), country=country))
    assert len(pages.pages) > 2
    points = pages.size.size(QPageSize.Unit.Point)
    for page in pages.pages:
        bottom = 0.0
        for _, area in page:
            assert area.top() >= bottom
            bottom = area.bottom() - 0.01
            assert area.left() >= 40
            assert area.right() <= points.width() - 40
        assert bottom < points.height() - 70
    placed = [block for page in pages.pages for block, _ in page]
    assert words_of(placed) == words_of(blocks_of(pages.report))
    for page in pages.pages:
        assert not page[-1][0].keeps_with_next  # no title stands alone at the foot


@pytest.mark.usefixtures("chinese")
def test_a_chinese_pdf_holds_its_typefaces(report: TaskReport) -> None:
    named = replace(report, business_name="河畔面包店", task=replace(report.task, name="春季优惠"))
    found = pdf_of(named)
    assert found.startswith(b"%PDF-")
    assert len(re.findall(rb"/FontFile[23]? ", found)) >= 2
    assert tr("Delivered") in words_of(blocks_of(named))
    assert tr("Delivered") != "Delivered"


def test_figures_can_be_found_and_copied(report: TaskReport) -> None:
    maps = re.findall(rb"begincmap(.*?)endcmap", pdf_of(report), re.DOTALL)
    meant = {chr(int(code, 16)) for code in re.findall(rb"<([0-9A-Fa-f]{4})>", b"".join(maps))}
    assert meant >= set("012:(.")


def test_pages_of_the_country(report: TaskReport) -> None:
    sizes = {country: paper(pdf_of(replace(report, country=country))) for country in ("CN", "US")}
    assert sizes == {"CN": [595, 842], "US": [612, 792]}
    assert paper_of("DE").id() is QPageSize.PageSizeId.A4
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf_of(long(report)))) == len(
        ReportPages(long(report)).pages
    )


def test_it_is_black_and_white(report: TaskReport) -> None:
    picture = ReportPages(report).picture(0, scale=0.5)
    inked = 0
    for x in range(0, picture.width(), 2):
        for y in range(0, picture.height(), 2):
            found = picture.pixelColor(x, y)
            assert abs(found.red() - found.blue()) < 3
            inked += found.red() < 128
    assert inked > 100


def test_a_task_that_has_not_begun_has_a_report_too(report: TaskReport) -> None:
    fresh = replace(report, failures=(), timeline=Timeline(60_000, ()))
    words = words_of(blocks_of(fresh))
    assert "Nothing failed." in words
    one = replace(report, timeline=Timeline(60_000, (TimelinePoint(0, 0, 0, 0),)))
    assert pdf_of(one)


def test_it_is_written_in_the_background_while_the_window_lives(
    context: Context, task_id: int, run: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"

    async def write() -> int:
        done = Exports.of(context).begin(text("Report"), path, write_report_pdf, {"task_id": task_id}).done
        ticks = 0
        assert done is not None
        while not done.done():
            ticks += 1
            await asyncio.sleep(0)
        return ticks

    assert run(write()) > 0
    assert path.read_bytes().startswith(b"%PDF-")
    [kept] = list_exports(context.runner.desk)
    assert (kept.path, kept.rows) == (str(path), 0)


def test_it_is_printed_on_the_paper_that_was_chosen(
    window: MainWindow, task_id: int, run: Callable[..., Any], tmp_path: Path
) -> None:
    page = window.current_page()
    assert page is not None
    path = tmp_path / "printed.pdf"

    async def printed() -> None:
        printing = asyncio.create_task(print_report(page, task_id))
        found: list[QPrintDialog] = []
        for _ in range(1_000):
            found = page.findChildren(QPrintDialog)
            if found:
                break
            await asyncio.sleep(0.005)
        printer = found[0].printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
        found[0].done(1)
        await printing

    run(printed())
    content = path.read_bytes()
    assert len(re.findall(rb"/Type /Page\b(?!s)", content)) >= 2
    assert paper(content) == [420, 595]


def test_a_place_that_cannot_be_written_is_said(opened: App, task_id: int, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="the folder is not there"):
        write_report_pdf(opened.desk, task_id=task_id, path=tmp_path / "no" / "r.pdf")
