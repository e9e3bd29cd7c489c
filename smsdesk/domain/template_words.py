"""Word lists of the review standard (R2): they hint, a person judges. And how a text says "unsubscribe"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.review import Finding
from smsdesk.domain.text import Text, text
from smsdesk.domain.writing import Draft

_UNSUBSCRIBE_MAINLAND = re.compile(
    r"(?:拒收请?回复?\s*(?:R|T|N|TD|QX|0000)"
    r"|退订请?回复?\s*(?:R|T|N|TD|QX|0000)"
    r"|回复?\s*(?:R|T|N|TD|QX|0000)\s*(?:即可)?(?:退订|拒收))\s*[。.!！)）]?\s*$",
    re.IGNORECASE,
)
_UNSUBSCRIBE_GLOBAL = re.compile(
    r"\bstop\b|unsub|opt[\s-]?out|退订|退訂|拒收|désinscri|désabonn|se désinscrire|abmeld|abbestell|\bbaja\b"
    r"|cancelar|\bparar\b|\bsair\b|disiscri|annulla iscrizione|afmeld|avregistr|avmeld|afmeld|отпис|odhl[áa]s"
    r"|wypisz|rezygn|配信停止|配信解除|수신거부|수신 거부|ยกเลิก|hủy|berhenti|batal|iptal|إلغاء|ביטול",
    re.IGNORECASE,
)


def says_unsubscribe(content: str, region: Region) -> bool:
    """Whether the text says how to unsubscribe, at its end for mainland, anywhere for global."""
    pattern = _UNSUBSCRIBE_MAINLAND if region is Region.MAINLAND else _UNSUBSCRIBE_GLOBAL
    return pattern.search(content) is not None


#: Topics carriers refuse (standard of 2025-06-17), each with the words that point to it.
_TOPICS: tuple[tuple[Text, str], ...] = (
    (
        text("finance"),
        r"股票|荐股|炒股|贷款|放款|借款|网贷|小额贷|信用卡|提额|套现|返利|理财|投资|加盟|招商|催收|逾期|保险推广"
        r"|\bloans?\b|\bstock tips?\b|\bforex\b|\bcrypto\b|\bdebt collect",
    ),
    (
        text("gambling"),
        r"赌博|博彩|彩票|六合彩|下注|开奖|\bcasino\b|\bgambl|\bbetting\b|\blottery\b|\bjackpot\b",
    ),
    (
        text("illegal goods or services"),
        r"毒品|枪支|刷单|假货|高仿|办证|代考|作弊|色情|裸聊|约炮|\bporn|\bescorts?\b",
    ),
    (text("religion and superstition"), r"算命|占卜|风水|法轮|\bfortune[- ]tell"),
    (
        text("agency services"),
        r"移民|招聘|兼职|代办|代理记账|公司注册|商标注册|专利申请|代开发票|开发票|年检|刻章|招标|短信通道|短信群发",
    ),
    (
        text("medicine and leisure"),
        r"整形|整容|丰胸|增高|壮阳|会所|夜总会|酒吧|足浴|按摩|成人用品|交友|直播|\bviagra\b",
    ),
    (text("politics"), r"游行|示威|习近平|台独|藏独|疆独"),
)
_ADVERTISING = re.compile(
    r"优惠|促销|打折|折扣|特价|秒杀|抽奖|中奖|红包|大促|满减|钜惠|免费领|限时|抢购|新品上市|领券|优惠券|积分兑换|邀请好友|扫码进群"
    r"|\bdiscounts?\b|\bcoupons?\b|\bspecial offer|\bflash sale|\b\d{1,2}% off\b|\bbuy now\b|\bfree gift",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?:QQ|微信|weixin|wechat|vx|加v)\s*(?:号|群)?\s*[:：]?\s*[a-z0-9_-]{5,20}",
    re.IGNORECASE,
)
_TOPIC_PATTERNS = tuple((topic, re.compile(words, re.IGNORECASE)) for topic, words in _TOPICS)


def refused_topics(draft: Draft) -> Iterator[Finding]:
    """Words of topics that carriers refuse."""
    for topic, pattern in _TOPIC_PATTERNS:
        for found in pattern.finditer(draft.content):
            yield Finding(
                "",
                text("“{word}” points to a topic that carriers refuse: {topic}", word=found[0], topic=topic),
                *found.span(),
                severity="warning",
            )


def advertising(draft: Draft) -> Iterator[Finding]:
    """Advertising words in a regular template."""
    if draft.sms_type is SmsType.MARKETING:
        return
    for found in _ADVERTISING.finditer(draft.content):
        yield Finding(
            "",
            text("“{word}” is advertising; a regular template may not advertise.", word=found[0]),
            *found.span(),
            severity="warning",
        )


def private_contacts(draft: Draft) -> Iterator[Finding]:
    """A private person's telephone or messenger in the text."""
    if draft.region is not Region.MAINLAND:
        return
    for found in _CONTACT.finditer(draft.content):
        yield Finding(
            "",
            text("A private person's contact may not stand in a template: {contact}", contact=found[0]),
            *found.span(),
            severity="warning",
        )
