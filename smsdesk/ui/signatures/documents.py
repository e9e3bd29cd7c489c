"""The pictures of a signature's documents in details: small, large when pressed, saved to a file (G1, R2)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from smsdesk.domain.errors import NotFound
from smsdesk.domain.text import tr
from smsdesk.operations.images import image, save_image
from smsdesk.ui.signatures.picture_dialog import show_picture
from smsdesk.ui.signatures.pictures import THUMBNAIL, small
from smsdesk.ui.signatures.thumbnail_button import ThumbnailButton
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.confirm import choose_save
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import STRETCH, column, holding, row
from smsdesk.ui.widgets.page import Page
from smsdesk.ui.widgets.toast import toast


async def document(page: Page, title: str, name: str) -> QWidget:
    """The stored image ``name`` as a small picture that opens large; words where it cannot be shown."""
    runner = page.context.runner
    try:
        content = await runner.run(image, name=name)
    except NotFound as gone:
        return label(str(gone), "secondary", wrap=True)
    picture = await runner.call(partial(small, content))
    save = page.act(save_as, page, title, name)
    if picture.isNull():
        words = label(tr("This image cannot be shown here."), "secondary", wrap=True)
        line = row(button(tr("Save as…"), save, kind="link"), STRETCH)
        return holding(column(words, line, spacing=2))
    show_large = page.act(show_picture, page, title, content, save)
    thumbnail = ThumbnailButton(QPixmap.fromImage(picture), title, show_large, side=THUMBNAIL)
    return holding(row(thumbnail, STRETCH))


async def save_as(page: Page, title: str, name: str) -> None:
    """Ask where, and write the image as it was chosen."""
    ending = Path(name).suffix
    filters = tr("PNG image (*.png)") if ending == ".png" else tr("JPEG image (*.jpg)")
    path = await choose_save(page, title, f"{title}{ending}", filters)
    if path is not None:
        await page.context.runner.run(save_image, name=name, path=path)
        toast(page, tr("Saved"))
