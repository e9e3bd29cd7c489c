"""With which region a tab begins, and that the choice is kept (look: remembered per tab)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from smsdesk.domain.profile import Identity, Region
from smsdesk.ui.context import REGIONAL, Context
from smsdesk.ui.main_window import MainWindow

Settled = Callable[[], None]


@pytest.mark.parametrize(
    ("country", "identity", "region"),
    [
        ("CN", Identity.ORGANIZATION, Region.MAINLAND),
        ("FR", Identity.ORGANIZATION, Region.GLOBAL),
        ("HK", Identity.ORGANIZATION, Region.GLOBAL),
        ("FR", Identity.INDIVIDUAL, Region.MAINLAND),
        ("", Identity.ORGANIZATION, Region.MAINLAND),
    ],
)
def test_a_tab_begins_where_the_customers_are(
    context: Context, country: str, identity: Identity, region: Region
) -> None:
    context.state.set(replace(context.profile, country=country, identity=identity))
    assert {context.regions.get(tab) for tab in REGIONAL} == {region}


def test_a_choice_is_kept_when_the_country_changes(window: MainWindow, settled: Settled) -> None:
    context, told = window.context, list[str]()
    context.regions.set("bulk", Region.GLOBAL)
    context.regions.set("bulk", Region.MAINLAND)
    assert context.regions.get("templates") is Region.MAINLAND
    context.regions.changed.connect(told.append)
    context.state.set(replace(context.profile, country="SE"))
    settled()
    assert context.regions.get("bulk") is Region.MAINLAND
    assert context.regions.get("templates") is Region.GLOBAL
    assert "templates" in told
    assert "bulk" not in told
