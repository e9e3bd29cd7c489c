"""The rules of signatures and templates, switched on and off (R2): carriers change theirs by the year."""

from __future__ import annotations

from dataclasses import dataclass

from smsdesk.domain import signature_rules, template_rules
from smsdesk.domain.errors import NotAllowed, NotFound
from smsdesk.domain.text import Text, text
from smsdesk.domain.writing import By, Rule, in_force, off_by_default
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.store.settings import read_setting_of, write_setting

SIGNATURE = "signature"
TEMPLATE = "template"

#: Keys that somebody switched off; those that are off by themselves and somebody switched on stand apart, so
#: that a rule of a later version begins as it is meant to.
_OFF = "rules_off"
_ON = "rules_on"

_RULES: dict[str, tuple[Rule, ...]] = {SIGNATURE: signature_rules.RULES, TEMPLATE: template_rules.RULES}
_BY_KEY = {rule.key: rule for rules in _RULES.values() for rule in rules}
_DEFAULT_OFF = off_by_default(tuple(_BY_KEY.values()))


@dataclass(frozen=True)
class RuleState:
    """One rule and whether it is in force."""

    key: str
    title: Text
    requirement: str
    source: Text
    since: str
    """YYYY, YYYY-MM or YYYY-MM-DD; empty for the desk's own."""
    by: By
    on: bool
    essential: Text | None
    """Why it cannot be switched off, where it cannot."""


@query
def list_rules(desk: Desk, *, subject: str) -> tuple[RuleState, ...]:
    """The rules of ``signature`` or ``template``, in the order in which they are checked."""
    off = rules_off(desk)
    return tuple(_state(rule, off) for rule in _RULES[subject])


@query
def rules_off(desk: Desk) -> frozenset[str]:
    """The keys of the rules that do not count now; for ``check_template`` and ``check_signature``."""
    off = _BY_KEY.keys() & map(str, read_setting_of(desk.session, _OFF, list) or ())
    on = _BY_KEY.keys() & map(str, read_setting_of(desk.session, _ON, list) or ())
    return frozenset((_DEFAULT_OFF - on) | off)


@operation(action="SwitchRule", on="review")
def set_rule(desk: Desk, *, key: str, on: bool) -> RuleState:
    """Switch a rule. What was approved stays so; what waits is looked at with the rules of the day.

    Raises ``NotFound`` for an unknown key, ``NotAllowed`` where the desk itself relies on the rule.
    """
    rule = _BY_KEY.get(key)
    if rule is None:
        raise NotFound(text("There is no rule {key}.", key=key))
    if rule.essential is not None:
        if on:
            return _state(rule, rules_off(desk))
        raise NotAllowed(
            text("“{rule}” cannot be switched off: {reason}", rule=rule.title, reason=rule.essential),
            field=key,
        )
    before = rules_off(desk)
    desk.before(_state(rule, before))
    after = before - {key} if on else before | {key}
    write_setting(desk.session, _OFF, sorted(after - _DEFAULT_OFF))
    write_setting(desk.session, _ON, sorted(_DEFAULT_OFF - after))
    return _state(rule, after)


def _state(rule: Rule, off: frozenset[str]) -> RuleState:
    return RuleState(
        rule.key,
        rule.title,
        rule.requirement,
        rule.source,
        rule.since,
        rule.by,
        in_force(rule, off),
        rule.essential,
    )
