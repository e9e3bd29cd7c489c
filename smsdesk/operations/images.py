"""Certificate and authorization images, checked by content and kept in the store (G1)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from smsdesk.domain import limits
from smsdesk.domain.errors import Invalid, NotFound, Unusable
from smsdesk.domain.text import text
from smsdesk.operations.desk import Desk, query
from smsdesk.store.tables import ImageRow

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"


def keep_image(desk: Desk, path: Path, *, field: str) -> str:
    """Store the image inside the running operation and give its name; the same image is stored once.

    Raises ``Invalid`` when it is not a .jpg or .png under 5 MB by its content, ``Unusable`` when
    the file cannot be read.
    """
    try:
        if path.stat().st_size >= limits.CERTIFICATE_IMAGE_BYTES.value:
            raise Invalid(
                text("“{file}” is 5 MB or larger. Save it smaller and choose it again.", file=path.name),
                field=field,
            )
        content = path.read_bytes()
    except OSError as error:
        raise Unusable(
            text("“{file}” cannot be read: {why}.", file=path.name, why=error.strerror or str(error)),
            field=field,
        ) from error
    if content.startswith(_PNG):
        extension = "png"
    elif content.startswith(_JPEG):
        extension = "jpg"
    else:
        raise Invalid(
            text("“{file}” is not a .jpg or .png image. Choose a picture of the document.", file=path.name),
            field=field,
        )
    name = f"{hashlib.sha256(content).hexdigest()}.{extension}"
    if desk.session.get(ImageRow, name) is None:
        desk.session.add(ImageRow(name=name, content=content))
    return name


@query
def image(desk: Desk, *, name: str) -> bytes:
    """The image's file content. Raises ``NotFound``."""
    row = desk.session.get(ImageRow, name)
    if row is None:
        raise NotFound(text("This image is not in the store any more."))
    return row.content
