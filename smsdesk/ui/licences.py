"""The licences of all that the program is made with: from the package, or of what is installed beside it."""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from smsdesk.domain.text import tr
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row

_ROOT = Path(__file__).parents[2]
#: Written when the package is made (``packaging/licences.py``); not there when it runs from its source.
PACKAGED = _ROOT / "LICENSES.txt"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TEXT = re.compile(r"(?i)(^|/)(licen[cs]es?/[^/]+|(licen[cs]e|copying|notice)[^/]*)$")
_RULE = "=" * 80


def licences() -> str:
    """All of them as one text; English, as they are. Reads files: not on Qt's thread."""
    try:
        return PACKAGED.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return _installed()


def _installed() -> str:
    parts = list(_parts())
    lines = ["SMS Desk is made with the work of others:", "", *(f"  {heading}" for heading, _ in parts)]
    for heading, body in parts:
        lines += ["", _RULE, heading, _RULE, "", body.strip()]
    return "\n".join(lines) + "\n"


def _parts() -> Iterator[tuple[str, str]]:
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    yield f"Python {sys.version.split()[0]}: PSF-2.0", _read(python) or "See python.org/psf."
    yield "Lucide icons: ISC", _read(_ROOT / "resources" / "icons" / "lucide" / "LICENSE")
    for package in sorted(_needed("smsdesk", set()), key=lambda one: one.metadata["Name"].lower()):
        texts = [
            _read(Path(str(file.locate())))
            for file in package.files or ()
            if _TEXT.search(str(file)) and not str(file).endswith((".py", ".pyc", ".so"))
        ]
        terms = _terms(package)
        heading = f"{package.metadata['Name']} {package.version}: {terms or 'see below'}"
        yield heading, "\n\n".join(text.strip() for text in texts) or f"{terms}; see its project's page."


def _needed(name: str, seen: set[str]) -> Iterator[Distribution]:
    """What a package asks for and what that asks for, as far as it is installed."""
    for asked in distribution(name).requires or ():
        found = _NAME.match(asked)
        key = found[0].lower().replace("_", "-") if found else ""
        if not key or key in seen or "extra ==" in asked:
            continue
        seen.add(key)
        try:
            package = distribution(key)
        except PackageNotFoundError:  # of another system
            continue
        yield package
        yield from _needed(key, seen)


def _terms(package: Distribution) -> str:
    about = package.metadata
    trove = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if "License ::" in line]
    free = [each for name in ("License-Expression", "License") for each in about.get_all(name) or ()]
    said = (about.get_all("License-Expression") or [", ".join(trove)])[0] or "".join(free[:1])
    return "" if "\n" in said else said


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


class LicencesDialog(QDialog):
    """The text, to read and to copy from."""

    def __init__(self, parent: QWidget | None, words: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Licences"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.text = QPlainTextEdit(words)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(tr("Licences"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        note = label(
            tr("The works of others that SMS Desk is made with, and their terms as they were written."),
            "secondary",
            wrap=True,
        )
        close = button(tr("Close"), self.accept, kind="primary")
        whole = column(
            *(label(tr("Licences"), "title"), note, self.text, row(STRETCH, close)),
            spacing=12,
            margins=(24, 20, 24, 20),
        )
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.resize(860, 600)
        close.setDefault(True)
        close.setFocus()
