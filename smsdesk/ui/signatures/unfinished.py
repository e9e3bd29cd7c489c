"""What is being written in the form stays: over a closed panel, another row, another language (G1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from smsdesk.domain.profile import Region
from smsdesk.domain.signatures import Signature
from smsdesk.ui.context import Context
from smsdesk.ui.signatures.form import SignatureForm

_KEY = "signatures/forms"


@dataclass
class _Form:
    edited: Signature | None
    written: dict[str, Any]
    open: bool


@dataclass
class _Kept:
    forms: dict[tuple[Region, int], _Form] = field(default_factory=dict)


class Unfinished:
    """The forms that were begun, by region and signature, kept by the window and not on disk."""

    def __init__(self, context: Context) -> None:
        self._kept: _Kept = context.unsaved.setdefault(_KEY, _Kept())
        self._current: tuple[Region, int] | None = None

    def begin(self, region: Region, edited: Signature | None, fields: SignatureForm) -> None:
        """The form is in view: it goes on with what was written in it before, and is kept from now on."""
        self.put_aside()
        key = (region, edited.id if edited is not None else 0)
        before = self._kept.forms.get(key)
        if before is not None:
            fields.take_up(before.written)
            before.open = True
        self._current = key
        untouched = fields.written() if before is None else None

        def note() -> None:
            written = fields.written()
            if self._current != key:
                return
            if written == untouched:
                self._kept.forms.pop(key, None)
            else:
                self._kept.forms[key] = _Form(edited, written, open=True)

        fields.form.changed.connect(note)
        fields.owner.textChanged.connect(note)

    def put_aside(self) -> None:
        """The form is no longer in view; what is in it stays until it is opened again."""
        if self._current in self._kept.forms:
            self._kept.forms[self._current].open = False
        self._current = None

    def forget(self) -> None:
        """The form in view was saved or thrown away."""
        if self._current is not None:
            self._kept.forms.pop(self._current, None)
        self._current = None

    def forget_all(self) -> None:
        """Every form that was begun is thrown away."""
        self._kept.forms.clear()
        self._current = None

    def open_one(self, region: Region) -> tuple[Signature | None] | None:
        """The signature whose form was in view when the page was built anew, as a tuple of one; else None."""
        if self._current is not None:
            return None
        return next(
            ((form.edited,) for (of, _id), form in self._kept.forms.items() if of is region and form.open),
            None,
        )
