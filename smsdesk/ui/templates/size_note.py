"""How long the message is, what it costs, and which character makes it dearer (T2, E8)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smsdesk.domain.fragments import UCS_2, measure, room_left, sizes
from smsdesk.domain.plain_forms import Forcing, forcing_characters, in_plain_forms
from smsdesk.domain.profile import Region
from smsdesk.domain.text import tr, trn
from smsdesk.ui import formats
from smsdesk.ui.templates.words import encoding_words, fragment_words, size_tip
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.labels import Picture, label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.tips import plain_tip


class SizeNote(QWidget):
    """``show_place(start, end)`` selects a place of the content, ``replace(start, end, words)`` puts the
    plain form there, ``make_plain`` asks for all of them."""

    show_place = Signal(int, int)
    replace = Signal(int, int, str)
    make_plain = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._forcing: Forcing | None = None
        self._size = label("", "label", wrap=True)
        self._encoding = label("", "small", wrap=True)
        self._worst = label("", "small", wrap=True)
        self._why = label("", "warning", wrap=True)
        self._show = button(tr("Show"), self._show_it, kind="link")
        self._use = button("", self._replace_it, kind="link")
        self._plain = button(tr("Use plain characters"), self.make_plain.emit, kind="link")
        line = row(Picture("triangle-alert", "warning", 14), self._why, spacing=8)
        line.setStretch(1, 1)
        offers = row(22, self._show, self._use, self._plain, STRETCH, spacing=16)
        self._warning = holding(column(line, offers, spacing=2))
        for part in (self._warning, self._worst):
            part.hide()
        self.setLayout(column(self._size, self._encoding, self._worst, self._warning, spacing=3))

    def show_size(self, content: str, signature: str, whole: str, region: Region, worst: str) -> None:
        """``whole`` is the message as it would arrive: signature, content, sample values. ``worst`` says what
        real values do to its length, empty for nothing."""
        measured = measure(whole, region)
        if not content.strip():
            self._size.setText(tr("0 characters"))
        else:
            characters = trn("{count} character", "{count} characters", measured.characters)
            left = trn(
                "{count} more fits into this fragment",
                "{count} more fit into this fragment",
                room_left(whole, region),
            )
            self._size.setText(
                tr(
                    "{characters} · {fragments} · {left}",
                    characters=characters,
                    fragments=fragment_words(sizes(whole, region)),
                    left=left,
                )
            )
        self._encoding.setText(encoding_words(measured.encoding))
        for part in (self._size, self._encoding):
            part.setToolTip(plain_tip(size_tip(measured.encoding, region)))
        self._worst.setText(worst)
        self._worst.setVisible(bool(worst))
        self._warn(content, signature, whole, measured.encoding)

    def forcing(self) -> Forcing | None:
        """The character that is named now."""
        return self._forcing

    def _warn(self, content: str, signature: str, whole: str, encoding: str) -> None:
        if encoding != UCS_2:
            self._forcing = None
            self._warning.hide()
            return
        found = forcing_characters(content)
        self._forcing = found[0] if found else None
        self._why.setText(self._reason(found, signature))
        plain = self._forcing.plain if self._forcing else None
        self._show.setVisible(self._forcing is not None)
        self._use.setText(tr("Use “{plain}” there", plain=plain or ""))
        self._use.setVisible(plain is not None)
        after = measure(signature + in_plain_forms(whole[len(signature) :]), Region.GLOBAL)
        self._plain.setVisible(len(found) > 1 and after.encoding != UCS_2)
        self._plain.setToolTip(
            trn("Then it is {count} fragment.", "Then it is {count} fragments.", after.fragments)
        )
        self._warning.show()

    def _reason(self, found: list[Forcing], signature: str) -> str:
        if not found:
            where = forcing_characters(signature)
            if where:
                return tr(
                    "With “{character}” in the signature a fragment holds only 70 characters instead of 160.",
                    character=where[0].character,
                )
            return tr("With a sample value a fragment holds only 70 characters instead of 160.")
        others = len(found) - 1
        if not others:
            return tr(
                "With “{character}” at position {place} a fragment holds only 70 characters instead of 160.",
                character=found[0].character,
                place=formats.number(found[0].start + 1),
            )
        return trn(
            "With “{character}” at position {place} and {count} other character a fragment holds only 70 "
            "characters instead of 160.",
            "With “{character}” at position {place} and {count} other characters a fragment holds only 70 "
            "characters instead of 160.",
            others,
            character=found[0].character,
            place=formats.number(found[0].start + 1),
        )

    def _show_it(self) -> None:
        if self._forcing is not None:
            self.show_place.emit(self._forcing.start, self._forcing.end)

    def _replace_it(self) -> None:
        if self._forcing is not None and self._forcing.plain is not None:
            self.replace.emit(self._forcing.start, self._forcing.end, self._forcing.plain)
