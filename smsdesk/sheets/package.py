"""The zip archive that an .xlsx file is, unpacked within limits, and its small XML parts (B2, S1).

Sizes are counted while unpacking, because those that the archive declares may be lies; entities are refused
before any parser sees them, because no spreadsheet program writes one.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from smsdesk.domain.errors import DeskError, Unusable
from smsdesk.domain.text import Text, text

_CHUNK = 4 * 1024 * 1024
#: Parts that are parsed in Python: names of sheets, relations, number formats.
_SMALL_PART = 16 * 1024 * 1024

#: An XML element without its namespace: local name and attributes.
Element = tuple[str, dict[str, str]]


class Package:
    """An archive whose parts are unpacked up to ``unpacked_bytes`` in all."""

    def __init__(self, data: bytes, name: str, *, unpacked_bytes: int) -> None:
        self.file_name = name
        self._left = unpacked_bytes
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as fault:
            raise self.damaged(str(fault)) from fault
        members = self._archive.infolist()
        self._members = {member.filename.replace("\\", "/").lower().lstrip("/"): member for member in members}
        if len(self._members) != len(members):  # two readers could take a different one of two
            raise self.damaged("a part occurs twice")
        if sum(member.file_size for member in members) > unpacked_bytes:
            raise self.bomb()

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._members

    def names(self) -> Iterator[str]:
        """The parts' names in small letters."""
        return iter(self._members)

    def chunks(self, part: str) -> Iterator[bytes]:
        """The part in pieces; ``Unusable`` when it is damaged, too large or has entities."""
        member = self._members.get(part.lower())
        if member is None:
            raise self.damaged(f"{part} is missing")
        if member.flag_bits & 1:
            raise Unusable(
                text(
                    "“{file}” is protected with a password. Open it in a spreadsheet program, remove the "
                    "password and save it again.",
                    file=self.file_name,
                )
            )
        # ZipFile stops at the declared size; declare more, so that a part that is longer shows itself.
        member.file_size = max(member.file_size, self._left) + 2 * _CHUNK
        first = True
        try:
            with self._archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise self.bomb()
                    if first and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                        raise self.damaged(f"{part} is not in UTF-8")
                    if first and re.search(rb"<!(DOCTYPE|ENTITY)", chunk[:65536], re.IGNORECASE):
                        raise self.damaged("it declares XML entities")
                    first = False
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as fault:
            raise self.damaged(f"{part}: {fault}") from fault

    def rewritten(self, parts: Mapping[str, bytes]) -> bytes:
        """The archive again with some parts' content replaced; stored, for a reader in this process."""
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, member in self._members.items():
                content = parts.get(name)
                # Named only, it would be of the computer's time, which may be before 1980, where ZIP begins.
                entry = zipfile.ZipInfo(member.filename)
                archive.writestr(entry, b"".join(self.chunks(name)) if content is None else content)
        return file.getvalue()

    def elements(self, part: str) -> list[Element]:
        """All elements of a small XML part, in order."""
        found: list[Element] = []
        parser = expat.ParserCreate(namespace_separator=" ")

        def start(name: str, attributes: dict[str, str]) -> None:
            found.append((_local(name), {_local(key): value for key, value in attributes.items()}))

        parser.StartElementHandler = start
        size = 0
        try:
            for chunk in self.chunks(part):
                size += len(chunk)
                if size > _SMALL_PART:
                    raise self.bomb()
                parser.Parse(chunk)
            parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise self.damaged(f"{part}: {fault}") from fault
        return found

    def damaged(self, details: str) -> DeskError:
        """The fault that tells that the file is broken; ``details`` are for those who want to know more."""
        return Unusable(damaged_sentence(self.file_name), details=details)

    def bomb(self) -> DeskError:
        """The fault that tells that the file unpacks to more than any list of numbers."""
        return Unusable(
            text(
                "“{file}” unpacks to far more data than a list of numbers has. Copy the rows into a new "
                "sheet "
                "and save that as .xlsx.",
                file=self.file_name,
            )
        )


def damaged_sentence(name: str) -> Text:
    """That the workbook is damaged, and the way out."""
    return text(
        "“{file}” is damaged or was not saved completely. Open it in a spreadsheet program, save it again as "
        ".xlsx, and choose that.",
        file=name,
    )


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
