"""The window's frame, painted at once while the rest of the program is still being imported.

Qt alone is a tenth of what the program is made of, so this module imports nothing else of weight. The
frame stands where the window will stand and gives way to it.
"""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QByteArray, QEventLoop, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from smsdesk.domain.text import tr
from smsdesk.ui.given_files import GivenFiles
from smsdesk.ui.palette import DARK, LIGHT

#: Where the window remembers its place (``ui/main_window.py``).
GEOMETRY = "window/geometry"
#: What takes long to import, in the order in which it is needed.
_HEAVY = ("smsdesk.ui.window", "smsdesk.app")
_BAR = 80
#: Room for the title bar and its frame, which Qt does not know before the window is shown.
TITLE_BAR = 40
_STATUS = 33


def first_size() -> QSize:
    """The window at the very first start: with its title bar inside the smallest laptop's screen."""
    room = QGuiApplication.primaryScreen().availableGeometry().size()
    return QSize(1320, 860).boundedTo(room - QSize(2, TITLE_BAR))


class Opening(QMainWindow):
    """Ground, bar and foot of the window with one quiet word; closed by the real window."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.setWindowTitle("SMS Desk")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(first_size())
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        kept = settings.value(GEOMETRY)
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)
        hints = QApplication.styleHints()
        self._palette = DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
        self._given_up = False

    def load_rest(self) -> bool:
        """Import the rest while the frame stays alive; False when the user closed it meanwhile.

        Raises what the import raises.
        """
        loop = QEventLoop()
        faults: list[BaseException] = []

        def work() -> None:
            try:
                for name in _HEAVY:
                    importlib.import_module(name)
            except BaseException as fault:  # noqa: BLE001 - it is raised again below, on Qt's thread
                faults.append(fault)
            finally:
                loop.quit()

        # Collecting is Qt's thread's business (ui/garbage.py), and there is nothing to collect yet.
        gc.disable()
        loader = threading.Thread(target=work, name="opening")
        loader.start()
        # The loader may have ended before the loop begins to run, and a quit before that is lost.
        while loader.is_alive():
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        loader.join()
        if faults:
            raise faults[0]
        return not self._given_up

    def give_way(self) -> None:
        """The real window is there."""
        self._given_up = True
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._given_up = True
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole, look = self.rect(), self._palette
        painter.fillRect(whole, QColor(look.window))
        bar = QRect(0, 0, whole.width(), _BAR)
        foot = QRect(0, whole.height() - _STATUS, whole.width(), _STATUS)
        for part in (bar, foot):
            painter.fillRect(part, QColor(look.bar))
        painter.fillRect(QRect(0, _BAR, whole.width(), 1), QColor(look.border))
        painter.fillRect(QRect(0, foot.top() - 1, whole.width(), 1), QColor(look.border))
        painter.setPen(QColor(look.text_secondary))
        painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, tr("Opening …"))


def open_frame(folder: Path) -> Opening:
    """Make the application and paint the frame now."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    GivenFiles.of(application)  # macOS tells of a file as soon as events are looked at
    frame = Opening(folder)
    frame.show()
    application.processEvents()
    return frame
