"""The "Export…" button of a page: asks for place and format, and lets the export run on by itself (D8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from smsdesk.domain.exports import Export
from smsdesk.domain.text import Text, tr
from smsdesk.ui.exports.background import Exports, Job, RunningExport
from smsdesk.ui.icons import icon
from smsdesk.ui.widgets.confirm import choose_save
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.toast import toast

_NOT_IN_FILE_NAMES = {ord(sign): "-" for sign in '/\\:*?"<>|'} | {code: " " for code in range(32)}
#: Characters of a proposed name; a file system's limit is 255 bytes, which is 63 of the longest characters.
_LONGEST_NAME = 60


class ExportButton(QPushButton):
    """Put it into ``page.tools`` or a card. One press, one file; several may be written at once."""

    def __init__(
        self,
        page: Page,
        title: Callable[[], Text],
        name: Callable[[], str],
        job: Job,
        arguments: Callable[[], Mapping[str, Any]],
        formats: tuple[str, ...],
    ) -> None:
        super().__init__(tr("Export…"))
        self.setAutoDefault(False)
        self.setIcon(icon("download", "text_secondary"))
        self.setIconSize(QSize(20, 16))
        self._page = page
        self._title, self._name, self._job, self._arguments = title, name, job, arguments
        self._formats = formats
        self.clicked.connect(lambda _checked=False: page.spawn(self._ask()))

    async def _ask(self) -> None:
        # What is asked for now is what is meant, whatever changes on the page while the file is chosen.
        title, arguments = self._title(), dict(self._arguments())
        await ask_and_export(
            self._page,
            title=title,
            name=self._name(),
            job=self._job,
            arguments=arguments,
            formats=self._formats,
        )

    def begin(self, path: Path) -> RunningExport:
        """Write what the page shows to this file, without asking."""
        exports = Exports.of(self._page.context)
        return exports.begin(self._title(), path, self._job, dict(self._arguments()))

    async def export_to(self, path: Path) -> Export | None:
        """As ``begin``, and wait until it is written; None when it failed or was cancelled."""
        done = self.begin(path).done
        assert done is not None
        return await done


def export_button(
    page: Page,
    *,
    title: Callable[[], Text],
    name: Callable[[], str],
    job: Job,
    arguments: Callable[[], Mapping[str, Any]],
    formats: tuple[str, ...] = ("xlsx", "csv"),
) -> ExportButton:
    """A button that runs ``job(desk, path=…, progress=…, **arguments())`` in the background.

    ``title`` names the export in the list, in the language of whoever reads it; ``name`` proposes the file's
    name without its ending; ``formats`` are those that the job can write, the proposed one first.
    """
    return ExportButton(page, title, name, job, arguments, formats)


async def ask_and_export(
    page: Page,
    *,
    title: Text,
    name: str,
    job: Job,
    arguments: Mapping[str, Any],
    formats: tuple[str, ...] = ("xlsx", "csv"),
) -> RunningExport | None:
    """Ask for the file and begin; None when the question was cancelled."""
    proposed = f"{file_name(name)}.{formats[0]}"
    filters = ";;".join(_filter(ending) for ending in formats)
    path = await choose_save(page, tr("Export “{title}”", title=name), proposed, filters)
    if path is None:
        return None
    begun = Exports.of(page.context).begin(title, path, job, arguments)
    toast(page, tr("“{file}” is being written. You can go on working.", file=path.name))
    return begun


def file_name(words: str) -> str:
    """The words as the name of a file on any system."""
    plain = " ".join(words.translate(_NOT_IN_FILE_NAMES).split())
    return plain[:_LONGEST_NAME].strip(" .") or tr("Export")


def _filter(ending: str) -> str:
    words = {
        "xlsx": tr("Excel workbook"),
        "csv": tr("Comma-separated text"),
        "tsv": tr("Tab-separated text"),
        "pdf": tr("PDF document"),
    }[ending]
    return f"{words} (*.{ending})"
