"""Keeps what is being written until it is submitted: nothing typed is lost, not even in a crash (T4).

The unfinished texts of a region are in the window's own memory (``window.ini`` of the data folder), one
for a new template and one for each that is edited or copied.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer

from smsdesk.domain.profile import Region
from smsdesk.ui.context import Context, WindowSettings

#: Milliseconds without a change before it is kept.
_PAUSE = 700
#: More than anybody writes at a time; the oldest goes.
_MOST = 20


@dataclass(frozen=True)
class Unfinished:
    """A template that was not submitted yet."""

    name: str
    type: str
    content: str
    remarks: str
    samples: list[list[str]]
    key: str = "new"
    """``new``, ``edit-7`` or ``copy-7``."""
    at: int = 0
    """Milliseconds since 1970 UTC."""

    @property
    def subject(self) -> int | None:
        """The template that is edited or copied."""
        number = self.key.partition("-")[2]
        return int(number) if number.isdecimal() else None

    @property
    def empty(self) -> bool:
        """Whether nothing would be lost."""
        return not (self.name.strip() or self.content.strip() or self.remarks.strip())


class Drafts:
    """The unfinished templates of a region."""

    def __init__(self, settings: WindowSettings, region: Region) -> None:
        self._settings = settings
        self._key = f"templates/unfinished/{region.value}"

    def all(self) -> list[Unfinished]:
        """Newest first. What cannot be read, written by another version, is left out."""
        try:
            kept: list[dict[str, Any]] = json.loads(self._settings.text(self._key) or "[]")
            found = [Unfinished(**each) for each in kept]
        except (ValueError, TypeError):
            return []
        return sorted(found, key=lambda each: each.at, reverse=True)

    def get(self, key: str) -> Unfinished | None:
        return next((each for each in self.all() if each.key == key), None)

    def put(self, draft: Unfinished) -> None:
        """Keep it, on disk when this returns."""
        others = [each for each in self.all() if each.key != draft.key]
        self._write([draft, *others][:_MOST])

    def drop(self, key: str) -> None:
        """It was submitted or thrown away."""
        before = self.all()
        after = [each for each in before if each.key != key]
        if len(after) != len(before):
            self._write(after)

    def _write(self, drafts: list[Unfinished]) -> None:
        # ASCII only: an .ini file is no place for characters that are half of something.
        self._settings.set_text(self._key, json.dumps([asdict(each) for each in drafts]) if drafts else "")
        self._settings.flush()


class DraftKeeper(QObject):
    """Keeps what ``written`` answers a moment after each change, under its ``key``."""

    def __init__(
        self, context: Context, region: Region, key: str, written: Callable[[], Unfinished], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.drafts = Drafts(context.settings, region)
        self.key = key
        self._clock = context.formats.now
        self._written = written
        self._begun: Unfinished | None = None
        self._done = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.keep)

    def begin(self) -> None:
        """What stands there now is as it was stored: no need to keep it."""
        self._begun = self._written()

    def note(self) -> None:
        """Something changed."""
        if self._begun is not None and not self._done:
            self._pause.start()

    def keep(self) -> None:
        """Keep it now, or forget what was kept when it is again as it was."""
        self._pause.stop()
        if self._begun is None or self._done:
            return
        written = self._written()
        if written == self._begun or written.empty:
            self.drafts.drop(self.key)
        else:
            self.drafts.put(replace(written, key=self.key, at=self._clock()))

    def finish(self) -> None:
        """It was submitted: forget it."""
        self._done = True
        self._pause.stop()
        self.drafts.drop(self.key)
