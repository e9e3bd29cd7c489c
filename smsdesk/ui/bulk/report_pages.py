"""A task's report on pages: as a PDF file, on a printer, or as pictures (B8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from smsdesk import __version__
from smsdesk.domain.errors import Unavailable
from smsdesk.domain.task_reports import TaskReport
from smsdesk.domain.text import text, tr
from smsdesk.operations.desk import Desk, Progress, job
from smsdesk.operations.reports import task_report
from smsdesk.sheets.placing import placed_whole
from smsdesk.ui.bulk.report_blocks import GREY, RULE, Block, Gap, face
from smsdesk.ui.bulk.report_content import blocks_of, report_title
from smsdesk.ui.formats import Formats

#: Countries whose paper is Letter and not A4, by the Unicode locale data.
LETTER = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
#: White around a page, in points.
MARGIN = 48.0
#: Room of the line at the foot.
_FOOT = 28.0
_RESOLUTION = 600

Placed = tuple[Block, QRectF]


class ReportPages:
    """The report laid out for a size of paper; pages are painted one at a time."""

    def __init__(self, report: TaskReport, size: QPageSize | None = None) -> None:
        """Without a size the paper of the business's country is taken."""
        self.report = report
        self.size = size or paper_of(report.country)
        points = self.size.size(QPageSize.Unit.Point)
        self._page = QRectF(0, 0, points.width(), points.height())
        inner = self._page.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN - _FOOT)
        self.pages: list[list[Placed]] = list(_flow(blocks_of(report), inner))

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint the page, counted from 0, on a painter that measures in points from the paper's corner."""
        for block, area in self.pages[number]:
            block.paint(painter, area)
        self._paint_foot(painter, number)

    def _paint_foot(self, painter: QPainter, number: int) -> None:
        area = QRectF(MARGIN, self._page.height() - MARGIN - 12, self._page.width() - 2 * MARGIN, 14)
        painter.setPen(QPen(RULE, 0.5))
        painter.drawLine(area.topLeft(), area.topRight())
        painter.setFont(face(8))
        painter.setPen(GREY)
        shown = Formats(lambda: self.report.zone, lambda: self.report.made_at)
        left = tr(
            "{business} · made {time} with SMS Desk {version}",
            business=self.report.business_name,
            time=shown.exact(self.report.made_at),
            version=__version__,
        )
        right = tr("Page {number} of {count}", number=number + 1, count=len(self.pages))
        below = area.adjusted(0, 4, 0, 4)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, left)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)

    def picture(self, number: int, *, scale: float = 2.0) -> QImage:
        """A page as a picture, ``scale`` pixels a point."""
        image = QImage(
            round(self._page.width() * scale), round(self._page.height() * scale), QImage.Format.Format_RGB32
        )
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        self.paint(painter, number)
        painter.end()
        return image

    def paint_all(self, device: QPagedPaintDevice, resolution: int) -> Iterator[int]:
        """Paint every page on a device of that resolution; gives the number of each one that is done.

        Raises ``Unavailable`` when the device cannot be written to.
        """
        painter = QPainter()
        if not painter.begin(device):
            raise Unavailable(text("The printer cannot be reached. Look whether it is on, and try again."))
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(resolution / 72, resolution / 72)
            for number in range(len(self.pages)):
                if number:
                    device.newPage()
                self.paint(painter, number)
                yield number
        finally:
            painter.end()


def paper_of(country: str) -> QPageSize:
    """The paper that a country writes on."""
    return QPageSize(QPageSize.PageSizeId.Letter if country in LETTER else QPageSize.PageSizeId.A4)


def pdf_of(report: TaskReport) -> bytes:
    """The report as a PDF file, with the characters it uses of its typefaces inside."""
    pages = ReportPages(report)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(QPageLayout(pages.size, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setResolution(_RESOLUTION)
    writer.setTitle(report_title(report))
    writer.setCreator(tr("SMS Desk {version}", version=__version__))
    for _ in pages.paint_all(writer, _RESOLUTION):
        pass
    return bytes(buffer.data().data())


@job(action="ExportReportPdf")
def write_report_pdf(desk: Desk, *, task_id: int, path: Path, progress: Progress | None = None) -> int:
    """Write the report of a task as a PDF; 0, as it has no rows. Not on the window's thread.

    Raises ``NotFound``, and ``Unavailable`` when the file cannot be written.
    """
    progress = progress or Progress()
    report = task_report(desk, task_id=task_id)
    progress.report(0, 1)
    content = pdf_of(report)
    progress.report(1, 1)
    with placed_whole(path) as file:
        file.write(content)
    return 0


def _flow(blocks: Sequence[Block], inner: QRectF) -> Iterator[list[Placed]]:
    """The blocks from the top down, on as many pages as they need; what belongs together stays together."""
    page: list[Placed] = []
    y = inner.top()
    for group in _groups(blocks):
        heights = [block.height(inner.width()) for block in group]
        if page and y + sum(heights) > inner.bottom():
            yield page
            page, y = [], inner.top()
        if not page:
            while group and isinstance(group[0], Gap):  # no page begins with a distance
                group, heights = group[1:], heights[1:]
        for block, height in zip(group, heights, strict=True):
            if page and y + height > inner.bottom():  # a group longer than a page is broken all the same
                yield page
                page, y = [], inner.top()
            page.append((block, QRectF(inner.left(), y, inner.width(), height)))
            y += height
    if page:
        yield page


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.keeps_with_next:
            yield group
            group = []
    if group:
        yield group
