"""Settings of gateways as they are kept: plain ones in rows, secret ones in the keyring (A10, S2)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from smsdesk.store.tables import GatewaySettingRow


def stored_settings(session: Session, gateway: str) -> dict[str, str]:
    """The values that are not secret and not the declared default."""
    rows = session.execute(
        select(GatewaySettingRow.key, GatewaySettingRow.value).where(GatewaySettingRow.gateway == gateway)
    )
    return {row.key: row.value for row in rows}


def secret_name(gateway: str, key: str) -> str:
    """What a secret setting is called in the keyring."""
    return f"gateway/{gateway}/{key}"
