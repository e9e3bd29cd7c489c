"""Finding links in a text, also disguised ones (T1, B4).

A link is what a phone makes tappable or a carrier's filter takes for one: a scheme with ``://``,
``www.``, a bare domain under a known top-level domain, an address of numbers with a port or path.
Full-width letters, ideographic full stops and invisible characters are seen through, since both phones
and filters do. An e-mail address is not a link. Versions (v1.2), prices (3.50), titles (Dr.Smith), company
forms (Co.Ltd) and sentences that lack a blank (today.In) are none either.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: Generic top-level domains that businesses and spammers use; the whole list has 1,400, most of them brands.
_GENERIC_LIST = """
    com net org info biz name pro edu gov mil int mobi asia tel jobs travel cat coop museum aero post arpa
    xyz top shop online site store club vip app dev link live icu wang ltd group work space tech fun win
    website press host ink ren red pink blue kim love mom lol cool run life today world city news video media
    email cloud chat zone team studio design art one plus gold fund fit fyi bar pub cafe games game bet
    casino poker loan loans money cash credit finance bank market sale deals discount gift promo click help
    support service services company center agency solutions digital network systems software technology
    academy school university education health care clinic dental hospital hotel tours holiday taxi restaurant
    food pizza coffee wine beer shopping fashion jewelry watch shoes clothing beauty hair salon spa kitchen
    house homes estate properties land rent build construction garden energy solar auto cars car bike photo
    photos pictures gallery music band film tv audio dance guru expert consulting marketing social page pages
    blog wiki review reviews download stream trade trading date dating men party racing science webcam bid
    faith accountant cricket ooo baidu google youtube amazon page goo law legal lawyer tax insurance careers
    events exchange express directory community international global limited gmbh inc llc srl sarl ventures
    capital partners holdings enterprises industries foundation charity church bible
    """
_GENERIC = frozenset(_GENERIC_LIST.split())
_COUNTRY_LIST = """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz
    ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk
    fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir
    is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk
    ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl
    pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc
    td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    """
_COUNTRIES = frozenset(_COUNTRY_LIST.split())
#: Country domains that stand for a link even in doubt; the others are also words and names (Mr.Li, 9.am).
_STRONG = frozenset(
    ("cn", "hk", "tw", "mo", "uk", "de", "fr", "jp", "kr", "ru", "eu", "io", "cc", "tv", "co")
)
_CHINESE_LIST = """
    中国 中國 公司 网络 网址 网站 網站 商城 在线 中文网 香港 台湾 台灣 澳門 澳门 集团 我爱你 商标 网店 游戏
    移动 手机 企业 信息 娱乐 时尚 健康 招聘 餐厅 购物 通販 世界 网絡 政务 公益 组织机构 新闻 广东 佛山
    """
_CHINESE = frozenset(_CHINESE_LIST.split())
_ABBREVIATION_LIST = """
    mr mrs ms miss dr prof sr jr st no nr vol art co pty pvt pte
     inc tel fax dept ave rd blk apt fig mt ft
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_LIST.split())

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOMAIN = re.compile(
    rf"(?<![\w@.-])((?:{_LABEL}\.)+)(xn--[a-z0-9-]+|[^\W\d_]{{2,24}})(?![a-z0-9_-]|\.?@)(:\d{{1,5}})?([/?#][!-~]*)?",
    re.IGNORECASE,
)
_CERTAIN = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}:[/\\]{2}[!-~]*"
    r"|(?<![a-z0-9@])www\.[^\s.][!-~]*"
    r"|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5}(?:/[!-~]*)?|/[!-~]+)",
    re.IGNORECASE,
)
#: A domain whose dot was taken apart so that no filter sees it: a[.]com, a . com, a点com, a dot com.
_TAKEN_APART = re.compile(
    r"[a-z0-9-]+(?:\s*[\[({【（]\s*(?:\.|dot|点|點)\s*[\])}】）]\s*(?:com|cn|net|org|cc|xyz|vip|top|shop|info|io)"
    r"|(?:\s+\.\s*|\.\s+|\s*[点點]\s*|\s+dot\s+)(?:com|cn|net|org))(?![a-z0-9_-]|\.[a-z0-9])(?:/[!-~]*)?",
    re.IGNORECASE,
).finditer
#: Nothing without one of these can be a link; most values are done here.
_HINT = re.compile(
    r"[.．。｡․]\W{0,4}[^\W\d]|[:：]\W{0,2}[/／\\]|(?:\d\W?[.．。｡․]\W?){3}\d+[:：/／]"
    r"|[点點]\W{0,3}[a-zA-Z]|\bdot\b",
    re.IGNORECASE,
).search
_ENDS_A_SENTENCE = ".,;:!?)'\""
#: Full-width forms of these are seen through; a full-width comma ends a link.
_PART_OF_A_LINK = "./:@-_\\"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_CHINESE_START = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]+(?=[a-z0-9])", re.IGNORECASE)


class Link(NamedTuple):
    """A link by its place in the text (Python string indices)."""

    start: int
    end: int


def has_link(text: str) -> bool:
    """Whether the text holds a link; about 0.2 µs for a value that cannot hold one."""
    if text.isalnum() and (text.isascii() or ("点" not in text and "點" not in text)):
        return False
    return _HINT(text) is not None and bool(find_links(text))


def find_links(text: str) -> list[Link]:
    """Every link in the text, in order."""
    if _HINT(text) is None:
        return []
    if text.isascii():
        return _find(text)
    plain, places = _see_through(text)
    return [Link(places[link.start], places[link.end - 1] + 1) for link in _find(plain)]


def _find(plain: str) -> list[Link]:
    links = [
        Link(found.start(), found.start() + len(found[0].rstrip(_ENDS_A_SENTENCE)))
        for found in _CERTAIN.finditer(plain)
    ]
    links += [
        Link(*found.span())
        for found in _TAKEN_APART(plain)
        if not any(link.start < found.end() and found.start() < link.end for link in links)
    ]
    for found in _DOMAIN.finditer(plain):
        start, end = found.span()
        if any(link.start < end and start < link.end for link in links):
            continue
        labels, tail = found[1][:-1], bool(found[3] or found[4])
        top = _known(found[2])
        if not top or (not tail and not _convincing(labels, top)):
            continue
        if (prose := _CHINESE_START.match(labels)) is not None:
            start += prose.end()
        end = (
            found.start(2) + len(top) if not tail else start + len(plain[start:end].rstrip(_ENDS_A_SENTENCE))
        )
        links.append(Link(start, end))
    return sorted(links)


def _known(top: str) -> str:
    """The top-level domain that ``top`` is or, before Chinese, begins with; empty for none."""
    lowered = top.lower()
    if lowered in _GENERIC or lowered in _COUNTRIES or lowered.startswith("xn--") or lowered in _CHINESE:
        return top
    ascii_part = re.match(r"[a-z]+", lowered, re.ASCII)
    if ascii_part is not None and (ascii_part[0] in _GENERIC or ascii_part[0] in _COUNTRIES):
        return top[: ascii_part.end()]
    return ""


def _convincing(labels: str, top: str) -> bool:
    """Whether labels.top without port and path is a domain and not the end of a sentence or a title."""
    lowered = top.lower()
    label = labels.rpartition(".")[2]
    if labels.lower() in _ABBREVIATIONS and lowered not in _PLAIN | _STRONG:
        return False
    if lowered in _GENERIC or lowered in _STRONG or lowered not in _COUNTRIES:
        return not (top.istitle() and lowered not in _STRONG and label.istitle() and lowered not in _PLAIN)
    return not (label.isdigit() or not label.isascii() or top.istitle())


#: Generic domains that are no words of a sentence, so that Example.Com is a link and Hello.Today is not.
_PLAIN = frozenset(("com", "net", "org", "info", "biz", "xyz", "vip", "icu"))


def _see_through(text: str) -> tuple[str, list[int]]:
    """The text with disguises taken off, and for each character its place in the text."""
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isascii():
            plain.append(character)
            places.append(place)
            continue
        if character in "。｡":
            # Before Chinese it ends a sentence; a domain goes on in Latin letters or digits.
            clear = "." if text[place + 1 : place + 3].lstrip(_INVISIBLE)[:1].isascii() else character
        else:
            clear = _undisguised(character)
        plain.extend(clear)
        places.extend([place] * len(clear))
    return "".join(plain), places


@lru_cache(maxsize=8192)
def _undisguised(character: str) -> str:
    """What one character stands for in a link; empty for one that nobody sees."""
    if unicodedata.category(character) == "Cf":
        return ""
    clear = unicodedata.normalize("NFKC", character)
    return clear if clear.isalnum() or clear in _PART_OF_A_LINK else character
