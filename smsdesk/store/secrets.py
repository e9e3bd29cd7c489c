"""Secrets (S2): in the system's keyring, or in an encrypted file where there is none.

The file is labelled as what it is: it keeps a secret from whoever gets hold of the database or a
backup, not from whoever can read the user's own files.
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import os
import secrets
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from smsdesk.domain.errors import Unavailable, Unusable
from smsdesk.domain.text import Text, text

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

log = logging.getLogger(__name__)

SERVICE = "SMS Desk"

_KEY_BYTES = 48


class SecretStore(Protocol):
    """Where secrets live. Names are like ``application/3/key``."""

    @property
    def label(self) -> Text:
        """Where that is, in words for the user."""
        ...

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None:
        """Raises ``Unavailable`` when it cannot be kept."""

    def delete(self, name: str) -> None:
        """No error when it is not there."""


class KeyringSecrets:
    """The system's keyring; entries carry the desk's id so that two data folders do not mix."""

    def __init__(self, desk_id: str) -> None:
        import keyring
        import keyring.errors

        self._keyring = keyring
        self._errors = keyring.errors
        self._desk_id = desk_id

    @property
    def label(self) -> Text:
        return text("Keys are kept in this computer's keyring.")

    def get(self, name: str) -> str | None:
        try:
            return self._keyring.get_password(SERVICE, f"{self._desk_id}/{name}")
        except self._errors.KeyringError as error:
            raise _keyring_unavailable(error) from error

    def set(self, name: str, value: str) -> None:
        try:
            self._keyring.set_password(SERVICE, f"{self._desk_id}/{name}", value)
        except self._errors.KeyringError as error:
            raise _keyring_unavailable(error) from error

    def delete(self, name: str) -> None:
        try:
            self._keyring.delete_password(SERVICE, f"{self._desk_id}/{name}")
        except self._errors.PasswordDeleteError:
            return
        except self._errors.KeyringError as error:
            raise _keyring_unavailable(error) from error


class FileSecrets:
    """An encrypted file beside the database, its key derived with Argon2id from a file of mode 0600.

    The key file lies in the user's configuration, not in the data folder, so that a copied data
    folder or backup does not carry it. May be used from several threads at once.
    """

    def __init__(self, vault: Path, key_file: Path) -> None:
        self._vault = vault
        self._key_file = key_file
        self._cipher: Fernet | None = None
        # One at a time: of two threads each would make the key, and what one wrote the other could not open.
        self._lock = threading.RLock()

    @property
    def label(self) -> Text:
        return text(
            "This computer has no keyring. Keys are kept in an encrypted file "
            "that only your user account can open."
        )

    def get(self, name: str) -> str | None:
        with self._lock:
            return self._load().get(name)

    def set(self, name: str, value: str) -> None:
        with self._lock:
            entries = self._to_change()
            entries[name] = value
            self._save(entries)

    def delete(self, name: str) -> None:
        with self._lock:
            entries = self._to_change()
            if entries.pop(name, None) is not None:
                self._save(entries)

    def _open_cipher(self) -> Fernet:
        # Imported here and below: everything else starts without them, and they take their time.
        from argon2.low_level import Type, hash_secret_raw
        from cryptography.fernet import Fernet

        if self._cipher is None:
            try:
                if not self._key_file.exists():
                    _write_private(self._key_file, secrets.token_bytes(_KEY_BYTES), first=True)
                material = self._key_file.read_bytes()
            except OSError as error:
                raise _file_unavailable(self._key_file, error) from error
            if len(material) < _KEY_BYTES:
                raise ValueError("the key is cut off")
            key = hash_secret_raw(
                material[16:],
                material[:16],
                time_cost=2,
                memory_cost=19 * 1024,
                parallelism=1,
                hash_len=32,
                type=Type.ID,
            )
            self._cipher = Fernet(base64.urlsafe_b64encode(key))
        return self._cipher

    def _load(self) -> dict[str, str]:
        from argon2.exceptions import HashingError
        from cryptography.fernet import InvalidToken

        try:
            cipher = self._open_cipher()
            if not self._vault.exists():
                return {}
            entries = json.loads(cipher.decrypt(self._vault.read_bytes()))
        except (HashingError, MemoryError) as error:
            raise Unavailable(
                text(
                    "There is too little memory to open the file of keys. Close other programs and try again."
                ),
                details=str(error),
            ) from error
        except (InvalidToken, ValueError) as error:
            raise Unusable(
                text(
                    "The file of keys {path} cannot be opened on this computer: it is damaged or belongs to "
                    "another account. Rotate the AppKeys and enter the gateway's keys again.",
                    path=self._vault,
                )
            ) from error
        except OSError as error:
            raise _file_unavailable(self._vault, error) from error
        return {str(name): str(value) for name, value in entries.items()}

    def _to_change(self) -> dict[str, str]:
        """What is kept; a file that cannot be opened is put aside for a new one. Whoever reads is told to
        enter the keys again, which has to work then."""
        try:
            return self._load()
        except Unusable:
            self._cipher = None
            with contextlib.suppress(Unusable):
                return self._load()  # another program has begun a new file meanwhile
            self._cipher = None
            try:
                for each in (self._vault, self._key_file):
                    if each.exists():
                        os.replace(each, each.with_name(f"{each.name}.{secrets.token_hex(4)}.unreadable"))
            except OSError as error:
                raise _file_unavailable(self._vault, error) from error
            log.info("the file of keys cannot be opened; it is put aside and a new one is begun")
            return {}

    def _save(self, entries: dict[str, str]) -> None:
        try:
            _write_private(self._vault, self._open_cipher().encrypt(json.dumps(entries).encode()))
        except OSError as error:
            raise _file_unavailable(self._vault, error) from error


class KeyringFirst:
    """The keyring where there is one, the encrypted file for what was set while there was none.

    A desk is now used at its screen, now over a line without one: what was kept in either place is
    found again, and a new value in one replaces the old one in the other.
    """

    def __init__(self, keyring: KeyringSecrets, file: FileSecrets) -> None:
        self._keyring = keyring
        self._file = file

    @property
    def label(self) -> Text:
        return self._keyring.label

    def get(self, name: str) -> str | None:
        kept = self._file.get(name)
        return self._keyring.get(name) if kept is None else kept

    def set(self, name: str, value: str) -> None:
        self._keyring.set(name, value)
        self._file.delete(name)

    def delete(self, name: str) -> None:
        self._keyring.delete(name)
        self._file.delete(name)


def open_secrets(folder: Path, desk_id: str, *, key_folder: Path) -> SecretStore:
    """The keyring where one works, the encrypted file otherwise.

    A keyring that worked once and is locked now stays the place: using it is ``Unavailable`` until it is
    unlocked, as keys that went to the file meanwhile would hide those in the keyring.
    """
    vault = folder / "keys.vault"
    file = FileSecrets(vault, key_folder / f"{desk_id}.key")
    worked_once = folder / "keys.keyring"
    if not _has_keyring():
        return file
    if _keyring_answers():
        with contextlib.suppress(OSError):
            worked_once.touch(mode=0o600)
    elif not worked_once.exists():
        return file
    keyring = KeyringSecrets(desk_id)
    return KeyringFirst(keyring, file) if vault.exists() else keyring


def _has_keyring() -> bool:
    # The tests and machines without a desktop say so through the environment, as keyring itself reads it.
    import keyring
    from keyring.backends import fail, null

    try:
        return not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)
    except (RuntimeError, OSError) as error:
        log.info("no keyring: %s", type(error).__name__)
        return False


def _keyring_answers() -> bool:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.get_password(SERVICE, "probe")
    except (KeyringError, RuntimeError, OSError) as error:
        log.info("the keyring does not answer: %s", type(error).__name__)
        return False
    return True


def _write_private(path: Path, content: bytes, *, first: bool = False) -> None:
    """Whole or not at all, open to nobody else. ``first``: a file that is there already stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not (first and _linked(fresh, path)):
            os.replace(fresh, path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise


def _linked(fresh: Path, path: Path) -> bool:
    """Put it there unless something is there already; False where the file system knows no links."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    except OSError:
        return False
    fresh.unlink()
    return True


def _keyring_unavailable(error: Exception) -> Unavailable:
    return Unavailable(
        text("The keyring of this computer did not answer. Unlock it and try again."),
        details=f"{type(error).__name__}: {error}",
    )


def _file_unavailable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(
        text("The file of keys {path} cannot be read or written. Check the disk and its rights.", path=path),
        details=str(error),
    )
