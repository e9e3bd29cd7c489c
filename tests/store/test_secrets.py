"""Secrets (S2): the keyring, or the labelled file; never readable in the database, never lost in silence."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import argon2
import argon2.low_level
import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from smsdesk.domain.errors import Unavailable, Unusable
from smsdesk.store.secrets import FileSecrets, KeyringSecrets, SecretStore, open_secrets

APP_KEY = "0123456789abcdef0123456789abcdef"


class Drawer(KeyringBackend):
    """A keyring in memory, as the system's would be."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.locked = False
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")

    def _open(self) -> None:
        if self.locked:
            raise KeyringError("locked")


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """The keyring of this computer for the test; ``conftest`` says there is none otherwise."""
    before = keyring.get_keyring()
    made = Drawer()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def in_file(tmp_path: Path) -> FileSecrets:
    return FileSecrets(tmp_path / "desk" / "keys.vault", tmp_path / "keys" / "1.key")


@pytest.mark.parametrize("kind", ["keyring", "file"])
def test_what_is_kept_comes_back(kind: str, tmp_path: Path, drawer: Drawer) -> None:
    def open_again() -> SecretStore:
        return KeyringSecrets("1") if kind == "keyring" else in_file(tmp_path)

    store = open_again()
    assert store.get("application/1/key") is None
    store.set("application/1/key", APP_KEY)
    store.set("application/2/key", "密钥 ü")
    assert open_again().get("application/1/key") == APP_KEY
    assert open_again().get("application/2/key") == "密钥 ü"
    store.delete("application/1/key")
    store.delete("application/1/key")
    assert open_again().get("application/1/key") is None
    assert open_again().get("application/2/key") == "密钥 ü"


def test_two_desks_do_not_mix_in_one_keyring(drawer: Drawer) -> None:
    KeyringSecrets("1").set("application/1/key", "one")
    KeyringSecrets("2").set("application/1/key", "two")
    assert KeyringSecrets("1").get("application/1/key") == "one"


def test_without_a_keyring_the_file_is_used_and_says_so(tmp_path: Path) -> None:
    store = open_secrets(tmp_path, "1", key_folder=tmp_path / "keys")
    store.set("application/1/key", APP_KEY)
    assert "no keyring" in str(store.label)
    vault = tmp_path / "keys.vault"
    assert APP_KEY.encode() not in vault.read_bytes()
    for path in (vault, tmp_path / "keys" / "1.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_with_a_keyring_nothing_is_in_the_folder(tmp_path: Path, drawer: Drawer) -> None:
    store = open_secrets(tmp_path, "1", key_folder=tmp_path / "keys")
    store.set("application/1/key", APP_KEY)
    assert "keyring" in str(store.label)
    assert [path.name for path in tmp_path.iterdir()] == ["keys.keyring"]
    assert (tmp_path / "keys.keyring").read_bytes() == b""


def test_what_was_kept_while_there_was_no_keyring_is_found_again(tmp_path: Path) -> None:
    def open_again() -> SecretStore:
        return open_secrets(tmp_path, "1", key_folder=tmp_path / "keys")

    without, drawer = keyring.get_keyring(), Drawer()
    open_again().set("application/1/key", APP_KEY)
    open_again().set("application/2/key", "old")
    keyring.set_keyring(drawer)
    try:
        assert open_again().get("application/1/key") == APP_KEY
        assert open_again().get("application/3/key") is None
        open_again().set("application/2/key", "new")
        assert drawer.entries == {("SMS Desk", "1/application/2/key"): "new"}
        assert open_again().get("application/2/key") == "new"
        keyring.set_keyring(without)
        assert open_again().get("application/2/key") is None
        assert open_again().get("application/1/key") == APP_KEY
        open_again().set("application/2/key", "newest")
        keyring.set_keyring(drawer)
        assert open_again().get("application/2/key") == "newest"
        open_again().delete("application/2/key")
        assert open_again().get("application/2/key") is None
        assert drawer.entries == {}
    finally:
        keyring.set_keyring(without)


def test_a_keyring_that_is_locked_at_the_start_stays_the_place(tmp_path: Path, drawer: Drawer) -> None:
    open_secrets(tmp_path, "1", key_folder=tmp_path / "keys").set("application/1/key", APP_KEY)
    drawer.locked = True
    store = open_secrets(tmp_path, "1", key_folder=tmp_path / "keys")
    with pytest.raises(Unavailable):
        store.set("application/2/key", "lost to the other place")
    drawer.locked = False
    assert store.get("application/1/key") == APP_KEY
    assert not (tmp_path / "keys.vault").exists()


def test_a_keyring_that_never_worked_is_none(tmp_path: Path, drawer: Drawer) -> None:
    drawer.locked = True
    store = open_secrets(tmp_path, "1", key_folder=tmp_path / "keys")
    store.set("application/1/key", APP_KEY)
    assert "no keyring" in str(store.label)
    drawer.locked = False
    assert open_secrets(tmp_path, "1", key_folder=tmp_path / "keys").get("application/1/key") == APP_KEY


def test_a_locked_keyring_is_told(drawer: Drawer) -> None:
    store = KeyringSecrets("1")
    drawer.locked = True
    for use in (
        lambda: store.get("application/1/key"),
        lambda: store.set("application/1/key", APP_KEY),
        lambda: store.delete("application/1/key"),
    ):
        with pytest.raises(Unavailable, match="Unlock it"):
            use()


def _other_key(tmp_path: Path) -> None:
    (tmp_path / "keys" / "1.key").write_bytes(b"k" * 48)


def _short_key(tmp_path: Path) -> None:
    (tmp_path / "keys" / "1.key").write_bytes(b"")


def _torn_vault(tmp_path: Path) -> None:
    vault = tmp_path / "desk" / "keys.vault"
    vault.write_bytes(vault.read_bytes()[:-20])


@pytest.mark.parametrize("spoil", [_other_key, _short_key, _torn_vault])
def test_a_file_that_cannot_be_opened_is_told_and_kept_and_keys_can_be_entered_again(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    in_file(tmp_path).set("application/1/key", APP_KEY)
    spoil(tmp_path)
    before = (tmp_path / "desk" / "keys.vault").read_bytes()
    store = in_file(tmp_path)
    with pytest.raises(Unusable, match="cannot be opened"):
        store.get("application/1/key")
    assert (tmp_path / "desk" / "keys.vault").read_bytes() == before
    store.set("application/2/key", APP_KEY)
    for opened in (store, in_file(tmp_path)):
        assert opened.get("application/2/key") == APP_KEY
        assert opened.get("application/1/key") is None
    [aside] = (tmp_path / "desk").glob("keys.vault.*.unreadable")
    assert aside.read_bytes() == before


def test_a_key_can_be_removed_from_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    in_file(tmp_path).set("application/1/key", APP_KEY)
    _other_key(tmp_path)
    store = in_file(tmp_path)
    store.delete("application/1/key")
    assert store.get("application/1/key") is None


@pytest.mark.parametrize("shared", [True, False], ids=["one program", "two programs"])
def test_several_at_once_make_one_key_and_lose_nothing(tmp_path: Path, shared: bool) -> None:
    one = in_file(tmp_path)
    stores = [one if shared else in_file(tmp_path) for _ in range(8)]
    at_once = threading.Barrier(len(stores))

    def use(place: int) -> str | None:
        at_once.wait(60)
        if shared:
            stores[place].set(f"application/{place}/key", f"{place}")
        return stores[place].get(f"application/{place}/key")

    with ThreadPoolExecutor(len(stores)) as pool:
        found = list(pool.map(use, range(len(stores))))
    if shared:
        assert found == [str(place) for place in range(8)]
        assert [in_file(tmp_path).get(f"application/{place}/key") for place in range(8)] == found
    # The key that one of them made is everybody's.
    stores[0].set("gateway/smpp/password", "secret")
    assert {each.get("gateway/smpp/password") for each in [*stores, in_file(tmp_path)]} == {"secret"}
    assert not list(tmp_path.rglob("*.new"))


def test_where_there_are_no_links_the_key_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_from: object, _to: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    in_file(tmp_path).set("application/1/key", APP_KEY)
    assert in_file(tmp_path).get("application/1/key") == APP_KEY


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("a file")
    with pytest.raises(Unavailable, match="cannot be read or written"):
        in_file(tmp_path).set("application/1/key", APP_KEY)


def test_a_key_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file")
    with pytest.raises(Unavailable, match=r"keys/1\.key cannot be read or written"):
        in_file(tmp_path).set("application/1/key", APP_KEY)


def test_too_little_memory_is_not_taken_for_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever believes that would throw away keys that are well."""
    in_file(tmp_path).set("application/1/key", APP_KEY)

    def refuse(*_: object, **__: object) -> bytes:
        raise argon2.exceptions.HashingError("Memory allocation error")

    with monkeypatch.context() as patched:
        patched.setattr(argon2.low_level, "hash_secret_raw", refuse)
        with pytest.raises(Unavailable, match="too little memory"):
            in_file(tmp_path).get("application/1/key")
    assert in_file(tmp_path).get("application/1/key") == APP_KEY
