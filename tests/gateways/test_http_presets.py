"""Every preset against a toy that speaks as the real server does (N1)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from smsdesk.gateways.base import Accepted, GatewayDown, Receipt, ReceiptsByNumber, Refused, SentMessage
from smsdesk.gateways.http.gateway import AskedHttpGateway, HttpGateway, preview
from smsdesk.gateways.http.placeholders import OF_MESSAGE, OF_SETTINGS
from smsdesk.gateways.http.presets import ANDROID, JSON, KANNEL, PRESETS, SIMPLE, TWILIO, VONAGE
from smsdesk.gateways.http.settings import SETTINGS
from smsdesk.gateways.settings import DOTS, Preset, check_values
from tests.gateways.contract import Fault, messages_to, until
from tests.gateways.http_providers import AndroidToy, JsonToy, KannelToy, SimpleToy, TwilioToy, VonageToy
from tests.gateways.http_toy import PASSWORD, TOKEN, Toy, at_toy

TOYS: dict[str, tuple[Preset, type[Toy]]] = {
    "simple": (SIMPLE, SimpleToy),
    "json": (JSON, JsonToy),
    "kannel": (KANNEL, KannelToy),
    "twilio": (TWILIO, TwilioToy),
    "vonage": (VONAGE, VonageToy),
    "android": (ANDROID, AndroidToy),
}
CONTENT = "[Mary & Co] 50% off: “Tea” + cake = 你好 😀?\n<b>\\n"


def run(name: str, scenario: Callable[[HttpGateway, Toy], Awaitable[None]], **more: str) -> None:
    preset, kind = TOYS[name]

    async def whole() -> None:
        toy = kind()
        await toy.come_up()
        values = at_toy(preset, toy, **more)
        check_values(SETTINGS, values)
        gateway = HttpGateway.from_settings(values)
        await gateway.open()
        try:
            await scenario(gateway, toy)
        finally:
            await gateway.close()
            await toy.close()

    asyncio.run(whole())


def test_every_preset_is_tried() -> None:
    assert [preset for preset, _ in TOYS.values()] == list(PRESETS)
    for preset in PRESETS:
        assert str(preset.name)
        assert str(preset.note)
        assert not preset.values.keys() & {"password", "token"}


@pytest.mark.parametrize("name", TOYS)
def test_a_message_arrives_as_it_was_written(name: str) -> None:
    async def scenario(gateway: HttpGateway, toy: Toy) -> None:
        (message,) = messages_to(toy.good_numbers[0], content=CONTENT)
        (outcome,) = await gateway.send([message])
        assert isinstance(outcome, Accepted)
        (taken,) = toy.messages.values()
        assert (taken.number, taken.content) == (message.number, CONTENT)
        by_reference = name in ("kannel", "vonage", "android")
        assert outcome.gateway_id == (message.reference if by_reference else "id-1")
        (refused,) = await gateway.send(messages_to(toy.refused_number))
        assert isinstance(refused, Refused)
        if name != "json":
            assert refused.code == toy.refused_code

    # The open-ended presets know no provider's codes.
    more = {
        "id_at": "text: OK {here}",
        "code_at": "text: ERR {here}",
        "codes": "7 = FailedOperation.PhoneNumberInBlacklist",
    }
    run(name, scenario, **(more if name == "simple" else {}))


@pytest.mark.parametrize("name", ["json", "kannel", "twilio", "vonage"])
def test_reports_and_replies_are_pushed(name: str) -> None:
    async def scenario(gateway: HttpGateway, toy: Toy) -> None:
        assert list(await gateway.poll_receipts()) == []
        (outcome,) = await gateway.send(messages_to(toy.replying_number, content=CONTENT))
        assert isinstance(outcome, Accepted)
        (receipt,) = await until(gateway.poll_receipts, 1)
        assert (receipt.gateway_id, receipt.delivered, receipt.code) == (outcome.gateway_id, True, "DELIVRD")
        (reply,) = await until(gateway.poll_replies, 1)
        assert (reply.number, reply.content) == (toy.replying_number, "谢谢 😀")
        await gateway.confirm_receipts([receipt])
        await gateway.confirm_replies([reply])
        if name == "vonage":
            assert receipt.at == 1767323045000

    run(name, scenario, reports="pushed")


def test_a_phone_is_asked_for_the_outcome() -> None:
    async def scenario(gateway: HttpGateway, toy: Toy) -> None:
        messages = messages_to(*toy.good_numbers)
        lost, never = messages_to("+8613800000009", "+8613800000008", start=70)
        for message in messages:
            assert isinstance((await gateway.send([message]))[0], Accepted)
        await toy.suffer(Fault.LOST_ANSWER)
        await gateway.send([lost])
        assert gateway.can_look_up
        assert isinstance(gateway, ReceiptsByNumber)
        known = await gateway.look_up([lost, never])
        assert known[0]
        assert known[0].gateway_id == lost.reference
        assert known[1] is None
        # As the engine asks after a start, when nothing of it is in memory.
        sent = [SentMessage(one.reference, one.number, 0) for one in (*messages, never)]
        receipts = await gateway.receipts_of(sent)
        assert sorted((one.gateway_id, one.number, one.delivered) for one in receipts) == sorted(
            (one.reference, one.number, True) for one in messages
        )

    run("android", scenario)


def test_a_message_is_asked_about_ever_more_rarely_until_its_report_is_stored() -> None:
    now = [1_800_000_000_000]

    async def whole() -> None:
        toy = AndroidToy()
        await toy.come_up()
        gateway = AskedHttpGateway(at_toy(ANDROID, toy), timer=lambda: now[0])
        await gateway.open()
        toy.state = "Sent"
        (message,) = messages_to("+8613800000001")
        await gateway.send([message])
        asked: list[int] = []
        for second in range(40):
            toy.asked.clear()
            assert list(await gateway.poll_receipts()) == []
            asked += [second] * len(toy.asked)
            now[0] += 1000
        assert asked == [2, 4, 6, 9, 14, 21, 32]
        toy.state = "Delivered"
        now[0] += 60_000
        receipts = await gateway.poll_receipts()
        assert [(one.gateway_id, one.number, one.delivered) for one in receipts] == [
            (message.reference, message.number, True)
        ]
        toy.asked.clear()
        now[0] += 60_000
        assert list(await gateway.poll_receipts()) == list(receipts)
        await gateway.confirm_receipts(receipts)
        assert list(await gateway.poll_receipts()) == []
        assert toy.asked == []
        await toy.go_down()
        await gateway.close()
        await toy.close()

    asyncio.run(whole())


def test_only_one_that_asks_is_asked_about_missing_reports() -> None:
    assert not isinstance(HttpGateway.from_settings(JSON.values), ReceiptsByNumber)
    assert isinstance(HttpGateway.from_settings(ANDROID.values), ReceiptsByNumber)


def test_a_key_that_is_refused_stops_the_sending_and_is_said() -> None:
    for name, key in (
        ("json", "token"),
        ("twilio", "password"),
        ("vonage", "password"),
        ("kannel", "password"),
    ):

        async def scenario(gateway: HttpGateway, toy: Toy) -> None:
            with pytest.raises(GatewayDown, match=r"401|403|Bad Credentials"):
                await gateway.send(messages_to("+8613800000001"))
            assert not toy.messages

        run(name, scenario, **{key: "wrong"})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("twilio", "accepts the account. Balance: 12.34."),
        ("vonage", "accepts the account. Balance: 3.5."),
        ("android", "accepts the account."),
        ("kannel", "only OPTIONS was asked"),
        ("json", "only HEAD was asked"),
    ],
)
def test_the_test_says_what_it_tried_and_sends_nothing(name: str, words: str) -> None:
    async def scenario(gateway: HttpGateway, toy: Toy) -> None:
        said = str(await gateway.test_connection())
        assert words in said
        assert TOKEN not in said
        assert PASSWORD not in said
        assert not toy.messages

    run(name, scenario)


@pytest.mark.parametrize("name", ["twilio", "vonage"])
def test_the_test_finds_a_wrong_key(name: str) -> None:
    async def scenario(gateway: HttpGateway, toy: Toy) -> None:
        with pytest.raises(GatewayDown, match="does not accept"):
            await gateway.test_connection()

    run(name, scenario, password="wrong")


@pytest.mark.parametrize("preset", PRESETS, ids=list(TOYS))
def test_the_preview_shows_the_request_and_no_secret(preset: Preset) -> None:
    shown = preview({**preset.values, "password": PASSWORD, "token": TOKEN, "username": "Mary"})
    assert shown.startswith(f"{preset.values['method']} {preset.values['address'].split('{')[0]}")
    assert "8613800138000" in shown
    assert DOTS in shown
    assert PASSWORD not in shown
    assert TOKEN not in shown
    assert preview({**preset.values, "password": DOTS, "token": DOTS, "username": "Mary"}) == shown


def test_a_preview_of_what_cannot_be_sent_says_why() -> None:
    assert "no placeholder {nummer}" in preview({**SIMPLE.values, "body": "to = {nummer}"})
    assert preview({})
    assert preview({key: "{[" for key in SIMPLE.values})


def test_a_later_preset_leaves_nothing_of_an_earlier_one() -> None:
    keys = {frozenset(preset.values) for preset in PRESETS}
    assert len(keys) == 1


def test_a_failed_report_brings_its_reason() -> None:
    async def scenario(gateway: HttpGateway, toy: Toy) -> None:
        toy.state = "Failed"  # type: ignore[attr-defined]
        (message,) = messages_to("+8613800000001")
        await gateway.send([message])
        assert isinstance(gateway, ReceiptsByNumber)
        (receipt,) = await gateway.receipts_of([SentMessage(message.reference, message.number, 0)])
        assert receipt == Receipt(message.reference, message.number, False, "FAILED", receipt.at, receipt.key)

    run("android", scenario)


def test_the_guide_lists_every_placeholder_and_preset() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "gateways.md").read_text(encoding="utf-8")
    table = guide.partition("<!-- begin placeholders -->")[2].partition("<!-- end placeholders -->")[0]
    abouts = {one.name: one.about for one in OF_MESSAGE} | dict(OF_SETTINGS)
    assert table.strip().splitlines()[2:] == [f"| `{{{name}}}` | {about} |" for name, about in abouts.items()]
    for preset in PRESETS:
        assert f"| {preset.name} |" in guide
