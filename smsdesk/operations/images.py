"""Certificate and authorization images, checked by content and kept in the store (G1).

The picture is kept byte for byte, because carriers want the original: with what the camera wrote into it,
also the place where it was taken, of which the window tells (``CheckedImage.located``). Only what a phone
hangs behind the picture of a .jpg (a film clip, a depth map) is left out.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import stat
import threading
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from smsdesk.domain import limits
from smsdesk.domain.errors import DeskError, Invalid, NotFound, Unusable
from smsdesk.domain.picture_files import Outline, damaged, outline
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, job, query
from smsdesk.sheets.placing import placed_whole
from smsdesk.store.tables import ImageRow, SignatureRow

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

log = logging.getLogger(__name__)

#: One picture is decoded at a time, so that the memory for it is needed once (about 200 MB at most).
_DECODING = threading.Lock()
#: Where a picture's remarks keep the place in which it was taken.
_GPS = 0x8825


@dataclass(frozen=True)
class CheckedImage:
    """A picture that may be kept."""

    name: str
    """SHA-256 of the content and the extension that fits it."""
    content: bytes = field(repr=False)
    width: int
    height: int
    located: bool
    """Whether its remarks say where it was taken."""


def read_image(path: Path, *, field: str) -> CheckedImage:
    """Read a picture and check it by its content; for a worker thread, outside of any transaction.

    Raises ``Invalid`` at ``field`` when it is not a whole .jpg or .png under 5 MB and 50 million pixels,
    ``Unusable`` when the file cannot be read.
    """
    try:
        content = _content(path)
        found = outline(content, file=path.name)
        content = content[: found.end]
        located = _decode(found, content, path.name)
    except DeskError as refusal:
        refusal.field = field
        raise
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise _unreadable(path, error, field) from error
    name = f"{hashlib.sha256(content).hexdigest()}.{found.extension}"
    return CheckedImage(name, content, found.width, found.height, located)


def keep_image(desk: Desk, checked: CheckedImage) -> str:
    """Store a picture inside the running operation and give its name; the same one is stored once."""
    if desk.session.get(ImageRow, checked.name) is None:
        desk.session.add(ImageRow(name=checked.name, content=checked.content))
    return checked.name


def drop_unused_images(desk: Desk) -> None:
    """Remove every picture that no signature has any more, inside the running operation."""
    desk.session.flush()
    used = select(SignatureRow.certificate_image).union(select(SignatureRow.authorization_image))
    desk.session.execute(delete(ImageRow).where(ImageRow.name.not_in(used)))


@query
def image(desk: Desk, *, name: str) -> bytes:
    """The picture's file content. Raises ``NotFound``."""
    row = desk.session.get(ImageRow, name)
    if row is None:
        raise NotFound(text("This image is not in the store any more."))
    return row.content


@job(action="SaveImage")
def save_image(desk: Desk, *, name: str, path: Path) -> Path:
    """Write a stored picture to a file, as it was chosen. Raises ``NotFound``, ``Unavailable``."""
    content = image(desk, name=name)
    with placed_whole(path) as file:
        file.write(content)
    return path


def _content(path: Path) -> bytes:
    # Looked at before it is opened, because opening a pipe or a device may wait for ever or do something.
    _refuse_no_file(path.stat(), path)
    wanted = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    with open(os.open(path, wanted), "rb") as file:
        _refuse_no_file(os.fstat(file.fileno()), path)
        # It may have grown since; never more than this is taken into memory.
        content = file.read(limits.CERTIFICATE_IMAGE_BYTES.value)
    if len(content) >= limits.CERTIFICATE_IMAGE_BYTES.value:
        raise Invalid(
            text("“{file}” is 5 MB or larger. Save it smaller and choose it again.", file=path.name)
        )
    return content


def _refuse_no_file(found: os.stat_result, path: Path) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise Invalid(text("“{file}” is a folder. Choose the picture in it.", file=path.name))
    if not stat.S_ISREG(found.st_mode):
        raise Invalid(
            text("“{file}” is not a file but a device of this computer. Choose a picture.", file=path.name)
        )


def _unreadable(path: Path, error: Exception, field: str) -> Unusable:
    if isinstance(error, FileNotFoundError):
        message = text("“{file}” is not there any more. Choose the picture again.", file=path.name)
    elif isinstance(error, PermissionError):
        message = text(
            "“{file}” may not be read by you. Copy it to a folder of your own and choose it there.",
            file=path.name,
        )
    else:
        message = text("“{file}” cannot be read. Choose the picture again.", file=path.name)
    return Unusable(message, field=field, details=str(error))


def _decode(found: Outline, content: bytes, file: str) -> bool:
    """Decode all of it once, and say whether it tells where it was taken."""
    from PIL.JpegImagePlugin import JpegImageFile  # here: only who chooses a picture needs a decoder
    from PIL.PngImagePlugin import PngImageFile

    opened = PngImageFile if found.extension == "png" else JpegImageFile
    with _DECODING, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a remark that is not as it should be is nobody's trouble
        try:
            with opened(io.BytesIO(content)) as picture:
                if picture.size != (found.width, found.height):
                    raise damaged(file)
                # Every byte is decoded, but of a .jpg an eighth of the pixels are kept.
                picture.draft(None, (max(1, found.width // 8), max(1, found.height // 8)))
                picture.load()
                return _is_located(picture)
        except DeskError:
            raise
        except Exception as fault:
            # A decoder has many ways to say that a picture is no good.
            log.info("a picture could not be decoded: %s", type(fault).__name__)
            raise damaged(file) from fault


def _is_located(picture: ImageFile) -> bool:
    try:
        return bool(picture.getexif().get_ifd(_GPS))
    except Exception as fault:  # noqa: BLE001 - remarks nobody can read tell nobody where; the picture is whole
        log.info("the remarks of a picture could not be read: %s", type(fault).__name__)
        return False
