"""The documents say what the program says: links, pictures, tables, and the words of the window."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from smsdesk.domain.code_page import code_page
from smsdesk.domain.codes import api_codes, receipt_codes

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(DOCS.glob("*.md"))
MOST_PICTURE_BYTES = 1_500_000


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


def test_the_tables_of_the_sandbox_are_the_carriers(documents: ModuleType) -> None:
    written = (DOCS / "sandbox.md").read_text(encoding="utf-8")
    assert written == documents.filled(written), "run: python scripts/documents.py"


def test_the_page_of_codes_is_the_catalogue() -> None:
    written = (DOCS / "codes.md").read_text(encoding="utf-8")
    assert written == code_page(), "run: python scripts/documents.py"
    told = set(re.findall(r"`([^`]+)`", written))
    assert told >= set(api_codes())
    assert told >= {
        code for carriers in receipt_codes().values() for codes in carriers.values() for code in codes
    }


def test_every_reason_of_the_check_is_explained(documents: ModuleType) -> None:
    assert documents.missing_reasons((DOCS / "user-guide.md").read_text(encoding="utf-8")) == []


def test_the_pictures_are_those_of_the_pages_and_not_too_heavy(documents: ModuleType) -> None:
    there = {picture.stem: picture.stat().st_size for picture in (DOCS / "pictures").glob("*.png")}
    shown = {
        name for page in PAGES for name in re.findall(r"pictures/([\w-]+)\.png", page.read_text("utf-8"))
    }
    assert set(there) == set(documents.PICTURES) == shown
    assert sum(there.values()) < MOST_PICTURE_BYTES


def test_the_guide_uses_the_words_of_the_window() -> None:
    said = {
        node.value
        for path in (ROOT / "smsdesk").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    # With their numbers and names filled in they are not literals.
    said |= {re.sub(r"\{count\}", "61", words) for words in said}
    said |= {words.removesuffix(" ({country})") for words in said}
    guide = " ".join((DOCS / "user-guide.md").read_text(encoding="utf-8").split())
    bold = set(re.findall(r"\*\*([^*]+)\*\*", guide)) - {"bold"}
    keys = {words for words in bold if re.fullmatch(r"F\d+|Ctrl\+.", words)}
    assert sorted(bold - keys - {words.strip() for words in said}) == []
