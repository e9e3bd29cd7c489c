"""The documents say what the program says: links, pictures, tables, and the words of the window."""

from __future__ import annotations

import ast
import functools
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.mofile import read_mo

from smsdesk.domain.code_page import code_page
from smsdesk.domain.codes import api_codes, receipt_codes
from smsdesk.domain.text import set_language
from smsdesk.gateways.http.presets import PRESETS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(DOCS.glob("*.md"))
MOST_PICTURE_BYTES = 3_000_000
#: The pages a user is shown in the window, in their own language.
GUIDE = ("user-guide", "gateways", "callbacks")
LANGUAGES = {"en": "", "zh_CN": ".zh_CN"}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Whatever a test has chosen holds for it alone."""
    yield
    set_language("en")


@pytest.fixture(scope="module")
def documents() -> ModuleType:
    found = importlib.util.spec_from_file_location("documents", ROOT / "scripts" / "documents.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    before = list(sys.path)
    found.loader.exec_module(module)
    sys.path[:] = before
    return module


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    words = page.read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#\s]+)\)", words) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize(("page", "code"), [("sandbox", "en"), ("gateways", "en"), ("gateways", "zh_CN")])
def test_the_tables_are_the_programs(documents: ModuleType, page: str, code: str) -> None:
    set_language(code)
    written = said_in(page, code)
    assert written == documents.filled(written), "run: python scripts/documents.py"


def test_the_page_of_codes_is_the_catalogue() -> None:
    written = (DOCS / "codes.md").read_text(encoding="utf-8")
    assert written == code_page(), "run: python scripts/documents.py"
    told = set(re.findall(r"`([^`]+)`", written))
    assert told >= set(api_codes())
    assert told >= {
        code for carriers in receipt_codes().values() for codes in carriers.values() for code in codes
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_reason_of_the_check_is_explained(documents: ModuleType, code: str) -> None:
    set_language(code)
    assert documents.missing_reasons(said_in("user-guide", code)) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_preset_is_told_of(code: str) -> None:
    set_language(code)
    said = said_in("gateways", code)
    assert [str(preset.name) for preset in PRESETS if f"| {preset.name} |" not in said] == []


@pytest.mark.parametrize("page", GUIDE)
def test_the_guide_has_the_same_parts_in_both_languages(page: str) -> None:
    """Also its pictures, tables and links, in the same order."""
    english, chinese = (
        [
            re.sub(r"zh_CN/", "", found)
            for found in re.findall(r"^#+ |^\| |^\|---|pictures/[^)]+|\]\([^)]+|^\d\. ", said, re.MULTILINE)
        ]
        for said in (said_in(page, "en"), said_in(page, "zh_CN"))
    )
    assert chinese == english


def test_the_pictures_are_those_of_the_pages_and_not_too_heavy(documents: ModuleType) -> None:
    folder = DOCS / "pictures"
    there = {
        picture.relative_to(folder).with_suffix("").as_posix(): picture.stat().st_size
        for picture in folder.rglob("*.png")
    }
    shown = {
        name for page in PAGES for name in re.findall(r"pictures/([\w/-]+)\.png", page.read_text("utf-8"))
    }
    taken = {name for code in LANGUAGES for name in documents.scenes(code)}
    assert set(there) == taken == shown
    assert sum(there.values()) < MOST_PICTURE_BYTES


@pytest.mark.parametrize("page", GUIDE)
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_guide_uses_the_words_of_the_window(page: str, code: str) -> None:
    said = set(literals() if code == "en" else translations(code))
    # With their numbers and names filled in they are not literals.
    said |= {re.sub(r"\{count\}", "61", words) for words in said}
    said |= {re.sub(r" ?[(（]\{\w+\}[)）]$", "", words) for words in said}
    bold = set(re.findall(r"\*\*([^*]+)\*\*", " ".join(said_in(page, code).split()))) - {"bold", "粗体"}
    keys = {words for words in bold if re.fullmatch(r"F\d+|Ctrl\+.", words)}
    assert sorted(bold - keys - {words.strip() for words in said}) == []


def said_in(page: str, code: str) -> str:
    return (DOCS / f"{page}{LANGUAGES[code]}.md").read_text(encoding="utf-8")


@functools.cache
def literals() -> frozenset[str]:
    """Every sentence of the program in English, and some more."""
    return frozenset(
        node.value
        for path in (ROOT / "smsdesk").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@functools.cache
def translations(code: str) -> frozenset[str]:
    """Every sentence of the program as the window says it."""
    path = ROOT / "resources" / "translations" / code / "LC_MESSAGES" / "smsdesk.mo"
    with path.open("rb") as compiled:
        found = read_mo(compiled)
    return frozenset(
        words
        for message in found
        for words in ([message.string] if isinstance(message.string, str) else message.string)
    )
