"""One window per data folder: a second start hands over its file, brings the first window to the front and
ends."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

#: Milliseconds to wait for the other program; it only has to accept.
PATIENCE = 500
_OPEN = b"open "


def _name(folder: Path) -> str:
    user = os.environ.get("USER") or os.environ.get("USERNAME") or ""
    # Not resolve(): it raises for a link that leads in a circle, which is told in words later.
    said = f"{user}\0{os.path.realpath(folder)}"
    return "smsdesk-" + hashlib.sha256(said.encode()).hexdigest()[:24]


def raise_running(folder: Path, file: Path | None = None) -> bool:
    """Ask a window that has this folder open to come to the front, and to open a spreadsheet (an absolute
    path); False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    if not socket.waitForConnected(PATIENCE):
        return False
    # As ASCII: a file's name may hold a line's end, or bytes that are no UTF-8.
    words = b"raise" if file is None else _OPEN + json.dumps(str(file)).encode()
    socket.write(words + b"\n")
    socket.flush()
    socket.waitForBytesWritten(PATIENCE)
    socket.disconnectFromServer()
    return True


class SingleInstance(QObject):
    """Listens for later starts: ``wanted`` when one asks for the window, ``given`` (a ``Path``) when it has a
    file."""

    wanted = Signal()
    given = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        name = _name(folder)
        # The engine's lock decides who holds the folder, so a socket that is left over here is a dead one.
        QLocalServer.removeServer(name)
        self._server.newConnection.connect(self._asked)
        self._server.listen(name)

    def _asked(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._read)
            self.wanted.emit()
            self._read()  # what came before anybody listened

    def _read(self) -> None:
        for socket in self._server.findChildren(QLocalSocket):
            while socket.canReadLine():
                line = bytes(socket.readLine().data())
                if line.startswith(_OPEN):
                    self.given.emit(Path(json.loads(line.removeprefix(_OPEN))))

    def close(self) -> None:
        """Stop listening."""
        self._server.close()
