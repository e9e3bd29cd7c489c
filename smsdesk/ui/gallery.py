"""Pictures of the real window in every state worth looking at, light and dark, in every language.

A scene brings the window into a state; the gallery takes the pictures. ``scripts/gallery.py`` (``make
gallery``) puts it together with a real desk; scenes live in ``ui/<tab>/scenes.py``.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget

from smsdesk.operations.desk import Desk
from smsdesk.ui.context import Context
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.style import Theme
from smsdesk.ui.widgets.page import Page

P = ParamSpec("P")
R = TypeVar("R")

#: The laptop that look.md measures by.
SIZE = (1366, 768)
#: Packages that may have a ``scenes`` module.
PACKAGES = (
    "widgets",
    "first_run",
    "applications",
    "signatures",
    "templates",
    "bulk",
    "customers",
    "statistics",
    "review",
    "callbacks",
    "settings",
    "backups",
    "exports",
    "server",
)
#: Turns of the event loop after which nothing that follows at once from the last event is left: Qt lays out
#: and scrolls, and coroutines go on, a turn or two after each other.
_TURNS = 12
#: Seconds between two looks at what goes on.
_BETWEEN = 0.01
#: While the engine sends there is always news: what the scene itself did is told by the first handover, what
#: a page does upon that by the second, and a third tells of what had begun meanwhile.
_HANDOVERS = 3
#: Milliseconds: pauses of a page's own (after typing, before it asks) up to this are always waited for.
_PAUSE = 500
#: Seconds that a worker may take, and looks after which a page that never rests (it sends) is taken as it is.
_PATIENCE, _MOST_LOOKS = 10.0, 120


class Stage:
    """What a scene is given: the real window on a real desk."""

    def __init__(self, window: MainWindow, theme: Theme) -> None:
        self.window = window
        self.theme = theme
        self._covered: QWidget | None = None

    @property
    def context(self) -> Context:
        return self.window.context

    async def run(
        self, operation: Callable[Concatenate[Desk, P], R], /, *args: P.args, **arguments: P.kwargs
    ) -> R:
        """Run an operation on the desk."""
        return await self.context.runner.run(operation, *args, **arguments)

    async def open(self, tab: str, page: str = "", **arguments: Any) -> Page:
        """Go to a place as ``context.open`` does and wait until it has loaded; gives the page."""
        self.window.open_place(tab, page, **arguments)
        await self.settle()
        return self.page()

    def page(self) -> Page:
        """The page in view."""
        page = self.window.current_page()
        assert page is not None, "no page is in view before the first start's questions"
        return page

    def widget(self, kind: type[R], index: int = 0) -> R:
        """A visible widget of that class in the window."""
        assert issubclass(kind, QWidget)
        return [each for each in self.window.findChildren(kind) if each.isVisible()][index]

    async def settle(self, pause: float = 0.0) -> None:
        """Wait until nothing loads any more and nothing is about to. What waits for an answer (a question) is
        left waiting. ``pause``: seconds that a page may pause before it goes on (to keep a draft, say).
        """
        # Never QApplication.processEvents(): inside a coroutine it would start others within this one.
        runner, hub = self.context.runner, self.context.hub
        enough = hub.handovers + _HANDOVERS
        longest = max(_PAUSE, round(pause * 1000))
        for _ in range(_MOST_LOOKS):
            with suppress(TimeoutError):
                await asyncio.wait_for(runner.idle(), _PATIENCE)
            for _turn in range(_TURNS):
                await asyncio.sleep(0)
            if runner.busy:
                continue
            if (hub.waiting and hub.handovers < enough) or self._pauses(longest):
                await asyncio.sleep(_BETWEEN)
            else:
                return

    def _pauses(self, longest: int) -> bool:
        """Whether something in the window pauses for at most so many milliseconds before it goes on."""
        return any(
            timer.isActive() and timer.isSingleShot() and timer.interval() <= longest
            for timer in self.window.findChildren(QTimer)
        )

    def show(self, widget: QWidget) -> None:
        """Show any widget in the place of the pages."""
        self._covered = self.window.pages.currentWidget()
        self.window.pages.addWidget(widget)
        self.window.pages.setCurrentWidget(widget)

    def picture(self) -> QPixmap:
        """The window as it is now, with its dialogs and menus above it."""
        taken = self.window.grab()
        above = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog | QMenu)]
        for each in above:
            if each.isVisible():
                _lay_over(taken, self.window, each)
        return taken

    def clean(self) -> None:
        """Close dialogs and menus, the panel, and what was shown in the place of the pages."""
        if self._covered is not None:
            shown = self.window.pages.currentWidget()
            self.window.pages.setCurrentWidget(self._covered)
            self._covered = None
            if shown is not None:
                self.window.pages.removeWidget(shown)
                shown.deleteLater()
        for each in QApplication.topLevelWidgets():
            if isinstance(each, QDialog | QMenu) and each.isVisible():
                each.close()
        for page in self.window.findChildren(Page):
            page.panel.close_panel()
            page.bars.clear()
        self.window.bars.clear()


def _lay_over(picture: QPixmap, window: QWidget, above: QWidget) -> None:
    ratio = picture.devicePixelRatio()
    place = QRect(window.mapFromGlobal(above.mapToGlobal(QPoint(0, 0))), above.size())
    if isinstance(above, QDialog):
        place.moveCenter(window.rect().center())
    painter = QPainter(picture)
    if isinstance(above, QDialog):
        painter.fillRect(window.rect(), QColor(0, 0, 0, 70))
    painter.drawPixmap(place.topLeft(), above.grab())
    painter.end()
    picture.setDevicePixelRatio(ratio)


class Flashes(QObject):
    """Notes every widget that is shown as a window of its own and is none: one without a parent, made
    visible. On a screen it flashes and takes the focus away."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._application = application
        self.seen: list[str] = []
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.windowType() is Qt.WindowType.Window
            and not isinstance(watched, QMainWindow)
        ):
            words = getattr(watched, "text", str)()
            self.seen.append(f"{type(watched).__name__} {words!r} flashed as a window")
        return False

    def end(self) -> None:
        self._application.removeEventFilter(self)


Play = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Scene:
    """``desk`` says which desk it wants: ``sample``, or ``empty`` (before the first start's questions)."""

    name: str
    play: Play
    desk: str = "sample"

    @property
    def package(self) -> str:
        """Scenes of one package share a desk, in their order; no other's scenes disturb them."""
        return self.play.__module__


_scenes: dict[str, Scene] = {}


def scene(name: str, *, desk: str = "sample") -> Callable[[Play], Play]:
    """Declare a scene; names are unique, like ``templates-new``."""

    def declare(play: Play) -> Play:
        if name in _scenes:
            raise ValueError(f"two scenes are called {name}")
        _scenes[name] = Scene(name, play, desk)
        return play

    return declare


def all_scenes() -> list[Scene]:
    """Every declared scene, by package and then in the order of its file."""
    for package in PACKAGES:
        name = f"smsdesk.ui.{package}"
        if importlib.util.find_spec(name) and importlib.util.find_spec(f"{name}.scenes"):
            importlib.import_module(f"{name}.scenes")
    return list(_scenes.values())


async def shoot(stage: Stage, wanted: Scene, folders: dict[str, Path]) -> None:
    """Play a scene once and take its picture in each scheme: ``folders`` maps light and dark to a folder.

    The scheme in use comes first, because a switch costs more than the picture.
    """
    application = QApplication.instance()
    assert application is not None
    flashes = Flashes(application)
    try:
        await wanted.play(stage)
        await stage.settle()
    finally:
        flashes.end()
    for scheme, folder in sorted(folders.items(), key=lambda each: each[0] != stage.theme.choice):
        if scheme != stage.theme.choice:
            stage.theme.choose(scheme)
            await stage.settle()
        folder.mkdir(parents=True, exist_ok=True)
        stage.picture().save(str(folder / f"{wanted.name}.png"))
    stage.clean()
    await stage.settle()
    if flashes.seen:
        raise AssertionError("; ".join(flashes.seen))
