"""The words that end a subscription, under the names of their languages (C5)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from smsdesk.domain.text import set_language
from smsdesk.domain.unsubscribing import keywords
from smsdesk.ui.customers.keyword_list import LANGUAGE_NAMES, keyword_list


@pytest.fixture
def chinese() -> Iterator[None]:
    set_language("zh_CN")
    yield
    set_language("en")


def labels() -> list[str]:
    whole = keyword_list()
    return [each.text() for each in whole.findChildren(QLabel)]


def test_languages_are_named_in_the_windows_language(qapp: QApplication, chinese: None) -> None:
    names = labels()
    assert {"英语", "德语", "西班牙语", "韩语"} < set(names)
    assert not {"American English", "Deutsch", "Español de España"} & set(names)


def test_every_language_of_the_list_has_a_name(qapp: QApplication) -> None:
    assert {one.language for one in keywords()} <= set(LANGUAGE_NAMES)
    assert {"Everywhere", "Chinese", "English", "German"} < set(labels())
