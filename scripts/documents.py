"""The parts of docs/ that the program knows itself: ``python scripts/documents.py [--pictures GALLERY]``.

Writes docs/codes.md, the tables of docs/sandbox.md between their marks and, from a folder of ``make gallery``, the
pictures of the guide.
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
from smsdesk.domain.text import set_language

DOCS = Path(__file__).parents[1] / "docs"

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
    "why": "task-why",
    "restore": "restore",
    "outage": "task-outage",
    "window": "new-task-checked",
}
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


def filled(words: str) -> str:
    """The document with its tables as they must be."""
    for mark, table in (("numbers", numbers), ("reviews", reviews), ("switches", switches)):
        begin, end = f"<!-- begin {mark} -->\n", f"<!-- end {mark} -->"
        before, _, rest = words.partition(begin)
        words = before + begin + "\n" + "\n".join(table()) + "\n\n" + end + rest.partition(end)[2]
    return words


def missing_reasons(guide: str) -> list[str]:
    """Reasons of the check that the guide does not explain in its table."""
    return [str(reason.label) for reason in Reason if f"| **{reason.label}** |" not in guide]


def take_pictures(gallery: Path) -> int:
    """Shrink the scenes of a gallery folder into docs/pictures; the bytes of all of them."""
    total = 0
    for name, scene in PICTURES.items():
        with Image.open(gallery / f"{scene}.png") as original:
            picture = original.convert("RGB")
        size = (_WIDTH, round(picture.height * _WIDTH / picture.width))
        path = DOCS / "pictures" / f"{name}.png"
        with_palette(picture.resize(size, Image.Resampling.LANCZOS)).save(path, optimize=True)
        total += path.stat().st_size
    return total


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
    parser.add_argument("--pictures", type=Path, metavar="GALLERY", help="e.g. gallery/light-en-100")
    wanted = parser.parse_args()
    set_language("en")
    (DOCS / "codes.md").write_text(code_page(), encoding="utf-8")
    sandbox = DOCS / "sandbox.md"
    sandbox.write_text(filled(sandbox.read_text(encoding="utf-8")), encoding="utf-8")
    if wanted.pictures:
        print(f"{take_pictures(wanted.pictures) / 1024:.0f} KB of pictures")
    for label in missing_reasons((DOCS / "user-guide.md").read_text(encoding="utf-8")):
        print(f"The guide does not explain “{label}”.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
