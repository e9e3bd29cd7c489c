"""The rules of a template (T1–T3, R2) as a table, and what a text breaks of them, where, and how one click
mends it.

What a machine can decide is an error; what only hints (word lists) is a warning, for a person to judge;
what no machine can tell is on the reviewer's list.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import Check, Finding
from smsdesk.domain.template_characters import (
    bracket_characters,
    decorative_characters,
    invisible_characters,
    look_alike_characters,
)
from smsdesk.domain.template_texts import (
    UNSUBSCRIBE,
    has_link,
    identity_allows,
    no_blanks_around,
    no_short_links_of_others,
    not_empty,
    not_too_long,
    tells_how_to_unsubscribe,
)
from smsdesk.domain.template_variables import (
    adjacent_variables,
    misspelt_variables,
    no_variables_in_mainland,
    numbered_from_one,
    only_variables,
    variable_inside_link,
    variable_inside_number,
)
from smsdesk.domain.template_words import (
    advertising,
    code_is_called_so,
    code_is_not_marketing,
    private_contacts,
    refused,
)
from smsdesk.domain.templates import VARIABLE
from smsdesk.domain.text import text
from smsdesk.domain.writing import (
    ENGINE_RELIES_ON_IT,
    THE_DESK,
    By,
    Draft,
    Rule,
    Stage,
    checklist,
    in_mainland,
    look,
    off_by_default,
)

__all__ = [
    "DEFAULT_OFF",
    "RULES",
    "UNSUBSCRIBE",
    "apply_fixes",
    "check_template",
    "template_checks",
    "variable_places",
]

#: A text longer than this is only told that it is too long: nobody mends ten million characters by hand.
READ_AT_MOST = 2_000

_STANDARD = text("Template standard, document 39023")
_WORDS_SINCE = "2025-06-17"
_EACH_RECIPIENT = text("It is looked at for each recipient before a task is sent.")


def _is_marketing(draft: Draft) -> bool:
    return draft.sms_type is SmsType.MARKETING


def _is_regular(draft: Draft) -> bool:
    return draft.sms_type is SmsType.REGULAR


def _is_individual(draft: Draft) -> bool:
    return draft.identity is Identity.INDIVIDUAL


def _has_variables(draft: Draft) -> bool:
    return VARIABLE.search(draft.content) is not None


def _mainland_link(draft: Draft) -> bool:
    return draft.region is Region.MAINLAND and has_link(draft)


RULES: tuple[Rule, ...] = (
    Rule(
        "template.empty", text("It has a text"), "T1", _STANDARD, "2025-06", not_empty,
        essential=ENGINE_RELIES_ON_IT,
    ),
    Rule(
        "template.length", text("At most 500 characters"), "T1", text("Length rules, document 18058"),
        "2024-12", not_too_long, essential=ENGINE_RELIES_ON_IT,
    ),
    Rule(
        "template.identity", text("The type and region are open to a person"), "P2", text("Account rules"),
        "2024-12", identity_allows, applies=_is_individual,
        essential=text("What a person may send is decided by the profile."),
    ),
    Rule(
        "template.variable_form", text("Variables are written {1}, {2} in plain braces"), "T1", _STANDARD,
        "2025-06", misspelt_variables, essential=ENGINE_RELIES_ON_IT,
    ),
    Rule(
        "template.variable_order", text("Variables are numbered from 1 without a gap"), "T1", _STANDARD,
        "2025-06", numbered_from_one, essential=ENGINE_RELIES_ON_IT,
    ),
    Rule(
        "template.only_variables", text("There is text besides the variables"), "T1", _STANDARD, "2025-06",
        only_variables, applies=_has_variables,
    ),
    Rule(
        "template.adjacent_variables", text("Text stands between two variables"), "T1", _STANDARD, "2025-06",
        adjacent_variables, applies=_has_variables,
    ),
    Rule(
        "template.variable_in_link", text("No variable inside a link or an e-mail address"), "T1", _STANDARD,
        "2025-06", variable_inside_link, applies=_has_variables,
    ),
    Rule(
        "template.variable_in_number", text("No variable inside a number"), "T1", _STANDARD, "2025-06",
        variable_inside_number, applies=_has_variables,
    ),
    Rule(
        "template.no_variables", text("No variables at all in mainland China"), "T1",
        text("Some accounts only, code UnsupportedTemplateVariable"), "2024-12", no_variables_in_mainland,
        on=False, applies=in_mainland,
    ),
    Rule(
        "template.values_count", text("As many values as variables"), "T1", _STANDARD, "2025-06",
        essential=_EACH_RECIPIENT, stage=Stage.ELSEWHERE,
    ),
    Rule(
        "template.values_link", text("No link in a value"), "T1", _STANDARD, "2025-06",
        essential=_EACH_RECIPIENT, stage=Stage.ELSEWHERE,
    ),
    Rule(
        "template.values_length", text("An individual's values have at most 12 characters"), "P2", _STANDARD,
        "2024-01-25", essential=_EACH_RECIPIENT, stage=Stage.ELSEWHERE,
    ),
    Rule(
        "template.values_total", text("At most 500 characters with its values"), "T1",
        text("Length rules, document 18058"), "2024-12", essential=_EACH_RECIPIENT, stage=Stage.ELSEWHERE,
    ),
    Rule(
        "template.brackets", text("No 【】 in the text: they are the signature's"), "T1", _STANDARD,
        "2025-06", bracket_characters,
    ),
    Rule(
        "template.decorative", text("No decorative characters or emoji"), "T1", _STANDARD, "2025-06",
        decorative_characters, applies=in_mainland,
    ),
    Rule("template.invisible", text("No invisible characters"), "T3", THE_DESK, "", invisible_characters),
    Rule("template.look_alike", text("No look-alike letters"), "T3", THE_DESK, "", look_alike_characters),
    Rule("template.blanks", text("No blanks around the text"), "T3", THE_DESK, "", no_blanks_around),
    Rule(
        "template.code_word", text("A verification code is called 验证码, elsewhere “code”"), "T1", _STANDARD,
        "2025-06", code_is_called_so,
    ),
    Rule(
        "template.values_code", text("A verification code's values are digits only, six at most"), "T1",
        _STANDARD, "2025-06", essential=_EACH_RECIPIENT, stage=Stage.ELSEWHERE,
    ),
    Rule(
        "template.code_marketing", text("A verification code is not marketing"), "T1", _STANDARD, "2025-06",
        code_is_not_marketing, applies=_is_marketing,
    ),
    Rule(
        "template.unsubscribe", text("Marketing says how to unsubscribe"), "T1", text("Document 100568"),
        "2025", tells_how_to_unsubscribe, applies=_is_marketing,
    ),
    Rule(
        "template.advertising", text("No advertising words in a regular text"), "R2", _STANDARD,
        _WORDS_SINCE, advertising, applies=_is_regular,
    ),
    Rule(
        "template.short_link", text("No short links of others"), "T1", _STANDARD, "2025-06",
        no_short_links_of_others,
    ),
    Rule(
        "template.link_filing", text("The link's domain is yours and has an ICP filing"), "R2", _STANDARD,
        "2025-06", by=By.PERSON, applies=_mainland_link,
    ),
    Rule(
        "template.private_contact", text("No private person's telephone, QQ or WeChat"), "R2", _STANDARD,
        _WORDS_SINCE, private_contacts, applies=in_mainland,
    ),
    Rule(
        "template.topic_finance", text("Nothing about shares, loans, cards or investment"), "R2", _STANDARD,
        _WORDS_SINCE, refused("finance"),
    ),
    Rule(
        "template.topic_illegal", text("Nothing forbidden or sensitive: gambling, drugs, politics, fakes"),
        "R2", _STANDARD, _WORDS_SINCE, refused("illegal"),
    ),
    Rule(
        "template.topic_services", text("No agency services, recruitment, tenders or invoices"), "R2",
        _STANDARD, _WORDS_SINCE, refused("services"), applies=in_mainland,
    ),
    Rule(
        "template.topic_leisure", text("No medicine, nightlife, alcohol, dating, live streaming or games"),
        "R2", _STANDARD, _WORDS_SINCE, refused("leisure"), applies=in_mainland,
    ),
    Rule(
        "template.topic_style", text("No coupons, points, questionnaires, groups or app promotion"), "R2",
        _STANDARD, _WORDS_SINCE, refused("style"), applies=in_mainland,
    ),
    Rule(
        "template.topic_charity", text("No crowdfunding, charity or funerals"), "R2", _STANDARD,
        _WORDS_SINCE, refused("charity"), applies=in_mainland,
    ),
    Rule(
        "template.topic_property", text("Real estate and education send codes only"), "R2", _STANDARD,
        _WORDS_SINCE, refused("property"), applies=in_mainland,
    ),
    Rule(
        "template.topic_person", text("It is about none of the topics that carriers refuse"), "R2", _STANDARD,
        _WORDS_SINCE, by=By.PERSON, applies=in_mainland,
    ),
    Rule(
        "template.advertising_person", text("A regular text tells something and does not advertise"), "R2",
        _STANDARD, "2025-06", by=By.PERSON, applies=_is_regular,
    ),
    Rule(
        "template.editing", text("Only what waits or was rejected is edited"), "T4", _STANDARD, "2025-06",
        stage=Stage.ELSEWHERE, essential=text("What was approved may be in use."),
    ),
)  # fmt: skip

#: The rules that nobody has to keep until they are switched on.
DEFAULT_OFF = off_by_default(RULES)


def check_template(
    content: str,
    region: Region,
    sms_type: SmsType,
    identity: Identity = Identity.ORGANIZATION,
    off: Collection[str] = DEFAULT_OFF,
) -> list[Finding]:
    """Every rule the text breaks, by place. No finding of severity ``error`` means it may be submitted.

    ``off``: keys of the rules that are switched off (``operations.rules.rules_off``).
    """
    return look(_read(content), Draft(content, region, sms_type, identity), off)


def template_checks(draft: Draft, off: Collection[str] = DEFAULT_OFF) -> tuple[Check, ...]:
    """The reviewer's list: every rule in force for this text and how it stands (R2)."""
    return checklist(_read(draft.content), draft, off)


def _read(content: str) -> tuple[Rule, ...]:
    """The rules for a text of this length."""
    if len(content) <= READ_AT_MOST:
        return RULES
    return tuple(rule for rule in RULES if rule.key == "template.length")


def apply_fixes(content: str, findings: Sequence[Finding]) -> str:
    """The text with every fix made; of two fixes that overlap the first counts (T3)."""
    parts: list[str] = []
    place = 0
    for finding in sorted(findings, key=lambda finding: (finding.start, finding.end)):
        if finding.fix is None or finding.start < place:
            continue
        parts += (content[place : finding.start], finding.fix)
        place = finding.end
    parts.append(content[place:])
    return "".join(parts)


def variable_places(content: str) -> list[tuple[int, int, int]]:
    """(start, end, number) of every variable, for highlighting (T2)."""
    return [(found.start(), found.end(), int(found[1])) for found in VARIABLE.finditer(content)]
