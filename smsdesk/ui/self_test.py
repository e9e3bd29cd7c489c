"""What ``smsdesk self-test`` does of the window: looks, typefaces, a PDF, and pictures of every tab."""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
from pathlib import Path

import qasync
from PySide6.QtCore import QByteArray, QLibraryInfo
from PySide6.QtGui import QFontDatabase, QFontMetrics, QImageReader
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from smsdesk.domain.text import LANGUAGES, tr
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import profile
from smsdesk.ui import icons
from smsdesk.ui.bridge import DeskRunner, Hub
from smsdesk.ui.context import build_context
from smsdesk.ui.gallery import SIZE, Stage
from smsdesk.ui.garbage import Collector
from smsdesk.ui.languages import Languages
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.style import Theme
from smsdesk.ui.user_guide import FOLDER as GUIDE
from smsdesk.ui.user_guide import guide_file
from smsdesk.ui.window_tabs import TABS

#: A picture with fewer colours than this shows nothing.
_LEAST_COLOURS = 8


#: The parts of Qt that show a window on a real screen, where they can be loaded without one.
_SCREEN = ("platforms/libqxcb.so", "xcbglintegrations/libqxcb-glx-integration.so")
#: Qt's name for the screen of each system.
_PLATFORMS = {"win32": "windows", "darwin": "cocoa"}
#: Pictures that customers and signatures come with.
_FORMATS = ("gif", "jpeg", "png", "svg", "webp")


def check_screen_libraries() -> None:
    """Qt has what it ends the process without; on Linux, what a real screen wants can be loaded.

    Raises ``RuntimeError``, and ``OSError`` that names a missing library.
    """
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    for platform in ("offscreen", _PLATFORMS.get(sys.platform, "xcb")):
        _expect(
            any((plugins / "platforms").glob(f"*q{platform}.*")), f"Qt's part for “{platform}” is missing"
        )
    if sys.platform == "linux":
        for name in _SCREEN:
            ctypes.CDLL(str(plugins / name), mode=os.RTLD_LAZY)


def check_looks() -> str:
    """The style, every icon, the pictures' formats, the guide. Raises ``RuntimeError`` if one lacks."""
    application = _application()
    Theme(application, "light")
    _expect(len(application.styleSheet()) > 1000, "the style sheet is empty")
    _expect(
        QSvgRenderer(str(icons.FOLDER / "smsdesk.svg")).isValid(), "the program's own icon cannot be drawn"
    )
    drawn = sorted((icons.FOLDER / "lucide").glob("*.svg"))
    _expect(len(drawn) > 50, "icons are missing")
    for path in drawn:
        renderer = QSvgRenderer(QByteArray(icons.recoloured(path.stem, "#000000")))
        _expect(renderer.isValid(), f"the icon {path.stem} cannot be drawn")
    known = {bytes(one.data()).decode() for one in QImageReader.supportedImageFormats()}
    missing = [one for one in _FORMATS if one not in known]
    _expect(not missing, f"pictures cannot be read: {', '.join(missing)}")
    _expect(len(guide_file().read_text(encoding="utf-8")) > 1000, "the user guide is missing")
    _expect(any((GUIDE / "pictures").glob("*.png")), "the user guide's pictures are missing")
    return tr("{count} icons", count=len(drawn))


def check_typefaces() -> str:
    """There is one, and it has letters; a note where it has no Chinese characters."""
    application = _application()
    _expect(bool(QFontDatabase.families()), "there is no typeface on this computer")
    _expect(QFontMetrics(application.font()).inFont("A"), "the typeface has no letters")
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    return "" if chinese else tr("none for {language}: install one", language=LANGUAGES["zh_CN"])


def check_pdf(desk: Desk, task_id: int, path: Path) -> None:
    """The report of a task as a PDF. Raises what writing it raises."""
    from smsdesk.ui.bulk.report_pages import write_report_pdf

    _application()
    write_report_pdf(desk, task_id=task_id, path=path)
    content = path.read_bytes()
    _expect(content.startswith(b"%PDF-") and len(content) > 5000, "the PDF is empty")


def _application() -> QApplication:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    return application


def _expect(fine: bool, otherwise: str) -> None:
    if not fine:
        raise RuntimeError(otherwise)


def take_pictures(desk: Desk, target: Path) -> list[Path]:
    """One picture of each tab. Raises ``RuntimeError`` for a tab that stays blank or whose code fails."""
    application = _application()
    target.mkdir(parents=True, exist_ok=True)
    theme = Theme(application, "light")
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    collector = Collector(application)
    try:
        with loop:
            taken: list[Path] = loop.run_until_complete(_take(desk, target, application, theme))
    finally:
        collector.end()
    return taken


async def _take(desk: Desk, target: Path, application: QApplication, theme: Theme) -> list[Path]:
    faults: list[BaseException] = []
    runner = DeskRunner(desk, on_crash=faults.append)
    context = build_context(runner, Hub(), desk.folder, await runner.run(profile), desk.clock)
    window = MainWindow(context, TABS, theme, Languages(application))
    window.resize(*SIZE)
    window.show()
    stage = Stage(window, theme)
    taken = []
    try:
        for tab in TABS:
            await stage.open(tab.key)
            if faults:
                raise RuntimeError(f"the tab {tab.key} failed: {faults[0]!r}") from faults[0]
            picture = stage.picture().toImage()
            colours = {
                picture.pixel(x, y)
                for x in range(0, picture.width(), 7)
                for y in range(0, picture.height(), 7)
            }
            if len(colours) < _LEAST_COLOURS:
                raise RuntimeError(f"the tab {tab.key} stays blank")
            path = target / f"{tab.key}.png"
            picture.save(str(path))
            taken.append(path)
    finally:
        window.hide()
        await runner.close()
        window.deleteLater()
        application.processEvents()
    return taken
