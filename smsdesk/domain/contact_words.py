"""Words over the columns of address books and shops' customers (C2)."""

from __future__ import annotations

import re

FIRST = re.compile(
    r"first ?name|given ?name|fore ?name|名|名字（名）|vorname|prénom|nombre|nome próprio|имя", re.IGNORECASE
)
LAST = re.compile(
    r"last ?name|family ?name|surname|姓|姓氏|nachname|familienname|nom de famille|apellidos?|sobrenome"
    r"|фамилия",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"备注|備註|说明|附注|附註|\bnotes?\b|\bremarks?\b|\bcomments?\b|\bmemo\b|notiz|bemerkung|remarque|observaci",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"accepts sms marketing|sms marketing consent(?: state| status)?|sms consent|sms marketing|短信营销同意"
    r"|是否接受短信营销|接受短信营销|接收短信营销",
    re.IGNORECASE,
)
YES = frozenset(
    {
        *("yes", "y", "true", "1", "subscribed", "accepted", "opted_in", "opted-in", "opt-in"),
        *("ja", "oui", "sí", "si", "sim", "да", "是", "同意", "已同意", "已订阅", "接受"),
    }
)
MOBILE_LABEL = re.compile(
    r"mobile|mobil|cell|iphone|handy|portable|m[oó]vil|celular|手机|手機|移动|行動|携帯|휴대|мобил",
    re.IGNORECASE,
)
GOOGLE_NUMBER = re.compile(r"phone (\d+) - value", re.IGNORECASE).fullmatch
#: Outlook's numbers in the order in which they are asked for a mobile one.
OUTLOOK_NUMBERS = (
    ("mobile phone", "移动电话", "行動電話"),
    ("primary phone", "主要电话"),
    ("home phone", "住宅电话"),
    ("home phone 2", "住宅电话 2"),
    ("other phone", "其他电话"),
    ("business phone", "商务电话"),
    ("business phone 2", "商务电话 2"),
    ("car phone", "车载电话"),
)
#: What is worth keeping of the ninety columns of an address book.
KEPT = frozenset(
    {
        *(
            "birthday",
            "anniversary",
            "organization name",
            "organization 1 - name",
            "company",
            "e-mail address",
            "e-mail 1 - value",
        ),
        *("nickname", "home city", "business city", "公司", "单位", "生日", "电子邮件地址"),
    }
)
#: What is worth keeping of a shop's customers.
SHOP_KEPT = frozenset(
    {
        *("email", "company", "default address company", "default address city"),
        *("city", "total spent", "total orders", "tags"),
    }
)
#: A name's parts that are not the name: middle, phonetic, a company's, the file's.
PART_OF_NAME = re.compile(
    r"phonetic|yomi|middle|additional|prefix|suffix|nick|organi[sz]ation|department|file as|maiden"
    r"|group|company|assistant|manager|spouse|children|address|中间名|拼音|昵称"
)
