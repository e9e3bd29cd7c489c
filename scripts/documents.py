"""The parts of docs/ that the program knows itself: ``python scripts/documents.py [--pictures GALLERY]``.

Writes docs/codes.md, the tables of the other pages between their marks and, from a folder of ``make gallery``
(or ``scripts/gallery.py GALLERY --guide``), the pictures of the guide in every language.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from smsdesk.carrier.magic import MAGIC, RANGES
from smsdesk.carrier.reviews import REVIEW_WORDS
from smsdesk.carrier.switches import SWITCHES, Switches
from smsdesk.domain.checking import Reason
from smsdesk.domain.code_page import code_page
from smsdesk.domain.text import language, set_language
from smsdesk.gateways.http.placeholders import OF_MESSAGE, OF_SETTINGS

DOCS = Path(__file__).parents[1] / "docs"

#: The languages of the guide, and what the names of its pages have before the ending.
LANGUAGES = {"en": "", "zh_CN": ".zh_CN"}
#: Where the pictures of each lie in docs/pictures.
_FOLDERS = {"en": "", "zh_CN": "zh_CN/"}
_PLACEHOLDER_HEADS = {"en": "| Placeholder | What it becomes |", "zh_CN": "| 占位符 | 填入的内容 |"}

#: Picture of the guide and the gallery's scene it shows.
PICTURES = {
    "start": "first-run",
    "sample": "new-task-ready",
    "application": "applications-limits",
    "signature": "signatures-new-wrong",
    "template": "templates-editor",
    "spreadsheet": "new-task-file",
    "confirm": "new-task-confirm",
    "check": "new-task-fixing",
    "question": "new-task-question",
    "sending": "task-sending",
    "unknown": "task-unknown",
    "customers": "customers-group-members",
    "statistics": "statistics-overview",
    "failures": "statistics-failures",
    "exports": "exports",
    "why": "task-why",
    "gateway": "gateway-tencent",
    "second": "gateway-second",
    "restore": "restore",
    "outage": "task-outage",
    "window": "new-task-checked",
}
#: Scenes that show more in another language than the same scene would.
OTHER_SCENES = {"zh_CN": {"template": "templates-editor-chinese"}}
#: For the front page, which is in English only.
FRONT = "window"
_WIDTH = 1000
_COMMON = 160
_KINDS = {"count": "count", "yes": "true or false", "seconds": "seconds", "rate": "number", "code": "code"}


def numbers() -> Iterator[str]:
    """The carrier's numbers with a fixed outcome."""
    yield "Beginnings: " + ", ".join(f"`{start}`" for start in RANGES)
    yield ""
    yield "| Ending | What happens |"
    yield "|---|---|"
    for magic in MAGIC:
        yield f"| `{magic.ending}` | {magic.outcome} |"


def switches() -> Iterator[str]:
    """The carrier's faults for everybody."""
    before = Switches().values()
    yield "| Switch | Value | At first | What it does |"
    yield "|---|---|---|---|"
    for switch in SWITCHES:
        first = str(before[switch.name]).lower() if switch.kind == "yes" else before[switch.name]
        yield f"| `{switch.name}` | {_KINDS[switch.kind]} | {first} | {switch.label} |"


def reviews() -> Iterator[str]:
    """The words that decide the carrier's review."""
    yield "| It says | What happens |"
    yield "|---|---|"
    for magic in REVIEW_WORDS:
        said = " or ".join(f"`{word}`" for word in magic.words)
        yield f"| {said} | {magic.outcome} |"


def placeholders() -> Iterator[str]:
    """What a request of the HTTP gateway may hold, in the language in use."""
    yield _PLACEHOLDER_HEADS[language()]
    yield "|---|---|"
    for name, about in [*((one.name, one.about) for one in OF_MESSAGE), *OF_SETTINGS.items()]:
        yield f"| `{{{name}}}` | {about} |"


_TABLES = {"numbers": numbers, "reviews": reviews, "switches": switches, "placeholders": placeholders}


def filled(words: str) -> str:
    """The document with its tables as they must be."""
    for mark, table in _TABLES.items():
        begin, end = f"<!-- begin {mark} -->\n", f"<!-- end {mark} -->"
        before, found, rest = words.partition(begin)
        if not found:
            continue
        words = before + begin + "\n" + "\n".join(table()) + "\n\n" + end + rest.partition(end)[2]
    return words


def missing_reasons(guide: str) -> list[str]:
    """Reasons of the check that the guide, in the language in use, does not explain in its table."""
    return [str(reason.label) for reason in Reason if f"| **{reason.label}** |" not in guide]


def scenes(code: str) -> dict[str, str]:
    """The pictures of the guide in a language, like ``zh_CN/start``, and the scene that each shows."""
    return {
        _FOLDERS[code] + name: OTHER_SCENES.get(code, {}).get(name, scene)
        for name, scene in PICTURES.items()
        if code == "en" or name != FRONT
    }


def take_pictures(gallery: Path) -> int:
    """Shrink the scenes of a gallery into docs/pictures; the bytes of all of them."""
    total = 0
    for code in LANGUAGES:
        for name, scene in scenes(code).items():
            total += _shrink(
                gallery / f"light-{code}-100" / f"{scene}.png", DOCS / "pictures" / f"{name}.png"
            )
    return total


def _shrink(scene: Path, path: Path) -> int:
    with Image.open(scene) as original:
        picture = original.convert("RGB")
    size = (_WIDTH, round(picture.height * _WIDTH / picture.width))
    path.parent.mkdir(exist_ok=True)
    with_palette(picture.resize(size, Image.Resampling.LANCZOS)).save(path, optimize=True)
    return path.stat().st_size


def with_palette(picture: Image.Image) -> Image.Image:
    """In 256 colours: the large areas keep theirs exactly, the rest covers what else there is."""
    found = picture.getcolors(picture.width * picture.height) or []
    common = [colour for _, colour in sorted(found, reverse=True)[:_COMMON]]
    rest = picture.quantize(256 - len(common), method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in common for part in colour] + rest)
    near = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    # Pillow looks the nearest up roughly, which would turn white into nearly white.
    exact = {colour: place for place, colour in enumerate(common)}
    near.putdata(
        [exact.get(colour, place) for colour, place in zip(pixels(picture), near.tobytes(), strict=True)]
    )
    return near


def pixels(picture: Image.Image) -> Iterator[tuple[int, int, int]]:
    """The colours of an RGB picture, row by row."""
    parts = iter(picture.tobytes())
    return zip(parts, parts, parts, strict=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, metavar="GALLERY", help="with light-en-100 and the others")
    wanted = parser.parse_args()
    for code, ending in LANGUAGES.items():
        set_language(code)
        for page in (DOCS / f"sandbox{ending}.md", DOCS / f"gateways{ending}.md"):
            if page.is_file():
                page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")
        for label in missing_reasons((DOCS / f"user-guide{ending}.md").read_text(encoding="utf-8")):
            print(f"The guide does not explain “{label}”.", file=sys.stderr)
    set_language("en")
    (DOCS / "codes.md").write_text(code_page(), encoding="utf-8")
    if wanted.pictures:
        print(f"{take_pictures(wanted.pictures) / 1024:.0f} KB of pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
