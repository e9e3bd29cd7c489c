"""Which replies end a subscription, and which only look as if they did (C5)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from smsdesk.domain.unsubscribing import EVERY_LANGUAGE, keywords, unsubscribes
from tests.spent import at_most

WORDS = [one.word for one in keywords()]
#: What C5 names.
OF_THE_SPEC = ["T", "N", "TD", "QX", "0000", "Unsubscribe"]


def test_the_words_of_the_spec_hold_in_every_language() -> None:
    everywhere = [one.word for one in keywords() if one.language == EVERY_LANGUAGE]
    assert everywhere[: len(OF_THE_SPEC)] == OF_THE_SPEC


def test_every_line_of_the_data_is_whole() -> None:
    assert len({(one.language, one.word.casefold()) for one in keywords()}) == len(keywords())
    for one in keywords():
        assert re.fullmatch(r"[a-z]{2,3}", one.language), one
        assert one.word == one.word.strip(), one
        assert one.source, one
        assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", one.date), one


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "typed",
    ["{}", " {} ", "{}.", "{}!", "“{}”", "\n{}\n", "\u3000{}。", "\u200b{}", "\ufeff{}"],
)
def test_each_word_counts_however_it_is_typed(word: str, typed: str) -> None:
    for written in (word, word.lower(), word.upper(), word.title()):
        assert unsubscribes(typed.format(written))


@pytest.mark.parametrize(
    "reply",
    [
        "Ｔ",
        "ＴＤ",
        "００００",
        "ｓｔｏｐ",
        "Stop  all",
        "arrêt",
        "arre\u0302t",
        "退订！",
        "стоп",
        "Unsubscribe.\n",
    ],
)
def test_other_ways_of_writing_them_count_too(reply: str) -> None:
    assert unsubscribes(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        " ",
        "…",
        "No",
        "Nn",
        "TT",
        "T T",
        "T1",
        "T shirt?",
        "Thanks",
        "000",
        "00000",
        "0 0 0 0",
        "QXX",
        "Not today",
        "Please stop by",
        "STOP it",
        "Don't stop",
        "non-stop",
        "Unsubscribed?",
        "How do I unsubscribe",
        "Ret urn",
        "R u open?",
        "订",
        "不退订",
        "怎么退订？",
        "退订吗",
        "Alto Adige",
        "baja California",
        "Das stoppt mich nicht",
        "СТОПка",
        "T?",
        "N/A",
        "-T-",
        "T" + " " * 200 + "x",
    ],
)
def test_near_misses_do_not(reply: str) -> None:
    assert not unsubscribes(reply)


@given(some.sampled_from(WORDS), some.text("abcxyz退好0123", min_size=1, max_size=5))
def test_a_word_within_others_is_no_wish(word: str, more: str) -> None:
    assert not unsubscribes(f"{word} and {more}")
    assert not unsubscribes(f"{more}, {word}, {more}")


def test_a_reply_of_a_million_accents_is_read_at_once() -> None:
    with at_most(2):
        assert not unsubscribes("T" + "\u0301\u0323" * 500_000)
