"""Images of documents (G1): any file that can be chosen is kept or refused in one sentence at its field."""

from __future__ import annotations

import io
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from smsdesk.app import open_desk
from smsdesk.domain.errors import DeskError, NotFound, Unavailable
from smsdesk.domain.profile import Identity, Region
from smsdesk.domain.signatures import Purpose, Signature, SignatureType
from smsdesk.operations import images, signatures
from smsdesk.operations.backup import make_backup, restore_at_next_start
from smsdesk.operations.desk import Desk
from smsdesk.operations.profile import create_profile
from smsdesk.store.tables import ImageRow
from tests import pictures


def sign(desk: Desk, content: str = "河畔面包", **more: object) -> Signature:
    arguments: dict[str, object] = {
        "region": Region.MAINLAND,
        "type": SignatureType.COMPANY,
        "purpose": Purpose.SELF_USE,
        "content": content,
        **more,
    }
    return signatures.create_signature(desk, **arguments)  # type: ignore[arg-type]


def kept(desk: Desk) -> set[str]:
    with desk.database.read() as session:
        return {name for (name,) in session.query(ImageRow.name)}


def folder(place: Path) -> Path:
    made = place / "licence.png"
    made.mkdir()
    return made


def pipe(place: Path) -> Path:
    made = place / "licence.png"
    os.mkfifo(made)
    return made


def listening(place: Path) -> Path:
    made = place / "licence.png"
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(made))
    return made


def link_to(target: str) -> Callable[[Path], Path]:
    def make(place: Path) -> Path:
        made = place / "licence.png"
        made.symlink_to(target)
        return made

    return make


def holding(content: bytes) -> Callable[[Path], Path]:
    return lambda place: pictures.write(place, "licence.png", content)


def broken_pixels() -> bytes:
    """Whole by its parts and their sums, but what is packed in it is no picture."""
    head = pictures.png()[:33]
    return head + pictures.chunk(b"IDAT", b"nothing that unpacks") + pictures.chunk(b"IEND")


def too_few_pixels() -> bytes:
    return pictures.png_that_claims(2_000, 2_000)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (holding(b""), "is empty"),
        (holding(b"#!/bin/sh\n"), "is a program"),
        (holding(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "is an SVG drawing"),
        (holding(pictures.png() + bytes(5 * 1024 * 1024)), "is 5 MB or larger"),
        (holding(pictures.png_that_claims(30_000, 30_000)), "30,000 × 30,000"),
        (holding(pictures.png()[:-20]), "ends too early"),
        (holding(broken_pixels()), "is damaged"),
        (holding(too_few_pixels()), "is damaged"),
        (holding(pictures.moving_png()), "moves"),
        (holding(pictures.jpeg() + b"PK\3\4\x14\0"), "something else"),
        (folder, "is a folder"),
        (pipe, "a device"),
        (listening, "a device"),
        (link_to("/dev/zero"), "a device"),
        (link_to("nowhere.png"), "is not there any more"),
        (link_to("licence.png"), "cannot be read"),
        (lambda place: place / "gone.png", "is not there any more"),
        (lambda place: place / "no\0file.png", "cannot be read"),
        (lambda place: place / ("x" * 400), "cannot be read"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field_and_nothing_changes(
    desk: Desk, tmp_path: Path, make: Callable[[Path], Path], says: str
) -> None:
    chosen = make(tmp_path)
    good = pictures.write(tmp_path, "good.png", pictures.png())
    for purpose, field in (
        (Purpose.SELF_USE, "certificate_image"),
        (Purpose.FOR_OTHERS, "authorization_image"),
    ):
        arguments = {"certificate_image": good, field: chosen}
        with pytest.raises(DeskError, match=says) as refusal:
            sign(desk, purpose=purpose, **arguments)
        assert refusal.value.field == field
    assert signatures.signature_count(desk, region=Region.MAINLAND) == 0
    assert kept(desk) == set()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(desk: Desk, tmp_path: Path) -> None:
    chosen = pictures.write(tmp_path, "licence.png", pictures.png())
    chosen.chmod(0)
    with pytest.raises(DeskError, match="may not be read by you"):
        sign(desk, certificate_image=chosen)


def test_a_file_that_may_not_be_read_has_a_sentence() -> None:
    told = images._unreadable(Path("/root/licence.png"), PermissionError(13, "Permission denied"), "f")
    assert "may not be read by you" in str(told)
    assert (told.field, told.details) == ("f", "[Errno 13] Permission denied")


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("licence.png", pictures.png(), "png"),
        ("licence.jpeg", pictures.png(), "png"),
        ("licence", pictures.jpeg(), "jpg"),
        ("licence.png", pictures.jpeg(progressive=True), "jpg"),
        ('"><img src=x>.png', pictures.png(), "png"),
    ],
)
def test_the_content_decides_and_not_the_name(
    desk: Desk, tmp_path: Path, name: str, content: bytes, ending: str
) -> None:
    made = sign(desk, certificate_image=pictures.write(tmp_path, name, content))
    assert made.certificate_image.endswith(f".{ending}")
    assert images.image(desk, name=made.certificate_image) == content


def test_a_link_to_a_picture_is_that_picture(desk: Desk, tmp_path: Path) -> None:
    target = pictures.write(tmp_path, "scan.png", pictures.png())
    link = tmp_path / "link.png"
    link.symlink_to(target)
    assert images.image(desk, name=sign(desk, certificate_image=link).certificate_image) == pictures.png()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_kept(desk: Desk, tmp_path: Path, mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (30, 20)).save(made, "PNG")
    chosen = pictures.write(tmp_path, "scan.png", made.getvalue())
    assert sign(desk, certificate_image=chosen).certificate_image


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpeg_is_kept(desk: Desk, tmp_path: Path, mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (30, 20)).save(made, "JPEG")
    chosen = pictures.write(tmp_path, "scan.jpg", made.getvalue())
    assert sign(desk, certificate_image=chosen).certificate_image


def test_a_picture_at_the_limit_is_kept_and_one_beyond_is_not(tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("1", (10_000, 5_000)).save(made, "PNG")
    found = images.read_image(pictures.write(tmp_path, "a.png", made.getvalue()), field="f")
    assert (found.width, found.height) == (10_000, 5_000)
    made = io.BytesIO()
    Image.new("1", (10_000, 5_001)).save(made, "PNG")
    with pytest.raises(DeskError, match="10,000 × 5,001"):
        images.read_image(pictures.write(tmp_path, "b.png", made.getvalue()), field="f")


def test_the_picture_stays_byte_for_byte_with_what_the_camera_wrote(desk: Desk, tmp_path: Path) -> None:
    content = pictures.jpeg(located=True)
    chosen = pictures.write(tmp_path, "phone.jpg", content + b"SEFH a film clip SEFT")
    found = images.read_image(chosen, field="f")
    assert found.located
    assert found.content == content
    assert not images.read_image(pictures.write(tmp_path, "b.jpg", pictures.jpeg()), field="f").located


def test_remarks_that_nobody_can_read_do_not_spoil_a_picture(tmp_path: Path) -> None:
    content = pictures.jpeg(located=True)
    at = content.index(b"Exif\0\0") + 10
    spoiled = content[:at] + b"\xff" * 8 + content[at + 8 :]
    assert not images.read_image(pictures.write(tmp_path, "b.jpg", spoiled), field="f").located


def test_an_image_is_stored_once_and_goes_with_its_last_signature(desk: Desk, tmp_path: Path) -> None:
    first = pictures.write(tmp_path, "a.png", pictures.png())
    other = pictures.write(tmp_path, "b.png", pictures.png(colour="navy"))
    one = sign(desk, certificate_image=first, purpose=Purpose.FOR_OTHERS, authorization_image=first)
    assert one.certificate_image == one.authorization_image
    two = sign(
        desk, "河畔咖啡", certificate_image=first, purpose=Purpose.FOR_OTHERS, authorization_image=other
    )
    assert len(kept(desk)) == 2
    signatures.delete_signature(desk, signature_id=one.id)
    assert len(kept(desk)) == 2
    signatures.delete_signature(desk, signature_id=two.id)
    assert kept(desk) == set()


def test_a_stored_image_is_written_to_a_file(desk: Desk, tmp_path: Path) -> None:
    made = sign(desk, certificate_image=pictures.write(tmp_path, "a.png", pictures.png()))
    target = images.save_image(desk, name=made.certificate_image, path=tmp_path / "out.png")
    assert target.read_bytes() == pictures.png()
    with pytest.raises(NotFound):
        images.save_image(desk, name="gone.png", path=tmp_path / "gone-out.png")
    assert not (tmp_path / "gone-out.png").exists()
    with pytest.raises(Unavailable):
        images.save_image(desk, name=made.certificate_image, path=tmp_path / "nowhere" / "out.png")


def test_others_can_write_while_a_picture_is_decoded(desk: Desk, tmp_path: Path) -> None:
    """The decoder is held; meanwhile another thread's change goes through."""
    chosen = pictures.write(tmp_path, "a.png", pictures.png())
    made: list[Signature] = []
    with images._DECODING:
        slow = threading.Thread(target=lambda: made.append(sign(desk, certificate_image=chosen)))
        slow.start()
        sign(desk, "河畔咖啡")
        assert made == []
    slow.join()
    assert made[0].certificate_image


def test_a_backup_has_the_images(tmp_path: Path) -> None:
    folder, copy = tmp_path / "desk", tmp_path / "copy.smsdesk-backup"
    with open_desk(folder, engine=False) as opened:
        create_profile(
            opened.desk,
            business_name="Riverside Bakery",
            identity=Identity.ORGANIZATION,
            country="CN",
            time_zone="Asia/Shanghai",
        )
        made = sign(opened.desk, certificate_image=pictures.write(tmp_path, "a.png", pictures.png()))
        make_backup(opened.desk, path=copy)
        signatures.delete_signature(opened.desk, signature_id=made.id)
        with pytest.raises(NotFound):
            images.image(opened.desk, name=made.certificate_image)
        restore_at_next_start(opened.desk, path=copy)
    with open_desk(folder, engine=True) as again:
        assert images.image(again.desk, name=made.certificate_image) == pictures.png()
