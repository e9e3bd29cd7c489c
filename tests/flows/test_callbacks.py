"""The whole program: a task is sent, and the shop's own program hears of it (A8, N3)."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import text as sql

from smsdesk.app import open_desk
from smsdesk.commandline.main import main
from smsdesk.domain.messages import MessageStatus
from smsdesk.operations.callbacks import callback_state, set_callbacks
from tests.notices.receiver import Receiver


def test_what_is_sent_from_the_command_line_is_told_to_the_shops_program(tmp_path: Path) -> None:
    desk = ["--data-dir", str(tmp_path)]
    assert main([*desk, "sample"]) == 0
    receiver = Receiver()
    try:
        with open_desk(tmp_path, engine=False) as app:
            set_callbacks(
                app.desk,
                application_id=1,
                status_url=receiver.url("/status"),
                reply_url=receiver.url("/replies"),
                own_server=True,
            )
        sheet = tmp_path / "sample-customers.xlsx"
        assert main([*desk, "send", str(sheet), "--app=1", "--template=1", "--yes"]) == 0
        # What came too late for that run is told by the next one.
        with open_desk(tmp_path, engine=True) as app:
            told = threading.Event()
            app.desk.listen(lambda kinds: told.set() if "callback" in kinds else None)
            receiver.until(lambda: receiver.asked["/status"] and receiver.asked["/replies"])
            assert told.wait(60)
            assert callback_state(app.desk, application_id=1).last_success
            with app.desk.reading() as session:
                ends = {
                    row.gateway_id: row.status
                    for row in session.execute(sql("SELECT gateway_id, status FROM message"))
                }
        for item in (item for lot in receiver.asked["/status"] for item in lot):
            delivered = ends[item["sid"]] == MessageStatus.DELIVERED
            assert item["report_status"] == ("SUCCESS" if delivered else "FAIL")
        assert {reply["sign"] for reply in receiver.asked["/replies"]} != {""}
    finally:
        receiver.close()
