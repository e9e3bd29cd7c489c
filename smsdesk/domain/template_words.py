"""What words hint at (R2): refused topics, advertising, private contacts, codes. And how a text says
"unsubscribe"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from smsdesk.domain.profile import Region
from smsdesk.domain.review import Finding
from smsdesk.domain.templates import carries_code
from smsdesk.domain.text import Text, text
from smsdesk.domain.word_lists import word_list
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


_CONTACT = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?:(?<![a-z])(?:QQ|weixin|wechat|vx)|微信|加v|v信)\s*(?:号|群|id|number)?\s*[:：]?\s*"
    r"(?=[a-z_-]{0,19}\d)[a-z0-9_-]{5,20}(?![a-z0-9])",
    re.IGNORECASE,
)
#: What makes a mainland text one that brings a code (``templates.carries_code``).
CODE_WORD = "验证码"
#: What people call a verification code without the word that carriers look for.
_OTHER_CODE = {
    Region.MAINLAND: re.compile("校验码|动态码|动态口令|动态密码|一次性密码|短信口令|短信密码"),
    Region.GLOBAL: re.compile(r"\bOTP\b|\bone[- ]time (?:password|pin)\b", re.IGNORECASE),
}
_CODE_ABROAD = re.compile("code", re.IGNORECASE)

#: What the groups of ``data/refused_words.tsv`` are about, in a sentence at the place of a hit.
TOPICS: dict[str, Text] = {
    "finance": text(
        "“{word}” points to finance, which carriers refuse: shares, loans, cards, insurance.", word=""
    ),
    "illegal": text("“{word}” points to something forbidden or sensitive, which carriers refuse.", word=""),
    "services": text("“{word}” points to agency services or recruitment, which carriers refuse.", word=""),
    "leisure": text(
        "“{word}” points to medicine, nightlife, dating or games, which carriers refuse.", word=""
    ),
    "style": text("“{word}” is a way of winning customers that carriers in mainland China refuse.", word=""),
    "charity": text("“{word}” points to charity, crowdfunding or funerals, which carriers refuse.", word=""),
    "property": text("“{word}” points to real estate or education, which may send codes only.", word=""),
}


def refused(group: str) -> Callable[[Draft], Iterator[Finding]]:
    """A rule of one group of topics that carriers refuse."""
    sentence = TOPICS[group]

    def check(draft: Draft) -> Iterator[Finding]:
        for hit in word_list(group).find(draft.content):
            told = replace(sentence, values={"word": hit[0]})
            yield Finding("", told, *hit.span(), severity="warning")

    return check


def advertising(draft: Draft) -> Iterator[Finding]:
    """Advertising words in a regular template."""
    for hit in word_list("advertising").find(draft.content):
        yield Finding(
            "",
            text("“{word}” is advertising; a regular template may not advertise.", word=hit[0]),
            *hit.span(),
            severity="warning",
        )


def private_contacts(draft: Draft) -> Iterator[Finding]:
    """A private person's telephone or messenger in the text."""
    for found in _CONTACT.finditer(draft.content):
        yield Finding(
            "",
            text("A private person's contact may not stand in a template: {contact}", contact=found[0]),
            *found.span(),
            severity="warning",
        )


def code_is_called_so(draft: Draft) -> Iterator[Finding]:
    """A text that brings a code must call it 验证码, elsewhere "code"."""
    if carries_code(draft.content, draft.region):
        return
    if draft.region is Region.GLOBAL and _CODE_ABROAD.search(draft.content):
        return
    found = _OTHER_CODE[draft.region].search(draft.content)
    if found is not None:
        wanted = CODE_WORD if draft.region is Region.MAINLAND else "code"
        yield Finding(
            "",
            text("A text that brings a verification code must call it “{wanted}”.", wanted=wanted),
            *found.span(),
            severity="warning",
            fix=wanted if draft.region is Region.MAINLAND else None,
        )


def code_is_not_marketing(draft: Draft) -> Iterator[Finding]:
    """Carriers take a text with 验证码 for one that brings a code, whatever its type."""
    if carries_code(draft.content, draft.region):
        start = draft.content.index(CODE_WORD)
        yield Finding(
            "",
            text("A text with 验证码 counts as a verification code and cannot be marketing."),
            start,
            start + len(CODE_WORD),
            severity="warning",
        )
