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

from PySide6.QtCore import QByteArray, QEventLoop, QObject, QRect, QSettings, QSize, Qt, Signal
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


def take_place(window: QMainWindow, kept: QByteArray) -> None:
    """Put a window where it was when it was closed; where its screen has gone or become smaller, in view."""
    window.restoreGeometry(kept)
    if window.isMaximized() or window.isFullScreen():
        return  # of which screen, Qt has found itself
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    place = window.geometry()
    title = QRect(place.left(), place.top() - TITLE_BAR, place.width(), TITLE_BAR + 8)
    # Its title bar is what it is moved by.
    if any((screen & title).width() >= 160 and (screen & title).height() >= 8 for screen in screens):
        room = next(screen for screen in screens if screen.intersects(title))
        window.resize(place.size().boundedTo(room.size()))
        return
    room = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(place.size().boundedTo(room.size() - QSize(2, TITLE_BAR)))
    place = window.geometry()
    place.moveCenter(room.center())
    window.move(place.left(), max(place.top(), room.top()))


class _Loaded(QObject):
    told = Signal()


class Opening(QMainWindow):
    """Ground, bar and foot of the window with one quiet word; closed by the real window."""

    def __init__(self, folder: Path, *, remembered: bool = True) -> None:
        super().__init__()
        self.setWindowTitle("SMS Desk")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(first_size())
        if remembered:
            settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
            kept = settings.value(GEOMETRY)
            if isinstance(kept, QByteArray):
                take_place(self, kept)
        hints = QApplication.styleHints()
        self._palette = DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
        self._given_up = self._gone = False

    def load_rest(self) -> bool:
        """Import the rest while the frame stays alive; False when the user closed it meanwhile.

        Raises what the import raises.
        """
        loop = QEventLoop()
        loaded = _Loaded()
        loaded.told.connect(loaded.deleteLater, Qt.ConnectionType.QueuedConnection)  # any event will do
        ended = threading.Event()
        faults: list[BaseException] = []

        def work() -> None:
            try:
                for name in _HEAVY:
                    importlib.import_module(name)
            except BaseException as fault:  # noqa: BLE001 - it is raised again below, on Qt's thread
                faults.append(fault)
            finally:
                ended.set()
                loaded.told.emit()

        # Collecting is Qt's thread's business (ui/garbage.py), and there is nothing to collect yet.
        gc.disable()
        loader = threading.Thread(target=work, name="opening")
        loader.start()
        # It sleeps until something happens: a loop that looks again and again takes the loader's turns.
        # (With a limit of time ``processEvents`` does not wait at all.)
        while not ended.is_set():
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        loader.join()
        if faults:
            raise faults[0]
        return not self._given_up

    def give_way(self) -> None:
        """The real window is there, or a question before it; told again, it has gone already."""
        if self._gone:
            return
        self._given_up = self._gone = True
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


def open_frame(folder: Path, *, remembered: bool = True) -> Opening:
    """Make the application and paint the frame now, where the window was the last time or as at first."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    GivenFiles.of(application)  # macOS tells of a file as soon as events are looked at
    frame = Opening(folder, remembered=remembered)
    frame.show()
    application.processEvents()
    return frame
