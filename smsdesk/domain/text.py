"""Words a user reads: English in the source, other languages from a gettext catalogue.

``tr`` translates at once; ``Text`` waits until it is shown, so that a sentence that was made in the
engine follows the language the window is switched to. Placeholders are named: ``{row}``.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: Languages the program speaks, by the code that names their catalogue.
LANGUAGES: Mapping[str, str] = {"en": "English", "zh_CN": "简体中文"}

CATALOGUES = Path(__file__).parents[2] / "resources" / "translations"

# Characters that turn the direction of what follows them, until one ends it.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def set_language(code: str) -> None:
    """Switch every later ``tr`` and every ``Text`` to the language; an unknown one means English."""
    global _catalogue, _language
    _language = code if code in LANGUAGES else "en"
    _catalogue = gettext.translation("smsdesk", CATALOGUES, languages=[_language], fallback=True)


def language() -> str:
    """The code of the language in use, a key of ``LANGUAGES``."""
    return _language


def tr(message: str, **values: object) -> str:
    """The sentence in the language in use, with its named placeholders filled."""
    translated = _catalogue.gettext(message)
    return translated.format(**_kept_in(values)) if values else translated


def trn(one: str, many: str, count: int, **values: object) -> str:
    """As ``tr`` for a sentence that depends on a count; ``{count}`` is filled with separators."""
    return _catalogue.ngettext(one, many, count).format(count=f"{count:,}", **_kept_in(values))


def _kept_in(values: Mapping[str, object]) -> Mapping[str, object]:
    """A name that turns the direction of writing must not turn the sentence around it."""
    return {
        name: f"\u2068{value}\u2069" if isinstance(value, str) and _TURNING.search(value) else value
        for name, value in values.items()
    }


@dataclass(frozen=True)
class Text:
    """A sentence that is translated when it is shown: ``str(text)``."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    many: str = ""
    count: int = 0

    def __str__(self) -> str:
        if self.many:
            return trn(self.message, self.many, self.count, **self.values)
        return tr(self.message, **self.values)


def text(message: str, **values: object) -> Text:
    """A sentence for later; literals given here are found by the translation check."""
    return Text(message, values)


def textn(one: str, many: str, count: int, **values: object) -> Text:
    """A counted sentence for later."""
    return Text(one, values, many, count)
