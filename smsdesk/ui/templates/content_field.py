"""The text itself: the editor, what can be done to it with one click, and what is wrong with it (T1–T3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from smsdesk.domain import limits
from smsdesk.domain.plain_forms import forcing_characters, in_plain_forms
from smsdesk.domain.profile import Region
from smsdesk.domain.renumbering import in_order, insert_variable, renumber
from smsdesk.domain.review import Finding
from smsdesk.domain.template_rules import apply_fixes
from smsdesk.domain.templates import VARIABLE, shortened
from smsdesk.domain.text import Text, text, tr, trn
from smsdesk.ui import formats
from smsdesk.ui.templates.sample_values import SampleValues
from smsdesk.ui.templates.size_note import SizeNote
from smsdesk.ui.templates.words import region_words
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.form import FormField
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, row
from smsdesk.ui.widgets.template_editor import MOST_CHARACTERS, FindingList, TemplateEditor

#: Up to here a text is checked at once and in full; a longer one only hears that it is too long.
_CHECKED = 2 * limits.CONTENT_LENGTH.value
#: The rule that the field itself tells of.
_LENGTH = "template.length"
#: The part of the limit from which on it is told: before, the figures below say what one needs.
_NEAR = 0.7
#: Milliseconds to wait with a text that is longer than allowed.
_PAUSE = 80

Check = Callable[[str], list[Finding]]


class ContentField(QWidget):
    """``looked``: the text, or what it is judged by, changed; ``content`` and ``findings`` are up to date."""

    looked = Signal()

    def __init__(self, region: Region, check: Check, samples: SampleValues) -> None:
        super().__init__()
        self._region = region
        self._check = check
        self._samples = samples
        self._noted = ""
        self.findings: list[Finding] = []
        self.editor = TemplateEditor()
        self.editor.setFixedHeight(132)
        self._counter = label("", "small")
        self.field = FormField(
            tr("Content"), self.editor, rule=self._too_long, hint=region_words(region), aside=self._counter
        )
        self.length = SizeNote()
        self.list = FindingList()
        self._insert = button(tr("Insert variable"), self.insert, picture="plus")
        self._renumber = button(tr("Renumber"), self.renumber, picture="hash")
        self._fix_all = button(tr("Fix all"), self.fix_all, picture="wand-sparkles")
        self._cut = button(tr("Cut to {limit}", limit=limits.CONTENT_LENGTH.value), self.cut)
        self._note = label("", "small", wrap=True)
        for part in (self._renumber, self._fix_all, self._cut, self._note):
            part.hide()
        tools = row(self._insert, self._renumber, self._fix_all, self._cut, STRETCH, spacing=8)
        self.setLayout(column(self.field, tools, self._note, self.list, self.length, spacing=8))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE)
        self._later.timeout.connect(self.look)
        self.field.changed.connect(self._changed)
        self.editor.shortened.connect(self._was_cut)
        self.list.fix.connect(self.fix)
        self.list.show_place.connect(self.editor.show_place)
        self.length.show_place.connect(self.editor.select)
        self.length.replace.connect(self.editor.replace)
        self.length.make_plain.connect(lambda: self.editor.change_to(in_plain_forms(self.content)))

    @property
    def content(self) -> str:
        """The text as it stands."""
        return self.editor.toPlainText()

    def errors(self) -> list[Finding]:
        """What keeps it from being submitted, as of now."""
        if self._later.isActive():
            self.look()
        return [one for one in self.findings if one.severity == "error"]

    def look(self) -> None:
        """Judge the text now."""
        self._later.stop()
        content = self.content
        limit = limits.CONTENT_LENGTH.value
        length = len(content)
        if length > _CHECKED:
            self.findings = [Finding(_LENGTH, self._length_words(length), limit, length)]
        else:
            self.findings = self._check(content) if content.strip() else []
        self.editor.set_findings(self.findings)
        self.list.set_findings(self._listed(content))
        self._fix_all.setVisible(sum(one.fix is not None for one in self.findings) > 1)
        self._renumber.setVisible(length <= _CHECKED and not in_order(content))
        self._cut.setVisible(length > limit)
        self._counter.setText(f"{formats.number(length)}/{formats.number(limit)}")
        self._counter.setVisible(length >= limit * _NEAR)
        if self._note.text() and content != self._noted:
            self._tell("")
        self.looked.emit()

    def insert(self) -> None:
        """A new variable at the cursor; those after it move on (T2)."""
        made = insert_variable(self.content, self.editor.place())
        if made is None or len(made.content) > MOST_CHARACTERS:
            self._tell(tr("There is no room for another variable."))
            return
        self._samples.renumber(made.changes)
        self.editor.change_to(made.content, (made.end, made.end))
        self._tell_changes(made.changes)

    def renumber(self) -> None:
        """Number the variables in the order in which they are read."""
        made = renumber(self.content)
        self._samples.renumber(made.changes)
        self.editor.change_to(made.content)
        self._tell_changes(made.changes)

    def fix(self, finding: Finding) -> None:
        """Mend one thing."""
        content = self.content
        if content[finding.start : finding.end] and finding not in self.findings:
            return
        self._name(content, finding)
        self.editor.apply(finding)

    def fix_all(self) -> None:
        """Mend everything that one click can mend."""
        content = self.content
        for finding in self.findings:
            self._name(content, finding)
        self.editor.change_to(apply_fixes(content, self.findings))

    def cut(self) -> None:
        """Leave out what is too much."""
        self.editor.change_to(shortened(self.content, limits.CONTENT_LENGTH.value))

    def _changed(self) -> None:
        if len(self.content) > limits.CONTENT_LENGTH.value:
            self._later.start()
        else:
            self.look()

    def _listed(self, content: str) -> list[Finding]:
        """Without what the field itself or the note on the size says."""
        forcing = {(one.start, one.end) for one in forcing_characters(content[:_CHECKED])}
        dearer = forcing if self._region is Region.GLOBAL else set()
        return [
            one
            for one in self.findings
            if one.rule != _LENGTH and not (one.severity == "warning" and (one.start, one.end) in dearer)
        ]

    def _name(self, content: str, finding: Finding) -> None:
        """What stood in the braces is what the variable is for."""
        words = content[finding.start : finding.end].strip("{}｛｝﹛﹜$ ")
        made = VARIABLE.fullmatch(finding.fix or "")
        if made and words and not words.isdecimal():
            self._samples.name_variable(int(made[1]), words)

    def _too_long(self, content: str) -> str | None:
        limit = limits.CONTENT_LENGTH.value
        return str(self._length_words(len(content))) if len(content) > limit else None

    def _length_words(self, length: int) -> Text:
        return text(
            "The text is too long: {characters} characters, {limit} are allowed.",
            characters=formats.number(length),
            limit=limits.CONTENT_LENGTH.value,
        )

    def _was_cut(self, left_out: int) -> None:
        words = trn(
            "The last {count} character of what was pasted was left out: it was too much.",
            "The last {count} characters of what was pasted were left out: it was too much.",
            left_out,
        )
        # After the look that the text itself brings, which would take the words away.
        QTimer.singleShot(0, self, lambda: self._tell(words))

    def _tell_changes(self, changes: Mapping[int, int]) -> None:
        if not changes:
            self._tell("")
            return
        moves = ", ".join(f"{{{old}}} → {{{new}}}" for old, new in sorted(changes.items())[:6])
        if len(changes) > 6:
            moves += ", …"
        self._tell(tr("Renumbered: {changes}. Spreadsheets need their columns in this order.", changes=moves))

    def _tell(self, words: str) -> None:
        self._noted = self.content
        self._note.setText(words)
        self._note.setVisible(bool(words))
