"""Templates and where they are used (T1, T2, T4, B11, P2) on a real file."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from smsdesk.domain.errors import Invalid, LimitReached, NotFound
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.templates import Sample, Template
from smsdesk.operations import applications, drafts, tasks, templates
from smsdesk.operations.desk import Desk
from smsdesk.operations.template_usage import template_usage
from tests.operations.conftest import Clock
from tests.operations.shop import furnish
from tests.spent import at_most


def write(desk: Desk, content: str = "您的订单{1}已发货。", **more: Any) -> Template:
    arguments: dict[str, object] = {
        "region": Region.MAINLAND,
        "type": SmsType.REGULAR,
        "name": "Order sent",
        "content": content,
        **more,
    }
    return templates.create_template(desk, **arguments)  # type: ignore[arg-type]


def test_samples_stay_with_the_template(desk: Desk) -> None:
    kept = write(desk, samples=[Sample("Order\nnumber", "1042"), Sample("too", "many")])
    assert kept.samples == (Sample("Order number", "1042"),)
    assert templates.template(desk, template_id=kept.id).samples == kept.samples
    assert write(desk, samples=[Sample()]).samples == ()


def test_a_sample_is_never_a_reason_to_refuse(desk: Desk) -> None:
    made = write(desk, samples=[Sample("x" * 10_000, "\x00\ud800\u202e" + "y" * 10_000)])
    assert len(made.samples[0].name) == 60
    assert made.samples[0].value == "y" * 57


def test_the_list_is_searched_and_filtered(desk: Desk) -> None:
    order = write(desk, name="Order", remarks="for the shop")
    offer = write(desk, "夏季新到{1}，拒收请回复R", name="Offer", type=SmsType.MARKETING)
    abroad = write(desk, "Hi {1}, bye.", name="Abroad", region=Region.GLOBAL)

    def ids(**more: object) -> list[int]:
        found = templates.list_templates(desk, **{"region": Region.MAINLAND, **more})  # type: ignore[arg-type]
        return [one.id for one in found]

    assert ids() == [offer.id, order.id]
    assert ids(region=Region.GLOBAL) == [abroad.id]
    assert ids(type=SmsType.MARKETING) == [offer.id]
    assert ids(search="SHOP") == [order.id]
    assert ids(search="订单") == [order.id]
    assert ids(status=ReviewStatus.REJECTED) == []


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"content": "您好" * 5_000_000}, "content"),
        ({"content": "{1}" * 100_000}, "content"),
        ({"content": "{" * 2_000}, "content"),
        ({"content": "您好\x00"}, "content"),
        ({"content": "您好\ud83d"}, "content"),
        ({"content": "您好\u202e{1}。"}, "content"),
        ({"content": "\u200b\u200d\ufeff"}, "content"),
        ({"name": "x" * 10_000_000}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"remarks": "x" * 10_000_000}, "remarks"),
        # Unordered accents take Unicode's own rules the square of their number.
        ({"name": "\u0301\u0323" * 100_000}, "name"),
        ({"remarks": "\u0301\u0323" * 100_000}, "remarks"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_hostile_input_is_refused_at_once_at_its_field(
    desk: Desk, arguments: dict[str, str], field: str
) -> None:
    with at_most(5):
        with pytest.raises(Invalid) as refusal:
            write(desk, **arguments)
        assert refusal.value.field == field
        assert len(str(refusal.value)) < 200
    assert templates.template_count(desk, region=Region.MAINLAND) == 0


@pytest.mark.parametrize(
    "content",
    ["<b>{1}</b>您好，再见。", "'; DROP TABLE template; --{1}。", '"{1}"您好。', "第一行\r\n第二行{1}。"],
)
def test_markup_quotes_and_lines_are_text(desk: Desk, content: str) -> None:
    kept = templates.template(desk, template_id=write(desk, content).id)
    assert kept.content == content.replace("\r\n", "\n")


def test_two_hundred_a_region_also_when_eight_race_for_the_last_places(desk: Desk) -> None:
    for number in range(195):
        write(desk, f"您的订单{number}已发货。")
    made: list[int] = []
    refused: list[str] = []
    together = threading.Barrier(8)

    def try_two() -> None:
        together.wait()
        for _ in range(2):
            try:
                made.append(write(desk, "您的订单{1}已发货。").id)
            except LimitReached as fault:
                refused.append(str(fault))

    racers = [threading.Thread(target=try_two) for _ in range(8)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()
    assert (len(made), len(refused)) == (5, 11)
    assert "200" in refused[0]
    assert templates.template_count(desk, region=Region.MAINLAND) == 200
    assert write(desk, "Hi {1}, bye.", region=Region.GLOBAL)


def test_a_template_says_who_used_it(desk: Desk, clock: Clock) -> None:
    shop = furnish(desk)
    unused = template_usage(desk, template_id=shop.order.id)
    assert (unused.applications, unused.tasks, unused.last_at) == ((), (), None)
    first = shop.sent(shop.pasted("13800138000\n13800138001"))
    clock.move(hours=1)
    later = shop.sent(shop.pasted("13800138002"), send_at=None)
    kept = drafts.save_draft(desk, recipe=shop.pasted("13800138003"))
    used = template_usage(desk, template_id=shop.notice.id)
    (one,) = used.applications
    assert (one.application_id, one.name, one.deleted) == (
        shop.application.id,
        shop.application.name,
        False,
    )
    assert (one.tasks, one.messages, one.last_at) == (2, 3, clock())
    assert (used.task_count, used.messages, used.last_at) == (2, 3, clock())
    assert [each.task_id for each in used.tasks] == [later.id, first.id]
    assert [each.task_id for each in used.drafts] == [kept.id]
    assert {each.task_id for each in used.under_way} == {first.id, later.id}
    assert [each.task_id for each in template_usage(desk, template_id=shop.notice.id, most=1).tasks] == [
        later.id
    ]
    tasks.stop_task(desk, task_id=first.id)
    assert [each.task_id for each in template_usage(desk, template_id=shop.notice.id).under_way] == [later.id]


def test_a_deleted_template_keeps_its_uses_and_a_confirmed_task_its_text(desk: Desk) -> None:
    shop = furnish(desk)
    task = shop.sent(shop.pasted("13800138000"))
    templates.delete_template(desk, template_id=shop.notice.id)
    with pytest.raises(NotFound):
        templates.template(desk, template_id=shop.notice.id)
    assert template_usage(desk, template_id=shop.notice.id).messages == 1
    assert tasks.task(desk, task_id=task.id).body == shop.notice.content


def test_a_deleted_application_is_named_as_such(desk: Desk) -> None:
    shop = furnish(desk)
    task = shop.sent(shop.pasted("13800138000"))
    tasks.stop_task(desk, task_id=task.id)
    applications.disable_application(desk, application_id=shop.application.id)
    applications.delete_application(
        desk, application_id=shop.application.id, confirm_name=shop.application.name
    )
    assert template_usage(desk, template_id=shop.notice.id).applications[0].deleted
