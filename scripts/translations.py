"""The words a user reads: taken from the source, kept in the catalogues, checked for being complete.

    python scripts/translations.py update     new sentences into every catalogue, gone ones out
    python scripts/translations.py compile    .mo beside every .po
    python scripts/translations.py check      fails where a sentence is not translated, or wrongly

A sentence is the literal English given to ``tr``, ``trn``, ``text`` or ``textn`` of ``smsdesk.domain.text``.
"""

from __future__ import annotations

import ast
import string
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "smsdesk"
CATALOGUES = ROOT / "resources" / "translations"
DOMAIN = "smsdesk"
LOCALES = ("zh_CN",)

TEXT_MODULE = "smsdesk.domain.text"
#: How many literal sentences each function takes: one, or one for the singular and one for the plural.
SENTENCES = {"tr": 1, "text": 1, "trn": 2, "textn": 2}


@dataclass(frozen=True)
class Found:
    """A sentence in the source: its place, and one literal or two (singular, plural)."""

    path: Path
    line: int
    words: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Fault:
    """A call that cannot work: its place, and what is wrong with it."""

    path: Path
    line: int
    why: str


def imported_names(tree: ast.AST) -> dict[str, str]:
    """Names under which the module knows the functions of ``smsdesk.domain.text``: alias to function."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == TEXT_MODULE
        for alias in node.names
        if alias.name in SENTENCES
    }


def sentences(source: str, path: Path) -> Iterator[Found | Fault]:
    """Every sentence of a module, in order, and the calls that are given no literal or too few values."""
    tree = ast.parse(source, str(path))
    names = imported_names(tree)
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        function = names.get(call.func.id) if isinstance(call.func, ast.Name) else None
        if function is None:
            continue
        given = call.args[: SENTENCES[function]]
        words = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if len(words) < SENTENCES[function]:
            yield Fault(path, call.lineno, f"{function}() is given words that are not a literal")
            continue
        yield Found(path, call.lineno, tuple(words))
        if lacking := lacking_values(call, words):
            yield Fault(path, call.lineno, f"{function}() is not given {', '.join(sorted(lacking))}")


def lacking_values(call: ast.Call, words: list[str]) -> set[str]:
    """Placeholders that the call gives no value for; ``{1}`` is a template's variable, not a placeholder."""
    given = {keyword.arg for keyword in call.keywords}
    if None in given:  # **values: not to be known here
        return set()
    wanted = {name for one in words for name in placeholders(one) if not name.isdigit()}
    return wanted - given - ({"count"} if len(words) == 2 else set())


def read_source() -> tuple[list[Found], list[str]]:
    """All sentences of the program, and the complaints about calls that cannot work."""
    found: list[Found] = []
    complaints: list[str] = []
    for path in sorted(SOURCE.rglob("*.py")):
        for one in sentences(path.read_text(encoding="utf-8"), path.relative_to(ROOT)):
            if isinstance(one, Found):
                found.append(one)
            else:
                complaints.append(f"{one.path}:{one.line}: {one.why}")
    return found, complaints


def placeholders(sentence: str) -> set[str]:
    """The named placeholders of a sentence; none in one with a stray brace, which is never filled in."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
    except ValueError:
        return set()


def po_path(locale: str) -> Path:
    return CATALOGUES / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(locale: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    path = po_path(locale)
    if not path.exists():
        return Catalog(locale=locale, domain=DOMAIN, project="SMS Desk", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain=DOMAIN)


def update(found: Iterable[Found]) -> None:
    """Take new sentences into every catalogue and drop those that are gone; translations are kept."""
    template = Catalog(domain=DOMAIN, project="SMS Desk", fuzzy=False)
    for one in found:
        # The file without the line: moving code does not change the catalogue.
        identity = one.words[0] if len(one.words) == 1 else one.words
        template.add(identity, locations=[(one.path.as_posix(), 0)])
    for locale in LOCALES:
        catalogue = read_catalogue(locale)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        path = po_path(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, sort_by_file=True, include_lineno=False, width=110, omit_header=False)
        done = sum(1 for message in catalogue if message.id and all(translations(message)))
        print(f"{path.relative_to(ROOT)}: {done} of {len(catalogue)} translated")


def compile_all() -> None:
    """Write the compiled catalogue beside each source, as gettext reads it."""
    for path in sorted(CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, domain=DOMAIN))


def translations(message: Message) -> Sequence[str]:
    """What a message is translated to; a counted one has several."""
    words = message.string
    return [words] if isinstance(words, str) else list(words or [""])


def faults(one: Found, catalogue: Catalog) -> Iterator[str]:
    """What is wrong with one sentence's translation, in words."""
    message = catalogue.get(one.words[0])
    if message is None or message.fuzzy or not all(translations(message)):
        yield f"{one.place}: no {catalogue.locale} for {one.words[0]!r}"
        return
    if message.pluralizable != (len(one.words) == 2):
        yield f"{one.place}: once counted and once not: {one.words[0]!r}"
        return
    for words in translations(message):  # a language without a plural uses the plural's placeholders
        if placeholders(words) != placeholders(one.words[-1]):
            yield f"{one.place}: other placeholders in {catalogue.locale}: {one.words[-1]!r} / {words!r}"


def check(found: Sequence[Found], complaints: list[str]) -> int:
    """Print what is wrong; the exit code."""
    for locale in LOCALES:
        catalogue = read_catalogue(locale)
        complaints += [fault for one in found for fault in faults(one, catalogue)]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print(f"Translations: {len(found)} sentences, {len(complaints)} faults")
    return 1 if complaints else 0


def main() -> int:
    command = sys.argv[1] if len(sys.argv) == 2 else ""
    if command == "compile":
        compile_all()
        return 0
    if command not in {"update", "check"}:
        print(__doc__)
        return 2
    found, complaints = read_source()
    if command == "check":
        return check(found, complaints)
    update(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
