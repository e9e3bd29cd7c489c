"""Recipes survive being kept as drafts; pasted text becomes rows; long digits are masked (B1, B3, B5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.recipients import Fix, GroupSource, PastedSource, Recipe, SheetSource, masked, pasted_rows

words = st.text(max_size=8)
choices = st.dictionaries(st.sampled_from(["number", "1", "2"]), st.one_of(st.integers(-1, 9), words))
sources = st.one_of(
    st.builds(
        SheetSource,
        path=words,
        sheet=st.one_of(words, st.integers(1, 9)),
        encoding=words,
        delimiter=words,
        include_hidden=st.booleans(),
        columns=choices,
        header_row=st.one_of(st.none(), st.integers(0, 20)),
    ),
    st.builds(PastedSource, text=words, columns=choices),
    st.builds(
        GroupSource,
        group_ids=st.lists(st.integers(1, 99), max_size=3).map(tuple),
        fields=st.dictionaries(st.integers(1, 5), st.sampled_from(["number", "name", "note"])),
        values=st.dictionaries(st.integers(1, 5), words),
    ),
)
fixes = st.builds(
    Fix,
    number=words,
    values=st.lists(words, max_size=3).map(tuple),
    was=st.one_of(st.none(), st.lists(words, max_size=3).map(tuple)),
)
recipes = st.builds(
    Recipe,
    source=sources,
    application_id=st.one_of(st.none(), st.integers(1, 9)),
    template_id=st.one_of(st.none(), st.integers(1, 9)),
    text=words,
    signature_id=st.one_of(st.none(), st.integers(1, 9)),
    name=words,
    one_per_number=st.booleans(),
    ambiguity=st.sampled_from(["", "national", "international"]),
    fixes=st.dictionaries(st.integers(1, 100_000), fixes, max_size=3),
    send_at=st.one_of(st.none(), st.integers(0, 2**50)),
    confirmed=st.booleans(),
)


@given(recipes)
def test_a_kept_recipe_comes_back_as_it_was(recipe: Recipe) -> None:
    assert Recipe.from_json(recipe.to_json()) == recipe


@pytest.mark.parametrize(
    "kept", ["", "null", "[]", "{}", '{"source": {"kind": "other"}, "fixes": {}}', '"x"']
)
def test_what_is_no_recipe_is_refused_as_such(kept: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Recipe.from_json(kept)


@pytest.mark.parametrize(
    ("pasted", "variables", "rows"),
    [
        ("a\nb", 0, [(1, ("a",)), (2, ("b",))]),
        ("a, b,, c", 0, [(1, ("a",)), (2, ("b",)), (3, ("c",))]),
        ("a,b\nc", 0, [(1, ("a",)), (2, ("b",)), (3, ("c",))]),
        ("a\tx, y\n\n b \tz", 1, [(1, ("a", "x, y")), (3, ("b", "z"))]),
        ("a;x", 1, [(1, ("a", "x"))]),
        ("a\uff0cx", 1, [(1, ("a", "x"))]),
        ("\r\n \t\n", 2, []),
        ("", 0, []),
    ],
)
def test_pasted_lines_become_rows(
    pasted: str, variables: int, rows: list[tuple[int, tuple[str, ...]]]
) -> None:
    assert pasted_rows(pasted, variables) == rows


@given(st.text(alphabet="1a\n,;\t ", max_size=40), st.integers(0, 2))
def test_rows_of_pasted_text_ascend_and_are_never_blank(pasted: str, variables: int) -> None:
    rows = pasted_rows(pasted, variables)
    places = [place for place, _ in rows]
    assert places == sorted(set(places))
    assert all(any(cells) or variables for _, cells in rows)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("Your code is 483920.", "Your code is ******."),
        ("Room 12, code 4839", "Room 12, code ****"),
        ("No. 123", "No. 123"),
        ("尾号8888的卡", "尾号****的卡"),
        ("", ""),
    ],
)
def test_long_runs_of_digits_are_masked(content: str, shown: str) -> None:
    assert masked(content) == shown
