"""The window's style: Fusion, a QPalette and the style sheet, all made from ``palette``.

``Theme`` follows the system's colour scheme or a forced one and switches while the window is open. The
style sheet is ``resources/styles/window.qss`` with ``@name`` for a colour or a size and ``@icon(name, role)``
for an icon file recoloured for the scheme.
"""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from smsdesk.ui import palette
from smsdesk.ui.icons import recoloured
from smsdesk.ui.style_change import StyleChange

SHEET = Path(__file__).parents[2] / "resources" / "styles" / "window.qss"

#: The grid: distances are multiples of it (half of it inside a control).
GRID = 8
#: What fontconfig answers when nobody has chosen a typeface for the desktop.
_NOBODY_CHOSE = frozenset(
    {"DejaVu Sans", "Bitstream Vera Sans", "Liberation Sans", "Helvetica", "Sans Serif"}
)
_BETTER = ("Inter", "Noto Sans", "Cantarell", "Ubuntu", "Open Sans")
_CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei UI", "PingFang SC")
_TOKEN = re.compile(r"@icon\(([a-z0-9-]+), ([a-z_0-9]+)\)|@([a-z_0-9]+)")


def system_typeface() -> str:
    """The system's typeface; where the desktop names none, the best installed one."""
    chosen = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family()
    if chosen not in _NOBODY_CHOSE:
        return chosen
    installed = set(QFontDatabase.families())
    return next((family for family in _BETTER if family in installed), chosen)


class Sizes:
    """The three sizes of type in logical pixels: ``small``, ``body``, ``title``."""

    def __init__(self, body: int = 13) -> None:
        self.body = min(max(body, 13), 20)
        self.small = self.body - 1
        self.title = round(self.body * 1.5)


_sizes = Sizes()


def sizes() -> Sizes:
    """The sizes in use."""
    return _sizes


def font(size: str = "body", *, weight: QFont.Weight = QFont.Weight.Normal, tabular: bool = False) -> QFont:
    """The window's typeface for painting; ``size`` is ``small``, ``body`` or ``title``.

    ``tabular`` gives all figures the same width, as columns of numbers want it.
    """
    made = QFont(QApplication.font())
    made.setPixelSize(getattr(_sizes, size))
    made.setWeight(weight)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


class Theme(QObject):
    """The colour scheme of the whole program; one per QApplication.

    ``choice`` is ``light``, ``dark`` or empty to follow the system.
    """

    changed = Signal()
    """The palette in use is another; widgets that cache pictures make them anew."""

    def __init__(self, application: QApplication, choice: str = "") -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self._pictures = QTemporaryDir()
        self._change = StyleChange(application)
        application.setStyle("Fusion")
        self._set_font()
        application.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.choose(choice)

    @property
    def choice(self) -> str:
        return self._choice

    def end(self) -> None:
        """Take the folder of small pictures away; nothing is drawn with them any more."""
        self._pictures.remove()

    def choose(self, choice: str) -> None:
        """Force ``light`` or ``dark``, or follow the system with an empty choice; at once."""
        self._choice = choice
        scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(
            choice, Qt.ColorScheme.Unknown
        )
        self._application.styleHints().setColorScheme(scheme)
        self._apply()

    def _system_changed(self) -> None:
        if not self._choice:
            self._apply()

    def _apply(self) -> None:
        dark = self._choice == "dark" or (
            not self._choice and self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        )
        palette.use(palette.DARK if dark else palette.LIGHT)
        self._application.setPalette(_qt_palette())
        self._change.set_sheet(self._sheet())
        self.changed.emit()

    def _set_font(self) -> None:
        global _sizes
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        _sizes = Sizes(QFontInfo(system).pixelSize())
        chosen = QFont()
        chosen.setFamilies([system_typeface(), *_CHINESE])
        chosen.setPixelSize(_sizes.body)
        chosen.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._application.setFont(chosen)

    def _sheet(self) -> str:
        values = palette.as_mapping(palette.current())
        values |= {name: f"{getattr(_sizes, name)}px" for name in ("small", "body", "title")}

        def fill(found: re.Match[str]) -> str:
            if found[1]:
                return f'url("{self._picture(found[1], values[found[2]])}")'
            return values[found[3]]

        return _TOKEN.sub(fill, SHEET.read_text(encoding="utf-8"))

    def _picture(self, name: str, value: str) -> str:
        """A file with the icon in the colour, because a style sheet can only name files."""
        file = Path(self._pictures.path()) / f"{name}-{value.removeprefix('#')}.svg"
        if not file.exists():
            file.write_bytes(recoloured(name, value))
        return file.as_posix()


def _qt_palette() -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for roles, name in (
        ((role.Window,), "window"),
        ((role.Base,), "surface"),
        ((role.AlternateBase,), "sunken"),
        ((role.Button,), "surface"),
        ((role.ToolTipBase,), "raised"),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), "text"),
        ((role.PlaceholderText,), "text_secondary"),
        ((role.Highlight, role.Accent), "accent"),
        ((role.HighlightedText,), "on_accent"),
        ((role.Link, role.LinkVisited), "accent_text"),
        ((role.Light, role.Midlight), "hover"),
        ((role.Mid,), "border"),
        ((role.Dark,), "border_strong"),
        ((role.Shadow,), "shadow"),
    ):
        for each in roles:
            made.setColor(each, palette.colour(name))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, palette.colour("text_disabled"))
    return made


def scale() -> float:
    """Device pixels per logical pixel of the main screen."""
    screen = QGuiApplication.primaryScreen()
    return screen.devicePixelRatio() if screen else 1.0
