"""One picture of a document, large: as it fits, or every pixel, and written to a file (G1)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QDialog, QFrame, QGraphicsScene, QGraphicsView, QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.palette import colour
from smsdesk.ui.signatures.pictures import LARGE, decoded
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.page import Page

#: What one step of the wheel or of the + key makes larger.
_STEP = 1.25
_LARGEST = 8.0


class PictureView(QGraphicsView):
    """A picture that fits its frame until it is enlarged; then it is pushed about with the mouse or keys."""

    def __init__(self, picture: QImage) -> None:
        super().__init__()
        self._scene = QGraphicsScene(self)
        self._scene.addPixmap(QPixmap.fromImage(picture)).setTransformationMode(
            Qt.TransformationMode.SmoothTransformation
        )
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAccessibleName(tr("Picture"))
        self.fits = True

    def fit(self) -> None:
        """All of it, as large as the frame allows, never larger than it is."""
        self.fits = True
        self.resetTransform()
        room, wanted = self.viewport().size(), self.sceneRect().size()
        if wanted.isEmpty():
            return
        factor = min(room.width() / wanted.width(), room.height() / wanted.height(), 1.0)
        self.scale(factor, factor)

    def show_pixels(self) -> None:
        """Every pixel of the picture is one of the screen."""
        self.fits = False
        self.resetTransform()

    def enlarge(self, steps: float) -> None:
        """Larger by so many steps, or smaller."""
        wanted = self.transform().m11() * _STEP**steps
        if 0.02 <= wanted <= _LARGEST:
            self.fits = False
            self.scale(_STEP**steps, _STEP**steps)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, colour("sunken"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.fits:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.enlarge(event.angleDelta().y() / 120)
        event.accept()


class PictureDialog(QDialog):
    """Closed with Esc or its button; ``save`` None leaves "Save as…" out."""

    def __init__(
        self, parent: QWidget, title: str, picture: QImage, save: Callable[[], object] | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = PictureView(picture)
        left: list[object] = [
            button(tr("Smaller"), lambda: self.view.enlarge(-1)),
            button(tr("Larger"), lambda: self.view.enlarge(1)),
            button(tr("Fit"), self.view.fit, tip=tr("All of it")),
            button(tr("Full size"), self.view.show_pixels),
        ]
        if save is not None:
            left.append(button(tr("Save as…"), save, picture="download"))
        close = button(tr("Close"), self.accept, kind="primary")
        close.setDefault(True)
        whole = column(
            label(title, "heading"),
            self.view,
            row(*left, STRETCH, close),
            spacing=16,
            margins=(24, 20, 24, 20),
        )
        whole.setStretch(1, 1)
        self.setLayout(whole)
        room = parent.window().size()
        self.resize(QSize(1_000, 800).boundedTo(QSize(room.width() - 80, room.height() - 80)))
        close.setFocus()


async def show_picture(
    page: Page, title: str, content: bytes, save: Callable[[], object] | None = None
) -> None:
    """Open the picture large, decoded in a worker."""
    picture = await page.context.runner.call(partial(decoded, content, LARGE))
    if picture.isNull():
        page.bars.info(tr("This image cannot be shown. It can be saved and opened in another program."))
        return
    PictureDialog(page, title, picture, save).open()
