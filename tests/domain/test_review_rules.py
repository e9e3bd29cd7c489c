"""R2: every rule as data, with what breaks it and what keeps it, in both regions where it holds in both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain import signature_rules, template_rules
from smsdesk.domain.profile import Identity, Region, SmsType
from smsdesk.domain.review import CheckState, count_checks
from smsdesk.domain.signature_rules import check_signature, signature_checks
from smsdesk.domain.signatures import Purpose, SignatureType
from smsdesk.domain.template_rules import apply_fixes, check_template, template_checks
from smsdesk.domain.word_lists import groups, word_list
from smsdesk.domain.writing import By, Draft, Papers, Stage
from tests.domain.harmless_texts import CHINESE, ENGLISH
from tests.spent import at_most

MAINLAND, GLOBAL = Region.MAINLAND, Region.GLOBAL
REGULAR, MARKETING = SmsType.REGULAR, SmsType.MARKETING
BOTH = (MAINLAND, GLOBAL)
ALL_RULES = signature_rules.RULES + template_rules.RULES

#: Rule, what breaks it, what keeps it, in which regions, of which type.
TEMPLATES = [
    ("empty", "", "您好", BOTH, REGULAR),
    ("length", "x" * 501, "x" * 500, BOTH, REGULAR),
    ("variable_form", "您好｛1｝", "您好{1}", BOTH, REGULAR),
    ("variable_form", "您好{name}", "您好{1}", BOTH, REGULAR),
    ("variable_order", "您好{1}和{3}", "您好{1}和{2}", BOTH, REGULAR),
    ("only_variables", "{1}，{2}", "{1}您好", BOTH, REGULAR),
    ("adjacent_variables", "您好{1}{2}", "您好{1}和{2}", BOTH, REGULAR),
    ("variable_in_link", "见 www.{1}.com", "{1}见 www.example.com", BOTH, REGULAR),
    ("variable_in_link", "写给{1}@example.com", "{1}写给a@example.com", BOTH, REGULAR),
    ("variable_in_number", "请拨186{1}1234", "请拨{1}", BOTH, REGULAR),
    ("brackets", "【云店】您好", "云店您好", BOTH, REGULAR),
    *[("decorative", f"您好{one}", "您好", (MAINLAND,), REGULAR) for one in "¥★☞✓√※"],
    ("decorative", "您好^_^", "您好(北门):(请进)", (MAINLAND,), REGULAR),
    ("decorative", "Tom & Ann", "Tom and Ann", (MAINLAND,), REGULAR),
    ("decorative", "您好 :)", "(备注:)您好", (MAINLAND,), REGULAR),
    ("invisible", "您\u200b好", "您好", BOTH, REGULAR),
    ("look_alike", "Аpple", "Apple", BOTH, REGULAR),
    ("blanks", " 您好", "您好", BOTH, REGULAR),
    ("code_word", "您的动态密码是{1}", "您的验证码是{1}", (MAINLAND,), REGULAR),
    ("code_word", "Your OTP is {1}", "Your code is {1}", (GLOBAL,), REGULAR),
    ("code_marketing", "验证码{1}，拒收请回复R", "新到{1}，拒收请回复R", (MAINLAND,), MARKETING),
    ("unsubscribe", "夏季新到", "夏季新到，拒收请回复R", BOTH, MARKETING),
    ("unsubscribe", "拒收请回复R，夏季新到", "夏季新到，回T退订", (MAINLAND,), MARKETING),
    ("unsubscribe", "New bread", "New bread. Reply TD 回TD退订", BOTH, MARKETING),
    ("advertising", "全场打折", "全场打扫", BOTH, REGULAR),
    ("advertising", "Flash sale on Monday", "Closed on Monday", BOTH, REGULAR),
    ("short_link", "见bit.ly/abc", "见 example.com/abc", BOTH, REGULAR),
    ("private_contact", "请拨13800138000", "请拨400-800-1234", (MAINLAND,), REGULAR),
    ("private_contact", "加QQ：123456", "用QQ钱包付款", (MAINLAND,), REGULAR),
    ("private_contact", "微信号abc12345", "Pay by WeChat payment", (MAINLAND,), REGULAR),
]  # fmt: skip

#: The standard's topics by group, a word for each, and words that only look so.
TOPICS = {
    "finance": (
        "股票 贷款 催收 信用卡提额 套现 返利 投资理财 放款 保险推广 加盟 网贷 crypto loan",
        "公积金贷款 往返利川 定期货款 周期货架",
    ),
    "illegal": (
        "赌博 彩票 毒品 色情 枪支 刷单 高仿 出售个人信息 代考 法轮 算命 台独 casino lottery counterfeits",
        "以下注意 消毒品 印刷单据 公开奖项 大麻花 特色情怀 水枪支架 出游行程 暑假货车 书包过大 味道教程",
    ),
    "services": (
        "移民 招聘 律师函 代理记账 代办证 公司注册 商标注册 专利申请 工商年检 刻章 代开发票 招标 短信通道",
        "车辆年检 办证大厅 深刻章节 次日结账",
    ),
    "leisure": (
        "医美 整形 夜总会 酒吧 足浴 白酒 成人用品 交友 直播 手游 viagra",
        "完整形状 足浴盆 洁白酒杯 左右手游戏 提交友情 竖直播种",
    ),
    "style": (
        "拉新 获客 到店有礼 优惠券 积分兑换 问卷 五星好评 进群 关注公众号 下载APP 展会 装修 皮草 婚庆",
        "沙拉新品 收获客人 提问卷面 发展会议 店铺装修 草皮草坪",
    ),
    "charity": ("众筹 慈善 募捐 殡葬 crowdfunding", "群众筹备"),
    "property": ("楼盘 售楼 考研辅导 培训班 招生", "药房产品 购买房间"),
}


def broken(content: str, region: Region, sms_type: SmsType = REGULAR, **more: object) -> set[str]:
    return {finding.rule for finding in check_template(content, region, sms_type, **more)}  # type: ignore[arg-type]


@pytest.mark.parametrize(("rule", "wrong", "right", "regions", "sms_type"), TEMPLATES)
def test_a_template_breaks_and_keeps_each_rule(
    rule: str, wrong: str, right: str, regions: tuple[Region, ...], sms_type: SmsType
) -> None:
    for region in Region:
        key = f"template.{rule}"
        assert (key in broken(wrong, region, sms_type)) is (region in regions), region
        if region in regions:
            assert key not in broken(right, region, sms_type), region


@pytest.mark.parametrize("group", TOPICS)
def test_each_topic_is_hinted_at_and_words_that_only_look_so_are_not(group: str) -> None:
    key = f"template.topic_{group}"
    hinted, spared = (words.split() for words in TOPICS[group])
    regions = BOTH if group in ("finance", "illegal") else (MAINLAND,)
    for region in Region:
        for word in hinted:
            found = check_template(f"今天有{word}的事", region, REGULAR)
            assert (key in {one.rule for one in found}) is (region in regions), (word, region)
            assert all(one.severity == "warning" for one in found if one.rule == key)
        for word in spared:
            assert key not in broken(f"今天有{word}的事", region), (word, region)


@pytest.mark.parametrize("content", CHINESE + ENGLISH)
def test_what_honest_shops_write_is_left_alone(content: str) -> None:
    assert check_template(content, MAINLAND, REGULAR) == []


@pytest.mark.parametrize("content", ENGLISH)
def test_and_abroad_too(content: str) -> None:
    assert check_template(content, GLOBAL, REGULAR) == []


def test_there_are_a_hundred_of_them() -> None:
    assert len(set(CHINESE + ENGLISH)) >= 100


@pytest.mark.parametrize(
    ("rule", "wrong", "right", "regions"),
    [
        ("length", "云", "云店", BOTH),
        ("length", "一二三四五六七八九十甲乙丙", "一二三四五六七八九十甲乙", (MAINLAND,)),
        ("length", "x" * 16, "x" * 15, (GLOBAL,)),
        ("brackets", "【云店】", "云店", BOTH),
        ("brackets", "[Acme]", "Acme", BOTH),
        ("characters", "云 店", "云店", (MAINLAND,)),
        ("characters", "云店!", "云店2", (MAINLAND,)),
        ("characters", "Acme\nInc", "Acme Inc", (GLOBAL,)),
        ("only_digits", "123456", "7天酒店", BOTH),
        *[("neutral", one, f"{one}云", BOTH) for one in ("测试", "aabb", "验证码", "通知", "会议通知")],
        ("blanks", " Acme", "Acme", (GLOBAL,)),
        ("invisible", "云\u200b店", "云店", BOTH),
        *[("forbidden", f"{one}店", "河畔面包", BOTH) for one in ("色情", "赌博", "毒品", "佛教", "台独")],
        *[("person", one, f"{one}蛋糕店", BOTH) for one in ("张三", "王先生", "李芳老师")],
        ("person", "王经理", "康师傅", BOTH),
    ],
)
def test_a_signature_breaks_and_keeps_each_rule(
    rule: str, wrong: str, right: str, regions: tuple[Region, ...]
) -> None:
    for region in regions:
        key = f"signature.{rule}"
        assert key in {finding.rule for finding in check_signature(wrong, region)}, region
        assert key not in {finding.rule for finding in check_signature(right, region)}, region


@pytest.mark.parametrize(
    ("rule", "wrong", "right"),
    [
        (
            "certificate_type",
            Papers(SignatureType.COMPANY, certificate_type="trademark_certificate"),
            Papers(SignatureType.COMPANY, certificate_type="business_licence"),
        ),
        (
            "letter",
            Papers(purpose=Purpose.FOR_OTHERS),
            Papers(purpose=Purpose.FOR_OTHERS, authorization_image=True),
        ),
        ("remarks", Papers(SignatureType.APP), Papers(SignatureType.APP, remarks="App Store: 河畔")),
        ("once", Papers(taken=True), Papers()),
    ],
)
def test_what_is_handed_in_with_a_signature(rule: str, wrong: Papers, right: Papers) -> None:
    for papers, state in ((wrong, CheckState.FAILED), (right, CheckState.PASSED)):
        checks = signature_checks(Draft("河畔面包", MAINLAND, papers=papers))
        assert next(one.state for one in checks if one.rule == f"signature.{rule}") is state


@pytest.mark.parametrize("region", Region)
@pytest.mark.parametrize("type", SignatureType)
def test_an_individual_s_signature(type: SignatureType, region: Region) -> None:
    papers = Papers(type, remarks="x")
    checks = signature_checks(Draft("河畔面包", region, identity=Identity.INDIVIDUAL, papers=papers))
    state = next(one.state for one in checks if one.rule == "signature.identity")
    open_to_a_person = type in signature_rules.allowed_types(Identity.INDIVIDUAL) and region is MAINLAND
    assert (state is CheckState.PASSED) is open_to_a_person


def test_the_rules_are_data_one_can_read() -> None:
    assert len({rule.key for rule in ALL_RULES}) == len(ALL_RULES)
    for rule in ALL_RULES:
        assert str(rule.title), rule.key
        assert str(rule.source), rule.key
        assert rule.requirement, rule.key
        assert rule.by is By.PERSON or rule.check is not None or rule.stage is Stage.ELSEWHERE, rule.key
        assert rule.by is By.MACHINE or rule.check is None, rule.key
        assert rule.key.partition(".")[0] in ("signature", "template")


def test_every_rule_of_the_text_has_a_case_here() -> None:
    """A rule without an example that breaks it is not known to work."""
    by_text = {rule.key for rule in template_rules.RULES if rule.check is not None}
    tried = {f"template.{case[0]}" for case in TEMPLATES} | {f"template.topic_{group}" for group in TOPICS}
    assert by_text - tried == {"template.identity", "template.no_variables"}  # tried below and elsewhere


def test_a_rule_switched_off_is_silent_unless_the_desk_relies_on_it() -> None:
    assert "template.decorative" not in broken("您好★", MAINLAND, off={"template.decorative"})
    assert "template.variable_form" in broken("您好{x}", MAINLAND, off={"template.variable_form"})
    listed = {one.rule for one in template_checks(Draft("您好", MAINLAND), {"template.decorative"})}
    assert "template.decorative" not in listed
    assert "template.brackets" in listed


def test_the_rule_that_few_accounts_have_is_off_until_it_is_switched_on() -> None:
    assert "template.no_variables" not in broken("您好{1}", MAINLAND)
    assert "template.no_variables" in broken("您好{1}", MAINLAND, off=set())
    assert "template.no_variables" not in broken("您好{1}", GLOBAL, off=set())


def test_the_checklist_says_how_each_rule_stands() -> None:
    checks = {one.rule: one for one in template_checks(Draft("贷款★ www.example.com", MAINLAND))}
    assert checks["template.decorative"].state is CheckState.FAILED
    assert checks["template.topic_finance"].state is CheckState.WARNED
    assert checks["template.brackets"].state is CheckState.PASSED
    assert checks["template.link_filing"].state is CheckState.PERSON
    assert "template.unsubscribe" not in checks, "not about a regular text"
    assert "template.values_link" not in checks, "looked at for each recipient"
    counts = count_checks(tuple(checks.values()))
    assert (counts.failed, counts.warned, counts.clean) == (1, 1, False)
    assert sum((counts.passed, counts.failed, counts.warned, counts.person)) == len(checks)


@pytest.mark.parametrize("content", ["好" * 10_000_000, "{1" * 5_000_000, " " * 10_000_000])
def test_ten_megabytes_are_told_to_be_too_long_at_once(content: str) -> None:
    with at_most(1):
        assert [one.rule for one in check_template(content, MAINLAND, MARKETING)] == ["template.length"]
        assert [one.rule for one in check_signature(content, GLOBAL)] == ["signature.length"]


@pytest.mark.parametrize(
    "piece",
    [
        "{1}",
        "{1}x",
        "{",
        "}",
        "${",
        "a",
        "a.",
        "@",
        "{1}@",
        "12{1}34",
        ":(",
        "\u200b.",
        "А",
        "微信",
        "回复",
        "dot ",
    ],
)
def test_no_pattern_takes_long_whatever_is_pasted(piece: str) -> None:
    content = (piece * 2_000)[:2_000]
    with at_most(5):
        for region in Region:
            check_template(content, region, MARKETING)


def test_every_word_of_the_lists_is_found_and_every_phrase_spared() -> None:
    for group in groups():
        listed = word_list(group)
        for word in listed.words:
            assert list(listed.find(f"。{word.removesuffix('*')}。")), (group, word)
    assert [hit[0] for hit in word_list("finance").find("LOANS and loaning, Crypto")] == ["LOANS", "Crypto"]


wild = st.text(
    st.one_of(st.sampled_from("{}｛｝0123 a.c@/【】★\u200b’Аx您好贷款:)("), st.characters()), max_size=80
)


@given(wild, st.sampled_from(Region), st.sampled_from(SmsType), st.sampled_from(Identity))
def test_no_text_breaks_a_check_and_every_place_lies_within(
    content: str, region: Region, sms_type: SmsType, identity: Identity
) -> None:
    found = check_template(content, region, sms_type, identity, off=frozenset())
    found += check_signature(content, region, off=frozenset())
    for finding in found:
        assert 0 <= finding.start <= finding.end <= len(content)
        assert str(finding.message)
    draft = Draft(content, region, sms_type, identity)
    assert template_checks(draft)
    assert signature_checks(draft)


@given(wild, st.sampled_from(Region), st.sampled_from(SmsType))
def test_the_fixes_of_a_rule_mend_it(content: str, region: Region, sms_type: SmsType) -> None:
    for rule in {one.rule for one in check_template(content, region, sms_type) if one.fix is not None}:
        mended = content
        for _ in range(6):
            found = [one for one in check_template(mended, region, sms_type) if one.rule == rule]
            if all(one.fix is None for one in found):
                break
            mended = apply_fixes(mended, found)
        else:
            pytest.fail(f"{rule} is never mended in {content!r}")
