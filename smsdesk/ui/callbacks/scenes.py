"""Pictures of callbacks: on an application's page and in the settings."""

from __future__ import annotations

import json

from sqlalchemy import delete, insert

from smsdesk.domain.callbacks import Exchange, reply_item, status_item
from smsdesk.domain.errors import Unavailable
from smsdesk.domain.text import text
from smsdesk.operations.applications import list_applications
from smsdesk.operations.callbacks import set_callbacks, set_reply_fallback
from smsdesk.operations.desk import Desk, operation
from smsdesk.store.stored_text import text_to_json
from smsdesk.store.tables import CallbackRow
from smsdesk.ui.applications.application_page import ApplicationPage
from smsdesk.ui.applications.callbacks_section import CallbacksSection
from smsdesk.ui.gallery import Stage, scene
from smsdesk.ui.settings.callbacks_section import CallbacksContent
from smsdesk.ui.settings.dialog import SettingsDialog

_MINUTE = 60_000


async def _opened(stage: Stage) -> CallbacksSection:
    first = (await stage.run(list_applications))[0].application
    page = await stage.open("applications", "", application_id=first.id, section="callbacks")
    assert isinstance(page, ApplicationPage)
    section = page.sections["callbacks"]
    assert isinstance(section, CallbacksSection)
    section.discard()  # what another picture has left
    section.exchange.clear()
    await stage.run(_clean)
    await stage.settle()
    return section


async def _filled(stage: Stage) -> CallbacksSection:
    first = (await stage.run(list_applications))[0].application
    await stage.run(
        set_callbacks,
        application_id=first.id,
        status_url="https://shop.example.com/sms/status",
        reply_url="",
        own_server=False,
    )
    await stage.run(set_reply_fallback, reply_url="https://shop.example.com/replies", own_server=False)
    return await _opened(stage)


@operation(action="SampleCallbacks", on="callback")
def _clean(desk: Desk) -> None:
    desk.session.execute(delete(CallbackRow))


@operation(action="SampleCallbacks", on="callback")
def _put(desk: Desk, *, application_id: int, status: str, count: int, fault: str) -> None:
    now = desk.now()
    item = status_item(
        "+8613800000000", delivered=True, code="", at=now, gateway_id="2640:1", zone="Asia/Shanghai"
    )
    row = {
        "application_id": application_id,
        "kind": "status",
        "payload": json.dumps(item),
        "status": status,
        "created_at": now - 42 * _MINUTE,
        "due_at": now + 24 * 60 * _MINUTE,  # the engine leaves it alone
        "fault": text_to_json(
            text("Nothing answers at {host}. Check that the server is running.", host=fault)
        )
        if fault
        else None,
        "done_at": now - 41 * _MINUTE if status != "waiting" else None,
    }
    desk.session.execute(insert(CallbackRow), [row] * count)


@scene("callbacks-empty")
async def empty(stage: Stage) -> None:
    await _opened(stage)


@scene("callbacks-filled")
async def filled(stage: Stage) -> None:
    section = await _filled(stage)
    await stage.run(_put, application_id=section.application_id, status="done", count=3, fault="")
    await stage.settle()


@scene("callbacks-wrong-address")
async def wrong(stage: Stage) -> None:
    section = await _opened(stage)
    section.form.set_values(status_url="http://192.168.1.20:8080/sms", reply_url="shop.example.com")
    for field in (section.status.field, section.reply.field):
        field.tell(field.problem())


@scene("callbacks-answer")
async def answered(stage: Stage) -> None:
    section = await _filled(stage)
    item = status_item(
        "+8613800000000",
        delivered=True,
        code="",
        at=1_772_416_800_000,
        gateway_id="trial",
        zone="Asia/Shanghai",
    )
    request = "POST /sms/status\nHost: shop.example.com\nContent-Type: application/json\n\n"
    section.exchange.show_exchange(
        Exchange(
            request + json.dumps([item], indent=2, ensure_ascii=False),
            '200 OK\nContent-Type: application/json\nServer: nginx\n\n{"result": 0, "errmsg": "OK"}',
            0.182,
            None,
        )
    )
    await stage.settle()


@scene("callbacks-failed")
async def failed(stage: Stage) -> None:
    section = await _filled(stage)
    here = section.application_id
    await stage.run(_put, application_id=here, status="failed", count=12, fault="shop.example.com")
    await stage.run(_put, application_id=here, status="waiting", count=3, fault="shop.example.com")
    await stage.settle()
    section.exchange.show_fault(
        Unavailable(
            text("Nothing answers at {host}. Check that the server is running.", host="shop.example.com"),
            details="ClientConnectorError: Cannot connect to host shop.example.com:443",
        )
    )
    await stage.settle()


@scene("callbacks-waiting")
async def waiting(stage: Stage) -> None:
    section = await _filled(stage)
    await stage.run(_put, application_id=section.application_id, status="waiting", count=3, fault="")
    await stage.settle()


@scene("settings-callbacks")
async def settings(stage: Stage) -> None:
    await _filled(stage)
    dialog = SettingsDialog(stage.context, "callbacks")
    dialog.open()
    await stage.settle()
    reply = reply_item("+8613800000000", signature="Riverside", content="Thanks!", at=1_772_416_800_000)
    for content in dialog.findChildren(CallbacksContent):
        content.exchange.show_exchange(
            Exchange(
                "POST /replies\nHost: shop.example.com\nContent-Type: application/json\n\n"
                + json.dumps(reply, indent=2),
                "302 Found\nLocation: https://www.example.com/login\n\n",
                0.31,
                text(
                    "The server sends on to {place} (status {status}). Redirects are not followed; enter the "
                    "address that answers by itself.",
                    place="https://www.example.com/login",
                    status=302,
                ),
            )
        )
