"""What a file is, told from its content and not from its name, and who reads it (B2, S1)."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from smsdesk.domain.errors import DeskError, LimitReached, NotFound, Unavailable, Unusable
from smsdesk.domain.text import Text, text
from smsdesk.sheets.contract import Limits, SheetInfo

#: Row numbers and the rows' cells, of equal length.
Batch = tuple[list[int], list[list[str]]]


@dataclass(frozen=True)
class Request:
    """What the program asks the child for; see ``reading.read``."""

    path: str
    limits: Limits
    sheet: int | str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    include_hidden: bool = False

    @property
    def name(self) -> str:
        """The file's name as sentences say it."""
        return os.path.basename(self.path)

    @property
    def extension(self) -> str:
        """The end of the name in small letters, with its dot."""
        return os.path.splitext(self.path)[1].lower()


class Source(Protocol):
    """A file that can be read."""

    @property
    def info(self) -> SheetInfo:
        """Complete when the batches are through."""

    def batches(self) -> Iterator[Batch]:
        """The rows; to be taken once."""


def open_source(request: Request) -> Source:
    """The reader for the file, by its content; a sentence says why when there is none."""
    data = _load(request)
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Unusable(text("“{file}” is empty. Choose a file with one recipient a row.", file=request.name))
    foreign = _foreign(data, request.name)
    if foreign is not None:
        raise Unusable(foreign)
    if data.startswith(b"PK\x03\x04"):
        from smsdesk.sheets.workbook import Workbook

        return Workbook(request, data)
    if _beginning(data).startswith("begin:vcard"):
        from smsdesk.sheets.vcards import Cards

        return Cards(request, data)
    from smsdesk.sheets.delimited import Delimited

    return Delimited(request, data)


def _load(request: Request) -> bytes:
    """The whole file, which is at most ``file_bytes`` long."""
    try:
        status = os.stat(request.path)
        if stat.S_ISDIR(status.st_mode):
            raise Unusable(text("“{file}” is a folder. Choose a spreadsheet in it.", file=request.name))
        if not stat.S_ISREG(status.st_mode):
            raise Unusable(text("“{file}” is not a file. Choose a spreadsheet.", file=request.name))
        if status.st_size > request.limits.file_bytes:
            raise _too_large(request)
        with open(request.path, "rb") as file:
            data = file.read(request.limits.file_bytes + 1)
    except FileNotFoundError as fault:
        raise NotFound(
            text("“{file}” is not there any more. It may have been moved or renamed.", file=request.name)
        ) from fault
    except PermissionError as fault:
        raise Unavailable(
            text(
                "“{file}” may not be opened. Close it in other programs, or ask its owner for permission.",
                file=request.name,
            )
        ) from fault
    except (OSError, ValueError) as fault:
        raise Unavailable(
            text(
                "“{file}” could not be read from the disk. Copy it to this computer first.", file=request.name
            ),
            details=str(fault),
        ) from fault
    if len(data) > request.limits.file_bytes:
        raise _too_large(request)
    return data


def _too_large(request: Request) -> DeskError:
    return LimitReached(
        text(
            "“{file}” is larger than {megabytes} MB. Split it, or save it without pictures and formatting.",
            file=request.name,
            megabytes=request.limits.file_bytes // 1_048_576,
        )
    )


def _foreign(data: bytes, name: str) -> Text | None:
    """The sentence about a file that is something else than a workbook or text; None when it may be read."""
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(data, name)
    if data.startswith(b"%PDF-"):
        return text("“{file}” is a PDF document. Ask for the list as .xlsx or .csv.", file=name)
    if data.startswith((b"{\\rtf", b"{\\urtf")):
        return text("“{file}” is a text document (RTF). Save the list as .xlsx or .csv.", file=name)
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP" or (data[:2] == b"BM" and data[6:10] == bytes(4)):
        return text("“{file}” is a picture. Ask for the list as .xlsx or .csv.", file=name)
    if data.startswith(_ARCHIVES) or data[257:262] == b"ustar":
        return text("“{file}” is a compressed archive. Unpack it and choose the spreadsheet.", file=name)
    if data.startswith(b"SQLite format 3\x00"):
        return text("“{file}” is a database. Export the list as .xlsx or .csv.", file=name)
    if data.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        return text(
            "“{file}” is an empty or damaged archive. Open it in a spreadsheet program and save it "
            "again as .xlsx.",
            file=name,
        )
    return _markup(data, name) or _written_by_programs(data, name)


_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh91AY", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")


def _compound(data: bytes, name: str) -> Text:
    """The old container of Microsoft Office: encrypted files, and .xls and .doc until 2003."""

    def named(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if named("EncryptedPackage") or named("EncryptionInfo"):
        return text(
            "“{file}” is protected with a password. Open it in a spreadsheet program, remove the "
            "password and "
            "save it again.",
            file=name,
        )
    if named("WordDocument"):
        return text("“{file}” is a Word document. Save the list as .xlsx or .csv.", file=name)
    return text(
        "“{file}” is in the old Excel format (.xls). Open it in a spreadsheet program and save it as .xlsx.",
        file=name,
    )


_JSON = re.compile(
    r"\{\s*\"[^\"]*\"\s*:|\[\s*(?:\{\s*\"|\[\s*[\"\d]|\"[^\"]*\"\s*[,\]]|-?\d+\s*,\s*-?\d)"
).match


def _beginning(data: bytes) -> str:
    """The first characters in small letters, whatever the encoding; blanks and comments left out."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = data[:4096].decode("utf-16", "replace")
    else:
        start = data[:4096].decode("latin-1").removeprefix("ï»¿")
    return re.sub(r"\A(?:\s|<!--.*?-->)+", "", start.lstrip("\ufeff"), flags=re.DOTALL).lower()


def _written_by_programs(data: bytes, name: str) -> Text | None:
    """JSON, which may hold numbers but no table."""
    start = _beginning(data)
    # A title in a list may begin with a bracket; what follows in JSON does not follow in a title.
    if _JSON(start):
        return text("“{file}” is a JSON file, not a table. Export the list as .xlsx or .csv.", file=name)
    return None


def _markup(data: bytes, name: str) -> Text | None:
    """A web page or XML under the name of a spreadsheet, as many web programs export them."""
    start = _beginning(data)
    if start.startswith(
        ("<!doctype html", "<html", "<table", "<tr", "<head", "<body", "<meta", "<style", "<div", "<script")
    ):
        return text(
            "“{file}” is a web page, not a spreadsheet. Open it in a spreadsheet program and save it as "
            ".xlsx.",
            file=name,
        )
    if start.startswith(("<?xml", "<workbook", "<ss:workbook", "<!doctype", "<office:", "<plist", "<svg")):
        return text(
            "“{file}” is an XML file, not a spreadsheet. Open it in a spreadsheet program and save it "
            "as .xlsx.",
            file=name,
        )
    if start.startswith("mime-version:"):
        return text(
            "“{file}” is a saved web page or e-mail. Open it in a spreadsheet program and save it as .xlsx.",
            file=name,
        )
    return None
