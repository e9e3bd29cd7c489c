"""Who gets a task that is sent to groups (B3, C3), and a group as a spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from smsdesk.domain.checking import Reason
from smsdesk.domain.customer_filters import Comparison, CustomerFilter, FieldCondition
from smsdesk.domain.errors import Cancelled, DeskError, NotFound, Unusable
from smsdesk.domain.profile import SmsType
from smsdesk.domain.recipients import GroupSource, Recipe
from smsdesk.operations import bulk, customer_fields, drafts, groups
from smsdesk.operations.customers import NewCustomer, put_customers
from smsdesk.operations.desk import Desk, Progress
from smsdesk.operations.group_export import export_group
from smsdesk.operations.recipient_groups import recipients_count
from smsdesk.operations.tasks import recipe_of
from smsdesk.sheets.reading import read
from smsdesk.store.tables import CustomerRow, MembershipRow, MessageRow
from tests.operations.conftest import Clock
from tests.operations.shop import Shop, furnish


@pytest.fixture
def shop(desk: Desk) -> Shop:
    return furnish(desk)


@pytest.fixture
def level(desk: Desk) -> int:
    """The id of a column."""
    return customer_fields.put_field(desk, name="Level").id


def put(desk: Desk, *levels: str, field_id: int, group_id: int | None = None, first: int = 0) -> None:
    people = [
        NewCustomer(f"+86138001380{at:02}", "CN", f"Name {at}", "note", {field_id: level})
        for at, level in enumerate(levels, first)
    ]
    with desk.writing("customer"):
        put_customers(desk, people, sms_type=SmsType.REGULAR, group_id=group_id)


def static(desk: Desk, name: str = "VIP") -> int:
    return groups.create_group(desk, name=name, sms_type=SmsType.REGULAR).id


def smart(desk: Desk, field_id: int, value: str = "Gold", name: str = "Smart") -> int:
    asked = CustomerFilter(fields=(FieldCondition(field_id, Comparison.IS, value),))
    return groups.create_group(desk, name=name, sms_type=SmsType.REGULAR, filter=asked).id


def count(desk: Desk, *group_ids: int, but: tuple[int, ...] = ()) -> int:
    source = GroupSource(group_ids, excluded_ids=but)
    return recipients_count(desk, source=source, progress=Progress())


GROUPS = ("one", "two", "three")
IN = st.lists(st.tuples(*[st.booleans()] * 3, st.booleans()), max_size=8)
CHOICE = st.sets(st.integers(0, 3), max_size=3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=IN, chosen=CHOICE, excluded=CHOICE)
def test_whoever_is_in_a_chosen_group_and_in_no_excluded_one_gets_it_once(
    desk: Desk,
    people: list[tuple[bool, bool, bool, bool]],
    chosen: set[int],
    excluded: set[int],
) -> None:
    level = customer_fields.put_field(desk, name="Level").id
    there = {one.name: one.id for one in groups.list_groups(desk)}
    ids = [there.get(name) or static(desk, name) for name in GROUPS]
    ids.append(there.get("Smart") or smart(desk, level))
    with desk.writing("customer") as session:
        session.execute(delete(CustomerRow))
        session.execute(delete(MembershipRow))
    for at, inside in enumerate(people):
        put(desk, "Gold" if inside[3] else "", field_id=level, first=at)
        with desk.reading() as session:
            newest = session.scalars(select(CustomerRow.id).order_by(CustomerRow.id.desc())).first()
        assert newest is not None
        for place in range(3):
            if inside[place]:
                groups.add_to_group(desk, group_id=ids[place], customer_ids=[newest])
    wanted = sum(
        any(inside[one] for one in chosen) and not any(inside[one] for one in excluded) for inside in people
    )
    assert count(desk, *(ids[one] for one in chosen), but=tuple(ids[one] for one in excluded)) == wanted


def test_own_columns_fill_variables_and_the_excluded_get_nothing(shop: Shop, desk: Desk, level: int) -> None:
    vip, out = static(desk), static(desk, "Out")
    put(desk, "Gold", "Silver", "Gold", field_id=level, group_id=vip)
    put(desk, "Gold", field_id=level, group_id=out, first=2)
    source = GroupSource((vip,), {1: "name", 2: f"field:{level}"}, excluded_ids=(out,))
    prepared = shop.prepared(shop.recipe(source, shop.order))
    assert [one.content for one in prepared.messages()] == [
        "【河畔面包】您好Name 0，您的订单Gold已发货。",
        "【河畔面包】您好Name 1，您的订单Silver已发货。",
    ]
    assert prepared.source == "VIP, but not Out"
    task = bulk.send(desk, preparation=prepared, consent=True)
    assert recipe_of(desk, task_id=task.id).source == source


def test_a_smart_group_is_evaluated_when_it_is_used(shop: Shop, desk: Desk, level: int) -> None:
    gold = smart(desk, level)
    put(desk, "Gold", "Silver", field_id=level)
    recipe = shop.recipe(GroupSource((gold,)), shop.notice)
    draft = drafts.save_draft(desk, recipe=recipe)
    assert shop.prepared(recipe).ready == 1
    put(desk, "GOLD", field_id=level, first=5)
    kept: Recipe = recipe_of(desk, task_id=draft.id)
    assert shop.prepared(kept).ready == 2


@pytest.mark.parametrize("as_excluded", [True, False])
@pytest.mark.parametrize("what", ["group", "column"])
def test_what_was_deleted_since_stops_the_task_with_words(
    shop: Shop, desk: Desk, level: int, what: str, as_excluded: bool
) -> None:
    vip, other = static(desk), static(desk, "Other")
    put(desk, "Gold", "Silver", field_id=level, group_id=vip)
    gone = other if what == "group" else smart(desk, level)
    source = GroupSource((vip,), excluded_ids=(gone,)) if as_excluded else GroupSource((vip, gone))
    recipe = shop.recipe(source, shop.notice)
    draft = drafts.save_draft(desk, recipe=recipe)
    fault: type[DeskError] = NotFound
    if what == "group":
        groups.delete_group(desk, group_id=other)
        static(desk, "Another")
    else:
        fault = Unusable
        customer_fields.delete_field(desk, field_id=level)
    for attempt in (
        lambda: shop.prepared(recipe),
        lambda: count(desk, *source.group_ids, but=source.excluded_ids),
    ):
        with pytest.raises(fault, match="deleted"):
            attempt()
    assert drafts.save_draft(desk, recipe=recipe, draft_id=draft.id).source.startswith("VIP")


def test_a_variable_whose_column_was_deleted_is_told_for_every_row(
    shop: Shop, desk: Desk, level: int
) -> None:
    vip = static(desk)
    put(desk, "Gold", field_id=level, group_id=vip)
    recipe = shop.recipe(GroupSource((vip,), {1: "name", 2: f"field:{level}"}), shop.order)
    customer_fields.delete_field(desk, field_id=level)
    prepared = shop.prepared(recipe)
    assert (prepared.ready, prepared.rows) == (0, 1)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_group_is_written_with_its_own_columns_and_no_formulas(
    shop: Shop, desk: Desk, clock: Clock, level: int, tmp_path: Path, ending: str
) -> None:
    gold = smart(desk, level, "=1+1")
    put(desk, "=1+1", "Silver", field_id=level)
    task = shop.sent(shop.pasted("13800138000"))
    with desk.writing("task") as session:
        session.execute(update(MessageRow).where(MessageRow.task_id == task.id).values(requested_at=clock.at))
    seen: list[tuple[int, int]] = []
    path = tmp_path / f"gold.{ending}"
    written = export_group(
        desk, group_id=gold, path=path, progress=Progress(lambda done, total: seen.append((done, total)))
    )
    assert (written, seen[-1]) == (1, (1, 1))
    with read(path) as reading:
        rows = [cells for _, cells in reading.rows()]
    assert rows[0] == ("Number", "Name", "Note", "Level", "Country", "Last message")
    number, name, note, said, country, last = rows[1]
    assert (number, name, note, country) == ("+8613800138000", "Name 0", "note", "China")
    assert said.lstrip("'") == "=1+1"
    assert last.startswith("2026-03-02")
    if ending == "csv":
        assert ",=1+1" not in path.read_text(encoding="utf-8-sig")


def test_an_export_that_is_stopped_leaves_no_file(desk: Desk, level: int, tmp_path: Path) -> None:
    vip = static(desk)
    put(desk, "Gold", field_id=level, group_id=vip)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        export_group(desk, group_id=vip, path=tmp_path / "vip.csv", progress=progress)
    assert list(tmp_path.glob("vip*")) == []


def test_an_empty_part_of_a_customer_has_a_stand_in(shop: Shop, desk: Desk) -> None:
    group = groups.create_group(desk, name="VIP", sms_type=SmsType.REGULAR)
    with desk.writing("customer"):
        people = [
            NewCustomer(f"+861380013800{place}", "CN", name, "")
            for place, name in enumerate(["Ann", "", " "])
        ]
        put_customers(desk, people, sms_type=SmsType.REGULAR, group_id=group.id)
    source = GroupSource((group.id,), fields={1: "name"}, values={1: "guest", 2: "1042"})
    recipe = shop.recipe(source, shop.order)
    assert [message.content for message in shop.prepared(recipe).messages()] == [
        "【河畔面包】您好Ann，您的订单1042已发货。",
        "【河畔面包】您好guest，您的订单1042已发货。",
        "【河畔面包】您好guest，您的订单1042已发货。",
    ]
    assert Recipe.from_json(recipe.to_json()) == recipe
    # Where the whole column is gone, what stood in for a few must not go to all.
    gone = replace(recipe, source=replace(source, fields={1: "field:99"}))
    assert {one.reason for one in shop.prepared(gone).rejected()} == {Reason.MISSING_VARIABLE}
    assert shop.prepared(gone).ready == 0
