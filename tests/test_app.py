"""The composition root: what it holds, lets go of, and hears."""

from __future__ import annotations

import logging
import queue
from pathlib import Path

import pytest

from smsdesk.app import EVERY_KIND, App, Gateways, open_desk
from smsdesk.carrier.inside import CarrierInside
from smsdesk.domain.alarms import AlarmEvent, DeliveryStatus
from smsdesk.domain.applications import ApplicationType
from smsdesk.domain.errors import NotFound, Unavailable, Unusable
from smsdesk.domain.profile import Identity, SmsType
from smsdesk.domain.text import language, set_language
from smsdesk.notices.mail import Security
from smsdesk.operations.alarms import add_alarm_contact, recent_alarms
from smsdesk.operations.alarms import test_alarm_contact as try_alarm_contact
from smsdesk.operations.applications import create_application
from smsdesk.operations.backup import (
    forget_waiting_restore,
    list_backups,
    make_backup,
    restore_at_next_start,
)
from smsdesk.operations.gateways import try_connection
from smsdesk.operations.groups import create_group, list_groups
from smsdesk.operations.mail import save_mail_settings
from smsdesk.operations.profile import create_profile, update_profile
from smsdesk.store.engine_lock import FolderInUse, is_held
from smsdesk.store.folder import Folder
from smsdesk.store.secrets import FileSecrets
from smsdesk.store.settings import DESK_ID, read_setting
from tests.notices.mail_server import post_office

PATIENCE = 60.0


def set_up(app: App) -> None:
    create_profile(
        app.desk, business_name="Bakery", identity=Identity.ORGANIZATION, country="CN", time_zone="UTC"
    )


def test_one_engine_per_folder_and_others_beside_it(tmp_path: Path) -> None:
    with open_desk(tmp_path, engine=True) as first:
        with pytest.raises(FolderInUse) as told:
            open_desk(tmp_path, engine=True)
        assert told.value.holder is not None
        assert told.value.holder.kind == "window"
        with open_desk(tmp_path, engine=False) as beside:
            create_group(beside.desk, name="VIP", sms_type=SmsType.REGULAR)
        assert [group.name for group in list_groups(first.desk)] == ["VIP"]
    assert not is_held(Folder(tmp_path))
    first.close()
    with open_desk(tmp_path, engine=True):
        assert is_held(Folder(tmp_path))


def test_an_engine_that_waits_runs_from_begin_on(tmp_path: Path) -> None:
    with open_desk(tmp_path, engine=True, waits=True) as app:
        assert app.engine is not None
        assert is_held(Folder(tmp_path))
        assert not app.engine._thread.is_alive()
        app.begin()
        assert app.engine._thread.is_alive()
        app.begin()  # and nothing happens
    assert not app.engine._thread.is_alive()
    # The window may be closed before it came so far.
    with open_desk(tmp_path, engine=True, waits=True):
        pass
    assert not is_held(Folder(tmp_path))


def test_the_holder_hears_of_changes_beside_it(tmp_path: Path) -> None:
    with open_desk(tmp_path, engine=True) as holder:
        heard: queue.Queue[frozenset[str]] = queue.Queue()
        holder.desk.listen(heard.put)
        with open_desk(tmp_path, engine=False) as beside:
            create_group(beside.desk, name="VIP", sms_type=SmsType.REGULAR)
        assert heard.get(timeout=PATIENCE) == EVERY_KIND
        # Its own changes are told once, by themselves.
        noticed = holder.folder.notice_file.read_text()
        create_group(holder.desk, name="Regulars", sms_type=SmsType.REGULAR)
        assert heard.get(timeout=PATIENCE) == frozenset({"group"})
        assert holder.folder.notice_file.read_text() == noticed


def test_what_changes_covers_every_kind_that_operations_tell(tmp_path: Path) -> None:
    """A page that a program beside the window changes must reload, whatever it shows."""
    import re

    sources = (Path(__file__).parents[1] / "smsdesk" / "operations").glob("*.py")
    written = "".join(source.read_text() for source in sources)
    told = set(re.findall(r'\bon="(\w+)"', written))
    for kinds in re.findall(r'(?:changed|writing)\(((?:"\w+",? ?)+)\)', written):
        told |= set(re.findall(r'"(\w+)"', kinds))
    assert told <= EVERY_KIND


def test_a_desk_that_cannot_be_opened_lets_go_of_everything(tmp_path: Path) -> None:
    handlers = list(logging.getLogger().handlers)
    (tmp_path / "smsdesk.db").write_bytes(b"not a database" * 100)
    with pytest.raises(Unusable):
        open_desk(tmp_path, engine=True)
    assert not is_held(Folder(tmp_path))
    assert logging.getLogger().handlers == handlers


def test_a_restore_from_the_menu_is_done_at_the_next_start(tmp_path: Path) -> None:
    with open_desk(tmp_path, engine=True) as app:
        assert app.restored is None
        create_group(app.desk, name="Before", sms_type=SmsType.REGULAR)
        backup = make_backup(app.desk)
        assert [one.path for one in list_backups(app.desk)] == [backup]
        create_group(app.desk, name="After", sms_type=SmsType.REGULAR)
        restore_at_next_start(app.desk, path=backup)
        assert len(list_groups(app.desk)) == 2
    with open_desk(tmp_path, engine=False) as beside:
        assert len(list_groups(beside.desk)) == 2
    with open_desk(tmp_path, engine=True) as app:
        assert [group.name for group in list_groups(app.desk)] == ["Before"]
        assert app.restored is not None
        assert app.restored.kept is not None
        restore_at_next_start(app.desk, path=app.restored.kept)
        forget_waiting_restore(app.desk)
    with open_desk(tmp_path, engine=True) as app:
        assert app.restored is None
        assert len(list_groups(app.desk)) == 1


def test_a_restore_that_cannot_be_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_bytes(b"la la la" * 1000)
    with open_desk(tmp_path / "desk", engine=False) as app:
        for name, fault in (("song.mp3", Unusable), ("missing", NotFound)):
            with pytest.raises(fault, match=name):
                restore_at_next_start(app.desk, path=tmp_path / name)
    with open_desk(tmp_path / "desk", engine=True) as app:
        assert app.restored is None


@pytest.mark.parametrize("engine", [True, False])
def test_the_sandbox_answers_with_and_without_an_engine(tmp_path: Path, engine: bool) -> None:
    with open_desk(tmp_path, engine=engine) as app:
        assert "No SMS leaves this computer" in str(app.desk.sender.ask_gateway("sandbox", try_connection))
        assert str(app.desk.sender.gateways()["sandbox"]) == "Sandbox"


def test_a_carrier_that_cannot_start_is_told(tmp_path: Path) -> None:
    with open_desk(tmp_path, engine=False) as app:
        app.folder.carrier_journal.mkdir()
        with pytest.raises(Unavailable, match="cannot start"):
            app.desk.sender.ask_gateway("sandbox", try_connection)


def test_keys_that_are_entered_again_are_tried_without_the_file_that_cannot_be_opened(tmp_path: Path) -> None:
    vault, key = tmp_path / "keys.vault", tmp_path / "keys.key"
    FileSecrets(vault, key).set("gateway/http/token", "t0ken")
    key.write_bytes(b"k" * 48)
    with open_desk(tmp_path / "desk", engine=False) as app:
        inside = CarrierInside(tmp_path / "carrier.jsonl")
        built = Gateways(app.desk.database, FileSecrets(vault, key), inside, tmp_path)
        typed = {"address": "https://sms.example.com/?to={number}", "password": "s3cret"}
        assert built.build("http", typed)
        with pytest.raises(Unusable):
            built.build("http")


def test_the_desk_keeps_its_id_and_speaks_its_language(tmp_path: Path) -> None:
    ids = []
    try:
        with open_desk(tmp_path, engine=False) as app:
            set_up(app)
            update_profile(app.desk, language="zh_CN")
        for _ in range(2):
            set_language("en")
            with open_desk(tmp_path, engine=False) as app, app.desk.reading() as session:
                ids.append(read_setting(session, DESK_ID))
            assert language() == "zh_CN"
    finally:
        set_language("en")
    assert ids[0] == ids[1]
    assert len(str(ids[0])) == 16


def test_a_trial_alarm_leaves_by_the_account_in_the_settings(tmp_path: Path) -> None:
    """All the way: settings, keyring, operation, outbox, engine, mail server, and the word back (A9)."""
    with post_office(users={"desk": "secret"}) as post, open_desk(tmp_path, engine=True) as app:
        set_up(app)
        heard: queue.Queue[frozenset[str]] = queue.Queue()
        app.desk.listen(heard.put)
        save_mail_settings(
            app.desk,
            host="127.0.0.1",
            port=post.port,
            security=Security.NONE,
            user="desk",
            password="secret",
            sender="desk@bakery.example",
        )
        shop = create_application(app.desk, name="Shop", type=ApplicationType.OTHER)
        contact = add_alarm_contact(
            app.desk,
            application_id=shop.id,
            name="Ann",
            number="",
            email="ann@bakery.example",
            events=[AlarmEvent.REVIEW],
        )
        trial = try_alarm_contact(app.desk, contact_id=contact.id)
        while not post.got or trial.deliveries[0].status is DeliveryStatus.WAITING:
            assert heard.get(timeout=PATIENCE)
            (trial,) = recent_alarms(app.desk, application_id=shop.id)
        assert trial.deliveries[0].status is DeliveryStatus.SENT
        assert post.mail()["Subject"] == "Shop: test alarm"
