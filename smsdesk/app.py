"""The composition root: the only place where folder, store, secrets, gateways, carrier and engine are put
together. The window, ``serve``, the command line and the tests all start here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import select

from smsdesk.carrier.inside import CarrierInside
from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import Text, set_language, text
from smsdesk.gateways.base import Gateway, GatewayDown, Setting
from smsdesk.gateways.sandbox import SETTINGS as SANDBOX_SETTINGS
from smsdesk.gateways.sandbox import SandboxGateway
from smsdesk.operations.desk import Desk
from smsdesk.store.database import Database
from smsdesk.store.folder import EngineLock, Folder, folder_at, key_folder, prepare
from smsdesk.store.logfile import start_log, stop_log
from smsdesk.store.migrating import open_database
from smsdesk.store.secrets import SecretStore, open_secrets
from smsdesk.store.settings import DESK_ID, read_profile, read_setting, write_setting
from smsdesk.store.tables import GatewaySettingRow

log = logging.getLogger(__name__)

TEST_SECONDS = 15


def clock() -> int:
    """Now, in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def open_desk(path: Path | None, *, engine: bool, kind: str = "window") -> App:
    """Open the data folder (the default one for None), making it where it is missing.

    With ``engine`` the folder's lock is taken in the name of ``kind`` (``window``, ``serve``, ``send``)
    and the engine runs until ``App.close``; without it the desk works beside whoever holds the folder.
    Raises ``FolderInUse``, ``Unavailable`` or ``Unusable`` with one sentence.
    """
    with contextlib.ExitStack() as undo:
        folder = prepare(folder_at(path))
        log_handler = start_log(folder)
        undo.callback(stop_log, log_handler)
        if engine:
            undo.callback(EngineLock(folder).take(kind).release)
        database = open_database(folder)
        undo.callback(database.close)
        app = App(folder, database, _open_secrets(folder, database))
        undo.callback(app.gateways.close)
        app.undo = undo.pop_all()
        return app


def _open_secrets(folder: Folder, database: Database) -> SecretStore:
    with database.read() as session:
        desk_id = read_setting(session, DESK_ID)
        profile = read_profile(session)
    if desk_id is None:
        desk_id = secrets.token_hex(8)
        with database.write() as session:
            # Another program may have been first.
            desk_id = read_setting(session, DESK_ID) or desk_id
            write_setting(session, DESK_ID, desk_id)
    if profile and profile.language:
        set_language(profile.language)
    return open_secrets(folder.path, desk_id, key_folder=key_folder())


class App:
    """An open desk with everything around it."""

    def __init__(self, folder: Folder, database: Database, secret_store: SecretStore) -> None:
        self.folder = folder
        self.undo = contextlib.ExitStack()
        self.gateways = Gateways(database, secret_store, CarrierInside(folder.carrier_journal))
        self.desk = Desk(folder.path, database, secret_store, clock, Bystander(folder, self.gateways))

    def close(self) -> None:
        """End everything in the reverse order; safe to call twice."""
        self.undo.close()

    def __enter__(self) -> App:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Gateways:
    """The ways out there are (N1), each built from its settings when the engine wants it."""

    NAMES: Mapping[str, Text] = {"sandbox": text("Sandbox")}

    def __init__(self, database: Database, secret_store: SecretStore, inside: CarrierInside) -> None:
        self._database = database
        self._secrets = secret_store
        self._inside = inside

    def build(self, key: str) -> Gateway:
        """A gateway that is not open yet. ``Invalid`` names a wrong setting, ``KeyError`` no gateway."""
        if key != SandboxGateway.key:
            raise KeyError(key)
        return SandboxGateway.from_settings(self.settings(key, SANDBOX_SETTINGS), self._inside.address)

    def close(self) -> None:
        """End the carrier inside the program, where it was started."""
        self._inside.close()

    def settings(self, key: str, declared: Sequence[Setting]) -> dict[str, str]:
        """The values as the user entered them; secret ones come from the keyring."""
        with self._database.read() as session:
            rows = session.execute(
                select(GatewaySettingRow.key, GatewaySettingRow.value).where(GatewaySettingRow.gateway == key)
            )
            values = {row.key: row.value for row in rows}
        for setting in declared:
            if setting.secret:
                values[setting.key] = self._secrets.get(f"gateway/{key}/{setting.key}") or ""
        return values

    async def test(self, key: str) -> Text:
        """Try the connection (A10). Raises ``Unavailable`` with the reason."""
        gateway = self.build(key)
        try:
            await gateway.open()
            async with asyncio.timeout(TEST_SECONDS):
                return await gateway.test_connection()
        except GatewayDown as down:
            raise Unavailable(down.reason) from down
        except TimeoutError as error:
            raise Unavailable(
                text("The gateway did not answer within {seconds} seconds.", seconds=TEST_SECONDS)
            ) from error
        finally:
            await gateway.close()


class Bystander:
    """The sender of a desk without an engine of its own: whoever holds the folder is told to look."""

    def __init__(self, folder: Folder, gateways: Gateways) -> None:
        self._folder = folder
        self._gateways = gateways

    def wake(self) -> None:
        """Touch the notice file; without a holder it says nothing to nobody."""
        with contextlib.suppress(OSError):
            self._folder.notice_file.write_text(str(clock()))

    def test_gateway(self, gateway: str) -> Text:
        return asyncio.run(self._gateways.test(gateway))

    def gateways(self) -> Mapping[str, Text]:
        return Gateways.NAMES
