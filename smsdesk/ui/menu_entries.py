"""The entries of the menu bar. One is here when it works; a menu without entries is not shown.

A tab or dialog that has an entry adds a line to ``ENTRIES``: menu, words, a coroutine function; by name
(``Later``) where it lies in a module that a start does without.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from smsdesk.domain.text import LANGUAGES, Text, text
from smsdesk.operations.profile import update_profile
from smsdesk.ui.context import Context
from smsdesk.ui.user_guide import has_user_guide, show_codes, show_user_guide

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
    fits: Callable[[], bool] | None = None
    """Whether it is offered at all, asked when the menu bar is built."""


@dataclass(frozen=True)
class Later:
    """The coroutine function ``name`` of ``smsdesk.ui.<module>``, imported when it is wanted."""

    module: str
    name: str

    async def __call__(self, context: Context) -> None:
        await getattr(importlib.import_module(f"smsdesk.ui.{self.module}"), self.name)(context)


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


async def _import_customers(context: Context) -> None:
    context.open("customers", "import")


async def _export_records(context: Context) -> None:
    context.open("statistics", "records")


async def _gateways(context: Context) -> None:
    context.open("applications", "", gateways=True)


def _settings(section: str) -> Callable[[Context], Coroutine[Any, Any, None]]:
    async def act(context: Context) -> None:
        from smsdesk.ui.settings.dialog import show_settings  # as ``Later``

        await show_settings(context, section)

    return act


ENTRIES: tuple[Entry, ...] = (
    Entry("file", text("Import customers…"), _import_customers, "Ctrl+I", picture="import"),
    Entry("file", text("Export records…"), _export_records, picture="download"),
    Entry("file", text("Exports…"), Later("exports", "show_exports"), picture="folder"),
    Entry("file", text("Back up now…"), Later("backups", "show_back_up"), picture="archive", separator=True),
    Entry(
        "file",
        text("Restore…"),
        Later("backups", "show_restore"),
        picture="archive-restore",
        needs_profile=False,
    ),
    Entry(
        "file", text("Quit"), quit_program, "Ctrl+Q", picture="log-out", separator=True, needs_profile=False
    ),
    Entry("account", text("Profile…"), _settings("profile"), picture="building-2"),
    Entry("account", text("Prices…"), _settings("prices"), picture="coins"),
    Entry("tools", text("Settings…"), _settings("profile"), "Ctrl+,", picture="settings"),
    Entry("tools", text("Gateways"), _gateways, picture="plug-zap"),
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
    Entry(
        "tools",
        text("Log"),
        Later("log_viewer", "show_log"),
        picture="scroll-text",
        separator=True,
        needs_profile=False,
    ),
    Entry(
        "help",
        text("User guide"),
        show_user_guide,
        picture="book-open",
        fits=has_user_guide,
        needs_profile=False,
    ),
    Entry(
        "help",
        text("What codes mean"),
        show_codes,
        picture="circle-question-mark",
        needs_profile=False,
    ),
    Entry("help", text("Add sample data…"), Later("first_run.sample", "add_sample"), picture="sparkles"),
    Entry(
        "help",
        text("Keyboard"),
        Later("keyboard_map", "show_keyboard_map"),
        "F1",
        picture="keyboard",
        needs_profile=False,
    ),
    Entry(
        "help",
        text("Copy diagnostics"),
        Later("diagnostics", "copy_diagnostics"),
        picture="clipboard-check",
        separator=True,
        needs_profile=False,
    ),
    Entry("help", text("About SMS Desk"), Later("about", "show_about"), picture="info", needs_profile=False),
)
