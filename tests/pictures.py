"""Pictures made for a test: good ones, and ones that are something else or want to do harm."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

_HEAD = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    """One part of a .png."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 60, height: int = 40, *, colour: str = "teal") -> bytes:
    """A good .png."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, "PNG")
    return made.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A small .png that says it is large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return _HEAD + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND")


def png_with(extra: bytes) -> bytes:
    """A good .png with one more chunk after its head."""
    good = png()
    return good[:33] + extra + good[33:]


def moving_png() -> bytes:
    """Two pictures in one .png."""
    made = io.BytesIO()
    first, second = (Image.new("RGB", (8, 8), colour) for colour in ("red", "blue"))
    first.save(made, "PNG", save_all=True, append_images=[second])
    return made.getvalue()


def jpeg(width: int = 60, height: int = 40, *, located: bool = False, progressive: bool = False) -> bytes:
    """A good .jpg, perhaps with the place where it was taken."""
    made = io.BytesIO()
    remarks = Image.Exif()
    if located:
        remarks.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 0.0)})
    Image.effect_noise((width, height), 60).convert("RGB").save(
        made, "JPEG", exif=remarks, progressive=progressive
    )
    return made.getvalue()


def write(folder: Path, name: str, content: bytes) -> Path:
    """The content as a file."""
    path = folder / name
    path.write_bytes(content)
    return path
