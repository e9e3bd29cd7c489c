"""T1–T3: the rules of a template, each at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.template_rules import RULES, UNSUBSCRIBE, apply_fixes, check_template, variable_places

MAINLAND, GLOBAL = Region.MAINLAND, Region.GLOBAL
REGULAR, MARKETING = SmsType.REGULAR, SmsType.MARKETING


def found(
    content: str,
    region: Region = MAINLAND,
    sms_type: SmsType = REGULAR,
    identity: Identity = Identity.ORGANIZATION,
) -> list[tuple[str, str, str, str | None]]:
    """(rule, severity, text at its place, fix) of each finding."""
    return [
        (
            finding.rule.removeprefix("template."),
            finding.severity,
            content[finding.start : finding.end],
            finding.fix,
        )
        for finding in check_template(content, region, sms_type, identity)
    ]


def errors(content: str, region: Region = MAINLAND, sms_type: SmsType = REGULAR) -> list[str]:
    return [rule for rule, severity, _, _ in found(content, region, sms_type) if severity == "error"]


@pytest.mark.parametrize(
    ("content", "region", "sms_type"),
    [
        ("尊敬的{1}，您的订单{2}已到，请于{3}前来取。", MAINLAND, REGULAR),
        ("{1}您好，合计{2}元。", MAINLAND, REGULAR),
        ("您好", MAINLAND, REGULAR),
        ("x" * 500, MAINLAND, REGULAR),
        ("详见 https://example.com/a ，谢谢{1}", MAINLAND, REGULAR),
        ("您有{1}条新消息。{2}", MAINLAND, REGULAR),
        ("第一行\n第二行{1}", MAINLAND, REGULAR),
        ("夏季新到{1}，拒收请回复R", MAINLAND, MARKETING),
        ("夏季新到{1} 回T退订", MAINLAND, MARKETING),
        ("夏季新到{1}，退订回TD。", MAINLAND, MARKETING),
        ("New dress {1}. Reply STOP to opt out", GLOBAL, MARKETING),
        ("Neu: {1}. Abmelden: Antwort Unsubscribe", GLOBAL, MARKETING),
        ("Hi {1} & welcome, ¥5 ★", GLOBAL, REGULAR),
        ("می\u200cخواهم {1}", GLOBAL, REGULAR),
    ],
)
def test_right_templates(content: str, region: Region, sms_type: SmsType) -> None:
    assert errors(content, region, sms_type) == []


@pytest.mark.parametrize(
    ("content", "rule", "place", "fix"),
    [
        ("", "empty", "", None),
        (" \n", "empty", "", None),
        ("x" * 502, "length", "xx", None),
        ("{1}", "only_variables", "", None),
        ("{1}，{2}。", "only_variables", "", None),
        ("您好{1}{2}", "adjacent_variables", "{1}{2}", None),
        ("您好{1} {2}", "adjacent_variables", "{1} {2}", None),
        ("您好{2}", "variable_order", "{2}", None),
        ("您好{1}和{3}", "variable_order", "{3}", None),
        ("您好{0}", "variable_form", "{0}", None),
        ("您好{}", "variable_form", "{}", None),
        ("您好{name}", "variable_form", "{name}", "{1}"),
        ("您好{1}和{name}", "variable_form", "{name}", "{2}"),
        ("您好{ 1 }", "variable_form", "{ 1 }", "{1}"),
        ("您好{01}", "variable_form", "{01}", "{1}"),
        ("您好｛１｝", "variable_form", "｛１｝", "{1}"),
        ("您好{１}", "variable_form", "{１}", "{1}"),
        ("您好${1}", "variable_form", "${1}", "{1}"),
        ("您好{1", "variable_form", "{", None),
        ("您好1}", "variable_form", "}", None),
        ("见 www.{1}.com", "variable_in_link", "www.{1}.com", None),
        ("见https://a.cn/{1}谢谢", "variable_in_link", "https://a.cn/{1}", None),
        ("见{1}.com", "variable_in_link", "{1}.com", None),
        ("写给{1}@qq.com", "variable_in_link", "{1}@qq.com", None),
        ("请拨186{1}1234", "variable_in_number", "186{1}1234", None),
        ("【云店】您好", "brackets", "【云店】", ""),
        ("您好【云店】", "brackets", "【", None),
        ("您好★", "decorative", "★", ""),
        ("您好☞看", "decorative", "☞", ""),
        ("您好✓√※", "decorative", "✓", ""),
        ("您好^_^", "decorative", "^_^", ""),
        ("您好😀", "decorative", "😀", ""),
        ("您好❤️", "decorative", "❤️", ""),
        ("5¥", "decorative", "¥", None),
        ("a&b", "decorative", "&", None),
        ("您\u200b好", "invisible", "\u200b", ""),
        ("您\ufeff好", "invisible", "\ufeff", ""),
        ("您\x00好", "invisible", "\x00", ""),
        ("您\u2028好", "invisible", "\u2028", "\n"),
        ("您好Аpple", "look_alike", "Аpple", "Apple"),
    ],
)
def test_broken_rules(content: str, rule: str, place: str, fix: str | None) -> None:
    assert (rule, "error", place, fix) in found(content)


@pytest.mark.parametrize(
    ("content", "region", "sms_type", "fixed"),
    [
        ("新到", MAINLAND, MARKETING, "新到" + UNSUBSCRIBE[MAINLAND]),
        ("拒收请回复R，新到", MAINLAND, MARKETING, "拒收请回复R，新到" + UNSUBSCRIBE[MAINLAND]),
        ("New", GLOBAL, MARKETING, "New" + UNSUBSCRIBE[GLOBAL]),
        ("您\u200b好\u00a0｛１｝★", MAINLAND, REGULAR, "您好 {1}"),
        ("您好{name}，{date}，{name}", MAINLAND, REGULAR, "您好{1}，{2}，{1}"),
        ("  您好 ", MAINLAND, REGULAR, "您好"),
        ("It’s “here” – {1}…", GLOBAL, REGULAR, 'It\'s "here" - {1}...'),
        ("ＡＢＣ１２３", MAINLAND, REGULAR, "ABC123"),
    ],
)
def test_one_click_mends(content: str, region: Region, sms_type: SmsType, fixed: str) -> None:
    findings = check_template(content, region, sms_type)
    assert apply_fixes(content, findings) == fixed
    assert check_template(fixed, region, sms_type) == []


def test_typography_is_told_only_where_it_alone_forces_ucs_2() -> None:
    assert any(rule == "look_alike" for rule, *_ in found("It’s here", GLOBAL))
    assert found("这是“好”的", GLOBAL) == []
    assert found("It’s 好", GLOBAL) == []


@pytest.mark.parametrize(
    ("region", "sms_type", "told"),
    [(MAINLAND, REGULAR, 0), (MAINLAND, MARKETING, 1), (GLOBAL, REGULAR, 1), (GLOBAL, MARKETING, 2)],
)
def test_an_individual_has_fewer_rights(region: Region, sms_type: SmsType, told: int) -> None:
    content = "新到，拒收请回复R"
    rules = [rule for rule, *_ in found(content, region, sms_type, Identity.INDIVIDUAL)]
    assert rules.count("identity") == told


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("贷款已批准", "topic_finance"),
        ("免费领优惠券", "advertising"),
        ("Flash sale today", "advertising"),
        ("请加微信：abc12345", "private_contact"),
        ("请拨13800138000", "private_contact"),
        ("见bit.ly/abc", "short_link"),
    ],
)
def test_words_only_warn(content: str, rule: str) -> None:
    told = found(content)
    assert rule in [told_rule for told_rule, *_ in told]
    assert {severity for _, severity, _, _ in told} == {"warning"}


def test_every_rule_has_a_key_of_its_own_and_a_source() -> None:
    assert len({rule.key for rule in RULES}) == len(RULES)
    assert all(rule.source and rule.requirement for rule in RULES)


def test_variable_places() -> None:
    assert variable_places("a{1}b{12}{x}") == [(1, 4, 1), (5, 9, 12)]


content = st.text(
    st.one_of(st.sampled_from("{}｛｝0123 a.c@/【】★\u200b’Аx您好"), st.characters()), max_size=60
)


@given(content, st.sampled_from(Region), st.sampled_from(SmsType), st.sampled_from(Identity))
def test_findings_lie_in_the_text(
    content: str, region: Region, sms_type: SmsType, identity: Identity
) -> None:
    for finding in check_template(content, region, sms_type, identity):
        assert 0 <= finding.start <= finding.end <= len(content)
        assert finding.rule
        assert str(finding.message)
    assert measure(content, region).characters >= 0


@given(content, st.sampled_from(Region))
def test_fixing_again_and_again_ends(content: str, region: Region) -> None:
    for _ in range(8):
        fixed = apply_fixes(content, check_template(content, region, REGULAR))
        if fixed == content:
            break
        content = fixed
    else:
        pytest.fail("the fixes never come to an end")
    assert all(finding.fix is None for finding in check_template(content, region, REGULAR))
