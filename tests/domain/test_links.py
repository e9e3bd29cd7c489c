"""T1, B4: what is a link and what only looks like one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.links import find_links, has_link


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("http://x.y/z", ["http://x.y/z"]),
        ("go to https://a.example/b?c=d now", ["https://a.example/b?c=d"]),
        ("HTTPS://A.CN", ["HTTPS://A.CN"]),
        ("https:\\\\a.cn", ["https:\\\\a.cn"]),
        ("ftp://a.b", ["ftp://a.b"]),
        ("www.foo", ["www.foo"]),
        ("example.com", ["example.com"]),
        ("Example.Com", ["Example.Com"]),
        ("abc.co.uk", ["abc.co.uk"]),
        ("bit.ly/abc", ["bit.ly/abc"]),
        ("ok.me/x", ["ok.me/x"]),
        ("12306.cn", ["12306.cn"]),
        ("请访问example.com领取", ["example.com"]),
        ("详见t.cn/A6x，谢谢", ["t.cn/A6x"]),
        ("a.com b.net", ["a.com", "b.net"]),
        ("example.com。", ["example.com"]),
        ("exam\u200bple.com", ["exam\u200bple.com"]),
        ("example\u200b.\u200bcom", ["example\u200b.\u200bcom"]),
        ("ｅｘａｍｐｌｅ．ｃｏｍ", ["ｅｘａｍｐｌｅ．ｃｏｍ"]),
        ("example。com", ["example。com"]),
        ("ht\u200btp://a.b", ["ht\u200btp://a.b"]),
        ("http：／／a.b", ["http：／／a.b"]),
        ("腾讯.com", ["腾讯.com"]),
        ("我们.公司", ["我们.公司"]),
        ("xn--fiq.xn--fiqs8s", ["xn--fiq.xn--fiqs8s"]),
        ("见a[.]com", ["a[.]com"]),
        ("a(.)vip", ["a(.)vip"]),
        ("taobao . com", ["taobao . com"]),
        ("taobao. COM", ["taobao. COM"]),
        ("taobao .com/x", ["taobao .com/x"]),
        ("打开taobao点com领", ["taobao点com"]),
        ("a【点】top", ["a【点】top"]),
        ("a dot com", ["a dot com"]),
        ("1.2.3.4:80", ["1.2.3.4:80"]),
        ("1.2.3.4/pay", ["1.2.3.4/pay"]),
    ],
)
def test_links(text: str, links: list[str]) -> None:
    assert [text[link.start : link.end] for link in find_links(text)] == links
    assert has_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v1.2",
        "3.50",
        "12.50元",
        "Dr.Smith",
        "Mr.Li",
        "mr.li",
        "a point. Common sense",
        "Room 5. Next door",
        "connect the dots",
        "Call me. Come soon.",
        "下午3点vip专场",
        "3点开始",
        "abc co.ltd",
        "CO.LTD",
        "St.Mary",
        "ABC Co.Ltd",
        "2026.05.01",
        "9.am",
        "5.pm",
        "Thanks.It's",
        "See you today.In",
        "好的。谢谢",
        "请看。中国人",
        "你好.手机没电",
        "john.doe@example.com",
        "a.b@c.cn",
        "mailto:a@b.com",
        "1.2.3.4",
        "1/2",
        "wx:abc",
        "www.",
        "U.S.A",
        "e.g.",
        "node.js",
        "No.5",
        "10:30",
        "A/B",
        "3.5km/h",
        "p.m",
        "Hello.Today",
        "...",
        "a..b",
        "张三",
        "中国",
        "2026-05-01 10:00",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert find_links(text) == []
    assert not has_link(text)


@given(st.text(max_size=60))
def test_places_are_in_the_text_and_in_order(text: str) -> None:
    links = find_links(text)
    assert all(0 <= link.start < link.end <= len(text) for link in links)
    assert all(before.end <= after.start for before, after in pairwise(links))


@given(
    st.text(max_size=10),
    st.from_regex(r"[a-z]{1,10}\.(com|cn|net)", fullmatch=True),
    st.sampled_from([" ", "，", "\n"]),
)
def test_a_domain_is_found_in_any_text(before: str, domain: str, blank: str) -> None:
    assert has_link(f"{before}{blank}{domain}{blank}")
