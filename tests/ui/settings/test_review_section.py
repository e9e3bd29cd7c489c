"""Settings → Review: automatic approval and the rules' switches (R2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel

from smsdesk.app import App
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.signature_rules import RULES as SIGNATURE_RULES
from smsdesk.domain.template_rules import RULES as TEMPLATE_RULES
from smsdesk.operations.profile import profile
from smsdesk.operations.rules import rules_off, set_rule
from smsdesk.operations.templates import create_template
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.settings.dialog import SettingsDialog
from smsdesk.ui.settings.review_section import RuleGroup

Settled = Callable[[], None]
Open = Callable[[], SettingsDialog]


@pytest.fixture
def review(window: MainWindow, settled: Settled) -> Open:
    """The settings, open at the section."""

    def opened() -> SettingsDialog:
        dialog = SettingsDialog(window.context, "review")
        dialog.open()
        settled()
        return dialog

    return opened


def boxes(dialog: SettingsDialog) -> dict[str, QCheckBox]:
    return {key: box for group in dialog.findChildren(RuleGroup) for key, box in group.boxes.items()}


def test_every_rule_is_there_and_those_the_desk_relies_on_have_no_switch(
    opened: App, review: Open, settled: Settled
) -> None:
    set_rule(opened.desk, key="template.advertising", on=False)
    dialog = review()
    every = SIGNATURE_RULES + TEMPLATE_RULES
    assert set(boxes(dialog)) == {rule.key for rule in every if rule.essential is None}
    said = {each.text() for each in dialog.findChildren(QLabel)}
    assert {str(rule.title) for rule in every} <= said
    assert any("document 39023, 2025-06-17" in each for each in said)
    assert "37 rules, 2 off" in said
    assert not boxes(dialog)["template.advertising"].isChecked()
    assert dialog.changes() == {}
    dialog.reject()
    settled()


def test_the_rules_are_folded_until_they_are_wanted(review: Open, settled: Settled) -> None:
    dialog = review()
    box = boxes(dialog)["template.decorative"]
    assert not box.isVisible()
    group = dialog.findChildren(RuleGroup)[1]
    group.fold.click()
    assert box.isVisible()
    group.fold.click()
    assert not box.isVisible()
    dialog.reject()
    settled()


def test_switches_are_saved_with_the_rest_and_hold_at_once(
    opened: App, review: Open, settled: Settled
) -> None:
    dialog = review()
    dialog.form.fields["automatic_review"].control.click()  # type: ignore[attr-defined]
    boxes(dialog)["template.decorative"].click()
    boxes(dialog)["template.no_variables"].click()
    assert set(dialog.changes()) == {"automatic_review", "rules_off"}
    dialog.save.click()
    settled()
    assert not dialog.isVisible()
    assert rules_off(opened.desk) == {"template.decorative"}
    found = profile(opened.desk)
    assert found is not None
    assert not found.automatic_review
    made = create_template(
        opened.desk, region=Region.MAINLAND, type=SmsType.REGULAR, name="Star", content="您好★"
    )
    assert made.content == "您好★"


def test_cancel_leaves_the_rules_alone(opened: App, review: Open, settled: Settled) -> None:
    before = rules_off(opened.desk)
    dialog = review()
    boxes(dialog)["template.decorative"].click()
    dialog.reject()
    settled()
    assert rules_off(opened.desk) == before
