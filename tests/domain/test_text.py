"""Sentences with what people wrote in them."""

from __future__ import annotations

import pytest

from smsdesk.domain.text import text, tr, trn


@pytest.mark.parametrize("name", ["Shop", "مخبز", "<b>", "a\u200fb", "{name}", "%s"])
def test_a_name_stands_in_a_sentence_as_it_is(name: str) -> None:
    assert tr("Delete “{name}”?", name=name) == f"Delete “{name}”?"


@pytest.mark.parametrize("name", ["\u202egnp.exe", "\u2067abc", "a\u202ab"])
def test_a_name_that_turns_the_writing_turns_only_itself(name: str) -> None:
    kept_in = f"\u2068{name}\u2069"
    assert tr("Delete “{name}”?", name=name) == f"Delete “{kept_in}”?"
    assert str(text("Delete “{name}”?", name=name)) == f"Delete “{kept_in}”?"
    assert trn("{count} of {name}", "{count} of {name}", 2, name=name) == f"2 of {kept_in}"
