"""The colours of the window: one palette, semantic names, light and dark.

Every colour a person sees comes from here. Text on the ground it is meant for has a contrast of at least
4.5:1 in both schemes (``PAIRS``; tested). Widgets ask ``colour("name")`` when they paint, so that a change
of the scheme reaches them with the next repaint.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class Palette:
    """Colours by meaning, as ``#rrggbb``."""

    window: str
    """The ground behind everything."""
    bar: str
    """Tab strip, status bar, menu bar."""
    surface: str
    """Cards, tables, fields."""
    raised: str
    """Menus, dialogs, bars that float."""
    sunken: str
    """Segmented control's trough, disabled fields, table header."""
    segment: str
    """The chosen segment."""
    hover: str
    pressed: str
    selected: str
    """Ground of a selected row or tab."""
    border: str
    border_strong: str
    """Outline of a field that can be typed in."""
    text: str
    text_secondary: str
    text_disabled: str
    """Exempt from the contrast rule, as disabled controls are."""
    accent: str
    """Ground of the primary button."""
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_text: str
    """Links, the selected tab."""
    accent_soft: str
    focus: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    danger_ground: str
    """Ground of a destructive button."""
    on_danger: str
    neutral: str
    """Dot and word of a status that is neither good nor bad."""
    neutral_soft: str
    info: str
    info_soft: str
    phone_ground: str
    phone_bubble: str
    phone_text: str
    phone_signature: str
    chip: str
    """Ground of a variable in a template."""
    chip_text: str
    series_1: str
    """Lines and bars of charts."""
    series_2: str
    series_3: str
    series_4: str
    grid: str
    shadow: str


LIGHT = Palette(
    window="#f6f7f9",
    bar="#ffffff",
    surface="#ffffff",
    raised="#ffffff",
    sunken="#eef0f3",
    segment="#ffffff",
    hover="#f3f4f7",
    pressed="#e6e8ed",
    selected="#eceffd",
    border="#e4e7ec",
    border_strong="#ccd2db",
    text="#1b1f2a",
    text_secondary="#5b6475",
    text_disabled="#a3aab8",
    accent="#4353d6",
    accent_hover="#3946c0",
    accent_pressed="#303ba6",
    on_accent="#ffffff",
    accent_text="#3b49c8",
    accent_soft="#eceffd",
    focus="#8b97f0",
    success="#187a48",
    success_soft="#e5f5ec",
    warning="#8f5a05",
    warning_soft="#fdf3df",
    danger="#c02b2b",
    danger_soft="#fdecec",
    danger_ground="#cc3030",
    on_danger="#ffffff",
    neutral="#5b6475",
    neutral_soft="#eef0f3",
    info="#1f66b5",
    info_soft="#e7f1fc",
    phone_ground="#eceef2",
    phone_bubble="#ffffff",
    phone_text="#1b1f2a",
    phone_signature="#3b49c8",
    chip="#e3e7fd",
    chip_text="#3441b8",
    series_1="#4f5fe0",
    series_2="#1a9b5f",
    series_3="#d9822b",
    series_4="#c94f7c",
    grid="#eaecf0",
    shadow="#101828",
)

DARK = Palette(
    window="#16171b",
    bar="#1b1c21",
    surface="#1f2026",
    raised="#282a31",
    sunken="#141519",
    segment="#30333c",
    hover="#282a32",
    pressed="#32353f",
    selected="#2a2f4d",
    border="#30323b",
    border_strong="#454955",
    text="#eceef3",
    text_secondary="#a4abba",
    text_disabled="#666d7c",
    accent="#5464e4",
    accent_hover="#5868e6",
    accent_pressed="#4656d2",
    on_accent="#ffffff",
    accent_text="#a3aefa",
    accent_soft="#2a2f4d",
    focus="#6f7df0",
    success="#58c58c",
    success_soft="#1b3328",
    warning="#e3b04f",
    warning_soft="#382d17",
    danger="#f58a8a",
    danger_soft="#40211f",
    danger_ground="#c23a3a",
    on_danger="#ffffff",
    neutral="#a4abba",
    neutral_soft="#2c2e36",
    info="#7db6f0",
    info_soft="#1c2e42",
    phone_ground="#121317",
    phone_bubble="#2c2e37",
    phone_text="#eceef3",
    phone_signature="#a3aefa",
    chip="#33395f",
    chip_text="#c0c8ff",
    series_1="#7f8df5",
    series_2="#4fbf87",
    series_3="#e39b50",
    series_4="#e07ba1",
    grid="#2a2c34",
    shadow="#000000",
)

#: (foreground, ground) pairs that are used together for words.
PAIRS: tuple[tuple[str, str], ...] = (
    *(
        (text, ground)
        for text in ("text", "text_secondary")
        for ground in ("window", "bar", "surface", "raised")
    ),
    *((text, ground) for text in ("text", "text_secondary") for ground in ("sunken", "hover", "selected")),
    ("text", "pressed"),
    ("text", "segment"),
    *(
        (name, ground)
        for name in ("accent_text", "success", "warning", "danger")
        for ground in ("surface", "window")
    ),
    *((name, "selected") for name in ("accent_text", "success", "warning", "danger", "neutral")),
    *((name, f"{name}_soft") for name in ("success", "warning", "danger", "neutral", "info")),
    *(("text", f"{name}_soft") for name in ("success", "warning", "danger", "neutral", "info", "accent")),
    *(("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")),
    ("accent_text", "accent_soft"),
    ("on_danger", "danger_ground"),
    ("phone_text", "phone_bubble"),
    ("phone_signature", "phone_bubble"),
    ("text_secondary", "phone_ground"),
    ("chip_text", "chip"),
    ("info", "surface"),
)

_current = LIGHT


def current() -> Palette:
    """The palette in use."""
    return _current


def use(palette: Palette) -> None:
    """Make the palette the one in use; ``style.Theme`` calls this and restyles the window."""
    global _current
    _current = palette


def is_dark() -> bool:
    """Whether the dark palette is in use."""
    return _current is DARK


def colour(name: str, alpha: float = 1.0) -> QColor:
    """The colour of that name in the palette in use; ``alpha`` from 0 to 1.

    Raises AttributeError for a name that is no field of ``Palette``.
    """
    value = QColor(getattr(_current, name))
    if alpha < 1.0:
        value.setAlphaF(alpha)
    return value


def names() -> tuple[str, ...]:
    """The names of all colours."""
    return tuple(each.name for each in fields(Palette))


def as_mapping(palette: Palette) -> dict[str, str]:
    """Name to ``#rrggbb``."""
    return asdict(palette)


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio of two ``#rrggbb`` colours, 1–21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(value: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (int(value[start : start + 2], 16) for start in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
