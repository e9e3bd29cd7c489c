"""The settings of a gateway as it declares them: form, help and checks are all made from here (A10, N1).

Values are words by key, as they are typed and stored. An empty value of a number means its default.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import Text, text

#: The values of a switch.
YES, NO = "yes", "no"

#: Stands for a secret where the secret itself must not be seen.
DOTS = "••••••"

#: Characters of a value: several times the longest honest one, which is a chain of certificates.
LONGEST = 20_000
LONGEST_LINE = 2_000


class SettingKind(StrEnum):
    """How a setting is asked for."""

    TEXT = "text"
    LINES = "lines"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class SettingAction:
    """Something that can be done with what is written in a setting; offered beside its field."""

    label: Text
    help: Text
    """Shown on hover."""
    done: Text
    """Said once it was done: what to look at now."""
    change: Callable[[Mapping[str, str]], Mapping[str, str]]
    """From the values of all settings, unchecked, those that it would change; none: it is not offered. Pure,
    and quick enough to be asked at every key."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a gateway: declared once, shown and checked from here."""

    key: str
    label: Text
    help: Text
    secret: bool = False
    """Kept in the keyring, never shown again."""
    default: str = ""
    choices: tuple[str, ...] = field(default=())
    words: tuple[Text, ...] = field(default=())
    """What is shown for each choice; empty: the choices themselves."""
    kind: SettingKind = SettingKind.TEXT
    """One with ``choices`` is a choice whatever stands here."""
    needed: bool = False
    """Whether it may not be left empty."""
    least: float | None = None
    most: float | None = None
    """The range of a number."""
    whole: bool = True
    """Whether a number has no decimals."""
    group: Text | None = None
    """The heading it stands under; those of one heading follow each other."""
    advanced: bool = False
    """Folded away until asked for: most never change it."""
    only_if: tuple[str, tuple[str, ...]] | None = None
    """It matters, and is shown, only while the setting of that key has one of these values."""
    example: str = ""
    """Shown in the empty field."""
    action: SettingAction | None = None
    placeholders: Callable[[], Sequence[tuple[str, Text]]] | None = None
    """Where words in braces are filled in: those there are, as they are written, each with what it is."""

    @property
    def shown_as(self) -> SettingKind:
        return SettingKind.CHOICE if self.choices else self.kind


@dataclass(frozen=True, slots=True)
class Preset:
    """Values for several settings at once, for a service that many have. Never holds a secret."""

    name: Text
    values: Mapping[str, str]
    note: Text | None = None
    """What to do besides: where the service shows its key, what to switch on there."""
    needs: tuple[str, ...] = ()
    """Keys of settings that this service does nothing without, though others do."""
    known_by: tuple[str, ...] = ()
    """Keys of settings: while they have the preset's values, it is this service."""


def needed_settings(
    settings: Sequence[Setting], presets: Sequence[Preset], values: Mapping[str, str]
) -> frozenset[str]:
    """Keys of the settings that may not stay empty beside these values."""
    own = {one.key for one in settings if one.needed and applies(one, values)}
    for preset in presets:
        if preset.needs and all(values.get(key, "").strip() == preset.values[key] for key in preset.known_by):
            own.update(preset.needs)
    return frozenset(own)


def filled(settings: Sequence[Setting], values: Mapping[str, str]) -> dict[str, str]:
    """A value for every setting: what is given, else the default. A choice is never empty."""
    return {
        one.key: (one.choices and not values.get(one.key) and one.default) or values.get(one.key, one.default)
        for one in settings
    }


def applies(setting: Setting, values: Mapping[str, str]) -> bool:
    """Whether the setting matters beside these values."""
    return setting.only_if is None or values.get(setting.only_if[0], "") in setting.only_if[1]


def is_on(values: Mapping[str, str], setting: Setting) -> bool:
    """Whether a switch is on."""
    return (values.get(setting.key) or setting.default) == YES


def number_in(values: Mapping[str, str], setting: Setting) -> float | None:
    """The number of a setting, its default when it is empty, None when there is neither.

    Raises ``Invalid`` at the setting when it is not a number or out of range.
    """
    words = values.get(setting.key, "").strip() or setting.default
    if not words:
        return None
    try:
        value = float(words)
    except ValueError:
        value = math.nan
    least = -math.inf if setting.least is None else setting.least
    most = math.inf if setting.most is None else setting.most
    if not math.isfinite(value) or not least <= value <= most or (setting.whole and value != int(value)):
        raise Invalid(_range_words(setting), field=setting.key)
    return value


def problem_with(setting: Setting, value: str) -> Text | None:
    """What is wrong with a value by itself; None when all is well. A missing one is not wrong here."""
    if problem := too_long(setting, value):
        return problem
    if setting.shown_as is SettingKind.NUMBER:
        try:
            number_in({setting.key: value}, setting)
        except Invalid as wrong:
            return wrong.message
    elif setting.shown_as is SettingKind.CHOICE and value and value not in setting.choices:
        return text("{label}: choose one of the list.", label=setting.label)
    elif setting.shown_as is SettingKind.SWITCH and value not in ("", YES, NO):
        return text("{label}: on or off.", label=setting.label)
    elif setting.shown_as is SettingKind.TEXT and not value.isprintable():
        # A line break that came with a pasted key would end up inside a request's header.
        return text("{label}: remove the line breaks and invisible characters.", label=setting.label)
    return None


def too_long(setting: Setting, value: str) -> Text | None:
    """That a value is longer than anything that makes sense, so that nobody waits for it to be read."""
    most = LONGEST if setting.shown_as is SettingKind.LINES else LONGEST_LINE
    if len(value) <= most:
        return None
    return text("{label}: at most {most} characters.", label=setting.label, most=f"{most:,}")


def check_values(settings: Sequence[Setting], values: Mapping[str, str]) -> None:
    """What can be told from the declaration alone. Raises ``Invalid`` at the first that is wrong."""
    for one in settings:
        if not applies(one, values):
            continue
        value = values.get(one.key, "")
        if one.needed and not value.strip() and not one.default:
            raise Invalid(text("{label} is needed.", label=one.label), field=one.key)
        if problem := problem_with(one, value):
            raise Invalid(problem, field=one.key)


def _range_words(setting: Setting) -> Text:
    if setting.least is not None and setting.most is not None:
        least, most = f"{setting.least:,.15g}", f"{setting.most:,.15g}"
        if setting.whole:
            return text(
                "{label}: a whole number from {least} to {most}.",
                label=setting.label,
                least=least,
                most=most,
            )
        return text("{label}: a number from {least} to {most}.", label=setting.label, least=least, most=most)
    return text("{label}: this is not such a number.", label=setting.label)
