"""The gateways there are, their settings, and a test that answers in words (A10, N1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from smsdesk.domain.errors import Invalid, NotFound, Unavailable, Unusable
from smsdesk.domain.text import Text, text
from smsdesk.gateways.base import Gateway, Setting
from smsdesk.gateways.registry import DECLARED, Declared
from smsdesk.gateways.settings import DOTS, Preset, filled, needed_settings
from smsdesk.operations.desk import Desk, job, operation, query
from smsdesk.store.gateway_settings import secret_name, stored_settings
from smsdesk.store.tables import ApplicationRow, GatewaySettingRow

#: Longest value of a setting, in characters: a certificate with its chain fits.
LONGEST = 20_000


@dataclass(frozen=True)
class GatewaySetting:
    """A declared setting with its value; a secret's value is never given out, only whether there is one."""

    declared: Setting
    value: str
    kept: bool = False
    """Of a secret: whether the keyring has one."""


@dataclass(frozen=True)
class GatewayForm:
    """All that a form for a gateway's settings needs."""

    gateway: str
    name: Text
    about: Text
    settings: tuple[GatewaySetting, ...]
    presets: tuple[Preset, ...]
    previewed: bool
    """Whether ``preview`` has something to say."""


@dataclass(frozen=True)
class GatewayUse:
    """A gateway in the list of all."""

    gateway: str
    name: Text
    about: Text
    missing: tuple[Text, ...]
    """Names of settings that are needed and empty; none: it is set up."""
    first_of: tuple[str, ...]
    """Names of the applications that send through it, by name."""
    second_of: tuple[str, ...]
    """Names of those that send through it while their first gateway is down."""

    has_account: bool
    """Whether its carrier tells what it has counted (``operations.carrier_accounts``)."""

    @property
    def set_up(self) -> bool:
        return not self.missing


@query
def list_gateways(desk: Desk) -> Mapping[str, Text]:
    """The gateways by key, with the name to show."""
    return desk.sender.gateways()


@query
def gateways_overview(desk: Desk) -> tuple[GatewayUse, ...]:
    """Every gateway there is, in the order of their declaration, with who uses it."""
    rows = desk.session.execute(
        select(ApplicationRow.name, ApplicationRow.gateway, ApplicationRow.second_gateway)
        .where(ApplicationRow.deleted_at.is_(None))
        .order_by(ApplicationRow.name)
    ).all()
    return tuple(
        GatewayUse(
            key,
            name,
            DECLARED[key].about if key in DECLARED else name,
            _missing(desk, key),
            tuple(row.name for row in rows if row.gateway == key),
            tuple(row.name for row in rows if row.second_gateway == key),
            key in DECLARED and DECLARED[key].has_account,
        )
        for key, name in desk.sender.gateways().items()
    )


@query
def gateway_form(desk: Desk, *, gateway: str) -> GatewayForm:
    """The settings of a gateway in the order of their declaration. Raises ``NotFound``."""
    declared = _declared(gateway)
    return GatewayForm(
        gateway,
        declared.name,
        declared.about,
        gateway_settings(desk, gateway=gateway),
        declared.presets,
        declared.preview is not None,
    )


@query
def gateway_settings(desk: Desk, *, gateway: str) -> tuple[GatewaySetting, ...]:
    """The settings of a gateway in the order of their declaration; a secret in a file of keys that cannot be
    opened counts as not kept (``unreadable_keys``). Raises ``NotFound``."""
    stored = stored_settings(desk.session, gateway)
    return tuple(
        GatewaySetting(one, "", _secret(desk, gateway, one) is not None)
        if one.secret
        else GatewaySetting(one, stored.get(one.key, one.default))
        for one in _declared(gateway).settings
    )


@query
def unreadable_keys(desk: Desk) -> Unusable | None:
    """What there is to say of a file of keys that cannot be opened; None while it can. The first key that is
    entered again puts it aside (S2)."""
    try:
        desk.secrets.get("gateway")  # whatever the name: the whole file is opened
    except Unusable as fault:
        return fault
    except Unavailable:
        return None  # a locked keyring is told where its keys are wanted
    return None


def _secret(desk: Desk, gateway: str, one: Setting) -> str | None:
    """What is kept. From a file that cannot be opened it is nothing: it has to be entered again, and that
    wants the form with its other values."""
    try:
        return desk.secrets.get(secret_name(gateway, one.key))
    except Unusable:
        return None


def preview(gateway: str, values: Mapping[str, str], kept: Collection[str] = ()) -> str:
    """What a request looks like with these values; secrets that are typed or ``kept`` are dots.

    Empty where the gateway has nothing to show. Quick enough to be asked at every key.
    """
    declared = _declared(gateway)
    if declared.preview is None:
        return ""
    shown = filled(declared.settings, values)
    for one in declared.settings:
        if one.secret:
            shown[one.key] = DOTS if values.get(one.key) or one.key in kept else ""
        elif one.choices and shown[one.key] not in one.choices:
            shown[one.key] = one.default
    return str(declared.preview(shown))


@job(action="ModifyGatewaySettings")
def save_gateway_settings(desk: Desk, *, gateway: str, values: Mapping[str, str]) -> None:
    """Keep the values and let the engine make the gateway anew with them.

    An empty secret leaves the one that is kept. Raises ``Invalid`` at the setting that is wrong; then
    nothing was changed.
    """
    declared = _declared(gateway)
    wanted = _wanted(declared, values)
    complete = dict(wanted)
    for one in declared.settings:
        if one.secret and not wanted[one.key]:
            complete[one.key] = _secret(desk, gateway, one) or ""
    declared.check(complete)
    _keep(desk, gateway=gateway, values=wanted)
    desk.sender.gateway_changed(gateway)


@job(action="DeleteGatewaySecret")
def remove_gateway_secret(desk: Desk, *, gateway: str, key: str) -> None:
    """Take a secret out of the keyring, if it is there; the gateway is made anew without it."""
    if not any(one.key == key and one.secret for one in _declared(gateway).settings):
        raise NotFound(text("This gateway has no such setting."), field=key)
    _forget(desk, gateway=gateway, key=key)
    desk.sender.gateway_changed(gateway)


@operation(action="DeleteGatewaySecret", on="gateway")
def _forget(desk: Desk, *, gateway: str, key: str) -> None:
    desk.secrets.delete(secret_name(gateway, key))


@operation(action="ModifyGatewaySettings", on="gateway")
def _keep(desk: Desk, *, gateway: str, values: Mapping[str, str]) -> None:
    desk.session.execute(delete(GatewaySettingRow).where(GatewaySettingRow.gateway == gateway))
    for one in _declared(gateway).settings:
        value = values[one.key]
        if one.secret:
            if value:
                desk.secrets.set(secret_name(gateway, one.key), value)
        elif value != one.default:
            desk.session.add(GatewaySettingRow(gateway=gateway, key=one.key, value=value))


async def try_connection(gateway: Gateway) -> Text:
    """The question of ``try_gateway``."""
    return await gateway.test_connection()


@job(action="TestGateway")
def try_gateway(desk: Desk, *, gateway: str, values: Mapping[str, str] | None = None) -> Text:
    """One sentence that says it works; takes up to 15 s. Raises ``Unavailable`` with what is wrong.

    With ``values`` it is tried with what is typed, which is kept nowhere; a secret that is not typed is the
    one that is kept. Raises ``Invalid`` at the setting that is wrong.
    """
    typed = None if values is None else _wanted(_declared(gateway), values)
    return desk.sender.ask_gateway(gateway, try_connection, typed)


def _wanted(declared: Declared, values: Mapping[str, str]) -> dict[str, str]:
    """A value for every setting; what was left out has its default."""
    wanted = {key: value.strip() for key, value in filled(declared.settings, values).items()}
    for key, value in wanted.items():
        if len(value) > LONGEST:
            raise Invalid(text("This is too long: at most {most} characters.", most=LONGEST), field=key)
    return wanted


def is_set_up(desk: Desk, gateway: str) -> bool:
    """Whether every setting that it needs is there; it may never have been asked."""
    return not _missing(desk, gateway)


def missing_settings(gateway: str, values: Mapping[str, str], kept: Collection[str] = ()) -> tuple[Text, ...]:
    """Names of the settings that are needed and empty with these values, secrets aside that are ``kept``."""
    declared = _declared(gateway)
    needed = needed_gateway_settings(gateway, values)
    return tuple(
        one.label
        for one in declared.settings
        if one.key in needed and not values.get(one.key, "").strip() and one.key not in kept
    )


def needed_gateway_settings(gateway: str, values: Mapping[str, str]) -> frozenset[str]:
    """Keys of the settings that may not stay empty beside these values: some services need more."""
    declared = _declared(gateway)
    return needed_settings(declared.settings, declared.presets, values)


def _missing(desk: Desk, gateway: str) -> tuple[Text, ...]:
    if gateway not in DECLARED or not any(one.needed for one in DECLARED[gateway].settings):
        return ()
    try:
        settings = gateway_settings(desk, gateway=gateway)
    except Unavailable:
        return ()  # the keyring is locked: that is told where the secrets are wanted
    values = {one.declared.key: one.value for one in settings}
    return missing_settings(gateway, values, [one.declared.key for one in settings if one.kept])


def _declared(gateway: str) -> Declared:
    if gateway not in DECLARED:
        raise NotFound(text("There is no gateway “{gateway}”.", gateway=gateway), field="gateway")
    return DECLARED[gateway]
