"""Words over the columns of people's spreadsheets (B2), in the languages our users' files come in."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Meaning(Enum):
    """What a header says of its column."""

    MOBILE = "mobile"
    """Certainly mobile numbers of the recipients."""
    TELEPHONE = "telephone"
    """A telephone of the recipients, perhaps a landline."""
    LANDLINE = "landline"
    SOMEONE_ELSES = "someone_elses"
    """The salesperson's, the emergency contact's."""
    REFERENCE = "reference"
    """Order, card, account, identity numbers."""
    SERIAL = "serial"
    """The row's own number."""
    NAME = "name"
    UNKNOWN = "unknown"


class Heading(NamedTuple):
    """A header's words and their meaning."""

    words: str
    meaning: Meaning


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_TELEPHONE = _words(
    r"电话|電話|联系方式|聯絡方式|号码|號碼|联系人号|\btel\b|\btel[.:]|telephone|\bphone|phone\b"
    r"|\bcontact (?:no|number)"
    r"|\bnumbers?\b|rufnummer|telefon|téléphone|teléfono|telefone|telefono|телефон|тел\.|전화|โทร"
    r"|điện thoại"
    r"|\bsđt\b|電話番号|番号|\bnomor\b|\bno\.? ?hp\b|هاتف|טלפון|τηλέφων"
)
_MOBILE = _words(
    r"手机|手機|移动电话|行動電話|行动电话|接收号|收信号|\bmobiles?\b|mobile|\bcell|cellphone"
    r"|\bmsisdn\b|\bgsm\b|\bwhatsapp\b"
    r"|\bsms\b|handy|mobil(?:nummer|telefon|e)?\b|\bportable\b|m[oó]vil|celular|telem[oó]vel"
    r"|cellulare|мобильн|сотов"
    r"|携帯|휴대|핸드폰|มือถือ|di động|ponsel|جوال|موبايل|phone ?number|phone_?number|phonenumber"
    r"|recipient|destinatario"
)
_LANDLINE = _words(
    r"座机|固话|固定电话|固定電話|市话|传真|傳真|\bfax|landline|festnetz|\bfixe\b|\bfijo\b"
    r"|\bfisso\b|办公电话|单位电话|家庭电话|宅电"
    r"|\boffice (?:tel|phone)|\bwork (?:tel|phone)|\bhome (?:tel|phone)|\bswitchboard"
)
_SOMEONE_ELSES = _words(
    r"紧急|緊急|业务员|業務員|销售|銷售|客服|店员|导购|顾问|经办|经理|推荐人|介绍人|担保人|司机"
    r"|快递员|骑手|负责人|监护人|家长电话2|发件人"
    r"|寄件|卖家|门店|店铺电话|公司电话|商家|供应商|emergenc|sales ?(?:person|man|rep)|salesperson"
    r"|\bagent|\bdriver|\bcourier"
    r"|\bmanager|\breferr|guarantor|\bseller|\bsender|\bshop (?:tel|phone)|\bstore (?:tel|phone)"
    r"|\bhotline|\bservice (?:tel|phone|line)"
    r"|\bnext of kin|notfall|urgence|\bemergencia|\bvendedor"
)
_REFERENCE = _words(
    r"订单|訂單|单号|單號|编号|編號|运单|快递单|流水|交易|发票|合同|身份证|证件|护照|卡号|卡號"
    r"|银行|账号|帐号|賬號|帳號|会员号|工号|学号|车牌|邮编"
    r"|取件码|验证码|金额|价格|数量|余额|积分|\border|\binvoice|\btracking|\bwaybill|\btransaction"
    r"|\breceipt|\bcontract|\bcard|\bbank|\baccount"
    r"|\biban\b|\bpassport|\bidentity|\bid\b|\bid[ _-]?(?:no|number|card)|customer ?(?:id|no)"
    r"|\bmember(?:ship)? ?(?:id|no|number)"
    r"|\bsku\b|\bserial|\bzip\b|\bpostal|\bpostcode|\bqty|quantity|\bamount|\bprice|\bbalance"
    r"|\bbestell|\brechnung|\bcommande|\bpedido"
    r"|\bfactura|\bref(?:erence)?\b|\bcode\b|\bpin\b|\bqq\b|微信|wechat|\bdate\b|日期|时间"
)
_SERIAL = re.compile(r"(?:序号|序號|行号|序|no\.?|nr\.?|#|№|index|row|lfd\.? ?nr\.?|s/n|sn)", re.IGNORECASE)
_NAME = _words(
    r"姓名|名字|名称|称呼|稱呼|客户名|顾客|收件人|收货人|联系人|联系人姓名|\bname\b|\bfull ?name"
    r"|\bfirst ?name|\bcustomer\b(?! ?(?:id|no|code|ref)\b)|\brecipient name"
    r"|\bvorname|\bnom\b|\bprénom|\bnombre\b|\bnome\b|\bимя\b|\bфио\b|氏名|お名前|이름|성명|ชื่อ"
    r"|\btên\b|\bnama\b"
)
_OTHER_NAME = _words(
    r"公司|商品|产品|店铺|店名|\bcompany|\bproduct|\bitem|\bfile|\bbrand|\bshop|\bstore|\buser ?name"
)

#: {1}, 变量1, 变量{1}, var1, variable 1, param_1, 1, "1. name", "{1} name"
_VARIABLE = re.compile(
    r"(?:变量|變量|变数|参数|參數|字段|var(?:iable)?|param(?:eter)?|value|field|placeholder)?[\s_#:：-]*"
    r"(?:[{｛\[(（<《]\s*([1-9]\d{0,2})\s*[}｝\])）>》](?:[\s.:：、_(（-].*|[^\d\s].*)?"
    r"|([1-9]\d{0,2})(?:[.:：、)）]\s*\D.*)?)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def heading(words: str) -> Heading:
    """What a header cell says of its column; a cell of more than 40 characters says nothing."""
    plain = " ".join(words.replace("_", " ").split())
    return Heading(words, _meaning(plain) if 0 < len(plain) <= 40 else Meaning.UNKNOWN)


def variable_number(words: str) -> int | None:
    """The variable a header names, None for none."""
    found = _VARIABLE.fullmatch(words.strip())
    return int(found[1] or found[2]) if found is not None else None


def _meaning(words: str) -> Meaning:
    telephone = _TELEPHONE.search(words) is not None
    mobile = _MOBILE.search(words) is not None
    if _SERIAL.fullmatch(words):
        return Meaning.SERIAL
    if (telephone or mobile) and _SOMEONE_ELSES.search(words):
        return Meaning.SOMEONE_ELSES
    if _LANDLINE.search(words):
        return Meaning.TELEPHONE if mobile else Meaning.LANDLINE
    if mobile and not _OTHER_THAN_NUMBER.search(words):
        return Meaning.MOBILE
    if _NAME.search(words) and not telephone and not _OTHER_NAME.search(words):
        return Meaning.NAME
    if _REFERENCE.search(words):
        return Meaning.REFERENCE
    return Meaning.TELEPHONE if telephone else Meaning.UNKNOWN


#: "Mobile model", "SMS consent", "recipient name": about a mobile, not its number.
_OTHER_THAN_NUMBER = _words(
    r"型号|品牌|\bmodel|\bbrand|\bconsent|\bstatus|\bname\b|姓名|\bcarrier|运营商|归属地|\bcode\b"
    r"|\bvendor|\btext\b|内容"
)
