"""Every gateway that is declared: its settings, presets and preview are sound by themselves (A10, N1)."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsdesk.domain.errors import Invalid
from smsdesk.gateways.registry import DECLARED, NOWHERE, Declared
from smsdesk.gateways.settings import (
    DOTS,
    NO,
    YES,
    Setting,
    SettingKind,
    check_values,
    filled,
    number_in,
    problem_with,
)

EACH = pytest.mark.parametrize("declared", DECLARED.values(), ids=DECLARED.keys())


@EACH
def test_settings_are_declared_in_full(declared: Declared) -> None:
    keys = [one.key for one in declared.settings]
    assert len(set(keys)) == len(keys)
    assert str(declared.name)
    assert str(declared.about)
    for one in declared.settings:
        assert str(one.label)
        assert str(one.help), one.key
        assert len(one.words) in (0, len(one.choices)), one.key
        assert problem_with(one, one.default) is None, one.key
        assert not (one.secret and one.default), one.key
        if one.choices:
            assert one.default in one.choices, one.key
        if one.only_if is not None:
            other = next(each for each in declared.settings if each.key == one.only_if[0])
            allowed = other.choices or ((YES, NO) if other.shown_as is SettingKind.SWITCH else one.only_if[1])
            assert set(one.only_if[1]) <= set(allowed), one.key


@EACH
@pytest.mark.parametrize("folded", [False, True])
def test_what_belongs_under_one_heading_stands_together(declared: Declared, folded: bool) -> None:
    groups = [one.group.message if one.group else "" for one in declared.settings if one.advanced is folded]
    headings = [group for group, _ in groupby(groups)]
    assert len(headings) == len(set(headings))


@EACH
def test_presets_fill_in_what_is_right_and_no_secret(declared: Declared) -> None:
    secret = {one.key for one in declared.settings if one.secret}
    for preset in declared.presets:
        assert set(preset.values) <= {one.key for one in declared.settings} - secret, preset.name
        for one in declared.settings:
            if one.key in preset.values:
                assert problem_with(one, preset.values[one.key]) is None, (str(preset.name), one.key)


@EACH
def test_a_gateway_without_settings_is_refused_in_words_or_made(declared: Declared) -> None:
    values = filled(declared.settings, {})
    if any(one.needed and not one.default for one in declared.settings):
        with pytest.raises(Invalid) as wrong:
            declared.check(values)
        assert wrong.value.field in values
        assert str(wrong.value)
    else:
        declared.check(values)
        assert declared.make(values, NOWHERE).key in DECLARED


PREVIEWED = [one for one in DECLARED.values() if one.preview is not None]


@pytest.mark.parametrize("declared", PREVIEWED, ids=lambda one: one.name.message)
@settings(max_examples=40)
@given(data=st.data())
def test_a_preview_answers_whatever_is_written(declared: Declared, data: st.DataObject) -> None:
    values = filled(declared.settings, {one.key: DOTS for one in declared.settings if one.secret})
    for one in declared.settings:
        if one.choices:
            values[one.key] = data.draw(st.sampled_from(one.choices))
    written = [one.key for one in declared.settings if not one.secret and not one.choices]
    words = st.one_of(st.text(max_size=30), st.sampled_from(["{", "{}", "{number}", "http://[", "%", "\x00"]))
    values |= data.draw(st.dictionaries(st.sampled_from(written), words, max_size=6))
    assert declared.preview is not None
    assert isinstance(str(declared.preview(values)), str)


# --- the rules of settings ----------------------------------------------------------------------------


def setting(**values: object) -> Setting:
    return Setting("it", DECLARED["sandbox"].name, DECLARED["sandbox"].name, **values)  # type: ignore[arg-type]


NUMBER = setting(kind=SettingKind.NUMBER, least=1, most=65_535)
PACE = setting(kind=SettingKind.NUMBER, least=0.5, most=9, whole=False)


@pytest.mark.parametrize(
    ("declared", "value", "right"),
    [
        (NUMBER, "", True),
        (NUMBER, "1", True),
        (NUMBER, " 65535 ", True),
        (NUMBER, "65536", False),
        (NUMBER, "1.5", False),
        (NUMBER, "many", False),
        (NUMBER, "nan", False),
        (NUMBER, "1e400", False),
        (PACE, "0.5", True),
        (PACE, "0.4", False),
        (setting(kind=SettingKind.NUMBER), "-3", True),
        (setting(kind=SettingKind.SWITCH), "yes", True),
        (setting(kind=SettingKind.SWITCH), "on", False),
        (setting(choices=("a", "b")), "b", True),
        (setting(choices=("a", "b")), "c", False),
        (setting(), "key with spaces", True),
        (setting(), "key\nInjected: header", False),
        (setting(), "key\u202e", False),
        (setting(kind=SettingKind.LINES), "two\nlines", True),
    ],
)
def test_what_a_value_may_be(declared: Setting, value: str, right: bool) -> None:
    assert (problem_with(declared, value) is None) is right
    if right:
        check_values([declared], {"it": value})
    else:
        with pytest.raises(Invalid) as wrong:
            check_values([declared], {"it": value})
        assert wrong.value.field == "it"


def test_a_needed_one_is_needed_only_while_it_matters() -> None:
    first = Setting("how", DECLARED["sandbox"].name, DECLARED["sandbox"].name, choices=("none", "key"))
    it = setting(needed=True, secret=True, only_if=("how", ("key",)))
    check_values([first, it], {"how": "none"})
    check_values([first, it], {"how": "key", "it": "s3cret"})
    with pytest.raises(Invalid, match="is needed"):
        check_values([first, it], {"how": "key", "it": " "})


def test_an_empty_number_is_its_default() -> None:
    assert number_in({}, setting(kind=SettingKind.NUMBER, default="8")) == 8
    assert number_in({"it": ""}, setting(kind=SettingKind.NUMBER)) is None
