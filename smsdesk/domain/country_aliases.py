"""What people call a country besides the name on the list, for fields in which one is typed (P1)."""

from __future__ import annotations

from collections.abc import Mapping

#: By ISO 3166 alpha-2 code. The codes themselves and the names in the other languages come by themselves.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "AE": ("UAE", "Emirates"),
    "BN": ("Brunei Darussalam",),
    "CD": ("DRC", "DR Congo", "Democratic Republic of the Congo"),
    "CG": ("Republic of the Congo",),
    "CI": ("Ivory Coast",),
    "CN": ("PRC", "People's Republic of China", "Mainland China", "中华人民共和国", "中国大陆"),
    "CV": ("Cabo Verde",),
    "CZ": ("Czech Republic",),
    "DE": ("Deutschland",),
    "ES": ("España",),
    "FM": ("Micronesia",),
    "GB": (
        "UK",
        "U.K.",
        "England",
        "Scotland",
        "Wales",
        "Northern Ireland",
        "Great Britain",
        "Britain",
        "英格兰",
        "苏格兰",
    ),
    "HK": ("Hong Kong", "香港"),
    "IE": ("Eire", "Republic of Ireland"),
    "KP": ("North Korea", "DPRK"),
    "KR": ("Korea", "South Korea", "Republic of Korea"),
    "MK": ("Macedonia",),
    "MM": ("Burma", "Myanmar"),
    "MO": ("Macao", "Macau", "澳门"),
    "NL": ("Holland", "荷兰王国"),
    "PS": ("Palestine",),
    "RU": ("Russian Federation",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "TW": ("Taiwan", "台湾"),
    "US": ("USA", "U.S.A.", "America", "United States of America", "美利坚合众国"),
    "VA": ("Vatican", "Holy See"),
}
