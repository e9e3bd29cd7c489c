"""The gateways there are, their settings, and a test that answers in words (A10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from smsdesk.domain.errors import Invalid, NotFound
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import Setting
from smsdesk.gateways.registry import DECLARED, Declared
from smsdesk.operations.desk import Desk, job, operation, query
from smsdesk.store.tables import GatewaySettingRow

#: Longest value of a setting, in characters.
LONGEST = 2_000


@dataclass(frozen=True)
class GatewaySetting:
    """A declared setting with its value; a secret's value is never given out, only whether there is one."""

    declared: Setting
    value: str
    kept: bool = False
    """Of a secret: whether the keyring has one."""


@query
def list_gateways(desk: Desk) -> Mapping[str, Text]:
    """The gateways by key, with the name to show."""
    return desk.sender.gateways()


@query
def gateway_settings(desk: Desk, *, gateway: str) -> tuple[GatewaySetting, ...]:
    """The settings of a gateway in the order of their declaration. Raises ``NotFound``."""
    stored = _stored(desk, gateway)
    return tuple(
        GatewaySetting(one, "", desk.secrets.get(_secret(gateway, one.key)) is not None)
        if one.secret
        else GatewaySetting(one, stored.get(one.key, one.default))
        for one in _declared(gateway).settings
    )


@job(action="ModifyGatewaySettings")
def save_gateway_settings(desk: Desk, *, gateway: str, values: Mapping[str, str]) -> None:
    """Keep the values and let the engine make the gateway anew with them.

    An empty secret leaves the one that is kept. Raises ``Invalid`` at the setting that is wrong; then
    nothing was changed.
    """
    declared = _declared(gateway)
    wanted = {one.key: values.get(one.key, "").strip() for one in declared.settings}
    for key, value in wanted.items():
        if len(value) > LONGEST:
            raise Invalid(text("This is too long: at most {most} characters.", most=LONGEST), field=key)
    declared.check(wanted)
    _keep(desk, gateway=gateway, values=wanted)
    desk.sender.gateway_changed(gateway)


@operation(action="ModifyGatewaySettings", on="gateway")
def _keep(desk: Desk, *, gateway: str, values: Mapping[str, str]) -> None:
    desk.session.execute(delete(GatewaySettingRow).where(GatewaySettingRow.gateway == gateway))
    for one in _declared(gateway).settings:
        value = values[one.key]
        if one.secret:
            if value:
                desk.secrets.set(_secret(gateway, one.key), value)
        elif value and value != one.default:
            desk.session.add(GatewaySettingRow(gateway=gateway, key=one.key, value=value))


@job(action="TestGateway")
def test_gateway(desk: Desk, *, gateway: str) -> Text:
    """One sentence that says it works; takes up to 15 s. Raises ``Unavailable`` with what is wrong."""
    return desk.sender.test_gateway(gateway)


def _declared(gateway: str) -> Declared:
    if gateway not in DECLARED:
        raise NotFound(text("There is no gateway “{gateway}”.", gateway=gateway), field="gateway")
    return DECLARED[gateway]


def _stored(desk: Desk, gateway: str) -> dict[str, str]:
    rows = desk.session.execute(
        select(GatewaySettingRow.key, GatewaySettingRow.value).where(GatewaySettingRow.gateway == gateway)
    )
    return {row.key: row.value for row in rows}


def _secret(gateway: str, key: str) -> str:
    return f"gateway/{gateway}/{key}"
