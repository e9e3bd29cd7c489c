"""Reports that the cloud hands out once: kept on disk until the desk has stored them (E7, C5).

Every answer that held some is one small file in the gateway's folder, gone when all in it are confirmed. A
crash, or settings changed meanwhile, bring them again.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import time
from collections.abc import Callable, Collection, Hashable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T", bound=Hashable)

#: At most so many are given at once.
MOST = 1000


class Kept(Generic[T]):
    """Reports of one kind. Without a folder, or when it cannot be written, they are kept in memory alone."""

    def __init__(self, folder: Path | None, kind: str, read: Callable[[object], T | None]) -> None:
        """``kind`` begins the files' names; ``read`` makes a report of the cloud's item, None of nonsense."""
        self._folder = folder
        self._kind = kind
        self._read = read
        self._lots: dict[str, list[T]] = {}
        self._count = itertools.count()
        self._told = False

    def __len__(self) -> int:
        return sum(map(len, self._lots.values()))

    def all(self) -> list[T]:
        """The oldest, at most ``MOST``."""
        return list(itertools.islice(itertools.chain.from_iterable(self._lots.values()), MOST))

    async def add(self, items: Sequence[object]) -> None:
        """Keep what was handed out."""
        read = [one for item in items if (one := self._read(item)) is not None]
        if read:
            name = f"{self._kind}-{time.time_ns():020d}-{next(self._count)}.json"
            self._lots[name] = read
            await asyncio.to_thread(self._write, name, json.dumps(list(items)))

    async def forget(self, done: Collection[T]) -> None:
        """These are stored."""
        gone = set(done)
        empty = []
        for name, lot in self._lots.items():
            lot[:] = [one for one in lot if one not in gone]
            if not lot:
                empty.append(name)
        for name in empty:
            del self._lots[name]
        if empty:
            await asyncio.to_thread(self._remove, empty)

    async def load(self) -> None:
        """Take on what an earlier run, or another gateway of this account, left."""
        for name, items in await asyncio.to_thread(self._left, set(self._lots)):
            read = [one for item in items if (one := self._read(item)) is not None]
            if read:
                self._lots.setdefault(name, read)

    # --- files, in a thread ---------------------------------------------------------------------

    def _write(self, name: str, words: str) -> None:
        if self._folder is None:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = self._folder / f"{name}.part"
            handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(handle, "w", encoding="ascii") as file:
                file.write(words)
                file.flush()
                os.fsync(file.fileno())
            made.replace(self._folder / name)
        except OSError as fault:
            self._tell(fault)

    def _remove(self, names: Collection[str]) -> None:
        if self._folder is None:
            return
        for name in names:
            try:
                (self._folder / name).unlink(missing_ok=True)
            except OSError as fault:
                self._tell(fault)

    def _left(self, known: Collection[str]) -> list[tuple[str, list[object]]]:
        left: list[tuple[str, list[object]]] = []
        if self._folder is None or not self._folder.is_dir():
            return left
        for path in sorted(self._folder.glob(f"{self._kind}-*.json")):
            if path.name in known:
                continue
            try:
                items = json.loads(path.read_text(encoding="ascii"))
            except (OSError, ValueError, RecursionError):
                logger.warning("What was kept of the cloud's reports cannot be read: %s", path.name)
                continue
            if isinstance(items, list):
                left.append((path.name, items))
        return left

    def _tell(self, fault: OSError) -> None:
        if not self._told:
            self._told = True
            logger.warning("Reports cannot be kept on disk until they are stored: %s", fault.strerror)
