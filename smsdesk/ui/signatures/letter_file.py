"""The letter of authorization as a page to print (G1): drawn as plain text, whatever a name holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen, QTextOption

from smsdesk.domain.authorization_letter import Letter, Line
from smsdesk.sheets.placing import placed_whole

#: Dots per inch, and what a millimetre of the paper is of them.
_DPI = 300
_MM = _DPI / 25.4
_INK = QColor(0x11, 0x11, 0x11)
_QUIET = QColor(0x66, 0x66, 0x66)
_RULE = QColor(0x99, 0x99, 0x99)


def write_letter(letter: Letter, families: Sequence[str], path: Path) -> None:
    """Write the letter as a PDF of A4 pages. For a worker.

    ``families`` are typefaces in the order of preference. Raises ``Unavailable`` when the place cannot be
    written.
    """
    content = letter_pdf(letter, families)
    with placed_whole(path) as file:
        file.write(content)


def letter_pdf(letter: Letter, families: Sequence[str]) -> bytes:
    """The PDF's content."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(letter.title)
    writer.setCreator("SMS Desk")
    margins = QMarginsF(24, 22, 24, 20)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter(writer)
    try:
        _Sheet(writer, painter, list(families)).draw(letter)
    finally:
        painter.end()
        buffer.close()
    return bytes(buffer.data().data())


class _Sheet:
    """A place on the page that moves down; what does not fit goes to the next page."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, families: list[str]) -> None:
        self._writer = writer
        self._painter = painter
        self._families = families
        self._width = float(writer.width())
        self._height = float(writer.height())
        self._top = 0.0

    def draw(self, letter: Letter) -> None:
        self._text(letter.title, points=18, weight=QFont.Weight.DemiBold, after=9)
        for line in letter.parties:
            self._line(line)
        self._skip(6)
        self._text(letter.opening, after=3)
        for number, term in enumerate(letter.terms, 1):
            self._text(f"{number}.", after=0, indent=0, stay=True)
            self._text(term, indent=8, after=2.5)
        self._skip(4)
        self._text(letter.closing, after=3)
        self._signing(letter)
        self._foot(letter.note)

    def _font(self, points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        font = QFont()
        font.setFamilies(self._families)
        font.setPointSizeF(points)
        font.setWeight(weight)
        return font

    def _box(self, words: str, left: float, width: float) -> QRectF:
        return self._painter.boundingRect(QRectF(left, 0, width, self._height), words, self._wrapping())

    def _paint(self, words: str, left: float, top: float, width: float) -> None:
        self._painter.drawText(QRectF(left, top, width, self._height), words, self._wrapping())

    @staticmethod
    def _wrapping(side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> QTextOption:
        option = QTextOption(side)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        return option

    def _skip(self, millimetres: float) -> None:
        self._top += millimetres * _MM

    def _make_room(self, height: float) -> None:
        if self._top + height > self._height:
            self._writer.newPage()
            self._top = 0.0

    def _text(
        self,
        words: str,
        *,
        points: float = 11,
        weight: QFont.Weight = QFont.Weight.Normal,
        after: float = 0,
        indent: float = 0,
        stay: bool = False,
    ) -> None:
        self._painter.setFont(self._font(points, weight))
        self._painter.setPen(_INK)
        left = indent * _MM
        box = self._box(words, left, self._width - left)
        if stay:  # what follows stands beside it, and must not be parted from it
            self._make_room(box.height() * 3)
        else:
            self._make_room(box.height())
        self._paint(words, left, self._top, self._width - left)
        if not stay:
            self._top += box.height() + after * _MM

    def _line(self, line: Line, *, left: float = 0, width: float = 0, height: float = 9) -> None:
        """The words small and quiet, the value behind them above a rule."""
        width = width or self._width
        begin = left + min(58 * _MM, width * 0.42)
        self._painter.setFont(self._font(10))
        words = self._box(line.words, left, begin - left - 2 * _MM)
        self._painter.setFont(self._font(11.5, QFont.Weight.Medium))
        value = self._box(line.value or " ", begin + 2 * _MM, width - (begin - left) - 4 * _MM)
        tall = max(height * _MM, words.height() + 3 * _MM, value.height() + 3 * _MM)
        self._make_room(tall)
        base = self._top + tall - 1.5 * _MM
        self._painter.setPen(_INK)
        self._paint(line.value, begin + 2 * _MM, base - value.height() - 0.5 * _MM, value.width() + 2 * _MM)
        self._painter.setFont(self._font(10))
        self._painter.setPen(_QUIET)
        self._paint(line.words, left, base - words.height() - 0.5 * _MM, begin - left - 2 * _MM)
        self._painter.setPen(QPen(_RULE, 0.25 * _MM))
        self._painter.drawLine(int(begin), int(base), int(left + width), int(base))
        self._top += tall

    def _signing(self, letter: Letter) -> None:
        """Lines for a pen at the left, room for the seal at the right."""
        side = 52 * _MM
        self._make_room(len(letter.signing) * 12 * _MM)
        top = self._top
        for line in letter.signing:
            self._line(line, width=self._width - side - 8 * _MM, height=12)
        frame = QRectF(self._width - side, top + 4 * _MM, side, side)
        pen = QPen(_RULE, 0.25 * _MM)
        pen.setStyle(Qt.PenStyle.DashLine)
        self._painter.setPen(pen)
        self._painter.drawRect(frame)
        self._painter.setFont(self._font(9))
        self._painter.setPen(_QUIET)
        inner = frame.adjusted(2 * _MM, 2 * _MM, -2 * _MM, -2 * _MM)
        self._painter.drawText(inner, letter.seal, self._wrapping(Qt.AlignmentFlag.AlignCenter))
        self._top = max(self._top, frame.bottom())

    def _foot(self, words: str) -> None:
        self._painter.setFont(self._font(8.5))
        box = self._box(words, 0, self._width)
        self._make_room(box.height() + 6 * _MM)
        self._painter.setPen(_QUIET)
        self._paint(words, 0, self._height - box.height(), self._width)
