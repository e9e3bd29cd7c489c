"""The entries of the menu bar. One is here when it works; a menu without entries is not shown.

A tab or dialog that has an entry adds a line to ``ENTRIES``: menu, words, a coroutine function.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from smsdesk.domain.text import LANGUAGES, Text, text
from smsdesk.operations.profile import update_profile
from smsdesk.ui.about import show_about
from smsdesk.ui.context import Context
from smsdesk.ui.keyboard_map import show_keyboard_map

#: The menus, in their order.
MENUS: tuple[tuple[str, Text], ...] = (
    ("file", text("File")),
    ("account", text("Account")),
    ("tools", text("Tools")),
    ("help", text("Help")),
)


@dataclass(frozen=True)
class Entry:
    """One entry. ``act`` is run on the window's loop; a ``DeskError`` of it shows as a bar.

    ``inside`` makes it a sub-menu of these choices, of which ``chosen`` says which is marked.
    """

    menu: str
    title: Text
    act: Callable[[Context], Coroutine[Any, Any, None]] | None = None
    shortcut: str = ""
    picture: str = ""
    separator: bool = False
    """A line above it."""
    inside: tuple[Entry, ...] = field(default=())
    chosen: Callable[[Context], bool] | None = None
    needs_profile: bool = True
    """Not offered before the questions of the first start are answered."""


async def quit_program(context: Context) -> None:
    """Close the window; it asks while something is being sent."""
    if context.window is not None:
        context.window.close()


def _theme(choice: str, title: Text) -> Entry:
    async def choose(context: Context) -> None:
        await context.runner.run(update_profile, theme=choice)

    return Entry("tools", title, choose, chosen=lambda context: context.profile.theme == choice)


def _language(choice: str, title: Text) -> Entry:
    async def choose(context: Context) -> None:
        await context.runner.run(update_profile, language=choice)

    return Entry("tools", title, choose, chosen=lambda context: context.profile.language == choice)


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "file", text("Quit"), quit_program, "Ctrl+Q", picture="log-out", separator=True, needs_profile=False
    ),
    Entry(
        "tools",
        text("Appearance"),
        picture="sun",
        inside=(
            _theme("", text("As the system")),
            _theme("light", text("Light")),
            _theme("dark", text("Dark")),
        ),
    ),
    Entry(
        "tools",
        text("Language"),
        picture="languages",
        inside=(
            _language("", text("As the system")),
            # A language is named in itself, so that whoever is lost in another finds it.
            *(_language(code, Text(name)) for code, name in LANGUAGES.items()),
        ),
    ),
    Entry("help", text("Keyboard"), show_keyboard_map, "F1", picture="keyboard", needs_profile=False),
    Entry("help", text("About SMS Desk"), show_about, picture="info", separator=True, needs_profile=False),
)
