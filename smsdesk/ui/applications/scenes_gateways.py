"""Pictures of the gateways: the list, each one's form, a preset, faults, the preview and tests (A10, N1)."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from smsdesk.domain.text import text, tr
from smsdesk.engine.events import GatewayReached
from smsdesk.gateways.base import CarrierAccount, CarrierPackage
from smsdesk.gateways.registry import DECLARED
from smsdesk.gateways.settings import Setting, SettingKind
from smsdesk.operations.applications import list_applications, set_gateway
from smsdesk.operations.carrier_accounts import ComparedAccount
from smsdesk.ui.applications.gateway_fields import SecretBox
from smsdesk.ui.applications.gateway_page import GatewayPage
from smsdesk.ui.applications.gateway_section import GatewaySection
from smsdesk.ui.applications.gateways_page import GatewaysPage
from smsdesk.ui.applications.scenes_applications import opened, press
from smsdesk.ui.applications.section import Unsaved
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.gateway_names import GatewaysInUse, RealGateway

_SET_UP = GatewaysInUse("SMPP", real=True, gateways=(RealGateway("smpp", "SMPP"),))


async def _form(stage: Stage, key: str) -> GatewayPage:
    page = await stage.open("applications", "", gateway=key)
    assert isinstance(page, GatewayPage)
    page.settings.discard()
    return page


def _first(key: str, *, kind: SettingKind | None = None, secret: bool = False) -> Setting | None:
    return next(
        (
            one
            for one in DECLARED[key].settings
            if one.secret == secret and (kind is None or one.shown_as is kind)
        ),
        None,
    )


@scene("gateways-list")
async def gateways_list(stage: Stage) -> None:
    page = await stage.open("applications", "", gateways=True)
    assert isinstance(page, GatewaysPage)
    page.cards["sandbox"].test_button.click()
    await stage.settle(0.2)


def _declare(key: str) -> None:
    """Each gateway's form as it is found, and with everything unfolded and filled in."""

    @scene(f"gateway-{key}")
    async def form(stage: Stage) -> None:
        page = await _form(stage, key)
        if page.settings.presets.count() > 1:
            page.settings.presets.setCurrentIndex(1)
        await stage.settle()

    @scene(f"gateway-{key}-more")
    async def more(stage: Stage) -> None:
        page = await _form(stage, key)
        if page.settings.presets.count() > 2:
            page.settings.presets.setCurrentIndex(2)
        for field in page.settings.form.fields.values():
            if isinstance(field.control, SecretBox):
                field.control.set_value("not-a-real-secret")
        if not page.settings.unfold.isHidden():
            page.settings.unfold.click()
        await stage.settle()
        page.beside.left.ensureWidgetVisible(page.settings.advanced, 0, 24)
        await stage.settle()


for _key in DECLARED:
    _declare(_key)


@scene("gateway-fault")
async def fault(stage: Stage) -> None:
    page = await _form(stage, "sandbox")
    address = page.settings.form.fields["address"].control
    assert isinstance(address, QLineEdit)
    address.setText("https://example.com")
    page.settings.form.fields["messages_per_second"].set_value("0")
    press(page, tr("Test"))
    await stage.settle(0.2)


@scene("gateway-test-failed")
async def test_failed(stage: Stage) -> None:
    page = await _form(stage, "sandbox")
    page.settings.form.fields["address"].set_value("127.0.0.1:9")
    press(page, tr("Test"))
    await stage.settle(0.3)


@scene("gateway-test-succeeded")
async def test_succeeded(stage: Stage) -> None:
    page = await _form(stage, "sandbox")
    press(page, tr("Test"))
    await stage.settle(0.3)
    page.settings.discard_button.setFocus()


@scene("gateway-account")
async def account(stage: Stage) -> None:
    key = next((one for one in DECLARED if DECLARED[one].has_account), "")
    page = await _form(stage, key)
    end = stage.context.formats.now()
    package = CarrierPackage(text("Mainland, 10,000 fragments"), 10_000, 3_421, ends_at=end + 90 * 86_400_000)
    theirs = CarrierAccount((package,), 1_200, 1_187, 1_544, 1_160, 1_151, 9)
    ours = CarrierAccount((), 1_200, 1_187, 1_540, 1_158, 1_149, 9)
    page.account.show()
    page.account.show_account(ComparedAccount(end - 7 * 86_400_000, end, theirs, ours))
    await stage.settle(0.1)


@scene("gateway-link-pasted")
async def link_pasted(stage: Stage) -> None:
    """With the offer to take it apart, and what is wrong beside the help."""
    page = await _form(stage, "http")
    control = page.settings.form.fields["address"].control
    assert isinstance(control, QLineEdit)
    control.setText("https://sms.example.com/send?key=1a2b3c&to=491701234567&text=Hello&from=SHOP")
    page.settings.save_button.click()
    await stage.settle()


@scene("gateway-second")
async def second(stage: Stage) -> None:
    first, other = [key for key in DECLARED if key != "sandbox"][:2]
    _, section = await opened(stage, "gateway", GatewaySection)
    section.choice.setCurrentIndex(section.choice.findData(first))
    section.second.setCurrentIndex(section.second.findData(other))
    await stage.settle()


@scene("gateway-second-never-for-the-sandbox")
async def second_for_the_sandbox(stage: Stage) -> None:
    other = next(key for key in DECLARED if key != "sandbox")
    _, section = await opened(stage, "gateway", GatewaySection)
    section.choice.setCurrentIndex(section.choice.findData("sandbox"))
    section.second.setCurrentIndex(section.second.findData(other))
    await stage.settle()


@scene("gateway-not-asked-yet")
async def not_asked_yet(stage: Stage) -> None:
    await stage.open("applications", "list")
    stage.window.status.set_gateways(_SET_UP)


@scene("gateway-reached")
async def reached(stage: Stage) -> None:
    await stage.open("applications", "list")
    stage.window.status.set_gateways(_SET_UP)
    stage.context.hub.engine_event(GatewayReached("smpp", stage.context.formats.now()))
    await stage.settle()


@scene("gateway-second-on-cards")
async def second_on_cards(stage: Stage) -> None:
    main, other = [key for key in DECLARED if key != "sandbox"][:2]
    first = (await stage.run(list_applications))[0].application
    Unsaved.of(stage.context).drop(first.id)
    await stage.run(set_gateway, application_id=first.id, gateway=main, second_gateway=other)
    await stage.open("applications", "list")


@scene("gateway-secret-kept")
async def secret_kept(stage: Stage) -> None:
    """One that is kept, and is to be removed."""
    key = next((one for one in DECLARED if _first(one, secret=True)), "")
    if not key:
        return
    desk = stage.context.runner.desk
    for one in DECLARED[key].settings:
        if one.secret:
            desk.secrets.set(f"gateway/{key}/{one.key}", "not-a-real-secret")
    desk.tell(frozenset({"gateway"}))
    page = await _form(stage, key)
    await stage.settle(0.2)
    boxes = [one for one in page.findChildren(SecretBox) if one.isVisible()]
    boxes[0].removed.emit()
    await stage.settle(0.1)
