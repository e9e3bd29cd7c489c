"""What a picture file is by its content: .png and .jpg taken apart without decoding a pixel (G1).

A picture that carriers get is shown by our own program too, so it is looked at before a decoder sees it:
its size in pixels, whether it is whole, and that nothing else lies inside or behind it.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid
from smsdesk.domain.text import Text, text

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
#: Refinements of one progressive .jpg; cameras and programs make about ten. Each is a walk over all pixels.
_MOST_SCANS = 40

#: What begins other files, in words for whoever chose one.
_OTHERS: tuple[tuple[re.Pattern[bytes], Text], ...] = (
    (re.compile(rb"%PDF-"), text("a PDF document")),
    (re.compile(rb".{4}ftyp(?:hei|hev|mif|msf)", re.DOTALL), text("an HEIC photo")),
    (re.compile(rb".{4}ftypavi", re.DOTALL), text("an AVIF picture")),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), text("a WebP picture")),
    (re.compile(rb"GIF8"), text("a GIF picture")),
    (re.compile(rb"II\*\x00|MM\x00\*"), text("a TIFF picture")),
    (re.compile(rb"BM.{12}", re.DOTALL), text("a BMP picture")),
    (re.compile(rb"\x00\x00\x01\x00"), text("an icon")),
    (re.compile(rb"PK[\x03\x05]"), text("an archive or an office document")),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?)?<svg", re.DOTALL | re.IGNORECASE),
        text("an SVG drawing"),
    ),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|script)", re.IGNORECASE), text("a web page")),
    (re.compile(rb"#!|<\?php|@echo", re.IGNORECASE), text("a program")),
    (re.compile(rb"MZ|\x7fELF"), text("a program")),
)
#: What makes a file something else too, and stands neither in the remarks that cameras and programs write
#: nor in the film clips, depth maps and marks of their own that phones keep behind a picture.
_PROGRAM = re.compile(
    rb"<script|<\?php|<html|<svg[\s>]|<!doctype html|%PDF-"
    rb"|(?-i:PK\x03\x04.\x00|PK\x05\x06\x00{4}|Rar!\x1a|7z\xbc\xaf)",
    re.IGNORECASE | re.DOTALL,
)
_PROGRAM_AT_ONCE = re.compile(rb"\s*(?:MZ|\x7fELF|#!)")
#: The next marker of a .jpg that is no restart and no escaped 0xFF of the pixels, after any filling.
_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_MARKER_IN_PIXELS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Outline:
    """What the content says before it is decoded. ``end`` is where the picture ends in the file."""

    extension: str
    """``png`` or ``jpg``, whatever the file is called."""
    width: int
    height: int
    end: int


def outline(content: bytes, *, file: str) -> Outline:
    """Take a picture apart. ``file`` is its name for the sentence.

    Raises ``Invalid`` when it is no .png or .jpg, has too many pixels, moves, is cut off or damaged, or
    has something besides the picture in it.
    """
    if not content:
        raise Invalid(
            text(
                "“{file}” is empty: copying or saving it failed. Save it again and choose it anew.", file=file
            )
        )
    if content.startswith(_PNG):
        return _png(content, file)
    if content.startswith(_JPEG):
        return _jpeg(content, file)
    kind = next((words for begins, words in _OTHERS if begins.match(content)), None)
    if kind is not None:
        raise Invalid(
            text(
                "“{file}” is {kind}, not a .jpg or .png image. Save the document as one of these and choose "
                "that.",
                file=file,
                kind=kind,
            )
        )
    raise Invalid(text("“{file}” is not a .jpg or .png image. Choose a picture of the document.", file=file))


def _png(content: bytes, file: str) -> Outline:
    at, width, height, pixels_seen = len(_PNG), 0, 0, False
    view = memoryview(content)
    while True:
        length = int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content):
            raise _cut_off(file)
        if kind == b"IHDR" and not width and length == 13:
            # Judged at once: nothing of a picture that is too large is even summed up.
            width, height = (int.from_bytes(content[at + 8 + i : at + 12 + i], "big") for i in (0, 4))
            _judge_size(width, height, file)
        elif not width or kind == b"IHDR":
            raise damaged(file)
        if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            raise damaged(file)
        if kind == b"acTL":
            raise Invalid(
                text(
                    "“{file}” moves: it has several pictures. Choose one still picture of the document.",
                    file=file,
                )
            )
        if kind == b"IDAT":
            pixels_seen = True
        elif _PROGRAM.search(view[at + 8 : end - 4]):
            raise _more_than_a_picture(file)
        at = end
        if kind == b"IEND":
            break
    if not pixels_seen:
        raise damaged(file)
    # Nothing belongs behind a .png; what lies there may even be what was cut from the picture.
    if content[at:].strip(b"\0\r\n "):
        raise _more_than_a_picture(file)
    return Outline("png", width, height, at)


def _jpeg(content: bytes, file: str) -> Outline:
    at, width, height, scans = 2, 0, 0, 0
    while True:
        found = _MARKER.match(content, at)
        if found is None:
            raise _cut_off(file) if len(content) - at < 2 else damaged(file)
        marker = content[found.end() - 1]
        start = found.end()
        if marker == 0xD9:
            at = start
            break
        if marker in (0x01, 0xD8):
            raise damaged(file)
        end = start + int.from_bytes(content[start : start + 2], "big")
        if end > len(content) or len(content) - start < 2:
            raise _cut_off(file)
        if end < start + 2:
            raise damaged(file)
        if marker in _FRAMES:
            if width:
                raise damaged(file)
            height = int.from_bytes(content[start + 3 : start + 5], "big")
            width = int.from_bytes(content[start + 5 : start + 7], "big")
            _judge_size(width, height, file)
        elif _PROGRAM.search(content, start + 2, end):
            raise _more_than_a_picture(file)
        at = end
        if marker == 0xDA:
            scans += 1
            following = _MARKER_IN_PIXELS.search(content, end)
            if not width or scans > _MOST_SCANS:
                raise damaged(file)
            if following is None:
                raise _cut_off(file)
            at = following.start()
    if not scans:
        raise damaged(file)
    if _PROGRAM_AT_ONCE.match(content, at) or _PROGRAM.search(content, at):
        raise _more_than_a_picture(file)
    return Outline("jpg", width, height, at)


def _judge_size(width: int, height: int, file: str) -> None:
    if not width or not height:
        raise damaged(file)
    if width * height > limits.CERTIFICATE_IMAGE_PIXELS.value:
        raise Invalid(
            text(
                "“{file}” has {width} × {height} pixels, more than the {most} million that can be shown "
                "without filling this computer's memory. Save it smaller and choose it again.",
                file=file,
                width=f"{width:,}",
                height=f"{height:,}",
                most=limits.CERTIFICATE_IMAGE_PIXELS.value // 1_000_000,
            )
        )


def damaged(file: str) -> Invalid:
    """The refusal of a picture that a decoder cannot read."""
    return Invalid(
        text(
            "“{file}” is damaged and cannot be shown. Open it in a picture program, save it anew and choose "
            "that.",
            file=file,
        )
    )


def _cut_off(file: str) -> Invalid:
    return Invalid(
        text(
            "“{file}” ends too early: it was not copied or saved to its end. Get it again and choose it "
            "anew.",
            file=file,
        )
    )


def _more_than_a_picture(file: str) -> Invalid:
    return Invalid(
        text(
            "“{file}” has something else inside or behind the picture. Open it in a picture program, save "
            "it anew as .jpg or .png and choose that.",
            file=file,
        )
    )
